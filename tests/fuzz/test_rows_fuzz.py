"""Whatever a database holds, a survey ends, and so does an export, or our error says why not."""

import functools
import gzip
import json
import os
import random
import re
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as bound
from hypothesis import strategies as st

from migrator.engine.connect import open_package, open_source
from migrator.engine.export import export
from migrator.engine.survey import survey
from migrator.model.errors import MigratorError
from migrator.model.events import Run
from migrator.model.settings import SelectSettings
from migrator.sandbox.database import Database, Table
from migrator.sandbox.instance import sample_instance
from migrator.sandbox.tds import SqlServer
from tests.fakes.read_sample import KEY, OLDER, PASSWORD, settings_for
from tests.fuzz.mutating import ODD_TEXTS, changed
from tests.unit.package.making import KEYS

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "12"))
_GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MOST_MIB = 3000


@functools.cache
def sample():
    return sample_instance(master_key=KEY, older_master_key=OLDER).database


def damaged(draw):
    """The sample with some cells, or members of their JSON, made odd."""
    tables = dict(sample().tables)
    for _ in range(draw.randint(1, 8)):
        name = draw.choice([name for name, table in tables.items() if table.rows])
        rows = list(tables[name].rows)
        at = draw.randrange(len(rows))
        row = dict(rows[at])
        column = draw.choice([name for name, cell in row.items() if _may_be_odd(cell)] or ["Id"])
        row[column] = _odd(row[column], draw)
        rows[at] = row
        tables[name] = Table(tables[name].columns, rows)
    return Database(sample().name, tables)


def _may_be_odd(cell):
    """Texts and packed documents: SQL Server itself sees to numbers, dates and GUIDs."""
    if isinstance(cell, bytes):
        return cell[:2] == b"\x1f\x8b"
    return isinstance(cell, str) and not _GUID.fullmatch(cell)


def _odd(cell, draw):
    if isinstance(cell, bytes):
        if cell[:2] == b"\x1f\x8b" and draw.random() < 0.7:
            return gzip.compress(_other(gzip.decompress(cell).decode(), draw).encode())
        return draw.choice((b"", cell[: len(cell) // 2], bytes(8), gzip.compress(bytes(1 << 20))))
    if cell.startswith("{") and draw.random() < 0.9:
        return _other(cell, draw)
    return draw.choice((*ODD_TEXTS, "{" * 3000, "[]", "null", '{"a":1}', cell + cell))


def _other(text, draw):
    try:
        return json.dumps(changed(json.loads(text), draw))
    except ValueError:
        return text[: len(text) // 2]  # it is odd already


def moved(database):
    """How many documents come out, or the error's code."""
    with SqlServer({"OctopusDeploy": database}, users={"reader": PASSWORD}, tls=None) as sql:
        try:
            with open_source(settings_for(sql.port), Run()) as source:
                inventory = survey(source, Run())
                with TemporaryDirectory() as directory:
                    path = Path(directory) / "x.ocmpack"
                    export(source, inventory, SelectSettings(), KEYS.sealing(path), Run())
                    with open_package(KEYS.opening(path)) as package:
                        return len(list(package.documents()))
        except MigratorError as error:
            return error.code


def test_the_rows_that_are_changed_below_are_good():
    assert moved(sample()) > 100


@bound(max_examples=EXAMPLES, deadline=None)
@given(st.integers(0, 2**32))
def test_any_rows_end_in_a_package_or_our_error(seed):
    moved(damaged(random.Random(seed)))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such count")
def test_all_that_took_bounded_memory():
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert kib / 1024 < MOST_MIB
