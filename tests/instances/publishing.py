"""What was published and released: it arrives only where it is what is there still."""

from tests.instances.feed import SELECTED
from tests.instances.foundation import BUILT_IN, Space
from tests.instances.symbols import ANY, Differs, To


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
    selected = _selected(steps)
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
    if has_changed | _is_lacking(space, frozen["Steps"]):
        return Differs(to, None, "cannot be made anew")
    author.expect(to, members)
    return to


def add_releases(space: Space, project: str, channels: list[str], steps: list[dict]) -> None:
    """Add releases of each channel, or none; the newest of each arrives where it can.

    Source: OctopusDeploy/docs, api/_generated/releases.md.
    """
    author = space.author
    owner = To("Project", project)
    number = 0
    for channel in channels:
        for is_newest in [False, True][2 - space.draw.randint(0, 2) :]:
            number += 1
            has_changed = space.draw.random() < 0.3
            base = f"deploymentprocess-{author.id_of(owner)}"
            frozen = {
                "Id": f"{base}-s-{number}-ABCDE",
                "OwnerId": owner,
                "IsFrozen": True,
                "Version": number,
                "RelatedDocumentIds": [],
                "SpaceId": author.site.id,
                "Steps": steps[:1] if has_changed else steps,
            }
            author.builder.add("DeploymentProcess", author.stored(frozen), is_live=False)
            version = f"{space.draw.randint(0, 9)}.{number}.{space.draw.randint(0, 9)}"
            members = {
                "Version": version,
                "ProjectId": owner,
                "ChannelId": To("Channel", channel),
                "ReleaseNotes": space.words.text(),
                "SelectedPackages": _selected(steps),
            }
            row = {
                "Id": author.builder.next_id("Release"),
                "Assembled": author.builder.moment(1000 * number),
                "ProjectVariableSetSnapshotId": f"variableset-{author.id_of(owner)}-s-1-ABCDE",
                "ProjectDeploymentProcessSnapshotId": frozen["Id"],
                "SpaceId": author.site.id,
                "LibraryVariableSetSnapshotIds": [],
                **members,
            }
            author.builder.add("Release", author.stored(row), is_live=False)
            if not (has_changed | _is_lacking(space, frozen["Steps"])) and is_newest:
                made = {"Assembled": ANY, "ProjectDeploymentProcessSnapshotId": ANY}
                author.expect(To("Release", f"{project}/{version}"), {**members, **made})


def _selected(steps: list[dict]) -> list[dict]:
    """The version of each package that the steps take."""
    return [
        {
            "ActionName": action["Name"],
            "PackageReferenceName": "",
            "StepName": Differs(action["Name"], None, "said by the action"),
            "Version": SELECTED,
        }
        for step in steps
        for action in step["Actions"]
        if action["Packages"]
    ]


def _is_lacking(space: Space, frozen: list[dict]) -> bool:
    """Whether a package of the built-in feed cannot be had that was selected; all are in use."""
    kept = {
        package["PackageId"]
        for step in frozen
        for action in step["Actions"]
        for package in action["Packages"]
        if _feed(package) == BUILT_IN
    }
    space.feed.selected |= kept
    return any(not space.feed.has(one, SELECTED) for one in kept)


def _feed(package: dict) -> str:
    feed = package["FeedId"]
    return feed.told.name if isinstance(feed, Differs) else feed.name
