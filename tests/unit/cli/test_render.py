import io

import pytest
from rich.console import Console

from migrator.cli.cli_errors import SeveralKeysError
from migrator.cli.render import error_lines, render_error, render_report, status
from migrator.cli.wording import printable
from migrator.crypto.errors import MasterKeyUnusableError
from migrator.model.amounts import counted, duration, size
from migrator.model.report import Difference, Finding, Item, Report, Severity


def shown(what, width=80, **options):
    console = Console(file=io.StringIO(), width=width, emoji=False, **options)
    console.print(what, markup=False, highlight=False)
    return console.file.getvalue()


def finding(number, severity=Severity.WARNING, code="orphan", hint="Give it an owner."):
    return Finding(severity, code, f"project:Default/P{number}", f"P{number} has no owner.", hint)


VERIFY = Report(
    "verify",
    {
        "project": {"equal": 1118, "different": 1, "missing": 1},
        "library_variable_set": {"equal": 4, "not_comparable": 2},
    },
    items=(
        Item(
            "project:Default/Web",
            "different",
            (Difference("/Name", "a", "b"), *(Difference(f"/x/{n}", 1, None) for n in range(4))),
        ),
        *(Item(f"project:Default/M{n}", "missing") for n in range(7)),
    ),
)
PLAN = Report(
    "plan",
    {"space": {"keep": 1}, "project": {"create": 20, "update": 3, "leave": 1}},
    facts={"requests": 1120, "estimated_s": 75.0, "order": ["space", "tag_set"], "basis": {"a": 1}},
)


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_of_a_verify_report_has_each_kind_with_each_outcome(width):
    lines = shown(render_report(VERIFY), width).splitlines()
    head = next(line for line in lines if "kind" in line)
    assert head.split() == ["kind", "equal", "different", "missing", "not", "comparable"]
    assert next(line for line in lines if line.startswith("project")).split() == [
        "project",
        "1,118",
        "1",
        "1",
        "·",
    ]
    assert next(line for line in lines if line.startswith("library")).split()[3:] == [
        "4",
        "·",
        "·",
        "2",
    ]
    assert next(line for line in lines if line.startswith("total")).split() == [
        "total",
        "1,122",
        "1",
        "1",
        "2",
    ]
    assert max(map(len, lines)) <= width


def test_what_differs_is_named_with_both_values_and_long_lists_are_folded():
    text = shown(render_report(VERIFY))
    assert "/Name: expected 'a', found 'b'" in text
    assert "/x/0: expected 1, found None" in text
    assert "/x/3" not in text
    assert "and 2 more" in text  # of five differences, and of seven missing
    assert text.count("and 2 more") == 2
    assert text.rstrip().endswith("Not as promised: 1 different, 1 missing.")


def test_a_long_value_is_cut():
    item = Item("project:A/B", "different", (Difference("/Notes", "x" * 500, ""),))
    text = shown(render_report(Report("verify", items=(item,))), 120)
    assert "…" in text
    assert "x" * 61 not in text


def test_findings_are_grouped_by_severity_and_rule_with_the_remedy_once():
    findings = (
        *(finding(number) for number in range(17)),
        finding(99, Severity.BLOCKS, "unknown-step", "Replace the step."),
    )
    text = shown(render_report(Report("survey", findings=findings)))
    assert text.index("blocks  unknown-step") < text.index("warning  orphan  17")
    assert text.count("→ Give it an owner.") == 1
    assert "P4 has no owner." in text
    assert "P5 has no owner." not in text
    assert "and 12 more" in text
    assert "Blocked by 1 finding." in text


def test_a_plan_tells_requests_time_and_order():
    text = shown(render_report(PLAN))
    assert "1,120" in text
    assert "about 1 min" in text
    assert "space, tag set" in text
    assert "basis" not in text
    assert text.index("create") < text.index("update") < text.index("keep") < text.index("leave")


@pytest.mark.parametrize(
    ("report", "sentence"),
    [
        (Report("verify", {"a": {"equal": 3}}), "All 3 compared are equal."),
        (
            Report("verify", {"a": {"equal": 3}}, findings=(finding(1),)),
            "All 3 compared are equal; 1 warning above.",
        ),
        (Report("verify", {"a": {"equal": 3, "failed": 2}}), "Not as promised: 2 failed."),
        (Report("plan", {"a": {"create": 2, "keep": 1}}), "The plan: create 2, keep 1."),
        (Report("plan", {"a": {"keep": 4}}), "Nothing is to be written: the target has it all."),
        (
            Report("plan", {"a": {"create": 2}}, findings=(finding(1, Severity.BLOCKS),)),
            "Blocked by 1 finding.",
        ),
        (Report("survey", {"a": {"documents": 4}}), "Survey: done."),
    ],
)
def test_the_last_sentence_says_how_things_stand(report, sentence):
    assert status(report)[0] == sentence
    assert shown(render_report(report)).rstrip().endswith(sentence)


def test_facts_are_worded_for_people():
    facts = {
        "size_bytes": 1536,
        "took_s": 3.25,
        "opens": True,
        "shut": False,
        "count": 12345,
        "none": None,
        "version": "2024.4",
    }
    text = shown(render_report(Report("export", facts=facts)))
    for words in ("1.5 KiB", "3.2 s", "yes", "no", "12,345", "2024.4"):
        assert words in text
    assert "none" not in text


def test_names_that_look_like_markup_or_control_the_terminal_are_shown_as_they_are():
    report = Report("verify", items=(Item("project:[red]x[/red]:smile:\x1b[2J\u202e", "missing"),))
    text = shown(render_report(report), force_terminal=True, color_system=None)
    assert "[red]x[/red]:smile:\\x1b[2J\\x202e" in text
    assert "\x1b[2J" not in text


def test_no_background_colour_is_set():
    text = shown(render_report(VERIFY), force_terminal=True, color_system="standard")
    codes = {code for part in text.split("\x1b[")[1:] for code in part.partition("m")[0].split(";")}
    assert codes - {"", "0", "1", "2", "3"} <= {str(number) for number in range(30, 38)}


def test_an_error_tells_code_sentence_next_step_and_page():
    error = MasterKeyUnusableError("it is short")
    for text in (shown(render_error(error), 200), error_lines(error)):
        for words in (error.code, str(error), error.hint, error.page):
            assert words in text


def test_an_error_in_a_file_has_a_line_for_each_part():
    assert error_lines(SeveralKeysError(["--a", "--b"])).splitlines() == [
        "OCM-1023: --a and --b exclude each other.",
        "Next: Give one of them, or none.",
    ]


def test_an_error_is_masked():
    text = error_lines(SeveralKeysError(["hush", "--b"]), lambda text: text.replace("hush", "***"))
    assert "hush" not in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (9.96, "10.0 s"),
        (59, "59 s"),
        (90, "2 min"),
        (3600, "1 h 00 min"),
        (9000, "2 h 30 min"),
    ],
)
def test_durations_are_coarser_the_longer_they_are(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 bytes"),
        (1023, "1,023 bytes"),
        (1024, "1.0 KiB"),
        (3 << 30, "3.0 GiB"),
        (5 << 40, "5.0 TiB"),
    ],
)
def test_sizes_have_units(count, words):
    assert size(count) == words


def test_counts_have_their_noun():
    assert (counted(1, "finding"), counted(2, "finding"), counted(2, "entry", "entries")) == (
        "1 finding",
        "2 findings",
        "2 entries",
    )


def test_printable_text_is_left_alone():
    assert printable("Zürich - 東京 🚀") == "Zürich - 東京 🚀"
