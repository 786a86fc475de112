"""Where secrets lie in a shaped body, and putting slots in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from migrator.model.documents import Body, Json, Kind, Node, Slot, escape_pointer
from migrator.rules.fields import FIELDS, SecretForm, is_variables

SENSITIVE = "Sensitive"

Take = Callable[[str, Json], Slot | None]


NESTED_SECRETS: Mapping[Kind, Mapping[tuple[str, ...], SecretForm]] = {
    Kind.GIT_CREDENTIAL: {("Details", "Password"): SecretForm.SENSITIVE},
    Kind.VERSION_CONTROL: {("Credentials", "Password"): SecretForm.SENSITIVE},
    Kind.SUBSCRIPTION: {
        ("EventNotificationSubscription", "WebhookHeaderValue"): SecretForm.SENSITIVE
    },
    Kind.DEPLOYMENT_TARGET: {
        ("Endpoint", "SensitiveVariablesEncryptionPassword"): SecretForm.SENSITIVE,
        ("Endpoint", "AadUserCredentialPassword"): SecretForm.SENSITIVE,
        # A plain string in the API, yet a secret. Source: OctopusDeploy/OctopusClients,
        # ServiceFabricEndpointResource.
        ("Endpoint", "AadClientCredentialSecret"): SecretForm.TEXT,
    },
}
"""Secrets below the first level. Source: OctopusDeploy/OctopusClients, endpoint resources."""


def secret_members(kind: Kind) -> Mapping[tuple[str, ...], SecretForm]:
    """Every member of the kind that is a secret as a whole, by its path."""
    found: dict[tuple[str, ...], SecretForm] = {}
    for item in FIELDS[kind]:
        if item.secret is not SecretForm.NONE:
            found[(item.name,)] = item.secret
    found.update(NESTED_SECRETS.get(kind, {}))
    return found


def replace_secrets(kind: Kind, body: Body, take: Take) -> None:
    """Put, in place, what `take` gives for it where each secret lies.

    `take` gets the JSON pointer and the raw value: a text, an API object with `HasValue`, or
    null. It gives a slot, or None where there is no value.
    """
    if is_variables(kind):
        _variables(body, take)
        return
    for path in secret_members(kind):
        _member(body, path, "", take)
    for member in ("Templates", "Parameters"):
        _plain_defaults(body, member, take)
    _objects(body, "", take)


def _variables(body: Body, take: Take) -> None:
    variables = body.get("Variables")
    for index, variable in enumerate(variables if isinstance(variables, list) else ()):
        if isinstance(variable, dict) and variable.get("Type") == SENSITIVE:
            variable["Value"] = take(
                f"/Variables/{index}/Value", _inner(_plain(variable.get("Value")))
            )


def _plain_defaults(body: Body, member: str, take: Take) -> None:
    """Replace default values of secret parameters that lie there as plain texts.

    Source: OctopusDeploy/Issues #3090 (plain text in places for secrets).
    """
    parameters = body.get(member)
    for index, parameter in enumerate(parameters if isinstance(parameters, list) else ()):
        if not isinstance(parameter, dict):
            continue
        settings, value = parameter.get("DisplaySettings"), parameter.get("DefaultValue")
        control = settings.get("Octopus.ControlType") if isinstance(settings, dict) else None
        if control == SENSITIVE and isinstance(value, str) and value and "#{" not in value:
            parameter["DefaultValue"] = take(f"/{member}/{index}/DefaultValue", value)


def _member(node: Node, path: tuple[str, ...], pointer: str, take: Take) -> None:
    if not isinstance(node, dict) or path[0] not in node:
        return
    name, rest = path[0], path[1:]
    here = f"{pointer}/{escape_pointer(name)}"
    if rest:
        _member(node[name], rest, here, take)
    else:
        node[name] = take(here, _inner(_plain(node[name])))


def _objects(node: Node, pointer: str, take: Take) -> None:
    """Replace each object that is a secret by its form, wherever it lies."""
    pairs: list[tuple[str | int, Node]] = []
    match node:
        case dict():
            pairs = list(node.items())
        case list():
            pairs = list(enumerate(node))
        case _:
            return
    for key, value in pairs:
        here = f"{pointer}/{escape_pointer(str(key))}"
        # In inputs of step packages the secret may stand beside other members.
        is_member = key == "SensitiveValue" and isinstance(value, str)
        if is_member or is_secret_object(value):
            slot = take(here, _inner(_plain(value)))
            if isinstance(node, dict):
                node[str(key)] = slot
            elif isinstance(key, int):
                node[key] = slot
        else:
            _objects(value, here, take)


def _inner(value: Json) -> Json:
    return value.get("SensitiveValue", value) if isinstance(value, dict) else value


def is_secret_object(value: Node) -> bool:
    """Whether it is `{"SensitiveValue": ...}` of a database or the API's `{"HasValue": ...}`."""
    if not isinstance(value, dict):
        return False
    names = set(value)
    is_of_api = isinstance(value.get("HasValue"), bool) and (
        "NewValue" in names or names <= _API_MEMBERS
    )
    return names == {"SensitiveValue"} or is_of_api


_API_MEMBERS = frozenset({"HasValue", "NewValue", "Hint"})


def _plain(node: Node) -> Json:
    match node:
        case dict():
            return {key: _plain(item) for key, item in node.items()}
        case list():
            return [_plain(item) for item in node]
        case bool() | int() | float() | str() | None:
            return node
        case _:
            return None


def form_at(kind: Kind, pointer: str) -> SecretForm:
    """How the API takes the secret at this place."""
    if is_variables(kind):
        return SecretForm.TEXT
    members: Mapping[tuple[str, ...], SecretForm] = secret_members(kind)
    return members.get(tuple(pointer.split("/")[1:]), SecretForm.SENSITIVE)
