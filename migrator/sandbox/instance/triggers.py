"""Triggers of every filter and every action."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body


def add_trigger(
    site: Site, project: str, name: str, parts: tuple[Body, Body], *, is_disabled: bool = False
) -> str:
    """Add a trigger; `parts` are its filter and its action."""
    filter_body, action = parts
    is_scheduled = "Schedule" in str(filter_body["FilterType"])
    body: Body = {
        "ProjectId": site.ref("Project", project),
        "TriggerType": "ScheduledTrigger" if is_scheduled else "DeploymentTargetTrigger",
        "IsDisabled": is_disabled,
        "Description": "",
        "Filter": filter_body,
        "Action": action,
    }
    return site.add("ProjectTrigger", name, body, owner=project)


def add_triggers(site: Site) -> None:
    """Add triggers of the Web Shop: scheduled, on machine events, for a runbook."""
    test, production = site.refs("DeploymentEnvironment", "Test", "Production")
    nightly: Body = {
        "FilterType": "CronExpressionSchedule",
        "CronExpression": "0 0 3 * * *",
        "Timezone": "UTC",
    }
    promote: Body = {
        "ActionType": "DeployLatestRelease",
        "ChannelId": site.ref("Channel", "Web Shop/Default"),
        "SourceEnvironmentIds": [test],
        "DestinationEnvironmentId": production,
        "TenantIds": site.refs("Tenant", "Contoso"),
        "TenantTags": site.tags("Region/EU"),
        "Variables": None,
        "ShouldRedeployWhenReleaseIsCurrent": True,
    }
    machines: Body = {
        "FilterType": "MachineFilter",
        "EnvironmentIds": [test],
        "Roles": ["web-server"],
        "EventGroups": ["MachineAvailableForDeployment"],
        "EventCategories": [],
    }
    redeploy: Body = {
        "ActionType": "AutoDeploy",
        "ShouldRedeployWhenMachineHasBeenDeployedTo": False,
    }
    add_trigger(site, "Web Shop", "nightly", (nightly, promote))
    add_trigger(site, "Web Shop", "new machines", (machines, redeploy), is_disabled=True)
    if site.builder.shape.has_runbooks:
        run: Body = {
            "ActionType": "RunRunbook",
            "RunbookId": site.ref("Runbook", "Web Shop/Restart"),
            "EnvironmentIds": [test],
            "TenantIds": [],
            "TenantTags": [],
        }
        add_trigger(
            site, "Web Shop", "restart", ({**nightly, "CronExpression": "0 0 4 * * *"}, run)
        )
    _add_schedules(site)
    if site.builder.shape.has_normalised_tables:
        _add_watchers(site)


def _add_schedules(site: Site) -> None:
    """Add every kind of schedule; one follows the clock of the server, one a zone of Windows."""
    test, production = site.refs("DeploymentEnvironment", "Test", "Production")
    promote: Body = {
        "ActionType": "DeployLatestRelease",
        "ChannelId": None,
        "SourceEnvironmentIds": [test],
        "DestinationEnvironmentId": production,
        "TenantIds": [],
        "TenantTags": [],
        "Variables": '{"11111111-2222-4333-8444-555555555555": "entered once"}',
        "ShouldRedeployWhenReleaseIsCurrent": False,
    }
    start = "2024-03-31T02:30:00.000Z"
    schedules: dict[str, Body] = {
        "once a day": {
            "FilterType": "OnceDailySchedule",
            "StartTime": start,
            "DaysOfWeek": ["Monday", "Friday"],
            "Timezone": "W. Europe Standard Time",
        },
        "all day": {
            "FilterType": "ContinuousDailySchedule",
            "Interval": "OnceHourly",
            "HourInterval": 3,
            "MinuteInterval": None,
            "RunAfter": "2024-03-31T08:00:00.000Z",
            "RunUntil": "2024-03-31T18:00:00.000Z",
            "DaysOfWeek": ["Sunday"],
            "Timezone": "Europe/Berlin",
        },
        "monthly": {
            "FilterType": "DaysPerMonthSchedule",
            "StartTime": start,
            "MonthlyScheduleType": "DayOfMonth",
            "DateOfMonth": "L",
            "DayNumberOfMonth": None,
            "DayOfWeek": None,
            "Timezone": "",
        },
    }
    for name, schedule in schedules.items():
        add_trigger(site, "Web Shop", name, (schedule, promote))


def _add_watchers(site: Site) -> None:
    """Add what waits for packages and commits, and what a new release follows from."""
    create: Body = {
        "ActionType": "CreateRelease",
        "ChannelId": site.ref("Channel", "Web Shop/Hotfix"),
    }
    pushed: Body = {
        "FilterType": "ArcFeedFilter",
        "Packages": [{"DeploymentAction": "Deploy api", "PackageReference": ""}],
    }
    polled: Body = {
        "FilterType": "FeedFilter",
        "Packages": [{"DeploymentActionSlug": "deploy-web", "PackageReference": ""}],
    }
    committed: Body = {
        "FilterType": "GitFilter",
        "Sources": [
            {
                "DeploymentActionSlug": "terraform-plan",
                "GitDependencyName": "",
                "IncludeFilePaths": ["terraform/**"],
                "ExcludeFilePaths": ["*.md"],
            }
        ],
    }
    weekly: Body = {
        "FilterType": "CronExpressionSchedule",
        "CronExpression": "0 0 6 ? * SUN",
        "Timezone": "America/New_York",
    }
    fresh: Body = {
        "ActionType": "DeployNewRelease",
        "EnvironmentId": site.ref("DeploymentEnvironment", "Test"),
        "ChannelId": site.ref("Channel", "Cloud Platform/Default"),
        "TenantIds": [],
        "TenantTags": site.tags("Region/US"),
        "VersionControlReference": None,
    }
    tidy: Body = {
        "ActionType": "RunRunbook",
        "RunbookId": site.ref("Runbook", "Web Shop/Backup"),
        "EnvironmentIds": site.refs("DeploymentEnvironment", "Production"),
        "TenantIds": site.refs("Tenant", "Contoso"),
        "TenantTags": [],
        "FormValues": {"66666666-7777-4888-8999-000000000000": "entered for the trigger"},
    }
    add_trigger(site, "Web Shop", "pushed packages", (pushed, create))
    add_trigger(site, "Web Shop", "new packages", (polled, create))
    add_trigger(site, "Cloud Platform", "new commits", (committed, fresh))
    add_trigger(site, "Web Shop", "weekly backup", (weekly, tidy))
