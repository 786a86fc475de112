"""What several tests only look at, made once for each process that runs tests."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from migrator.sandbox.cloud.exchange import LoggedRequest
from migrator.sandbox.rehearsal import Rehearsal, RehearsalSettings, start
from tests.e2e.process import Ended, migrator


@dataclass(frozen=True)
class Moved:
    """A sandbox whose instance has been moved; leave it as it is, or put back what you change.

    Attributes:
        run: the process that did it, with `--json`.
        requests: what it asked of the cloud.
    """

    served: Rehearsal
    run: Ended
    requests: tuple[LoggedRequest, ...]


@pytest.fixture(scope="session")
def moved(tmp_path_factory) -> Iterator[Moved]:
    home = tmp_path_factory.mktemp("moved")
    with start(RehearsalSettings(home / "served")) as served:
        ended = migrator(home, "run", served.job, "--yes", "--json")
        assert ended.exit_code == 0, ended.err
        yield Moved(served, ended, tuple(served.cloud.requests))
