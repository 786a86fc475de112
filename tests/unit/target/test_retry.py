"""What is tried again, how often, and how long we wait."""

import pytest

from migrator.model.errors import Cancelled
from migrator.target.errors import (
    AnswerTimeoutError,
    ConnectionLostError,
    ForbiddenError,
    HostUnknownError,
    RateLimitedError,
    ServerFaultError,
    UnavailableError,
)
from migrator.target.retry import Patience, Persistence
from tests.unit.target.scripted_server import FastClock


class Trying:
    """Fails with each of the errors in turn, then gives "done"; None as the last fails for ever."""

    def __init__(self, *errors, check=lambda: None, patience=None, contact=True):
        self.clock = FastClock()
        self.errors = list(errors)
        self.tries = 0
        self.notices = []
        self.contact = contact
        self.persistence = Persistence(
            patience or Patience(), self.clock, check, self.notices.append
        )

    def attempt(self):
        self.tries += 1
        error = self.errors[min(self.tries, len(self.errors)) - 1]
        if error is None:
            return "done"
        raise error

    def run(self, may_repeat=lambda _error: True):
        return self.persistence.carry_out(self.attempt, may_repeat, lambda: self.contact)


def test_a_passing_fault_is_waited_out_and_told():
    trying = Trying(UnavailableError("/api/x", 503), ConnectionLostError("h", "/api/x"), None)
    assert trying.run() == "done"
    assert [(n.reason, n.attempt) for n in trying.notices] == [
        ("HTTP 503", 2),
        ("connection lost", 3),
    ]


def test_a_maintenance_window_of_ten_minutes_is_survived():
    trying = Trying(UnavailableError("/api", 503))
    opens_at = trying.clock.now() + 600
    closed = trying.attempt

    def attempt():
        return "done" if trying.clock.now() >= opens_at else closed()

    trying.attempt = attempt
    assert trying.run() == "done"
    assert trying.clock.now() < opens_at + 35


def test_patience_ends_after_its_time():
    trying = Trying(UnavailableError("/api", 503))
    with pytest.raises(UnavailableError):
        trying.run()
    assert 14 * 60 < trying.clock.now() - 1000 <= 15 * 60


def test_waits_grow_and_never_pass_the_longest():
    trying = Trying(UnavailableError("/api", 502))
    with pytest.raises(UnavailableError):
        trying.run()
    waits = [notice.wait_s for notice in trying.notices]
    assert 1 <= waits[0] <= 2
    assert 2 <= waits[1] <= 3
    assert all(30 <= wait <= 31 for wait in waits[6:])
    assert len(set(waits)) > len(waits) // 2, "without jitter all threads come back together"


def test_a_server_fault_is_tried_three_times():
    trying = Trying(ServerFaultError("/api", ""))
    with pytest.raises(ServerFaultError):
        trying.run()
    assert trying.tries == 3


def test_what_may_not_be_repeated_is_not():
    trying = Trying(ForbiddenError("/api", "", ()))
    with pytest.raises(ForbiddenError):
        trying.run(lambda _error: False)
    assert trying.tries == 1
    assert trying.notices == []


def test_a_host_that_never_answered_is_given_up_soon():
    trying = Trying(HostUnknownError("nowhere", "/api"), contact=False)
    with pytest.raises(HostUnknownError):
        trying.run()
    assert trying.tries == 2


def test_names_that_cannot_be_looked_up_for_a_minute_are_survived_once_there_was_contact():
    trying = Trying(*[HostUnknownError("h", "/api")] * 5, None)
    assert trying.run() == "done"


def test_a_wait_that_the_target_asks_for_is_kept():
    error = UnavailableError("/api", 503)
    error.retry_after_s = 77
    trying = Trying(error, None)
    trying.run()
    assert trying.clock.now() - 1000 >= 77


def test_a_wait_beyond_all_patience_is_not_begun():
    error = RateLimitedError("/api")
    error.retry_after_s = 7200
    trying = Trying(error, None)
    with pytest.raises(RateLimitedError):
        trying.run()
    assert trying.clock.now() == 1000


def test_after_an_answer_that_did_not_come_the_target_gets_time_to_finish():
    trying = Trying(AnswerTimeoutError("h", 60, "/api"), None)
    trying.run()
    assert trying.clock.now() - 1000 >= 5


def test_a_wait_ends_soon_when_someone_cancels():
    trying = Trying(UnavailableError("/api", 503))

    def check():
        if trying.clock.now() > 1000.5:
            raise Cancelled

    trying.persistence = Persistence(Patience(), trying.clock, check, trying.notices.append)
    with pytest.raises(Cancelled):
        trying.run()
    assert trying.clock.now() <= 1000.5 + 0.25
    assert trying.tries == 1


def test_a_bug_is_not_retried():
    trying = Trying(KeyError("ours"))
    with pytest.raises(KeyError):
        trying.run()
    assert trying.tries == 1


def test_a_machine_that_slept_through_its_patience_still_tries_again():
    trying = Trying(ConnectionLostError("h", "/api"), HostUnknownError("h", "/api"), None)
    fails = trying.attempt

    def attempt():
        trying.clock.sleep(8 * 3600)  # the lid was closed in mid request
        return fails()

    trying.attempt = attempt
    assert trying.run() == "done"
    assert trying.tries == 3
