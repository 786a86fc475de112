"""Which members of each kind are carried, and what an absent one stands for.

Names are those of the REST API. What no table names is kept in the package and reported,
never sent. Source: the create and modify commands of Octopus Server 2026.1's own API
description (OctopusDeploy/terraform-provider-octopusdeploy, swagger.json).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from migrator.model.documents import Json, Kind


class SecretForm(StrEnum):
    """How the API takes a secret."""

    NONE = "none"
    SENSITIVE = "sensitive value"
    """An object `{"HasValue": true, "NewValue": "..."}`."""
    TEXT = "text"
    """A plain string."""


@dataclass(frozen=True, slots=True)
class Field:
    """One member.

    Attributes:
        default: what an absent or null member stands for.
        secret: the member as a whole is a secret.
        not_compared: why its value is not compared, where servers are known to choose it.
        may_be_unsaid: compared only where the target says it.
        waits: set by the link step, because it may point at what comes later.
    """

    name: str
    default: Json = None
    secret: SecretForm = SecretForm.NONE
    not_compared: str = ""
    may_be_unsaid: bool = False
    waits: bool = False

    @property
    def is_compared(self) -> bool:
        """Whether plan and verify look at its value."""
        return not self.not_compared


def _plain(*names: str) -> tuple[Field, ...]:
    return tuple(map(Field, names))


_SELECTED = (
    Field("SelectedPackages", []),
    Field("SelectedGitResources", []),
    Field("Process", not_compared="what it froze: compared before it was carried"),
)
_NAME = Field("Name")
_VERSION = _plain("PackageId", "Version")
SLUG = "Slug"
_SLUG = Field(SLUG)
_DESCRIPTION = Field("Description", "")
_ORDER = Field("SortOrder", 0, not_compared="servers append: the order is compared as a whole")
_SCOPE = (
    Field("EnvironmentIds", []),
    Field("TenantIds", []),
    Field("TenantTags", []),
    Field("TenantedDeploymentParticipation", "Untenanted"),
)
_ICON = Field("Icon", waits=True)  # has a route of its own
_NAMED = (_NAME, _SLUG, _DESCRIPTION)


def _secret(name: str) -> Field:
    return Field(name, secret=SecretForm.SENSITIVE)


_STEP_TEMPLATE = (
    _NAME,
    _DESCRIPTION,
    Field("ActionType"),
    Field("Properties", {}),
    Field("Packages", []),
    Field("GitDependencies", []),
    Field("Parameters", []),
    *_plain("Inputs", "StepPackageVersion"),
    Field(
        "CommunityActionTemplateId",
        not_compared="given by the installation: a finding tells where the target's library "
        "lacks the template",
    ),
)


FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.SPACE: (_NAME, _SLUG, _DESCRIPTION, _ICON),
    Kind.ENVIRONMENT: (
        *_NAMED,
        _ORDER,
        Field("UseGuidedFailure", default=False),
        Field("AllowDynamicInfrastructure", default=False),
        Field("ExtensionSettings", []),
        Field("EnvironmentTags", []),
    ),
    Kind.PROJECT_GROUP: _NAMED,
    Kind.TAG_SET: (
        _NAME,
        _DESCRIPTION,
        _ORDER,
        Field("Tags", []),
        Field("Type", "MultiSelect"),
        Field("Scopes", ["Tenant"]),
    ),
    Kind.PROXY: (
        _NAME,
        Field("Host", ""),
        Field("Port", 80),
        Field("ProxyType", "HTTP"),
        Field("Username"),
        _secret("Password"),
    ),
    Kind.GIT_CREDENTIAL: (
        _NAME,
        _DESCRIPTION,
        Field("Details"),
        Field("RepositoryRestrictions", {"Enabled": False, "AllowedRepositories": []}),
    ),
    Kind.FEED: (
        Field("FeedType"),
        _NAME,
        _SLUG,
        Field(
            "PackageAcquisitionLocationOptions",
            [],
            not_compared="follows from the type: servers put in what it allows",
        ),
        *_plain("FeedUri", "Username"),
        _secret("Password"),
        Field("EnhancedMode"),
        *_plain("DownloadAttempts", "DownloadRetryBackoffSeconds", "ApiVersion", "RegistryPath"),
        *_plain("Region", "AccessKey"),
        _secret("SecretKey"),
        *_plain("UseMachineCredentials", "OidcAuthentication", "Repository", "LayoutRegex"),
        *_plain("UseServiceAccountKey", "Project"),
        _secret("ServiceAccountJsonKey"),
        *_plain("DeleteUnreleasedPackagesAfterDays", "IsBuiltInRepoSyncEnabled"),
        Field("DeletePackagesAssociatedWithReleases"),
    ),
    # Like a secret it cannot be compared: servers may keep a picture in another form.
    Kind.PROJECT_LOGO: (Field("Content", secret=SecretForm.TEXT),),
    Kind.TENANT_LOGO: (Field("Content", secret=SecretForm.TEXT),),
    Kind.BUILT_IN_PACKAGE: (
        *_VERSION,
        Field("FileExtension"),
        Field("Hash", may_be_unsaid=True),
        Field("PackageSizeBytes"),
    ),
    Kind.BUILD_INFORMATION: (
        *_VERSION,
        *_plain("BuildEnvironment", "BuildNumber", "BuildUrl"),
        *_plain("Branch", "VcsType", "VcsRoot", "VcsCommitNumber"),
        Field("Commits", []),
    ),
    Kind.WORKER_POOL: (
        *_NAMED,
        Field("WorkerPoolType", "StaticWorkerPool"),
        Field("WorkerType"),
        _ORDER,
    ),
    Kind.LIFECYCLE: (
        *_NAMED,
        Field("Phases", []),
        Field("ReleaseRetentionPolicy"),
        Field("TentacleRetentionPolicy"),
    ),
    Kind.TEAM: (*_NAMED, Field("MemberUserIds", []), Field("ExternalSecurityGroups", [])),
    Kind.USER_ROLE: (
        _NAME,
        _DESCRIPTION,
        Field("GrantedSpacePermissions", []),
        Field("GrantedSystemPermissions", []),
    ),
    Kind.DEPLOYMENT_FREEZE: (
        _NAME,
        _DESCRIPTION,
        *_plain("Start", "End"),
        Field("ProjectEnvironmentScope", []),
        # Creation takes neither.
        Field("TenantProjectEnvironmentScope", [], waits=True),
        Field("RecurringSchedule", waits=True),
    ),
    Kind.SCOPED_USER_ROLES: (Field("Grants", []),),
    Kind.TENANT: (
        *_NAMED,
        Field("TenantTags", []),
        Field("IsDisabled", default=False),
        Field("ProjectEnvironments", [], waits=True),
        _ICON,
    ),
    Kind.TENANT_VARIABLES: (Field("Values", []),),
    Kind.USER: (Field("Username"), Field("DisplayName"), Field("EmailAddress")),
    Kind.WORKER: (
        _NAME,
        _SLUG,
        Field("IsDisabled", default=False),
        Field("WorkerPoolIds", []),
        Field("MachinePolicyId"),
        Field("Endpoint"),
    ),
    Kind.TRIGGER: (
        _NAME,
        _DESCRIPTION,
        Field("IsDisabled", default=False),
        Field("Filter"),
        Field("Action"),
    ),
    Kind.SUBSCRIPTION: (
        _NAME,
        Field("IsDisabled", default=False),
        Field("EventNotificationSubscription"),
    ),
    Kind.ACCOUNT: (
        Field("AccountType"),
        *_NAMED,
        *_SCOPE,
        Field("Username"),
        _secret("Password"),
        _secret("PrivateKeyFile"),
        _secret("PrivateKeyPassphrase"),
        *_plain("SubscriptionNumber", "ClientId", "TenantId", "AzureEnvironment"),
        *_plain("ResourceManagementEndpointBaseUri", "ActiveDirectoryEndpointBaseUri"),
        _secret("CertificateBytes"),
        Field("CertificateThumbprint"),
        *_plain("ServiceManagementEndpointBaseUri", "ServiceManagementEndpointSuffix"),
        Field("AccessKey"),
        _secret("SecretKey"),
        *_plain("Region", "RoleArn", "SessionDuration", "CustomClaims"),
        _secret("JsonKey"),
        *_plain("Audience", "TokenLifetimeSeconds"),
        Field("DeploymentSubjectKeys"),
        Field("HealthCheckSubjectKeys"),
        Field("AccountTestSubjectKeys"),
        _secret("Token"),
    ),
    Kind.CERTIFICATE: (
        _NAME,
        Field("Notes", ""),
        *_SCOPE,
        _secret("CertificateData"),
        _secret("Password"),
        Field("Archived", default=False, waits=True),
    ),
    Kind.MACHINE_POLICY: (
        _NAME,
        _DESCRIPTION,
        Field("IsDefault", default=False),
        *_plain("MachineHealthCheckPolicy", "MachineConnectivityPolicy", "MachineCleanupPolicy"),
        *_plain("MachineUpdatePolicy", "MachineRpcCallRetryPolicy"),
        *_plain("MachinePackageCacheRetentionPolicy", "ConnectionConnectTimeout"),
        *_plain("ConnectionRetryCountLimit", "ConnectionRetrySleepInterval"),
        *_plain("ConnectionRetryTimeLimit", "PollingRequestQueueTimeout"),
    ),
    Kind.STEP_TEMPLATE: _STEP_TEMPLATE,
    Kind.STEP_TEMPLATE_VERSION: _STEP_TEMPLATE,
    Kind.LIBRARY_VARIABLE_SET: (
        _NAME,
        _DESCRIPTION,
        Field("ContentType", "Variables"),
        Field("Templates", []),
    ),
    Kind.SCRIPT_MODULE: (_NAME, _DESCRIPTION, Field("ContentType", "ScriptModule")),
    Kind.DEPLOYMENT_TARGET: (
        _NAME,
        _SLUG,
        Field("IsDisabled", default=False),
        Field("Roles", []),
        *_SCOPE,
        Field("MachinePolicyId"),
        Field("Endpoint"),
    ),
    Kind.LIBRARY_VARIABLES: (Field("Variables", []),),
    Kind.PROJECT_VARIABLES: (Field("Variables", []),),
    Kind.PROJECT: (
        *_NAMED,
        Field("IsDisabled", default=False),
        *_plain("ProjectGroupId", "LifecycleId"),
        Field("TenantedDeploymentMode", "Untenanted"),
        Field("IncludedLibraryVariableSetIds", []),
        Field("Templates", []),
        Field("DiscreteChannelRelease", default=False),
        *_plain("AllowIgnoreChannelRules", "CombineHealthAndSyncStatusInDashboardLiveStatus"),
        Field("ExtensionSettings", []),
        Field("ProjectTags", []),
        Field("DefaultPowerShellEdition", waits=True),  # creation does not take it
        Field("AutoCreateRelease", default=False, waits=True),
        Field("ReleaseCreationStrategy", waits=True),
        _ICON,
    ),
    Kind.VERSION_CONTROL: (
        *_plain("Url", "BasePath", "DefaultBranch"),
        Field("ProtectedDefaultBranch", default=False),
        Field("ProtectedBranchNamePatterns", []),
        Field("Credentials"),
    ),
    Kind.CHANNEL: (
        *_NAMED,
        Field("LifecycleId"),
        Field("IsDefault", default=False),
        Field("TenantTags", []),
        Field("Rules", [], waits=True),
        Field("GitReferenceRules", []),
        Field("CustomFieldDefinitions"),
        Field("GitResourceRules", [], waits=True),
    ),
    Kind.RUNBOOK: (
        *_NAMED,
        Field("MultiTenancyMode", "Untenanted"),
        Field("EnvironmentScope", "All"),
        Field("Environments", []),
        *_plain("ConnectivityPolicy", "RunRetentionPolicy"),
        Field("DefaultGuidedFailureMode", "EnvironmentDefault"),
        Field("ForcePackageDownload", default=False),
        Field("FailTargetDiscovery", default=False),
        Field("RunbookTags", []),
    ),
    Kind.RUNBOOK_SNAPSHOT: (
        _NAME,
        Field("Notes", ""),
        *_SELECTED,
    ),
    Kind.RELEASE: (
        *_plain("Version", "ChannelId"),
        Field("ReleaseNotes", ""),
        Field("IgnoreChannelRules", default=False),
        Field("CustomFields"),
        *_SELECTED,
    ),
    Kind.DEPLOYMENT_PROCESS: (Field("Steps", []),),
    Kind.RUNBOOK_PROCESS: (Field("Steps", []),),
    Kind.DEPLOYMENT_SETTINGS: (
        *_plain("ConnectivityPolicy", "VersioningStrategy"),
        *_plain("ReleaseNotesTemplate", "DeploymentChangesTemplate"),
        Field("DefaultGuidedFailureMode", "EnvironmentDefault"),
        Field("DefaultToSkipIfAlreadyInstalled", default=False),
        Field("ForcePackageDownload", default=False),
        Field("FailTargetDiscovery", default=False),
    ),
}

STEP_FIELDS = frozenset(
    {"Name", "Slug", "Condition", "StartTrigger", "PackageRequirement", "Properties", "Actions"}
)
ACTION_FIELDS = frozenset(
    {
        "Name", "Slug", "ActionType", "Notes", "IsDisabled", "IsRequired", "Condition",
        "CanBeUsedForProjectVersioning", "WorkerPoolId", "WorkerPoolVariable", "Container",
        "Environments", "ExcludedEnvironments", "Channels", "TenantTags", "Packages",
        "GitDependencies", "Properties", "Inputs", "StepPackageVersion", "EnvironmentsVariable",
        "ExcludedEnvironmentsVariable", "ChannelsVariable", "TenantTagsVariable",
    }
)  # fmt: skip
VARIABLE_FIELDS = frozenset({"Name", "Type", "Value", "Description", "Scope", "Prompt"})
PARAMETER_FIELDS = frozenset({"Name", "Label", "HelpText", "DefaultValue", "DisplaySettings"})
TAG_FIELDS = frozenset({"Name", "Color", "Description", "SortOrder"})


def is_variables(kind: Kind) -> bool:
    """Whether documents of the kind are variable sets."""
    return kind in {Kind.PROJECT_VARIABLES, Kind.LIBRARY_VARIABLES}


def is_process(kind: Kind) -> bool:
    """Whether documents of the kind are lists of steps."""
    return kind in {Kind.DEPLOYMENT_PROCESS, Kind.RUNBOOK_PROCESS}


OBJECTS = frozenset(
    {"Endpoint", "Details", "Filter", "Action", "EventNotificationSubscription",
     "ReleaseRetentionPolicy", "TentacleRetentionPolicy", "RunRetentionPolicy",
     "ConnectivityPolicy", "VersioningStrategy", "ReleaseCreationStrategy",
     "MachineHealthCheckPolicy", "MachineConnectivityPolicy", "MachineCleanupPolicy",
     "MachineUpdatePolicy", "MachineRpcCallRetryPolicy", "MachinePackageCacheRetentionPolicy",
     "RepositoryRestrictions", "Credentials", "OidcAuthentication", "Icon"}
)  # fmt: skip
"""Members that are objects, beside those whose default says so."""
