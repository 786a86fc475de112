"""Where documents hold ids, and the one walk that finds and replaces them.

Source: OctopusDeploy/OctopusClients (resources), OctopusDeployLabs/SpaceCloner (ActionCloner.ps1),
OctopusSolutionsEngineering/OctopusTerraformExport (octopus_action_processor.go).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from migrator.model.documents import Kind
from migrator.rules.freezes import SCOPE, TENANT_SCOPE

ANY = "*"


class Form(Enum):
    """How the reference is written."""

    ID = auto()
    LIST = auto()
    """A comma list of ids in one text."""
    JSON = auto()
    """JSON in a text; the rule's `inside` says where in it."""
    TAG = auto()
    """A tag: canonical `Set/Tag`, or in databases its id."""
    FEED = auto()
    """A feed's id, or its name in old data. Source: OctopusDeploy/Issues #6685."""


@dataclass(frozen=True, slots=True)
class When:
    """Holds if the nearest enclosing object that has `member` has one of `values` there."""

    member: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """What lies at `pointer` in a `holder` document refers to a `points_to`.

    Attributes:
        pointer: path from the document's root; "*" stands for each item or key.
        inside: for Form.JSON, the path within the parsed text.
        also: other kinds that may stand there too.
    """

    holder: Kind
    pointer: tuple[str, ...]
    points_to: Kind
    form: Form = Form.ID
    when: When | None = None
    inside: tuple[str, ...] = ()
    also: frozenset[Kind] = frozenset()

    @property
    def kinds(self) -> frozenset[Kind]:
        """Every kind that may stand there."""
        return self.also | {self.points_to}


def _ids(holder: Kind, points_to: Kind, *pointers: str) -> tuple[ReferenceRule, ...]:
    return tuple(ReferenceRule(holder, _split(pointer), points_to) for pointer in pointers)


def _tags(holder: Kind, *pointers: str) -> tuple[ReferenceRule, ...]:
    return tuple(ReferenceRule(holder, _split(pointer), Kind.TAG, Form.TAG) for pointer in pointers)


def _split(pointer: str) -> tuple[str, ...]:
    return tuple(pointer.split("/"))


def _scoped(holder: Kind) -> tuple[ReferenceRule, ...]:
    return (
        *_ids(holder, Kind.ENVIRONMENT, "EnvironmentIds/*"),
        *_ids(holder, Kind.TENANT, "TenantIds/*"),
        *_tags(holder, "TenantTags/*"),
    )


ACCOUNT_TYPES = frozenset(
    {
        "AmazonWebServicesAccount",
        "AzureAccount",
        "GoogleCloudAccount",
        "UsernamePasswordAccount",
        "GenericOidcAccount",
    }
)
"""Variable types and control types whose value is an account's id."""

_TYPED: Mapping[Kind, frozenset[str]] = {
    Kind.ACCOUNT: ACCOUNT_TYPES,
    Kind.CERTIFICATE: frozenset({"Certificate"}),
    Kind.WORKER_POOL: frozenset({"WorkerPool"}),
}


def _variables(holder: Kind) -> tuple[ReferenceRule, ...]:
    scope = "Variables/*/Scope/"
    return (
        *_ids(holder, Kind.ENVIRONMENT, f"{scope}Environment/*"),
        *_ids(holder, Kind.DEPLOYMENT_TARGET, f"{scope}Machine/*"),
        *_ids(holder, Kind.CHANNEL, f"{scope}Channel/*"),
        *_tags(holder, f"{scope}TenantTag/*"),
        *_ids(holder, Kind.ACTION, f"{scope}Action/*"),
        ReferenceRule(
            holder,
            _split(f"{scope}ProcessOwner/*"),
            Kind.PROJECT,
            also=frozenset({Kind.RUNBOOK}),
        ),
        *(
            ReferenceRule(holder, _split("Variables/*/Value"), kind, when=When("Type", types))
            for kind, types in _TYPED.items()
        ),
    )


def _templates(holder: Kind, member: str) -> tuple[ReferenceRule, ...]:
    value = (member, ANY, "DefaultValue")
    return (
        *(
            ReferenceRule(holder, value, kind, when=When(CONTROL_TYPE, types))
            for kind, types in _TYPED.items()
        ),
        ReferenceRule(
            holder,
            value,
            Kind.FEED,
            Form.JSON,
            When(CONTROL_TYPE, frozenset({"Package"})),
            ("FeedId",),
        ),
    )


CONTROL_TYPE = "Octopus.ControlType"

