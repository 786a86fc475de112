"""Whether a published snapshot can be made anew: the same process, and packages that are there."""

from migrator.model.documents import Kind, Ref, Slot
from migrator.rules.kinds import BUILT_IN_FEED
from migrator.rules.publishing import content_digest, package_key, packages_left, tidy_snapshot

BUILT_IN, DOCKER = (Ref(Kind.FEED, ("A", name)) for name in (BUILT_IN_FEED, "Docker Hub"))


def process(value="x", feed=None):
    packages = [{"Name": "", "PackageId": "App", "FeedId": feed}] if feed else []
    action = {"Name": "Run", "Properties": {"Key": value}, "Packages": packages}
    return {"Steps": [{"Name": "Run", "Actions": [action]}]}


AT = "/Steps/0/Actions/0/Properties/Key"


def test_two_processes_are_one_where_all_that_they_say_is_equal():
    assert content_digest(process(), {}) == content_digest(process(), {})
    assert content_digest(process(), {}) != content_digest(process("y"), {})


def test_secrets_are_told_apart_by_their_digests():
    one, same, other = (content_digest(process(Slot()), {AT: mark}) for mark in "aab")
    assert one == same != other


def test_a_secret_that_did_not_open_is_equal_to_nothing():
    assert content_digest(process(Slot(readable=False)), {}) is None


def test_a_package_of_the_built_in_feed_is_named_by_its_action():
    snapshot = {"SelectedPackages": [{"ActionName": "run", "PackageReferenceName": ""}]}
    assert packages_left(snapshot, process(feed=BUILT_IN)) == ("Run",)
    assert packages_left(snapshot, process(feed=DOCKER)) == ()
    assert packages_left({"SelectedPackages": []}, process(feed=BUILT_IN)) == ()


def test_a_selected_package_says_action_reference_and_version():
    body = {
        "SelectedPackages": [{"ActionName": "Run", "StepName": "Run", "Version": "1.0.0"}],
    }
    tidy_snapshot(body)
    (package,) = body["SelectedPackages"]
    assert package == {"ActionName": "Run", "PackageReferenceName": "", "Version": "1.0.0"}
    assert package_key(package) == package_key({**package, "Version": "2.0.0"})
