"""Whole runs against a target that limits requests: as fast as it allows, and nothing lost.

The clock passes when somebody waits, so what a run takes is what the limit alone makes it take.
"""

import shutil
import threading
from dataclasses import replace

import pytest

from migrator.engine.rate_limit import RATE_FILE
from migrator.sandbox.instance import sample_instance
from tests.faults.world import KEY, OLDER, source, world

RATE = 200
RAISED = 6000


@pytest.fixture(scope="module")
def sql():
    """An instance whose move takes more than 600 requests."""
    database = sample_instance(master_key=KEY, older_master_key=OLDER, scale=3).database
    with source(database) as served:
        yield served


@pytest.fixture(scope="module")
def unlimited(sql, tmp_path_factory):
    with world(tmp_path_factory.mktemp("unlimited"), sql) as made:
        began = made.clock.now()
        assert made.run().is_clean
        assert made.clock.now() == began, "nothing else waits"
        return made.held(), made.known()


def floor_s(requests, rate=RATE):
    return (requests - rate) / rate * 60


def rejected(made):
    return [request.status for request in made.cloud.requests].count(429)


def add_to_job(made, text):
    job = made.directory / "job.toml"
    job.write_text(f"{job.read_text('utf-8')}\n{text}\n", "utf-8")


@pytest.mark.parametrize("connections", [1, 8])
def test_a_whole_run_loses_nothing_and_ends_within_a_tenth_of_the_floor(
    connections, sql, unlimited, tmp_path
):
    with world(tmp_path, sql, connections, rate=RATE) as made:
        began = made.clock.now()
        report = made.run()
        took_s = made.clock.now() - began
        assert report.is_clean
        assert (made.held(), made.known()) == unlimited
        asked = len(made.cloud.requests)
        assert asked >= 600
        assert rejected(made) <= 2
        # The limiter alone takes so long; less would mean that it did not count.
        assert floor_s(asked) - 1 <= took_s <= 1.1 * floor_s(asked)
        (budget,) = [r for r in made.asked if "requests" in r.facts]
        assert report.facts["requests"] <= asked
        assert abs(budget.facts["requests"] - report.facts["requests"]) <= 0.2 * asked


def test_two_whole_runs_with_one_key_slow_each_other_and_neither_fails(sql, tmp_path):
    """Each has a job of its own, and keeps a count of its own."""
    with world(tmp_path / "one", sql, 4, rate=RATE) as one:
        shutil.copytree(one.directory, tmp_path / "other")
        other = replace(one, directory=tmp_path / "other", asked=[])
        add_to_job(one, '[select]\nspaces = ["Default"]')
        add_to_job(other, '[select]\nspaces = ["Payments", "Playground"]')
        reports = {}

        def work(made):
            reports[made.directory.name] = made.run()

        began = one.clock.now()
        machines = [threading.Thread(target=work, args=(made,)) for made in (one, other)]
        for machine in machines:
            machine.start()
        for machine in machines:
            machine.join()
        took_s = one.clock.now() - began
        assert [reports[name].is_clean for name in ("one", "other")] == [True, True]
        asked = len(one.cloud.requests)
        alone = {name: report.facts["requests"] for name, report in reports.items()}
        assert min(alone.values()) > 50
        assert asked >= 600
        assert rejected(one) <= 2
        assert floor_s(asked) - 1 <= took_s <= 1.1 * floor_s(asked)
        spaces = {str(space["Name"]) for space in one.cloud.store.all_of("Space")}
        assert {"Default", "Payments", "Playground"} <= spaces
        one.held()


def test_a_run_that_may_raise_the_limit_is_faster_and_puts_it_back(sql, unlimited, tmp_path):
    with world(tmp_path, sql, 4, rate=RATE) as made:
        add_to_job(made, f"[policy]\nraise_rate_limit = {RAISED}")
        began = made.clock.now()
        assert made.run().is_clean
        took_s = made.clock.now() - began
        assert (made.held(), made.known()) == unlimited
        assert rejected(made) <= 2
        assert took_s < floor_s(len(made.cloud.requests)) / 2
        puts = [r for r in made.cloud.requests if r.method == "PUT" and "ratelimiting" in r.path]
        assert [put.body["RequestsPerMinute"] for put in puts] == [RAISED, RATE]
        assert not (made.state / RATE_FILE).exists()
