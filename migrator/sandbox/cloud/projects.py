"""Projects with what comes with them: settings, channels, git conversion."""

from migrator.sandbox.cloud.crud import create, found_by, list_page, listed, post, put, shown
from migrator.sandbox.cloud.documents import Document, flag, items, mapping, public, text, texts
from migrator.sandbox.cloud.exchange import Answer, invalid, not_found
from migrator.sandbox.cloud.instance import Behaviour, Call, Instance, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.project_kinds import SETTINGS_FIELDS
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.steps import new_process
from migrator.sandbox.cloud.store import now
from migrator.sandbox.cloud.templates import check_templates, settle_ids
from migrator.sandbox.cloud.validation import as_body, bind, check_id
from migrator.sandbox.cloud.variables import new_variable_set

_PROJECT = KINDS["Project"]
_CONNECTIVITY: Document = {
    "AllowDeploymentsToNoTargets": False,
    "ExcludeUnhealthyTargets": False,
    "SkipMachineBehavior": "None",
    "TargetRoles": [],
}
# What a project shows of its settings, by the settings' own names.
_MIRRORED = {
    "ProjectConnectivityPolicy": "ConnectivityPolicy",
    "DefaultGuidedFailureMode": "DefaultGuidedFailureMode",
    "VersioningStrategy": "VersioningStrategy",
    "ReleaseNotesTemplate": "ReleaseNotesTemplate",
    "DefaultToSkipIfAlreadyInstalled": "DefaultToSkipIfAlreadyInstalled",
    "DeploymentChangesTemplate": "DeploymentChangesTemplate",
    "ForcePackageDownload": "ForcePackageDownload",
}


def deployment_actions(instance: Instance, project_id: str) -> list[Document]:
    """The actions of a project's deployment process."""
    found = instance.store.owned_by("DeploymentProcess", "ProjectId", project_id)
    return [a for process in found for s in items(process, "Steps") for a in items(s, "Actions")]


def check_package_reference(instance: Instance, project_id: str, reference: Document) -> Document:
    """Give the package that an action name and a reference name lead to.

    Raises:
        Refusal: the saved process has none. Source: OctopusDeploy/Issues #6831.
    """
    action_name, package_name = (
        text(reference, "DeploymentAction"),
        text(reference, "PackageReference"),
    )
    for action in deployment_actions(instance, project_id):
        if text(action, "Name").casefold() != action_name.casefold():
            continue
        for package in items(action, "Packages"):
            if text(package, "Name") == package_name:
                return package
    raise invalid(
        f"Unable to find package reference {package_name} on deployment action {action_name} "
        f"in project {project_id}"
    )


def _check_project(saving: Saving) -> None:
    document, stored = saving.document, saving.stored or {}
    if text(document, "Name").strip().casefold() == "new":
        raise invalid("A project cannot be named 'New'")
    if not text(document, "LifecycleId"):
        raise invalid("The project must be assigned to a lifecycle.")
    templates = items(document, "Templates")
    settle_ids(templates, items(stored, "Templates"))
    check_templates(saving.instance, saving.space_id, templates, "Templates")
    _check_settings(saving.instance, _settings_in(saving.body), text(stored, "Id"))
    if flag(document, "AutoCreateRelease"):
        _check_automatic_release(saving)


def _settings_in(body: dict[str, object] | object) -> Document:
    if not isinstance(body, dict):
        return {}
    return {own: body[theirs] for theirs, own in _MIRRORED.items() if theirs in body}


