"""The traps of Octopus' databases, each shown by a row of the sample instance.

Those of the drivers (text sizes, collations, offsets of dates) are in the tests of the drivers;
whether a key is right, in those of `crypto`.
"""

import pytest

from migrator.model.documents import Joined, Kind, Ref, Slot, refs_in, walk
from migrator.model.report import Severity, encode_report
from migrator.rules.naming import is_missing
from migrator.sandbox.instance import Shape
from tests.fakes.read_sample import ReadSample

SPACE = "Default"
SHOP = (SPACE, "Web Shop")


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return ReadSample(Shape.V2023_4, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def thin(tmp_path_factory):
    """A server that leaves out what is usual, and keeps included sets in a table."""
    return ReadSample(Shape.V2026_1, tmp_path_factory.mktemp("thin"))


def variables(sample, name, path=SHOP):
    held = sample.documents[Ref(Kind.PROJECT_VARIABLES, path)].body["Variables"]
    return [
        (f"/Variables/{index}/Value", item)
        for index, item in enumerate(held)
        if item["Name"] == name
    ]


def variable(sample, name):
    (found,) = variables(sample, name)
    return found


def plain(sample, name):
    pointer, _ = variable(sample, name)
    return sample.plain.get((Ref(Kind.PROJECT_VARIABLES, SHOP), pointer))


def findings(sample, code):
    return [f for f in sample.inventory.findings if f.code == code]


def actions(sample, trap):
    return {
        action["Name"]: action
        for step in sample.document(sample.shows(trap)).body["Steps"]
        for action in step["Actions"]
    }


# 1 and 2
def test_frozen_copies_are_not_read_though_their_version_is_higher(sample):
    for trap in sample.instance.traps["frozen copy"]:
        assert (trap.table, trap.id) not in sample.places
    assert variables(sample, "Where")


# 3 and 18
@pytest.mark.parametrize("made", ["sample", "thin"])
def test_sets_that_are_included_twice_are_included_once_wherever_the_database_has_them(
    made, request
):
    held = request.getfixturevalue(made)
    included = held.document(held.shows("included set twice")).body["IncludedLibraryVariableSetIds"]
    assert len(included) == len(set(included)) == 2
    assert {found.kind for found in included} == {Kind.SCRIPT_MODULE, Kind.LIBRARY_VARIABLE_SET}


# 4
def test_ids_that_begin_one_another_stay_apart(sample):
    names = {
        trap.id: sample.ref(trap).name for trap in sample.instance.traps["id that begins another"]
    }
    assert len(set(names.values())) == len(names) > 3


# 5
def test_a_default_value_may_be_a_secret_or_a_text(sample):
    parameters = sample.document(sample.shows("parameter without id")).body["Parameters"]
    defaults = {item["Name"]: item["DefaultValue"] for item in parameters}
    assert defaults == {"Chat.Token": Slot(), "Chat.Channel": "#general"}


# 6
def test_a_key_without_passphrase_and_a_certificate_without_password_move(sample):
    for trap, secret, absent in (
        ("ssh key without passphrase", "PrivateKeyFile", "PrivateKeyPassphrase"),
        ("certificate without password", "CertificateData", "Password"),
    ):
        document = sample.document(sample.shows(trap))
        assert document.body[secret] == Slot()
        assert document.body[absent] is None
        assert sample.plain[document.ref, f"/{secret}"]


# 7
@pytest.mark.parametrize("made", ["sample", "thin"])
def test_a_variable_without_a_type_is_text(made, request):
    _, found = variable(request.getfixturevalue(made), "No.Type.Member")
    assert found["Type"] == "String"
    assert found["Value"] == "newer servers leave the type out"


# 9
def test_values_under_an_older_key_open_and_those_under_a_foreign_one_stop_nothing(sample):
    assert plain(sample, "Older.Key") == "missed by the rotation"
    assert variable(sample, "Foreign.Key")[1]["Value"] == Slot(readable=False)
    refs = {f.ref for f in findings(sample, "unreadable-secret")}
    assert refs == {
        str(sample.ref(t)) for t in sample.instance.traps["secret under an unknown key"]
    }


def test_plain_text_in_a_place_for_a_secret_moves_sealed_and_is_told(sample):
    assert plain(sample, "Never.Sealed") == "plain since 3.0"
    traps = sample.instance.traps["plain text in a secret slot"]
    assert {f.ref for f in findings(sample, "plain-secret")} == {str(sample.ref(t)) for t in traps}


def test_a_text_that_looks_sealed_and_is_no_secret_moves_as_it_is_and_is_told(sample):
    pointer, found = variable(sample, "Looks.Sealed")
    assert "|" in found["Value"]
    assert [f.pointer for f in findings(sample, "sealed-text")] == [pointer]


# 10
def test_members_in_lower_case_are_read(sample):
    document = sample.document(sample.shows("lower-case details"))
    assert document.body["Details"]["Password"] == Slot()
    assert document.body["Details"]["Username"] == "octo"


# 11
def test_type_marks_huge_numbers_and_dates_are_read_and_unknown_members_kept(sample):
    document = sample.document(sample.shows("$type members"))
    assert "$type" not in document.body
    assert document.body["FeedUri"] == "https://old.example.test/nuget"
    assert document.unknown["Unknown"]["Huge"] == 123456789012345678901234567890
    assert str(document.ref) in {f.ref for f in findings(sample, "unknown-member")}


def test_a_byte_order_mark_before_the_json_is_no_damage(sample):
    assert sample.document(sample.shows("byte order mark")).body["Host"] == "10.0.0.9"


# 12
def test_json_in_the_blob_column_is_read(sample):
    stored = {document.id: document.body for document in sample.instance.documents}
    traps = [t for t in sample.instance.traps["JSON in JSONBlob"] if t.table == "Lifecycle"]
    names = {
        trap.id: [phase["Name"] for phase in sample.document(trap).body["Phases"]] for trap in traps
    }
    assert names == {
        trap.id: [phase["Name"] for phase in stored[trap.id]["Phases"]] for trap in traps
    }
    assert any(names.values())


# 13
def test_ids_in_another_case_lead_to_the_same_document(sample):
    for trap in sample.instance.traps["id in another case"]:
        document = sample.document(trap)
        assert refs_in(document.body) or trap.table != "Project"
        assert not [found for found in refs_in(document.body) if is_missing(found)]


# 14
def test_legacy_ids_without_a_number_are_ids(sample):
    traps = sample.instance.traps["legacy id"]
    assert {sample.ref(trap).kind for trap in traps} >= {Kind.FEED, Kind.ACCOUNT}
    feed = sample.ref(next(trap for trap in traps if trap.table == "Feed"))
    users = [ref for ref, document in sample.documents.items() if feed in refs_in(document.body)]
    assert users


# 15
def test_tags_by_id_and_by_canonical_name_are_the_same_tags(sample):
    scopes = {item["Value"]: item["Scope"] for _, item in variables(sample, "Where")}
    assert set(scopes["tag"]["TenantTag"]) == {
        Ref(Kind.TAG, (SPACE, "Region", "EU")),
        Ref(Kind.TAG, (SPACE, "Ring", "Early")),
    }
    assert scopes["tag by name"]["TenantTag"] == [Ref(Kind.TAG, (SPACE, "Region", "US"))]


# 16
def test_each_space_has_the_built_in_feed_of_its_own_by_type(sample):
    feeds = {ref for ref in sample.documents if ref.name == "Octopus Server (built-in)"}
    assert {ref.space for ref in feeds} == {"Default", "Payments", "Playground"}


# 17
def test_orphans_and_rows_of_deleted_spaces_stay_behind_with_a_count(sample):
    dead = [*sample.instance.traps["orphan"], *sample.instance.traps["row of a deleted space"]]
    assert not [trap for trap in dead if (trap.table, trap.id) in sample.places]
    counted = {f.ref for f in findings(sample, "orphans")}
    carried = {trap.table for trap in dead if trap.table != "TenantVariable"}
    assert carried - {"Release", "Deployment", "RunbookSnapshot"} <= counted


def test_a_table_that_an_upgrade_forgot_is_not_read(sample):
    (trap,) = sample.instance.traps["forgotten table"]
    assert not [place for place in sample.places if place[0] == trap.table]
    assert "secret in a forgotten table" not in sample.plain.values()


# 18
def test_steps_that_share_a_name_get_names_of_their_own_and_that_is_told(sample):
    trap = sample.shows("step names repeated")
    names = [step["Name"] for step in sample.document(trap).body["Steps"]]
    assert names[:2] == ["Same name", "Same name (2)"]
    assert len(set(names)) == len(names)
    assert {f.ref for f in findings(sample, "action-renamed")} == {str(sample.ref(trap))}


# 19
def test_certificates_of_one_name_stay_two_and_archived_ones_move(sample):
    one, two = (sample.ref(trap) for trap in sample.instance.traps["certificates of one name"])
    assert one != two
    assert one.path[:2] == two.path[:2]
    archived = sample.document(sample.shows("archived certificate"))
    assert archived.body["Archived"] is True
    assert sample.document(sample.shows("certificates of one name")).body["Archived"] is False


# 20
def test_a_script_module_moves_with_its_body(sample):
    for trap in sample.instance.traps["script module"]:
        ref = sample.ref(trap)
        assert ref.kind is Kind.SCRIPT_MODULE
        held = sample.documents[Ref(Kind.LIBRARY_VARIABLES, ref.path)].body["Variables"]
        names = {item["Name"] for item in held}
        assert f"Octopus.Script.Module[{ref.name}]" in names


# 21
def test_a_step_of_an_older_template_version_keeps_its_properties_and_its_version(sample):
    chat = actions(sample, "template version pinned")["Chat"]["Properties"]
    template = chat["Octopus.Action.Template.Id"]
    assert template.kind is Kind.STEP_TEMPLATE
    pinned = Ref(Kind.STEP_TEMPLATE_VERSION, (*template.path, "3"))
    assert chat["Octopus.Action.Template.Version"] == pinned
    assert sample.documents[pinned].body["Description"] == "Version 3"
    assert sample.documents[template].body["Description"] == "Version 5"
    assert findings(sample, "template-version") == []
    assert "ChatTok" in chat["Octopus.Action.Script.ScriptBody"]


# 22
def test_a_parameter_without_an_id_is_a_parameter(sample):
    assert sample.document(sample.shows("parameter without id")).body["Parameters"]


# 23
def test_a_scope_of_an_action_names_it(sample):
    scopes = {item["Value"]: item["Scope"] for _, item in variables(sample, "Where")}
    assert scopes["action"]["Action"] == [Ref(Kind.ACTION, (*SHOP, "Deploy web"))]


# 24
def test_a_prompted_secret_has_no_value_and_an_empty_one_is_none(sample):
    _, prompted = variable(sample, "One.Time.Secret")
    assert prompted["Value"] is None
    assert prompted["Prompt"]["Required"] is True
    for name in ("Empty.Secret", "Null.Secret", "Sealed.Empty.Secret"):
        assert variable(sample, name)[1]["Value"] is None
        assert plain(sample, name) is None


# 25
def test_a_process_that_lives_in_git_stays_behind_and_its_variables_move(sample):
    trap = sample.shows("process lives in git")
    assert (trap.table, trap.id) not in sample.places
    (told,) = findings(sample, "version-controlled")
    assert told.severity is Severity.WARNING
    path = (SPACE, told.ref.rpartition("/")[2])
    assert Ref(Kind.PROJECT_VARIABLES, path) in sample.documents
    assert Ref(Kind.DEPLOYMENT_PROCESS, path) not in sample.documents


# 26
def test_typed_values_are_references_and_ids_in_free_text_are_told_and_left(sample):
    kinds = {item["Value"].kind for _, item in variables(sample, "Site.Certificate")}
    assert kinds == {Kind.CERTIFICATE}
    assert variable(sample, "Embedded.Id")[1]["Value"] == "see Projects-1 and Environments-1"
    assert variable(sample, "Looks.Like.Id")[1]["Value"] == "Environments-2"
    told = {(f.ref, f.pointer) for f in findings(sample, "id-in-text")}
    holder = str(Ref(Kind.PROJECT_VARIABLES, SHOP))
    for name in ("Embedded.Id", "Looks.Like.Id"):
        assert (holder, variable(sample, name)[0]) in told
    assert [ref for ref, _ in told if ref.startswith("deployment_process:")]


# 27
@pytest.mark.parametrize("name", ["Pipes", "Lines", "Blanks", "Substitution", "Unicode"])
def test_a_secret_is_neither_trimmed_nor_substituted_nor_normalised(sample, name):
    traps = sample.instance.traps["secret not to be trimmed or substituted"]
    assert name in {trap.part for trap in traps}
    wanted = {secret.plain for secret in sample.instance.secrets}
    assert plain(sample, name) in wanted
    assert plain(sample, name).strip(" \t\r\n|") != plain(sample, name) or name in {
        "Substitution",
        "Unicode",
    }


# 28
def test_what_is_base64_inside_stays_base64_once(sample):
    document = sample.document(sample.shows("certificate without password"))
    stored = next(
        secret.plain
        for secret in sample.instance.secrets
        if secret.id == sample.shows("certificate without password").id
    )
    assert sample.plain[document.ref, "/CertificateData"] == stored


# 29
def test_hashes_of_passwords_and_keys_do_not_move(sample):
    trap = sample.shows("API key is a hash")
    assert (trap.table, trap.id) not in sample.places
    held = [(document.body, document.unknown) for document in sample.documents.values()]
    assert "PasswordHashed" not in str(held)


# 30
def test_a_polling_tentacle_moves_with_its_thumbprint(sample):
    endpoint = sample.document(sample.shows("polling tentacle")).body["Endpoint"]
    assert endpoint["CommunicationStyle"] == "TentacleActive"
    assert endpoint["Thumbprint"]


# 31
def test_rows_of_the_system_are_read_and_named_by_what_they_are(sample):
    refs = {sample.ref(trap) for trap in sample.instance.traps["system-level row"] if trap.table == "Team"}  # fmt: skip
    assert Ref(Kind.TEAM, ("", "Everyone")) in refs
    assert Ref(Kind.TEAM, ("", "Octopus Administrators")) in refs
    approve = actions(sample, "template version pinned")["Approve"]["Properties"]
    teams = approve["Octopus.Action.Manual.ResponsibleTeamIds"]
    assert isinstance(teams, Joined)
    assert refs & set(teams.items)


# 33
def test_what_is_bound_to_the_server_stays_there(sample):
    tables = {trap.table for trap in sample.instance.traps["bound to the server"]}
    assert not tables & {table for table, _ in sample.places}


# 35
def test_large_values_arrive_whole(sample):
    texts = {secret.plain for secret in sample.instance.secrets}
    assert plain(sample, "Large.Secret") in texts
    assert len(plain(sample, "Large.Secret")) > 8000
    assert len(variable(sample, "Large.Value")[1]["Value"]) > 8000


# 36
def test_no_report_holds_a_secret(sample):
    shown = str(encode_report(sample.inventory.report)) + repr(sample.inventory)
    for secret in sample.instance.secrets:
        if len(secret.plain) > 7:
            assert secret.plain not in shown


def test_feeds_by_id_name_or_expression_are_each_what_they_are(sample):
    found = actions(sample, "feed by name or expression")
    by_name = found["Feed by name"]["Packages"][0]["FeedId"]
    assert isinstance(by_name, Ref)
    assert by_name.kind is Kind.FEED
    assert found["Feed by expression"]["Packages"][0]["FeedId"] == "#{Feed.Id}"


def test_a_disabled_project_is_known_as_such(sample):
    entry = sample.inventory.entries[sample.ref(sample.shows("disabled project"))]
    assert entry.is_disabled


def test_no_slot_hides_in_a_place_that_nobody_asks_for(sample):
    slots = {
        (ref, pointer)
        for ref, document in sample.documents.items()
        for pointer, leaf in walk(document.body)
        if isinstance(leaf, Slot) and leaf.readable
    }
    assert slots == set(sample.plain)
