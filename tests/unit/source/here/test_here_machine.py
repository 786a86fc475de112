import sys

import pytest

from migrator.model.secret import Secret
from migrator.source.here.machine import (
    SystemFiles,
    SystemPrograms,
    SystemRegistry,
    this_machine,
)
from migrator.source.here.ports import View
from migrator.source.here.servers import find_servers


def test_files_are_listed_by_suffix_in_any_case_and_folders_are_not(tmp_path):
    for name in ("b.CONFIG", "a.config", "c.txt"):
        (tmp_path / name).write_text("")
    (tmp_path / "d.config").mkdir()
    found = SystemFiles().list_files(str(tmp_path), ".config")
    assert found == [str(tmp_path / "a.config"), str(tmp_path / "b.CONFIG")]
    assert list(SystemFiles().list_files(str(tmp_path / "absent"), ".config")) == []


def test_a_file_is_read_whole_or_refused(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    files = SystemFiles()
    assert files.read(str(path), 5) == b"12345"
    with pytest.raises(OSError, match="large"):
        files.read(str(path), 4)
    assert files.is_file(str(path))
    assert not files.is_file(str(tmp_path))
    assert not files.is_file("a\0b")
    assert not files.is_file("a" * 5000)


def test_a_program_gives_its_exit_code_and_its_output_as_a_secret():
    script = "import sys; print('CANARY-71'); print('e', file=sys.stderr); sys.exit(3)"
    end = SystemPrograms().run([sys.executable, "-c", script], 60)
    assert end.exit_code == 3
    assert end.output.reveal().strip() == b"CANARY-71"
    assert "CANARY-71" not in repr(end)


def test_a_program_gets_no_input_and_no_shell():
    script = "import sys; print(sys.argv[1], repr(sys.stdin.read()))"
    end = SystemPrograms().run([sys.executable, "-c", script, "a;b $HOME"], 60)
    assert end.output.reveal().split() == [b"a;b", b"$HOME", b"''"]


def test_a_program_that_takes_too_long_is_ended(tmp_path):
    script = "import threading; print('CANARY-71', flush=True); threading.Event().wait(60)"
    end = SystemPrograms().run([sys.executable, "-c", script], 0.5)
    assert end.exit_code is None
    assert end.output == Secret(b"")


def test_a_program_that_is_not_there_cannot_be_run(tmp_path):
    with pytest.raises(FileNotFoundError):
        SystemPrograms().run([str(tmp_path / "absent")], 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a registry")
def test_elsewhere_than_on_windows_the_registry_is_empty():
    for view in View:
        assert list(SystemRegistry().subkeys(view, "SOFTWARE")) == []
        assert SystemRegistry().text(view, "SOFTWARE", "x") == ""


def test_this_machine_can_be_looked_at():
    here = this_machine()
    assert here.system in {"Linux", "Darwin", "Windows"}
    assert isinstance(find_servers(here), tuple)
    assert "environ" not in repr(here)
