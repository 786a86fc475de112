"""One budget for all threads, aligned with what the server says."""

import threading

import pytest

from migrator.target.pacing import Budget, RatePolicy, Statement, Ticket, parse_statement
from tests.unit.target.scripted_server import FastClock
from tests.unit.target.simulated_limiter import (
    Client,
    Impolite,
    Limiter,
    SimulatedTime,
    uneven,
)

POLICY = "Octopus-RateLimit-Policy"
STATE = "Octopus-RateLimit"


def run_alone(requests, connections, latency_s, *, lump_s=0.0, seed=0, tokens=200.0):
    time = SimulatedTime()
    limiter = Limiter(time, lump_s=lump_s, tokens=tokens)
    client = Client(time, Budget(time), limiter, requests, connections, uneven(seed, latency_s))
    started_at = time.now()
    client.start()
    time.run(until=lambda: client.answered == requests)
    return client, client.ended_at - started_at


@pytest.mark.parametrize("connections", [1, 4, 8, 16])
@pytest.mark.parametrize("latency_s", [0.02, 0.3, 1.0])
@pytest.mark.parametrize("requests", [600, 1500])
def test_a_run_has_no_rejected_request_and_ends_within_a_tenth_of_the_floor(
    requests, latency_s, connections
):
    client, took_s = run_alone(requests, connections, latency_s)
    floor_s = max((requests - 200) / 200 * 60, requests * latency_s / connections)
    assert client.answered == requests
    assert client.rejected == 0
    assert took_s <= 1.1 * floor_s


@pytest.mark.parametrize("lump_s", [1.0, 6.0])
@pytest.mark.parametrize("connections", [1, 8, 16])
def test_a_bucket_that_is_filled_in_lumps_rejects_at_most_two(lump_s, connections):
    client, took_s = run_alone(600, connections, 0.1, lump_s=lump_s)
    assert client.rejected <= 2
    assert took_s <= 1.1 * 120


def test_a_bucket_that_an_earlier_run_has_emptied_is_respected():
    client, took_s = run_alone(300, 8, 0.1, tokens=3.0)
    assert client.rejected <= 1
    assert took_s <= 1.15 * (300 - 3) / 200 * 60


@pytest.mark.parametrize("latency_s", [0.02, 0.3])
@pytest.mark.parametrize(("count", "every_s"), [(1, 2.0), (10, 20.0), (5, 3.0), (30, 60.0)])
def test_others_who_take_from_the_same_bucket_slow_us_and_do_not_make_us_fail(
    count, every_s, latency_s
):
    time = SimulatedTime()
    limiter = Limiter(time)
    client = Client(time, Budget(time), limiter, 900, 8, uneven(1, latency_s))
    other = Impolite(time, limiter, count, every_s)
    started_at = time.now()
    client.start()
    other.start()
    time.run(until=lambda: client.answered == 900)
    assert client.rejected <= 2
    assert client.ended_at - started_at <= 1.1 * (900 + other.taken - 200) / 200 * 60


@pytest.mark.parametrize("clients", [2, 3])
def test_several_runs_with_one_key_share_the_rate_and_none_starves(clients):
    time = SimulatedTime()
    limiter = Limiter(time)
    runs = [
        Client(time, Budget(time), limiter, 600, 8, uneven(seed, 0.2)) for seed in range(clients)
    ]
    started_at = time.now()
    for run in runs:
        run.start()
    time.run(until=lambda: all(run.answered == 600 for run in runs))
    assert sum(run.rejected for run in runs) <= 2
    assert max(run.ended_at for run in runs) - started_at <= 1.1 * (600 * clients - 200) / 200 * 60


def test_threads_never_take_more_than_the_bucket_holds():
    clock = FastClock()
    budget = Budget(clock)
    budget.learn(RatePolicy(100, 60))
    taken = []

    def take_many() -> None:
        for _ in range(200):
            turn = budget.take()
            if isinstance(turn, Ticket):
                taken.append(turn.number)

    threads = [threading.Thread(target=take_many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    # Nobody slept, so no time passed and nothing was gained; five are left for safety.
    assert sorted(taken) == list(range(95))


def test_without_headers_nothing_waits():
    budget = Budget(FastClock())
    for _ in range(1000):
        turn = budget.take()
        assert isinstance(turn, Ticket)
        budget.give_back(turn, {})


def test_a_rejection_holds_everybody_back_for_as_long_as_it_says():
    clock = FastClock()
    budget = Budget(clock)
    budget.rejected(18)
    assert budget.take() == pytest.approx(18)
    clock.sleep(18)
    assert isinstance(budget.take(), Ticket)


def test_an_empty_bucket_of_unknown_policy_is_waited_for_but_not_for_long():
    clock = FastClock()
    budget = Budget(clock)
    turn = budget.take()
    assert isinstance(turn, Ticket)
    budget.give_back(turn, {STATE: "r=0;t=900"})
    assert budget.take() == pytest.approx(60)


def test_a_raised_policy_is_followed_at_once():
    clock = FastClock()
    budget = Budget(clock)
    budget.learn(RatePolicy(10, 60))
    while isinstance(turn := budget.take(), Ticket):
        budget.give_back(turn, None)
    clock.sleep(turn)
    turn = budget.take()
    assert isinstance(turn, Ticket)
    budget.give_back(turn, {POLICY: "l=2000;rpm=60000", STATE: "r=1999;t=1"})
    assert budget.policy == RatePolicy(2000, 60000)
    for _ in range(1000):
        assert isinstance(budget.take(), Ticket)


@pytest.mark.parametrize(
    ("policy", "state", "expected"),
    [
        ("l=200;rpm=600", "r=7;t=18", Statement(RatePolicy(200, 600), 7, 18)),
        (" RPM = 600 ; L=200;new=1", "t=18, r=7", Statement(RatePolicy(200, 600), 7, 18)),
        ("", "r=7", Statement(None, 7, None)),
        ("l=0;rpm=600", "", Statement()),
        ("l=200;rpm=0", "r=-1;t=x", Statement()),
        ("default;q=100;w=60", "remaining=5", Statement()),
        ("l=" + "9" * 400, "\x00\xff", Statement()),
    ],
)
def test_headers_are_read_leniently_and_unknown_forms_say_nothing(policy, state, expected):
    assert parse_statement({POLICY: policy, STATE: state}) == expected


def test_the_floor_of_a_run_counts_the_burst_once():
    assert RatePolicy(200, 200).floor_s(600) == pytest.approx(120)
    assert RatePolicy(200, 200).floor_s(10) == 0
