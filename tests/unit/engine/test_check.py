"""Looking at a package without source and target."""

import pytest

from migrator.engine.check import check
from migrator.engine.connect import open_package
from migrator.model.documents import Kind, LogicalDocument, Omitted, Ref, Slot
from migrator.model.errors import Cancelled
from migrator.model.events import Finished, Run, Stage, Started
from migrator.model.report import Severity
from migrator.package.writer import write_package
from migrator.rules.naming import missing_ref
from tests.fakes.small_migration import HEADER, PLAIN, RAW, write
from tests.unit.package.making import KEYS

FEED = Ref(Kind.FEED, ("Default", "Docker"))
SHOP = Ref(Kind.PROJECT, ("Default", "Shop"))


def checked(tmp_path, *documents, omitted=()):
    path = tmp_path / "x.ocmpack"
    with write_package(KEYS.sealing(path), HEADER) as writer:
        for document in documents:
            writer.write(document, {})
        for item in omitted:
            writer.omit(item)
    with open_package(KEYS.opening(path)) as opened:
        return check(opened, Run())


def holding(*refs):
    return LogicalDocument(SHOP, {"Name": "Shop", "Refs": list(refs)})


def codes(report):
    return [(finding.code, finding.severity) for finding in report.findings]


def test_a_whole_package_is_clean_and_counted(tmp_path):
    with open_package(write(tmp_path / "small.ocmpack")) as opened:
        seen = []
        report = check(opened, Run(seen.append))
    assert report.is_clean
    assert report.facts["documents"] == len(RAW)
    assert sum(counts["secrets"] for counts in report.kinds.values()) == len(PLAIN)
    assert report.kinds["environments"] == {"documents": 2, "secrets": 0}
    assert (seen[0], seen[-1]) == (Started(Stage.CHECK, total=len(RAW)), Finished(Stage.CHECK))


def test_a_reference_that_the_source_lacks_is_a_warning(tmp_path):
    gone = missing_ref(Kind.FEED, "Default", "Feeds-9")
    report = checked(tmp_path, holding(gone))
    assert codes(report) == [("missing-reference", Severity.WARNING)]
    assert "'Feeds-9'" in report.findings[0].message


def test_a_reference_that_leads_out_of_the_package_is_expected_on_the_target(tmp_path):
    report = checked(tmp_path, holding(FEED))
    assert codes(report) == [("expected-on-target", Severity.INFO)]


@pytest.mark.parametrize(
    "found",
    [
        Ref(Kind.TEAM, ("", "Everyone")),
        Ref(Kind.LIFECYCLE, ("Default", "Default Lifecycle")),
        SHOP,
    ],
)
def test_what_every_target_has_or_the_package_holds_is_found(tmp_path, found):
    assert not checked(tmp_path, holding(found)).findings


def test_what_was_left_behind_is_listed_with_its_place(tmp_path):
    left = Omitted("unreadable-secret", str(FEED), "/Password", "does not open")
    report = checked(tmp_path, LogicalDocument(FEED, {"Password": Slot(readable=False)}), omitted=[left])  # fmt: skip
    (finding,) = report.findings
    assert (finding.code, finding.ref, finding.pointer) == (left.code, left.where, left.pointer)
    assert report.kinds["feeds"]["secrets"] == 0


def test_it_can_be_cancelled_between_two_documents(tmp_path):
    with (
        open_package(write(tmp_path / "small.ocmpack")) as opened,
        pytest.raises(Cancelled),
    ):
        check(opened, Run(cancelled=lambda: True))
