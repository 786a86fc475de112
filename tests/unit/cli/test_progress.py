import io

import pytest
from rich.console import Console

from migrator.cli.progress import LineProgress, NoProgress, TerminalProgress
from migrator.model.events import Advanced, Finished, Found, Paced, Retried, Stage, Started
from migrator.model.report import Finding, Severity

FOUND = Found(Stage.UPLOAD, Finding(Severity.INFO, "x", "", "x."))


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def lines():
    return []


def test_lines_come_at_the_start_now_and_then_and_at_the_end(clock, lines):
    progress = LineProgress(lines.append, clock)
    progress.show(Started(Stage.UPLOAD, total=1120, done=20))
    for done in range(21, 121):
        clock.now += 0.125
        progress.show(Advanced(Stage.UPLOAD, done, 1120, f"project:A/{done}"))
        progress.show(FOUND)
    progress.show(Finished(Stage.UPLOAD))
    progress.close()
    assert lines[0] == "upload: 1,120 items, 20 of them done before"
    assert lines[1] == "upload: 60 of 1,120 (8.0/s, about 2 min left): project:A/60"
    assert lines[2] == "upload: 100 of 1,120 (8.0/s, about 2 min left): project:A/100"
    assert lines[3:] == ["upload: 1,120 done in 12 s"]


def test_pacing_reads_as_normal_and_retries_are_named(clock, lines):
    progress = LineProgress(lines.append, clock)
    progress.show(Started(Stage.PLAN))
    clock.now += 6
    progress.show(Paced(Stage.PLAN, 0.1))
    assert lines == ["plan: started"]
    progress.show(Paced(Stage.PLAN, 2.0))
    assert lines[-1] == "plan: 0: keeping to the target's rate limit"
    clock.now += 6
    progress.show(Retried(Stage.PLAN, "HTTP 503", 2))
    assert lines[-1] == "plan: 0: HTTP 503, try 2"
    progress.show(Retried(Stage.PLAN, "HTTP 503", 3))
    assert len(lines) == 3


def test_events_out_of_order_are_borne(clock, lines):
    progress = LineProgress(lines.append, clock)
    progress.show(Retried(Stage.PLAN, "HTTP 503", 2))
    progress.show(Advanced(Stage.PLAN, 1, 2, "x"))
    progress.show(Finished(Stage.PLAN))
    progress.show(Finished(Stage.PLAN))
    assert lines == ["plan: 2 done in 0.0 s", "plan: done in 0.0 s"]


@pytest.fixture
def screen():
    return Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)


def test_a_terminal_shows_count_and_item(screen):
    progress = TerminalProgress(screen)
    progress.show(Started(Stage.UPLOAD, total=40))
    progress.show(Advanced(Stage.UPLOAD, 30, 40, "project:Default/[b]Web\x1b[2J"))
    progress.close()
    text = screen.file.getvalue()
    assert "30 of 40" in text
    assert "Default/[b]Web\\x1b[2J" in text
    assert text.rstrip().endswith("\x1b[?25h") or "\x1b[?25h" in text  # the cursor is shown again


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (Paced(Stage.UPLOAD, 3.0), "keeping to the target's rate limit"),
        (Retried(Stage.UPLOAD, "connection lost", 2), "connection lost, try 2"),
        (Finished(Stage.UPLOAD), "40 of 40"),
    ],
)
def test_a_terminal_shows_what_is_going_on(screen, event, words):
    progress = TerminalProgress(screen)
    progress.show(Started(Stage.UPLOAD, total=40))
    progress.show(event)
    progress.show(Paced(Stage.UPLOAD, 0.01))
    progress.show(FOUND)
    progress.close()
    assert words in screen.file.getvalue()


def test_a_terminal_can_be_closed_for_a_question_and_shown_to_again(screen):
    progress = TerminalProgress(screen)
    progress.close()
    progress.show(Started(Stage.PLAN))
    progress.close()
    progress.show(Retried(Stage.UPLOAD, "HTTP 503", 2))
    progress.show(Advanced(Stage.UPLOAD, 1, 2, "bare"))
    progress.show(Finished(Stage.CHECK))
    progress.close()
    text = screen.file.getvalue()
    assert "plan" in text
    assert "1 of 2" in text


def test_no_progress_shows_nothing(capsys):
    progress = NoProgress()
    progress.show(Started(Stage.PLAN))
    progress.close()
    assert capsys.readouterr() == ("", "")
