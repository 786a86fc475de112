"""A run that dies anywhere, in any stage: the next one ends as if it never had, nothing twice."""

import os
import random

import pytest

from migrator.model.settings import Carriage
from migrator.sandbox.instance.packages import package_files
from tests.faults.dying import STAGES, Crash, Doom, doomed
from tests.faults.world import small_database, source, world

# What a killed process leaves open is no matter; this one lives on and would be told of it.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"
)

IN_ALL = 180
# Planning has no more places; each of them is one.
OF_A_STAGE = {stage: 8 if stage == "plan" else 17 for stage in STAGES}
# One in so many dies twice before it may end.
TWICE = 3


@pytest.fixture(scope="module")
def sql():
    with source(small_database(has_packages=True)) as served:
        yield served


@pytest.fixture(scope="module")
def undisturbed(sql, tmp_path_factory):
    """By how packages move: how many places each stage has, and what the cloud holds at the end."""
    ends = {}
    for files in Carriage:
        doom = Doom()
        with world(tmp_path_factory.mktemp("undisturbed"), sql, files=files) as made:
            with doomed(made, doom) as line:
                assert made.run(line).is_clean
            ends[files] = doom.passed, made.held(), made.known()
            assert len(made.cloud.store.all_of("Package")) == len(package_files())
    return ends


def places_of(stage, files, passed):
    """So many places of a stage, wherever a seed decides."""
    dice = random.Random(f"{stage} {files}")
    # Age headers hold a random number of bytes, so a few places more or less are possible.
    last = passed[stage] - (0 if stage == "plan" else 4)
    return sorted(dice.sample(range(1, last + 1), OF_A_STAGE[stage]))


def test_there_are_places_enough_in_each_stage(undisturbed):
    in_all = 0
    for files, (passed, _, _) in undisturbed.items():
        assert set(passed) == set(STAGES)
        for stage in STAGES:
            places = places_of(stage, files, passed)
            assert max(places) <= passed[stage]
            in_all += len(set(places))
    assert in_all >= IN_ALL


def test_packages_are_among_the_places(undisturbed, sql, tmp_path):
    """Sealing one, looking at it and pushing it are places that are not there without any."""
    with world(tmp_path, sql) as made:
        doom = Doom()
        with doomed(made, doom) as line:
            assert made.run(line).is_clean
    sealed, passed_through = (undisturbed[files][0] for files in Carriage)
    for stage in ("export", "check", "upload"):
        assert sealed[stage] > doom.passed[stage] * 1.2, stage
    assert passed_through["upload"] > doom.passed["upload"] * 1.2


@pytest.mark.parametrize("files", Carriage)
@pytest.mark.parametrize("stage", STAGES)
def test_a_run_that_dies_anywhere_is_ended_by_the_next(stage, files, sql, undisturbed, tmp_path):
    passed, held, known = undisturbed[files]
    for number, place in enumerate(places_of(stage, files, passed)):
        with world(tmp_path / str(place), sql, files=files) as made:
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
