"""What a cloud holds inside, in the words that an instance expects."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from migrator.sandbox.cloud import OctopusCloud
from tests.e2e.places import ALL_KINDS
from tests.instances.author import Place
from tests.instances.symbols import tidy, word

_KINDS = (
    *ALL_KINDS,
    "ActionTemplateVersion",
    "TenantVariables",
    "UserRole",
    "DeploymentFreeze",
    "Package",
    "BuildInformation",
    "Release",
)
_OWNED = {"RunbookSnapshot", "Channel", "Runbook", "ProjectTrigger"}
_NAMED_SO = {"Package", "BuildInformation"}
"""Named by a package's id and version."""
_VERSIONED = {*_NAMED_SO, "Release"}
_BESIDE = {
    "VariableSet": "OwnerId",
    "DeploymentProcess": "ProjectId",
    "RunbookProcess": "RunbookId",
    "DeploymentSettings": "ProjectId",
    "TenantVariables": "Id",
}
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TABLES = {"DeploymentProcess": "Project", "RunbookProcess": "Runbook"}
# What servers make and nobody asks for: no part of what moves.
_OF_THE_SERVER = {
    "Id", "SpaceId", "LastModifiedOn", "LastModifiedBy", "Version", "VariableSetId",
    "DeploymentProcessId", "DeploymentSettingsId", "RunbookProcessId", "LastSnapshotId",
}  # fmt: skip


class Seen:
    """A cloud's documents by place; secrets are open.

    Attributes:
        documents: as `tidy` leaves them, without what the server makes.
    """

    def __init__(self, cloud: OctopusCloud) -> None:
        self._bodies = {
            str(body["Id"]): (kind, body) for kind in _KINDS for body in cloud.store.documents(kind)
        }
        self._words = {
            identifier: word(place.kind, place.space, place.name)
            for identifier in self._bodies
            if (place := self._place(identifier))
        } | self._actions()
        self.documents: dict[Place, dict] = {}
        for identifier, (_, body) in self._bodies.items():
            place = self._place(identifier)
            assert place not in self.documents, f"There are two of {place}."
            made = _OF_THE_SERVER - ({"Version"} if place.kind in _VERSIONED else set())
            kept = {k: v for k, v in body.items() if k not in made}
            if place.kind == "TenantVariables":
                kept["Values"] = {self._slot(value): value["Value"] for value in body["Values"]}
            if place.kind == "Team":
                kept["Grants"] = [
                    {k: v for k, v in grant.items() if k not in {*_OF_THE_SERVER, "TeamId"}}
                    for grant in cloud.store.documents("ScopedUserRole")
                    if grant["TeamId"] == identifier
                ]
            if kept.get("Values") != {}:
                self.documents[place] = tidy(self._told(kept))

    def _slot(self, value: Mapping[str, object]) -> str:
        """Which value of a tenant it is: whose template, and where."""
        _, owner = self._bodies[value["OwnerId"]]
        names = {template["Id"]: template["Name"] for template in owner["Templates"]}
        where = [self._words[one] for one in value["EnvironmentIds"]]
        return " ".join([self._words[value["OwnerId"]], names[value["TemplateId"]], *where])

    def _name(self, identifier: object) -> str:
        _, body = self._bodies[str(identifier)]
        return str(body.get("Name", ""))

    def _place(self, identifier: str) -> Place:
        kind, body = self._bodies[identifier]
        space = self._name(body["SpaceId"]) if body.get("SpaceId") else ""
        if kind in _BESIDE:
            owner = str(body[_BESIDE[kind]]).removeprefix("tenantvariables-")
            label = f"{self._bodies[owner][0]} " if kind == "VariableSet" else ""
            name = label + self._place(owner).name
        elif kind == "ActionTemplateVersion":
            name = f"{body['Name']}/{body['Version']}"
        elif kind in _NAMED_SO:
            name = f"{body['PackageId']} {body['Version']}"
        elif kind == "Release":
            name = f"{self._name(body['ProjectId'])}/{body['Version']}"
        elif kind in _OWNED:
            name = f"{self._name(body['ProjectId'])}/{body['Name']}"
        else:
            name = str(body.get("Thumbprint") if kind == "Certificate" else body["Name"])
        return Place(kind, space or name, name)

    def _actions(self) -> dict[str, str]:
        found = {}
        for identifier, (kind, body) in self._bodies.items():
            if kind in _TABLES:
                place = self._place(identifier)
                for step in body["Steps"]:
                    for action in step["Actions"]:
                        names = (place.name, action["Name"])
                        label = f"Action of {_TABLES[kind]}"
                        found[action["Id"]] = word(label, place.space, *names)
        return found

    def _told(self, value: object) -> object:
        match value:
            case {"HasValue": bool(), **rest} if rest.keys() <= {"NewValue", "Hint"}:
                return rest.get("NewValue")
            case {"Chat.Payload": str(payload)}:
                return self._told({**value, "Chat.Payload": json.loads(payload)})
            case Mapping():
                kept = {k: v for k, v in value.items() if not (k == "Id" and self._is_own(v))}
                return {self._told(k): self._told(v) for k, v in kept.items()}
            case list():
                return [self._told(item) for item in value]
            case str():
                return self._words.get(value, value)
            case _:
                return value

    def _is_own(self, value: object) -> bool:
        return isinstance(value, str) and (bool(_GUID.fullmatch(value)) or "/" in value)
