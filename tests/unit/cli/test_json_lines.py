import io
import json
from datetime import UTC, datetime

import pytest

from migrator.cli.call import Outcome, judge
from migrator.cli.cli_errors import SeveralKeysError
from migrator.cli.json_lines import JsonLines, encode_event, encode_result
from migrator.crypto.errors import MasterKeyUnusableError
from migrator.model.events import Advanced, Finished, Found, Paced, Retried, Stage, Started
from migrator.model.report import Finding, Report, Severity

FINDING = Finding(Severity.WARNING, "orphan", "project:A/B", "B has no owner.")
NOW = datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)


@pytest.mark.parametrize(
    ("event", "record"),
    [
        (
            Started(Stage.UPLOAD, total=1120, done=41),
            {"event": "started", "stage": "upload", "done": 41, "total": 1120},
        ),
        (
            Advanced(Stage.UPLOAD, 41, 1120, "project:Default/Web Shop"),
            {
                "event": "advanced",
                "stage": "upload",
                "done": 41,
                "total": 1120,
                "ref": "project:Default/Web Shop",
            },
        ),
        (Paced(Stage.PLAN, 0.25), {"event": "paced", "stage": "plan", "wait_s": 0.25}),
        (
            Retried(Stage.VERIFY, "HTTP 503", 2),
            {"event": "retried", "stage": "verify", "reason": "HTTP 503", "attempt": 2},
        ),
        (
            Found(Stage.SURVEY, FINDING),
            {
                "event": "finding",
                "stage": "survey",
                "severity": "warning",
                "code": "orphan",
                "ref": "project:A/B",
                "message": "B has no owner.",
            },
        ),
        (Finished(Stage.EXPORT), {"event": "finished", "stage": "export"}),
    ],
)
def test_each_event_has_the_documented_members(event, record):
    assert encode_event(event) == record


def write(record, **options):
    stream = io.StringIO()
    JsonLines(stream, now=lambda: NOW, **options).write(record)
    return stream.getvalue()


def test_a_line_tells_version_event_stage_and_time():
    line = write(encode_event(Finished(Stage.CHECK)))
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert json.loads(line) == {
        "v": 1,
        "event": "finished",
        "stage": "check",
        "time": "2026-01-02T03:04:05.678Z",
    }


def test_a_name_that_no_encoding_holds_is_still_one_ascii_line():
    line = write(encode_event(Advanced(Stage.UPLOAD, 1, 2, "project:\ud800\n\u2028ä")))
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert json.loads(line)["ref"] == "project:\ud800\n\u2028ä"


def test_what_is_masked_stays_json():
    line = write(
        {"event": "finding", "message": 'a "b"'}, mask=lambda text: text.replace("b", "***")
    )
    assert json.loads(line)["message"] == 'a "***"'


def test_a_result_holds_verb_exit_code_and_report():
    report = Report("verify", {"project": {"equal": 2}}, findings=(FINDING,))
    result = encode_result("run", judge(report))
    assert (result["event"], result["stage"], result["exit_code"]) == ("result", "run", 0)
    assert result["report"]["kinds"] == {"project": {"equal": 2}}
    assert "error" not in result


def test_a_failure_holds_code_message_and_hint():
    error = SeveralKeysError(["--job", "--keyring"])
    result = encode_result("check", Outcome(None, error.exit_code, error))
    assert result["exit_code"] == 2
    assert result["report"] is None
    assert result["error"] == {
        "code": "OCM-1023",
        "message": "--job and --keyring exclude each other.",
        "hint": "Give one of them, or none.",
    }


def test_an_error_with_a_page_names_it():
    error = MasterKeyUnusableError("it is short")
    result = encode_result("survey", Outcome(None, error.exit_code, error))
    assert result["error"]["page"].startswith("https://octopus.com/docs/")


def test_a_reader_that_has_left_does_not_end_the_work(tmp_path):
    with (tmp_path / "out").open("w+") as file:

        class Gone(io.StringIO):
            def write(self, text):
                raise BrokenPipeError

            def fileno(self):
                return file.fileno()

        JsonLines(Gone()).write({"event": "finished"})
        file.write("goes nowhere")
        file.flush()
    assert (tmp_path / "out").read_text() == ""
