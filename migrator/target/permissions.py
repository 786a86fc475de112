"""Which permissions the key's user needs, and which it lacks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from migrator.model.documents import Json, Kind
from migrator.model.report import Finding, Severity
from migrator.target.errors import ForbiddenError, UnexpectedAnswerError
from migrator.target.http import Wire

# Source: OctopusDeploy/message-contracts.ts, permission.ts; in the words of the server.
_NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.ENVIRONMENT: ("EnvironmentCreate", "EnvironmentEdit"),
    Kind.PROJECT_GROUP: ("ProjectGroupCreate", "ProjectGroupEdit"),
    Kind.TAG_SET: ("TagSetCreate", "TagSetEdit"),
    Kind.PROXY: ("ProxyCreate", "ProxyEdit"),
    Kind.GIT_CREDENTIAL: ("GitCredentialEdit",),
    Kind.FEED: ("FeedEdit",),
    Kind.PROJECT_LOGO: ("ProjectEdit", "ProjectView"),
    Kind.TENANT_LOGO: ("TenantEdit", "TenantView"),
    Kind.BUILT_IN_PACKAGE: ("BuiltInFeedPush", "FeedView"),
    Kind.BUILD_INFORMATION: ("BuildInformationPush", "FeedView"),
    Kind.WORKER_POOL: ("WorkerEdit",),
    Kind.LIFECYCLE: ("LifecycleCreate", "LifecycleEdit"),
    Kind.TEAM: ("TeamCreate", "TeamEdit"),
    Kind.TENANT: ("TenantCreate", "TenantEdit"),
    Kind.ACCOUNT: ("AccountCreate", "AccountEdit"),
    Kind.CERTIFICATE: ("CertificateCreate", "CertificateEdit"),
    Kind.MACHINE_POLICY: ("MachinePolicyCreate", "MachinePolicyEdit"),
    Kind.STEP_TEMPLATE: ("ActionTemplateCreate", "ActionTemplateEdit"),
    Kind.STEP_TEMPLATE_VERSION: ("ActionTemplateCreate", "ActionTemplateEdit"),
    Kind.LIBRARY_VARIABLE_SET: ("LibraryVariableSetCreate", "LibraryVariableSetEdit"),
    Kind.SCRIPT_MODULE: ("LibraryVariableSetCreate", "LibraryVariableSetEdit"),
    Kind.DEPLOYMENT_TARGET: ("MachineCreate", "MachineEdit"),
    Kind.LIBRARY_VARIABLES: (
        "LibraryVariableSetEdit",
        "VariableEdit",
        "VariableEditUnscoped",
        "VariableView",
        "VariableViewUnscoped",
    ),
    Kind.PROJECT: ("ProjectCreate", "ProjectEdit"),
    Kind.CHANNEL: ("ProjectEdit", "ProcessEdit"),
    Kind.RUNBOOK: ("RunbookEdit",),
    Kind.DEPLOYMENT_PROCESS: ("ProcessEdit", "ProcessView"),
    Kind.RUNBOOK_PROCESS: ("RunbookEdit", "RunbookView"),
    Kind.PROJECT_VARIABLES: (
        "VariableEdit",
        "VariableEditUnscoped",
        "VariableView",
        "VariableViewUnscoped",
    ),
    Kind.DEPLOYMENT_SETTINGS: ("ProjectEdit",),
    Kind.WORKER: ("WorkerEdit",),
    Kind.TRIGGER: ("TriggerCreate", "TriggerEdit"),
    Kind.TENANT_VARIABLES: (
        "TenantEdit",
        "TenantView",
        "VariableEdit",
        "VariableEditUnscoped",
        "VariableView",
        "VariableViewUnscoped",
    ),
    Kind.VERSION_CONTROL: ("ProjectEdit",),
    Kind.RELEASE: ("ReleaseCreate", "ReleaseEdit", "ReleaseView"),
    Kind.RUNBOOK_SNAPSHOT: ("RunbookEdit", "RunbookView"),
    Kind.SCOPED_USER_ROLES: ("TeamEdit", "TeamView"),
    Kind.SUBSCRIPTION: ("SubscriptionCreate", "SubscriptionEdit"),
}


@dataclass(frozen=True, slots=True)
class Rights:
    """What the key's user may do in a space.

    Attributes:
        granted: permissions that hold for all of the space.
        restricted: permissions that hold for some projects, environments or tenants only.
        system: permissions that hold outside of spaces.
        is_complete: False where the server keeps something from us.
    """

    granted: frozenset[str]
    restricted: frozenset[str] = frozenset()
    system: frozenset[str] = frozenset()
    is_complete: bool = True


def parse_rights(answer: Json) -> Rights | None:
    """Read the answer of `users/{id}/permissions`; None where it has another form.

    Source: OctopusDeploy/go-octopusdeploy, UserPermissionSet.
    """
    match answer:
        case {"SpacePermissions": dict() as in_space, **rest}:
            pass
        case _:
            return None
    names = frozenset(in_space)
    restricted = frozenset(name for name in names if _is_restricted(in_space[name]))
    listed = rest.get("SystemPermissions")
    system = listed if isinstance(listed, list) else []
    return Rights(
        names - restricted,
        restricted,
        frozenset(name for name in system if isinstance(name, str)),
        rest.get("IsPermissionsComplete") is not False,
    )


def _is_restricted(grants: Json) -> bool:
    """Whether each of the grants names something that it is limited to."""
    if not isinstance(grants, list) or not grants:
        return False
    return all(
        isinstance(grant, dict)
        and any(grant[name] for name in grant if name.startswith("RestrictedTo"))
        for grant in grants
    )


def read_permissions(wire: Wire) -> frozenset[str]:
    """The names of all permissions that the target knows; none where it does not tell.

    Source: OctopusDeploy/docs, src/pages/docs/api/_generated/permissions.md.
    """
    try:
        found = wire.get_or_none("/api/permissions/all")
    except (ForbiddenError, UnexpectedAnswerError):
        return frozenset()
    return frozenset(found) if isinstance(found, dict) else frozenset()


def check_system_permissions(
    rights: Rights | None, kinds: Collection[Kind], written: Collection[Kind]
) -> tuple[Finding, ...]:
    """Say which permissions outside of spaces are missing, for roles and for freezes.

    Args:
        rights: of the key's user.
        kinds: of the package's documents.
        written: those of which something is written.
    """
    names: list[str] = []
    if {Kind.USER_ROLE, Kind.SCOPED_USER_ROLES} & set(kinds):
        names.append("UserRoleView")
    if Kind.USER_ROLE in written:
        names.append("UserRoleEdit")
    if Kind.DEPLOYMENT_FREEZE in written:
        names.append("DeploymentFreezeAdminister")
    missing = [name for name in names if rights and name not in rights.system]
    if rights is None or not missing:
        return ()
    return (
        Finding(
            Severity.BLOCKS if rights.is_complete else Severity.WARNING,
            "permission-missing",
            "",
            f"The key's user lacks outside of spaces: {', '.join(missing)}.",
            "Give the user the role System Manager, or leave behind what needs them by exclude = "
            '["user roles:*", "scoped user roles:*", "deployment freezes:*"] under [select].',
        ),
    )


def needed_permissions(kinds: Collection[Kind]) -> tuple[str, ...]:
    """The names that writing documents of these kinds needs, sorted."""
    return tuple(sorted({name for kind in kinds for name in _NEEDED.get(kind, ())}))


def check_permissions(
    space: str, rights: Rights | None, kinds: Collection[Kind], replaced: Collection[Kind] = ()
) -> tuple[Finding, ...]:
    """Say which permissions are missing in the space for documents of these kinds.

    Args:
        space: its name.
        rights: of the key's user there; None where they cannot be read.
        kinds: of the package's documents.
        replaced: those of which the target has some that are replaced.
    """
    needed = needed_permissions(kinds)
    if Kind.BUILT_IN_PACKAGE in replaced:
        # Source: OctopusDeploy/docs, src/pages/docs/api/_generated/permissions.md.
        needed = (*needed, "BuiltInFeedAdminister")
    if rights is None:
        return (
            Finding(
                Severity.INFO,
                "permissions-unknown",
                f"space:{space}",
                f"What the key's user may do in {space} cannot be read.",
                "If the upload is refused, give the user the role Space Manager there.",
            ),
        )
    missing = [n for n in needed if n not in rights.granted and n not in rights.restricted]
    partly = [n for n in needed if n in rights.restricted]
    findings = []
    if missing:
        findings.append(
            Finding(
                Severity.BLOCKS if rights.is_complete else Severity.WARNING,
                "permission-missing",
                f"space:{space}",
                f"The key's user lacks in {space}: {', '.join(missing)}.",
                "Give the user the role Space Manager there, or one that holds these.",
            )
        )
    if partly:
        findings.append(
            Finding(
                Severity.WARNING,
                "permission-restricted",
                f"space:{space}",
                "The key's user has these only for some projects, environments or tenants of "
                f"{space}: {', '.join(partly)}.",
                "Give the user the role Space Manager there, without restrictions.",
            )
        )
    return tuple(findings)