def _check_automatic_release(saving: Saving) -> None:
    """Check automatic release creation. Source: OctopusDeploy/go-octopusdeploy (2020.5)."""
    strategy = mapping(saving.document, "ReleaseCreationStrategy")
    if not text(strategy, "ChannelId"):
        raise invalid("A channel ID must be provided to enable Automatic Release Creation.")
    reference = mapping(strategy, "ReleaseCreationPackage")
    if not text(reference, "DeploymentAction"):
        raise invalid("A package step must be provided to enable Automatic Release Creation.")
    instance, project_id = saving.instance, text(saving.stored or {}, "Id")
    channel = instance.store.find("Channel", text(strategy, "ChannelId"), saving.space_id)
    if channel is None or text(channel, "ProjectId") != project_id:
        raise invalid("The channel for Automatic Release Creation is not one of this project.")
    names = [text(action, "Name") for action in deployment_actions(instance, project_id)]
    if text(reference, "DeploymentAction") not in names:
        raise invalid(
            "The package step provided could not be found in the project's deployment process "
            "(see Automatic Release Creation settings, via Project > Triggers)."
        )
    package = check_package_reference(instance, project_id, reference)
    feed = instance.store.find("Feed", text(package, "FeedId"))
    if feed is None or text(feed, "FeedType") != "BuiltIn":
        raise invalid(
            "The Automatic Release Creation (ARC) package must be sourced from the Octopus "
            "built-in feed. ARC settings can be found at Project > Triggers "
            "https://g.octopushq.com/AutoReleaseCreation"
        )


def _check_settings(instance: Instance, settings: Document, project_id: str) -> None:
    strategy = settings.get("VersioningStrategy")
    if not isinstance(strategy, dict):
        return
    donor = mapping(strategy, "DonorPackage")
    if donor and text(strategy, "Template"):
        raise invalid(
            "Only one of either a donor package step or a version template may be provided."
        )
    if donor:
        check_package_reference(instance, project_id, donor)


def _save_project(saving: Saving) -> None:
    document, instance = saving.document, saving.instance
    project_id, space_id = text(document, "Id"), saving.space_id
    if saving.stored is not None:
        settings = instance.store.find("DeploymentSettings", f"deploymentsettings-{project_id}")
        if settings is not None:
            settings.update(_bound_settings(saving.body, settings))
        if flag(document, "IsVersionControlled"):
            link = mapping(saving.body, "PersistenceSettings")
            document["PersistenceSettings"] = _relinked(
                link, mapping(document, "PersistenceSettings")
            )
        return
    document["DeploymentProcessId"] = f"deploymentprocess-{project_id}"
    document["DeploymentSettingsId"] = f"deploymentsettings-{project_id}"
    document["ClonedFromProjectId"] = None
    document["IsVersionControlled"] = False
    document["PersistenceSettings"] = {"Type": "Database"}
    new_process(instance, "DeploymentProcess", f"deploymentprocess-{project_id}", document)
    new_variable_set(instance, document)
    settings = bind(SETTINGS_FIELDS, {}, None) | {
        "Id": f"deploymentsettings-{project_id}",
        "ProjectId": project_id,
        "SpaceId": space_id,
        "ConnectivityPolicy": _CONNECTIVITY,
        "VersioningStrategy": {
            "Template": "#{Octopus.Version.LastMajor}.#{Octopus.Version.LastMinor}."
            "#{Octopus.Version.NextPatch}",
            "DonorPackage": None,
        },
    }
    settings.update(_bound_settings(saving.body, settings))
    instance.store.put("DeploymentSettings", settings)
    channel: Document = {"Name": "Default", "ProjectId": project_id, "IsDefault": True}
    create(instance, space_id, KINDS["Channel"], channel)


def _bound_settings(body: dict[str, object] | object, settings: Document) -> Document:
    sent = _settings_in(body)
    bound = bind(SETTINGS_FIELDS, sent, settings)
    return {key: bound[key] for key in sent if sent[key] is not None}


def _show_project(instance: Instance, document: Document) -> Document:
    settings = instance.store.find("DeploymentSettings", text(document, "DeploymentSettingsId"))
    if settings is None:
        return document
    return document | {theirs: settings[own] for theirs, own in _MIRRORED.items()}


