"""What writing a document takes: what the server made, what must wait, what must be known."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.model.documents import Body, Kind, LogicalDocument, Node, Ref, Slot, refs_in
from migrator.rules.fields import FIELDS
from migrator.rules.kinds import FACTS, document_of

_NEEDED_SECRETS: Mapping[Kind, tuple[tuple[str, str, str], ...]] = {
    Kind.CERTIFICATE: (("", "", "CertificateData"),),
    Kind.ACCOUNT: (
        ("AccountType", "SshKeyPair", "PrivateKeyFile"),
        ("AccountType", "AmazonWebServicesAccount", "SecretKey"),
        ("AccountType", "AzureServicePrincipal", "Password"),
        ("AccountType", "GoogleCloudAccount", "JsonKey"),
        ("AccountType", "Token", "Token"),
    ),
}
"""Secrets without which the API refuses the document.

Source: OctopusDeploy/Sashimi (account validators); OctopusDeploy/Issues #10093.
"""


def unreadable_need(document: LogicalDocument) -> str:
    """The member without which the document cannot be made and which did not open, or ""."""
    for member, value, secret in _NEEDED_SECRETS.get(document.ref.kind, ()):
        slot = document.body.get(secret)
        applies = not member or document.body.get(member) == value
        if applies and isinstance(slot, Slot) and not slot.readable:
            return secret
    return ""


def waiting_members(kind: Kind) -> frozenset[str]:
    """The members that are set by the link step."""
    return frozenset(item.name for item in FIELDS[kind] if item.waits)


def waits(ref: Ref, body: Body) -> bool:
    """Whether the document has something that can only be set later."""
    defaults = {item.name: item.default for item in FIELDS[ref.kind] if item.waits}
    if any(body.get(name) not in (None, default) for name, default in defaults.items()):
        return True
    return has_own_actions(ref, body)


def has_own_actions(ref: Ref, body: Body) -> bool:
    """Whether a process points at its own actions, whose ids the target gives on saving."""
    return FACTS[ref.kind].comes_with_owner and any(
        found.kind is Kind.ACTION and document_of(found) == ref for found in refs_in(body)
    )


def is_as_made(kind: Kind, body: Body) -> bool:
    """Whether the document says nothing beyond what the server makes by itself."""
    match kind:
        case Kind.DEPLOYMENT_PROCESS | Kind.RUNBOOK_PROCESS:
            return not body.get("Steps")
        case Kind.PROJECT_VARIABLES | Kind.LIBRARY_VARIABLES:
            return not body.get("Variables")
        case Kind.TENANT_VARIABLES:
            return not body.get("Values")
        case Kind.SCOPED_USER_ROLES:
            return not body.get("Grants")
        case Kind.CHANNEL:
            plain = {"Name": "Default", "IsDefault": True, "Slug": "default"}
            return all(not value or plain.get(name) == value for name, value in body.items())
        case _:
            return False


def action_names(process: Body) -> list[str]:
    """The name of each action, in order."""
    return [
        str(action.get("Name"))
        for step in _objects(process.get("Steps"))
        for action in _objects(step.get("Actions"))
    ]


def _objects(node: Node) -> list[dict[str, Node]]:
    return [item for item in node if isinstance(item, dict)] if isinstance(node, list) else []
