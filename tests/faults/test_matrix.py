"""Each fault in each stage: it goes through, or it stops as it should and goes on to the same end."""

import re
from contextlib import contextmanager

import pytest

from migrator.engine.plan import KNOWN_SECRETS
from migrator.model.errors import MigratorError
from tests.faults.matrix import FAULTS, PAGE, ROOT, THROUGH, render
from tests.faults.world import STAGES, small_database, source, world

# Each kind of use of a file comes round in a stage's steps; three is prime to their number.
STRIDE = 3
CELLS = [
    pytest.param((fault, stage, is_snapshot), id=f"{fault.name}-{stage}-{mode}")
    for fault in FAULTS
    for stage in fault.expected
    for is_snapshot, mode in ([(True, "snapshot")] + [(False, "versions")] * fault.has_modes)
]


@pytest.fixture(scope="module")
def servers():
    databases = {True: small_database(), False: small_database()}
    databases[False].snapshot_isolation = False
    with source(databases[True]) as one, source(databases[False]) as other:
        yield {True: one, False: other}


@pytest.fixture(scope="module")
def wanted(servers, tmp_path_factory):
    """What each stage ends in where nothing goes wrong."""
    ends = {}
    for is_snapshot, sql in servers.items():
        with world(tmp_path_factory.mktemp("clean"), sql) as clean:
            for stage, act in STAGES.items():
                ends[stage, is_snapshot] = comparable(act(clean)())
    return ends


def comparable(end):
    """Without what names this one package."""
    return re.sub(r"[0-9a-f]{64}", "", repr(end))


@contextmanager
def standing_before(stage, directory, sql):
    """A world in which all stages before this one were carried out."""
    with world(directory, sql) as made:
        for before, act in STAGES.items():
            if before == stage:
                break
            if before != "survey":  # it leaves nothing
                act(made)
        yield made


class Case:
    """One stage in trouble."""

    def __init__(self, stage, wanted):
        self.stage, self.wanted = stage, wanted
        self.seen = set()

    def must_end_as_if_nothing_had_happened(self, made, trouble):
        """However it ends in the trouble, it or the next try ends as the clean one did."""
        with trouble(made) as struck:
            try:
                end, code = STAGES[self.stage](made), ""
            except MigratorError as error:
                end, code = None, must_have_the_form(error)
        assert struck, "The trouble never came."
        self.seen.add(code)
        end = end or STAGES[self.stage](made)
        assert comparable(end()) == self.wanted
        return struck


def must_have_the_form(error):
    """Of the contract: a code, the exit code of its edge, a sentence, and what to do next."""
    exits = {"OCM-2": {3}, "OCM-3": {2, 7}, "OCM-4": {5}, "OCM-5": {4}}
    assert re.fullmatch(r"OCM-\d{4}", error.code)
    assert int(error.exit_code) in exits[error.code[:5]]
    assert str(error)[-1] in ".?"
    assert error.hint
    return error.code


@pytest.mark.parametrize("cell", CELLS)
def test_a_fault_changes_nothing_about_the_end(cell, servers, wanted, tmp_path):
    fault, stage, is_snapshot = cell
    case = Case(stage, wanted[stage, is_snapshot])
    with standing_before(stage, tmp_path / "w", servers[is_snapshot]) as made:
        if fault.is_at_every_use:
            at_every_use(case, fault.trouble, made)
        else:
            case.must_end_as_if_nothing_had_happened(made, fault.trouble)
    # Some uses of a file do not matter, such as to say in the lock who holds it.
    assert case.seen - (THROUGH if fault.is_at_every_use else set()) == fault.expected[stage]


def at_every_use(case, trouble, made):
    with again(made, case.stage, "count") as first:
        uses = case.must_end_as_if_nothing_had_happened(first, trouble(0))
    case.seen.clear()
    for place in range(1, len(uses) + 1, STRIDE):
        with again(made, case.stage, str(place)) as tried:
            case.must_end_as_if_nothing_had_happened(tried, trouble(place))


@contextmanager
def again(made, stage, name):
    """The same files and an empty cloud; verifying needs the filled one and makes nothing."""
    if stage == "verify":
        (made.state / KNOWN_SECRETS).unlink(missing_ok=True)
        yield made
    else:
        with world(made.directory / name, made.sql, like=made) as other:
            if stage == "upload":
                other.plan()  # it is bound to its cloud
            yield other


def test_the_page_has_the_table_of_these_cases():
    assert PAGE.read_text("utf-8") == render(), "run tests/faults/matrix.py"


def test_the_readme_leads_to_the_page():
    assert f"({PAGE.relative_to(ROOT).as_posix()})" in (ROOT / "README.md").read_text("utf-8")
