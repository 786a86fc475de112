"""Adds odd but legal rows to the sample's database, as a server could have written them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from migrator.sandbox.database import Cell, Database, Row

SPACE = "Spaces-1"


@dataclass(frozen=True)
class OddRows:
    """The database to add to; it has to be filled before anything reads it."""

    database: Database

    def copy(self, table: str, like: str, identifier: str, **changes: Cell) -> str:
        """Add a row that equals the one of that name in the Default space but for the changes."""
        rows = self.database.tables[table].rows
        found = next(r for r in rows if r.get("Name") == like and r.get("SpaceId") == SPACE)
        row = {**found, "Id": identifier, **changes}
        if "Slug" in row and "Slug" not in changes:
            row["Slug"] = identifier.lower()
        rows.append(row)
        return identifier

    def table(self, name: str) -> list[Row]:
        return self.database.tables[name].rows

    def identifier(self, table: str, name: str) -> str:
        rows = self.database.tables[table].rows
        found = next(r for r in rows if r.get("Name") == name and r.get("SpaceId") == SPACE)
        return str(found["Id"])

    def library_set(self, name: str, variables: Iterable[Mapping[str, object]]) -> str:
        """Add a library variable set with these variables."""
        number = 900 + len(self.database.tables["LibraryVariableSet"].rows)
        owner = f"LibraryVariableSets-{number}"
        variables_id = f"variableset-{owner}"
        self.copy("LibraryVariableSet", "Shared", owner, Name=name, VariableSetId=variables_id)
        sets = self.database.tables["VariableSet"].rows
        like = next(r for r in sets if r["OwnerType"] == "LibraryVariableSet")
        whole = [
            {"Id": f"{number:08x}-0000-4000-8000-{index:012x}", "Type": "String", **variable}
            for index, variable in enumerate(variables)
        ]
        # Escapes alone keep lone surrogates and NULs; the server's own writer does the same.
        text = json.dumps({"Variables": whole})
        more = {"RelatedDocumentIds": "", "JSON": text}
        sets.append({**like, "Id": variables_id, "OwnerId": owner, **more})
        return owner


def scoped(name: str, value: str | None, **scope: Sequence[str]) -> dict[str, object]:
    """A variable as the database has it."""
    variable: dict[str, object] = {"Name": name, "Value": value}
    if scope:
        variable["Scope"] = {field: list(ids) for field, ids in scope.items()}
    return variable
