"""What the window does, `migrator run` does with the job file that the window leaves."""

import os
import select
import subprocess
import sys
import time

import pytest

from migrator.gui.flow import PageName
from migrator.sandbox.certificates import TlsMaterial
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.end_state import end_state
from tests.e2e.process import environment
from tests.gui import whole_way as way
from tests.gui.user import User

DEADLINE_S = 180

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a terminal of POSIX is needed")


def at_a_terminal(command, answers, env):
    """Run a shell command at a terminal, and answer what it asks; gives its code and all it said.

    Args:
        answers: what to type, by the end of the question.
    """
    ours, theirs = os.openpty()
    said = b""
    with subprocess.Popen(
        ["/bin/sh", "-c", command],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            until, seen = time.monotonic() + DEADLINE_S, 0
            while time.monotonic() < until:
                if not select.select([ours], [], [], 1)[0]:
                    continue
                try:
                    said += os.read(ours, 1 << 16)
                except OSError:  # Linux tells so that nobody writes any more
                    break
                for question, answer in answers.items():
                    if said[seen:].endswith(question.encode()):
                        seen = len(said)
                        os.write(ours, f"{answer}\n".encode())
            process.wait(timeout=DEADLINE_S)
        finally:
            process.kill()
            os.close(ours)
    return process.returncode, said.decode("utf-8", "replace")


def answers_of(known):
    """Every secret by the end of the question that the command asks for it."""
    return {
        "Password of the source: ": known.password,
        "Master key of the source: ": known.master_key,
        "Older master keys of the source: ": known.older_key,
        "Passphrase of the package: ": known.passphrase,
        "Repeat for confirmation: ": known.passphrase,
        "Api key of the target: ": known.api_key,
    }


def command_on_path(directory):
    """Our `migrator` in a directory for the search path, as installing it would put it there."""
    directory.mkdir()
    program = directory / "migrator"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m migrator.cli.main "$@"\n', "utf-8")
    program.chmod(0o755)
    return f"{directory}{os.pathsep}{os.environ['PATH']}"


def move_by_window(user, known):
    """Go the whole way with choices of one's own; gives the command that the last page shows."""
    way.to_choose(user, known)
    way.untick_project(user, "Empty Project")
    way.to_cloud(user, known)
    user.presses("Test connection", until=lambda: user.wizard.session.outcomes.cloud)
    line = user.page._spaces._boxes["Playground"].lineEdit()
    user.types_into(line, "Sandpit", "Space on the target for Playground")
    user.goes_on("Next", PageName.REVIEW)
    user.presses("Rules of the plan")
    user.unticks("Deployment targets arrive disabled")
    user.goes_on("Plan again")
    shown = user.field("The same without this window").text()
    way.to_finish(user)
    way.assert_verified(user.wizard.session.outcomes.verified)
    assert user.field("The same without this window").text() == shown
    return shown


def test_the_command_that_the_window_shows_ends_in_the_same_state(wizard, tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as served:
        known = way.known_of(served)
        line = move_by_window(User(wizard), known)
        assert line == f"migrator run {wizard.session.path}"
        by_window = end_state(served.cloud)
        assert not any('"Empty Project"' in document for document in by_window)
        assert any('"Sandpit"' in document for document in by_window)
        package = wizard.session.path.with_suffix(".ocmpack")
        package.unlink()  # the command makes its own
        served.cloud.stop()
        keys = (served.ca.with_name(name) for name in ("server.pem", "server-key.pem"))
        tls = TlsMaterial(served.ca, *keys)
        # The same instance as before anything was written to it.
        with OctopusCloud(api_key=known.api_key, port=served.cloud_port, tls=tls) as again:
            assert len(end_state(again)) < len(by_window)
            env = environment(tmp_path / "elsewhere", PATH=command_on_path(tmp_path / "bin"))
            code, said = at_a_terminal(f"{line} --yes", answers_of(known), env)
            assert code == 0, said
            assert not any(secret in said for secret in known.secrets.values())
            assert package.is_file()
            by_command = end_state(again)
    assert set(by_command) ^ set(by_window) == set()
    assert len(by_command) == len(by_window) > 200
