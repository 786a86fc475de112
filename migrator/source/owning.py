"""Which document a row belongs to, whichever way its version of the server says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.model.documents import Json, Ref
from migrator.source.rows import RawDocument
from migrator.source.tables import TableFacts, text

# Tables whose rows may own, in the order in which they are tried.
_OWNER_TABLES: Mapping[str, tuple[str, ...]] = {
    "ActionTemplateVersion": ("ActionTemplate",),
    "RunbookProcess": ("Runbook",),
    "VariableSet": ("Project", "LibraryVariableSet"),
}
_SAID_BY_OWNER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Project": (
        ("VariableSet", "VariableSetId"),
        ("DeploymentProcess", "DeploymentProcessId"),
        ("DeploymentSettings", "DeploymentSettingsId"),
    ),
    "LibraryVariableSet": (("VariableSet", "VariableSetId"),),
    "Runbook": (("RunbookProcess", "RunbookProcessId"),),
    "ActionTemplate": (),
}
_SAID_BY_ROW: Mapping[str, tuple[str, ...]] = {
    "DeploymentProcess": ("OwnerId", "ProjectId"),
    "RunbookProcess": ("OwnerId", "RunbookId"),
    "VariableSet": ("OwnerId",),
}
# Ids are made from the owner's. Source: octopus.com/docs/octopus-rest-api (samples of links).
_PREFIXES: Mapping[str, str] = {
    "DeploymentProcess": "deploymentprocess-",
    "RunbookProcess": "runbookprocess-",
    "VariableSet": "variableset-",
    "DeploymentSettings": "deploymentsettings-",
}
_KNOWN_OWNERS = ("projects-", "libraryvariablesets-")


@dataclass(slots=True)
class Owners:
    """Rows that own others, by table and id, and what they say to own."""

    _by_id: dict[tuple[str, str], Ref] = field(default_factory=dict)
    _by_child: dict[tuple[str, str], Ref] = field(default_factory=dict)

    def remember(self, facts: TableFacts, raw: RawDocument, ref: Ref) -> None:
        """Take note of a row that others may belong to."""
        if facts.name not in _SAID_BY_OWNER:
            return
        self._by_id[facts.name, str(raw.id).casefold()] = ref
        for table, name in _SAID_BY_OWNER[facts.name]:
            child = text(raw.body, name).casefold()
            if child:
                self._by_child.setdefault((table, child), ref)

    def find(self, facts: TableFacts, raw: RawDocument) -> Ref | None:
        """The owner: as the row says, as the owner says, or as the row's id tells."""
        row_id = str(raw.id).casefold()
        said = owner_ids(facts, raw.body)
        if said:
            return self._known(facts.name, said)
        found = self._by_child.get((facts.name, row_id))
        prefix = _PREFIXES.get(facts.name)
        if found is None and prefix and row_id.startswith(prefix):
            found = self._known(facts.name, (row_id.removeprefix(prefix),))
        return found

    def _known(self, table: str, ids: tuple[str, ...]) -> Ref | None:
        for owner_table in _OWNER_TABLES.get(table, ("Project",)):
            for owner_id in ids:
                found = self._by_id.get((owner_table, owner_id))
                if found is not None:
                    return found
        return None


def owner_ids(facts: TableFacts, body: Mapping[str, Json]) -> tuple[str, ...]:
    """Every id, without case, by which the row names its owner."""
    named = _SAID_BY_ROW.get(facts.name, (facts.owner_member,))
    found = (text(body, name).casefold() for name in named)
    return tuple(identity for identity in found if identity)


def is_foreign(facts: TableFacts, raw: RawDocument) -> bool:
    """Whether it is a variable set of what does not move, such as templates of newer servers."""
    if facts.name != "VariableSet":
        return False
    said = owner_ids(facts, raw.body) or (
        str(raw.id).casefold().removeprefix(_PREFIXES["VariableSet"]),
    )
    return not said[0].startswith(_KNOWN_OWNERS)
