import json
import logging
import os
import signal
import stat
import sys
from importlib import import_module

import click
import pytest

from migrator import __version__
from migrator.cli.call import Call, FaceOptions, Outcome
from migrator.cli.main import carry_out, main
from migrator.cli.verbs import VERBS
from migrator.model.errors import ExitCode, PlanBlockedError, StateLockedError
from migrator.model.events import Advanced, Found, Stage, Started
from migrator.model.report import Finding, Report, Severity
from migrator.model.settings import FromEnvironment

REPORT = Report("verify", {"project": {"equal": 3}})


def call(act, verb="verify", **options):
    return Call(verb, FaceOptions(**options), act)


def raising(error):
    def act(face):
        raise error

    return act


def test_no_verb_shows_the_help(capsys):
    assert main([]) == 0
    out, err = capsys.readouterr()
    for name in VERBS:
        assert f"\n  {name} " in out
    assert err == ""


def test_the_version_is_told(capsys):
    assert main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_help_with_an_example_and_the_common_options(capsys, name):
    command = import_module(f"migrator.cli.{name}").command
    commands = command.commands.values() if isinstance(command, click.Group) else [command]
    for each in commands:
        words = [name] if each is command else [name, each.name]
        assert main([*words, "--help"]) == 0
        out = capsys.readouterr().out
        assert f"Example:\n    migrator {' '.join(words)}" in out
        for option in ("--json", "--log FILE", "--quiet", "--no-color"):
            assert option in out


@pytest.mark.parametrize(
    ("words", "verb", "message"),
    [
        (["upload"], "upload", "Missing argument 'JOB'"),
        (["uplaod", "x"], "", "the nearest is `upload`"),
        (["verify", "--htm", "x"], "verify", "--htm"),
        (["package", "inof", "x"], "package", "inof"),
        (["package", "share", "x"], "package share", "--out"),
    ],
)
def test_a_wrong_command_line_is_told_to_people_and_to_programs(capsys, words, verb, message):
    assert main(words) == ExitCode.USAGE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("OCM-1020: ")
    assert message in err
    assert main([*words, "--json"]) == ExitCode.USAGE
    out, err = capsys.readouterr()
    result = json.loads(out)
    assert (result["event"], result["stage"], result["exit_code"]) == ("result", verb, 2)
    assert result["error"]["code"] == "OCM-1020"
    assert message in err


def test_a_job_file_with_an_error_is_exit_2_with_file_line_and_key(capsys, tmp_path):
    (tmp_path / "job.toml").write_text("[package]\npaht = 'x'\n")
    assert main(["package", "rekey", "x", "--job", str(tmp_path / "job.toml"), "--json"]) == 2
    out, _ = capsys.readouterr()
    error = json.loads(out.splitlines()[-1])["error"]
    assert error["code"] == "OCM-1003"
    assert "job.toml, line 2, package.paht" in error["message"]


def test_the_report_goes_to_stdout_and_progress_to_stderr(capsys):
    def act(face):
        face.run.emit(Started(Stage.VERIFY, total=3))
        face.note("a word in passing")
        return Outcome(REPORT)

    assert carry_out(call(act)) == 0
    out, err = capsys.readouterr()
    assert "All 3 compared are equal." in out
    assert "verify: 3 items" in err
    assert "a word in passing" in err


def test_with_json_stdout_holds_lines_alone_and_people_read_stderr(capsys):
    def act(face):
        face.run.emit(Started(Stage.VERIFY, total=3))
        face.run.emit(Advanced(Stage.VERIFY, 1, 3, "project:A/B"))
        return Outcome(REPORT)

    assert carry_out(call(act, verb="run", json=True)) == 0
    out, err = capsys.readouterr()
    records = [json.loads(line) for line in out.splitlines()]
    assert [record["event"] for record in records] == ["started", "advanced", "result"]
    assert {record["v"] for record in records} == {1}
    assert records[-1]["stage"] == "run"
    assert records[-1]["exit_code"] == 0
    assert records[-1]["report"]["kinds"] == {"project": {"equal": 3}}
    assert "All 3 compared are equal." in err


def test_quiet_leaves_the_result_alone(capsys):
    def act(face):
        face.run.emit(Started(Stage.VERIFY, total=3))
        face.note("a word in passing")
        return Outcome(REPORT)

    assert carry_out(call(act, quiet=True)) == 0
    out, err = capsys.readouterr()
    assert "equal" in out
    assert err == ""
    assert carry_out(call(act, quiet=True, json=True)) == 0
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["event"] == "result"
    assert err == ""


def test_an_error_of_ours_ends_with_its_exit_code_and_no_traceback(capsys):
    finding = Finding(Severity.BLOCKS, "missing-reference", "project:A/B", "It lacks a feed.")
    error = PlanBlockedError(3, "a step is unknown", Report("plan", findings=(finding,)))
    assert carry_out(call(raising(error))) == ExitCode.BLOCKED
    out, err = capsys.readouterr()
    assert "It lacks a feed." in out
    assert "done" not in out
    assert err.startswith("OCM-3103: The plan is blocked: a step is unknown and 2 more.\nNext: ")
    assert "Traceback" not in err


