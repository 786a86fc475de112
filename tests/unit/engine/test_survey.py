"""What a source holds, and whether the key opens its secrets."""

import pytest

from migrator.engine.survey import survey, unknown_members
from migrator.model.documents import Kind, Ref
from migrator.model.errors import Cancelled
from migrator.model.events import Finished, Found, Run, Stage, Started
from migrator.model.inventory import KeyVerdict
from migrator.model.report import Finding, Severity
from tests.fakes.memory_source import KEY, MemorySource
from tests.unit.crypto.sealing import seal_as_source
from tests.unit.review.memory_rows import PROJECT, tables

GROUP = Ref(Kind.PROJECT_GROUP, ("Default", "Shops"))
FEED = {"Id": "Feeds-1", "SpaceId": "Spaces-1", "Name": "Docker", "FeedType": "Docker"}


def sealed(plain, key=KEY):
    return seal_as_source(plain.encode(), key).text


def account(number, secret):
    return {
        "Id": f"Accounts-{number}", "SpaceId": "Spaces-1", "Name": f"a{number}",
        "AccountType": "UsernamePassword", "Password": secret,
    }  # fmt: skip


def surveyed(source, **more):
    return survey(MemorySource(source, **more), Run())


def codes(inventory, code):
    return [finding for finding in inventory.findings if finding.code == code]


def test_documents_are_named_with_what_they_need():
    group = {"Id": "ProjectGroups-1", "SpaceId": "Spaces-1", "Name": "Shops"}
    inventory = surveyed(tables(ProjectGroup=[group]))
    entry = inventory.entries[Ref(Kind.PROJECT, ("Default", "Web"))]
    assert GROUP in entry.needs
    assert entry.source_id == "Projects-1"
    assert entry.size_bytes > 20


def test_a_reference_that_leads_nowhere_is_told_with_its_id():
    inventory = surveyed(tables())
    entry = inventory.entries[Ref(Kind.PROJECT, ("Default", "Web"))]
    assert {missing.kind for missing in entry.missing} == {Kind.PROJECT_GROUP, Kind.LIFECYCLE}
    told = codes(inventory, "missing-reference")
    assert any("'ProjectGroups-1'" in finding.message for finding in told)


def test_secrets_are_counted_and_tried():
    rows = [account(1, sealed("one")), account(2, sealed("two")), account(3, "plain"), account(4, None)]  # fmt: skip
    inventory = surveyed(tables(Account=rows))
    assert (inventory.secrets_total, inventory.secrets_opened) == (3, 3)
    assert [f.ref for f in codes(inventory, "plain-secret")] == ["account:Default/a3"]


def test_a_secret_of_another_key_is_told_and_stops_nothing():
    rows = [account(1, sealed("one")), account(2, sealed("two", bytes(16)))]
    rows += [account(number, sealed(f"more {number}")) for number in range(3, 30)]
    inventory = surveyed(tables(Account=rows))
    (told,) = codes(inventory, "unreadable-secret")
    assert (told.ref, told.pointer) == ("account:Default/a2", "/Password")
    assert inventory.verdict in {KeyVerdict.RIGHT, KeyVerdict.PARTLY_FOREIGN}


def test_a_wrong_key_is_said_to_be_wrong():
    rows = [account(number, sealed(f"secret {number}", bytes(16))) for number in range(30)]
    assert surveyed(tables(Account=rows)).verdict is KeyVerdict.WRONG


def test_without_a_key_secrets_are_counted_and_not_judged():
    inventory = surveyed(tables(Account=[account(1, sealed("one"))]), master_key=None)
    assert inventory.verdict is KeyVerdict.NOT_GIVEN
    assert (inventory.secrets_total, inventory.secrets_opened) == (1, 0)


def test_no_secret_and_no_ciphertext_is_in_the_inventory():
    text = sealed("canary-plain")
    inventory = surveyed(tables(Account=[account(1, text), account(2, "canary-never-sealed")]))
    shown = repr(inventory) + repr(inventory.report)
    assert "canary" not in shown
    assert text not in shown


def test_what_the_way_in_found_is_told_first():
    found = Finding(Severity.WARNING, "source-not-encrypted", "", "No TLS.")
    inventory = surveyed(tables(), findings=(found,))
    assert inventory.findings[0] == found


def test_unknown_members_are_told_by_name():
    inventory = surveyed(tables(Feed=[FEED | {"Novelty": 1}]))
    (told,) = codes(inventory, "unknown-member")
    assert "Novelty" in told.message


def test_events_tell_the_beginning_each_finding_and_the_end():
    seen = []
    inventory = survey(MemorySource(tables()), Run(seen.append))
    assert isinstance(seen[0], Started)
    assert seen[-1] == Finished(Stage.SURVEY)
    assert [e.finding for e in seen if isinstance(e, Found)] == list(inventory.findings)


def test_it_can_be_cancelled_between_two_documents():
    with pytest.raises(Cancelled):
        survey(MemorySource(tables()), Run(cancelled=lambda: True))


def test_a_disabled_project_is_known_as_such():
    inventory = surveyed({**tables(), "Project": [{**PROJECT, "IsDisabled": True}]})
    assert inventory.entries[Ref(Kind.PROJECT, ("Default", "Web"))].is_disabled


def test_members_that_stay_behind_are_told_with_the_reason_and_strange_ones_by_name():
    project = Ref(Kind.PROJECT, ("Default", "Web"))
    left, strange = unknown_members(
        project, {"AutoDeployReleaseOverrides": [1], "New": 2, "Odd": 3}
    )
    assert (left.code, left.pointer) == ("member-left", "/AutoDeployReleaseOverrides")
    assert "releases" in left.message
    assert strange.code == "unknown-member"
    assert strange.message.endswith("New, Odd.")
    assert not list(unknown_members(project, {}))
