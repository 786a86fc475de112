"""Steps of processes, and variables with every scope."""

from migrator.sandbox.instance.documents import SealedBy, Slot
from tests.instances.feed import PACKAGES
from tests.instances.foundation import BUILT_IN, Space
from tests.instances.library import template_properties
from tests.instances.symbols import ABSENT, ActionOf, Differs, Gone, Own, To, as_told

HOSTED = "Hosted Windows"
"""What a step gets that ran on the server itself: Octopus Cloud runs nothing there.

Source: octopus.com/docs/octopus-cloud/migrations.
"""


_ANY_WAY = ("server", "pool", "target", "package", "secret", "template", "place", "image")
_ON_TARGETS = ("target", "package", "secret")


def steps(space: Space, owner: To, channels: list[str], count: int) -> tuple[list, list[str]]:
    """Steps, some of them rolling, and the names of their actions."""
    names, bodies = [], []
    for name in space.words.names(f"Step {owner.name}", count):
        first = _action(space, owner, name, channels, _ANY_WAY)
        actions, properties = [first], {}
        if not _runs_on_server(first):
            properties["Octopus.Action.TargetRoles"] = "web,db"
            if space.draw.random() < 0.3:
                child = space.words.name(f"Step {owner.name}")
                actions.append(_action(space, owner, child, channels, _ON_TARGETS))
                properties["Octopus.Action.MaxParallelism"] = "2"
        names += [action["Name"] for action in actions]
        bodies.append(
            {
                "Id": Own(("step", owner.table, owner.name, name)),
                "Name": name,
                "Slug": actions[0]["Slug"] if len(actions) == 1 else space.slugged(name)["Slug"],
                "Condition": "Success",
                "StartTrigger": _trigger(space, is_first=not bodies),
                "PackageRequirement": "LetOctopusDecide",
                "Properties": properties,
                "Actions": actions,
            }
        )
    return bodies, names


def _action(
    space: Space, owner: To, name: str, channels: list[str], ways: tuple[str, ...]
) -> dict[str, object]:
    scope = space.some("DeploymentEnvironment", space.environments)
    action = {
        "Id": Differs(ActionOf(owner, name), None, "the target gives its own"),
        "Name": name,
        **space.slugged(name),
        "ActionType": "Octopus.Script",
        "Notes": space.words.text(),
        "IsDisabled": space.draw.random() < 0.2,
        "IsRequired": space.draw.random() < 0.2,
        "CanBeUsedForProjectVersioning": False,
        "WorkerPoolId": None,
        "WorkerPoolVariable": None,
        "Container": {"Image": None, "FeedId": None},
        "Environments": scope,
        "ExcludedEnvironments": []
        if scope
        else space.some("DeploymentEnvironment", space.environments),
        "Channels": [To("Channel", one) for one in channels if space.draw.random() < 0.3],
        "TenantTags": space.tag_some(),
        "Packages": [],
        "GitDependencies": [],
        "Condition": "Success",
    }
    _fill(space, owner, action, space.draw.choice(ways))
    return action


def _trigger(space: Space, *, is_first: bool) -> object:
    trigger = space.draw.choice(("StartAfterPrevious", "StartWithPrevious"))
    after = "StartAfterPrevious"
    return Differs(trigger, after, "servers set it on the first step") if is_first else trigger


def _runs_on_server(action: dict) -> bool:
    return action["Properties"].get("Octopus.Action.RunOnServer") == "true"


def _fill(space: Space, owner: To, action: dict, way: str) -> None:
    script = {
        "Octopus.Action.Script.ScriptSource": "Inline",
        "Octopus.Action.Script.Syntax": "Bash",
        "Octopus.Action.Script.ScriptBody": space.words.text() or "exit 0",
    }
    match way:
        case "server":
            pool = Differs(None, To("WorkerPool", HOSTED), "nothing runs on the server there")
            action["WorkerPoolId"] = pool
            action["Properties"] = {**script, "Octopus.Action.RunOnServer": "true"}
        case "pool":
            action["WorkerPoolId"] = space.to("WorkerPool", space.draw.choice(space.pools))
            action["Properties"] = {**script, "Octopus.Action.RunOnServer": "true"}
        case "place":
            # No rule knows the member, yet no id crosses.
            place = space.to("DeploymentEnvironment", space.draw.choice(space.environments))
            action["Properties"] = {**script, "My.Place": place}
        case "image":
            feed = space.to("Feed", space.draw.choice(space.feeds))
            action["Container"] = {"Image": "tools:6", "FeedId": feed}
            action["WorkerPoolId"] = space.to("WorkerPool", space.draw.choice(space.pools))
            action["Properties"] = {**script, "Octopus.Action.RunOnServer": "true"}
        case "package":
            name = space.draw.choice(space.feeds)
            feed = space.to("Feed", name)
            package_id = space.draw.choice(PACKAGES)
            if name == BUILT_IN:
                space.feed.taken.add(package_id)
            if space.draw.random() < 0.3:
                feed = Differs(name.upper(), feed, "old rows hold the name")
            action["ActionType"] = "Octopus.TentaclePackage"
            action["Packages"] = [
                {
                    "Id": Own(("package", owner.table, owner.name, action["Name"])),
                    "Name": "",
                    "PackageId": package_id,
                    "FeedId": feed,
                    "AcquisitionLocation": "Server",
                    "Properties": {"SelectionMode": "immediate"},
                }
            ]
            action["Properties"] = {
                "Octopus.Action.Package.PackageId": package_id,
                "Octopus.Action.Package.FeedId": feed,
                "Octopus.Action.Package.DownloadOnTentacle": "False",
            }
        case "template":
            action["Properties"] = template_properties(space)
        case "secret":
            sealed = {"SensitiveValue": Slot(space.words.secret())}
            action["Properties"] = {**script, "My.Token": sealed}
        case _:
            action["Properties"] = script


