"""The target's rate limit is raised for as long as an upload runs, and put back however it ends."""

import pytest

from migrator.engine.meanwhile import putting_back
from migrator.engine.plan import plan
from migrator.engine.plan_file import load_plan, save_plan
from migrator.engine.rate_limit import RATE_FILE, put_rate_back, raise_rate
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.errors import Cancelled
from migrator.model.events import Run, Stage
from migrator.model.meanwhile import Meanwhile, RaisedRate, decode_meanwhile, encode_meanwhile
from migrator.model.report import Severity
from migrator.model.settings import PolicySettings
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.trouble import Cue
from migrator.target.errors import WireError
from tests.fakes.crashing import Crash
from tests.fakes.small_migration import API_KEY, moving, write

ROUTE = "/api/ratelimitingpolicies/RateLimitingPolicies-2"
WANTED = PolicySettings(raise_rate_limit=6000)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return write(tmp_path_factory.mktemp("package") / "small.ocmpack")


@pytest.fixture
def cloud():
    with OctopusCloud(api_key=API_KEY, rate_per_minute=1200, burst=1200) as made:
        yield made


@pytest.fixture
def move(package, cloud, tmp_path):
    with moving(package, cloud, tmp_path / "state") as (opened, target, state):
        yield Move(opened, target, state, cloud)


class Move:
    """One package, one target, and what the limit was."""

    def __init__(self, opened, target, state, cloud):
        self.opened, self.target, self.state, self.cloud = opened, target, state, cloud

    def plan(self, policy=WANTED):
        return plan(self.opened, self.target, policy, self.state, Run())

    def upload(self, made, **line):
        return upload(made, self.opened, self.target, self.state, Run(**line), is_fresh=True)

    def verify(self, made):
        return verify(made, self.opened, self.target, self.state, Run())

    def limits(self):
        """What was written to the policy, in order."""
        puts = [r for r in self.cloud.requests if r.method == "PUT" and r.path == ROUTE]
        return [(put.body["RequestsPerMinute"], put.body["BurstLimit"]) for put in puts]

    def limit(self):
        found = self.target.wire.get(ROUTE)
        return found["RequestsPerMinute"], found["BurstLimit"]


def codes(findings):
    return [finding.code for finding in findings if finding.code.startswith("rate-limit")]


def test_it_is_raised_once_and_put_back_and_the_plan_says_so(move):
    made = move.plan()
    assert made.meanwhile.raised_rate == RaisedRate(1200, 6000)
    (told,) = (f for f in made.findings if f.code == "rate-limit-raised")
    assert "from 1,200 to 6,000 requests a minute" in told.message
    assert "'Authenticated requests'" in told.message
    assert move.limits() == []
    report = move.upload(made)
    assert report.facts["failed"] == 0
    assert move.limits() == [(6000, 6000), (1200, 1200)]
    asked = [(r.method, r.path == ROUTE) for r in move.cloud.requests]
    writes = [n for n, (method, _) in enumerate(asked) if method in {"POST", "PUT"}]
    assert asked[writes[0]] == asked[writes[-1]] == ("PUT", True)
    assert move.state.read_json(RATE_FILE) is None
    assert move.verify(made).is_clean
    assert move.plan().meanwhile.raised_rate is None, "nothing is to be done"


def test_without_consent_it_is_left(move):
    made = move.plan(PolicySettings())
    assert made.meanwhile.raised_rate is None
    move.upload(made)
    assert move.limits() == []


@pytest.mark.parametrize("wanted", [600, 1200])
def test_it_is_never_lowered(move, wanted):
    made = move.plan(PolicySettings(raise_rate_limit=wanted))
    move.upload(made)
    assert codes(made.findings) == []
    assert move.limits() == []


def test_where_nothing_limits_there_is_nothing_to_raise(package, tmp_path):
    with (
        OctopusCloud(api_key=API_KEY) as cloud,
        moving(package, cloud, tmp_path / "state") as (opened, target, state),
    ):
        move = Move(opened, target, state, cloud)
        made = move.plan()
        assert codes(made.findings) == []
        move.upload(made)
        assert move.limits() == []


