"""What a run has written, read back by the client that the vendor publishes."""

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from migrator.sandbox.rehearsal import Rehearsal
from tests.e2e.process import DEADLINE_S

CLIENT = Path(__file__).parent / "vendor_client"
npm, node = shutil.which("npm"), shutil.which("node")

pytestmark = pytest.mark.skipif(not (npm and node), reason="npm and node are not installed")


@pytest.fixture
def client(tmp_path) -> Path:
    """The script beside the installed client, in a directory of its own."""
    home = tmp_path / "client"
    shutil.copytree(CLIENT, home)
    words = ("install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts")
    done = subprocess.run(
        [npm, *words], cwd=home, capture_output=True, text=True, timeout=DEADLINE_S, check=False
    )
    if done.returncode and "ENOTFOUND" in done.stderr + done.stdout:
        pytest.skip("npm reaches no registry")
    assert done.returncode == 0, done.stderr
    return home


def read_back(client: Path, served: Rehearsal) -> dict[str, dict]:
    done = subprocess.run(
        [node, "read_back.js"],
        cwd=client,
        env={
            "PATH": os.environ["PATH"],
            "NODE_EXTRA_CA_CERTS": str(served.ca),
            "OCTOPUS_URL": served.url,
            "OCTOPUS_API_KEY": (served.directory / "secrets" / "api-key").read_text().strip(),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {space["name"]: space for space in json.loads(done.stdout)}


def test_the_vendors_client_reads_back_what_the_source_held(moved, client):
    served = moved.served
    spaces = read_back(client, served)
    live = [document for document in served.instance.documents if document.is_live]
    bodies = {document.id: document.body for document in live}
    compared: Counter[str] = Counter()
    names = {b["Id"]: b["Name"] for b in bodies.values() if "Name" in b}
    # Ids compare without case, and the sample has some in another case.
    names |= {identifier.casefold(): name for identifier, name in names.items()}
    assert set(spaces) == {d.body["Name"] for d in live if d.table == "Space"}
    for document in live:
        body = document.body
        if document.table == "DeploymentEnvironment" and body.get("Type") in (None, "Static"):
            listed = spaces[names[body["SpaceId"]]]["environments"]
            assert [one["name"] for one in listed].count(body["Name"]) == 1
            compared["environments"] += 1
        if document.table == "Project":
            space = spaces[names[body["SpaceId"]]]
            read = next(p for p in space["projects"] if p["name"] == body["Name"])
            compare_variables(bodies[body["VariableSetId"]], read, space, names)
            compared["projects"] += 1
            compared["variables"] += len(read["variables"])
            process = bodies.get(body["DeploymentProcessId"])
            if process and read["steps"]:
                compare_steps(process, read)
                compared["processes"] += 1
    assert compared["environments"] >= 8
    assert compared["projects"] >= 25
    assert compared["processes"] >= 25
    assert compared["variables"] >= 250


_LISTED = {
    "Lifecycle": "lifecycles",
    "ProjectGroup": "groups",
    "TagSet": "tagSets",
}


def test_the_vendors_client_lists_what_else_a_user_would_look_at(moved, client):
    served = moved.served
    spaces = read_back(client, served)
    live = [document for document in served.instance.documents if document.is_live]
    names = {d.id.casefold(): d.body["Name"] for d in live if "Name" in d.body}
    of_table = {
        table: [document for document in live if document.table == table]
        for table in (*_LISTED, "Tenant", "Runbook", "RunbookProcess")
    }
    for table, member in _LISTED.items():
        for document in of_table[table]:
            space = spaces[names[document.body["SpaceId"].casefold()]]
            assert space[member].count(document.body["Name"].strip()) == 1
    for document in of_table["Tenant"]:
        space = spaces[names[document.body["SpaceId"].casefold()]]
        (read,) = (one for one in space["tenants"] if one["name"] == document.body["Name"])
        links = [names[identity.casefold()] for identity in document.body["ProjectEnvironments"]]
        assert sorted(read["projects"]) == sorted(links)
    steps = {d.body["OwnerId"]: d.body["Steps"] for d in of_table["RunbookProcess"]}
    for document in of_table["Runbook"]:
        space = spaces[names[document.body["SpaceId"].casefold()]]
        project = names[document.body["ProjectId"].casefold()]
        (read,) = (
            one
            for one in space["runbooks"]
            if (one["name"], one["project"]) == (document.body["Name"], project)
        )
        assert len(read["steps"]) == len(steps[document.id])
    assert sorted(spaces["Default"]["packages"]) == [
        "Shop.Api 1.0.0",
        "Shop.Api 1.1.0",
        "Shop.Api 1.2.0",
        "Shop.Web 1.2.0",
    ]
    counts = {table: len(found) for table, found in of_table.items()}
    assert counts["Runbook"] > 15
    assert counts["Tenant"] >= 4


def compare_steps(process: dict, read: dict) -> None:
    expected = [
        (step["Name"], [action["ActionType"] for action in step["Actions"]])
        for step in process["Steps"]
    ]
    found = [(s["name"], [action["type"] for action in s["actions"]]) for s in read["steps"]]
    assert found == expected


def compare_variables(variables: dict, read: dict, space: dict, names: dict) -> None:
    here = {one["id"]: one["name"] for one in space["environments"]}
    expected = Counter()
    plain = set()
    for variable in variables["Variables"]:
        is_sensitive = variable.get("Type") == "Sensitive" or variable.get("IsSensitive") is True
        if variable.get("Type", "String") == "String" and not is_sensitive:
            plain.add(variable["Name"])  # others may hold ids, which differ
        value = variable["Value"] if variable["Name"] in plain else ""
        scope = (variable.get("Scope") or {}).get("Environment", [])
        expected[
            variable["Name"], is_sensitive, value, tuple(sorted(names[e.casefold()] for e in scope))
        ] += 1
    found = Counter(
        (
            v["name"],
            v["isSensitive"],
            v["value"] if v["name"] in plain and not v["isSensitive"] else "",
            tuple(sorted(here[e] for e in v["environments"])),
        )
        for v in read["variables"]
    )
    assert found == expected
    assert not any(v["value"] for v in read["variables"] if v["isSensitive"])
