"""`migrator demo`: the first thing that anyone tries."""

import json

from tests.e2e.process import migrator


def test_the_demo_ends_with_everything_compared_being_equal_and_leaves_nothing_behind(tmp_path):
    ended = migrator(tmp_path, "demo")
    assert ended.exit_code == 0, ended.err
    assert "compared are equal" in ended.out.splitlines()[-1]
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not any(path.is_file() for path in (tmp_path / "state").rglob("*"))


def test_the_demo_for_programs_ends_with_one_result_and_keeps_what_it_made(tmp_path):
    kept = tmp_path / "kept"
    ended = migrator(tmp_path, "demo", "--json", "--keep", kept)
    assert ended.exit_code == 0, ended.err
    assert [line["event"] for line in ended.lines].count("result") == 1
    report = ended.result["report"]
    assert report["clean"] is True
    assert report["kinds"]["project"]["equal"] > 20
    bad = ("different", "missing", "failed")
    assert not any(counts[word] for counts in report["kinds"].values() for word in bad)
    assert json.loads((kept / "report.json").read_text()) == report
    made = {path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file()}
    assert made >= {"job.toml", "sample.ocmpack", "report.html", "state/plan.json"}
    assert any(path.startswith("state/journal-") for path in made)
    stages = [line["stage"] for line in ended.lines if line["event"] == "started"]
    assert stages == ["survey", "export", "check", "plan", "upload", "verify"]
