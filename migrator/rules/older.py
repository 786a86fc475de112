"""Forms that older servers stored, put into the one that the API takes today."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Body, Json, Kind, Node, Ref
from migrator.rules.naming import is_missing

PARTICIPATION = "TenantedDeploymentParticipation"
_SCOPE_FIELDS = (
    "Environment", "Machine", "Role", "Channel", "Action", "TenantTag", "ProcessOwner", "Tenant",
    "Project", "TargetRole",
)  # fmt: skip


def participation(body: Mapping[str, Node]) -> Json:
    """What an account, certificate or target takes part in that does not say so.

    Before the member existed, tenants or tags alone meant deployments of tenants only, and
    servers refuse the two where they disagree.
    Source: OctopusDeployLabs/SpaceCloner, AccountCloner.ps1.
    """
    is_tenanted = bool(body.get("TenantIds")) or bool(body.get("TenantTags"))
    return "Tenanted" if is_tenanted else "Untenanted"


def is_sensitive(variable: Mapping[str, Node]) -> bool:
    """Whether a raw variable is a secret, by its type or by the older mark."""
    by_name = {name.casefold(): value for name, value in variable.items()}
    kind = by_name.get("type")
    if isinstance(kind, str) and kind.casefold() == "sensitive":
        return True
    return by_name.get("issensitive") is True and kind in ("String", "", None)


def tidy_scope(scope: Node) -> Node:
    """A variable's scope with its fields spelt as the API does, values in lists, none empty.

    What is no scope at all stays as it is, to be refused: without it the variable would
    hold everywhere.
    """
    if not isinstance(scope, dict):
        return scope
    spelt = {name.casefold(): name for name in _SCOPE_FIELDS}
    tidy: dict[str, Node] = {}
    for name, values in scope.items():
        listed: Node = values if isinstance(values, list) else [values]
        if values not in (None, "", []):
            tidy[spelt.get(name.casefold(), name)] = listed
    return tidy


def feed_text(value: Node) -> Node:
    """A feed's id or name, also where broken old rows hold an object around it.

    Source: OctopusDeploy/Issues #6685.
    """
    if not isinstance(value, dict):
        return value
    texts = [item for item in value.values() if isinstance(item, str) and item]
    return texts[0] if len(texts) == 1 else None


def complete_endpoint(body: Body, row: Mapping[str, Json]) -> None:
    """Give the endpoint what only the row's columns say.

    Args:
        body: of a deployment target.
        row: its raw members by casefolded name.
    """
    endpoint = body.get("Endpoint")
    if not isinstance(endpoint, dict):
        return
    if not endpoint.get("CommunicationStyle") and row.get("communicationstyle"):
        endpoint["CommunicationStyle"] = str(row["communicationstyle"])
    wanted = {
        "TentaclePassive": "Thumbprint",
        "TentacleActive": "Thumbprint",
        "Ssh": "Fingerprint",
    }.get(str(endpoint.get("CommunicationStyle")), "")
    if wanted and not endpoint.get(wanted) and row.get(wanted.casefold()):
        endpoint[wanted] = str(row[wanted.casefold()])


def tidy_rules(rules: Node) -> None:
    """Channel rules name packages of actions; older ones name the actions alone."""
    for rule in rules if isinstance(rules, list) else ():
        if not isinstance(rule, dict):
            continue
        for name in ("Id", "Links"):
            rule.pop(name, None)
        actions = rule.pop("Actions", None)
        if not rule.get("ActionPackages") and isinstance(actions, list):
            rule["ActionPackages"] = [package_of(action) for action in actions]
        packages = rule.get("ActionPackages")
        for package in packages if isinstance(packages, list) else ():
            if isinstance(package, dict) and package.get("PackageReference") is None:
                package["PackageReference"] = ""  # the primary package has no name


def package_of(action: Node) -> dict[str, Node]:
    """The primary package of an action, by the action's name."""
    return {"DeploymentAction": action, "PackageReference": ""}


_STEP_IDS: Mapping[Kind, tuple[str, str, str]] = {
    Kind.DEPLOYMENT_SETTINGS: ("VersioningStrategy", "DonorPackageStepId", "DonorPackage"),
    Kind.PROJECT: (
        "ReleaseCreationStrategy",
        "ReleaseCreationPackageStepId",
        "ReleaseCreationPackage",
    ),
}


def name_steps(kind: Kind, body: Body) -> None:
    """Name the step of a donor package, which older servers gave by its id alone.

    A step that is not there stays as a missing ref. Of a package and a version template only
    one may be given.
    Source: OctopusDeploy/OctopusClients, VersioningStrategyResource.
    """
    if kind not in _STEP_IDS:
        return
    strategy_name, id_name, package_name = _STEP_IDS[kind]
    strategy = body.get(strategy_name)
    if not isinstance(strategy, dict):
        return
    step, package = strategy.get(id_name), strategy.get(package_name)
    is_named = isinstance(package, dict) and bool(package.get("DeploymentAction"))
    if is_named or not step:
        strategy.pop(id_name, None)
    elif isinstance(step, Ref) and not is_missing(step):
        del strategy[id_name]
        strategy[package_name] = package_of(step.name)
    if not is_named and isinstance(package, dict) and strategy.get(package_name) is package:
        del strategy[package_name]
    if strategy.get(package_name):
        strategy.pop("Template", None)
    for name in [name for name, value in strategy.items() if value in (None, "")]:
        del strategy[name]
    if not strategy:
        del body[strategy_name]