_PROPERTY_IDS: tuple[tuple[str, Kind], ...] = (
    ("Octopus.Action.Template.Id", Kind.STEP_TEMPLATE),
    ("Octopus.Action.DeployRelease.ProjectId", Kind.PROJECT),
    ("Octopus.Action.Azure.AccountId", Kind.ACCOUNT),
)
_PROPERTY_FEEDS = ("Octopus.Action.Package.FeedId", "Octopus.Action.Package.NuGetFeedId")
_PROPERTY_LISTS: tuple[tuple[str, Kind], ...] = (
    ("Octopus.Action.Manual.ResponsibleTeamIds", Kind.TEAM),
    ("Octopus.Action.Email.ToTeamIds", Kind.TEAM),
    ("Octopus.Action.Email.CCTeamIds", Kind.TEAM),
    ("Octopus.Action.Email.BccTeamIds", Kind.TEAM),
    ("Octopus.Action.ArgoCD.Sync.Environments", Kind.ENVIRONMENT),
    ("Octopus.Action.ArgoCD.PullRequest.Environments", Kind.ENVIRONMENT),
)
_DEPLOY_RELEASE = When("ActionType", frozenset({"Octopus.DeployRelease"}))


def _properties(holder: Kind, prefix: tuple[str, ...]) -> tuple[ReferenceRule, ...]:
    place = (*prefix, "Properties")
    return (
        *(ReferenceRule(holder, (*place, name), kind) for name, kind in _PROPERTY_IDS),
        *(ReferenceRule(holder, (*place, name), Kind.FEED, Form.FEED) for name in _PROPERTY_FEEDS),
        *(ReferenceRule(holder, (*place, name), kind, Form.LIST) for name, kind in _PROPERTY_LISTS),
        # Ids of actions in the same process. They change on save, so this one is set later.
        ReferenceRule(
            holder, (*place, "Octopus.Action.Docker.RemoveSteps"), Kind.ACTION, Form.LIST
        ),
        ReferenceRule(
            holder,
            (*place, "Octopus.Action.KubernetesContainers.Containers"),
            Kind.FEED,
            Form.JSON,
            inside=(ANY, "FeedId"),
        ),
        ReferenceRule(
            holder, (*place, "Octopus.Action.Package.PackageId"), Kind.PROJECT, when=_DEPLOY_RELEASE
        ),
        ReferenceRule(holder, (*prefix, "Packages", ANY, "FeedId"), Kind.FEED, Form.FEED),
        ReferenceRule(
            holder, (*prefix, "Packages", ANY, "PackageId"), Kind.PROJECT, when=_DEPLOY_RELEASE
        ),
        ReferenceRule(
            holder, (*prefix, "GitDependencies", ANY, "GitCredentialId"), Kind.GIT_CREDENTIAL
        ),
    )


def _process(holder: Kind) -> tuple[ReferenceRule, ...]:
    action = ("Steps", ANY, "Actions", ANY)
    return (
        ReferenceRule(holder, (*action, "WorkerPoolId"), Kind.WORKER_POOL),
        ReferenceRule(holder, (*action, "Container", "FeedId"), Kind.FEED, Form.FEED),
        ReferenceRule(holder, (*action, "Environments", ANY), Kind.ENVIRONMENT),
        ReferenceRule(holder, (*action, "ExcludedEnvironments", ANY), Kind.ENVIRONMENT),
        ReferenceRule(holder, (*action, "Channels", ANY), Kind.CHANNEL),
        ReferenceRule(holder, (*action, "TenantTags", ANY), Kind.TAG, Form.TAG),
        *_properties(holder, action),
    )


_FILTER = "EventNotificationSubscription/Filter"

