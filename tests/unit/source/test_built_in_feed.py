"""Who uses which package of the built-in feed."""

import pytest

from migrator.model.documents import Kind, Ref
from migrator.model.settings import BuiltInFeed
from migrator.rules.kinds import package_ref
from migrator.source.catalogue import read_documents, read_names
from tests.unit.review.memory_rows import PROJECT, MemoryRows, tables

WEB = Ref(Kind.PROJECT, ("Default", "Web"))
FEED = {"Id": "feeds-builtin", "FeedType": "BuiltIn", "Name": "Built", "SpaceId": "Spaces-1"}
OTHER = {"Id": "Feeds-7", "FeedType": "NuGet", "Name": "NuGet", "SpaceId": "Spaces-1"}


class Rows(MemoryRows):
    """Frozen processes are only given to who asks for copies."""

    def documents(self, table, *, ids=None, live_only=True):
        for raw in super().documents(table, ids=ids, live_only=live_only):
            if not (live_only and "-s-" in str(raw.id)):
                yield raw


def index(package_id, version, special=None, **more):
    parts = dict(zip(("Major", "Minor", "Build", "Revision"), (1, 0, 0, 0), strict=True))
    numbers = [int(part) for part in version.partition("-")[0].split(".")]
    parts.update(zip(parts, numbers, strict=False))
    return {
        "Id": f"packages-{package_id}.{version}",
        "PackageId": package_id,
        "Version": version,
        **{f"Version{name}": value for name, value in parts.items()},
        "VersionSpecial": special or version.partition("-")[2] or None,
        "FeedId": "feeds-builtin",
        "PackageSizeBytes": 10,
    } | more


def action(name, *packages, **more):
    return {
        "Name": name,
        "Actions": [{"Name": name, "ActionType": "X", "Packages": [*packages]} | more],
    }


def package(package_id, feed="feeds-builtin", name=""):
    return {"Name": name, "PackageId": package_id, "FeedId": feed}


def process(identity, *steps):
    return {
        "Id": identity,
        "OwnerId": "Projects-1",
        "SpaceId": "Spaces-1",
        "Steps": [*steps],
    }


def release(number, frozen, *selected):
    return {
        "Id": f"Releases-{number}",
        "ProjectId": "Projects-1",
        "ProjectDeploymentProcessSnapshotId": frozen,
        "SelectedPackages": [*selected],
        "SpaceId": "Spaces-1",
    }


def chosen(name, version, reference="", by="ActionName"):
    return {by: name, "PackageReferenceName": reference, "Version": version}


def read(wanted=BuiltInFeed.USED, **more):
    rows = Rows(tables(Feed=[FEED, OTHER], **more))
    names = read_names(rows, feed=wanted)
    found = list(read_documents(rows, names))
    packages = [
        entry.converted.document.ref.path[1:]
        for entry in found
        if entry.converted.document.ref.kind is Kind.BUILT_IN_PACKAGE
    ]
    needs = {entry.converted.document.ref: entry.needs for entry in found if entry.needs}
    return packages, needs, names.omitted


LIVE = "deploymentprocess-Projects-1"
FROZEN = "deploymentprocess-Projects-1-s-1-ABCDE"
FEEDFUL = [index("A", version) for version in ("1.0.0", "1.2.0", "1.10.0", "1.10.0-rc", "1.9.0")]


def test_a_process_uses_the_newest_version_by_its_numbers():
    packages, needs, omitted = read(
        NuGetPackage=FEEDFUL, DeploymentProcess=[process(LIVE, action("Deploy", package("A")))]
    )
    assert packages == [("A", "1.10.0")]
    assert needs == {WEB: {package_ref("Default", "A", "1.10.0")}}
    assert [(item.code, item.message[:2]) for item in omitted] == [("unused-packages", "4 ")]