def _delete_project(instance: Instance, document: Document) -> None:
    project_id = text(document, "Id")
    store = instance.store
    for kind in (
        "DeploymentProcess",
        "RunbookProcess",
        "DeploymentSettings",
        "Channel",
        "Runbook",
        "RunbookSnapshot",
        "ProjectTrigger",
    ):
        for owned in store.owned_by(kind, "ProjectId", project_id):
            store.remove(kind, text(owned, "Id"))
    store.remove("VariableSet", text(document, "VariableSetId"))
    for tenant in store.all_of("Tenant"):
        mapping(tenant, "ProjectEnvironments").pop(project_id, None)


def _check_channel(saving: Saving) -> None:
    document, stored = saving.document, saving.stored
    if stored is not None and stored["ProjectId"] != document["ProjectId"]:
        raise invalid("A channel cannot be moved to another project.")
    if saving.body.get("LifecycleId") == "":
        # Strict: a real server takes it, and its dashboard breaks. OctopusDeploy/Issues #5985.
        raise invalid("The LifecycleId of a channel must be null or the id of a lifecycle.")
    if stored is not None and flag(stored, "IsDefault"):
        document["IsDefault"] = True
    for rule in items(document, "Rules"):
        for reference in items(rule, "ActionPackages"):
            check_package_reference(saving.instance, text(document, "ProjectId"), reference)


def _one_default_channel(saving: Saving) -> None:
    if not flag(saving.document, "IsDefault"):
        return
    project_id = text(saving.document, "ProjectId")
    for other in saving.instance.store.owned_by("Channel", "ProjectId", project_id):
        other["IsDefault"] = other is saving.document


def _delete_channel(instance: Instance, document: Document) -> None:
    project_id = text(document, "ProjectId")
    if len(instance.store.owned_by("Channel", "ProjectId", project_id)) == 1:
        raise invalid("You cannot delete the only remaining channel")
    if flag(document, "IsDefault"):
        raise invalid("You cannot delete the default channel.")
    for action in deployment_actions(instance, project_id):
        if text(document, "Id") in texts(action, "Channels"):
            raise invalid(
                f"The channel you are about to remove is used by '{text(action, 'Name')}' step."
            )


def project_of(call: Call) -> Document:
    """The project that a route names by id or slug."""
    return found_by(call, _PROJECT, call.params["projectId"])


def _settings_of(call: Call) -> Document:
    project = project_of(call)
    settings = call.instance.store.find("DeploymentSettings", text(project, "DeploymentSettingsId"))
    if settings is None:
        raise not_found(text(project, "DeploymentSettingsId"))
    return settings


def _shown_settings(settings: Document) -> Answer:
    copied = public(settings)
    space, project = text(settings, "SpaceId"), text(settings, "ProjectId")
    links = {
        "Self": f"/api/{space}/projects/{project}/deploymentsettings",
        "Project": f"/api/{space}/projects/{project}",
    }
    return Answer(200, {**(copied if isinstance(copied, dict) else {}), "Links": links})


def _get_settings(call: Call) -> Answer:
    return _shown_settings(_settings_of(call))


def _put_settings(call: Call) -> Answer:
    settings = _settings_of(call)
    bound = bind(SETTINGS_FIELDS, as_body(call.request.body), settings)
    _check_settings(call.instance, bound, text(settings, "ProjectId"))
    bound["ConnectivityPolicy"] = bound["ConnectivityPolicy"] or _CONNECTIVITY
    settings.update(bound, LastModifiedOn=now())
    call.instance.store.record("Modified", "DeploymentSettings", settings, call.instance.user_id)
    return _shown_settings(settings)


def _relinked(link: Document, stored: Document) -> Document:
    """The link as it is changed; a password that is not said stays."""
    changed = {**stored, **link}
    credentials, before = mapping(changed, "Credentials"), mapping(stored, "Credentials")
    if mapping(credentials, "Password").get("NewValue") is None and "Password" in before:
        changed["Credentials"] = {**credentials, "Password": before["Password"]}
    return changed


