"""The columns of the database about 2023.4, the shape from which the others differ.

Sources: a public schema script of 2018.7-2018.12 for the columns of that time; later ones from
the names of upgrade scripts (OctopusDeploy/Issues threads quote SQL of #6983, #7089, #7556,
#9022, #9141) and from the members of a project export of 2024.4. It is a working assumption:
no complete schema after 2018 is public.
"""

from __future__ import annotations

from types import MappingProxyType

from migrator.sandbox.database import Column

# One line a table; `!` is NOT NULL; a bare name is nvarchar(50); `max` is nvarchar(max).
_TABLES = """
Space: Id! Name=200! Slug=210 IsDefault=bit! TaskQueueStopped=bit! LastModified=datetimeoffset DataVersion=timestamp! JSON=max
Account: Id=210! AccountType! Name=200! EnvironmentIds=max! TenantIds=max TenantTags=max SpaceId! Slug=210 JSON=max!
ActionTemplate: Id! Name=200! Version=int! ActionType! CommunityActionTemplateId SpaceId! JSON=max!
ActionTemplateVersion: Id! Name=200! Version=int! LatestActionTemplateId! ActionType! SpaceId! JSON=max!
ApiKey: Id! UserId! ApiKeyHashed=200! Created=datetimeoffset! JSON=max!
Artifact: Id! Filename=200! RelatedDocumentIds=max! Created=datetimeoffset! ProjectId EnvironmentId TenantId DataVersion=timestamp! SpaceId! JSON=max!
Certificate: Id=varchar(210)! Name=200! Thumbprint=128! NotAfter=datetimeoffset(0)! Subject=max! EnvironmentIds=max TenantIds=max TenantTags=max Archived=datetimeoffset(0) Created=datetimeoffset(0)! DataVersion=timestamp! SpaceId! JSON=max!
Channel: Id! Name=200! ProjectId! LifecycleId TenantTags=max DataVersion=timestamp! SpaceId! Slug=210 LastModified=datetimeoffset JSON=max!
BuildInformation: Id! PackageId=200! Version=349! SpaceId! JSON=max!
CommunityActionTemplate: Id! Name=200! ExternalId=uniqueidentifier! JSON=max!
Configuration: Id! JSON=max!
Deployment: Id! Name=200! Created=datetimeoffset! EnvironmentId! ProjectId! ReleaseId! TaskId DeployedBy=200! TenantId DeployedToMachineIds=max ChannelId! SpaceId! JSON=max!
DeploymentEnvironment: Id! Name=200! SortOrder=int! DataVersion=timestamp! SpaceId! Slug=210 Type LastModified=datetimeoffset JSON=max!
DeploymentProcess: Id=150! OwnerId=150! IsFrozen=bit! Version=int! RelatedDocumentIds=max SpaceId! JSON=max!
DeploymentSettings: Id=150! ProjectId! SpaceId! DataVersion=timestamp! JSON=max
Event: Id! RelatedDocumentIds=max! ProjectId EnvironmentId Category! UserId! Username=200! Occurred=datetimeoffset! Message=max! TenantId AutoId=bigint! DataVersion=timestamp! UserAgent=250 SpaceId IpAddress JSON=max JSONBlob=varbinary(max)
ExtensionConfiguration: Id! Name=1000 ExtensionAuthor=1000 JSON=max!
Feed: Id=210! Name=200! FeedUri=512 FeedType! DataVersion=timestamp! SpaceId! Slug=210 JSON=max!
GitCredential: Id! Name=200! SpaceId! DataVersion=timestamp! JSON=max
Interruption: Id! Created=datetimeoffset! Title=200! Status! RelatedDocumentIds=max! ResponsibleTeamIds=max! ProjectId! EnvironmentId! TaskId! TenantId DataVersion=timestamp! SpaceId! JSON=max!
KeyAllocation: CollectionName! Allocated=int!
LibraryVariableSet: Id! Name=200! VariableSetId=150 ContentType! SpaceId! JSON=max!
Lifecycle: Id! Name=200! DataVersion=timestamp! SpaceId! Slug=210 JSON=max JSONBlob=varbinary(max)
Machine: Id! Name=200! IsDisabled=bit! Roles=max! EnvironmentIds=max! MachinePolicyId TenantIds=max TenantTags=max Thumbprint Fingerprint CommunicationStyle! DataVersion=timestamp! SpaceId! Slug=210 DeploymentTargetType JSON=max!
MachinePolicy: Id! Name=200! IsDefault=bit! SpaceId! JSON=max!
NuGetPackage: Id=450! PackageId=100! Version=349! VersionMajor=int! VersionMinor=int! VersionBuild=int! VersionRevision=int! VersionSpecial=250 JSON=max!
OctopusServerInstallationHistory: Id! Node=200 Version=200 Installed=datetimeoffset! JSON=max!
OctopusServerNode: Id=250! Name=200! LastSeen=datetimeoffset! Rank! MaxConcurrentTasks=int! IsInMaintenanceMode=bit! JSON=max!
Project: Id! Name=200! Slug=210! IsDisabled=bit! VariableSetId=150 DeploymentProcessId ProjectGroupId! LifecycleId! AutoCreateRelease=bit! IncludedLibraryVariableSetIds=max DiscreteChannelRelease=bit! DataVersion=timestamp! ClonedFromProjectId SpaceId! LastModified=datetimeoffset JSON=max!
ProjectGroup: Id! Name=200! DataVersion=timestamp! SpaceId! LastModified=datetimeoffset JSON=max!
ProjectTrigger: Id! Name=200! ProjectId! TriggerType IsDisabled=bit! SpaceId! JSON=max!
Proxy: Id! Name=200! SpaceId! JSON=max!
RelatedDocument: Id=250! Table=varchar(40)! RelatedDocumentId=250! RelatedDocumentTable=varchar(40)!
Release: Id=150! Version=100! Assembled=datetimeoffset! ProjectId=150! ProjectVariableSetSnapshotId=150! ProjectDeploymentProcessSnapshotId=150! ChannelId! DataVersion=timestamp! SpaceId! LastModified=datetimeoffset JSON=max!
Runbook: Id! Name=200! ProjectId! RunbookProcessId=150 PublishedRunbookSnapshotId=150 SpaceId! Slug=210 LastModified=datetimeoffset JSON=max
RunbookProcess: Id=150! OwnerId=150! IsFrozen=bit! Version=int! RelatedDocumentIds=max SpaceId! ProjectId JSON=max
RunbookRun: Id Name EnvironmentId ProjectId RunbookId RunbookSnapshotId TaskId TenantId DeployedBy SpaceId Created=datetimeoffset! IsPublished=bit! JSON=max
RunbookSnapshot: Id=150! Name=200! ProjectId! RunbookId! FrozenRunbookProcessId=150 FrozenProjectVariableSetId=150 Assembled=datetimeoffset! SpaceId! LastModified=datetimeoffset JSON=max
SchemaVersions: Id=int! ScriptName=255! Applied=datetime!
ScopedUserRole: Id! TeamId! UserRoleId! SpaceId ProjectIds=max EnvironmentIds=max TenantIds=max TenantTags=max ProjectGroupIds=max JSON=max
Script0129RepairLegacyLibraryVariableSet: Id=150! OwnerId=150! Version=int! IsFrozen=bit! JSON=max! RelatedDocumentIds=max
ServerTask: Id! Name! Description=max! QueueTime=datetimeoffset! StartTime=datetimeoffset CompletedTime=datetimeoffset ErrorMessage=max ConcurrencyTag=100 State! HasWarningsOrErrors=bit! ServerNodeId=250 ProjectId EnvironmentId TenantId DurationSeconds=int! DataVersion=timestamp! SpaceId Type JSON=max!
DeploymentFreeze: Id! Name=200! Start=datetimeoffset! End=datetimeoffset! JSON=max!
Subscription: Id! Name=200! Type IsDisabled=bit! SpaceId! DataVersion=timestamp! JSON=max!
TagSet: Id! Name=200! SortOrder=int! DataVersion=timestamp! SpaceId! JSON=max!
Team: Id! Name=200! MemberUserIds=max! SpaceId Slug=210 LastModified=datetimeoffset JSON=max!
Tenant: Id! Name=200! ProjectIds=max! TenantTags=max DataVersion=timestamp! SpaceId! Slug=210 LastModified=datetimeoffset ClonedFromTenantId JSON=max!
TenantVariable: Id! TenantId! EnvironmentId OwnerId! VariableTemplateId! RelatedDocumentId=max SpaceId! OwnerType LastModified=datetimeoffset JSON=max!
User: Id! Username=200! IsActive=bit! IsService=bit! IdentificationToken=uniqueidentifier! EmailAddress=400 ExternalId=400 ExternalIdentifiers=max DisplayName=200 Created=datetimeoffset DataVersion=timestamp! JSON=max!
UserRole: Id! Name=200! JSON=max!
VariableSet: Id=150! OwnerId=150! Version=int! IsFrozen=bit! RelatedDocumentIds=max SpaceId! OwnerType JSON=max!
Worker: Id! Name=200! IsDisabled=bit! WorkerPoolIds=max MachinePolicyId! Thumbprint Fingerprint CommunicationStyle! DataVersion=timestamp! SpaceId! Slug=210 JSON=max!
WorkerPool: Id! Name=200! SortOrder=int! IsDefault=bit! DataVersion=timestamp! SpaceId! Slug=210 JSON=max!
"""  # noqa: E501 - a table is one line


def _type(word: str) -> str:
    if word == "max" or word.isdigit():
        return f"nvarchar({word})"
    return word or "nvarchar(50)"


def parse_columns(line: str) -> tuple[Column, ...]:
    """Give the columns that the shorthand says, in its order."""
    columns = []
    for word in line.split():
        name, _, type_word = word.removesuffix("!").partition("=")
        columns.append(Column(name, _type(type_word), nullable=not word.endswith("!")))
    return tuple(columns)


def _parse_tables(text: str) -> dict[str, tuple[Column, ...]]:
    parted = (line.split(":", 1) for line in text.strip().splitlines())
    return {name: parse_columns(line) for name, line in parted}


TABLES_OF_2023_4 = MappingProxyType(_parse_tables(_TABLES))
