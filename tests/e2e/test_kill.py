"""A process that is killed at any moment of the upload leaves nothing that a new one cannot mend."""

import random
import signal
import sys

import pytest

from migrator.sandbox.rehearsal import Rehearsal, RehearsalSettings, start
from tests.e2e.end_state import counts, end_state
from tests.e2e.process import migrator, migrator_until

KILLS = 10


def writes(served: Rehearsal) -> int:
    return sum(sent.method != "GET" for sent in list(served.cloud.requests))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
@pytest.mark.parametrize("seed", [1])
def test_kills_during_the_upload_change_nothing_about_its_end(tmp_path, seed):
    for name in ("undisturbed", "killed"):
        (tmp_path / name).mkdir()
    with start(RehearsalSettings(tmp_path / "undisturbed" / "served")) as served:
        ended = migrator(tmp_path / "undisturbed", "run", served.job, "--yes", "--json")
        assert ended.exit_code == 0, ended.err
        in_all = writes(served)
        wanted = end_state(served.cloud)
        counted = counts(served.cloud).values()
    home, dice = tmp_path / "killed", random.Random(seed)
    with start(RehearsalSettings(home / "served", latency_ms=10)) as served:
        for _ in range(KILLS):
            # Each process gets a part of the way, so that kills lie all along it.
            until = writes(served) + dice.randint(0, 2 * in_all // KILLS - 8)
            killed = migrator_until(
                home,
                *("run", served.job, "--yes", "--json"),
                reached=lambda until=until: writes(served) > until,
                stop_by=signal.SIGKILL,
            )
            assert killed.exit_code == -signal.SIGKILL, killed.err
        assert writes(served) > in_all // 2
        last = migrator(home, "run", served.job, "--yes", "--json")
        assert last.exit_code == 0, last.err
        assert last.result["report"]["clean"] is True
        assert set(end_state(served.cloud)) ^ set(wanted) == set()
        assert sorted(counts(served.cloud).values()) == sorted(counted)
