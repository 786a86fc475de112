import logging
import traceback

import pytest

from migrator.model.secret import Secret
from migrator.source.here.errors import MasterKeyNotShownError
from migrator.source.here.master_key import TIMEOUT_S, master_key_command, read_master_key
from migrator.source.here.servers import ServerFound
from tests.fakes.octopus_machine import MASTER_KEY, PROGRAM, FakePrograms, machine

LONG_KEY = "q" * 43 + "="
SERVER = ServerFound("My Server", "the registry", None, PROGRAM)
COMMAND = (PROGRAM, "show-master-key", "--instance=My Server", "--console")


def read(programs, server=SERVER, agrees=lambda words: True):
    return read_master_key(server, machine(programs=programs), agrees)


@pytest.mark.parametrize(
    ("output", "key"),
    [
        (f"{MASTER_KEY}\r\n", MASTER_KEY),
        (f"Octopus Master Key:\n{MASTER_KEY}\n", MASTER_KEY),
        (f'{{"MasterKey": "{MASTER_KEY}"}}', MASTER_KEY),
        (f"{LONG_KEY}\n{LONG_KEY}\n", LONG_KEY),
    ],
)
def test_the_servers_own_program_shows_the_key(output, key):
    programs = FakePrograms(output.encode())
    assert read(programs) == Secret(key)
    assert programs.asked == [(COMMAND, TIMEOUT_S)]


def test_whoever_is_asked_sees_the_very_command():
    seen = []
    read(FakePrograms(MASTER_KEY.encode()), agrees=lambda words: seen.append(words) or True)
    assert seen == [COMMAND] == [master_key_command(SERVER)]


def test_without_a_yes_nothing_is_run():
    programs = FakePrograms(MASTER_KEY.encode())
    assert read(programs, agrees=lambda words: False) is None
    assert programs.asked == []


def test_the_key_of_a_container_is_its_variable_and_nothing_is_run():
    programs = FakePrograms()
    server = ServerFound("A", "e", None, PROGRAM, key_variable="MASTER_KEY")
    here = machine("Linux", {"MASTER_KEY": MASTER_KEY}, programs=programs)
    assert read_master_key(server, here, lambda words: False) == Secret(MASTER_KEY)
    assert programs.asked == []


@pytest.mark.parametrize(
    ("programs", "why"),
    [
        (FakePrograms(b"Access is denied"), "holds no key"),
        (FakePrograms(f"{MASTER_KEY}x".encode()), "holds no key"),
        (FakePrograms(f"{MASTER_KEY} {LONG_KEY}".encode()), "shows several"),
        (FakePrograms(MASTER_KEY.encode(), exit_code=5), "exit code 5"),
        (FakePrograms(MASTER_KEY.encode(), exit_code=None), "no answer within 60 s"),
        (FakePrograms(error=PermissionError(13, "Permission denied")), "Permission denied"),
    ],
)
def test_a_program_that_shows_no_key_is_an_error_without_what_it_said(programs, why, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(MasterKeyNotShownError, match=why) as caught:
        read(programs)
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint + caplog.text
    assert MASTER_KEY not in shown
    assert "denied" not in shown or programs.error


def test_without_the_program_the_error_says_so():
    with pytest.raises(MasterKeyNotShownError, match="is not here"):
        read(FakePrograms(), server=ServerFound("A", "e", None))
    assert master_key_command(ServerFound("A", "e", None)) == ()
