"""The source as the stages see it, on every shape of the sample instance and over the wire."""

import re

import pytest

from migrator.model.documents import Kind, Ref, Slot, refs_in, slots_in
from migrator.model.inventory import KeyVerdict
from migrator.model.report import encode_report
from migrator.rules.kinds import document_of
from migrator.rules.naming import is_missing
from migrator.rules.version_control import link_ref
from migrator.sandbox.instance import Shape, sample_instance
from migrator.source.tables import TABLES
from migrator.source.tenant_values import TABLE as VALUES_TABLE
from tests.fakes.read_sample import KEY, OLDER, ReadSample

CARRIED = {*(facts.name for facts in TABLES), VALUES_TABLE}


# What a version-controlled project keeps in its repository has stale rows or none.
GIT_SETTINGS = ("DeploymentSettings", "deploymentsettings-Projects-7")
GIT_SECRET = "/PersistenceSettings/Credentials/Password"


@pytest.fixture(scope="module", params=list(Shape), ids=lambda shape: shape.name)
def moved(request, tmp_path_factory):
    return ReadSample(request.param, tmp_path_factory.mktemp(request.param.name))


def has_settings_of_its_own(moved):
    return moved.shape.is_from(Shape.V2021_2)


def test_every_live_document_of_the_instance_becomes_a_logical_document(moved):
    lost = [
        (document.table, document.id)
        for document in moved.instance.documents
        if document.is_live
        and document.table in CARRIED
        and document.table in moved.instance.database.tables
        and (document.table, document.id) != GIT_SETTINGS
        and (document.table, document.id) not in moved.places
    ]
    assert not lost


def test_no_row_that_is_not_live_becomes_one(moved):
    dead = {
        (document.table, document.id)
        for document in moved.instance.documents
        if not document.is_live and document.table != "User"  # found on the target, never moved
    }
    assert not dead & set(moved.places)


def test_every_document_of_the_inventory_is_in_the_package(moved):
    assert set(moved.documents) == set(moved.inventory.entries) - _unwanted(moved)


def _unwanted(moved):
    """What moves only where it is needed, and snapshots of what a runbook is no longer."""
    changed = {
        Ref(Kind.RUNBOOK_SNAPSHOT, ("Default", *path))
        for path in (("Web Shop", "Backup"), ("Legacy Tools", "Twice"))
    }
    needed = {document_of(ref) for entry in moved.documents.values() for ref in refs_in(entry.body)}
    return {
        ref
        for ref in moved.inventory.entries
        if ref.kind in {Kind.TEAM, Kind.USER, Kind.USER_ROLE, Kind.STEP_TEMPLATE_VERSION}
        and (not ref.space or ref.kind is Kind.STEP_TEMPLATE_VERSION)
        and ref not in needed
    } | (changed & set(moved.inventory.entries))


def test_each_project_has_deployment_settings_wherever_the_database_keeps_them(moved):
    projects = {ref.path for ref in moved.documents if ref.kind is Kind.PROJECT}
    owners = {ref.path for ref in moved.documents if ref.kind is Kind.DEPLOYMENT_SETTINGS}
    in_git = {
        path for path in projects if Ref(Kind.DEPLOYMENT_PROCESS, path) not in moved.documents
    }
    assert owners == projects - in_git


def parts_of(moved):
    """Each secret of the instance by the document that holds it, with its plain text."""
    found = {}
    for secret in moved.instance.secrets:
        ref = moved.places.get((secret.table, secret.id))
        if ref is not None and secret.pointer == GIT_SECRET:
            ref = link_ref(ref)
        if ref is not None and ref in moved.documents:
            found.setdefault(ref, []).append(secret)
    return found


def moves(secret):
    """Whether its plain text is to be had: a key opens it, or nobody ever sealed it."""
    return bool(secret.plain) and (secret.readable or secret.stored == secret.plain)


def test_every_secret_opens_to_its_plain_text_and_none_is_lost_or_made_up(moved):
    opened = {}
    for (ref, _pointer), plain in moved.plain.items():
        opened.setdefault(ref, []).append(plain)
    for ref, secrets in parts_of(moved).items():
        wanted = sorted(s.plain for s in secrets if moves(s))
        assert sorted(opened.pop(ref, [])) == wanted, ref
    assert not {ref for ref in opened if ref.kind is not Kind.DEPLOYMENT_SETTINGS}


def test_a_secret_lies_at_the_place_where_the_instance_has_it(moved):
    checked = 0
    for ref, secrets in parts_of(moved).items():
        for secret in secrets if ref.kind is not Kind.TENANT_VARIABLES else ():
            if moves(secret) and re.fullmatch(r"/[A-Za-z]+", secret.pointer):
                assert moved.plain[ref, secret.pointer] == secret.plain
                checked += 1
    assert checked > 10


