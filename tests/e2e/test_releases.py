"""The newest releases are made anew where the policy says so and the process is still theirs."""

import pytest

from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.process import migrator


@pytest.fixture
def served(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as made:
        yield made


def run(served, tmp_path, *words):
    return migrator(tmp_path, "run", served.job, "--yes", "--json", *words)


def latest(served):
    served.job.write_text(served.job.read_text() + '\n[policy]\nreleases = "latest"\n')


def test_by_default_no_release_is_read_or_made(served, tmp_path):
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert served.cloud.store.all_of("Release") == []
    assert "release" not in ended.result["report"]["kinds"]


def test_the_newest_of_each_channel_is_made_with_what_it_says(served, tmp_path):
    latest(served)
    table = served.instance.database.tables["Release"].rows
    newest = {}
    for at, row in enumerate(table):
        if row["Version"] >= newest.get(row["ProjectId"], (0, ""))[1]:
            newest[row["ProjectId"]] = (at, row["Version"])
    for at, _ in newest.values():
        text = table[at]["JSON"]
        table[at] = {**table[at], "JSON": text.replace('"ReleaseNotes":""', '"ReleaseNotes":"New"')}
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    made = served.cloud.store.all_of("Release")
    names = {row["Id"]: row["Name"] for row in served.instance.database.tables["Project"].rows}
    versions = {names[project]: version for project, (_, version) in newest.items()}
    assert made
    for release in made:
        project = served.cloud.store.find("Project", release["ProjectId"])
        channel = served.cloud.store.find("Channel", release["ChannelId"])
        assert (channel["Name"], channel["ProjectId"]) == ("Default", project["Id"])
        assert release["Version"] == versions[project["Name"]]
    findings = ended.result["report"]["findings"]
    left = [f for f in findings if f["code"] == "release-left"]
    assert left
    assert all("has changed since" in finding["message"] for finding in left)
    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert {r.method for r in served.cloud.requests[before:]} == {"GET"}


def test_a_release_that_the_target_has_is_not_made_again(served, tmp_path):
    assert run(served, tmp_path).exit_code == 0
    latest(served)
    assert run(served, tmp_path).exit_code == 0
    made = len(served.cloud.store.all_of("Release"))
    for release in served.cloud.store.all_of("Release"):
        release["ReleaseNotes"] = "Ours"
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    releases = served.cloud.store.all_of("Release")
    assert len(releases) == made
    assert {release["ReleaseNotes"] for release in releases} == {""}
