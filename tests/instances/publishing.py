"""What runbooks have published: it arrives only where it is what the runbook still is."""

from tests.instances.feed import SELECTED
from tests.instances.foundation import BUILT_IN, Space
from tests.instances.symbols import Differs, To


def add_snapshot(space: Space, runbook: To, steps: list[dict]) -> object:
    """Add a published snapshot of a runbook, or none; what the runbook names as published.

    A server freezes what there is at the time, so one of an earlier process cannot be made, nor
    one of packages that the target's own feed does not have.
    Source: OctopusDeploy/docs, api/_generated/runbook-snapshots.md.
    """
    author = space.author
    if space.draw.random() < 0.3:
        return None
    project, _, _ = runbook.name.partition("/")
    has_changed = space.draw.random() < 0.3
    actions = [action for step in steps for action in step["Actions"] if action["Packages"]]
    selected = [
        {
            "ActionName": action["Name"],
            "PackageReferenceName": "",
            "StepName": Differs(action["Name"], None, "said by the action"),
            "Version": SELECTED,
        }
        for action in actions
    ]
    name = f"Snapshot {space.words.name(f'Snapshot {project}')}"
    to = To("RunbookSnapshot", f"{project}/{name}")
    base = f"RunbookProcess-{author.id_of(runbook)}"
    frozen = {
        "Id": f"{base}-s-1-ABCDE",
        "OwnerId": runbook,
        "ProjectId": To("Project", project),
        "IsFrozen": True,
        "Version": 1,
        "RelatedDocumentIds": [],
        "SpaceId": author.site.id,
        "Steps": steps[:1] if has_changed else steps,
    }
    author.builder.add("RunbookProcess", author.stored(frozen), is_live=False)
    members = {
        "Name": name,
        "ProjectId": To("Project", project),
        "RunbookId": runbook,
        "SelectedPackages": selected,
        "Notes": space.words.text(),
    }
    row = {
        "Id": author.id_of(to),
        "FrozenRunbookProcessId": frozen["Id"],
        "FrozenProjectVariableSetId": None,
        "Assembled": author.builder.moment(100),
        "SpaceId": author.site.id,
        "LibraryVariableSetSnapshotIds": [],
        **members,
    }
    author.builder.add("RunbookSnapshot", author.stored(row), is_live=False)
    kept = {
        one["PackageId"]
        for step in frozen["Steps"]
        for action in step["Actions"]
        for one in action["Packages"]
        if _feed(one) == BUILT_IN
    }
    space.feed.selected |= kept
    is_lacking = any(not space.feed.has(one, SELECTED) for one in kept)
    if has_changed or is_lacking:
        return Differs(to, None, "cannot be made anew")
    author.expect(to, members)
    return to


def _feed(package: dict) -> str:
    feed = package["FeedId"]
    return feed.told.name if isinstance(feed, Differs) else feed.name
