"""The permissions that there are.

Source: swagger.json of Octopus Server 2026.1.9674 in
OctopusDeploy/terraform-provider-octopusdeploy, CreateUserRoleCommand.
"""

_NAMES = """
    AdministerSystem ProjectEdit ProjectView ProjectCreate ProjectDelete ProcessView
    ProcessEdit VariableEdit VariableEditUnscoped VariableView VariableViewUnscoped
    ReleaseCreate ReleaseView ReleaseEdit ReleaseDelete DefectReport DefectResolve
    DeploymentCreate DeploymentDelete DeploymentView EnvironmentView EnvironmentCreate
    EnvironmentEdit EnvironmentDelete MachineCreate MachineEdit MachineView MachineDelete
    ArtifactView ArtifactCreate ArtifactEdit ArtifactDelete FeedView EventView
    LibraryVariableSetView LibraryVariableSetCreate LibraryVariableSetEdit
    LibraryVariableSetDelete ProjectGroupView ProjectGroupCreate ProjectGroupEdit
    ProjectGroupDelete TeamCreate TeamView TeamEdit TeamDelete UserView UserInvite
    UserRoleView UserRoleEdit TaskView TaskCreate TaskCancel TaskEdit TaskPrioritize
    InterruptionView InterruptionSubmit InterruptionViewSubmitResponsible BuiltInFeedPush
    BuiltInFeedAdminister BuiltInFeedDownload ActionTemplateView ActionTemplateCreate
    ActionTemplateEdit ActionTemplateDelete LifecycleCreate LifecycleView LifecycleEdit
    LifecycleDelete AccountView AccountEdit AccountCreate AccountDelete TenantCreate
    TenantEdit TenantView TenantDelete TagSetCreate TagSetEdit TagSetDelete TelemetryView
    MachinePolicyCreate MachinePolicyView MachinePolicyEdit MachinePolicyDelete ProxyCreate
    ProxyView ProxyEdit ProxyDelete SubscriptionCreate SubscriptionView SubscriptionEdit
    SubscriptionDelete TriggerCreate TriggerView TriggerEdit TriggerDelete CertificateView
    CertificateCreate CertificateEdit CertificateDelete CertificateExportPrivateKey UserEdit
    ConfigureServer FeedEdit WorkerView WorkerEdit SpaceEdit SpaceView SpaceDelete
    SpaceCreate BuildInformationPush BuildInformationAdminister RunbookView RunbookEdit
    RunbookRunView RunbookRunDelete RunbookRunCreate GitCredentialView GitCredentialEdit
    EventRetentionDelete EventRetentionView InsightsReportView InsightsReportCreate
    InsightsReportEdit InsightsReportDelete DeploymentFreezeAdminister TargetTagView
    TargetTagAdminister PlatformHubView PlatformHubEdit RetentionAdminister
    FeatureToggleEdit
"""
PERMISSIONS = tuple(_NAMES.split())
# Those that no space can grant.
SYSTEM_PERMISSIONS = frozenset(
    {
        "AdministerSystem",
        "ConfigureServer",
        "SpaceCreate",
        "SpaceEdit",
        "SpaceDelete",
        "UserView",
        "UserInvite",
        "UserEdit",
        "UserRoleView",
        "UserRoleEdit",
        "DeploymentFreezeAdminister",
        "PlatformHubView",
        "PlatformHubEdit",
        "TelemetryView",
    }
)
# Nobody has these on Octopus Cloud. Source: OctopusDeploy/docs, octopus-cloud.
NEVER_ON_CLOUD = frozenset({"AdministerSystem", "ConfigureServer"})
