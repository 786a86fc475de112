"""The fields of feeds, accounts and endpoints that depend on what they are.

Source: OctopusDeploy/OctopusClients, Model/*FeedResource.cs, Model/Accounts, Model/Endpoints.
"""

from migrator.sandbox.cloud.fields import Field, parse_fields

_SIGN_IN = """
    FeedUri text
    Username text
    Password secret
"""
_DOWNLOAD = """
    DownloadAttempts number =5
    DownloadRetryBackoffSeconds number =10
"""
_REGISTRY = (
    _SIGN_IN
    + _DOWNLOAD
    + """
    ApiVersion text
    RegistryPath text
"""
)
_OIDC = """
    OidcAuthentication map =null
"""
_KEYS = """
    AccessKey text
    SecretKey secret
    Region text
    UseMachineCredentials flag
"""

FEEDS: dict[str, tuple[Field, ...]] = {
    name: parse_fields(table)
    for name, table in {
        "BuiltIn": """
            DeleteUnreleasedPackagesAfterDays number
            IsBuiltInRepoSyncEnabled flag
            DeletePackagesAssociatedWithReleases flag
        """,
        "OctopusProject": "",
        "NuGet": _SIGN_IN + _DOWNLOAD + "EnhancedMode flag",
        "Docker": _REGISTRY,
        "AzureContainerRegistry": _REGISTRY + _OIDC,
        "GoogleContainerRegistry": _REGISTRY + _OIDC,
        "AwsElasticContainerRegistry": _KEYS + _OIDC,
        "GitHub": _SIGN_IN + _DOWNLOAD,
        "Maven": _SIGN_IN + _DOWNLOAD,
        "Npm": _SIGN_IN + _DOWNLOAD,
        "PyPi": _SIGN_IN + _DOWNLOAD,
        "Helm": _SIGN_IN,
        "OciRegistry": _SIGN_IN,
        "ArtifactoryGeneric": _SIGN_IN + "Repository text\n LayoutRegex text",
        "S3": _KEYS,
        "GcsStorage": _DOWNLOAD
        + _OIDC
        + "UseServiceAccountKey flag\n ServiceAccountJsonKey secret\n Project text",
    }.items()
}

_AZURE = """
    SubscriptionNumber text
    ClientId text
    TenantId text
    AzureEnvironment text
    ResourceManagementEndpointBaseUri text
    ActiveDirectoryEndpointBaseUri text
"""
_SUBJECTS = """
    DeploymentSubjectKeys texts
    HealthCheckSubjectKeys texts
    AccountTestSubjectKeys texts
"""

ACCOUNTS: dict[str, tuple[Field, ...]] = {
    name: parse_fields(table)
    for name, table in {
        "UsernamePassword": "Username text\n Password secret",
        "SshKeyPair": "Username text\n PrivateKeyFile secret\n PrivateKeyPassphrase secret",
        "AzureServicePrincipal": _AZURE + "Password secret",
        "AzureOidc": _AZURE + _SUBJECTS + "Audience text",
        "AzureSubscription": """
            SubscriptionNumber text
            CertificateBytes secret
            CertificateThumbprint text
            AzureEnvironment text
            ServiceManagementEndpointBaseUri text
            ServiceManagementEndpointSuffix text
        """,
        "AmazonWebServicesAccount": "AccessKey text\n SecretKey secret\n Region text",
        "AmazonWebServicesOidcAccount": _SUBJECTS
        + "RoleArn text\n SessionDuration any\n Region text\n CustomClaims map",
        "GoogleCloudAccount": "JsonKey secret",
        "GoogleCloudOidcAccount": _SUBJECTS
        + "Audience text\n TokenLifetimeSeconds any\n CustomClaims map",
        "GenericOidcAccount": "Audience text\n DeploymentSubjectKeys texts",
        "Token": "Token secret",
    }.items()
}

_POOL = "Endpoint.DefaultWorkerPoolId ref:WorkerPool\n"
_PROXY = "Endpoint.ProxyId ref:Proxy\n"
_ACCOUNT = "Endpoint.AccountId ref:Account\n"

ENDPOINTS: dict[str, tuple[Field, ...]] = {
    name: parse_fields(table)
    for name, table in {
        "TentaclePassive": _PROXY + "Endpoint.Uri! text",
        "TentacleActive": "Endpoint.Uri! text",
        "Ssh": _PROXY
        + """
            Endpoint.AccountId! ref:Account
            Endpoint.Host! text
            Endpoint.Port! number
            Endpoint.Fingerprint! text
        """,
        "OfflineDrop": """
            Endpoint.ApplicationsDirectory! text
            Endpoint.OctopusWorkingDirectory! text
            Endpoint.SensitiveVariablesEncryptionPassword secret
            Endpoint.Destination map
            Endpoint.Destination.DestinationType one:Artifact|FileSystem
        """,
        "AzureWebApp": _POOL + "Endpoint.AccountId! ref:Account\n Endpoint.WebAppName! text",
        "AzureCloudService": _POOL
        + """
            Endpoint.AccountId! ref:Account
            Endpoint.CloudServiceName! text
            Endpoint.StorageAccountName! text
        """,
        "AzureServiceFabricCluster": _POOL
        + "Endpoint.ConnectionEndpoint! text\n Endpoint.AadUserCredentialPassword secret",
        "Kubernetes": _POOL
        + _PROXY
        + """
            Endpoint.ClusterUrl! text
            Endpoint.ClusterCertificate ref:Certificate
            Endpoint.SkipTlsVerification text
            Endpoint.Container.FeedId ref:Feed
            Endpoint.Authentication! map
            Endpoint.Authentication.AuthenticationType! text
            Endpoint.Authentication.AccountId ref:Account
            Endpoint.Authentication.ClientCertificate ref:Certificate
        """,
        "None": _POOL,
        "StepPackage": _POOL + "Endpoint.DeploymentTargetTypeId! text",
        "KubernetesTentacle": """
            Endpoint.TentacleEndpointConfiguration! map
            Endpoint.TentacleEndpointConfiguration.CommunicationMode one:Polling|Listening
            Endpoint.TentacleEndpointConfiguration.ProxyId ref:Proxy
        """,
        "AwsEcsCluster": _POOL + _ACCOUNT + "Endpoint.ClusterName! text\n Endpoint.Region! text",
        "Ftp": "",
    }.items()
}

# Source: OctopusDeploy/OctopusClients, Model/Endpoints.
WORKER_STYLES = frozenset({"TentaclePassive", "TentacleActive", "Ssh", "KubernetesTentacle"})
ACCOUNT_TYPES_OF_ENDPOINT = {
    "Ssh": frozenset({"SshKeyPair", "UsernamePassword"}),
    "AzureWebApp": frozenset({"AzureServicePrincipal", "AzureOidc"}),
    "AzureCloudService": frozenset({"AzureSubscription"}),
    "AwsEcsCluster": frozenset({"AmazonWebServicesAccount", "AmazonWebServicesOidcAccount"}),
}