def test_a_release_uses_what_it_selected_for_the_process_that_it_froze():
    packages, _, _ = read(
        NuGetPackage=[*FEEDFUL, index("B", "1.0.0"), index("B", "1.2.0")],
        DeploymentProcess=[
            process(LIVE),
            process(FROZEN, action("Deploy", package("A"), package("B", name="tools"))),
        ],
        Release=[
            release(1, FROZEN, chosen("deploy", "1.0.0"), chosen("Deploy", "1.2.0", "tools")),
            release(2, FROZEN, chosen("Deploy", "1.9.0", by="StepName")),
        ],
    )
    assert packages == [("A", "1.0.0"), ("A", "1.9.0"), ("B", "1.2.0")]


def test_a_snapshot_of_a_runbook_uses_packages_too():
    packages, needs, _ = read(
        NuGetPackage=FEEDFUL,
        RunbookProcess=[
            process("RunbookProcess-Runbooks-1-s-1-ABCDE", action("Run", package("A")))
        ],
        RunbookSnapshot=[
            release(1, "", chosen("Run", "1.2.0"))
            | {"FrozenRunbookProcessId": "RunbookProcess-Runbooks-1-s-1-ABCDE"}
        ],
    )
    assert packages == [("A", "1.2.0")]
    assert set(needs) == {WEB}


@pytest.mark.parametrize(
    ("feed", "is_used"),
    [("feeds-builtin", True), ("#{Feed}", True), ("", True), ("Feeds-7", False), ("NuGet", False)],
)
def test_another_feed_s_package_of_the_same_name_is_not_this_one(feed, is_used):
    packages, _, _ = read(
        NuGetPackage=[index("A", "1.0.0")],
        DeploymentProcess=[process(LIVE, action("Deploy", package("A", feed)))],
    )
    assert bool(packages) is is_used


def test_older_processes_have_the_package_among_their_properties():
    properties = {
        "Octopus.Action.Package.NuGetPackageId": "A",
        "Octopus.Action.Package.NuGetFeedId": "feeds-builtin",
    }
    packages, _, _ = read(
        NuGetPackage=[index("A", "1.0.0")],
        DeploymentProcess=[process(LIVE, action("Deploy", Properties=properties))],
    )
    assert packages == [("A", "1.0.0")]


def test_what_variables_decide_is_told():
    steps = [action("Deploy", package("#{Which}"))]
    _, _, omitted = read(
        NuGetPackage=[index("A", "1.0.0")], DeploymentProcess=[process(LIVE, *steps)]
    )
    told = [item for item in omitted if item.code == "package-by-variable"]
    assert [item.where for item in told] == ["deployment_process:Default/Web"]
    packages, _, omitted = read(
        BuiltInFeed.ALL,
        NuGetPackage=[index("A", "1.0.0")],
        DeploymentProcess=[process(LIVE, *steps)],
    )
    assert packages == [("A", "1.0.0")]
    assert omitted == []


def test_all_are_all_and_none_is_none():
    packages, _, omitted = read(BuiltInFeed.ALL, NuGetPackage=FEEDFUL)
    assert [version for _, version in packages] == [
        "1.0.0", "1.2.0", "1.9.0", "1.10.0-rc", "1.10.0",
    ]  # fmt: skip
    assert omitted == []
    assert read(BuiltInFeed.NONE, NuGetPackage=FEEDFUL) == ([], {}, [])


def test_a_package_lies_in_the_space_of_its_feed_or_of_its_column():
    other = {"Id": "Spaces-2", "Name": "Two"}
    feed = {"Id": "Feeds-9", "FeedType": "BuiltIn", "Name": "Built", "SpaceId": "Spaces-2"}
    rows = Rows(
        {
            "Space": [{"Id": "Spaces-1", "Name": "Default"}, other],
            "Project": [PROJECT],
            "Feed": [FEED, feed],
            "NuGetPackage": [
                index("A", "1.0.0"),
                index("A", "1.1.0", FeedId="Feeds-9"),
                index("A", "1.2.0", SpaceId="Spaces-2"),
                index("A", "1.3.0", FeedId=None),
                index("A", "1.4.0", SpaceId="Spaces-3"),
            ],
        }
    )
    names = read_names(rows, feed=BuiltInFeed.ALL)
    found = [
        read.converted.document.ref for read in names.packages.read(rows, names.directory, None)
    ]
    assert [(ref.space, ref.name) for ref in found] == [
        ("Default", "1.0.0"),
        ("Two", "1.1.0"),
        ("Two", "1.2.0"),
    ]
    assert [item.code for item in names.omitted] == ["package-unclear"] * 2