RULES: tuple[ReferenceRule, ...] = (
    *_tags(Kind.ENVIRONMENT, "EnvironmentTags/*"),
    *_ids(
        Kind.LIFECYCLE,
        Kind.ENVIRONMENT,
        "Phases/*/AutomaticDeploymentTargets/*",
        "Phases/*/OptionalDeploymentTargets/*",
    ),
    *_tags(Kind.TENANT, "TenantTags/*"),
    *_ids(Kind.TENANT, Kind.PROJECT, "ProjectEnvironments/*/ProjectId"),
    *_ids(Kind.TENANT, Kind.ENVIRONMENT, "ProjectEnvironments/*/EnvironmentIds/*"),
    # What a value refers to, its template tells: see `rewriting`.
    *_ids(Kind.TENANT_VARIABLES, Kind.VARIABLE_TEMPLATE, "Values/*/Template"),
    *_ids(Kind.TENANT_VARIABLES, Kind.ENVIRONMENT, "Values/*/Environments/*"),
    *_ids(Kind.TEAM, Kind.USER, "MemberUserIds/*"),
    *_ids(Kind.SCOPED_USER_ROLES, Kind.TEAM, "Grants/*/TeamId"),
    *_ids(Kind.SCOPED_USER_ROLES, Kind.USER_ROLE, "Grants/*/UserRoleId"),
    *_ids(Kind.SCOPED_USER_ROLES, Kind.PROJECT, "Grants/*/ProjectIds/*"),
    *_ids(Kind.SCOPED_USER_ROLES, Kind.ENVIRONMENT, "Grants/*/EnvironmentIds/*"),
    *_ids(Kind.SCOPED_USER_ROLES, Kind.TENANT, "Grants/*/TenantIds/*"),
    *_ids(Kind.SCOPED_USER_ROLES, Kind.PROJECT_GROUP, "Grants/*/ProjectGroupIds/*"),
    *_scoped(Kind.ACCOUNT),
    *_scoped(Kind.CERTIFICATE),
    *_ids(Kind.MACHINE_POLICY, Kind.ACCOUNT, "MachineUpdatePolicy/TentacleUpdateAccountId"),
    *_properties(Kind.STEP_TEMPLATE, ()),
    *_templates(Kind.STEP_TEMPLATE, "Parameters"),
    *_properties(Kind.STEP_TEMPLATE_VERSION, ()),
    *_templates(Kind.STEP_TEMPLATE_VERSION, "Parameters"),
    *_templates(Kind.LIBRARY_VARIABLE_SET, "Templates"),
    *_variables(Kind.LIBRARY_VARIABLES),
    *_scoped(Kind.DEPLOYMENT_TARGET),
    *_ids(Kind.DEPLOYMENT_TARGET, Kind.MACHINE_POLICY, "MachinePolicyId"),
    *_ids(
        Kind.DEPLOYMENT_TARGET,
        Kind.ACCOUNT,
        "Endpoint/AccountId",
        "Endpoint/Authentication/AccountId",
    ),
    *_ids(
        Kind.DEPLOYMENT_TARGET,
        Kind.PROXY,
        "Endpoint/ProxyId",
        "Endpoint/TentacleEndpointConfiguration/ProxyId",
    ),
    *_ids(
        Kind.DEPLOYMENT_TARGET,
        Kind.CERTIFICATE,
        "Endpoint/ClusterCertificate",
        "Endpoint/Authentication/ClientCertificate",
    ),
    *_ids(Kind.DEPLOYMENT_TARGET, Kind.WORKER_POOL, "Endpoint/DefaultWorkerPoolId"),
    *_ids(Kind.DEPLOYMENT_TARGET, Kind.FEED, "Endpoint/Container/FeedId"),
    *_ids(Kind.WORKER, Kind.WORKER_POOL, "WorkerPoolIds/*"),
    *_ids(Kind.WORKER, Kind.MACHINE_POLICY, "MachinePolicyId"),
    *_ids(Kind.WORKER, Kind.ACCOUNT, "Endpoint/AccountId"),
    *_ids(
        Kind.WORKER,
        Kind.PROXY,
        "Endpoint/ProxyId",
        "Endpoint/TentacleEndpointConfiguration/ProxyId",
    ),
    *_ids(
        Kind.TRIGGER,
        Kind.ENVIRONMENT,
        "Filter/EnvironmentIds/*",
        "Action/EnvironmentId",
        "Action/EnvironmentIds/*",
        "Action/SourceEnvironmentIds/*",
        "Action/DestinationEnvironmentId",
    ),
    *_ids(Kind.TRIGGER, Kind.CHANNEL, "Action/ChannelId"),
    *_ids(Kind.TRIGGER, Kind.RUNBOOK, "Action/RunbookId"),
    *_ids(Kind.TRIGGER, Kind.TENANT, "Action/TenantIds/*"),
    *_tags(Kind.TRIGGER, "Action/TenantTags/*", "Action/RunbookTags/*"),
    *_ids(Kind.SUBSCRIPTION, Kind.PROJECT, f"{_FILTER}/Projects/*"),
    *_ids(Kind.SUBSCRIPTION, Kind.PROJECT_GROUP, f"{_FILTER}/ProjectGroups/*"),
    *_ids(Kind.SUBSCRIPTION, Kind.ENVIRONMENT, f"{_FILTER}/Environments/*"),
    *_ids(Kind.SUBSCRIPTION, Kind.TENANT, f"{_FILTER}/Tenants/*"),
    *_ids(Kind.SUBSCRIPTION, Kind.USER, f"{_FILTER}/Users/*"),
    *_tags(Kind.SUBSCRIPTION, f"{_FILTER}/Tags/*"),
    *_ids(
        Kind.SUBSCRIPTION,
        Kind.TEAM,
        "EventNotificationSubscription/EmailTeams/*",
        "EventNotificationSubscription/WebhookTeams/*",
    ),
    *_ids(Kind.PROJECT, Kind.PROJECT_GROUP, "ProjectGroupId"),
    *_ids(Kind.PROJECT, Kind.LIFECYCLE, "LifecycleId"),
    ReferenceRule(
        Kind.PROJECT,
        _split("IncludedLibraryVariableSetIds/*"),
        Kind.LIBRARY_VARIABLE_SET,
        also=frozenset({Kind.SCRIPT_MODULE}),
    ),
    *_tags(Kind.PROJECT, "ProjectTags/*"),
    *_ids(Kind.DEPLOYMENT_FREEZE, Kind.PROJECT, f"{SCOPE}/*/ProjectId"),
    *_ids(Kind.DEPLOYMENT_FREEZE, Kind.ENVIRONMENT, f"{SCOPE}/*/EnvironmentIds/*"),
    *_ids(Kind.DEPLOYMENT_FREEZE, Kind.TENANT, f"{TENANT_SCOPE}/*/TenantId"),
    *_ids(Kind.DEPLOYMENT_FREEZE, Kind.PROJECT, f"{TENANT_SCOPE}/*/ProjectId"),
    *_ids(Kind.DEPLOYMENT_FREEZE, Kind.ENVIRONMENT, f"{TENANT_SCOPE}/*/EnvironmentId"),
    *_ids(Kind.RELEASE, Kind.CHANNEL, "ChannelId"),
    *_ids(Kind.VERSION_CONTROL, Kind.GIT_CREDENTIAL, "Credentials/Id"),
    *_ids(Kind.PROJECT, Kind.CHANNEL, "ReleaseCreationStrategy/ChannelId"),
    *_ids(Kind.PROJECT, Kind.ACTION, "ReleaseCreationStrategy/ReleaseCreationPackageStepId"),
    *_templates(Kind.PROJECT, "Templates"),
    *_ids(Kind.CHANNEL, Kind.LIFECYCLE, "LifecycleId"),
    *_tags(Kind.CHANNEL, "TenantTags/*"),
    *_ids(Kind.RUNBOOK, Kind.ENVIRONMENT, "Environments/*"),
    *_tags(Kind.RUNBOOK, "RunbookTags/*"),
    *_process(Kind.DEPLOYMENT_PROCESS),
    *_process(Kind.RUNBOOK_PROCESS),
    *_variables(Kind.PROJECT_VARIABLES),
    # Older data name the donor step by its id. Source: OctopusDeploy/OctopusClients.
    *_ids(Kind.DEPLOYMENT_SETTINGS, Kind.ACTION, "VersioningStrategy/DonorPackageStepId"),
)

