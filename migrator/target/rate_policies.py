"""The target's own policies of how fast one may ask, and the one that is that of keys.

Source: OctopusDeploy/docs, src/pages/docs/api/_generated/rate-limiting.md; by the hour:
OctopusDeploy/OctopusClients, Model/RateLimiting/RateLimitingPolicyResource.
"""

from __future__ import annotations

from migrator.model.documents import Json
from migrator.target.documents import Resource, text
from migrator.target.http import Wire
from migrator.target.pacing import RatePolicy

ROUTE = "/api/ratelimitingpolicies"
_RATE, _BURST = "RequestsPerMinute", "BurstLimit"


def find_rate_policy(answer: Json) -> Resource | None:
    """The policy for people and services with a key; None where nothing limits them."""
    return next((found for found in _items(answer) if _is_ours(found)), None)


def rate_of(policy: Resource) -> RatePolicy | None:
    """What it allows; None where it has another form."""
    burst, rate = _count(policy, _BURST), _count(policy, _RATE)
    per_minute = float(rate) if rate else (_count(policy, "RequestsPerHour") or 0) / 60
    return RatePolicy(float(burst), per_minute) if burst and per_minute > 0 else None


def read_rate_policy(wire: Wire, policy_id: str = "") -> Resource | None:
    """Ask for the one that is ours, or for that of an id.

    Raises:
        WireError: the target refuses or cannot be reached.
    """
    answer = wire.get(ROUTE)
    if not policy_id:
        return find_rate_policy(answer)
    return next((found for found in _items(answer) if text(found, "Id") == policy_id), None)


def numbers_of(policy: Resource) -> dict[str, Json] | None:
    """Those that are raised and put back; None where it counts in another way."""
    if not _count(policy, _RATE) or not _count(policy, _BURST):
        return None
    return {name: policy[name] for name in (_RATE, _BURST)}


def raised(numbers: dict[str, Json], per_minute: int) -> dict[str, Json]:
    """The same with a higher rate, and at once as many as in a minute."""
    burst = numbers[_BURST]
    return {_RATE: per_minute, _BURST: max(per_minute, burst if isinstance(burst, int) else 0)}


def write_rate_policy(wire: Wire, policy: Resource) -> None:
    """Put it in the place of what it was, and go by it.

    Raises:
        WireError: the target refuses or cannot be reached.
    """
    wire.put(f"{ROUTE}/{text(policy, 'Id')}", dict(policy))
    rate = rate_of(policy)
    if rate is not None:
        wire.budget.learn(rate)


def _items(answer: Json) -> list[Resource]:
    items = answer.get("Items") if isinstance(answer, dict) else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _is_ours(policy: Resource) -> bool:
    is_enforced = policy.get("IsEnabled") is True and policy.get("AuditMode") is not True
    is_for_keys = policy.get("ScopeType") == "AuthenticatedHuman"
    return is_for_keys and is_enforced and rate_of(policy) is not None


def _count(policy: Resource, name: str) -> int | None:
    value = policy.get(name)
    is_count = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if is_count and isinstance(value, int) else None