def add_variables(space: Space, owner: To, scopes: dict[str, list[object]], count: int) -> None:
    """Add the variable set of a project or library set.

    Args:
        owner: of the set.
        scopes: by field of a scope, what may stand there.
        count: how many variables.
    """
    names = [*space.words.names(f"Variable {owner.name}", max(1, count // 2)), "Password", "A.B"]
    stored, told = [], []
    for index in range(count):
        scope = {
            field: space.draw.sample(values, space.draw.randint(1, min(2, len(values))))
            for field, values in scopes.items()
            if values and space.draw.random() < 0.3
        }
        # A name and a scope hold one value; the number keeps them apart.
        name = f"{space.draw.choice(names)}.{index}"
        is_dangling = space.draw.random() < 0.1
        if is_dangling:
            # Left out whole: without that environment it would hold in more places.
            scope["Environment"] = [*scope.get("Environment", []), Gone("Environments")]
        members = {"Name": name, "Description": space.words.text(), "Scope": scope}
        variable = members | _typed(space)
        stored.append({"Id": Own(("variable", owner.table, owner.name, str(index))), **variable})
        if is_dangling:
            continue
        if "Prompt" in variable and scope.keys() - {"Environment"}:
            continue  # servers take no such scope, and it is not widened
        is_secret = as_told(variable["Type"], "") == "Sensitive"
        told.append({**variable, "IsEditable": True, "IsSensitive": is_secret})
    identifier = f"variableset-{space.author.id_of(owner)}"
    space.author.add_row(
        "VariableSet",
        {
            "Id": identifier,
            "Version": 12,
            "OwnerId": owner,
            "OwnerType": owner.table,
            "IsFrozen": False,
            "RelatedDocumentIds": [],
            "Variables": stored,
        },
        To("VariableSet", f"{owner.table} {owner.name}"),
        {"OwnerId": owner, "Variables": told},
    )


_SORTS = (
    "text", "text", "secret", "secret", "account", "pool", "lost", "open", "id", "untyped", "marked",
    "empty", "null", "prompted", "certificate",
)  # fmt: skip


def _typed(space: Space) -> dict[str, object]:
    match space.draw.choice(_SORTS):
        case "text":
            return {"Type": "String", "Value": space.words.text()}
        case "secret":
            return {"Type": "Sensitive", "Value": Slot(space.words.secret())}
        case "account":
            name = space.draw.choice(space.accounts["AmazonWebServicesAccount"])
            return {"Type": "AmazonWebServicesAccount", "Value": space.to("Account", name)}
        case "pool":
            name = space.draw.choice(space.pools)
            return {"Type": "WorkerPool", "Value": space.to("WorkerPool", name)}
        case "id":
            # What people write is theirs: it moves as it is, and a finding tells of it.
            name = space.draw.choice(space.environments)
            identifier = space.author.id_of(To("DeploymentEnvironment", name))
            return {
                "Type": "String",
                "Value": space.draw.choice((f"see {identifier}.", identifier)),
            }
        case "certificate":
            name = space.draw.choice(space.certificates)
            return {"Type": "Certificate", "Value": space.to("Certificate", name)}
        case "untyped":
            # Servers leave the type of texts out. Source: OctopusDeploy/Issues #9434.
            return {"Type": Differs(ABSENT, "String", "left out"), "Value": space.words.text()}
        case "marked":
            # The mark of a secret before there were types.
            kind = Differs("String", "Sensitive", "told by the mark")
            return {"Type": kind, "IsSensitive": True, "Value": Slot(space.words.secret())}
        case "empty":
            return {"Type": "Sensitive", "Value": Slot("")}
        case "null":
            return {"Type": space.draw.choice(("String", "Sensitive")), "Value": None}
        case "prompted":
            prompt = {
                "Label": space.words.text(),
                "Description": space.words.text(),
                "Required": space.draw.random() < 0.5,
                "DisplaySettings": {"Octopus.ControlType": "SingleLineText"},
            }
            return {"Type": "String", "Value": space.words.text(), "Prompt": prompt}
        case "lost":
            lost = Slot(space.words.secret(), SealedBy.UNKNOWN_KEY)
            return {"Type": "Sensitive", "Value": Differs(lost, None, "to be entered by hand")}
        case _:
            # Plain text where a secret should lie. Source: OctopusDeploy/Issues #3090.
            open_text = Slot(f"open {space.draw.getrandbits(64):x}", SealedBy.NOBODY)
            return {"Type": "Sensitive", "Value": open_text}
