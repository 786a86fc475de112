"""Plans as files."""

from __future__ import annotations

import json
from pathlib import Path

from migrator.engine.errors import NothingToResumeError
from migrator.engine.files import write_whole
from migrator.model.errors import PlanFileError, StateUnusableError
from migrator.model.plan import Plan, decode_plan, encode_plan
from migrator.model.strict_json import parse_json


def journal_name(plan: Plan) -> str:
    """Name of the plan's journal in the state directory."""
    return f"journal-{plan.digest[:16]}.jsonl"


def save_plan(plan: Plan, path: Path) -> None:
    """Write the plan; all of it, or what was there stays.

    Raises:
        StateUnusableError: the file cannot be written.
    """
    text = json.dumps(encode_plan(plan), indent=1) + "\n"
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise StateUnusableError(str(path), error.strerror or "it cannot be written") from None


def load_plan(path: Path) -> Plan:
    """Read a plan.

    Raises:
        NothingToResumeError: there is none.
        PlanFileError: it is damaged.
    """
    try:
        value: object = parse_json(path.read_bytes())
    except FileNotFoundError:
        raise NothingToResumeError(str(path)) from None
    except OSError as error:
        raise PlanFileError(error.strerror or "it cannot be read") from None
    except (ValueError, RecursionError):
        raise PlanFileError("it is no JSON") from None
    return decode_plan(value)
