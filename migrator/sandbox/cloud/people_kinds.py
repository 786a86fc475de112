"""The kinds of people, their rights and what they are told, as a table.

Source: swagger.json of Octopus Server 2026.1.9674 in
OctopusDeploy/terraform-provider-octopusdeploy (branch missing-analysis).
"""

from migrator.sandbox.cloud.kind import Kind, Where, make_kind, permissions

PEOPLE: tuple[Kind, ...] = (
    make_kind(
        "Subscription",
        "subscriptions",
        """
        Name! text
        IsDisabled flag
        EventNotificationSubscription! map
        EventNotificationSubscription.EmailTeams refs:Team
        EventNotificationSubscription.WebhookTeams refs:Team
        EventNotificationSubscription.WebhookHeaderValue property
        EventNotificationSubscription.Filter.Users refs:User
        EventNotificationSubscription.Filter.Projects refs:Project
        EventNotificationSubscription.Filter.ProjectGroups refs:ProjectGroup
        EventNotificationSubscription.Filter.Environments refs:Environment
        EventNotificationSubscription.Filter.Tenants refs:Tenant
        EventNotificationSubscription.Filter.Tags tags:Tenant
        """,
    ),
    make_kind(
        "Team",
        "teams",
        """
        Name! text 200
        Slug text
        Description text
        MemberUserIds! refs:User
        ExternalSecurityGroups! list
        SpaceId ref:Space
        """,
        where=Where.EITHER,
        has_slug=True,
        links={"ScopedUserRoles": "/api/teams/{Id}/scopeduserroles{{?skip,take}}"},
    ),
    make_kind(
        "UserRole",
        "userroles",
        """
        Name! text
        Description text
        GrantedSpacePermissions texts
        GrantedSystemPermissions texts
        """,
        where=Where.SYSTEM,
        word="user role",
        **permissions("UserRoleView", "UserRoleEdit"),
    ),
    make_kind(
        "ScopedUserRole",
        "scopeduserroles",
        """
        TeamId! ref:Team
        UserRoleId! ref:UserRole
        SpaceId ref:Space
        ProjectIds refs:Project
        EnvironmentIds refs:Environment
        TenantIds refs:Tenant
        ProjectGroupIds refs:ProjectGroup
        """,
        where=Where.EITHER,
        unique_field="",
        has_all=False,
        **permissions("TeamView", "TeamEdit"),
    ),
    make_kind(
        "User",
        "users",
        """
        Username! text 64
        DisplayName! text 64
        EmailAddress text 256
        IsService flag
        IsActive flag =true
        Identities list
        """,
        where=Where.SYSTEM,
        unique_field="Username",
        **permissions("UserView", "UserEdit"),
        links={
            "Permissions": "/api/users/{Id}/permissions",
            "PermissionsConfiguration": "/api/users/{Id}/permissions/configuration",
            "ApiKeys": "/api/users/{Id}/apikeys{{?skip,take}}",
            "Avatar": "/api/users/{Id}/avatar",
        },
    ),
    make_kind(
        "DeploymentFreeze",
        "deploymentfreezes",
        """
        Name! text 200
        Description text
        Start! text
        End! text
        ProjectEnvironmentScope map
        ProjectEnvironmentScope{keys} ref:Project
        ProjectEnvironmentScope{} refs:Environment
        TenantProjectEnvironmentScope list
        TenantProjectEnvironmentScope[].TenantId ref:Tenant
        TenantProjectEnvironmentScope[].ProjectId ref:Project
        TenantProjectEnvironmentScope[].EnvironmentId ref:Environment
        RecurringSchedule map =null
        """,
        where=Where.SYSTEM,
        has_all=False,
        **permissions("DeploymentFreezeAdminister", "DeploymentFreezeAdminister"),
    ),
)
