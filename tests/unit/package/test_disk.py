"""What happens when the disk or the process fails; each in a process of its own."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_writing_ten_times_as_much_takes_no_more_memory(tmp_path):
    with run(MEMORY, tmp_path / "x.ocmpack") as process:
        out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    assert int(out) < 8_000  # KiB, while 90 MB went through
