"""A small public-shaped instance, written by others, moves whole: the second opinion on our own.

The rows lie beside the repository, not in it. `OCTOPUS_SHEETS` names their directory.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from migrator.engine.check import check
from migrator.engine.connect import open_package, open_source, open_target
from migrator.engine.export import export
from migrator.engine.plan import plan
from migrator.engine.state import open_state
from migrator.engine.survey import survey
from migrator.engine.upload import upload
from migrator.engine.verify import verify
from migrator.model.documents import Kind
from migrator.model.events import Run
from migrator.model.inventory import Inventory
from migrator.model.plan import Plan
from migrator.model.report import Report
from migrator.model.secret import Secret
from migrator.model.settings import (
    Encryption,
    PackageSettings,
    PolicySettings,
    SelectSettings,
    SourceSettings,
    TargetSettings,
)
from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.database import Cell, Column, Database, Row, Table
from migrator.sandbox.tds import SqlServer

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "octopus"
_SHEETS = Path(os.environ.get("OCTOPUS_SHEETS", _BESIDE))
_ROWS, _TABLES = _SHEETS / "example-rows.json", _SHEETS / "tables.json"

pytestmark = pytest.mark.skipif(
    not (_ROWS.exists() and _TABLES.exists()),
    reason=f"{_ROWS} is not there; set OCTOPUS_SHEETS to the directory of the example rows",
)

_KEY = "API-EXAMPLEROWS1234"
_PASSWORD = "Ex@mple-rows1"
# Frozen copies are releases' own; settings of the server are bound to it, and a project is
# linked to its Git repository only where the policy says so.
_NOT_MOVED = (
    "VariableSet snapshot ",
    "Configuration ",
    "ExtensionConfiguration ",
    "Project Projects-2 $.PersistenceSettings",
)


def _parsed(path: Path) -> dict[str, object]:
    return cast("dict[str, object]", json.loads(path.read_text(encoding="utf-8")))


def _columns() -> Mapping[str, list[list[str]]]:
    modern = cast("dict[str, dict[str, dict[str, object]]]", _parsed(_TABLES)["modern_expected"])
    return {
        name: cast("list[list[str]]", table["columns"]) for name, table in modern["tables"].items()
    }


def _cell(value: object, kind: str) -> Cell:
    if isinstance(value, str) and kind.startswith("datetime"):
        return datetime.fromisoformat(value)
    if isinstance(value, dict | list):
        return json.dumps(value)
    return cast("Cell", value)


def _type(name: str, value: object, known: Mapping[str, str]) -> str:
    if name in known:
        return known[name]
    if isinstance(value, bool):
        return "bit"
    return "bigint" if isinstance(value, int) else "nvarchar(max)"


def _table(name: str, rows: list[dict[str, object]], spread: bool) -> Table:
    """The rows of one table; `spread` lays the members of the JSON into columns where it can."""
    known = {column[0]: column[1] for column in _columns().get(name, [])}
    kinds: dict[str, str] = {
        key: kind for key, kind in known.items() if key in {"Id", "JSON", "DataVersion"}
    }
    made: list[dict[str, Cell]] = []
    for number, row in enumerate(rows):
        columns = dict(cast("dict[str, object]", row["columns"]))
        body = dict(cast("dict[str, object]", row.get("JSON") or {}))
        if spread:
            columns, body = (
                {"Id": columns.pop("Id"), "SpaceId": columns.pop("SpaceId", None)},
                {
                    **body,
                    **{key: _as_json(key, value) for key, value in columns.items()},
                },
            )
        for key, value in columns.items():
            kinds.setdefault(key, _type(key, value, known))
        cells: dict[str, Cell] = {key: _cell(value, kinds[key]) for key, value in columns.items()}
        text = json.dumps(body)
        cells["JSON"] = text if row.get("JSON") is not None else None
        if row.get("JSON") is None:
            kinds["JSONBlob"] = "varbinary(max)"
            cells["JSONBlob"] = gzip.compress(text.encode("utf-16-le"))
        if "DataVersion" in kinds:
            cells["DataVersion"] = (1001 + number).to_bytes(8, "big")
        made.append(cells)
    kinds.setdefault("JSON", "nvarchar(max)")
    complete: list[Row] = [{key: cells.get(key) for key in kinds} for cells in made]
    return Table(tuple(Column(key, kind) for key, kind in kinds.items()), complete)


def _as_json(name: str, value: object) -> object:
    is_list = name.endswith(("Ids", "Tags", "Roles")) and isinstance(value, str)
    return [item for item in str(value).split("|") if item] if is_list else value


def _database(*, spread: bool) -> Database:
    tables = cast("dict[str, list[dict[str, object]]]", _parsed(_ROWS)["tables"])
    kept = {"OctopusServerInstallationHistory"}
    return Database(
        "OctopusDeploy",
        {name: _table(name, rows, spread and name not in kept) for name, rows in tables.items()},
    )


@dataclass(frozen=True)
class Moved:
    """What the stages gave."""

    inventory: Inventory
    plans: tuple[Plan, Plan]
    uploads: tuple[Report, Report]
    verified: Report
    stored: str
    certificates: list[tuple[str, bool]]
    writes_of_second_run: int


@pytest.fixture(scope="module", params=["as parted", "all in JSON"])
def moved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Moved:
    database = _database(spread=request.param == "all in JSON")
    work = tmp_path_factory.mktemp("rows")
    with (
        SqlServer({"OctopusDeploy": database}, users={"reader": _PASSWORD}, tls=None) as sql,
        OctopusCloud(api_key=_KEY) as cloud,
    ):
        return _move(sql, cloud, work)


def _move(sql: SqlServer, cloud: OctopusCloud, work: Path) -> Moved:
    run = Run()
    source_settings = SourceSettings(
        server=f"127.0.0.1,{sql.port}",
        database="OctopusDeploy",
        user="reader",
        password=Secret(_PASSWORD),
        encrypt=Encryption.OPTIONAL,
        trust_server_certificate=True,
        master_key=Secret(str(_parsed(_ROWS)["master_key_b64"])),
    )
    package_settings = PackageSettings(
        path=work / "rows.ocmpack", passphrase=Secret("example rows")
    )
    target_settings = TargetSettings(url=cloud.url, api_key=Secret(_KEY))
    with open_source(source_settings, run) as source:
        inventory = survey(source, run)
        export(source, inventory, SelectSettings(), package_settings, run)
    with (
        open_package(package_settings) as package,
        open_target(target_settings, run) as target,
        open_state(work / "state") as state,
    ):
        check(package, run)
        first = plan(package, target, PolicySettings(), state, run)
        uploaded = upload(first, package, target, state, run, is_fresh=True)
        verified = verify(first, package, target, state, run)
        before = len(cloud.requests)
        second = plan(package, target, PolicySettings(), state, run)
        again = upload(second, package, target, state, run, is_fresh=True)
        writes = [asked for asked in cloud.requests[before:] if asked.method != "GET"]
        return Moved(
            inventory,
            (first, second),
            (uploaded, again),
            verified,
            json.dumps(_everything(cloud), default=str),
            _certificates(cloud),
            len(writes),
        )


def _everything(cloud: OctopusCloud) -> list[object]:
    """The bodies that the cloud has taken."""
    return [asked.body for asked in cloud.requests if asked.method != "GET" and asked.body]


def _certificates(cloud: OctopusCloud) -> list[tuple[str, bool]]:
    found = cloud.store.all_of("Certificate")
    return sorted((str(item["Name"]), item.get("Archived") is not None) for item in found)


def test_every_secret_opens_with_the_master_key(moved: Moved) -> None:
    assert moved.inventory.secrets_total == moved.inventory.secrets_opened > 0


def test_nothing_blocks_and_nothing_stays_behind(moved: Moved) -> None:
    first = moved.plans[0]
    assert not first.is_blocked, first.findings
    # A project is connected to its repository only where the policy says so.
    assert [leave.ref.kind for leave in first.left] == [Kind.VERSION_CONTROL]
    assert moved.uploads[0].facts["failed"] == 0, moved.uploads[0].findings


def test_verify_finds_everything_equal(moved: Moved) -> None:
    assert moved.verified.is_clean, moved.verified.items
    assert all(item.outcome == "equal" for item in moved.verified.items), moved.verified.items


def test_the_second_run_writes_nothing(moved: Moved) -> None:
    assert moved.plans[1].steps == (), moved.plans[1].steps
    assert moved.writes_of_second_run == 0


def test_of_two_certificates_with_one_thumbprint_the_archived_one_is_archived(moved: Moved) -> None:
    names = [ref.path[1:] for ref in moved.inventory.entries if ref.kind is Kind.CERTIFICATE]
    assert len(names) == 2
    assert moved.certificates == [("Shop TLS", False), ("Shop TLS", True)]


def _moving_secrets() -> Iterator[tuple[str, str]]:
    for secret in cast("list[dict[str, str]]", _parsed(_ROWS)["expected_secrets"]):
        if not secret["where"].startswith(_NOT_MOVED):
            yield secret["where"], secret["plain"]


def test_each_secret_arrives_as_its_plain_text(moved: Moved) -> None:
    expected = list(_moving_secrets())
    assert len(expected) == 33
    missing = [where for where, plain in expected if json.dumps(plain)[1:-1] not in moved.stored]
    assert missing == []


def test_no_ciphertext_of_the_source_reaches_the_target(moved: Moved) -> None:
    stored = [
        secret["stored"]
        for secret in cast("list[dict[str, str]]", _parsed(_ROWS)["expected_secrets"])
    ]
    assert all(base64.b64decode(text.split("|")[1]) for text in stored)
    assert [text for text in stored if text in moved.stored] == []
