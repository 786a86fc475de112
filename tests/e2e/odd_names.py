"""A space in which all kinds of things bear odd names and refer to each other."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unittest import mock

from migrator.sandbox.database import Cell, Database, Table
from migrator.sandbox.instance import sample, sample_instance
from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.credentials import add_account
from migrator.sandbox.instance.documents import Slot
from migrator.sandbox.instance.feeds import add_feed
from migrator.sandbox.instance.infrastructure import (
    Phase,
    add_environments,
    add_lifecycle,
    add_tag_set,
)
from migrator.sandbox.instance.library import add_library_set, add_script_module
from migrator.sandbox.instance.projects import Project, Runbook, add_channel, add_project
from migrator.sandbox.instance.steps import Step, action_id, inline_script, on_server
from migrator.sandbox.instance.tenants import add_tenant
from migrator.sandbox.instance.triggers import add_trigger
from migrator.sandbox.instance.variables import Variable, secret

TOGETHER = "Side by side"
SPACE = "Playground"
REFUSED = set('/\\?"')
_FEED = {"FeedUri": "https://x.example.test/v3/index.json", "Username": "u"}


def database(names: Mapping[str, str], **keys: bytes) -> Database:
    """The sample whose last space has, for each name, a thing of each kind that bears it.

    Args:
        names: by a token, which is no part of any other word.
        keys: what the secrets are sealed with.
    """
    whole = sample.add_playground

    def add(site: Site) -> None:
        whole(site)
        for token, name in names.items():
            add_all_named(site, token, Named.of(name))
        add_side_by_side(site, tuple(names))

    with mock.patch.object(sample, "add_playground", add):
        made = sample_instance(**keys).database
    return renamed(made, names)


@dataclass(frozen=True)
class Named:
    """What may bear a name on any server.

    Attributes:
        is_short: environments and feeds take 50 and 44 characters.
        may_be_tag: tags and their sets are parted by a slash where they are referred to.
    """

    is_short: bool
    may_be_tag: bool

    @classmethod
    def of(cls, name: str) -> "Named":
        return cls(len(name.encode("utf-16-le", "surrogatepass")) <= 88, not set(name) & REFUSED)


def add_all_named(site: Site, name: str, named: Named) -> None:
    """Add a thing of each kind; each names the others in all the ways that there are."""
    script = on_server(inline_script(f"echo {name}", "Bash"))
    place = name if named.is_short else "Sandbox"
    if named.is_short:
        add_environments(site, name)
        add_feed(site, name, "NuGet", {**_FEED, "Password": Slot(f"feed of {name}")})
    (environment,) = site.refs("DeploymentEnvironment", place)
    add_lifecycle(site, name, (Phase(name, optional=(place,)),))
    site.add("ProjectGroup", name, {"Description": name})
    tags = [f"{name}/{name}"] if named.may_be_tag else []
    if tags:
        add_tag_set(site, name, 7, name)
    key = {"AccessKey": name, "SecretKey": Slot(f"of {name}"), "EnvironmentIds": [environment]}
    add_account(site, name, "AmazonWebServicesAccount", key)
    shared = add_library_set(site, name, (secret(name, name, {"Environment": [environment]}),))
    module = add_script_module(site, f"{name} module", "Bash", f"echo {name}")
    template = {"Version": 1, "ActionType": "Octopus.Script", "CommunityActionTemplateId": None}
    more = {"Packages": [], "Parameters": [], "Properties": inline_script(name)}
    site.add("ActionTemplate", name, {**template, "Description": name, **more})
    identifier = site.ref("Project", name)
    channel = site.ref("Channel", f"{name}/{name}")
    scope = {
        "Environment": [environment],
        "Action": [action_id(site, identifier, name)],
        "Channel": [channel],
        "TenantTag": site.tags(*tags),
    }
    variables = (
        Variable(name, name, scope=scope),
        Variable("account", site.ref("Account", name), "AmazonWebServicesAccount"),
    )
    project = Project(
        name,
        (Step(name, "Octopus.Script", script, action={"Channels": [channel]}),),
        variables,
        (Runbook(name, (Step(name, "Octopus.Script", script),), (place,)),),
        group=name,
        lifecycle=name,
        includes=(shared, module),
        members={"TenantedDeploymentMode": "TenantedOrUntenanted", "Description": name},
        frozen_copies=0,
    )
    add_project(site, project)
    add_channel(site, name, name, TenantTags=site.tags(*tags))
    nightly = {
        "FilterType": "CronExpressionSchedule",
        "CronExpression": "0 0 3 * * *",
        "Timezone": "UTC",
    }
    run = {
        "ActionType": "RunRunbook",
        "RunbookId": site.ref("Runbook", f"{name}/{name}"),
        "EnvironmentIds": [environment],
        "TenantIds": [],
        "TenantTags": [],
    }
    add_trigger(site, name, name, (nightly, run))
    add_tenant(site, name, {name: (place,)}, *tags)


def add_side_by_side(site: Site, names: Sequence[str]) -> None:
    """Add one project whose parts bear all the names, each variable in the scope of its own."""
    script = on_server(inline_script("echo", "Bash"))
    identifier = site.ref("Project", TOGETHER)
    steps = tuple(Step(name, "Octopus.Script", script) for name in names)
    variables = tuple(
        Variable(
            name,
            f"of {number}",
            scope={
                "Action": [action_id(site, identifier, name)],
                "Channel": [site.ref("Channel", f"{TOGETHER}/{name}")],
            },
        )
        for number, name in enumerate(names)
    )
    runbooks = tuple(Runbook(name, (Step(name, "Octopus.Script", script),)) for name in names)
    add_project(site, Project(TOGETHER, steps, variables, runbooks, frozen_copies=0))
    for name in names:
        add_channel(site, TOGETHER, name)


def renamed(old: Database, names: Mapping[str, str]) -> Database:
    """The same with the names in the place of their tokens, wherever one stands."""
    in_json = {token: json.dumps(name)[1:-1] for token, name in names.items()}

    def said(text: str) -> str:
        by = in_json if text[:1] in ("{", "[") else names
        for token in names:
            if token in text:
                text = text.replace(token, by[token])
        return text

    def cell(value: Cell) -> Cell:
        match value:
            case str():
                return said(value)
            case bytes() if value.startswith(b"\x1f\x8b"):
                text = gzip.decompress(value).decode("utf-16-le")
                return gzip.compress(said(text).encode("utf-16-le"))
            case _:
                return value

    tables = {
        key: Table(
            table.columns,
            [{column: cell(value) for column, value in row.items()} for row in table.rows],
            table.schema,
        )
        for key, table in old.tables.items()
    }
    return Database(old.name, tables, row_version=old.row_version)
