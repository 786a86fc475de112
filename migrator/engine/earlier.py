"""What earlier runs brought to a target, kept in the state directory: names, ids and digests."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.engine.state import StateDirectory
from migrator.model.documents import Json, Ref, TargetId, parse_ref
from migrator.model.inventory import Inventory
from migrator.rules.name_map import Naming
from migrator.rules.removals import Earlier, Moved, SourceNow, find_earlier

MOVED_FILE = "moved.json"
SOURCE_FILE = "source.json"


def note_source(inventory: Inventory, package_digest: str, state: StateDirectory) -> None:
    """Keep what the source held when a package was made, so that what is gone can be told.

    Args:
        inventory: everything that the source holds, selected or not.
        package_digest: of the package that was made from it.
        state: where it is kept.
    """
    # Rows that became no document are named by table and id, whatever kept them from it.
    rows = {item.ref for item in inventory.findings}
    state.write_json(
        SOURCE_FILE,
        {
            "package": package_digest,
            "origins": {
                str(ref): f"{entry.table} {entry.source_id}"
                for ref, entry in sorted(inventory.entries.items())
            },
            "unreadable": [*sorted(rows)],
            "tables": [*sorted(inventory.tables)],
        },
    )


def earlier_runs(
    root: str, installation_id: str, package_digest: str, state: StateDirectory, naming: Naming
) -> Earlier:
    """What earlier runs from this source brought to this target.

    Args:
        root: the target's address.
        installation_id: of the source server.
        package_digest: of the package in hand.
        state: where it was kept.
        naming: what the documents are called on this target.
    """
    moved = _read_moved(root, installation_id, state)
    for ref in [ref for ref in moved if naming.in_space(ref) != ref]:
        moved.setdefault(naming.in_space(ref), moved.pop(ref))
    return find_earlier(moved, _read_source(package_digest, state, naming)) if moved else Earlier()


def origins_of(package_digest: str, state: StateDirectory, naming: Naming) -> Mapping[Ref, str]:
    """Table and id of the row of each document, where the package was made by a run from here."""
    now = _read_source(package_digest, state, naming)
    return now.origins if now else {}


def note_moved(
    moved: Mapping[Ref, Moved], root: str, installation_id: str, state: StateDirectory
) -> None:
    """Keep how each document was left, for the next run."""
    stored = state.read_json(MOVED_FILE)
    every: dict[str, Json] = stored if isinstance(stored, dict) else {}
    every[root] = {
        "source": installation_id,
        "documents": {str(ref): _encode(left) for ref, left in sorted(moved.items())},
    }
    state.write_json(MOVED_FILE, every)


def _encode(left: Moved) -> Json:
    return {
        "origin": left.origin,
        "id": left.target_id,
        "version": left.version,
        "digest": left.digest,
        "parts": [*left.parts],
        "made": left.is_made,
    }


def _read_moved(root: str, installation_id: str, state: StateDirectory) -> dict[Ref, Moved]:
    stored = state.read_json(MOVED_FILE)
    match stored.get(root) if isinstance(stored, dict) else None:
        case {"source": str(source), "documents": dict(documents)} if source == installation_id:
            found = ((_ref(text), _decode(value)) for text, value in documents.items())
            return {ref: left for ref, left in found if ref and left}
        case _:
            return {}


def _decode(value: Json) -> Moved | None:
    match value:
        case {
            "origin": str(origin),
            "id": str(target_id),
            "version": str(version),
            "digest": str(digest),
            "parts": list(parts),
            "made": bool(is_made),
        }:
            names = tuple(str(part) for part in parts)
            return Moved(origin, TargetId(target_id), version, digest, names, is_made)
        case _:
            return None


def _read_source(package_digest: str, state: StateDirectory, naming: Naming) -> SourceNow | None:
    match state.read_json(SOURCE_FILE):
        case {
            "package": str(package),
            "origins": dict(origins),
            "unreadable": list(rows),
            "tables": list(tables),
        } if package == package_digest:
            named: dict[Ref, str] = {}
            also: dict[str, Ref] = {}
            found = ((_ref(text), str(origin)) for text, origin in origins.items())
            read = ((ref, origin) for ref, origin in found if ref is not None)
            # What bears its name from the beginning stands for what becomes one with it.
            for ref, origin in sorted(read, key=lambda one: (naming.ref(one[0]) != one[0], one[0])):
                name = naming.ref(ref)
                if named.setdefault(name, origin) != origin:
                    also[origin] = name
            lost = frozenset(str(row) for row in rows)
            return SourceNow(named, frozenset(str(name) for name in tables), lost, also)
        case _:
            return None


def _ref(text: str) -> Ref | None:
    try:
        return parse_ref(text)
    except ValueError:
        return None
