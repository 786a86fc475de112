import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.engine.state import default_state_directory, open_state
from migrator.model.errors import StateLockedError, StateUnusableError

HOLD = """
import os, sys
from pathlib import Path
from migrator.engine.state import open_state
with open_state(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(directory):
    """Start a process that has the directory until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(directory)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout.readline() == "held\n"
    return process


def test_json_reads_back_as_it_was_written(tmp_path):
    with open_state(tmp_path / "a/b") as state:
        state.write_json("run.json", {"x": [1, None, "ä\ud800"]})
        assert state.read_json("run.json") == {"x": [1, None, "ä\ud800"]}


def test_what_is_not_there_reads_as_nothing_and_can_be_removed(tmp_path):
    with open_state(tmp_path) as state:
        assert state.read_json("run.json") is None
        state.remove("run.json")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_the_owner_can_read_what_is_written(tmp_path):
    with open_state(tmp_path / "state") as state:
        state.write_json("run.json", 1)
        for path in (state.path, state.file("run.json"), state.file("lock")):
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_damaged_file_is_named(tmp_path):
    with open_state(tmp_path) as state:
        state.file("run.json").write_bytes(b'{"x')
        with pytest.raises(StateUnusableError, match=r"run\.json.*damaged"):
            state.read_json("run.json")


def test_a_file_that_cannot_be_read_or_removed_is_named(tmp_path):
    with open_state(tmp_path) as state:
        state.file("run.json").mkdir()
        with pytest.raises(StateUnusableError, match=r"run\.json"):
            state.read_json("run.json")
        with pytest.raises(StateUnusableError, match=r"run\.json"):
            state.remove("run.json")


def test_a_directory_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StateUnusableError, match="file"), open_state(tmp_path / "file/state"):
        pass


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with open_state(tmp_path) as state:
        state.file("run.json").mkdir()
        with pytest.raises(StateUnusableError, match=r"run\.json"):
            state.write_json("run.json", 1)


def test_a_second_process_is_refused_by_name_while_the_first_one_lives(tmp_path):
    process = hold(tmp_path)
    try:
        words = f"process \\({process.pid}\\)"
        with pytest.raises(StateLockedError, match=words), open_state(tmp_path):
            pass
    finally:
        process.communicate(timeout=20)
    with open_state(tmp_path) as state:
        assert state.file("lock").read_text().split()[0] == str(os.getpid())


def test_the_lock_of_a_killed_process_is_taken_over_at_once(tmp_path):
    process = hold(tmp_path)
    process.kill()
    process.communicate(timeout=20)
    assert (tmp_path / "lock").read_text().split()[0] == str(process.pid)
    with open_state(tmp_path) as state:
        state.write_json("run.json", 1)


def test_a_lock_file_that_names_a_living_process_which_does_not_hold_it_is_stale(tmp_path):
    (tmp_path / "lock").write_text("1\n")
    with open_state(tmp_path) as state:
        assert state.path == tmp_path


def test_a_lock_that_is_held_from_another_machine_is_told_with_its_name(tmp_path):
    with open_state(tmp_path) as state:
        state.file("lock").write_text("4711 sql01.corp\n")
        with pytest.raises(StateLockedError, match=r"4711 on sql01\.corp"), open_state(tmp_path):
            pass


@pytest.mark.parametrize("text", ["4711 sql01.corp\n", "\n", "no number\n"])
def test_a_lock_that_nobody_holds_is_taken_over_whoever_is_named_in_it(tmp_path, text):
    (tmp_path / "lock").write_text(text)
    with open_state(tmp_path) as state:
        assert state.file("lock").read_text().split()[0] == str(os.getpid())


def test_what_killed_processes_were_writing_is_removed_and_nothing_else(tmp_path):
    stale = [".plan.json.ab12_xyz", ".run.json.00000000"]
    ours = ["plan.json", ".plan.json", ".plan.json.backup-1", "journal-1.jsonl", ".x.toml.ab12_xyz"]
    for name in (*stale, *ours):
        (tmp_path / name).write_text("{}")
    with open_state(tmp_path):
        assert sorted(p.name for p in tmp_path.iterdir()) == sorted([*ours, "lock"])


def test_a_full_disk_does_not_keep_anyone_from_the_lock(tmp_path, monkeypatch):
    def refuse(*_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "ftruncate", refuse)
    with open_state(tmp_path) as state:
        assert state.path == tmp_path
        with pytest.raises(StateLockedError), open_state(tmp_path):
            pass


def test_the_same_process_cannot_have_the_directory_twice(tmp_path):
    with open_state(tmp_path), pytest.raises(StateLockedError), open_state(tmp_path):
        pass


def test_the_lock_is_let_go_after_a_failure(tmp_path):
    with pytest.raises(KeyError), open_state(tmp_path):
        raise KeyError
    with open_state(tmp_path) as state:
        assert state.path == tmp_path


def test_the_default_directory_is_the_job_files_own(tmp_path):
    first = default_state_directory(tmp_path / "a b.toml")
    assert first.name.startswith("a-b-")
    assert first == default_state_directory(tmp_path / "x" / ".." / "a b.toml")
    assert first != default_state_directory(tmp_path / "c" / "a b.toml")
