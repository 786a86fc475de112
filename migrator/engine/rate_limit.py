"""The target's rate limit while an upload runs: raised where the job consents, and put back.

What it was is noted in the state directory before anything is changed, so that the next run puts
it back where a process has died.
"""

from __future__ import annotations

from migrator.engine.ports import Target
from migrator.engine.state import StateDirectory
from migrator.model.documents import Json
from migrator.model.errors import MigratorError
from migrator.model.meanwhile import RaisedRate
from migrator.model.report import Finding, Severity
from migrator.target.documents import text
from migrator.target.errors import (
    ForbiddenError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)
from migrator.target.http import Wire
from migrator.target.rate_policies import (
    numbers_of,
    raised,
    rate_of,
    read_rate_policy,
    write_rate_policy,
)

RATE_FILE = "rate-limit.json"
"""By target: the policy's id, what it was, and what we have made of it."""

_REFUSALS = (
    ForbiddenError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)


def plan_rate(wire: Wire, wanted: int) -> tuple[RaisedRate | None, list[Finding]]:
    """Whether the limit can be raised to so many requests a minute, and what to say of it.

    Raises:
        WireError: the target cannot be reached.
    """
    try:
        policy = read_rate_policy(wire)
    except _REFUSALS as error:
        return None, [_not_raised(f"it cannot be read ({error.reason})")]
    if policy is None:
        return None, []  # nothing limits us
    rate, numbers = rate_of(policy), numbers_of(policy)
    if rate is None or numbers is None:
        return None, [_not_raised("it does not count requests by the minute")]
    told = wire.budget.policy
    if told is not None and told != rate:
        return None, [_not_raised("the key goes by another policy than the one that is shown")]
    if rate.per_minute >= wanted:
        return None, []
    plan = RaisedRate(round(rate.per_minute), wanted)
    return plan, [
        Finding(
            Severity.INFO,
            "rate-limit-raised",
            "",
            f"While the upload runs, the target's rate limit is raised from {plan.before:,} to "
            f"{plan.to:,} requests a minute, for all its users: the policy "
            f"{text(policy, 'Name')!r}. It is put back at the end.",
        )
    ]


def raise_rate(target: Target, state: StateDirectory, wanted: RaisedRate) -> list[Finding]:
    """Raise it, unless it is as high by now; gives why that could not be.

    It is raised only from what the plan has shown. Another job with the same consent may have
    raised it since: what that one had made of it would be put back here, and then stay.

    Raises:
        StateUnusableError: it cannot be noted, so nothing was changed.
        WireError: the target cannot be reached any more, or the key is refused.
    """
    wire = target.wire
    try:
        found = read_rate_policy(wire)
        numbers = numbers_of(found) if found is not None else None
        if found is None or numbers is None:
            return []
        rate = rate_of(found)
        if rate is not None and rate.per_minute >= wanted.to:
            return []
        noted = _read(target, state)
        is_ours = noted is not None and noted["is"] == numbers
        if not is_ours and (rate is None or round(rate.per_minute) != wanted.before):
            return [_not_raised("somebody else has changed it since the plan was made")]
        higher = raised(numbers, wanted.to)
        was = noted["was"] if noted is not None and is_ours else numbers
        _write(target, state, {"id": text(found, "Id"), "was": was, "is": higher})
        write_rate_policy(wire, {**found, **higher})
    except _REFUSALS as error:
        return [_not_raised(f"the target refuses ({error.reason})")]
    return []


def put_rate_back(target: Target, state: StateDirectory) -> list[Finding]:
    """Make it what it was, if it is what we have made of it; gives what is to be told.

    Raises:
        StateUnusableError: whether it was raised cannot be read, or not be noted.
    """
    noted = _read(target, state)
    if noted is None:
        return []
    told: list[Finding] = []
    # Who has stopped the upload has not asked for a limit that stays raised.
    wire = target.wire.past_stop()
    try:
        found = read_rate_policy(wire, str(noted["id"]))
        now = numbers_of(found) if found is not None else None
        was, ours = noted["was"], noted["is"]
        if found is not None and now == ours and isinstance(was, dict):
            write_rate_policy(wire, {**found, **was})
        elif now != was:  # also where it is gone, or counts in another way by now
            told.append(
                Finding(
                    Severity.INFO,
                    "rate-limit-changed",
                    "",
                    "The target's rate limit, which the upload had raised, was changed by others "
                    "meanwhile; it is left as it is.",
                )
            )
    except MigratorError as error:
        return [
            Finding(
                Severity.WARNING,
                "rate-limit-still-raised",
                "",
                f"The target's rate limit may still be raised: it could not be put back. {error}",
                "Run the same command again, or set it under Configuration on the target.",
            )
        ]
    _write(target, state, None)
    return told


def _not_raised(why: str) -> Finding:
    return Finding(
        Severity.WARNING,
        "rate-limit-not-raised",
        "",
        f"The target's rate limit stays as it is: {why}.",
        "The upload keeps to it and takes as long as that needs.",
    )


def _read(target: Target, state: StateDirectory) -> dict[str, Json] | None:
    stored = state.read_json(RATE_FILE)
    match stored.get(target.wire.root) if isinstance(stored, dict) else None:
        case {"id": str(policy_id), "was": dict(was), "is": dict(ours)}:
            return {"id": policy_id, "was": was, "is": ours}
        case _:
            return None


def _write(target: Target, state: StateDirectory, noted: dict[str, Json] | None) -> None:
    stored = state.read_json(RATE_FILE)
    every: dict[str, Json] = dict(stored) if isinstance(stored, dict) else {}
    every.pop(target.wire.root, None)
    if noted is not None:
        every[target.wire.root] = noted
    if every:
        state.write_json(RATE_FILE, every)
    else:
        state.remove(RATE_FILE)
