"""Library variable sets, step templates with their versions, and community step templates."""

from migrator.sandbox.cloud.crud import create, found_by, shown, update
from migrator.sandbox.cloud.documents import (
    Document,
    items,
    number,
    public,
    same_name,
    settle_secrets,
    text,
)
from migrator.sandbox.cloud.exchange import Answer, invalid, not_found
from migrator.sandbox.cloud.instance import Behaviour, Call, Instance, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.links import page
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.templates import check_templates, settle_ids
from migrator.sandbox.cloud.variables import new_variable_set

_TEMPLATE = KINDS["ActionTemplate"]


def check_version(saving: Saving, what: str) -> None:
    """Refuse a change to a version that is no longer the newest; count up otherwise."""
    stored = saving.stored
    if stored is None:
        saving.document["Version"] = 0
        return
    held = number(stored, "Version")
    if "Version" in saving.body and number(saving.body, "Version") != held:
        raise invalid(stale(what))
    saving.document["Version"] = held + 1


def stale(what: str, again: str = "") -> str:
    """The words for a change on top of what has changed.

    Source: OctopusDeploy/go-octopusdeploy, api/octopus_deploy.json (2020.5).
    """
    return (
        f"Changes to {what} could not be saved, because another user has made changes to "
        f"{again or what} between when you started editing and when you saved your changes. "
        "Please reload or open a new tab to make your changes."
    )


def _check_set(saving: Saving) -> None:
    check_version(saving, "this library variable set")
    templates = items(saving.document, "Templates")
    settle_ids(templates, items(saving.stored or {}, "Templates"))
    check_templates(saving.instance, saving.space_id, templates, "Templates")


def _give_variables(saving: Saving) -> None:
    if saving.stored is None:
        new_variable_set(saving.instance, saving.document)


def _drop_variables(instance: Instance, document: Document) -> None:
    instance.store.remove("VariableSet", text(document, "VariableSetId"))


def _check_template(saving: Saving) -> None:
    stored = saving.stored or {}
    check_version(saving, "this step template")
    saving.document["Version"] = number(saving.document, "Version") if stored else 1
    if not text(saving.document, "ActionType"):
        raise invalid("Please provide an action type.")
    parameters = items(saving.document, "Parameters")
    settle_ids(parameters, items(stored, "Parameters"))
    check_templates(saving.instance, saving.space_id, parameters, "Parameters")
    _check_packages(saving)
    if saving.stored is not None:
        _check_old_names(saving)


def _check_packages(saving: Saving) -> None:
    """Refuse packages without a feed. Source: OctopusDeploy/Issues #6582."""
    packages = items(saving.document, "Packages")
    settle_ids(packages, items(saving.stored or {}, "Packages"))
    feeds = [text(package, "FeedId") for package in packages]
    if not all(feeds):
        raise invalid("No Feed Id was specified.")
    store = saving.instance.store
    lost = [
        feed
        for feed in feeds
        if "#{" not in feed and store.find("Feed", feed, saving.space_id) is None
    ]
    if lost:
        raise invalid(f"The following Feed Ids cannot be found: {', '.join(lost)}")


def _check_old_names(saving: Saving) -> None:
    """Refuse a name that another template once had. Source: OctopusDeploy/Issues #7316."""
    name, own = text(saving.document, "Name"), text(saving.stored or {}, "Id")
    for version in saving.instance.store.all_of("ActionTemplateVersion", saving.space_id):
        if text(version, "TemplateId") != own and same_name(text(version, "Name"), name):
            raise invalid(
                "An action template with this name already exists. Please choose a different name."
            )


def _keep_version(saving: Saving) -> None:
    document = saving.document
    saving.instance.store.put(
        "ActionTemplateVersion",
        {
            **document,
            "Id": f"{text(document, 'Id')}/{number(document, 'Version')}",
            "TemplateId": text(document, "Id"),
        },
    )


def template_of_version(
    instance: Instance, space_id: str, template_id: str, version: str
) -> Document | None:
    """A step template as it was in a version; None if it never was."""
    return instance.store.find("ActionTemplateVersion", f"{template_id}/{version}", space_id)


def _versions(call: Call) -> Answer:
    template = found_by(call, _TEMPLATE, call.params["id"])
    held = call.instance.store.owned_by("ActionTemplateVersion", "TemplateId", text(template, "Id"))
    bodies: list[object] = [_version_body(version) for version in held]
    return Answer(200, page("ActionTemplate", call.request.path, bodies, call.request.query))


def _version(call: Call) -> Answer:
    found = template_of_version(
        call.instance, call.space_id, call.params["id"], call.params["version"]
    )
    if found is None:
        raise not_found(f"{call.params['id']}/{call.params['version']}")
    return Answer(200, _version_body(found))


def _version_body(version: Document) -> object:
    return public({**version, "Id": version["TemplateId"]})


def _install(call: Call) -> Answer:
    community = _community(call)
    space_id = call.params["spaceId"]
    for template in call.instance.store.all_of("ActionTemplate", space_id):
        if template.get("CommunityActionTemplateId") == community["Id"]:
            raise invalid("Action Template already installed.")
    created = create(call.instance, space_id, _TEMPLATE, _installable(community))
    return Answer(201, shown(call.instance, _TEMPLATE, created))


def _upgrade(call: Call) -> Answer:
    community = _community(call)
    space_id = call.params["spaceId"]
    for template in call.instance.store.all_of("ActionTemplate", space_id):
        if template.get("CommunityActionTemplateId") == community["Id"]:
            changed = update(call.instance, space_id, _TEMPLATE, _installable(community), template)
            return Answer(200, shown(call.instance, _TEMPLATE, changed))
    raise not_found(text(community, "Id"))


def _installable(community: Document) -> Document:
    members = ("Name", "ActionType", "Description", "Properties", "Parameters", "Packages")
    body: Document = {key: community[key] for key in members if key in community}
    settled = settle_secrets(body, {})
    copied = settled if isinstance(settled, dict) else {}
    return copied | {"CommunityActionTemplateId": community["Id"]}


def _community(call: Call) -> Document:
    found = call.instance.store.find("CommunityActionTemplate", call.params["id"])
    if found is None:
        raise not_found(call.params["id"])
    return found


def _community_list(call: Call) -> Answer:
    rows: list[object] = list(call.instance.store.all_of("CommunityActionTemplate"))
    return Answer(200, page("CommunityActionTemplate", call.request.path, rows, call.request.query))


def _usage(_call: Call) -> Answer:
    return Answer(200, [])


def routes() -> list[Route]:
    """The routes beside the common ones."""
    community = "communityactiontemplates"
    install = f"{community}/{{id}}/installation/{{spaceId}}"
    template = "actiontemplates/{id}"
    return [
        Route("GET", f"{template}/versions", Where.SPACE, "ActionTemplateView", _versions),
        Route("GET", f"{template}/versions/{{version}}", Where.SPACE, "", _version),
        Route("GET", f"{template}/usage", Where.SPACE, "ActionTemplateView", _usage),
        Route("GET", community, Where.SYSTEM, "", _community_list),
        Route("GET", f"{community}/{{id}}", Where.SYSTEM, "", lambda c: Answer(200, _community(c))),
        Route("POST", install, Where.SYSTEM, "ActionTemplateCreate", _install),
        Route("PUT", install, Where.SYSTEM, "ActionTemplateEdit", _upgrade),
    ]


BEHAVIOURS = {
    "LibraryVariableSet": Behaviour(
        check=_check_set, saved=_give_variables, delete=_drop_variables
    ),
    "ActionTemplate": Behaviour(check=_check_template, saved=_keep_version),
}
