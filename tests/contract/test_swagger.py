"""Every request of a full upload is one that the vendor's own description knows.

The description lies beside the repository, not in it. `OCTOPUS_SWAGGER` names the file.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from migrator.engine.connect import open_package, open_target
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.upload import upload
from migrator.model.events import Run
from migrator.model.secret import Secret
from migrator.model.settings import (
    PolicySettings,
    TargetSettings,
)
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.exchange import LoggedRequest
from migrator.sandbox.instance import Shape
from tests.contract.swagger_schema import Description, Fault
from tests.fakes.read_sample import export_sample

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "octopus" / "swagger.json"
_SWAGGER = Path(os.environ.get("OCTOPUS_SWAGGER", _BESIDE))

pytestmark = pytest.mark.skipif(
    not _SWAGGER.exists(),
    reason=f"{_SWAGGER} is not there; set OCTOPUS_SWAGGER to the vendor's API description",
)

_KEY = "API-SWAGGER12345678"
_OF_TEMPLATES = frozenset({"ActionType", "CommunityActionTemplateId", "Version"})
_ROUND_TRIPPED = frozenset(
    {
        "Id", "Links", "LastModifiedBy", "LastModifiedOn", "IsBuiltIn", "CanAddWorkers", "Type",
        "SortOrder", "WorkerPoolType", "VariableSetId", "DeploymentProcessId",
        "DeploymentSettingsId", "IsVersionControlled", "LastSnapshotId",
    }
)  # fmt: skip


def _reason(fault: Fault) -> str:
    """Why the difference is known and right; "" for one that is not."""
    holder, _, name = fault.where.partition("/")
    match fault.code, holder:
        case "unknown", "CreateAccountCommand" | "CreateFeedCommand" | "ModifyFeedCommand":
            return "members of the type go flat beside the others, as every official client sends"
        case "required", "CreateAccountCommand" if name == "Details":
            return "members of the type go flat, so there are no Details"
        case "unknown", "TriggerFilterResource" | "TriggerActionResource":
            return "the description does not expand the types of triggers"
        case "unknown", "EndpointResource":
            return "the description does not expand the styles of endpoints"
        case ("enum", "CreateFeedCommand" | "EndpointResource"):
            return "types of feeds and endpoints that are newer than the description"
        case ("type" | "unknown", "PropertyValueResource"):
            return "on the wire a property is a plain text or a sensitive value"
        case "unknown", "TenantCommonVariablePayload" if name == "LibraryVariableSetId":
            return "official clients name the owner so, the description OwnerId: both are sent"
        case "unknown", "TenantProjectVariablePayload" if name == "ProjectId":
            return "official clients name the owner so, the description OwnerId: both are sent"
        case "unknown", "StepPackageInputsResource":
            return "each step package has inputs of its own"
        case "unknown", "NewGitCredentialDetails" if name == "Type":
            return "the discriminator of the credential's type"
        case "unknown", "CreateOrCloneRunbookInDatabaseCommand" if name == "FailTargetDiscovery":
            return "a member of the resource, which servers ignore on creation if they do not know"
        case "unknown", "ModifyActionTemplateCommand" if name in _OF_TEMPLATES:
            return "official clients send back the whole resource, with the version they read"
        case "unknown", _ if holder.startswith("Modify") and name in _ROUND_TRIPPED:
            return "what was read is written back whole; read-only members are ignored"
        case _:
            return ""


@pytest.fixture(scope="module", params=[Shape.V2019_1, Shape.V2026_1], ids=str)
def requests(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[LoggedRequest]:
    """Everything that a first run asks of the cloud."""
    work = tmp_path_factory.mktemp("swagger")
    package_settings, run = export_sample(work / "x.ocmpack", request.param), Run()
    with (
        OctopusCloud(api_key=_KEY) as cloud,
        open_package(package_settings) as package,
        open_target(TargetSettings(url=cloud.url, api_key=Secret(_KEY)), run) as target,
        open_state(work / "state") as state,
    ):
        made = plan(package, target, PolicySettings(), state, run)
        upload(made, package, target, state, run, is_fresh=True)
        return list(cloud.requests)


def test_each_request_has_a_known_route_and_a_body_of_the_right_form(
    requests: list[LoggedRequest],
) -> None:
    description = Description(_SWAGGER)
    assert len([asked for asked in requests if asked.method != "GET"]) > 100
    faults: Counter[Fault] = Counter()
    for asked in requests:
        if asked.path.rstrip("/") != "/api":  # the root is no route of the description
            found = description.faults(asked.method, asked.path, asked.body)
            faults.update(fault for fault in found if not _reason(fault))
    assert dict(faults) == {}


def test_each_body_names_the_space_of_its_route(requests: list[LoggedRequest]) -> None:
    wrong = [
        (asked.method, asked.path)
        for asked in requests
        if asked.method != "GET"
        and asked.path.startswith("/api/Spaces-")
        and not asked.path.endswith("/archive")
        and (not isinstance(asked.body, dict) or asked.body.get("SpaceId") != _space(asked.path))
    ]
    assert wrong == []


def _space(path: str) -> str:
    return path.split("/")[2]
