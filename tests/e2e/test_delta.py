"""A run after a run moves what changed on the source, and tells what is gone from it."""

import json

import pytest

from migrator.sandbox.rehearsal import Rehearsal, RehearsalSettings, start
from tests.e2e.process import Ended, migrator

SPACE = "Spaces-1"


class Delta:
    """A sandbox whose instance has been moved once, and may be changed on both sides."""

    def __init__(self, served: Rehearsal, home):
        self.served, self.home = served, home

    def run(self, *words: str) -> Ended:
        return migrator(self.home, "run", self.served.job, "--yes", "--json", *words)

    def written(self, before: int) -> list[str]:
        sent = self.served.cloud.requests[before:]
        return [f"{request.method} {request.path}" for request in sent if request.method != "GET"]

    @property
    def sent(self) -> int:
        return len(self.served.cloud.requests)

    def rows(self, table: str) -> list:
        return self.served.instance.database.tables[table].rows

    def change(self, table: str, name: str, **changes):
        rows = self.rows(table)
        (at,) = [
            at
            for at, row in enumerate(rows)
            if row.get("Name") == name and row.get("SpaceId") == SPACE
        ]
        rows[at] = {**rows[at], **changes}
        return rows[at]

    def delete(self, table: str, name: str):
        row = self.change(table, name)
        self.rows(table).remove(row)
        return row

    def on_cloud(self, kind: str, name: str) -> list[dict]:
        store = self.served.cloud.store
        space = next(s["Id"] for s in store.all_of("Space") if s["Name"] == "Default")
        return [found for found in store.all_of(kind, space) if found["Name"] == name]