def test_a_key_that_may_not_is_told_and_the_upload_goes_on_at_the_pace_that_there_is(move):
    made = move.plan(PolicySettings(raise_rate_limit=6000, stop_task_queue=False))
    move.cloud.trouble.missing_permissions.add("SpaceEdit")
    report = move.upload(made)
    assert codes(report.findings) == ["rate-limit-not-raised"]
    assert report.facts["failed"] == 0
    move.cloud.trouble.missing_permissions.clear()
    assert move.limit() == (1200, 1200)
    assert move.state.read_json(RATE_FILE) is None


def test_who_stops_the_upload_leaves_no_raised_limit(move):
    made = move.plan()
    with pytest.raises(Cancelled):
        move.upload(made, cancelled=lambda: len(move.limits()) == 1)
    assert move.limits() == [(6000, 6000), (1200, 1200)]
    assert move.state.read_json(RATE_FILE) is None


@pytest.mark.parametrize("answers", ["before", "after", "never"])
def test_after_a_crash_the_next_run_puts_it_back(move, monkeypatch, answers):
    """The process dies while it raises the limit, or while it puts it back."""
    made = move.plan()
    wire = type(move.target.wire)
    put, get = wire.put, wire.get
    left = [2 if answers == "never" else 1]

    def die(self, path, body, *args, **more):
        if path == ROUTE:
            left[0] -= 1
            if left[0] == 0 and answers == "after":
                put(self, path, body, *args, **more)
            if left[0] <= 0:  # who is dead does not put back either
                raise Crash
        return put(self, path, body, *args, **more)

    def ask(self, *args, **more):
        if left[0] <= 0:
            raise Crash
        return get(self, *args, **more)

    monkeypatch.setattr(wire, "put", die)
    monkeypatch.setattr(wire, "get", ask)
    with pytest.raises(Crash):
        move.upload(made)
    monkeypatch.undo()
    noted = move.state.read_json(RATE_FILE)
    assert noted is not None, "else nobody would know"
    assert move.limit() == ((1200, 1200) if answers == "before" else (6000, 6000))
    report = move.upload(made)
    assert report.facts["failed"] == 0
    assert move.limit() == (1200, 1200)
    assert move.state.read_json(RATE_FILE) is None
    assert move.verify(made).is_clean


def test_what_another_has_set_meanwhile_is_left_and_told(move):
    made = move.plan()

    def interfere(event):
        if len(move.limits()) == 1:
            policy = move.target.wire.get(ROUTE)
            move.target.wire.put(ROUTE, {**policy, "RequestsPerMinute": 3000, "BurstLimit": 3000})

    report = move.upload(made, emit=interfere)
    assert move.limit() == (3000, 3000)
    assert codes(report.findings) == ["rate-limit-changed"]
    assert report.is_clean
    assert move.state.read_json(RATE_FILE) is None


def change(move, rate):
    policy = move.target.wire.get(ROUTE)
    move.target.wire.put(ROUTE, {**policy, "RequestsPerMinute": rate, "BurstLimit": rate})


@pytest.mark.parametrize("rate", [600, 3000])
def test_it_is_raised_only_from_what_the_plan_has_shown(move, rate):
    made = move.plan()
    change(move, rate)
    report = move.upload(made)
    assert codes(report.findings) == ["rate-limit-not-raised"]
    assert report.facts["failed"] == 0
    assert move.limits() == [(rate, rate)]
    assert move.state.read_json(RATE_FILE) is None


@pytest.mark.parametrize("other", [3000, 6000, 9000])
def test_two_jobs_that_both_may_leave_the_limit_as_it_was(move, package, tmp_path, other):
    with moving(package, move.cloud, tmp_path / "other") as (opened, target, state):
        second = Move(opened, target, state, move.cloud)
        first_plan, second_plan = move.plan(), second.plan(PolicySettings(raise_rate_limit=other))
        raise_rate(move.target, move.state, first_plan.meanwhile.raised_rate)
        raise_rate(target, state, second_plan.meanwhile.raised_rate)
        assert move.limit() == (6000, 6000)
        assert put_rate_back(move.target, move.state) == []
        assert put_rate_back(target, state) == []
    assert move.limit() == (1200, 1200)


