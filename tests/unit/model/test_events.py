import pytest

from migrator.model.errors import (
    Cancelled,
    ExitCode,
    JournalDamagedError,
    PlanBlockedError,
    StalePlanError,
    StateLockedError,
    StateUnusableError,
)
from migrator.model.events import Finished, Run, Stage
from migrator.model.report import Report

REPORT = Report("plan")


def test_a_run_tells_its_caller_and_stops_when_asked():
    told = []
    asked = iter([False, True])
    run = Run(emit=told.append, cancelled=lambda: next(asked))
    run.emit(Finished(Stage.PLAN))
    run.check()
    with pytest.raises(Cancelled) as caught:
        run.check()
    assert told == [Finished(Stage.PLAN)]
    assert caught.value.exit_code is ExitCode.CANCELLED


def test_a_run_without_a_caller_goes_on_in_silence():
    run = Run()
    run.emit(Finished(Stage.PLAN))
    run.check()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (StalePlanError("target"), 7, "target has changed"),
        (JournalDamagedError(), 7, "journal"),
        (PlanBlockedError(1, "feed:x: gone", REPORT), 6, "feed:x: gone."),
        (PlanBlockedError(3, "feed:x: gone", REPORT), 6, "feed:x: gone and 2 more."),
        (StateLockedError("/state", 77), 2, "77"),
        (StateUnusableError("/state/x", "no space"), 2, "/state/x cannot be used: no space."),
    ],
)
def test_an_error_says_what_is_wrong_and_what_to_do(error, code, words):
    assert int(error.exit_code) == code
    assert words in str(error)
    assert error.hint