@pytest.fixture
def delta(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as served:
        made = Delta(served, tmp_path)
        ended = made.run()
        assert ended.exit_code == 0, ended.err
        yield made


def told(ended: Ended, code: str) -> dict[str, str]:
    return {f["ref"]: f["message"] for f in ended.result["report"]["findings"] if f["code"] == code}


def test_what_is_gone_from_the_source_is_told_and_deleted_only_when_asked(delta):
    delta.delete("Proxy", "open proxy")
    delta.delete("Project", "Plain Service")
    before = delta.sent
    ended = delta.run()
    assert ended.exit_code == 0, ended.err
    gone = told(ended, "removed-on-source")
    assert set(gone) == {"proxy:Default/open proxy", "project:Default/Plain Service"}
    assert all("the target keeps it" in message for message in gone.values())
    assert delta.written(before) == []

    (project,) = delta.on_cloud("Project", "Plain Service")
    (proxy,) = delta.on_cloud("Proxy", "open proxy")
    before = delta.sent
    ended = delta.run("--delete-removed")
    assert ended.exit_code == 0, ended.err
    assert delta.on_cloud("Project", "Plain Service") == delta.on_cloud("Proxy", "open proxy") == []
    space = project["SpaceId"]
    assert sorted(delta.written(before)) == [
        f"DELETE /api/{space}/projects/{project['Id']}",
        f"DELETE /api/{space}/proxies/{proxy['Id']}",
        *[f"PUT /api/spaces/{space}"] * 2,  # its task queue stands still meanwhile
    ]

    before = delta.sent
    ended = delta.run("--delete-removed")
    assert (ended.exit_code, delta.written(before)) == (0, [])
    assert told(ended, "removed-on-source") == {}


def test_nothing_is_deleted_that_is_not_ours_alone(delta):
    """Changed by others, filled by others, released, there before us, in use: each stays."""
    cloud = delta.served.cloud
    for name in ("Plain Service", "Service 001", "Service 002", "Service 003"):
        delta.delete("Project", name)
    delta.delete("Proxy", "open proxy")
    (changed,) = delta.on_cloud("Proxy", "open proxy")
    changed["Host"] = "another.example"
    (filled,) = delta.on_cloud("Project", "Service 001")
    like = next(d for d in cloud.store.all_of("Channel") if d["Name"] == "Default")
    more = {"Id": "Channels-9001", "Name": "Ours", "ProjectId": filled["Id"], "IsDefault": False}
    cloud.store.put("Channel", {**like, **more, "Slug": "ours"})
    moved = json.loads((delta.served.directory / "state" / "moved.json").read_text())
    (known,) = moved.values()
    known["documents"]["project:Default/Service 002"]["made"] = False
    (delta.served.directory / "state" / "moved.json").write_text(json.dumps(moved))

    (released,) = delta.on_cloud("Project", "Service 003")
    release = {"Id": "Releases-9001", "ProjectId": released["Id"], "Version": "1.0.0"}
    cloud.store.put("Release", {**release, "SpaceId": released["SpaceId"]})

    ended = delta.run("--delete-removed")
    assert ended.exit_code == 1  # nobody could know of the release before it was asked for
    assert "It has releases" in told(ended, "failed")["project:Default/Service 003"]
    gone = told(ended, "removed-on-source")
    assert "changed it since" in gone["proxy:Default/open proxy"]
    assert "put 'Ours' into it" in gone["project:Default/Service 001"]
    assert "before the first run" in gone["project:Default/Service 002"]
    assert delta.on_cloud("Project", "Plain Service") == []
    assert all(
        delta.on_cloud("Project", name) for name in ("Service 001", "Service 002", "Service 003")
    )
    assert delta.on_cloud("Proxy", "open proxy") == [changed]


def test_a_deletion_that_the_target_refuses_is_a_failed_item(delta):
    row = delta.change("DeploymentEnvironment", "Test")
    delta.rows("DeploymentEnvironment").append(
        {**row, "Id": "Environments-901", "Name": "Spare", "Slug": "spare"}
    )
    assert delta.run().exit_code == 0
    (spare,) = delta.on_cloud("Environment", "Spare")
    store = delta.served.cloud.store
    like = delta.on_cloud("DeploymentTarget", "web-01")[0]
    theirs = {"Id": "Machines-9001", "Name": "theirs", "EnvironmentIds": [spare["Id"]]}
    store.put("DeploymentTarget", {**like, **theirs})
    delta.delete("DeploymentEnvironment", "Spare")
    ended = delta.run("--delete-removed")
    assert ended.exit_code == 1
    message = told(ended, "failed")["environment:Default/Spare"]
    assert "cannot be deleted because it is being used" in message
    assert delta.on_cloud("Environment", "Spare") == [spare]
    store.remove("DeploymentTarget", "Machines-9001")
    assert delta.run("--delete-removed").exit_code == 0
    assert delta.on_cloud("Environment", "Spare") == []


def test_what_is_renamed_on_the_source_is_renamed_on_the_target(delta):
    (project,) = delta.on_cloud("Project", "Plain Service")
    (environment,) = delta.on_cloud("Environment", "Disaster Recovery")
    delta.change("Project", "Plain Service", Name="Plainer Service")
    delta.change("DeploymentEnvironment", "Disaster Recovery", Name="Second Site")
    before = delta.sent
    ended = delta.run()
    assert ended.exit_code == 0, ended.err
    assert not any(line.startswith(("POST", "DELETE")) for line in delta.written(before))
    (again,) = delta.on_cloud("Project", "Plainer Service")
    assert again["Id"] == project["Id"]
    (second,) = delta.on_cloud("Environment", "Second Site")
    assert second["Id"] == environment["Id"]
    assert delta.on_cloud("Project", "Plain Service") == []
    assert delta.on_cloud("Environment", "Disaster Recovery") == []
    assert "'Plain Service'" in told(ended, "renamed-on-source")["project:Default/Plainer Service"]
    before = delta.sent
    ended = delta.run("--delete-removed")
    assert (ended.exit_code, delta.written(before)) == (0, [])


def test_the_plan_tells_who_changed_a_document(delta):
    (proxy,) = delta.on_cloud("Proxy", "edge")
    proxy["Host"] = "changed-there.example"
    row = delta.change("Proxy", "open proxy")
    body = json.loads(row["JSON"].removeprefix("\ufeff"))
    delta.change("Proxy", "open proxy", JSON=json.dumps({**body, "Port": 4711}))
    ended = delta.run()
    assert ended.exit_code == 0, ended.err
    assert set(told(ended, "changed-on-target")) == {"proxy:Default/edge"}
    plan = json.loads((delta.served.directory / "state" / "plan.json").read_text())
    steps = {step["ref"]: step["reason"] for rank in plan["ranks"] for step in rank}
    assert steps == {
        "proxy:Default/edge": "changed on the target since the last run",
        "proxy:Default/open proxy": "changed on the source since the last run",
    }


def test_what_is_not_selected_or_not_seen_any_more_does_not_count_as_gone(delta):
    job = delta.served.job
    text = job.read_text()
    job.write_text(text + '\n[select]\nexclude = ["projects:Plain Service"]\n')
    delta.served.instance.database.deny_select = frozenset({"Worker"})
    before = delta.sent
    ended = delta.run("--delete-removed")
    assert ended.exit_code == 0, ended.err
    assert told(ended, "removed-on-source") == {}
    assert delta.written(before) == []
    job.write_text(text)
    delta.served.instance.database.deny_select = frozenset()
    delta.delete("Worker", "worker-spare")
    ended = delta.run()
    assert set(told(ended, "removed-on-source")) == {"worker:Default/worker-spare"}


def take_part(delta, table, owner, member):
    """Take the first item out of a list in the live row of an owner; gives the item's name."""
    rows = delta.rows(table)
    (at,) = [at for at, row in enumerate(rows) if row["OwnerId"] == owner and not row["IsFrozen"]]
    body = json.loads(rows[at]["JSON"].removeprefix("\ufeff"))
    gone = body[member].pop(0)
    rows[at] = {**rows[at], "JSON": json.dumps(body)}
    return gone["Name"]


def id_of(delta, table, name):
    return delta.change(table, name)["Id"]


def test_what_is_gone_from_a_document_is_told_each_time_and_deleted_only_when_asked(delta):
    """Variables, steps and tags."""
    shared = id_of(delta, "LibraryVariableSet", "Shared")
    variable = take_part(delta, "VariableSet", shared, "Variables")
    shop = id_of(delta, "Project", "Web Shop")
    step = take_part(delta, "DeploymentProcess", shop, "Steps")
    before = 0
    for _ in range(2):  # the first writes the secrets again, which stand at other places now
        before = delta.sent
        ended = delta.run()
        assert ended.exit_code == 0, ended.err
        gone = told(ended, "part-removed-on-source")
        assert f"no longer has {variable!r} in it" in gone["library_variables:Default/Shared"]
        assert f"no longer has {step!r} in it" in gone["deployment_process:Default/Web Shop"]
        assert len(gone) == 2
    assert delta.written(before) == []

    (held,) = [
        s for s in delta.on_cloud("LibraryVariableSet", "Shared") if s["ContentType"] == "Variables"
    ]
    (project,) = delta.on_cloud("Project", "Web Shop")
    store, space = delta.served.cloud.store, project["SpaceId"]

    def variables():
        (found,) = [s for s in store.all_of("VariableSet", space) if s["OwnerId"] == held["Id"]]
        return [item["Name"] for item in found["Variables"]]

    def steps():
        every = store.all_of("DeploymentProcess", space)
        (found,) = [p for p in every if p["ProjectId"] == project["Id"]]
        return [item["Name"] for item in found["Steps"]]

    had, ran = variables(), steps()
    before = delta.sent
    ended = delta.run("--delete-removed")
    assert ended.exit_code == 0, ended.err
    assert told(ended, "part-removed-on-source") == {}
    assert len(variables()) == len(had) - 1
    assert had.count(variable) - variables().count(variable) == 1
    assert sorted([*steps(), step]) == sorted(ran)
    paths = {line for line in delta.written(before) if "/api/spaces/" not in line}
    assert all(line.startswith("PUT") for line in paths)
    assert len(paths) == 2, paths
    plan = json.loads((delta.served.directory / "state" / "plan.json").read_text())
    reasons = {s["ref"]: s["reason"] for rank in plan["ranks"] for s in rank if s["do"] == "update"}
    assert f"deletes {step!r}" in reasons["deployment_process:Default/Web Shop"]
    before = delta.sent
    ended = delta.run("--delete-removed")
    assert (ended.exit_code, delta.written(before)) == (0, [])


def test_nothing_is_deleted_from_a_document_that_somebody_has_changed_or_had_before(delta):
    shared = id_of(delta, "LibraryVariableSet", "Shared")
    variable = take_part(delta, "VariableSet", shared, "Variables")
    step = take_part(delta, "DeploymentProcess", id_of(delta, "Project", "Web Shop"), "Steps")
    (project,) = delta.on_cloud("Project", "Web Shop")
    every = delta.served.cloud.store.all_of("DeploymentProcess", project["SpaceId"])
    (process,) = [p for p in every if p["ProjectId"] == project["Id"]]
    process["Steps"][-1]["Condition"] = "Always"
    file = delta.served.directory / "state" / "moved.json"
    moved = json.loads(file.read_text())
    (known,) = moved.values()
    known["documents"]["library_variable_set:Default/Shared"]["made"] = False
    file.write_text(json.dumps(moved))
    ended = delta.run("--delete-removed")
    assert ended.exit_code == 0, ended.err
    gone = told(ended, "part-removed-on-source")
    assert "changed the document since" in gone["deployment_process:Default/Web Shop"]
    assert "before the first run" in gone["library_variables:Default/Shared"]
    assert step in [s["Name"] for s in process["Steps"]]
    held = delta.on_cloud("LibraryVariableSet", "Shared")
    sets = delta.served.cloud.store.all_of("VariableSet", project["SpaceId"])
    names = [
        v["Name"] for s in sets if s["OwnerId"] in {h["Id"] for h in held} for v in s["Variables"]
    ]
    assert variable in names


def test_what_others_put_beside_stays_with_what_is_gone(delta):
    (project,) = delta.on_cloud("Project", "Web Shop")
    every = delta.served.cloud.store.all_of("VariableSet", project["SpaceId"])
    (held,) = [s for s in every if s["OwnerId"] == project["Id"]]
    theirs = {"Id": "v-9001", "Name": "Theirs", "Value": "x", "Type": "String", "Scope": {}}
    held["Variables"].append({**held["Variables"][0], **theirs, "IsSensitive": False})
    assert delta.run().exit_code == 0  # theirs is kept, and seen
    gone = take_part(delta, "VariableSet", id_of(delta, "Project", "Web Shop"), "Variables")
    ended = delta.run("--delete-removed")
    assert ended.exit_code == 0, ended.err
    (message,) = told(ended, "part-removed-on-source").values()
    assert "'Theirs' beside it is not to go" in message
    assert {gone, "Theirs"} <= {v["Name"] for v in held["Variables"]}


def test_a_tag_set_that_is_renamed_on_the_source_takes_what_bears_its_tags_along(delta):
    (region,) = delta.on_cloud("TagSet", "Region")
    delta.change("TagSet", "Region", Name="Area")
    ended = delta.run()
    assert ended.exit_code == 0, ended.err
    assert set(told(ended, "renamed-on-source")) == {"tag_set:Default/Area"}
    assert delta.on_cloud("TagSet", "Area")
    # Whatever else uses them on the target still finds its tags.
    assert delta.on_cloud("TagSet", "Region") == [region]
    store = delta.served.cloud.store
    kinds = ("Tenant", "Account", "VariableSet", "DeploymentProcess", "ProjectTrigger")
    held = repr([store.all_of(kind, region["SpaceId"]) for kind in kinds])
    assert "Area/EU" in held
    assert "Region/" not in held
    for variables in store.all_of("VariableSet", region["SpaceId"]):
        keys = [
            json.dumps([found["Name"], found.get("Scope")], sort_keys=True)
            for found in variables["Variables"]
        ]
        assert len(set(keys)) == len(keys)  # none is there under both names

    before = delta.sent
    ended = delta.run("--delete-removed")
    assert (ended.exit_code, delta.written(before)) == (0, [])
