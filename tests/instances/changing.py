"""Changes a source as people would between two runs, and what is expected with it."""

import copy
import json
from dataclasses import replace

from migrator.sandbox.database import Database, Table
from tests.instances.author import Place
from tests.instances.generate import Instance

_ROW_VERSION = 10**6


def changed(instance: Instance) -> tuple[Instance, set[Place]]:
    """The instance with another description of each project and account, and their places."""
    names = {
        str(d.body["Id"]): str(d.body["Name"]) for d in instance.documents if d.table == "Space"
    }
    tables = dict(instance.database.tables)
    expected = copy.deepcopy(dict(instance.expected))
    places = set()
    version = _ROW_VERSION
    for table in ("Project", "Account"):
        rows = []
        for row in tables[table].rows:
            place = Place(table, names.get(str(row["SpaceId"]), ""), str(row["Name"]))
            if place not in expected:
                rows.append(row)
                continue
            version += 1
            mark = "\ufeff" if str(row["JSON"]).startswith("\ufeff") else ""
            body = json.loads(str(row["JSON"]).removeprefix(mark))
            body["Description"] = expected[place]["Description"] = f"changed {version}"
            new = {"JSON": mark + json.dumps(body), "DataVersion": version.to_bytes(8, "big")}
            rows.append({**row, **new})
            places.add(place)
        tables[table] = Table(tables[table].columns, rows)
    database = Database(instance.database.name, tables, row_version=version + 1)
    return replace(instance, database=database, expected=expected), places