def test_an_error_is_the_last_json_line_too(capsys):
    assert carry_out(call(raising(StateLockedError("d", 7)), json=True)) == 2
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["exit_code"], result["error"]["code"]) == (2, "OCM-3105")
    assert result["error"]["hint"]


def test_a_bug_is_exit_70_with_its_traceback_in_the_log_alone(capsys, tmp_path):
    log = tmp_path / "deep" / "run.log"
    assert carry_out(call(raising(ZeroDivisionError("oops")), log=log)) == ExitCode.BUG
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert "OCM-9070" in err
    assert str(log) in err
    assert "ZeroDivisionError: oops" in log.read_text()


def test_a_bug_without_a_log_leaves_its_traceback_where_the_message_says(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "logs")
    monkeypatch.setenv("HUSH", "CANARY-71")

    def act(face):
        face.vault.resolve(FromEnvironment("HUSH"))
        raise ZeroDivisionError("CANARY-71")

    assert carry_out(call(act)) == ExitCode.BUG
    path = tmp_path / "logs" / "last-failure.log"
    assert str(path) in capsys.readouterr().err
    assert "ZeroDivisionError: ***" in path.read_text()
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path / "file")
    assert carry_out(call(act)) == ExitCode.BUG
    assert "--log FILE" in capsys.readouterr().err


def test_no_secret_that_was_resolved_reaches_stdout_stderr_or_the_log(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.setenv("HUSH", 'CANARY-"71')
    log = tmp_path / "run.log"

    def act(face):
        face.vault.resolve(FromEnvironment("HUSH"))
        finding = Finding(Severity.INFO, "x", "", 'CANARY-"71')
        face.run.emit(Found(Stage.SURVEY, finding))
        face.note('note CANARY-"71')
        logging.getLogger("migrator.x").info("log %s", 'CANARY-"71')
        raise StateLockedError('CANARY-"71', 1)

    assert carry_out(call(act, json=True, log=log)) == 2
    out, err = capsys.readouterr()
    for text in (out, err, log.read_text()):
        assert "CANARY" not in text
        assert "***" in text


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_its_owner_can_read_the_log(tmp_path):
    log = tmp_path / "run.log"
    log.touch(0o644)
    assert carry_out(call(lambda face: Outcome(REPORT), log=log)) == 0
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_is_named(capsys, tmp_path):
    assert carry_out(call(lambda face: Outcome(REPORT), log=tmp_path)) == ExitCode.USAGE
    assert "OCM-1022" in capsys.readouterr().err


def test_the_log_holds_debug_lines_of_ours_and_warnings_of_others(tmp_path):
    log = tmp_path / "run.log"

    def act(face):
        logging.getLogger("migrator.engine").debug("ours")
        logging.getLogger("other").info("a header")
        logging.getLogger("other").warning("theirs")
        return Outcome(REPORT)

    carry_out(call(act, log=log))
    text = log.read_text()
    assert "DEBUG migrator.engine: ours" in text
    assert "WARNING other: theirs" in text
    assert "a header" not in text


def test_ctrl_c_asks_the_stage_to_stop_and_ends_with_130(capfd):
    before = signal.getsignal(signal.SIGINT)

    def act(face):
        os.kill(os.getpid(), signal.SIGINT)
        face.run.check()
        return Outcome(REPORT)

    assert carry_out(call(act, json=True)) == ExitCode.CANCELLED
    out, err = capfd.readouterr()
    result = json.loads(out.splitlines()[-1])
    assert (result["exit_code"], result["error"]["code"]) == (130, "OCM-9130")
    assert "once more stops at once" in err
    assert signal.getsignal(signal.SIGINT) is before


def test_a_question_that_is_interrupted_ends_with_130(capsys):
    assert carry_out(call(raising(KeyboardInterrupt()))) == ExitCode.CANCELLED
    assert carry_out(call(raising(click.Abort()))) == ExitCode.CANCELLED
    assert "OCM-9130" in capsys.readouterr().err


def test_a_secret_cannot_be_asked_for_without_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115, PTH123
    try:
        assert main(["package", "rekey", "x.ocmpack"]) == ExitCode.USAGE
    finally:
        sys.stdin.close()
    assert "OCM-1014" in capsys.readouterr().err


def test_without_a_terminal_the_plan_is_shown_and_the_run_refused(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: SIM115, PTH123
    plan = Report("plan", {"project": {"create": 2}})

    def act(face):
        assert face.confirm(plan)
        return Outcome(REPORT)

    try:
        assert carry_out(call(act)) == ExitCode.USAGE
    finally:
        sys.stdin.close()
    err = capsys.readouterr().err
    assert "The plan: create 2." in err
    assert "--yes" in err
