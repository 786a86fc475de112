"""Crash the upload anywhere and call it again: the same end state, and nothing made twice."""

from collections import Counter
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.engine.connect import open_package
from migrator.engine.plan import plan, present_for, spaces_of
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.events import Run
from migrator.model.settings import PolicySettings
from migrator.sandbox.cloud import OctopusCloud
from tests.fakes.crashing import Crash, Doom, doomed
from tests.fakes.small_migration import (
    ACCOUNT,
    API_KEY,
    FEED,
    PLAIN,
    VARIABLES,
    reach,
    write,
)

KINDS = (
    "Environment", "TagSet", "ProjectGroup", "Feed", "Lifecycle", "Account", "LibraryVariableSet",
    "Project", "Channel", "Runbook", "Space",
)  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    with open_package(write(tmp_path_factory.mktemp("package") / "small.ocmpack")) as opened:
        yield opened


class Moved:
    """A plan that was made for a fresh cloud, and what moves it."""

    def __init__(self, cloud, opened, target, state, made=None):
        self.cloud, self.opened, self.target, self.state = cloud, opened, target, state
        self.plan = made or plan(opened, target, PolicySettings(), state, Run())

    def upload(self, doom=None):
        with doomed(self.target, doom or Doom()) as target:
            return upload(self.plan, self.opened, target, self.state, Run(), is_fresh=True)

    def crash(self, doom):
        with pytest.raises(Crash):
            self.upload(doom)

    def end_state(self):
        """What the target holds, by name, with every secret."""
        spaces = spaces_of(self.opened, self.target)
        present = present_for(self.opened, self.target, self.state, spaces, Run())
        held = {found.ref: found.body for found in present.documents.values()}
        by_name = {ref: present.find(ref).id for ref, _ in PLAIN}
        store = self.cloud.store
        secrets = (
            store.secret(by_name[FEED], "Password"),
            store.secret(by_name[ACCOUNT], "Token"),
            store.secret(by_name[VARIABLES], "Variables", "Password", "Value"),
        )
        return held, secrets, store.wiped

    def names(self):
        return Counter(
            (kind, document.get("ProjectId"), document["Name"])
            for kind in KINDS
            for document in self.cloud.store.documents(kind)
        )

    def must_be_as_if_nothing_had_happened(self, wanted):
        held, secrets, wiped = self.end_state()
        assert held == wanted[0]
        assert (secrets, wiped) == wanted[1:]
        assert set(self.names().values()) == {1}

    def must_be_told_to_be_whole(self):
        report = verify(self.plan, self.opened, self.target, self.state, Run())
        assert report.is_clean, report.items
        again = plan(self.opened, self.target, PolicySettings(), self.state, Run())
        assert not again.steps


@contextmanager
def moved(opened, directory, connections=1, made=None):
    with (
        OctopusCloud(api_key=API_KEY) as cloud,
        reach(cloud, connections=connections) as target,
        open_state(directory / "state") as state,
    ):
        yield Moved(cloud, opened, target, state, made)


@pytest.fixture(scope="module")
def wanted(package, tmp_path_factory):
    """The plan, the end state of an upload that never crashed, and how many places it passed."""
    doom = Doom()
    with moved(package, tmp_path_factory.mktemp("clean")) as made:
        made.upload(doom)
        state = made.end_state()
        made.must_be_as_if_nothing_had_happened(state)
        made.must_be_told_to_be_whole()
    assert state[1] == tuple(PLAIN.values())
    return made.plan, state, doom.passed


# A step has six places; five is prime to that, so each of a step's places is met many times.
STRIDE = 5


@pytest.mark.parametrize("first", [1, 3])
def test_an_upload_that_dies_at_any_place_goes_on_to_the_same_end(package, wanted, first, tmp_path):
    planned, state, places = wanted
    assert places > 80
    for place in range(first, places + 1, STRIDE):
        # The ids of a fresh cloud are always the same, so one plan fits them all.
        with moved(package, tmp_path / str(place), made=planned) as made:
            made.crash(Doom(place))
            made.upload()
            made.must_be_as_if_nothing_had_happened(state)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_an_upload_that_dies_again_and_again_through_lost_answers_ends_the_same(
    package, wanted, data, tmp_path_factory
):
    _, state, places = wanted
    connections = data.draw(st.sampled_from([1, 3]))
    with moved(package, tmp_path_factory.mktemp("again"), connections) as made:
        for place in data.draw(st.lists(st.integers(1, places), max_size=3)):
            made.cloud.trouble.drop_before(data.draw(st.integers(0, 2)))
            made.cloud.trouble.drop_after(data.draw(st.integers(0, 2)))
            try:
                made.upload(Doom(place))
            except Crash:
                continue
        made.cloud.trouble.drop_after(data.draw(st.integers(0, 3)))
        made.upload()
        made.must_be_as_if_nothing_had_happened(state)
        made.must_be_told_to_be_whole()
