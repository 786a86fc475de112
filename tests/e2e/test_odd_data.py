"""Odd but legal data: each of it arrives as it is, or the report names it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from migrator.sandbox.rehearsal import Rehearsal, RehearsalSettings, start
from tests.e2e.odd_rows import SPACE, OddRows, scoped
from tests.e2e.process import Ended, migrator

LARGE = {"64 KB": "k" * 65_536, "5 MB": "é€" * 2_500_000}
MANY = 20_000
ROLES = tuple(f"role {number}" for number in range(5_000))
TEXTS = {
    "half a pair": "a\ud800b",
    "other half": "\udfff",
    "NUL": "a\0b\0",
    "pair": "\U0001f419",
    "no characters": "\uffff\ufffe\ufeff",
    "lines": "a\r\nb\n\u2028c\u0085d\x0be\x1c",
    "controls": "\x01\x02\x7f\x1b[31m",
    "empty": "",
    "blanks": "  \t ",
    "half in name \ud800": "1",
    "NUL in name \0": "2",
    "$type": "3",
    "a~b/c": "4",
    "#{if x}": "5",
}
MOVED_NAMES = (
    "n" * 200,
    "a/b\\c//" + "'\"`<>&" * 3,
    "\U0001f419" * 20,
    "\u202eabc\u202c \u05d0\u05d1 \u0627\u0644",
    "trailing  ",
    " leading",
    "Tèst accent",
    "Test accent",
    "nul\0name",
    "half \ud800 name",
    "%2F%00",
    "..",
    "../../etc/passwd",
    "#{x}",
    "$type",
    "<script>alert(1)</script>",
    "=1+1",
)
EQUAL_BUT_FOR_CASE = (("Staging X", "STAGING x"), ("Straße", "STRASSE"))


@dataclass(frozen=True)
class OddlyMoved:
    """A sandbox with odd rows whose instance has been moved; only to be looked at."""

    served: Rehearsal
    run: Ended
    refs_left: frozenset[str]

    def variables(self, owner: str) -> list[dict]:
        sets = self.served.cloud.store.all_of("LibraryVariableSet")
        found = next(s for s in sets if s["Name"] == owner)
        every = self.served.cloud.store.all_of("VariableSet")
        return next(v for v in every if v["OwnerId"] == found["Id"])["Variables"]

    def names(self, kind: str) -> set[str]:
        return {str(document["Name"]) for document in self.served.cloud.store.all_of(kind)}

    def messages(self, code: str) -> list[tuple[str, str]]:
        findings = self.run.result["report"]["findings"]
        return [(f["ref"], f["message"]) for f in findings if f["code"] == code]


def _fill(odd: OddRows) -> None:
    test = odd.identifier("DeploymentEnvironment", "Test")
    odd.library_set("Large", [scoped(name, value) for name, value in LARGE.items()])
    every_third = [[], [test], [test]]
    odd.library_set(
        "Many",
        [
            # Half of them share a name, so that scopes alone tell them apart.
            scoped(
                f"V{number if number % 2 else 0}",
                str(number),
                Environment=every_third[number % 3],
                Role=[f"r{number}"],
            )
            for number in range(MANY)
        ],
    )
    odd.library_set("Scopes", [scoped("wide", "v", Role=ROLES)])
    odd.library_set("Texts", [scoped(name, value) for name, value in TEXTS.items()])
    odd.library_set("Nothing", [])
    odd.library_set("Nameless", [scoped("", "x"), scoped("  ", "y"), scoped("named", "z")])
    group = next(r["Name"] for r in odd.table("ProjectGroup") if r["SpaceId"] == SPACE)
    pairs = [name for pair in EQUAL_BUT_FOR_CASE for name in pair]
    for number, name in enumerate((*MOVED_NAMES, *pairs, "", " ")):
        odd.copy("ProjectGroup", str(group), f"ProjectGroups-{900 + number}", Name=name)
    long = odd.copy("DeploymentEnvironment", "Test", "Environments-900", Name="e" * 51)
    odd.copy("DeploymentEnvironment", "Test", "Environments-901", Name="e" * 50)
    first = odd.copy("DeploymentEnvironment", "Test", "Environments-902", Name="Shared Name")
    second = odd.copy("DeploymentEnvironment", "Test", "Environments-903", Name="SHARED NAME")
    odd.library_set(
        "Doubtful",
        [
            scoped("first", "1", Environment=[first]),
            scoped("second", "2", Environment=[second]),
            scoped("long", "3", Environment=[long]),
            scoped("anywhere", "4"),
        ],
    )


@pytest.fixture(scope="module")
def odd(tmp_path_factory) -> Iterator[OddlyMoved]:
    home = tmp_path_factory.mktemp("odd")
    with start(RehearsalSettings(home / "served")) as served:
        _fill(OddRows(served.instance.database))
        policy = '\n[policy]\nmissing_reference = "skip-item"\n'
        served.job.write_text(served.job.read_text("utf-8") + policy, "utf-8")
        ended = migrator(home, "run", served.job, "--yes", "--json")
        assert ended.exit_code == 0, ended.err[-2000:]
        left = {f["ref"] for f in ended.result["report"]["findings"]}
        yield OddlyMoved(served, ended, frozenset(left))


def test_values_of_64_kb_and_of_5_mb_arrive_whole(odd):
    assert {v["Name"]: v["Value"] for v in odd.variables("Large")} == LARGE


def test_twenty_thousand_variables_of_one_set_arrive_each_with_its_scope(odd):
    found = {v["Value"]: (v["Name"], v["Scope"]) for v in odd.variables("Many")}
    assert len(found) == MANY
    for number in range(MANY):
        name, scope = found[str(number)]
        assert name == f"V{number if number % 2 else 0}"
        assert scope["Role"] == [f"r{number}"]
        assert len(scope.get("Environment", [])) == (1 if number % 3 else 0)


def test_five_thousand_scopes_of_one_variable_arrive(odd):
    (variable,) = odd.variables("Scopes")
    assert sorted(variable["Scope"]["Role"]) == sorted(ROLES)


def test_halves_of_surrogate_pairs_nuls_and_controls_arrive_in_names_and_values(odd):
    assert {v["Name"]: v["Value"] for v in odd.variables("Texts")} == TEXTS


def test_a_set_without_variables_arrives_without(odd):
    assert odd.variables("Nothing") == []


def test_odd_names_arrive_letter_by_letter(odd):
    there = odd.names("ProjectGroup")
    assert {name for name in MOVED_NAMES if name not in there} == set()


def test_of_names_equal_but_for_case_one_arrives_and_the_other_is_named(odd):
    there = odd.names("ProjectGroup")
    named = " ".join(message for _, message in odd.messages("duplicate-name"))
    for pair in EQUAL_BUT_FOR_CASE:
        assert len(there & set(pair)) == 1
        assert any(f"'Default/{name}'" in named for name in pair)


def test_what_has_no_name_or_one_too_long_is_named_and_stays_behind(odd):
    told = dict(odd.messages("name-refused"))
    assert f"environment:Default/{'e' * 51}" in told
    assert "project_group:Default/" in told
    assert "e" * 50 in odd.names("Environment")
    assert "e" * 51 not in odd.names("Environment")


def test_variables_without_a_name_are_named_and_the_others_of_the_set_arrive(odd):
    assert [v["Name"] for v in odd.variables("Nameless")] == ["named"]
    assert len(odd.messages("nameless")) == 2


def test_what_is_scoped_to_something_left_behind_is_named_and_never_widened(odd):
    assert {v["Name"] for v in odd.variables("Doubtful")} == {"first", "anywhere"}
    told = [m for ref, m in odd.messages("missing-reference") if ref.endswith("/Doubtful")]
    assert any("'second'" in message for message in told)
    assert any("'long'" in message for message in told)
