"""Waiting for a SQL Server that is being started again."""

import pytest

from migrator.model.errors import Cancelled
from migrator.source.errors import DatabaseMissingError, LoginFailedError, PortClosedError
from migrator.source.returning import Waits, wait_for

AWAY = PortClosedError("sql01", 1433)


class Server:
    """Away for a number of attempts; counts them and the time that was slept."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.tries = 0
        self.slept_s = 0.0

    def open(self):
        self.tries += 1
        if self.tries <= len(self.errors):
            raise self.errors[self.tries - 1]
        return "open"

    def sleep(self, seconds):
        self.slept_s += seconds

    def wait(self, check=lambda: None, total_s=180):
        return wait_for(self.open, check, Waits(total_s=total_s, sleep=self.sleep))


def test_a_server_that_is_there_is_opened_at_once():
    server = Server()
    assert (server.wait(), server.slept_s) == ("open", 0)


def test_a_server_that_is_started_again_is_waited_for():
    server = Server(AWAY, AWAY, DatabaseMissingError("sql01", "Octopus"), AWAY)
    assert server.wait() == "open"
    assert server.tries == 5
    assert server.slept_s == pytest.approx(1 + 2 + 4 + 8, abs=1)


def test_a_server_that_stays_away_is_given_up():
    server = Server(*[AWAY] * 100)
    with pytest.raises(PortClosedError):
        server.wait()
    assert server.slept_s == pytest.approx(180, abs=1)
    assert server.tries < 20


def test_a_refused_sign_in_is_not_tried_again_for_that_locks_accounts():
    server = Server(LoginFailedError("sql01", "reader", ""))
    with pytest.raises(LoginFailedError):
        server.wait()
    assert server.tries == 1


def test_waiting_can_be_stopped():
    server = Server(*[AWAY] * 100)

    def check():
        if server.slept_s > 5:
            raise Cancelled

    with pytest.raises(Cancelled):
        server.wait(check)
    assert server.slept_s < 6
