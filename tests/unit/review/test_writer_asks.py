"""What the writer asks for when the package or an answer does not say it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from migrator.model.documents import Body, Kind, Ref
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.sandbox.cloud import OctopusCloud
from migrator.target.finding import Order
from migrator.target.http import open_wire
from migrator.target.writing import Writer

_KEY = "API-WRITERASKS12345"
_PARTS = (
    "MachineHealthCheckPolicy",
    "MachineConnectivityPolicy",
    "MachineCleanupPolicy",
    "MachineUpdatePolicy",
)


@pytest.fixture
def cloud() -> Iterator[OctopusCloud]:
    with OctopusCloud(api_key=_KEY) as found:
        yield found


def _no_secret(_pointer: str) -> Secret[str]:
    raise AssertionError


def _create(cloud: OctopusCloud, body: Body) -> dict[str, object]:
    def resolve(ref: Ref) -> str | None:
        return "Spaces-1" if ref.kind is Kind.SPACE else None

    ref = Ref(Kind.MACHINE_POLICY, ("Default", str(body["Name"])))
    settings = TargetSettings(url=cloud.url, api_key=Secret(_KEY))
    with open_wire(settings) as wire:
        Writer(wire, "Users-1", {}).create(Order(ref, body, resolve, _no_secret))
    posted = [asked.body for asked in cloud.requests if asked.method == "POST"]
    assert len(posted) == 1
    assert isinstance(posted[0], dict)
    return posted[0]


def test_a_policy_of_an_older_server_gets_the_parts_that_it_lacks(cloud: OctopusCloud) -> None:
    cleanup: Body = {"DeleteMachinesBehavior": "DoNotDelete"}
    sent = _create(cloud, {"Name": "Old", "MachineCleanupPolicy": cleanup})
    assert sent["MachineCleanupPolicy"] == cleanup
    assert all(sent.get(part) for part in _PARTS)


def test_a_whole_policy_is_sent_without_asking(cloud: OctopusCloud) -> None:
    whole: Body = {
        "MachineHealthCheckPolicy": {"HealthCheckType": "OnlyConnectivity"},
        "MachineConnectivityPolicy": {"MachineConnectivityBehavior": "ExpectedToBeOnline"},
        "MachineCleanupPolicy": {"DeleteMachinesBehavior": "DoNotDelete"},
        "MachineUpdatePolicy": {"CalamariUpdateBehavior": "UpdateOnDeployment"},
    }
    _create(cloud, {"Name": "New", **whole})
    assert [asked.method for asked in cloud.requests] == ["POST"]
