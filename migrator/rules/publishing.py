"""Runbook snapshots: whether one can be made anew on another server.

A server freezes the process and the variables as they are at the time. So a published snapshot is
carried only where the process that it froze is the one that the runbook has now; the variables
are frozen as they are now. Source: OctopusDeploy/docs, api/_generated/runbook-snapshots.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256

from migrator.model.documents import Body, Kind, Node, Ref, slots_in
from migrator.model.encoding import encode_node
from migrator.rules.kinds import BUILT_IN_FEED

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


def packages_left(snapshot: Body, process: Body) -> tuple[str, ...]:
    """Actions for which the snapshot selects a package of the built-in feed, sorted."""
    packages = snapshot.get("SelectedPackages")
    selected = {
        str(item.get("ActionName")).casefold()
        for item in (packages if isinstance(packages, list) else ())
        if isinstance(item, dict)
    }
    return tuple(
        sorted(
            name
            for name, action in _actions(process)
            if name.casefold() in selected and _takes_built_in(action)
        )
    )


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


def _takes_built_in(action: Body) -> bool:
    packages = action.get("Packages")
    return any(
        isinstance(package, dict)
        and isinstance(feed := package.get("FeedId"), Ref)
        and (feed.kind, feed.name) == (Kind.FEED, BUILT_IN_FEED)
        for package in (packages if isinstance(packages, list) else ())
    )
