"""Step templates with all their versions, and steps that are made from them."""

from migrator.sandbox.instance.documents import Slot
from tests.instances.foundation import Space, Template
from tests.instances.symbols import Differs, JsonText, Later, Own, To

NEWEST = 4


def add_step_template(space: Space) -> None:
    """Add a template; the target has the versions that steps are pinned to, and the newest."""
    name = space.words.name("ActionTemplate")
    made = Template(name, NEWEST, set())
    space.templates.append(made)
    author = space.author
    to = To("ActionTemplate", name)
    bodies = {number: _version(space, to, number) for number in range(1, NEWEST + 1)}
    number = Differs(NEWEST, None, "counts changes")
    author.add("ActionTemplate", name, {"Version": number, **bodies[NEWEST]})
    for number, body in bodies.items():
        row = {
            "Id": author.builder.next_id("ActionTemplateVersion"),
            "Name": name,
            "Version": number,
            "LatestActionTemplateId": to,
            "SpaceId": author.site.id,
            **body,
        }
        author.builder.add("ActionTemplateVersion", author.stored(row))
    author.expect_later(
        lambda: {
            To("ActionTemplateVersion", f"{name}/{place}"): {
                "Name": name,
                "TemplateId": to,
                **bodies[number],
            }
            for place, number in enumerate(made.moved(), start=1)
        }
    )


def _version(space: Space, to: To, number: int) -> dict:
    def parameter(name: str, control: str, default: object) -> dict:
        parts = ("parameter", to.name, name)
        return {
            "Id": Differs(Own(parts), None, "the target gives its own"),
            "Name": name,
            "Label": name,
            "HelpText": "",
            "DefaultValue": default,
            "DisplaySettings": {"Octopus.ControlType": control},
        }

    token = {"SensitiveValue": Slot(space.words.secret())}
    return {
        "ActionType": "Octopus.Script",
        "Description": f"Version {number}: {space.words.text()}".strip(),
        "Properties": {
            "Octopus.Action.Script.ScriptSource": "Inline",
            "Octopus.Action.Script.Syntax": "PowerShell",
            "Octopus.Action.Script.ScriptBody": f"Say-{number} {space.words.text()}".strip(),
            "Chat.Footer": {"SensitiveValue": Slot(space.words.secret())},
        },
        "Packages": [],
        "Parameters": [
            parameter("Chat.Token", "Sensitive", token),
            parameter("Chat.Account", "AmazonWebServicesAccount", None),
            parameter("Chat.Payload", "Package", None),
            parameter("Chat.Text", "MultiLineText", space.words.text()),
        ],
    }


def template_properties(space: Space) -> dict[str, object]:
    """The properties of a step that is made from a template."""
    template = space.draw.choice(space.templates)
    version = space.draw.randint(1, template.newest)
    template.used.add(version)
    account = space.draw.choice(space.accounts["AmazonWebServicesAccount"])
    place = Later(lambda: str(template.moved().index(version) + 1))
    return {
        "Octopus.Action.Script.ScriptSource": "Inline",
        "Octopus.Action.Script.Syntax": "PowerShell",
        "Octopus.Action.Script.ScriptBody": "Say",
        "Octopus.Action.Template.Id": space.to("ActionTemplate", template.name),
        "Octopus.Action.Template.Version": Differs(str(version), place, "versions count anew"),
        "Chat.Token": {"SensitiveValue": Slot(space.words.secret())},
        "Chat.Account": space.to("Account", account),
        "Chat.Payload": JsonText({"PackageId": "Acme.Web", "FeedId": _feed(space)}),
        "Chat.Text": space.words.text(),
    }


def _feed(space: Space) -> To:
    return To("Feed", space.draw.choice(space.feeds))
