"""The kinds of infrastructure, as a table.

Source: swagger.json of Octopus Server 2026.1.9674 in
OctopusDeploy/terraform-provider-octopusdeploy (branch missing-analysis).
"""

from migrator.sandbox.cloud.fields import RETENTION
from migrator.sandbox.cloud.kind import Kind, Where, make_kind, permissions
from migrator.sandbox.cloud.subtypes import ACCOUNTS, ENDPOINTS, FEEDS

_TENANTED = """
    TenantedDeploymentParticipation one:Untenanted|TenantedOrUntenanted|Tenanted ="Untenanted"
    TenantIds refs:Tenant
    TenantTags tags:Tenant
"""
_SCOPED = "EnvironmentIds refs:Environment\n" + _TENANTED

INFRASTRUCTURE: tuple[Kind, ...] = (
    make_kind(
        "Space",
        "spaces",
        """
        Name! text 50
        Slug text 50
        Description text
        IsDefault flag
        TaskQueueStopped flag
        SpaceManagersTeams! refs:Team
        SpaceManagersTeamMembers! refs:User
        """,
        where=Where.SYSTEM,
        has_slug=True,
        links={"SpaceHome": "/api/{Id}", "Web": "/app#/{Id}"},
    ),
    make_kind(
        "Environment",
        "environments",
        """
        Name! text 50
        Slug text
        Description text
        SortOrder number
        UseGuidedFailure flag
        AllowDynamicInfrastructure flag
        EnvironmentTags tags:Environment
        ExtensionSettings list
        """,
        has_slug=True,
        is_ordered=True,
    ),
    make_kind(
        "Lifecycle",
        "lifecycles",
        """
        Name! text
        Slug text
        Description text
        Phases list
        Phases[].Name! text
        Phases[].AutomaticDeploymentTargets refs:Environment
        Phases[].OptionalDeploymentTargets refs:Environment
        Phases[].MinimumEnvironmentsBeforePromotion number
        Phases[].IsOptionalPhase flag
        Phases[].IsPriorityPhase flag
        """
        + RETENTION.format("ReleaseRetentionPolicy")
        + RETENTION.format("TentacleRetentionPolicy")
        + RETENTION.format("Phases[].ReleaseRetentionPolicy")
        + RETENTION.format("Phases[].TentacleRetentionPolicy"),
        has_slug=True,
    ),
    make_kind(
        "TagSet",
        "tagsets",
        """
        Name! text
        Description text
        SortOrder number
        Type one:MultiSelect|SingleSelect|FreeText ="MultiSelect"
        Scopes texts =["Tenant"]
        Tags list
        Tags[].Name! text
        Tags[].Color text
        Tags[].Description text
        Tags[].SortOrder number
        """,
        is_ordered=True,
        view="",
    ),
    make_kind(
        "Feed",
        "feeds",
        f"""
        FeedType! one:{"|".join(FEEDS)}
        Name! text 44
        Slug text
        PackageAcquisitionLocationOptions texts
        """,
        has_slug=True,
        variant_path=("FeedType",),
        variants=FEEDS,
        **permissions("FeedView", "FeedEdit"),
        links={"SearchTemplate": "/api/{SpaceId}/feeds/{Id}/packages/search{{?term,take,skip}}"},
    ),
    make_kind(
        "Account",
        "accounts",
        f"""
        Name! text
        AccountType! one:{"|".join(ACCOUNTS)}
        Slug text
        Description text
        """
        + _SCOPED,
        has_slug=True,
        variant_path=("AccountType",),
        variants=ACCOUNTS,
        links={"Usages": "/api/{SpaceId}/accounts/{Id}/usages"},
    ),
    make_kind(
        "Certificate",
        "certificates",
        """
        Name! text
        Notes text 10240
        CertificateData secret
        Password secret
        """
        + _SCOPED,
        links={
            "Replace": "/api/{SpaceId}/certificates/{Id}/replace",
            "Archive": "/api/{SpaceId}/certificates/{Id}/archive",
            "Unarchive": "/api/{SpaceId}/certificates/{Id}/unarchive",
        },
    ),
    make_kind(
        "GitCredential",
        "git-credentials",
        """
        Name! text
        Description text
        Details! map
        Details.Type! one:UsernamePassword
        Details.Username! text
        Details.Password secret
        RepositoryRestrictions map ={"Enabled": false, "AllowedRepositories": []}
        """,
        has_all=False,
        answers_id_only=True,
        **permissions("GitCredentialView", "GitCredentialEdit"),
    ),
    make_kind(
        "Proxy",
        "proxies",
        """
        Name! text
        Host! text
        Port! number
        ProxyType text ="HTTP"
        Username text
        Password secret
        """,
    ),
    make_kind(
        "MachinePolicy",
        "machinepolicies",
        """
        Name! text
        Description text
        IsDefault flag
        MachineHealthCheckPolicy map =null
        MachineHealthCheckPolicy.HealthCheckType one:RunScript|OnlyConnectivity
        MachineConnectivityPolicy map =null
        MachineCleanupPolicy map =null
        MachineUpdatePolicy map =null
        MachineUpdatePolicy.TentacleUpdateAccountId ref:Account
        MachineRpcCallRetryPolicy map =null
        MachinePackageCacheRetentionPolicy map =null
        ConnectionConnectTimeout text ="00:01:00"
        ConnectionRetryCountLimit number =5
        ConnectionRetrySleepInterval text ="00:00:01"
        ConnectionRetryTimeLimit text ="00:05:00"
        PollingRequestQueueTimeout text ="00:02:00"
        """,
    ),
    make_kind(
        "WorkerPool",
        "workerpools",
        """
        Name! text
        Slug text
        Description text
        WorkerPoolType! one:StaticWorkerPool|DynamicWorkerPool
        WorkerType text
        IsDefault flag
        SortOrder number
        """,
        has_slug=True,
        is_ordered=True,
        **permissions("WorkerView", "WorkerEdit"),
    ),
    make_kind(
        "Worker",
        "workers",
        f"""
        Name! text
        Slug text
        IsDisabled! flag
        MachinePolicyId ref:MachinePolicy
        SkipInitialHealthCheck flag
        WorkerPoolIds! refs:WorkerPool
        Endpoint! map
        Endpoint.CommunicationStyle! one:{"|".join(ENDPOINTS)}
        """,
        has_slug=True,
        variant_path=("Endpoint", "CommunicationStyle"),
        variants=ENDPOINTS,
        **permissions("WorkerView", "WorkerEdit"),
    ),
    make_kind(
        "DeploymentTarget",
        "machines",
        f"""
        Name! text
        Slug text
        IsDisabled flag
        MachinePolicyId ref:MachinePolicy
        SkipInitialHealthCheck flag
        EnvironmentIds! refs:Environment
        Roles! texts
        Thumbprint text
        Uri text
        Endpoint map
        Endpoint.CommunicationStyle! one:{"|".join(ENDPOINTS)}
        """
        + _TENANTED,
        prefix="Machines",
        word="deployment target",
        has_slug=True,
        variant_path=("Endpoint", "CommunicationStyle"),
        variants=ENDPOINTS,
        view="MachineView",
        create="MachineCreate",
        edit="MachineEdit",
        delete="MachineDelete",
        links={"Connection": "/api/{SpaceId}/machines/{Id}/connection"},
    ),
)
