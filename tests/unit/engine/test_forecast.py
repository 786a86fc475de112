import shutil

from migrator.engine.forecast import Forecast, read_forecast
from migrator.model.documents import Kind, Ref, SourceId
from migrator.model.inventory import Entry, Inventory, KeyVerdict, SourceVersion
from migrator.model.report import Severity


def inventory(sizes, secrets=0):
    refs = [Ref(Kind.PROJECT, ("Default", str(number))) for number in range(len(sizes))]
    entries = {
        ref: Entry(ref, "Project", SourceId(ref.name), size_bytes=size)
        for ref, size in zip(refs, sizes, strict=True)
    }
    version = SourceVersion("2024.4", "id", "driver", "snapshot")
    return Inventory(version, entries, KeyVerdict.RIGHT, secrets, secrets)


def test_a_forecast_grows_with_documents_and_secrets(tmp_path):
    package = tmp_path / "p.ocmpack"
    none = read_forecast(inventory([]), package).size_bytes
    assert read_forecast(inventory([1000, 500]), package).size_bytes == none + 1500
    assert read_forecast(inventory([], secrets=2), package).size_bytes > none


def test_free_space_is_that_of_the_disk_though_the_directory_is_still_to_be_made(tmp_path):
    free = read_forecast(inventory([]), tmp_path / "a/b/p.ocmpack").free_bytes
    assert 0 < free <= shutil.disk_usage(tmp_path).total


def test_a_package_that_may_not_fit_is_a_warning_with_both_numbers():
    assert Forecast(10, 10).findings() == ()
    (finding,) = Forecast(11_000, 10_000).findings()
    assert finding.severity is Severity.WARNING
    assert "11,000" in finding.message
    assert "10,000" in finding.message
