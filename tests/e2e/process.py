"""The command line as a process of its own, as a user starts it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DEADLINE_S = 120.0
_POLL_S = 0.01


@dataclass(frozen=True)
class Ended:
    """A process that has ended."""

    exit_code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def result(self) -> dict:
        """The last line, which must be the result."""
        last = self.lines[-1]
        assert last["event"] == "result"
        assert last["exit_code"] == self.exit_code
        return last

    @property
    def facts(self) -> dict:
        return self.result["report"]["facts"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment that holds nothing of the machine's but the search path."""
    for name in ("tmp", "state"):
        (home / name).mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "XDG_STATE_HOME": str(home / "state"),
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


@contextmanager
def started(home: Path, *words: str | Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """`migrator` with these words; killed at the end of the block if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "migrator.cli.main", *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=home,
        env=environment(home, **more),
        text=True,
        encoding="utf-8",
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=DEADLINE_S)


def migrator(home: Path, *words: str | Path, **more: str) -> Ended:
    """Run `migrator` with these words to its end."""
    with started(home, *words, **more) as process:
        out, err = process.communicate(timeout=DEADLINE_S)
    return Ended(process.returncode, out, err)


def migrator_until(
    home: Path, *words: str | Path, reached: Callable[[], bool], stop_by: signal.Signals
) -> Ended:
    """Run `migrator` until something is reached, then send it a signal; it may end before."""
    with started(home, *words) as process:
        ended: list[tuple[str, str]] = []
        reader = threading.Thread(target=lambda: ended.append(process.communicate()))
        reader.start()
        deadline = time.monotonic() + DEADLINE_S
        while reader.is_alive() and not reached():
            assert time.monotonic() < deadline, "It never came that far."
            reader.join(_POLL_S)
        if process.poll() is None:
            process.send_signal(stop_by)
        reader.join(DEADLINE_S)
        assert not reader.is_alive(), "It did not end."
    return Ended(process.returncode, *ended[0])


@contextmanager
def sandbox(home: Path, *words: str | Path) -> Iterator[dict]:
    """`migrator sandbox` as a process of its own; gives what it printed."""
    with started(home, "sandbox", "--json", "--quiet", *words) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, "The sandbox said nothing."
        yield json.loads(line)
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=DEADLINE_S)
        assert process.returncode == 0
        assert json.loads(out.splitlines()[-1])["event"] == "result"