def _convert(call: Call) -> Answer:
    """Convert to version control. Source: OctopusDeploy/cli #314, OctopusDeploy/Issues #7555."""
    project = project_of(call)
    settings = mapping(as_body(call.request.body), "VersionControlSettings")
    if flag(project, "IsVersionControlled"):
        raise invalid(
            "Unable to convert project to version control. It is already a version controlled!"
        )
    if not text(settings, "BasePath").startswith(".octopus"):
        raise invalid("Octopus config must be placed in the .octopus base path.")
    if flag(settings, "ProtectedDefaultBranch") and not text(
        as_body(call.request.body), "InitialCommitBranchName"
    ):
        raise invalid("The default branch is protected, so a branch for the commit is needed.")
    credentials = mapping(settings, "Credentials")
    if text(credentials, "Type") == "Reference":
        credential_id = text(credentials, "Id")
        check_id(call.instance, call.space_id, "GitCredential", credential_id, "Credentials.Id")
    project["IsVersionControlled"] = True
    project["PersistenceSettings"] = {**settings, "Type": "VersionControlled"}
    return Answer(200, {"Messages": []})


def sub_routes(kind_name: str, pattern: str) -> list[Route]:
    """The routes of a kind below its project: list, create, and the one document."""
    kind = KINDS[kind_name]

    def members(call: Call) -> Answer:
        project_id = text(project_of(call), "Id")
        found = [d for d in listed(call, kind) if d["ProjectId"] == project_id]
        return list_page(call, kind, found)

    def make(call: Call) -> Answer:
        body = as_body(call.request.body) | {"ProjectId": text(project_of(call), "Id")}
        return post(call, kind, body)

    def find(call: Call) -> Document:
        document = found_by(call, kind, call.params["id"])
        if document["ProjectId"] != text(project_of(call), "Id"):
            raise not_found(call.params["id"])
        return document

    def get(call: Call) -> Answer:
        return Answer(200, shown(call.instance, kind, find(call)))

    def change(call: Call) -> Answer:
        find(call)
        return put(call, kind)

    at = f"projects/{{projectId}}/{pattern}"
    return [
        Route("GET", at, Where.SPACE, kind.view, members),
        Route("POST", at, Where.SPACE, kind.create, make),
        Route("GET", f"{at}/{{id}}", Where.SPACE, kind.view, get),
        Route("PUT", f"{at}/{{id}}", Where.SPACE, kind.edit, change),
    ]


def _projects_of_group(call: Call) -> Answer:
    group = found_by(call, KINDS["ProjectGroup"], call.params["id"])
    found = [d for d in listed(call, _PROJECT) if d["ProjectGroupId"] == group["Id"]]
    return list_page(call, _PROJECT, found)


def routes() -> list[Route]:
    """The routes beside the common ones."""
    project = "projects/{projectId}"
    return [
        *sub_routes("Channel", "channels"),
        *sub_routes("Runbook", "runbooks"),
        *sub_routes("ProjectTrigger", "triggers"),
        *sub_routes("RunbookSnapshot", "runbookSnapshots"),
        Route("GET", f"{project}/deploymentsettings", Where.SPACE, "ProjectView", _get_settings),
        Route("PUT", f"{project}/deploymentsettings", Where.SPACE, "ProjectEdit", _put_settings),
        Route("POST", f"{project}/git/convert", Where.SPACE, "ProjectEdit", _convert),
        Route("GET", "projectgroups/{id}/projects", Where.SPACE, "ProjectView", _projects_of_group),
    ]


BEHAVIOURS = {
    "Project": Behaviour(
        check=_check_project, saved=_save_project, delete=_delete_project, show=_show_project
    ),
    "Channel": Behaviour(check=_check_channel, saved=_one_default_channel, delete=_delete_channel),
}
