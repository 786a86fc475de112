"""On a real terminal: questions, bars and Ctrl-C, as a process."""

import os
import re
import select
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")

ROOT = Path(__file__).parents[3]
BEGIN = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from migrator.cli.call import Call, FaceOptions, Outcome
from migrator.cli.main import carry_out
from migrator.model.events import Advanced, Finished, Retried, Stage, Started
from migrator.model.report import Report
from migrator.model.settings import FromPrompt
REPORT = Report("verify", {"project": {"equal": 3}})
"""


class Terminal:
    """A process on a terminal of its own."""

    def __init__(self, script):
        self._ours, theirs = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", BEGIN + textwrap.dedent(script)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=ROOT,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        )
        os.close(theirs)
        self.text = ""

    def read_until(self, words, timeout_s=20):
        deadline = time.monotonic() + timeout_s
        while words not in self.text:
            assert time.monotonic() < deadline, self.text
            if select.select([self._ours], [], [], 0.2)[0]:
                self.text += self._read()

    def forget_until(self, words):
        self.read_until(words)
        self.text = self.text.rpartition(words)[2]

    def type(self, text):
        os.write(self._ours, text.encode())

    def _read(self):
        try:
            return os.read(self._ours, 65536).decode(errors="replace")
        except OSError:  # Linux says so when the other end is closed
            return ""

    def finish(self, timeout_s=20):
        """Read to the end; returns the exit code."""
        deadline = time.monotonic() + timeout_s
        while self.process.poll() is None:
            assert time.monotonic() < deadline, self.text
            if select.select([self._ours], [], [], 0.1)[0]:
                self.text += self._read()
        while select.select([self._ours], [], [], 0)[0] and (more := self._read()):
            self.text += more
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(20)
        os.close(self._ours)


@pytest.fixture
def start():
    opened = []

    def start_script(script):
        opened.append(Terminal(script))
        return opened[-1]

    yield start_script
    for terminal in opened:
        terminal.close()


ASK = """
def act(face):
    secret = face.vault.resolve(FromPrompt("passphrase of the package"))
    face.note(f"{secret} {len(secret.reveal())}")
    return Outcome(REPORT)
sys.exit(carry_out(Call(VERB, FaceOptions(), act)))
"""


def test_a_secret_is_asked_for_without_showing_it(start):
    terminal = start("VERB = 'check'" + ASK)
    terminal.read_until("Passphrase of the package: ")
    terminal.type("hunter2-canary\n")
    assert terminal.finish() == 0
    assert "canary" not in terminal.text
    assert "Secret(***) 14" in terminal.text


def test_a_new_passphrase_is_asked_for_twice(start):
    terminal = start("VERB = 'export'" + ASK)
    terminal.read_until("Passphrase of the package: ")
    terminal.type("one\n")
    terminal.read_until("Repeat for confirmation: ")
    terminal.type("other\n")
    terminal.forget_until("do not match")
    terminal.read_until("Passphrase of the package: ")
    terminal.type("one\n")
    terminal.read_until("Repeat for confirmation: ")
    terminal.type("one\n")
    assert terminal.finish() == 0


def test_ctrl_c_at_a_question_ends_at_once_with_130(start):
    terminal = start("VERB = 'check'" + ASK)
    terminal.read_until("Passphrase of the package: ")
    terminal.type("\x03")
    assert terminal.finish() == 130
    assert "OCM-9130" in terminal.text


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 1), ("", 1)])
def test_the_plan_is_shown_and_agreed_to(start, answer, code):
    terminal = start("""
    def act(face):
        agreed = face.confirm(Report("plan", {"project": {"create": 2}}))
        return Outcome(REPORT, 0 if agreed else 1)
    sys.exit(carry_out(Call("run", FaceOptions(), act)))
    """)
    terminal.read_until("Write this to the target? [y/N]: ")
    assert "The plan: create 2." in terminal.text
    terminal.type(f"{answer}\n")
    assert terminal.finish() == code


def test_bars_are_drawn_and_the_cursor_comes_back(start):
    terminal = start("""
    def act(face):
        face.run.emit(Started(Stage.UPLOAD, total=40))
        face.run.emit(Advanced(Stage.UPLOAD, 30, 40, "project:Default/Web Shop"))
        face.run.emit(Retried(Stage.UPLOAD, "HTTP 503", 2))
        face.run.emit(Finished(Stage.UPLOAD))
        return Outcome(REPORT)
    sys.exit(carry_out(Call("verify", FaceOptions(color=False), act)))
    """)
    assert terminal.finish() == 0
    assert "40 of 40" in terminal.text
    assert terminal.text.rindex("\x1b[?25h") > terminal.text.rindex("\x1b[?25l")
    assert "All 3 compared are equal." in terminal.text
    assert not re.search(r"\x1b\[(?:\d+;)*[349]\d[;m]", terminal.text), "no colours were wanted"


def test_an_error_on_a_terminal_has_its_code_and_next_step(start):
    terminal = start("""
    from migrator.model.errors import StateLockedError
    def act(face):
        raise StateLockedError("a directory", 7)
    sys.exit(carry_out(Call("verify", FaceOptions(), act)))
    """)
    assert terminal.finish() == 2
    assert "OCM-3105" in terminal.text
    assert "next" in terminal.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_stops_at_once(start, number):
    terminal = start("""
    import threading
    def act(face):
        face.run.emit(Started(Stage.UPLOAD, total=40))
        face.note("deaf")
        threading.Event().wait(60)
        return Outcome(REPORT)
    sys.exit(carry_out(Call("upload", FaceOptions(), act)))
    """)
    terminal.read_until("deaf")
    terminal.process.send_signal(number)
    terminal.read_until("once more stops at once")
    terminal.process.send_signal(number)
    assert terminal.finish() == 130
    assert terminal.text.endswith("\x1b[?25h")


def test_a_signal_that_another_thread_received_is_heard_while_the_main_thread_waits(start):
    terminal = start("""
    import signal, threading
    def act(face):
        other = threading.Thread(
            target=lambda: signal.pthread_kill(threading.get_ident(), signal.SIGINT))
        threading.Timer(0.5, other.start).start()
        threading.Event().wait(8)  # a wait that only a signal of the main thread's own ends
        return Outcome(REPORT)
    sys.exit(carry_out(Call("verify", FaceOptions(), act)))
    """)
    terminal.read_until("once more stops at once", timeout_s=6)


def test_a_nudge_that_came_before_the_main_thread_waited_is_repeated(start):
    terminal = start("""
    import signal, threading
    kill, slept_through = signal.pthread_kill, []
    def act(face):
        def kill_but_once(thread, number):
            if number == signal.SIGURG and not slept_through:
                slept_through.append(thread)
            else:
                kill(thread, number)
        signal.pthread_kill = kill_but_once
        other = threading.Thread(
            target=lambda: kill(threading.get_ident(), signal.SIGINT))
        threading.Timer(0.5, other.start).start()
        threading.Event().wait(30)
        return Outcome(REPORT)
    sys.exit(carry_out(Call("verify", FaceOptions(), act)))
    """)
    terminal.read_until("once more stops at once")
