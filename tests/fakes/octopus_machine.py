"""Stand-ins for a machine's registry, files and programs."""

from migrator.model.secret import Secret
from migrator.source.here.ports import Machine, ProgramEnd, View

MASTER_KEY = "6EdU6IWsCtMEwk0kPKflQQ=="
KEY = r"SOFTWARE\Octopus\OctopusServer"
PROGRAM = r"C:\Program Files\Octopus Deploy\Octopus\Octopus.Server.exe"
INSTANCES = r"C:\ProgramData\Octopus\OctopusServer\Instances"


class FakeRegistry:
    """Values by view, key and name."""

    def __init__(self, values=None):
        self.values = values or {}

    def subkeys(self, view, key):
        below = {
            k[len(key) + 1 :] for v, k, _ in self.values if v is view and k.startswith(f"{key}\\")
        }
        return sorted(name for name in below if "\\" not in name)

    def text(self, view, key, name):
        return self.values.get((view, key, name), "")


class FakeFiles:
    """Contents by path; an OSError as content is what reading raises."""

    def __init__(self, contents=None):
        self.contents = contents or {}

    def list_files(self, folder, suffix):
        before = (f"{folder}\\", f"{folder}/")
        return sorted(p for p in self.contents if p.startswith(before) and p.endswith(suffix))

    def is_file(self, path):
        return path in self.contents

    def read(self, path, most_bytes):
        content = self.contents.get(path, FileNotFoundError(2, "No such file"))
        if isinstance(content, OSError):
            raise content
        data = content if isinstance(content, bytes) else content.encode()
        assert len(data) <= most_bytes
        return data


class FakePrograms:
    """Ends as told, and remembers what was asked."""

    def __init__(self, output=b"", exit_code=0, error=None):
        self.output, self.exit_code, self.error = output, exit_code, error
        self.asked = []

    def run(self, words, timeout_s):
        self.asked.append((tuple(words), timeout_s))
        if self.error:
            raise self.error
        return ProgramEnd(self.exit_code, Secret(self.output))


def configuration(connection_string):
    """An `OctopusServer.config` as the server writes it."""
    escaped = connection_string.replace("&", "&amp;").replace("<", "&lt;")
    return f"""\ufeff<?xml version="1.0" encoding="utf-8"?>
<octopus-settings xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <set key="Octopus.Home">C:\\Octopus</set>
  <set key="Octopus.Storage.ExternalDatabaseConnectionString">{escaped}</set>
  <set key="Octopus.Storage.MasterKey">AQAAANCMnd8BFdERjHoAwE/Cl+sBAAAA</set>
</octopus-settings>
"""


def machine(
    system="Windows", environment=None, registry=None, files=None, programs=None
) -> Machine:
    """A machine on which there is what is given."""
    return Machine(
        system,
        environment or {},
        FakeRegistry(registry),
        FakeFiles(files),
        programs or FakePrograms(),
    )


def in_registry(name, path, view=View.WIDE):
    """The registry's entry of one instance."""
    return {(view, rf"{KEY}\{name}", "ConfigurationFilePath"): path}
