"""What runbooks have published arrives published, unless they are another thing by now."""

import json

import pytest

from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.process import migrator


@pytest.fixture
def served(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as made:
        yield made


def run(served, tmp_path, *words):
    return migrator(tmp_path, "run", served.job, "--yes", "--json", *words)


def told(ended):
    report = ended.result["report"]
    return {f["ref"]: f["message"] for f in report["findings"] if f["code"] == "snapshot-left"}


def runbooks(served, name):
    return [one for one in served.cloud.store.all_of("Runbook") if one["Name"] == name]


def published(served, runbook):
    identity = runbook["PublishedRunbookSnapshotId"]
    return served.cloud.store.find("RunbookSnapshot", identity) if identity else None


def rows(served, table):
    return served.instance.database.tables[table].rows


def test_what_is_published_is_published_anew_and_a_second_run_writes_nothing(served, tmp_path):
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    found = runbooks(served, "Restart")
    assert found
    assert {published(served, runbook)["Name"] for runbook in found} == {"Snapshot 1"}
    left = told(ended)
    assert set(left) == {
        "runbook_snapshot:Default/Web Shop/Backup",
        "runbook_snapshot:Default/Legacy Tools/Twice",
    }
    assert all("has changed since" in message for message in left.values())
    for name in ("Backup", "Twice"):
        assert [published(served, runbook) for runbook in runbooks(served, name)] == [None]
    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert {r.method for r in served.cloud.requests[before:]} == {"GET"}


def test_what_is_published_later_takes_the_place_of_what_was(served, tmp_path):
    assert run(served, tmp_path).exit_code == 0
    table = rows(served, "RunbookSnapshot")
    at = next(
        at
        for at, row in enumerate(table)
        for runbook in rows(served, "Runbook")
        if row["Id"] == runbook["PublishedRunbookSnapshotId"] and runbook["Name"] == "Restart"
    )
    table[at] = {**table[at], "Name": "Snapshot 2"}
    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    posted = [r.path for r in served.cloud.requests[before:] if r.method == "POST"]
    assert [path.rpartition("/")[2] for path in posted] == ["runbookSnapshots"]
    names = [published(served, runbook)["Name"] for runbook in runbooks(served, "Restart")]
    assert names.count("Snapshot 2") == 1


def test_a_runbook_that_was_changed_since_it_was_published_arrives_unpublished(served, tmp_path):
    (owner, *_) = [row["Id"] for row in rows(served, "Runbook") if row["Name"] == "Restart"]
    table = rows(served, "RunbookProcess")
    (at,) = [at for at, row in enumerate(table) if row["OwnerId"] == owner and not row["IsFrozen"]]
    body = json.loads(table[at]["JSON"])
    properties = body["Steps"][0]["Actions"][0]["Properties"]
    properties["Octopus.Action.Script.ScriptBody"] += "\n# changed"
    table[at] = {**table[at], "JSON": json.dumps(body)}
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert len(told(ended)) == 3
    unpublished = [one for one in runbooks(served, "Restart") if published(served, one) is None]
    assert len(unpublished) == 1


def test_nothing_is_published_whose_process_is_kept_as_the_target_has_it(served, tmp_path):
    text = served.job.read_text()
    policy = '[policy]\nexisting = { runbook_processes = "keep" }\n'
    assert "[policy]" not in text
    assert run(served, tmp_path).exit_code == 0
    for runbook in runbooks(served, "Restart"):
        runbook["PublishedRunbookSnapshotId"] = None
    served.job.write_text(f"{text}\n{policy}")
    before = len(served.cloud.requests)
    ended = run(served, tmp_path)
    assert ended.exit_code == 0, ended.err
    assert len(told(ended)) > 2
    assert not any("runbookSnapshots" in r.path for r in served.cloud.requests[before:])