def test_what_no_key_opens_stays_behind_and_is_listed_once_each(moved):
    closed = [
        ref
        for ref, document in moved.documents.items()
        for slot in slots_in(document.body).values()
        if not slot.readable
    ]
    wanted = [
        ref for ref, secrets in parts_of(moved).items() for s in secrets if s.plain and not moves(s)
    ]
    assert sorted(closed) == sorted(wanted)
    assert len(closed) >= 2
    told = [f.ref for f in moved.inventory.findings if f.code == "unreadable-secret"]
    assert sorted(told) == sorted(map(str, closed))


def test_the_key_is_judged_right_though_some_values_are_anothers(moved):
    assert moved.inventory.verdict is KeyVerdict.RIGHT
    assert moved.inventory.secrets_opened == moved.inventory.secrets_total - 2


def test_no_text_of_the_inventory_holds_a_secret(moved):
    shown = str(encode_report(moved.inventory.report)) + str(encode_report(moved.report))
    plain = {s.plain for s in moved.instance.secrets if len(s.plain) > 7}
    assert not [secret for secret in plain if secret in shown]


ID = re.compile(
    r"(?:Accounts|ActionTemplates|Certificates|Channels|Environments|Feeds|GitCredentials"
    r"|Lifecycles|LibraryVariableSets|Machines|MachinePolicies|ProjectGroups|Projects|Proxies"
    r"|Runbooks|Tenants|WorkerPools)-\d+"
)


def test_no_whole_value_of_a_body_is_an_id_of_the_source_but_in_free_text(moved):
    free = ("ScriptBody", "/Value", "Description", "/Notes")
    left = [
        (str(ref), pointer, leaf)
        for ref, document in moved.documents.items()
        for pointer, leaf in leaves(document.body)
        if isinstance(leaf, str) and ID.fullmatch(leaf) and not pointer.endswith(free)
    ]
    assert not left


def leaves(node, pointer=""):
    if isinstance(node, dict):
        for key, item in node.items():
            yield from leaves(item, f"{pointer}/{key}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from leaves(item, f"{pointer}/{index}")
    else:
        yield pointer, node


def test_the_rows_of_a_tenant_become_one_document_that_names_templates_and_values(moved):
    values = moved.documents[Ref(Kind.TENANT_VARIABLES, ("Default", "Contoso"))].body["Values"]
    by_name = {}
    for value in values:
        by_name.setdefault(value["Template"].path[1:], []).append(value)
    shop = ("project", "Web Shop")
    assert by_name[*shop, "Tenant.Account"][0]["Value"] == Ref(
        Kind.ACCOUNT, ("Default", "tenant login")
    )
    assert by_name["library", "Shared", "Common.Region"] == [
        {
            "Template": Ref(
                Kind.VARIABLE_TEMPLATE, ("Default", "library", "Shared", "Common.Region")
            ),
            "Environments": [],
            "Value": "us",
        }
    ]
    places = [value["Environments"] for value in by_name[*shop, "Tenant.Alias"]]
    assert places == [[Ref(Kind.ENVIRONMENT, ("Default", name))] for name in ("Test", "Production")]
    assert all(isinstance(v["Value"], Slot) for v in by_name[*shop, "Tenant.DbPassword"])


def test_values_of_what_is_gone_are_counted_and_nothing_else(moved):
    gone = [f.message for f in moved.inventory.findings if f.ref == VALUES_TABLE]
    rows = [d for d in moved.instance.documents if d.table == VALUES_TABLE and not d.is_live]
    assert [message.split()[0] for message in gone] == [str(len(rows))]


def test_no_reference_of_the_sample_is_missing(moved):
    missing = {
        (str(ref), str(found))
        for ref, document in moved.documents.items()
        for found in refs_in(document.body)
        if is_missing(found)
    }
    assert not missing


def test_the_inventory_knows_the_server_and_how_it_was_read(moved):
    version = moved.inventory.version
    assert version.server == moved.shape.server_version
    assert version.installation_id == moved.instance.installation_id
    assert version.driver
    assert version.consistency


def test_the_shapes_hold_the_same_documents():
    """What differs between two shapes is what the older one did not know."""
    old, new = Shape.V2024_4, Shape.V2026_1
    counts = []
    for shape in (old, new):
        made = sample_instance(master_key=KEY, older_master_key=OLDER, shape=shape)
        counts.append({(d.table, d.id) for d in made.documents if d.is_live and d.table in CARRIED})
    assert counts[0] <= counts[1]
