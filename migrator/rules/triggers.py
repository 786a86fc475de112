"""What of a trigger, or of another schedule, is bound to the installation that it was made on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.model.documents import Body, Json, Kind
from migrator.rules.rewriting import Noticed

WEBHOOK_ID = "WebhookId"
PROMPTED = ("FormValues", "Variables")
"""Values for prompted variables, by ids of variables; sensitive ones among them."""

TARGETS_OWN: Mapping[str, tuple[str, ...]] = {"Filter": (WEBHOOK_ID,), "Action": PROMPTED}
"""Members of a trigger's parts that stay as the target has them."""

_POLICY = "MachineHealthCheckPolicy"


def notices(kind: Kind, raw: Mapping[str, Json]) -> Iterator[Noticed]:
    """What someone should do by hand about a document of the source, before it is shaped.

    Source: octopus.com/docs/projects/project-triggers/scheduled-deployment-trigger and
    octopus.com/docs/octopus-cloud/migrations (the old server's clock is not the new one's);
    OctopusDeploy/OctopusClients, trigger filters (addresses of webhooks hold a generated id).
    """
    if kind is Kind.MACHINE_POLICY:
        policy = _part(raw, _POLICY)
        if policy.get("HealthCheckCron") and not policy.get("HealthCheckCronTimezone"):
            yield Noticed("no-time-zone", f"/{_POLICY}/HealthCheckCronTimezone", "")
    if kind is not Kind.TRIGGER:
        return
    condition, action = _part(raw, "Filter"), _part(raw, "Action")
    filter_type = str(condition.get("FilterType"))
    if filter_type.endswith("Schedule") and not condition.get("Timezone"):
        yield Noticed("no-time-zone", "/Filter/Timezone", "")
    if filter_type == "WebhookFilter":
        yield Noticed("webhook-address", "/Filter", "")
    for name in PROMPTED:
        if action.get(name):
            yield Noticed("prompted-values", f"/Action/{name}", "")


def drop_targets_own(body: Body) -> None:
    """Take out of a trigger, in place, what the target's own stands for."""
    for part, names in TARGETS_OWN.items():
        inner = body.get(part)
        if isinstance(inner, dict):
            for name in names:
                inner.pop(name, None)


def _part(raw: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    part = raw.get(name)
    return part if isinstance(part, dict) else {}
