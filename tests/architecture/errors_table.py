"""Prints README's table of errors: every code, its exit code and what it means.

Run it as `python tests/architecture/errors_table.py` and put what it prints between the
markers `<!-- errors -->` and `<!-- /errors -->`.
"""

import importlib
import pkgutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

import migrator  # noqa: E402
from migrator.model.errors import MigratorError  # noqa: E402


def concrete_errors():
    """Every error class that can be raised, by code; the wizard's modules need Qt and are left out."""
    for module in pkgutil.walk_packages(migrator.__path__, "migrator."):
        if not module.name.startswith("migrator.gui") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, waiting = set(), [MigratorError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        is_ours = error.__module__.partition(".")[0] == "migrator"
        if is_ours and (hasattr(error, "code") or not error.__subclasses__()):
            found.add(error)
    return sorted(found, key=lambda error: (getattr(error, "code", ""), error.__qualname__))


def render_table():
    """The table in Markdown."""
    lines = ["| code | exit | what happened |", "|---|---|---|"]
    for error in concrete_errors():
        meaning = error.__doc__.strip().splitlines()[0].replace("|", "\\|")
        lines.append(f"| `{error.code}` | {int(error.exit_code)} | {meaning} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(render_table())
