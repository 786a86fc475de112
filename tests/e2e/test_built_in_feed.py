"""The built-in feed by the command line, and the key of the source's own API that stays hidden."""

import secrets

import pytest

from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.canaries import Mark
from tests.e2e.process import migrator

FOLDER = 'packages_directory = "packages"'


@pytest.fixture
def served(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as made:
        yield made


def change(served, old, new):
    text = served.job.read_text()
    assert old in text
    served.job.write_text(text.replace(old, new))


def codes(ended):
    return {finding["code"] for finding in ended.result["report"]["findings"]}


def test_stage_by_stage_the_package_alone_is_enough(served, tmp_path):
    for verb in ("export", "check", "plan", "upload", "verify"):
        words = [verb, served.job]
        if verb == "check":
            words = ["check", served.directory / "sample.ocmpack", "--job", served.job]
        ended = migrator(tmp_path, *words, "--json")
        assert ended.exit_code == 0, (verb, ended.err)
        if verb == "export":
            (served.directory / "packages").rename(served.directory / "gone")
    assert len(served.cloud.store.all_of("Package")) == 4


def test_without_a_folder_the_packages_are_counted_and_named(served, tmp_path):
    change(served, FOLDER, "")
    ended = migrator(tmp_path, "run", served.job, "--yes", "--json")
    assert ended.exit_code == 0, ended.err
    assert "built-in-packages" in codes(ended)
    assert served.cloud.store.all_of("Package") == []


def test_a_folder_that_is_not_there_is_a_wrong_job_and_nothing_is_left(served, tmp_path):
    change(served, FOLDER, 'packages_directory = "no-such"')
    ended = migrator(tmp_path, "export", served.job, "--json")
    assert ended.exit_code == 2
    assert ended.result["error"]["code"] == "OCM-2120"
    assert not (served.directory / "sample.ocmpack").exists()
    assert not list(served.directory.glob(".*.part"))


def test_a_file_that_was_changed_in_the_package_is_told_by_check(served, tmp_path):
    assert migrator(tmp_path, "export", served.job).exit_code == 0
    path = served.directory / "sample.ocmpack"
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"age-encryption.org") + 300] ^= 1
    path.write_bytes(bytes(whole))
    ended = migrator(tmp_path, "check", path, "--job", served.job, "--json")
    assert ended.exit_code == 5
    assert ended.result["error"]["code"] == "OCM-4103"


@pytest.mark.parametrize("is_right", [True, False])
def test_the_key_of_the_source_s_api_is_nowhere(served, tmp_path, is_right):
    key = f"API-{secrets.token_hex(16).upper()}"
    mark = Mark(key)
    (served.directory / "secrets" / "source-key").write_text(key)
    with OctopusCloud(api_key=key if is_right else "API-ANOTHER") as server:
        place = '{ file = "secrets/source-key" }'
        change(served, FOLDER, f'api_url = "{server.url}"\napi_key = {place}')
        log = tmp_path / "log"
        ended = migrator(tmp_path, "run", served.job, "--yes", "--json", "--log", log)
        asked = len(server.requests)
    assert ended.exit_code == (0 if is_right else 3), ended.err
    assert asked > 0
    if is_right:  # it has none of them
        assert "package-file" in codes(ended)
    else:
        assert ended.result["error"]["code"] == "OCM-2121"
    for text in (ended.out, ended.err):
        assert mark.found_in(text.encode()) == []
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    for path in written:
        if path.name != "source-key":
            assert mark.found_in(path.read_bytes()) == [], path
