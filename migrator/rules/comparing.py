"""Does the target hold what it should? Tolerates what servers are known to change by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migrator.model.documents import (
    Body,
    Embedded,
    Joined,
    Json,
    Kind,
    Node,
    Ref,
    Slot,
    escape_pointer,
)
from migrator.model.report import Difference
from migrator.rules.fields import FIELDS, is_process, is_variables
from migrator.rules.freezes import SCOPE, TENANT_SCOPE, tenant_scope_key
from migrator.rules.granting import grant_key
from migrator.rules.groups import GROUPS, group_key
from migrator.rules.kinds import match_key
from migrator.rules.merging import link_key, name_key, variable_key
from migrator.rules.publishing import package_key
from migrator.rules.tenant_values import says_nothing, value_key

# Maps whose keys users choose: here a key that only the target has is a difference.
_MAPS = frozenset({"Properties", "Scope", "DisplaySettings", "Values"})
# Server-made properties. Source: OctopusSolutionsEngineering/OctopusTerraformExport,
# octopus_action_processor.go; OctopusDeploy/terraform-provider-octopusdeploy.
_MIRRORED = (
    "Octopus.Action.Package.FeedId",
    "Octopus.Action.Package.PackageId",
    "Octopus.Action.Package.DownloadOnTentacle",
)
_SERVER_MADE = ("OctopusUseBundledTooling", "Octopus.Action.RunOnServer", *_MIRRORED)
# Source: OctopusSolutionsEngineering/OctopusTerraformExport, octopus_action_processor.go.
_SERVER_ONLY = frozenset(
    {
        "Octopus.Manual", "Octopus.Email", "Octopus.DeployRelease", "Octopus.HealthCheck",
        "Octopus.JiraIntegration.ServiceDeskAction", "Octopus.AzureResourceGroup",
        "Octopus.AwsRunCloudFormation", "Octopus.AwsApplyCloudFormationChangeSet",
        "Octopus.AwsDeleteCloudFormation", "Octopus.Kubernetes.Kustomize",
        "Octopus.HelmChartUpgrade",
    }
)  # fmt: skip
_UNORDERED = frozenset(
    {
        "EnvironmentIds", "TenantIds", "TenantTags", "Environments", "ExcludedEnvironments",
        "Channels", "Roles", "AutomaticDeploymentTargets", "OptionalDeploymentTargets",
        "ProjectTags", "RunbookTags", "EnvironmentTags", "Scopes", "Environment", "Machine",
        "Role", "Channel", "Action", "TenantTag", "ProcessOwner", "AllowedRepositories",
        "ProjectIds", "ProjectGroupIds", "MemberUserIds", "GrantedSpacePermissions",
        "GrantedSystemPermissions",
    }
)  # fmt: skip


def differences(
    kind: Kind, expected: Body, found: Body, *, ignore: frozenset[str] = frozenset()
) -> tuple[Difference, ...]:
    """Give every place where the target is not what is expected, in order.

    Members that the expectation lacks are not known and not compared. Secrets are compared only
    as set or not set; in variable sets the API does not even tell that.

    Args:
        kind: the kind of both bodies.
        expected: what should be there.
        found: what the target holds.
        ignore: members of the first level to leave out.
    """
    facts = {item.name: item for item in FIELDS[kind]}
    compare = _Comparer(is_variables(kind))
    result: list[Difference] = []
    for name, value in expected.items():
        there, known = found.get(name), facts[name]
        is_unsaid = known.may_be_unsaid and _is_empty(there)
        if name not in ignore and known.is_compared and not is_unsaid:
            result.extend(compare.nodes(value, there, f"/{name}", name))
    if is_process(kind):
        result = [item for item in result if not _is_normalised(item, expected)]
    return tuple(result)


def _is_normalised(item: Difference, expected: Body) -> bool:
    """Whether the server put the process right.

    The first step cannot start with a previous one, a step of one action takes its name, and
    properties repeat the primary package.
    Source: OctopusDeploy/terraform-provider-octopusdeploy, resource_process_step.go.
    """
    match item.pointer.split("/"):
        case ["", "Steps", "0", "StartTrigger"]:
            return item.found == "StartAfterPrevious"
        case ["", "Steps", index, "Name"]:
            steps = expected.get("Steps")
            step = steps[int(index)] if isinstance(steps, list) else None
            actions = step.get("Actions") if isinstance(step, dict) else None
            if isinstance(actions, list) and len(actions) == 1 and isinstance(actions[0], dict):
                return actions[0].get("Name") == item.found
            return False
        case ["", "Steps", s, "Actions", a, "Properties", "Octopus.Action.RunOnServer"]:
            forced = _member_of_action(expected, int(s), int(a), "ActionType") in _SERVER_ONLY
            return forced and str(item.found).casefold() == "true"
        case ["", "Steps", s, "Actions", a, "Properties", name] if name in _MIRRORED:
            return has_primary_package(expected, int(s), int(a))
        case _:
            return False


def has_primary_package(process: Body, step: int, action: int) -> bool:
    """Whether the action has a package without a name, which its properties then repeat."""
    packages = _member_of_action(process, step, action, "Packages")
    return any(
        isinstance(package, dict) and package.get("Name") in ("", None)
        for package in (packages if isinstance(packages, list) else ())
    )


def _member_of_action(process: Body, step: int, action: int, name: str) -> Node:
    node: Node = process
    for member, index in (("Steps", step), ("Actions", action)):
        items = node.get(member) if isinstance(node, dict) else None
        node = items[index] if isinstance(items, list) and index < len(items) else None
    return node.get(name) if isinstance(node, dict) else None


class _Comparer:
    def __init__(self, hidden_secrets: bool) -> None:  # noqa: FBT001 - private
        self._hidden_secrets = hidden_secrets

    def nodes(self, expected: Node, found: Node, pointer: str, name: str) -> Iterator[Difference]:
        if _is_empty(expected) and _is_empty(found):
            return
        match expected, found:
            case (Slot(), _) | (_, Slot()):
                left_behind = isinstance(expected, Slot) and not expected.readable
                same = isinstance(expected, Slot) == isinstance(found, Slot)
                if not self._hidden_secrets and not left_behind and not same:
                    yield Difference(pointer, _shown(expected), _shown(found))
            case Embedded(node=one), Embedded(node=two):
                yield from self.nodes(one, two, pointer, name)
            case dict(), dict():
                yield from self._maps(expected, found, pointer, name)
            case list(), list():
                yield from self._lists(expected, found, pointer, name)
            case str(one), str(two) if name == "Name" and one.strip() == two.strip():
                return  # servers trim names
            case _:
                if not _same_leaf(expected, found):
                    yield Difference(pointer, _shown(expected), _shown(found))

    def _maps(
        self, expected: dict[str, Node], found: dict[str, Node], pointer: str, name: str
    ) -> Iterator[Difference]:
        is_map = name in _MAPS
        by_key = found if is_map else {key.casefold(): value for key, value in found.items()}
        for key, value in expected.items():
            other = by_key.get(key if is_map else key.casefold())
            yield from self.nodes(value, other, f"{pointer}/{escape_pointer(key)}", key)
        if is_map:
            for key, value in found.items():
                if key not in expected and not _is_empty(value) and key not in _SERVER_MADE:
                    yield Difference(f"{pointer}/{escape_pointer(key)}", None, _shown(value))

    def _lists(
        self, expected: list[Node], found: list[Node], pointer: str, name: str
    ) -> Iterator[Difference]:
        if name in _UNORDERED:
            ours, theirs = sorted(map(_sortable, expected)), sorted(map(_sortable, found))
            if ours != theirs:
                yield Difference(pointer, _shown(expected), _shown(found))
            return
        if name in _KEYED:
            found = _aligned(expected, found, _KEYED[name])
        for index, (one, two) in enumerate(zip(expected, found, strict=False)):
            if name == "Values" and two is None and says_nothing(one):
                continue  # was not sent
            yield from self.nodes(one, two, f"{pointer}/{index}", name)
        for index, item in enumerate(expected[len(found) :], start=len(found)):
            yield Difference(f"{pointer}/{index}", _shown(item), None)
        for index, item in enumerate(found[len(expected) :], start=len(expected)):
            yield Difference(f"{pointer}/{index}", None, _shown(item))


_KEYED: Mapping[str, Callable[[Node], str]] = {
    "Variables": variable_key,
    "Tags": name_key,
    "Templates": name_key,
    "Parameters": name_key,
    "Packages": name_key,
    "ProjectEnvironments": link_key,
    "Values": value_key,
    "Grants": grant_key,
    GROUPS: group_key,
    SCOPE: link_key,
    TENANT_SCOPE: tenant_scope_key,
    "SelectedPackages": package_key,
}
"""Lists whose order means nothing: items are compared with the one of the same key."""


def _aligned(expected: list[Node], found: list[Node], key_of: Callable[[Node], str]) -> list[Node]:
    """The found items in the order of the expected ones; None where there is none."""
    waiting: dict[str, list[Node]] = {}
    for item in found:
        waiting.setdefault(key_of(item), []).append(item)
    matched = [
        waiting[key].pop(0) if waiting.get(key := key_of(item)) else None for item in expected
    ]
    return [*matched, *(item for items in waiting.values() for item in items)]


def _sortable(node: Node) -> str:
    return str(node).strip().casefold()


def _is_empty(node: Node) -> bool:
    return node is None or node in ("", [], {})


def _same_leaf(expected: Node, found: Node) -> bool:
    if isinstance(expected, bool) or isinstance(found, bool):
        return str(expected).casefold() == str(found).casefold()
    match expected, found:
        case Ref(), Ref():
            return match_key(expected) == match_key(found)
        case Joined(items=one), Joined(items=two):
            return sorted(map(_sortable, one)) == sorted(map(_sortable, two))
        case str(), str():
            return expected == found or _same_word(expected, found)
        case (int() | float(), str()) | (str(), int() | float()):
            return str(expected) == str(found)
        case _:
            return expected == found


def _same_word(one: str, two: str) -> bool:
    # Portals lower the case of boolean texts. Source: help.octopus.com topic 2629.
    return one.casefold() == two.casefold() and one.casefold() in {"true", "false"}


def _shown(node: Node) -> Json:
    """A value for a report: refs by name, secrets only as set."""
    match node:
        case Ref():
            return str(node)
        case Slot():
            return "(a secret is set)"
        case Joined(separator=separator, items=items):
            return separator.join(str(item) for item in items)
        case Embedded(node=inner):
            return _shown(inner)
        case dict():
            return {key: _shown(item) for key, item in node.items()}
        case list():
            return [_shown(item) for item in node]
        case _:
            return node