def test_a_raised_limit_that_is_not_found_any_more_is_told(move, monkeypatch):
    raise_rate(move.target, move.state, move.plan().meanwhile.raised_rate)
    monkeypatch.setattr(type(move.target.wire), "get", lambda *_: {"Items": []})
    assert codes(put_rate_back(move.target, move.state)) == ["rate-limit-changed"]


def test_what_cannot_be_put_back_is_a_failure_and_is_tried_by_the_next(move):
    made = move.plan()
    move.cloud.trouble.schedule = lambda method: (
        Cue(status=400) if method == "PUT" and len(move.limits()) == 1 and done else None
    )
    done = []

    def listen(event):
        if type(event).__name__ == "Advanced" and event.done == event.total:
            done.append(event)

    report = move.upload(made, emit=listen)
    assert codes(report.findings) == ["rate-limit-still-raised"]
    assert not report.is_clean
    move.cloud.trouble.calm()
    assert move.limit() == (6000, 6000)
    with putting_back(move.target, move.state, Stage.PLAN, Run()) as left:
        pass
    assert left == []
    assert move.limit() == (1200, 1200)


@pytest.mark.parametrize("status", [403, 404])
def test_a_limit_that_cannot_be_read_is_told(move, status):
    said = [True]
    move.plan()
    real = move.target.wire

    class Refusing:
        def get(self, path, *args, **more):
            if path == "/api/ratelimitingpolicies" and said:
                move.cloud.trouble.fail_next(status)
            return real.get(path, *args, **more)

        def __getattr__(self, name):
            return getattr(real, name)

    from migrator.engine.rate_limit import plan_rate

    raised, told = plan_rate(Refusing(), 6000)
    assert raised is None
    assert codes(told) == ["rate-limit-not-raised"]
    assert told[0].severity is Severity.WARNING


def test_a_key_of_another_policy_is_not_raised(move):
    from migrator.engine.rate_limit import plan_rate
    from migrator.target.pacing import RatePolicy

    move.plan()
    move.target.wire.budget.learn(RatePolicy(50, 50))

    class Told:
        budget = move.target.wire.budget

        def get(self, path):
            return {
                "Items": [
                    {
                        "Id": "RateLimitingPolicies-2",
                        "IsEnabled": True,
                        "ScopeType": "AuthenticatedHuman",
                        "RequestsPerMinute": 1200,
                        "BurstLimit": 1200,
                    }
                ]
            }

    raised, told = plan_rate(Told(), 6000)
    assert raised is None
    assert "another policy" in told[0].message


def test_the_plan_file_keeps_it(move, tmp_path):
    made = move.plan()
    save_plan(made, tmp_path / "plan.json")
    assert load_plan(tmp_path / "plan.json").meanwhile == made.meanwhile
    assert made.requests - move.plan(PolicySettings()).requests == 4


def test_a_plan_of_an_earlier_version_raises_nothing():
    assert decode_meanwhile({"stopped_queues": ["Default"]}) == Meanwhile(("Default",))
    both = Meanwhile(("Default",), RaisedRate(200, 1200))
    assert decode_meanwhile(encode_meanwhile(both)) == both
    with pytest.raises(ValueError, match=r"^$"):
        decode_meanwhile({"stopped_queues": [], "raised_rate": {"before": "x"}})


def test_a_target_that_goes_away_ends_the_upload_with_the_limit_noted(move):
    made = move.plan()
    move.cloud.trouble.schedule = lambda _: Cue(status=401) if len(move.limits()) == 1 else None
    with pytest.raises(WireError):
        move.upload(made)
    assert move.state.read_json(RATE_FILE) is not None
    move.cloud.trouble.calm()
    move.upload(made)
    assert move.limit() == (1200, 1200)