def test_two_rows_of_one_name_are_one_package():
    twice = [index("A", "1.0.0"), index("a", "1.0.0", Id="packages-a.1.0.0")]
    packages, _, omitted = read(BuiltInFeed.ALL, NuGetPackage=twice)
    assert packages == [("A", "1.0.0")]
    assert [item.code for item in omitted] == ["duplicate-name"]


def build(number, package_id, version, **more):
    return {
        "Id": f"BuildInformation-{number}",
        "PackageId": package_id,
        "Version": version,
        "SpaceId": "Spaces-1",
        "BuildNumber": str(number),
        "Commits": [{"Id": "abc", "Comment": "Fix", "LinkUrl": "https://x"}],
    } | more


def test_build_information_goes_along_with_its_package():
    rows = Rows(
        tables(
            Feed=[FEED],
            NuGetPackage=FEEDFUL,
            DeploymentProcess=[process(LIVE, action("Deploy", package("A")))],
            BuildInformation=[
                build(1, "a", "1.10.0"),
                build(2, "A", "1.9.0"),
                build(3, "Elsewhere", "1.0.0"),
                build(4, "A", "1.10.0", SpaceId="Spaces-9"),
            ],
        )
    )
    names = read_names(rows, feed=BuiltInFeed.USED)
    found = {read.converted.document.ref: read for read in read_documents(rows, names)}
    ref = Ref(Kind.BUILD_INFORMATION, ("Default", "A", "1.10.0"))
    assert [kept for kept in found if kept.kind is Kind.BUILD_INFORMATION] == [ref]
    assert found[package_ref("Default", "A", "1.10.0")].needs == {ref}
    body = found[ref].converted.document.body
    assert (body["BuildNumber"], body["Commits"]) == ("1", [{"Id": "abc", "Comment": "Fix"}])
    left = [item.message for item in names.omitted if item.code == "build-information"]
    assert left == ["3 records of build information, whose packages do not move."]


def two_spaces(*index_rows, wanted=BuiltInFeed.USED):
    other = PROJECT | {"Id": "Projects-2", "Name": "Other", "SpaceId": "Spaces-2"}
    theirs = process("deploymentprocess-Projects-2", action("Deploy", package("A")))
    rows = Rows(
        {
            "Space": [{"Id": "Spaces-1", "Name": "Default"}, {"Id": "Spaces-2", "Name": "Two"}],
            "Project": [PROJECT, other],
            "Feed": [FEED],
            "DeploymentProcess": [theirs | {"OwnerId": "Projects-2", "SpaceId": "Spaces-2"}],
            "NuGetPackage": [*index_rows],
        }
    )
    names = read_names(rows, feed=wanted)
    found = [
        read.converted.document.ref for read in names.packages.read(rows, names.directory, None)
    ]
    return [(ref.space, ref.name) for ref in found], [item.code for item in names.omitted]


def test_a_row_that_tells_no_space_belongs_to_those_who_use_it():
    rows = [index("A", version, FeedId=None) for version in ("1.0.0", "2.0.0")]
    assert two_spaces(*rows) == ([("Two", "2.0.0")], ["unused-packages"])
    assert two_spaces(*rows, wanted=BuiltInFeed.ALL) == ([], ["package-unclear"] * 2)


def test_the_id_of_a_row_may_name_the_space():
    row = index("A", "1.0.0", FeedId=None, Id="packages-Spaces-2-A.1.0.0")
    assert two_spaces(row, wanted=BuiltInFeed.ALL) == ([("Two", "1.0.0")], [])
