"""The wire and the probe against the sandbox's Octopus Cloud."""

import threading
import time

import pytest

from migrator.model.documents import Kind
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.sandbox.certificates import make_certificates
from migrator.sandbox.cloud import OctopusCloud
from migrator.target import errors
from migrator.target.http import open_wire
from migrator.target.pacing import RatePolicy
from migrator.target.permissions import check_permissions
from migrator.target.probe import probe_target
from tests.unit.target.scripted_server import KEY, FastClock

KINDS = tuple(set(Kind) - {Kind.SPACE})


def settings_for(cloud, key=KEY, **more):
    return TargetSettings(url=cloud.url, api_key=Secret(key), timeout_s=10, **more)


def test_the_probe_knows_it_and_finds_nothing_missing(tmp_path):
    tls = make_certificates(tmp_path)
    with (
        OctopusCloud(api_key=KEY, tls=tls) as cloud,
        open_wire(settings_for(cloud, ca_bundle=tls.ca_pem), clock=FastClock()) as wire,
    ):
        space_id = cloud.space_id("Default")
        facts = probe_target(wire, [space_id])
    assert facts.version == "2026.1.9674"
    assert facts.installation_id == cloud.installation_id
    assert facts.is_cloud is True
    assert facts.spaces[space_id].name == "Default"
    assert check_permissions("Default", facts.spaces[space_id].rights, KINDS) == ()
    assert facts.rate_policy is None


def test_a_missing_permission_is_found_beforehand_and_named_afterwards():
    with (
        OctopusCloud(api_key=KEY) as cloud,
        open_wire(settings_for(cloud), clock=FastClock()) as wire,
    ):
        cloud.trouble.missing_permissions.add("EnvironmentCreate")
        space_id = cloud.space_id("Default")
        facts = probe_target(wire, [space_id])
        findings = check_permissions("Default", facts.spaces[space_id].rights, KINDS)
        assert ["EnvironmentCreate" in finding.message for finding in findings] == [True]
        with pytest.raises(errors.ForbiddenError) as caught:
            wire.post(f"/api/{space_id}/environments", {"SpaceId": space_id, "Name": "Prod"})
    assert caught.value.permissions == ("EnvironmentCreate",)


def test_a_wrong_key_is_said_to_be_wrong():
    with (
        OctopusCloud(api_key=KEY) as cloud,
        open_wire(settings_for(cloud, "API-WRONG"), clock=FastClock()) as wire,
        pytest.raises(errors.UnauthorisedError),
    ):
        probe_target(wire)


def test_six_hundred_requests_keep_to_the_rate_within_a_tenth_of_the_floor():
    clock = FastClock()
    with (
        OctopusCloud(api_key=KEY, rate_per_minute=200, burst=200, clock=clock.now) as cloud,
        open_wire(settings_for(cloud), clock=clock) as wire,
    ):
        started_at = clock.now()
        for _ in range(600):
            wire.get("/api/spaces/all")
        took_s = clock.now() - started_at
        assert wire.budget.policy == RatePolicy(200, 200)
        assert wire.requests_sent == 600
        assert wire.rejected == 0
    assert 120 - 1 <= took_s <= 132


def test_two_machines_with_one_key_slow_each_other_and_neither_fails():
    """Each keeps a count of its own; what the answers say tells each of the other."""
    with OctopusCloud(api_key=KEY, rate_per_minute=6000, burst=200) as cloud:
        rejected, failures = [], []

        def work() -> None:
            with open_wire(settings_for(cloud)) as wire:
                try:
                    for _ in range(300):
                        wire.get("/api/spaces/all")
                except errors.WireError as error:
                    failures.append(error)
                rejected.append(wire.rejected)

        began = time.monotonic()
        machines = [threading.Thread(target=work) for _ in range(2)]
        for machine in machines:
            machine.start()
        for machine in machines:
            machine.join()
        took_s = time.monotonic() - began
    assert failures == []
    assert len(cloud.requests) == 600 + sum(rejected)
    assert sum(rejected) <= 4, "each may be wrong once or twice until it knows of the other"
    assert took_s >= 3.9, "the limit is for both together"


@pytest.mark.parametrize(
    "begin",
    [
        lambda trouble: trouble.fail_sometimes(0.1, 429, seed=1),
        lambda trouble: trouble.fail_sometimes(0.02, 500, seed=5),
        lambda trouble: trouble.fail_sometimes(0.2, 503, seed=3),
        lambda trouble: trouble.drop_before(30),
        lambda trouble: trouble.drop_after(30),
    ],
    ids=["429", "500", "503", "drops before", "drops after"],
)
def test_writes_from_eight_threads_through_trouble_create_each_thing_once(begin):
    clock = FastClock()
    with OctopusCloud(api_key=KEY) as cloud, open_wire(settings_for(cloud), clock=clock) as wire:
        space_id = cloud.space_id("Default")
        collection = f"/api/{space_id}/environments"
        wire.get("/api")
        failures = []

        def work(thread: int) -> None:
            for number in range(10):
                name = f"Env {thread}-{number}"

                def look(name=name):
                    found = wire.all(f"{collection}/all", {"partialName": name})
                    return next((e for e in found if e["Name"] == name), None)

                try:
                    made = wire.post(collection, {"SpaceId": space_id, "Name": name}, look=look)
                except errors.WireError as error:
                    failures.append(error)
                else:
                    assert made["Name"] == name

        cloud.trouble.html_errors = True
        begin(cloud.trouble)
        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert failures == []
        assert wire.requests_sent > 81, "there was no trouble"
        cloud.trouble.calm()
        names = [e["Name"] for e in wire.pages(collection, page_size=7)]
    assert sorted(names) == sorted({f"Env {t}-{n}" for t in range(8) for n in range(10)})
