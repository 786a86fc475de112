"""A package of a handful of documents and a target for it, quick enough to move many times."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from migrator.engine.connect import open_package
from migrator.engine.ports import Notices, Target
from migrator.engine.state import StateDirectory, open_state
from migrator.model.documents import Json, Kind, LogicalDocument, Ref, Slot, slots_in
from migrator.model.events import Run
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.model.settings import PackageSettings, TargetSettings
from migrator.package.manifest import PackageHeader
from migrator.package.reader import Package
from migrator.package.writer import write_package
from migrator.rules.shaping import shape
from migrator.sandbox.cloud import OctopusCloud
from migrator.target.http import open_wire
from tests.unit.target.scripted_server import FastClock

API_KEY = "API-SMALLMIGRATION1"
HEADER = PackageHeader(
    created=datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC),
    tool_version="1.0.0",
    installation_id="3f2b6c1e-0000-4000-8000-5d5d5d5d5d5d",
    server_version="2024.4.4121",
)
SPACE = "Default"


def ref(kind: Kind, *path: str) -> Ref:
    return Ref(kind, (SPACE, *path))


TEST, PRODUCTION = ref(Kind.ENVIRONMENT, "Test"), ref(Kind.ENVIRONMENT, "Production")
TAGS, RING = ref(Kind.TAG_SET, "Ring"), ref(Kind.TAG, "Ring", "Canary")
GROUP, LIFECYCLE = ref(Kind.PROJECT_GROUP, "Shops"), ref(Kind.LIFECYCLE, "Standard")
FEED, ACCOUNT = ref(Kind.FEED, "Docker"), ref(Kind.ACCOUNT, "Cluster")
SHARED = ref(Kind.LIBRARY_VARIABLE_SET, "Shared")
SHARED_VARIABLES = ref(Kind.LIBRARY_VARIABLES, "Shared")
PROJECT, PROCESS = ref(Kind.PROJECT, "Web Shop"), ref(Kind.DEPLOYMENT_PROCESS, "Web Shop")
VARIABLES = ref(Kind.PROJECT_VARIABLES, "Web Shop")
SETTINGS = ref(Kind.DEPLOYMENT_SETTINGS, "Web Shop")
DEFAULT, BETA = ref(Kind.CHANNEL, "Web Shop", "Default"), ref(Kind.CHANNEL, "Web Shop", "Beta")
RUNBOOK = ref(Kind.RUNBOOK, "Web Shop", "Restart")
RUNBOOK_PROCESS = ref(Kind.RUNBOOK_PROCESS, "Web Shop", "Restart")
DEPLOY = ref(Kind.ACTION, "Web Shop", "Deploy")


def _script(name: str, **more: Json) -> dict[str, Json]:
    action: dict[str, Json] = {
        "Name": name,
        "ActionType": "Octopus.Script",
        "Properties": {
            "Octopus.Action.RunOnServer": "true",
            "Octopus.Action.Script.ScriptSource": "Inline",
            "Octopus.Action.Script.Syntax": "Bash",
            "Octopus.Action.Script.ScriptBody": "echo #{Greeting}",
        },
    }
    return {"Name": name, "Actions": [action | more]}


RAW: tuple[tuple[Ref, dict[str, object]], ...] = (
    (Ref(Kind.SPACE, (SPACE,)), {"Name": SPACE}),
    (TEST, {"Name": "Test", "SortOrder": 1}),
    (PRODUCTION, {"Name": "Production", "SortOrder": 2}),
    (TAGS, {"Name": "Ring", "Tags": [{"Name": "Canary", "Color": "#ff0000"}]}),
    (GROUP, {"Name": "Shops", "Description": "all of them"}),
    (FEED, {"Name": "Docker", "FeedType": "Docker", "FeedUri": "https://registry.example",
            "Username": "u", "Password": Slot()}),
    (LIFECYCLE, {"Name": "Standard", "Phases": [
        {"Name": "Test", "OptionalDeploymentTargets": [TEST]},
        {"Name": "Production", "OptionalDeploymentTargets": [PRODUCTION]}]}),
    (ACCOUNT, {"Name": "Cluster", "AccountType": "Token", "Token": Slot(),
               "EnvironmentIds": [TEST]}),
    (SHARED, {"Name": "Shared"}),
    (SHARED_VARIABLES, {"Variables": [{"Name": "Shared.Url", "Value": "https://x"}]}),
    (PROJECT, {"Name": "Web Shop", "Slug": "web-shop", "ProjectGroupId": GROUP,
               "LifecycleId": LIFECYCLE, "IncludedLibraryVariableSetIds": [SHARED]}),
    (DEFAULT, {"Name": "Default", "IsDefault": True}),
    (BETA, {"Name": "Beta", "LifecycleId": LIFECYCLE, "Description": "early", "Rules": [
        {"Tag": "beta", "VersionRange": "",
         "ActionPackages": [{"DeploymentAction": "Tell", "PackageReference": "tool"}]}]}),
    (RUNBOOK, {"Name": "Restart", "EnvironmentScope": "Specified", "Environments": [TEST]}),
    (PROCESS, {"Steps": [_script("Deploy", Environments=[TEST], Channels=[BETA]),
                         _script("Tell", Packages=[{"Name": "tool", "PackageId": "tool",
                                                    "FeedId": FEED}])]}),
    (RUNBOOK_PROCESS, {"Steps": [_script("Stop")]}),
    (VARIABLES, {"Variables": [
        {"Name": "Greeting", "Value": "hello", "Scope": {"Environment": [TEST]}},
        {"Name": "Greeting", "Value": "hi", "Scope": {"Action": [DEPLOY]}},
        {"Name": "Password", "Type": "Sensitive", "Value": Slot()}]}),
    (SETTINGS, {"FailTargetDiscovery": True}),
)  # fmt: skip
PLAIN = {
    (FEED, "/Password"): "feed-canary",
    (ACCOUNT, "/Token"): "token-canary",
    (VARIABLES, "/Variables/2/Value"): "variable-canary ",
}


def documents(changes: dict[Ref, dict[str, object]] | None = None) -> list[LogicalDocument]:
    """The documents as an export shapes them; with other members where the changes say so."""
    made = []
    for found, raw in RAW:
        whole = raw | (changes or {}).get(found, {})
        body, _ = shape(found.kind, whole)
        if found == PROJECT:  # shapes are of ids, of which this is the one list made of texts
            body["IncludedLibraryVariableSetIds"] = [SHARED]
        digests = {
            pointer: hashlib.sha256(PLAIN[found, pointer].encode()).hexdigest()
            for pointer, slot in slots_in(body).items()
            if slot.readable
        }
        made.append(LogicalDocument(found, body, {}, digests))
    return made


def write(
    path: Path,
    held: list[LogicalDocument] | None = None,
    plain: Mapping[tuple[Ref, str], str] = PLAIN,
) -> PackageSettings:
    """Write the package, and give the settings that open it."""
    identity = pyrage.x25519.Identity.generate()
    sealing = PackageSettings(path, recipients=(str(identity.to_public()),))
    with write_package(sealing, HEADER) as writer:
        for document in documents() if held is None else held:
            secrets = {
                pointer: writer.cipher.seal(
                    Secret(plain[document.ref, pointer].encode()),
                    SecretAddress(document.ref, pointer),
                )
                for pointer, slot in slots_in(document.body).items()
                if slot.readable
            }
            writer.write(document, secrets)
    return PackageSettings(path, identity=Secret(f"{identity}\n"))


@contextmanager
def reach(cloud: OctopusCloud, run: Run | None = None, connections: int = 1) -> Iterator[Target]:
    """An open target whose waits take no time."""
    notices = Notices()
    settings = TargetSettings(
        url=cloud.url, api_key=Secret(API_KEY), connections=connections, timeout_s=20
    )
    asked = Run() if run is None else run
    with open_wire(settings, notices.put, asked.check, clock=FastClock()) as wire:
        yield Target(wire, settings, notices)


@contextmanager
def moving(
    package: PackageSettings, cloud: OctopusCloud, state: Path, connections: int = 1
) -> Iterator[tuple[Package, Target, StateDirectory]]:
    """Everything that the stages on the target's side take."""
    with (
        open_package(package) as opened,
        reach(cloud, connections=connections) as target,
        open_state(state) as held,
    ):
        yield opened, target, held
