"""The kinds of projects, their library and their tenants, as a table.

Source: swagger.json of Octopus Server 2026.1.9674 in
OctopusDeploy/terraform-provider-octopusdeploy (branch missing-analysis).
"""

from migrator.sandbox.cloud.fields import RETENTION, parse_fields
from migrator.sandbox.cloud.kind import Kind, make_kind, permissions

_TEMPLATES = """
    Templates list
    Templates[].Name! text
    Templates[].DefaultValue property
    Templates[].DisplaySettings map
"""
_CONNECTIVITY = """
    {0} map =null
    {0}.SkipMachineBehavior one:None|SkipUnavailableMachines
    {0}.TargetRoles texts
"""
_GUIDED = "one:EnvironmentDefault|Off|On"
_MODES = "one:Untenanted|TenantedOrUntenanted|Tenanted"
SETTINGS_FIELDS = parse_fields(
    _CONNECTIVITY.format("ConnectivityPolicy")
    + f"""
    DefaultGuidedFailureMode {_GUIDED} ="EnvironmentDefault"
    VersioningStrategy map =null
    ReleaseNotesTemplate text
    DefaultToSkipIfAlreadyInstalled flag
    DeploymentChangesTemplate text
    ForcePackageDownload flag
    FailTargetDiscovery flag
"""
)

