from datetime import UTC, datetime, timedelta

import pytest

from migrator.target import errors
from migrator.target.reaching import _clock_ahead_s, reach_target
from migrator.target.transport import Answer
from tests.unit.target.scripted_server import Reply, serving, settings_for

ROOT = {"Application": "Octopus Deploy", "Version": "2026.1.9674", "ApiVersion": "3.0.0"}


def test_the_root_is_asked_once_and_without_the_key():
    with serving(lambda asked: Reply(200, ROOT)) as server:
        assert reach_target(settings_for(server)).version == "2026.1.9674"
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("GET", "/api")
    assert {name.lower() for name in asked.headers} & {"x-octopus-apikey", "authorization"} == set()


@pytest.mark.parametrize("ahead_s", [-7200, 0, 7200])
def test_the_clock_is_held_beside_the_targets(ahead_s):
    with serving(lambda asked: Reply(200, ROOT)) as server:  # which tells this machine's time
        reached = reach_target(
            settings_for(server), lambda: datetime.now(UTC) + timedelta(seconds=ahead_s)
        )
    assert reached.clock_ahead_s == pytest.approx(ahead_s, abs=60)


@pytest.mark.parametrize("date", ["some day", "Mon, 32 Jan 2026 99:00:00 GMT"])
def test_a_target_that_does_not_tell_its_time_is_reached_all_the_same(date):
    with serving(lambda asked: Reply(200, ROOT, {"Date": date})) as server:
        assert reach_target(settings_for(server)).clock_ahead_s is None


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(200, b"<html>", {"Content-Type": "text/html"}), errors.NotOctopusError),
        (Reply(200, {"Application": "Other"}), errors.NotOctopusError),
        (Reply(200, []), errors.NotOctopusError),
        (Reply(404), errors.NotFoundError),
        (Reply(503), errors.UnavailableError),
        (Reply(drops=True), errors.ConnectionLostError),
    ],
)
def test_what_is_no_octopus_server_is_an_error(reply, error):
    with serving(lambda asked: reply) as server, pytest.raises(error):
        reach_target(settings_for(server))


@pytest.mark.parametrize("headers", [{}, {"Date": ""}, {"Date": "Wed, 25 Nov 2026 20:00:00"}])
def test_a_time_without_a_zone_is_none(headers):
    assert _clock_ahead_s(Answer(200, headers, b""), datetime.now(UTC)) is None
