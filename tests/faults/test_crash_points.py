"""A run that dies anywhere, in any stage: the next one ends as if it never had, nothing twice."""

import os
import random

import pytest

from tests.faults.dying import STAGES, Crash, Doom, doomed
from tests.faults.world import small_database, source, world

# What a killed process leaves open is no matter; this one lives on and would be told of it.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)

IN_ALL = 180
# Planning has no more places; each of them is one.
OF_A_STAGE = {stage: 16 if stage == "plan" else 33 for stage in STAGES}
CHUNKS = 2
# One in so many dies twice before it may end.
TWICE = 3


@pytest.fixture(scope="module")
def sql():
    with source(small_database()) as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(sql, tmp_path_factory):
    """How many places each stage has, and what the cloud holds at the end."""
    doom = Doom()
    with world(tmp_path_factory.mktemp("undisturbed"), sql) as made:
        with doomed(made, doom) as line:
            assert made.run(line).is_clean
        return doom.passed, made.held(), made.known()


def places_of(stage, passed):
    """So many places of a stage, wherever a seed decides."""
    dice = random.Random(stage)
    # Age headers hold a random number of bytes, so a few places more or less are possible.
    last = passed[stage] - (0 if stage == "plan" else 4)
    return sorted(dice.sample(range(1, last + 1), OF_A_STAGE[stage]))


def test_there_are_places_enough_in_each_stage(undisturbed):
    passed, _, _ = undisturbed
    assert set(passed) == set(STAGES)
    places = {stage: places_of(stage, passed) for stage in STAGES}
    assert all(max(places[stage]) <= passed[stage] for stage in STAGES)
    assert sum(len(set(places[stage])) for stage in STAGES) >= IN_ALL


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_dies_anywhere_is_ended_by_the_next(stage, chunk, sql, undisturbed, tmp_path):
    passed, held, known = undisturbed
    for number, place in list(enumerate(places_of(stage, passed)))[chunk::CHUNKS]:
        with world(tmp_path / str(place), sql) as made:
            die(made, Doom(stage, place))
            if number % TWICE == 0:
                die(made, Doom("upload", 1 + place % passed["upload"]), may_live=True)
            assert made.run().is_clean
            assert made.held() == held
            assert made.known() == known
            assert [path.name for path in made.disk.rglob(".*")] == []


def die(made, doom, *, may_live=False):
    with doomed(made, doom) as line:
        try:
            made.run(line)
        except Crash:
            assert doom.is_dead
        else:
            assert may_live, "It did not die."
    for left in made.disk.rglob(".*"):
        os.utime(left, (0, 0))  # what is a moment old may be a living process'