PROJECTS: tuple[Kind, ...] = (
    make_kind(
        "ProjectGroup",
        "projectgroups",
        "Name! text\n Slug text\n Description text",
        has_slug=True,
        links={"Projects": "/api/{SpaceId}/projectgroups/{Id}/projects"},
    ),
    make_kind(
        "LibraryVariableSet",
        "libraryvariablesets",
        """
        Name! text
        Description text
        ContentType one:Variables|ScriptModule ="Variables"
        """
        + _TEMPLATES,
        links={"Variables": "/api/{SpaceId}/variables/{VariableSetId}"},
    ),
    make_kind(
        "ActionTemplate",
        "actiontemplates",
        """
        Name! text
        ActionType! text
        Description text
        CommunityActionTemplateId text
        Properties map
        Properties{} property
        Packages list
        Packages[].PackageId text
        GitDependencies list
        GitDependencies[].GitCredentialId ref:GitCredential
        Parameters list
        Parameters[].Name! text
        Parameters[].DefaultValue property
        Parameters[].DisplaySettings map
        Inputs map =null
        StepPackageVersion text
        """,
        links={"Versions": "/api/{SpaceId}/actiontemplates/{Id}/versions"},
    ),
    make_kind(
        "Tenant",
        "tenants",
        """
        Name! text
        Slug text
        Description text
        TenantTags tags:Tenant
        IsDisabled flag
        ProjectEnvironments map
        ProjectEnvironments{keys} ref:Project
        ProjectEnvironments{} refs:Environment
        """,
        has_slug=True,
        links={
            "Variables": "/api/{SpaceId}/tenants/{Id}/variables",
            "Logo": "/api/{SpaceId}/tenants/{Id}/logo",
        },
    ),
    make_kind(
        "Project",
        "projects",
        f"""
        Name! text
        Slug text
        Description text
        IsDisabled flag
        ProjectGroupId! ref:ProjectGroup
        LifecycleId ref:Lifecycle
        TenantedDeploymentMode {_MODES} ="Untenanted"
        IncludedLibraryVariableSetIds refs:LibraryVariableSet
        ProjectTags tags:Project
        DiscreteChannelRelease flag
        AllowIgnoreChannelRules flag
        AutoCreateRelease flag
        ReleaseCreationStrategy map =null
        ReleaseCreationStrategy.ChannelId ref:Channel
        AutoDeployReleaseOverrides list
        AutoDeployReleaseOverrides[].EnvironmentId ref:Environment
        AutoDeployReleaseOverrides[].TenantId ref:Tenant
        ExtensionSettings list
        CombineHealthAndSyncStatusInDashboardLiveStatus flag
        DefaultPowerShellEdition text
        ExecuteDeploymentsOnResilientPipeline flag
        ProvisioningRunbookId ref:Runbook
        DeprovisioningRunbookId ref:Runbook
        """
        + _TEMPLATES,
        has_slug=True,
        links={
            "Variables": "/api/{SpaceId}/variables/{VariableSetId}",
            "DeploymentProcess": "/api/{SpaceId}/projects/{Id}/deploymentprocesses",
            "DeploymentSettings": "/api/{SpaceId}/projects/{Id}/deploymentsettings",
            "Channels": "/api/{SpaceId}/projects/{Id}/channels{{/id}}{{?skip,take,partialName}}",
            "Runbooks": "/api/{SpaceId}/projects/{Id}/runbooks{{?skip,take,partialName}}",
            "Triggers": "/api/{SpaceId}/projects/{Id}/triggers{{?skip,take,partialName}}",
            "Logo": "/api/{SpaceId}/projects/{Id}/logo",
        },
    ),
    make_kind(
        "Channel",
        "channels",
        """
        Name! text
        Slug text
        Description text
        ProjectId! ref:Project
        LifecycleId ref:Lifecycle
        IsDefault flag
        TenantTags tags:Tenant
        Type text ="Lifecycle"
        Rules list
        Rules[].VersionRange text
        Rules[].Tag text
        Rules[].ActionPackages list
        GitReferenceRules texts
        GitResourceRules list
        CustomFieldDefinitions list
        AutomaticEphemeralEnvironmentDeployments flag
        EphemeralEnvironmentNameTemplate text 1000
        ParentEnvironmentId text
        """,
        unique_within="ProjectId",
        has_slug=True,
        view="ProjectView",
        create="ProcessEdit",
        edit="ProcessEdit",
        delete="ProcessEdit",
        links={"Project": "/api/{SpaceId}/projects/{ProjectId}"},
    ),
    make_kind(
        "Runbook",
        "runbooks",
        f"""
        Name! text
        Slug text
        Description text
        ProjectId! ref:Project
        EnvironmentScope one:All|Specified|FromProjectLifecycles ="All"
        Environments refs:Environment
        MultiTenancyMode {_MODES} ="Untenanted"
        DefaultGuidedFailureMode {_GUIDED} ="EnvironmentDefault"
        ForcePackageDownload flag
        FailTargetDiscovery flag
        RunbookTags tags:Runbook
        PublishedRunbookSnapshotId ref:RunbookSnapshot
        """
        + _CONNECTIVITY.format("ConnectivityPolicy")
        + RETENTION.format("RunRetentionPolicy"),
        unique_within="ProjectId",
        has_slug=True,
        **permissions("RunbookView", "RunbookEdit"),
        links={
            "Project": "/api/{SpaceId}/projects/{ProjectId}",
            "RunbookProcesses": "/api/{SpaceId}/runbookProcesses/{RunbookProcessId}",
            "RunbookSnapshots": "/api/{SpaceId}/runbooks/{Id}/runbookSnapshots{{?skip,take}}",
        },
    ),
    make_kind(
        "RunbookSnapshot",
        "runbookSnapshots",
        """
        Name! text
        Notes text
        ProjectId! ref:Project
        RunbookId! ref:Runbook
        SelectedPackages list
        SelectedPackages[].ActionName! text
        SelectedPackages[].Version! text
        SelectedGitResources list
        """,
        unique_within="RunbookId",
        has_all=False,
        **permissions("RunbookView", "RunbookEdit"),
    ),
    make_kind(
        "Release",
        "releases",
        """
        Version! text 349
        ProjectId! ref:Project
        ChannelId ref:Channel
        ReleaseNotes text
        IgnoreChannelRules flag
        SelectedPackages list
        SelectedPackages[].ActionName! text
        SelectedPackages[].Version! text
        SelectedGitResources list
        CustomFields map
        """,
        unique_field="Version",
        unique_within="ProjectId",
        has_all=False,
        view="ReleaseView",
        create="ReleaseCreate",
        edit="ReleaseEdit",
        delete="ReleaseDelete",
    ),
    make_kind(
        "ProjectTrigger",
        "projecttriggers",
        """
        Name! text
        Description text
        ProjectId! ref:Project
        IsDisabled flag
        Filter! map
        Filter.FilterType! text
        Filter.EnvironmentIds refs:Environment
        Filter.Roles texts
        Action! map
        Action.ActionType! text
        Action.ChannelId ref:Channel
        Action.TenantIds refs:Tenant
        Action.TenantTags tags:Tenant
        Action.SourceEnvironmentIds refs:Environment
        Action.DestinationEnvironmentId ref:Environment
        Action.EnvironmentId ref:Environment
        Action.EnvironmentIds refs:Environment
        Action.RunbookId ref:Runbook
        """,
        word="trigger",
        unique_within="ProjectId",
        has_all=False,
        view="TriggerView",
        create="TriggerCreate",
        edit="TriggerEdit",
        delete="TriggerDelete",
    ),
)
