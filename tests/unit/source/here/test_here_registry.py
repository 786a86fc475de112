"""The registry's adapter, loaded as on Windows, on a stand-in for Python's own `winreg`."""

import importlib.util
import subprocess
import sys
from types import SimpleNamespace

import pytest

from migrator.source.here import machine
from migrator.source.here.ports import View

TREE = {
    (r"SOFTWARE\Octopus\OctopusServer", 256): (
        ["Main", "Second"],
        {"InstallLocation": "C:\\Octopus\\", "Number": 7},
    ),
    (r"SOFTWARE\Octopus\OctopusServer", 512): ([], {"InstallLocation": "C:\\Narrow\\"}),
}


class Key:
    open_keys = 0

    def __init__(self, names, values):
        self.names, self.values = names, values

    def __enter__(self):
        Key.open_keys += 1
        return self

    def __exit__(self, *_error):
        Key.open_keys -= 1


def open_key(root, path, reserved, access):
    assert (root, reserved) == ("HKLM", 0)
    view = access & (256 | 512)
    if access & 1 == 0 or (path, view) not in TREE:
        raise FileNotFoundError(2, "The system cannot find the file specified")
    return Key(*TREE[path, view])


def query_value(key, name):
    if name not in key.values:
        raise FileNotFoundError(2, "The system cannot find the file specified")
    return key.values[name], 1


WINREG = SimpleNamespace(
    HKEY_LOCAL_MACHINE="HKLM",
    KEY_READ=1,
    KEY_WOW64_64KEY=256,
    KEY_WOW64_32KEY=512,
    OpenKey=open_key,
    QueryInfoKey=lambda key: (len(key.names), len(key.values), 0),
    EnumKey=lambda key, number: key.names[number],
    QueryValueEx=query_value,
)


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", WINREG)
    monkeypatch.setattr(subprocess, "CREATE_NO_WINDOW", 0x08000000, raising=False)
    spec = importlib.util.spec_from_file_location("machine_of_windows", machine.__file__)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    assert loaded._NO_WINDOW == 0x08000000
    yield loaded.SystemRegistry()
    assert Key.open_keys == 0


def test_each_view_has_its_own_keys_and_values(registry):
    key = r"SOFTWARE\Octopus\OctopusServer"
    assert registry.subkeys(View.WIDE, key) == ("Main", "Second")
    assert registry.subkeys(View.NARROW, key) == ()
    assert registry.text(View.WIDE, key, "InstallLocation") == "C:\\Octopus\\"
    assert registry.text(View.NARROW, key, "InstallLocation") == "C:\\Narrow\\"


def test_what_is_absent_or_no_text_is_empty(registry):
    key = r"SOFTWARE\Octopus\OctopusServer"
    assert registry.subkeys(View.WIDE, "SOFTWARE\\Absent") == ()
    assert registry.text(View.WIDE, "SOFTWARE\\Absent", "x") == ""
    assert registry.text(View.WIDE, key, "Absent") == ""
    assert registry.text(View.WIDE, key, "Number") == ""
