"""What a release is built from: pinned by hash, and the versions that were tested."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PIN = re.compile(
    r"(?m)^([A-Za-z0-9][\w.-]*)==([\w.]+)(?: ; .*)? \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)


def _key(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _release():
    text = (ROOT / "installer" / "release-hashes.txt").read_text("utf-8")
    pins = {_key(name): version for name, version, _ in _PIN.findall(text)}
    rest = _PIN.sub("", text)
    return pins, [line for line in rest.splitlines() if not line.startswith("#")]


def test_every_line_is_a_version_with_its_hashes_and_no_address():
    pins, rest = _release()
    assert len(pins) > 30
    assert rest == []


def test_the_versions_are_those_that_were_tested():
    pins, _ = _release()
    text = (ROOT / "installer" / "constraints.txt").read_text("utf-8")
    lines = [line.partition("==") for line in text.splitlines() if "==" in line]
    tested = {_key(name): version for name, _, version in lines}
    assert pins.keys() - tested.keys() <= {"pywin32-ctypes"}  # of Windows alone
    assert {name: tested[name] for name in pins.keys() & tested.keys()} == {
        name: version for name, version in pins.items() if name in tested
    }


def test_all_that_the_program_asks_for_is_there():
    pins, _ = _release()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["gui"]]
    assert {_key(re.split(r"[^\w.-]", line)[0]) for line in asked} <= pins.keys()