_BY_HOLDER: Mapping[Kind, tuple[ReferenceRule, ...]] = {
    kind: tuple(rule for rule in RULES if rule.holder is kind) for kind in Kind
}


def rules_for(holder: Kind) -> tuple[ReferenceRule, ...]:
    """The rules of one kind, in the order in which they apply."""
    return _BY_HOLDER[holder]


def parameter_rule(holder: Kind, pointer: tuple[str, ...], control: str) -> ReferenceRule | None:
    """The rule for a property that carries a step template's parameter, by its control type."""
    if control == "Package":
        return ReferenceRule(holder, pointer, Kind.FEED, Form.JSON, inside=("FeedId",))
    for kind, types in _TYPED.items():
        if control in types:
            return ReferenceRule(holder, pointer, kind)
    return None


def apply_rule(node: object, rule: ReferenceRule, visit: Callable[[object], object]) -> None:
    """Replace in place what the rule points at by what `visit` gives for it."""
    _apply(node, rule.pointer, rule.when, visit, ())


def _apply(
    node: object,
    pointer: tuple[str, ...],
    when: When | None,
    visit: Callable[[object], object],
    around: tuple[Mapping[str, object], ...],
) -> None:
    head, rest = pointer[0], pointer[1:]
    match node:
        case dict():
            inner = (*around, node)
            keys: Iterable[str] = list(node) if head == ANY else [head] if head in node else []
            for key in keys:
                if rest:
                    _apply(node[key], rest, when, visit, inner)
                elif _holds(when, inner):
                    node[key] = visit(node[key])
        case list() if head == ANY:
            for index, item in enumerate(node):
                if rest:
                    _apply(item, rest, when, visit, around)
                elif _holds(when, around):
                    node[index] = visit(item)
        case _:
            return


def _holds(when: When | None, around: tuple[Mapping[str, object], ...]) -> bool:
    if when is None:
        return True
    for holder in reversed(around):
        value = member_of(holder, when.member)
        if value is not None:
            return isinstance(value, str) and value in when.values
    return False


def member_of(holder: Mapping[str, object], member: str) -> object:
    """A member, or for the control type that of the object's display settings."""
    if member == CONTROL_TYPE:
        settings = holder.get("DisplaySettings")
        return settings.get(CONTROL_TYPE) if isinstance(settings, dict) else None
    return holder.get(member)
