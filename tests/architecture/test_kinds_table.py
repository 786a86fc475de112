"""The page of kinds says what the code does."""

import importlib.util
import json
import os
from pathlib import Path

import pytest

from migrator.rules.kinds import FACTS
from migrator.target.routes import COLLECTIONS

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("kinds_table", HERE / "kinds_table.py")
kinds_table = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(kinds_table)

ROOT = HERE.parents[1]
_BESIDE = ROOT.parent / "shared" / "octopus" / "swagger.json"
RESOURCES = Path(os.environ.get("OCTOPUS_SWAGGER", _BESIDE)).with_name("resources.json")


def test_the_page_is_what_the_tables_say():
    page = (ROOT / "resources" / "help" / "kinds.md").read_text("utf-8")
    assert page == kinds_table.render(), "run tests/architecture/kinds_table.py"


def test_the_readme_leads_to_the_page():
    assert "(resources/help/kinds.md)" in (ROOT / "README.md").read_text("utf-8")


def test_each_kind_has_one_row():
    rows = [row for row in kinds_table.render().partition("\n## ")[0].splitlines() if "|" in row]
    for facts in FACTS.values():
        assert len([row for row in rows if row.startswith(f"| {facts.plural} |")]) == 1


def test_each_note_is_of_a_kind_that_there_is():
    assert set(kinds_table.NOTES) <= {str(kind) for kind in FACTS}


def test_what_the_page_says_moves_can_be_written():
    for kind, facts in FACTS.items():
        if kinds_table.status_of(kind) != kinds_table.LOOKED_UP:
            is_said = str(kind) in {"space", "version_control"}  # written by routes of their own
            assert kind in COLLECTIONS or facts.comes_with_owner or is_said


def test_each_finding_that_a_note_names_is_one_that_the_code_makes():
    source = "\n".join(
        path.read_text("utf-8")
        for part in ("rules", "engine", "source", "target")
        for path in (ROOT / "migrator" / part).rglob("*.py")
    )
    codes = {code for note in kinds_table.NOTES.values() for code in note.codes}
    assert {code for code in codes if f'"{code}"' not in source} == set()


@pytest.mark.skipif(
    not RESOURCES.exists(),
    reason=f"{RESOURCES} is not there; OCTOPUS_SWAGGER names the description beside it",
)
def test_each_resource_of_the_api_has_a_row():
    types = {item["type"] for item in json.loads(RESOURCES.read_text("utf-8"))["resources"]}
    assert len(types) > 40
    ours = {str(kind) for kind in FACTS}
    named = {name for other in kinds_table.others() for name in other.types}
    assert {t for t in types if kinds_table.words(t) not in ours and t not in named} == set()
