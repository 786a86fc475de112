import json

import pytest

from migrator.model.documents import Kind, Ref, SourceId
from migrator.model.inventory import Entry, Inventory, KeyVerdict, SourceVersion
from migrator.model.report import (
    Difference,
    Finding,
    Item,
    Report,
    Severity,
    encode_finding,
    encode_report,
)

BLOCKS = Finding(Severity.BLOCKS, "x", "r", "m")


@pytest.mark.parametrize(
    ("report", "is_clean"),
    [
        (Report("verify"), True),
        (Report("verify", {"feed": {"equal": 2, "not_comparable": 1, "missing": 0}}), True),
        (Report("verify", {"feed": {"different": 1}}), False),
        (Report("verify", {"feed": {"missing": 1}}), False),
        (Report("upload", {"feed": {"failed": 1}}), False),
        (Report("check", findings=(Finding(Severity.WARNING, "x", "r", "m"),)), True),
        (Report("check", findings=(BLOCKS,)), False),
    ],
)
def test_a_report_is_clean_unless_something_is_wrong_or_blocks(report, is_clean):
    assert report.is_clean is is_clean


def test_a_finding_is_written_without_empty_members():
    assert encode_finding(BLOCKS) == {
        "severity": "blocks", "code": "x", "ref": "r", "message": "m"
    }  # fmt: skip
    full = encode_finding(Finding(Severity.INFO, "x", "r", "m", "h", "/p"))
    assert (full["hint"], full["pointer"]) == ("h", "/p")


def test_a_report_is_json_with_everything_in_it():
    item = Item("feed:D/x", "different", (Difference("/Name", "a", None),))
    report = Report("verify", {"feed": {"different": 1}}, (item,), (BLOCKS,), {"left": 0})
    value = json.loads(json.dumps(encode_report(report)))
    assert value["clean"] is False
    assert value["items"] == [
        {
            "ref": "feed:D/x",
            "outcome": "different",
            "differences": [{"pointer": "/Name", "expected": "a", "found": None}],
        }
    ]
    assert value["findings"][0]["code"] == "x"
    assert value["facts"] == {"left": 0}


def test_an_inventory_counts_documents_bytes_and_secrets_of_each_kind():
    space, one, two = (
        Ref(Kind.SPACE, ("D",)), Ref(Kind.FEED, ("D", "b")), Ref(Kind.FEED, ("D", "a"))
    )  # fmt: skip
    entries = {
        ref: Entry(ref, "T", SourceId("1"), size_bytes=10, secrets=2) for ref in (space, one, two)
    }
    version = SourceVersion("2024.4", "guid", "driver", "snapshot")
    inventory = Inventory(version, entries, KeyVerdict.RIGHT, 6, 5)
    assert [entry.ref for entry in inventory.of_kind(Kind.FEED)] == [two, one]
    report = inventory.report
    assert report.kinds["feed"] == {"documents": 2, "size_bytes": 20, "secrets": 4}
    assert report.facts["spaces"] == ["D"]
    assert report.facts["master_key"] == "right"
    assert (report.facts["secrets_total"], report.facts["secrets_opened"]) == (6, 5)
