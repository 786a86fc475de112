"""What becomes of each member of the objects within documents, by the vendor's name of the type.

Objects that are carried whole have their members here all the same, so that a new one is seen.
Source: as `field_fates`; types that the API description does not expand (endpoints, triggers):
OctopusDeploy/OctopusClients, endpoint, trigger filter and trigger action resources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.rules.field_fates import Fates, dropped, made, mapped
from migrator.rules.fields import (
    ACTION_FIELDS,
    PARAMETER_FIELDS,
    STEP_FIELDS,
    TAG_FIELDS,
    VARIABLE_FIELDS,
)


@dataclass(frozen=True, slots=True)
class PartFates:
    """The members of one type of object.

    Attributes:
        carried: as they are.
        others: those that are not.
    """

    carried: frozenset[str]
    others: Fates = field(default_factory=dict)


def _part(*names: str, others: Fates | None = None) -> PartFates:
    return PartFates(frozenset(names), others or {})


_OWN_ID = made("the target gives its own; what refers to it is mapped by name", "Id")
_SAVED = made("says who saved it last, and when", "LastModifiedOn", "LastModifiedBy", "Links")
_LAST_SENT = made(
    "where the source's own notices left off",
    "EmailDigestLastProcessed", "EmailDigestLastProcessedEventAutoId", "WebhookLastProcessed",
    "WebhookLastProcessedEventAutoId",
)  # fmt: skip
_RETENTION = _part(
    "Strategy", "QuantityToKeep", "Unit", others=mapped("the strategy says it", "ShouldKeepForever")
)

PARTS: Mapping[str, PartFates] = {
    "DeploymentStepResource": PartFates(
        STEP_FIELDS,
        {**_OWN_ID, **made("nothing public says what it is for; databases lack it", "Type")},
    ),
    "DeploymentActionResource": PartFates(
        ACTION_FIELDS,
        {
            **_OWN_ID,
            **_SAVED,
            **made("what the target has to offer", "AvailableStepPackageVersions"),
            **made("repeats the step's template", "CommunityActionTemplateSnapshot"),
            **made("the version before the one in use", "LastSavedStepPackageVersion"),
        },
    ),
    "DeploymentActionContainerResource": _part("FeedId", "Image", "GitUrl", "Dockerfile"),
    "CommitDetails": _part("Id", "Comment", others=made("made of the repository", "LinkUrl")),
    "NamedReferenceItem": _part(
        "Id", "DisplayName", others=made("how the portal shows it", "DisplayIdAndName")
    ),
    "PackageReferenceResource": _part(
        "Name", "PackageId", "FeedId", "AcquisitionLocation", "Properties", "Version",
        "StepPackageInputsReferenceId",
        others=_OWN_ID,
    ),
    "GitDependencyResource": _part(
        "Name", "RepositoryUri", "DefaultBranch", "FilePathFilters", "GitCredentialType",
        "GitCredentialId", "StepPackageInputsReferenceId",
        others=dropped(
            "a connection to GitHub is made by a person; a finding names the step",
            "GitHubConnectionId",
        ),
    ),
    "PropertyValueResource": _part(
        "Value",
        "SensitiveValue",
        others=mapped("a property is a plain text or a sensitive value", "IsSensitive"),
    ),
    "SensitiveValue": _part(
        "NewValue", others=made("tells whether there is one", "HasValue", "Hint")
    ),
    "StepPackageInputsResource": _part("Value"),
    "VariableResource": PartFates(
        VARIABLE_FIELDS,
        {
            **_OWN_ID,
            **mapped("the type says it", "IsSensitive"),
            **made("what the reader may do", "IsEditable"),
        },
    ),
    "VariablePromptOptions": _part("Label", "Description", "Required", "DisplaySettings"),
    "ActionTemplateParameterResource": PartFates(PARAMETER_FIELDS, _OWN_ID),
    "TagResource": PartFates(
        TAG_FIELDS, {**_OWN_ID, **made("made of the names", "CanonicalTagName")}
    ),
    "PhaseResource": _part(
        "Name", "AutomaticDeploymentTargets", "OptionalDeploymentTargets",
        "MinimumEnvironmentsBeforePromotion", "IsOptionalPhase", "IsPriorityPhase",
        "ReleaseRetentionPolicy", "TentacleRetentionPolicy",
        others=_OWN_ID,
    ),
    "RetentionPeriod": _RETENTION,
    "RunbookRetentionPolicy": _RETENTION,
    "ChannelVersionRuleResource": _part(
        "VersionRange", "Tag", "ActionPackages", others={**_OWN_ID, **_SAVED}
    ),
    "ChannelGitResourceRuleResource": _part("GitDependencyActions", "Rules", others=_OWN_ID),
    "DeploymentActionGitDependencyResource": _part("DeploymentActionSlug", "GitDependencyName"),
    "DeploymentActionPackageResource": _part("DeploymentAction", "PackageReference"),
    "ChannelCustomFieldDefinitionResource": _part("FieldName", "Description"),
    "DeploymentConnectivityPolicy": _part(
        "AllowDeploymentsToNoTargets", "ExcludeUnhealthyTargets", "SkipMachineBehavior",
        "TargetRoles",
    ),
    "VersioningStrategyResource": _part("Template", "DonorPackage"),
    "ReleaseCreationStrategyResource": _part("ChannelId", "ReleaseCreationPackage"),
    "IconResource": _part("Id", "Color"),
    "TenantProjectEnvironment": _part("TenantId", "ProjectId", "EnvironmentId"),
    "RecurringScheduleResource": _part(
        "Type", "Unit", "StartDate", "EndType", "EndOnDate", "EndDate", "EndAfterOccurrences",
        "UserUtcOffsetInMinutes",
    ),
    "SelectedPackage": _part(
        "ActionName", "PackageReferenceName", "Version",
        others=made("repeats the action's", "StepName"),
    ),
    "SelectedGitResource": _part("ActionName", "GitReferenceResource", "GitResourceReferenceName"),
    "GitReferenceResource": _part("GitRef", "GitCommit"),
    "GitCredentialUsageResource": _part("Type"),
    "ExtensionSettingsValues": _part("ExtensionId", "Values"),
    "NewGitCredentialDetails": _part("Type", "Username", "Password"),
    "ModifyGitCredentialDetails": _part("Type", "Username", "Password"),
    "GitCredentialDetailsResource": _part("Type", "Username", "Password"),
    "GitCredentialRepositoryRestrictionsResource": _part("Enabled", "AllowedRepositories"),
    "MachineHealthCheckPolicyResource": _part(
        "HealthCheckType", "HealthCheckInterval", "HealthCheckCron", "HealthCheckCronTimezone",
        "PowerShellHealthCheckPolicy", "BashHealthCheckPolicy",
    ),
    "MachineScriptPolicyResource": _part("RunType", "ScriptBody"),
    "MachineConnectivityPolicyResource": _part("MachineConnectivityBehavior"),
    "MachineCleanupPolicyResource": _part(
        "DeleteMachinesBehavior", "DeleteMachinesElapsedTimeSpan"
    ),
    "MachineUpdatePolicyResource": _part(
        "CalamariUpdateBehavior", "TentacleUpdateBehavior", "KubernetesAgentUpdateBehavior",
        "TentacleUpdateAccountId",
    ),
    "MachineRpcCallRetryPolicyResource": _part(
        "Enabled", "RetryDuration", "HealthCheckRetryDuration"
    ),
    "MachinePackageCacheRetentionPolicyResource": _part(
        "Strategy", "QuantityOfPackagesToKeep", "PackageUnit", "QuantityOfVersionsToKeep",
        "VersionUnit",
    ),
    "EndpointResource": _part("CommunicationStyle", others={**_OWN_ID, **_SAVED}),
    "TriggerFilterResource": _part("FilterType", others={**_OWN_ID, **_SAVED}),
    "TriggerActionResource": _part("ActionType", others={**_OWN_ID, **_SAVED}),
    "EventNotificationSubscriptionResource": _part(
        "EmailTeams", "EmailFrequencyPeriod", "EmailPriority", "EmailShowDatesInTimeZoneId",
        "Filter", "WebhookTeams", "WebhookURI", "WebhookTimeout", "WebhookHeaderKey",
        "WebhookHeaderValue",
        others=_LAST_SENT,
    ),
    "EventNotificationSubscriptionFilterResource": _part(
        "DocumentTypes", "Environments", "EventAgents", "EventCategories", "EventGroups",
        "ProjectGroups", "Projects", "Tags", "Tenants", "Users",
    ),
    "TenantCommonVariablePayload": _part(
        "Value",
        others={
            **_OWN_ID,
            **mapped("the template's ref, by owner and name", "OwnerId", "TemplateId"),
            **mapped("our values have a list of environments", "Scope"),
        },
    ),
    "TenantProjectVariablePayload": _part(
        "Value",
        others={
            **_OWN_ID,
            **mapped("the template's ref, by owner and name", "OwnerId", "TemplateId"),
            **mapped("our values have a list of environments", "Scope"),
        },
    ),
}  # fmt: skip
"""The types that the API description names, reached through members that are carried."""

ENDPOINTS: Mapping[str, PartFates] = {
    "None": _part("DefaultWorkerPoolId"),
    "TentaclePassive": _part(
        "Thumbprint", "Uri", "ProxyId",
        others=made("read from the machine's certificate", "CertificateSignatureAlgorithm"),
    ),
    "TentacleActive": _part(
        "Thumbprint", "Uri",
        others=made("read from the machine's certificate", "CertificateSignatureAlgorithm"),
    ),
    "Ssh": _part(
        "AccountId", "Host", "Port", "Fingerprint", "HostKeyAlgorithm", "ProxyId",
        "DotNetCorePlatform", "Uri",
    ),
    "OfflineDrop": _part(
        "Destination", "SensitiveVariablesEncryptionPassword", "ApplicationsDirectory",
        "OctopusWorkingDirectory",
    ),
    "AzureWebApp": _part(
        "AccountId", "ResourceGroupName", "WebAppName", "WebAppSlotName", "DefaultWorkerPoolId"
    ),
    "AzureCloudService": _part(
        "AccountId", "CloudServiceName", "StorageAccountName", "Slot", "SwapIfPossible",
        "UseCurrentInstanceCount", "DefaultWorkerPoolId",
    ),
    "AzureServiceFabricCluster": _part(
        "ConnectionEndpoint", "SecurityMode", "ServerCertThumbprint", "ClientCertVariable",
        "CertificateStoreLocation", "CertificateStoreName", "AadCredentialType",
        "AadClientCredentialSecret", "AadUserCredentialUsername", "AadUserCredentialPassword",
        "DefaultWorkerPoolId",
    ),
    "Kubernetes": _part(
        "ClusterUrl", "ClusterCertificate", "ClusterCertificatePath", "Namespace",
        "SkipTlsVerification", "ProxyId", "Container", "ContainerOptions", "DefaultWorkerPoolId",
        "Authentication",
    ),
    "KubernetesTentacle": _part(
        "TentacleEndpointConfiguration", "UpgradeLocked", "DefaultNamespace"
    ),
    "StepPackage": _part(
        "DeploymentTargetTypeId", "StepPackageVersion", "Inputs", "DefaultWorkerPoolId"
    ),
    "AwsEcsCluster": _part(
        "ClusterName", "Region", "AccountId", "UseInstanceRole", "AssumeRole", "AssumedRoleArn",
        "AssumedRoleSession", "AssumeRoleSessionDurationSeconds", "AssumeRoleExternalId",
        "DefaultWorkerPoolId",
    ),
    "Ftp": _part(),
}  # fmt: skip
"""Members of endpoints by communication style, beside the style itself."""

ENDPOINT_NOISE: tuple[str, ...] = tuple(
    sorted({
        name
        for part in (PARTS["EndpointResource"], *ENDPOINTS.values())
        for name in part.others
    } | {"TentacleVersionDetails"})
)  # fmt: skip
"""What of an endpoint is never carried; the version of a Tentacle is found out by the target."""
