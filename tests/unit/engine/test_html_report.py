from html.parser import HTMLParser

from migrator.engine.html_report import render_html
from migrator.model.report import Difference, Finding, Item, Report, Severity

REPORT = Report(
    "verify",
    {"project": {"equal": 2, "missing": 1}, "tag_set": {"equal": 1}},
    items=(
        Item("project:Default/<b>Web</b>", "different", (Difference("/Name", "<i>", None),)),
        Item("project:Default/\ud800", "missing"),
    ),
    findings=(
        Finding(Severity.INFO, "note", "a:b", "Only a note."),
        Finding(Severity.BLOCKS, "stop", "a:b", "It <script> stops.", "Do it."),
    ),
    facts={"requests": 7, "spaces": ["A", "B"]},
)


class Reader(HTMLParser):
    """Collects text and tags."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.sources = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.sources += [value for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data):
        self.words.append(data)


def test_the_report_is_one_file_that_loads_and_runs_nothing():
    read = Reader(render_html(REPORT))
    assert read.sources == []
    assert {"script", "link", "img", "b", "i"} & set(read.tags) == set()
    assert "default-src 'none'" in render_html(REPORT)


def test_every_part_of_the_report_is_in_it():
    words = Reader(render_html(REPORT)).words
    for wanted in ("tag set", "project:Default/<b>Web</b>", "/Name", "<i>", "null", "It <script> stops.", "Do it.", "requests", "7", '["A", "B"]', "project:Default/\\ud800"):  # fmt: skip
        assert wanted in words
    assert words.index("blocks") < words.index("info")


def test_what_is_to_be_switched_on_at_cut_over_is_a_list_of_its_own():
    off = Finding(Severity.INFO, "disabled", "trigger:A/Shop/Nightly", "Arrives disabled.")
    page = render_html(Report("verify", {}, findings=(off,)))
    assert "To switch on at cut-over" in page
    assert page.count("trigger:A/Shop/Nightly") == 1
    assert "To switch on" not in render_html(Report("verify", {}))


def test_the_head_says_whether_all_is_as_promised():
    assert "Not everything is as promised." in render_html(REPORT)
    assert "Everything compared is equal." in render_html(Report("verify", {"a": {"equal": 1}}))


def test_any_name_can_be_written_as_utf_8():
    assert render_html(REPORT).encode()
