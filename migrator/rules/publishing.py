"""Runbook snapshots: whether one can be made anew on another server.

A server freezes the process and the variables as they are at the time. So a published snapshot is
carried only where the process that it froze is the one that the runbook has now; the variables
are frozen as they are now. Source: OctopusDeploy/docs, api/_generated/runbook-snapshots.md.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from hashlib import sha256

from migrator.model.documents import Body, Kind, Node, Ref, slots_in
from migrator.model.encoding import encode_node
from migrator.rules.kinds import BUILT_IN_FEED, match_key, package_ref

PROCESS = "Process"
"""The member that names the process which the snapshot froze."""
_PACKAGE_MEMBERS = ("ActionName", "PackageReferenceName", "Version")


def tidy_snapshot(body: Body) -> None:
    """Leave what counts of each package: the step is said by the action."""
    packages = body.get("SelectedPackages")
    if isinstance(packages, list):
        body["SelectedPackages"] = [
            {name: item.get(name) or "" for name in _PACKAGE_MEMBERS}
            for item in packages
            if isinstance(item, dict)
        ]


def package_key(item: Node) -> str:
    """What tells selected packages apart: the action and the name of its reference."""
    if not isinstance(item, dict):
        return ""
    return f"{item.get('ActionName')}|{item.get('PackageReferenceName')}".casefold()


def content_digest(body: Body, digests: Mapping[str, str]) -> str | None:
    """SHA-256 of all that a process says, secrets by their keyed digests; None if one is shut.

    Args:
        body: the process.
        digests: a keyed digest of each readable secret, by JSON pointer.
    """
    if any(pointer not in digests for pointer in slots_in(body)):
        return None
    members = {name: encode_node(node) for name, node in body.items()}
    text = json.dumps([members, dict(digests)], sort_keys=True, separators=(",", ":"))
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def packages_left(
    snapshot: Body, process: Body, space: str = "", carried: Collection[Ref] = ()
) -> tuple[str, ...]:
    """Actions for which the snapshot selects a package of the built-in feed that does not move.

    Args:
        snapshot: selects versions.
        process: that it froze.
        space: its space's name.
        carried: packages that move.
    """
    there = {match_key(ref) for ref in carried}
    selected = snapshot.get("SelectedPackages")
    left: set[str] = set()
    for item in selected if isinstance(selected, list) else ():
        wanted = package_key(item)
        for name, action in _actions(process):
            for package in _built_in_packages(action):
                key = f"{name}|{package.get('Name') or ''}".casefold()
                version = str(item.get("Version")) if isinstance(item, dict) else ""
                ref = package_ref(space, str(package.get("PackageId")), version)
                if key == wanted and match_key(ref) not in there:
                    left.add(name)
    return tuple(sorted(left))


def _actions(process: Body) -> list[tuple[str, Body]]:
    steps = process.get("Steps")
    return [
        (str(action.get("Name")), action)
        for step in (steps if isinstance(steps, list) else ())
        if isinstance(step, dict)
        for actions in (step.get("Actions"),)
        for action in (actions if isinstance(actions, list) else ())
        if isinstance(action, dict)
    ]


def _built_in_packages(action: Body) -> list[Body]:
    packages = action.get("Packages")
    return [
        package
        for package in (packages if isinstance(packages, list) else ())
        if isinstance(package, dict)
        and isinstance(feed := package.get("FeedId"), Ref)
        and (feed.kind, feed.name) == (Kind.FEED, BUILT_IN_FEED)
    ]
