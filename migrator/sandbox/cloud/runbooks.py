"""Runbooks, their snapshots and the triggers of projects."""

import secrets

from migrator.sandbox.cloud.crud import found_by, list_page, listed
from migrator.sandbox.cloud.documents import Document, items, mapping, text, texts
from migrator.sandbox.cloud.exchange import Answer, invalid, missing_reference
from migrator.sandbox.cloud.infrastructure import settled_retention
from migrator.sandbox.cloud.instance import Behaviour, Call, Instance, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.projects import check_package_reference, deployment_actions
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.steps import new_process

_FILTERS = frozenset(
    {
        "MachineFilter",
        "OnceDailySchedule",
        "ContinuousDailySchedule",
        "DailySchedule",
        "DaysPerWeekSchedule",
        "DaysPerMonthSchedule",
        "CronExpressionSchedule",
        "FeedFilter",
        "ArcFeedFilter",
        "GitFilter",
        "WebhookFilter",
    }
)
_ACTIONS = frozenset(
    {"AutoDeploy", "DeployLatestRelease", "DeployNewRelease", "RunRunbook", "CreateRelease"}
)


def _check_runbook(saving: Saving) -> None:
    document = saving.document
    if not mapping(document, "RunRetentionPolicy"):
        raise invalid("Please assign a run retention policy to the Runbook.")
    document["RunRetentionPolicy"] = settled_retention(
        saving.instance, document["RunRetentionPolicy"]
    )
    if saving.stored and saving.stored["ProjectId"] != document["ProjectId"]:
        raise invalid("A runbook cannot be moved to another project.")
    if text(document, "EnvironmentScope") == "Specified" and not texts(document, "Environments"):
        raise invalid("Please select at least one environment for the Runbook.")
    document["ConnectivityPolicy"] = document["ConnectivityPolicy"] or {
        "AllowDeploymentsToNoTargets": True,
        "ExcludeUnhealthyTargets": False,
        "SkipMachineBehavior": "None",
        "TargetRoles": [],
    }


def _give_process(saving: Saving) -> None:
    if saving.stored is None:
        process_id = f"RunbookProcess-{text(saving.document, 'Id')}"
        saving.document["RunbookProcessId"] = process_id
        new_process(saving.instance, "RunbookProcess", process_id, saving.document)


def _drop_process(instance: Instance, document: Document) -> None:
    instance.store.remove("RunbookProcess", text(document, "RunbookProcessId"))
    for snapshot in instance.store.owned_by("RunbookSnapshot", "RunbookId", text(document, "Id")):
        instance.store.remove("RunbookSnapshot", text(snapshot, "Id"))


def _check_snapshot(saving: Saving) -> None:
    """Refuse a snapshot that does not say the version of each package of the process."""
    document, store = saving.document, saving.instance.store
    runbook = store.find("Runbook", text(document, "RunbookId"))
    if runbook is None or runbook["ProjectId"] != document["ProjectId"]:
        raise missing_reference(text(document, "RunbookId"), "RunbookId")
    process = store.find("RunbookProcess", text(runbook, "RunbookProcessId")) or {}
    selected = {
        (text(s, "ActionName").casefold(), text(s, "PackageReferenceName"))
        for s in items(document, "SelectedPackages")
    }
    for step in items(process, "Steps"):
        for action in items(step, "Actions"):
            for package in items(action, "Packages"):
                if (text(action, "Name").casefold(), text(package, "Name")) not in selected:
                    raise invalid("A version must be specified for every included package.")


def _publish(saving: Saving) -> None:
    wants = str(saving.body.get("Publish", "")).casefold() == "true"
    runbook = saving.instance.store.find("Runbook", text(saving.document, "RunbookId"))
    if wants and runbook is not None:
        runbook["PublishedRunbookSnapshotId"] = saving.document["Id"]


def _check_trigger(saving: Saving) -> None:
    document = saving.document
    condition, action = mapping(document, "Filter"), mapping(document, "Action")
    if text(condition, "FilterType") not in _FILTERS:
        raise invalid(f"The filter type '{text(condition, 'FilterType')}' is not known.")
    if text(action, "ActionType") not in _ACTIONS:
        raise invalid(f"The action type '{text(action, 'ActionType')}' is not known.")
    project_id = text(document, "ProjectId")
    store = saving.instance.store
    for key, kind in (("ChannelId", "Channel"), ("RunbookId", "Runbook")):
        found = store.find(kind, text(action, key))
        if found is not None and text(found, "ProjectId") != project_id:
            raise missing_reference(text(action, key), f"Action.{key}")
    if text(condition, "FilterType") == "CronExpressionSchedule" and not text(
        condition, "CronExpression"
    ):
        raise invalid("Please provide a cron expression for the trigger.")
    _check_trigger_packages(saving.instance, project_id, condition)
    if text(condition, "FilterType") == "WebhookFilter" and not condition.get("WebhookId"):
        # The address that callers use holds an id that the server makes up.
        condition["WebhookId"] = f"webhook-{secrets.token_hex(8)}"


def _check_trigger_packages(instance: Instance, project_id: str, condition: Document) -> None:
    match text(condition, "FilterType"):
        case "ArcFeedFilter":
            for reference in items(condition, "Packages"):
                check_package_reference(instance, project_id, reference)
        case "FeedFilter":
            slugs = {text(action, "Slug") for action in deployment_actions(instance, project_id)}
            for reference in items(condition, "Packages"):
                slug = text(reference, "DeploymentActionSlug")
                if slug not in slugs:
                    raise missing_reference(slug, "Filter.Packages")
        case _:
            return


def _snapshots_of(call: Call) -> Answer:
    runbook = found_by(call, KINDS["Runbook"], call.params["id"])
    kind = KINDS["RunbookSnapshot"]
    found = [d for d in listed(call, kind) if d["RunbookId"] == runbook["Id"]]
    return list_page(call, kind, found)


def routes() -> list[Route]:
    """The routes beside the common ones."""
    return [
        Route("GET", "runbooks/{id}/runbookSnapshots", Where.SPACE, "RunbookView", _snapshots_of)
    ]


BEHAVIOURS = {
    "Runbook": Behaviour(check=_check_runbook, saved=_give_process, delete=_drop_process),
    "RunbookSnapshot": Behaviour(check=_check_snapshot, saved=_publish),
    "ProjectTrigger": Behaviour(check=_check_trigger),
}
