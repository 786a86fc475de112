"""What happens when the disk or the process fails; each in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from migrator.package.writer import write_package
from tests.unit.package.making import HEADER, KEYS, fill

ROOT = Path(__file__).parents[3]
SCRIPT = """
import resource, sys
from pathlib import Path
from migrator.model.documents import Kind, LogicalDocument, Ref
from migrator.package.errors import DiskFullError
from migrator.package.writer import write_package
from tests.unit.package.making import HEADER, KEYS
import random

def document(number, size):
    return LogicalDocument(Ref(Kind.FEED, ("Default", str(number))), {"T": random.Random(number).randbytes(size).hex()})

path = Path(sys.argv[1])
"""
FULL = """
def write():
    with write_package(KEYS.sealing(path), HEADER) as writer:
        for number in range(10):
            writer.write(document(number, 50_000), {})
    return writer.summary.size_bytes

# An age header holds a random number of random bytes, so two sizes differ by some hundreds.
limit = min(write() for _ in range(20)) - SHORT_OF
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for _ in range(20):
    path.write_bytes(b"the older one")
    try:
        write()
    except DiskFullError as error:
        print("full:", error)
        break
"""
KILLED = """
with write_package(KEYS.sealing(path), HEADER) as writer:
    writer.write(document(1, 1_000_000), {})
    print("midway", flush=True)
    sys.stdin.read()
"""
MEMORY = """
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

with write_package(KEYS.sealing(path), HEADER) as writer:
    for number in range(200):
        writer.write(document(number, 50_000), {})
    before = peak()
    for number in range(200, 2000):
        writer.write(document(number, 50_000), {})
    print(peak() - before)
"""


def run(script, path, **more):
    command = [sys.executable, "-c", SCRIPT + script, str(path)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        **more,
    )


@pytest.mark.parametrize("short_of", ["100", "700", "5_000", "400_000"])
def test_a_disk_that_is_full_leaves_the_older_package_and_nothing_else(tmp_path, short_of):
    path = tmp_path / "x.ocmpack"
    with run(FULL.replace("SHORT_OF", short_of), path) as process:
        out, err = process.communicate(timeout=60)
    assert out.startswith("full: There is no room left"), err
    assert str(path) in out
    assert err == ""
    assert path.read_bytes() == b"the older one"
    assert list(tmp_path.iterdir()) == [path]


def test_a_kill_midway_leaves_the_older_package(tmp_path):
    path = tmp_path / "x.ocmpack"
    path.write_bytes(b"the older one")
    with run(KILLED, path) as process:
        assert process.stdout.readline() == "midway\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    assert path.read_bytes() == b"the older one"


def leave_part(path):
    """Kill an export midway; gives the file that it leaves."""
    with run(KILLED, path) as process:
        assert process.stdout.readline() == "midway\n"
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=60)
    (part,) = path.parent.glob(f".{path.name}.*.part")
    return part


def write(path):
    with write_package(KEYS.sealing(path), HEADER) as writer:
        fill(writer)


def grow_old(*files):
    for file in files:
        os.utime(file, (0, 0))


def test_the_next_export_removes_what_a_killed_one_left_and_nothing_else(tmp_path):
    path = tmp_path / "x.ocmpack"
    grow_old(leave_part(path))
    others = [tmp_path / ".y.ocmpack.0123456789ab.part", tmp_path / ".x.ocmpack.notours.part"]
    for other in others:
        other.write_bytes(b"somebody's")
    grow_old(*others)
    write(path)
    assert sorted(tmp_path.iterdir()) == sorted([path, *others])


def test_what_a_living_export_writes_is_not_removed_by_another_to_the_same_path(tmp_path):
    path = tmp_path / "x.ocmpack"
    with write_package(KEYS.sealing(path), HEADER) as writer:
        grow_old(*tmp_path.iterdir())
        write(path)
        path.unlink()
        fill(writer)
    assert list(tmp_path.iterdir()) == [path]


def test_a_part_of_a_moment_ago_is_left_for_it_may_not_be_locked_yet(tmp_path):
    path = tmp_path / "x.ocmpack"
    part = tmp_path / ".x.ocmpack.0123456789ab.part"
    part.write_bytes(b"young")
    os.utime(part, (time.time() + 3600,) * 2)
    write(path)
    assert part.exists()


def test_writing_ten_times_as_much_takes_no_more_memory(tmp_path):
    with run(MEMORY, tmp_path / "x.ocmpack") as process:
        out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    assert int(out) < 8_000  # KiB, while 90 MB went through
