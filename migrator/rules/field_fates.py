"""What becomes of each member that is not carried, and why.

Together with `FIELDS` this names every member of the API's commands and resources and of the
database's rows, for each kind that we write: carried there, or mapped, server-made, dropped or
reported here. A member that neither names is unknown: it is kept in the package and reported.

Source: the create and modify commands and resources of Octopus Server 2026.1's own API
description (OctopusDeploy/terraform-provider-octopusdeploy, swagger.json); columns and JSON of
databases since 2018.12 (OctopusDeploy/Issues; nine-lives-later/octopus-deploy-decryptor).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from migrator.model.documents import Json, Kind


class Fate(StrEnum):
    """What becomes of a member that is not carried as it is."""

    MAPPED = "mapped"
    """It arrives in another form or place."""
    SERVER_MADE = "server-made"
    """The target makes its own."""
    DROPPED = "dropped"
    """It stays behind without a word, for nothing is lost with it."""
    REPORTED = "reported"
    """It stays behind, and a finding says so wherever it says anything."""


@dataclass(frozen=True, slots=True)
class FieldFate:
    """What becomes of one member, and why."""

    fate: Fate
    reason: str


Fates = Mapping[str, FieldFate]


def _fates(fate: Fate, reason: str, *names: str) -> dict[str, FieldFate]:
    return {name: FieldFate(fate, reason) for name in names}


def mapped(reason: str, *names: str) -> dict[str, FieldFate]:
    """Members that arrive in another form or place."""
    return _fates(Fate.MAPPED, reason, *names)


def made(reason: str, *names: str) -> dict[str, FieldFate]:
    """Members of which the target makes its own."""
    return _fates(Fate.SERVER_MADE, reason, *names)


def dropped(reason: str, *names: str) -> dict[str, FieldFate]:
    """Members that stay behind and are no loss."""
    return _fates(Fate.DROPPED, reason, *names)


def reported(reason: str, *names: str) -> dict[str, FieldFate]:
    """Members that stay behind and are told of."""
    return _fates(Fate.REPORTED, reason, *names)


_IN_PLACE = "the route says it: documents belong to the target's own"
_COPIED_FROM = "asks for a copy of another document; we write each document itself"
_LOOK = "logos are files of the server; with api_url in [source] they move"
_HEALTH = "found out by the target's own health checks"
_BY_LINK = "the target makes it together with its owner"
_OF_COMMIT = "the message of a Git commit, no state of the document"
_IN_SETTINGS = "carried by the deployment settings, where servers do not lose it (Issues #8981)"
_COUNTS = "counts changes on one installation"
_ALLOWED = "what the target's own rules allow"
_FROZEN = "set for the copies that releases and snapshots keep, which are no documents of ours"
_HEAD = "a copy of a member of the endpoint, which is carried"
_EPHEMERAL = "belongs to ephemeral environments, which are not moved"

COMMON: Fates = {
    **made("the target gives its own", "Id", "Links"),
    **made("says who saved it last, and when", "LastModified", "LastModifiedOn", "LastModifiedBy"),
    **made(_COUNTS, "DataVersion"),
    **mapped(_IN_PLACE, "SpaceId"),
}
"""Members that mean the same for each kind."""

_PROCESS: Fates = {
    **made(_COUNTS, "Version"),
    **mapped(_IN_PLACE, "OwnerId", "ProjectId"),
    **dropped(_FROZEN, "IsFrozen", "LastSnapshotId"),
    **made("an index of the references, which are mapped", "RelatedDocumentIds"),
}
_VARIABLES: Fates = {
    **made(_COUNTS, "Version"),
    **mapped(_IN_PLACE, "OwnerId", "OwnerType"),
    **dropped(_FROZEN, "IsFrozen"),
    **made("an index of the references, which are mapped", "RelatedDocumentIds"),
    **made("lists what scopes may name on the target", "ScopeValues"),
}
_SETS: Fates = {
    **made(_BY_LINK, "VariableSetId"),
    **made(_COUNTS, "Version"),
}
_MACHINE: Fates = {
    **mapped(_HEAD, "CommunicationStyle", "Thumbprint", "Fingerprint", "Uri"),
    **mapped("asked for always, for machines arrive disabled", "SkipInitialHealthCheck"),
    **made(_HEALTH, "HealthStatus", "StatusSummary", "Status", "HasLatestCalamari", "IsInProcess"),
    **made(_HEALTH, "OperatingSystem", "ShellName", "ShellVersion", "Architecture"),
}

BY_KIND: Mapping[Kind, Fates] = {
    Kind.SPACE: {
        **dropped("the target has its own default space", "IsDefault"),
        **dropped("the target's own managers keep it; theirs are teams", "SpaceManagersTeams"),
        **dropped("people sign in anew on the target", "SpaceManagersTeamMembers"),
        **dropped("would stop the target's tasks with the source's", "TaskQueueStopped"),
        **reported("no command takes it", "ExtensionSettings", "IsPrivate"),
    },
    Kind.ENVIRONMENT: {
        **mapped(_IN_PLACE, "EnvironmentId"),
        **mapped("tells dynamic environments, which are reported apart", "Type"),
    },
    Kind.PROJECT_GROUP: dropped("empty since lifecycles", "EnvironmentIds", "RetentionPolicyId"),
    Kind.FEED: dropped("the client's own version, no state of the feed", "ClientVersion"),
    Kind.BUILT_IN_PACKAGE: {
        **mapped("the built-in feed of its space", "FeedId", "NuGetFeedId"),
        **mapped("repeats its id", "NuGetPackageId"),
        **made("read from the file", "Title", "Summary", "Description", "ReleaseNotes"),
        **made(
            "follows from the version",
            "VersionMajor", "VersionMinor", "VersionBuild", "VersionRevision", "VersionSpecial",
        ),
        **made("the time of upload", "Published"),
        **dropped("belongs to build information", "PackageVersionBuildInformation"),
    },
    Kind.BUILD_INFORMATION: {
        **mapped("the push has it inside", "OctopusBuildInformation"),
        **mapped("what exists follows the policy", "OverwriteMode", "Replace"),
        **made("the time of upload", "Created"),
        **made(
            "found by the target's own issue tracker",
            "WorkItems", "IssueTrackerName", "IncompleteDataWarning", "VcsCommitUrl",
        ),
    },
    Kind.WORKER_POOL: {
        **dropped("Octopus Cloud's own default pool stays the default", "IsDefault"),
        **made("follows from the type", "CanAddWorkers"),
    },
    Kind.TEAM: {
        **made(_ALLOWED, "CanBeDeleted", "CanBeRenamed", "CanChangeMembers", "CanChangeRoles"),
        **dropped("empty since roles are scoped", "EnvironmentIds", "ProjectIds", "TenantIds"),
        **dropped("empty since roles are scoped", "ProjectGroupIds", "TenantTags"),
    },
    Kind.RELEASE: {
        **mapped(_IN_PLACE, "ProjectId"),
        **made("the time of upload", "Assembled"),
        **made(
            "frozen by the target when it is made",
            "ProjectVariableSetSnapshotId", "ProjectDeploymentProcessSnapshotId",
            "LibraryVariableSetSnapshotIds",
        ),
        **dropped("belongs to packages that a build server pushes", "BuildInformation"),
        **reported("its process lies in Git", "VersionControlReference"),
    },
    Kind.VERSION_CONTROL: {
        **mapped("there is one type", "Type"),
        **reported("what else lies in Git is switched by hand", "ConversionState"),
    },
    Kind.RUNBOOK_SNAPSHOT: {
        **mapped(_IN_PLACE, "ProjectId", "RunbookId"),
        **mapped("it is the one that the runbook has published", "Publish"),
        **made("the time of upload", "Assembled"),
        **made(
            "frozen by the target when it is made",
            "FrozenProjectVariableSetId", "FrozenRunbookProcessId",
            "LibraryVariableSetSnapshotIds", "ProjectVariableSetSnapshotId",
        ),
        **reported("its process lies in Git", "GitReference"),
    },
    Kind.USER_ROLE: made(
        _ALLOWED,
        "CanBeDeleted", "SpacePermissionDescriptions", "SystemPermissionDescriptions",
        "SupportedRestrictions",
    ),
    Kind.SCOPED_USER_ROLES: {
        **mapped(
            "one document of ours holds all of a space",
            "TeamId", "UserRoleId", "ProjectIds", "EnvironmentIds", "TenantIds",
            "ProjectGroupIds",
        ),
        **reported("the API takes no such limit, so what has one stays behind", "TenantTags"),
    },
    # Mapped only: looked up by name, address or identity.
    Kind.USER: {
        **dropped("people sign in anew on the target", "Password", "PasswordHash"),
        **dropped("people sign in anew on the target", "PasswordHashed", "IdentificationToken"),
        **dropped("an identity of the source's sign-in", "ExternalId", "ExternalIdentifiers"),
        **dropped("an identity of the source's sign-in", "Identities"),
        **dropped("the target's own user says it", "IsActive", "IsService", "IsRequestor"),
        **dropped("the target's own user says it", "CanPasswordBeEdited", "Created"),
    },
    Kind.TENANT: {
        **dropped(_COPIED_FROM, "Clone", "ClonedFromTenantId"),
        **mapped("repeats the projects of the links", "ProjectIds"),
        **reported(_LOOK, "LogoAttachmentKey"),
        **dropped("says what kind of file the logo is", "LogoAttachmentMimeType"),
        **reported("no command takes it", "CustomFields"),
    },
    Kind.TENANT_VARIABLES: {
        **mapped(
            "one document of ours holds all values of a tenant",
            "Variables", "LibraryVariables", "ProjectVariables",
        ),
        **mapped(_IN_PLACE, "TenantId", "TenantName"),
        **made("tells of a change since it was read", "ConcurrencyToken"),
    },
    Kind.ACCOUNT: {
        **mapped(_IN_PLACE, "AccountId"),
        **mapped("members of the type go flat beside the others", "Details"),
    },
    Kind.CERTIFICATE: {
        **made(
            "read from the certificate itself",
            "CertificateChain", "CertificateDataFormat", "HasPrivateKey", "IsExpired",
            "IssuerCommonName", "IssuerDistinguishedName", "IssuerOrganization", "NotAfter",
            "NotBefore", "SelfSigned", "SerialNumber", "SignatureAlgorithmName", "Subject",
            "SubjectAlternativeNames", "SubjectCommonName", "SubjectDistinguishedName",
            "SubjectOrganization", "Thumbprint", "Version",
        ),
        **made("the time of upload", "Created"),
        **dropped("what was replaced is archived, and moves as that", "ReplacedBy"),
    },
    Kind.STEP_TEMPLATE: {
        **made(_COUNTS, "Version"),
        **dropped("tells two imports of a template apart on one server", "ImmutableId"),
    },
    Kind.STEP_TEMPLATE_VERSION: {
        **made(_COUNTS, "Version"),
        **mapped("says whose version it is, which its name does", "LatestActionTemplateId"),
        **dropped("said by the template itself", "ImmutableId"),
    },
    Kind.LIBRARY_VARIABLE_SET: _SETS,
    Kind.SCRIPT_MODULE: {**_SETS, **dropped("script modules have none", "Templates")},
    Kind.DEPLOYMENT_TARGET: {
        **_MACHINE,
        **mapped(_IN_PLACE, "MachineId"),
        **mapped(_HEAD, "DeploymentTargetType"),
    },
    Kind.WORKER: {**_MACHINE, **mapped("the list of its pools says it", "WorkerPoolId")},
    Kind.PROJECT: {
        **reported(_LOOK, "LogoAttachmentKey"),
        **dropped("says what kind of file the logo is", "LogoAttachmentMimeType"),
        **made(_BY_LINK, "VariableSetId", "DeploymentProcessId", "DeploymentSettingsId"),
        **mapped(_IN_PLACE, "ProjectId"),
        **mapped(
            _IN_SETTINGS,
            "VersioningStrategy", "ReleaseNotesTemplate", "ProjectConnectivityPolicy",
            "DefaultGuidedFailureMode", "DefaultToSkipIfAlreadyInstalled",
            "DeploymentChangesTemplate", "ForcePackageDownload",
        ),
        **dropped(_COPIED_FROM, "Clone", "ClonedFromProjectId"),
        **dropped(_OF_COMMIT, "ChangeDescription"),
        **reported("names releases, which stay behind", "AutoDeployReleaseOverrides"),
        **mapped(
            "the link to Git is a document of its own",
            "PersistenceSettings", "IsVersionControlled",
        ),
        **dropped(
            "a switch of the server's own machinery, renamed since",
            "ExecuteDeploymentsOnResilientPipeline",
        ),
        **made("an index of the packages that steps use", "UsedPackages"),
        **reported(
            "names a template of Platform Hub, which each instance has its own of",
            "ProjectTemplateDetails",
        ),
        **reported(_EPHEMERAL, "DynamicEnvironmentSettings"),
        **reported(_EPHEMERAL, "ProvisioningRunbookId", "DeprovisioningRunbookId"),
    },
    Kind.CHANNEL: {
        **mapped(_IN_PLACE, "ProjectId"),
        **made("follows from whether it has ephemeral environments", "Type"),
        **reported(
            _EPHEMERAL,
            "AutomaticEphemeralEnvironmentDeployments", "EphemeralEnvironmentNameTemplate",
            "ParentEnvironmentId",
        ),
    },
    Kind.RUNBOOK: {
        **mapped(_IN_PLACE, "ProjectId"),
        **made(_BY_LINK, "RunbookProcessId"),
        **mapped("the snapshot is a document of its own", "PublishedRunbookSnapshotId"),
        **dropped(_COPIED_FROM, "Clone"),
    },
    Kind.TRIGGER: {
        **mapped(_IN_PLACE, "ProjectId"),
        **mapped("repeats the type of the filter", "TriggerType", "Type"),
    },
    Kind.SUBSCRIPTION: made("there is one type", "Type"),
    Kind.DEPLOYMENT_PROCESS: {**_PROCESS, **dropped(_OF_COMMIT, "ChangeDescription")},
    Kind.RUNBOOK_PROCESS: {**_PROCESS, **mapped(_IN_PLACE, "RunbookId")},
    Kind.PROJECT_VARIABLES: _VARIABLES,
    Kind.LIBRARY_VARIABLES: _VARIABLES,
    Kind.DEPLOYMENT_SETTINGS: {
        **mapped(_IN_PLACE, "ProjectId"),
        **dropped(_OF_COMMIT, "ChangeDescription"),
    },
}  # fmt: skip
"""Members of each kind beside the common ones."""

_BY_LOWER_NAME: Mapping[Kind, Fates] = {
    kind: {name.casefold(): fate for name, fate in {**COMMON, **BY_KIND.get(kind, {})}.items()}
    for kind in Kind
}


def fate_of(kind: Kind, member: str) -> FieldFate | None:
    """What becomes of a member that is not carried, in any case; None if it is unknown."""
    return _BY_LOWER_NAME[kind].get(member.casefold())


def is_left(kind: Kind, member: str, value: Json) -> bool:
    """Whether a member stays behind without a word."""
    found = fate_of(kind, member)
    if found is None:
        return False
    return found.fate is not Fate.REPORTED or _says_nothing(value)


def _says_nothing(value: Json) -> bool:
    if isinstance(value, dict):
        return all(map(_says_nothing, value.values()))
    return value in (None, "", False) or value == []
