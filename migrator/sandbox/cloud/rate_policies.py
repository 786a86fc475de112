"""The policies of the rate limiter; one of them is that of the one user there is.

Source: OctopusDeploy/docs, src/pages/docs/api/_generated/rate-limiting.md.
"""

from migrator.sandbox.cloud.documents import Document, flag, number, text
from migrator.sandbox.cloud.exchange import Answer, invalid, not_found
from migrator.sandbox.cloud.instance import Call, Instance
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.links import page
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.validation import as_body

_OURS = "RateLimitingPolicies-2"
_UNLIMITED = 200  # what a policy that is switched off shows


def _policies(instance: Instance) -> list[Document]:
    limiter = instance.limiter
    rate = limiter.rate_per_minute
    ours = _policy(
        _OURS,
        "Authenticated requests",
        "AuthenticatedHuman",
        rate or _UNLIMITED,
        limiter.burst,
        is_enabled=rate is not None,
    )
    others = (
        _policy("RateLimitingPolicies-1", "Unauthenticated requests", "Unauthenticated", 60, 60),
        _policy("RateLimitingPolicies-3", "AI agent requests", "AuthenticatedAgent", 100, 100),
    )
    return [others[0], ours, others[1]]


def _policy(  # noqa: PLR0913 - the members of one
    identity: str, name: str, scope: str, rate: int, burst: int, *, is_enabled: bool = True
) -> Document:
    return {
        "Id": identity,
        "Name": name,
        "IsBuiltIn": True,
        "IsEnabled": is_enabled,
        "AuditMode": False,
        "ScopeType": scope,
        "RequestsPerMinute": rate,
        "BurstLimit": burst,
    }


def _list(call: Call) -> Answer:
    found: list[object] = list(_policies(call.instance))
    return Answer(200, page("RateLimitingPolicy", call.request.path, found, call.request.query))


def _get(call: Call) -> Answer:
    return Answer(200, _find(call))


def _find(call: Call) -> Document:
    wanted = call.params["id"]
    found = next((p for p in _policies(call.instance) if p["Id"] == wanted), None)
    if found is None:
        raise not_found(wanted)
    return found


def _put(call: Call) -> Answer:
    found, body = _find(call), as_body(call.request.body)
    fixed = ("Id", "Name", "ScopeType")
    if any(text(body, name) != text(found, name) for name in fixed):
        raise invalid("The name and the scope of a built-in policy cannot be changed.")
    rate, burst = number(body, "RequestsPerMinute"), number(body, "BurstLimit")
    if rate < 1 or burst < 1:
        raise invalid("The rate and the burst must be at least 1.")
    if found["Id"] == _OURS:
        is_enforced = flag(body, "IsEnabled") and not flag(body, "AuditMode")
        call.instance.limiter.change(rate if is_enforced else None, burst)
    return Answer(200, _find(call))


def routes() -> list[Route]:
    """The routes of the policies."""
    return [
        Route("GET", "ratelimitingpolicies", Where.SYSTEM, "", _list),
        Route("GET", "ratelimitingpolicies/{id}", Where.SYSTEM, "", _get),
        Route("PUT", "ratelimitingpolicies/{id}", Where.SYSTEM, "SpaceEdit", _put),
    ]
