"""Tenants' values on the sandbox's Octopus Cloud, by the newer routes and the older one."""

from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from migrator.model.documents import Kind, Ref, Slot
from migrator.model.errors import StalePlanError
from migrator.model.secret import Secret
from migrator.rules.naming import Directory
from migrator.rules.rewriting import UnresolvedError
from migrator.sandbox.cloud import OctopusCloud
from migrator.target.documents import learn, parse_resource, resource_version
from migrator.target.finding import Order
from migrator.target.tenant_values import read_values, write_values
from migrator.target.writing import Writer
from tests.fakes.small_migration import API_KEY, reach

SPACE = "Spaces-1"
NEW, OLD = "2026.1.9674", "2024.4.4121"
PLACES = ("Test", "Production")


def ref(kind, *path):
    return Ref(kind, ("Default", *path))


TENANT, VALUES = ref(Kind.TENANT, "Acme"), ref(Kind.TENANT_VARIABLES, "Acme")
PROJECT, SHARED = ref(Kind.PROJECT, "Web Shop"), ref(Kind.LIBRARY_VARIABLE_SET, "Shared")
HOST, PASSWORD = (
    ref(Kind.VARIABLE_TEMPLATE, "project", "Web Shop", name) for name in ("Host", "Password")
)
REGION, KEY = (ref(Kind.VARIABLE_TEMPLATE, "library", "Shared", name) for name in ("Region", "Key"))
TEST, PRODUCTION = (ref(Kind.ENVIRONMENT, name) for name in PLACES)


def template(name, control="SingleLineText"):
    return {"Name": name, "DisplaySettings": {"Octopus.ControlType": control}}


def value(of, found, *environments):
    return {"Template": of, "Environments": [*environments], "Value": found}


@dataclass
class Setting:
    """A tenant with a project and a library set, and what a writer needs to fill it in."""

    wire: object
    cloud: OctopusCloud
    directory: Directory = field(default_factory=Directory)
    ids: dict[Ref, str] = field(default_factory=dict)
    plain: dict[str, str] = field(default_factory=dict)

    def make(self, found, route, **body):
        made = self.wire.post(
            f"/api/{SPACE}/{route}", {"SpaceId": SPACE, "Name": found.name} | body
        )
        self.ids |= {found: made["Id"]} | learn(found, made, self.directory)

    def order(self, *values, **plain):
        """Values to write; each plain text is the secret at the index after its underscore."""
        secrets = {f"/Values/{name[1:]}/Value": text for name, text in plain.items()}
        return Order(VALUES, {"Values": [*values]}, self.ids.get, lambda at: Secret(secrets[at]))

    def write(self, *values, keeps_others=True, **plain):
        order = self.order(*values, **plain)
        write_values(self.wire, SPACE, self.ids[TENANT], order, keeps_others=keeps_others)

    def resource(self):
        return read_values(self.wire, SPACE, self.ids[TENANT])

    def read(self):
        return parse_resource(VALUES, self.resource(), self.directory)["Values"]

    def held(self, of, place=""):
        """The secret that the server holds."""
        row = f"tenantvariables-{self.ids[TENANT]}"
        wanted = (self.ids[of], [self.ids[ref(Kind.ENVIRONMENT, place)]] if place else [])
        found = self.cloud.store.find("TenantVariables", row)["Values"]
        (identity,) = [
            item["Id"] for item in found if (item["TemplateId"], item["EnvironmentIds"]) == wanted
        ]
        return self.cloud.store.secret(row, "Values", identity, "Value")


@pytest.fixture(params=[NEW, OLD])
def setting(request):
    with opened(request.param) as made:
        yield made


@contextmanager
def opened(version):
    with OctopusCloud(api_key=API_KEY, version=version) as cloud, reach(cloud) as target:
        made = Setting(target.wire, cloud)
        made.ids[Ref(Kind.SPACE, ("Default",))] = SPACE
        for name in PLACES:
            made.make(ref(Kind.ENVIRONMENT, name), "environments")
        templates = [template("Host"), template("Password", "Sensitive")]
        shared = [template("Region"), template("Key", "Sensitive")]
        made.make(SHARED, "libraryvariablesets", Templates=shared)
        lists = {
            name: target.wire.get(f"/api/{SPACE}/{name}/all")[0]["Id"]
            for name in ("projectgroups", "lifecycles")
        }
        made.make(
            PROJECT,
            "projects",
            ProjectGroupId=lists["projectgroups"],
            LifecycleId=lists["lifecycles"],
            TenantedDeploymentMode="TenantedOrUntenanted",
            IncludedLibraryVariableSetIds=[made.ids[SHARED]],
            Templates=templates,
        )
        links = {made.ids[PROJECT]: [made.ids[ref(Kind.ENVIRONMENT, name)] for name in PLACES]}
        made.make(TENANT, "tenants", TenantTags=[], ProjectEnvironments=links)
        yield made


def test_values_read_back_as_they_were_written(setting):
    written = [
        value(REGION, "eu"),
        value(KEY, Slot()),
        value(HOST, "test.example", TEST),
        value(HOST, "example", PRODUCTION),
        value(PASSWORD, Slot(), PRODUCTION),
    ]
    setting.write(*written, _1="the key", _4="the password")
    assert sorted(setting.read(), key=str) == sorted(written, key=str)
    assert setting.held(KEY) == "the key"
    assert setting.held(PASSWORD, "Production") == "the password"


def test_what_only_the_target_has_stays_where_that_is_wanted(setting):
    setting.write(value(HOST, "theirs", TEST), value(KEY, Slot()), _1="their key")
    setting.write(value(HOST, "ours", PRODUCTION), value(REGION, "eu"))
    assert len(setting.read()) == 4
    assert setting.held(KEY) == "their key"
    setting.write(value(HOST, "ours", PRODUCTION), keeps_others=False)
    assert setting.read() == [value(HOST, "ours", PRODUCTION)]


def test_a_secret_that_did_not_open_leaves_what_the_target_has(setting):
    setting.write(value(PASSWORD, Slot(), TEST), _0="theirs")
    closed = value(PASSWORD, Slot(readable=False), TEST)
    setting.write(closed, keeps_others=False)
    assert setting.held(PASSWORD, "Test") == "theirs"
    setting.write(closed, value(PASSWORD, Slot(readable=False), PRODUCTION), keeps_others=False)
    assert len(setting.read()) == 1


def test_one_value_for_several_environments_is_split_only_where_one_of_them_changes():
    with opened(NEW) as setting:
        both = [setting.ids[TEST], setting.ids[PRODUCTION]]
        sent = {
            "OwnerId": setting.ids[PROJECT],
            "TemplateId": setting.ids[PASSWORD],
            "Value": {"HasValue": True, "NewValue": "for both"},
            "Scope": {"EnvironmentIds": both},
        }
        route = f"/api/{SPACE}/tenants/{setting.ids[TENANT]}/projectvariables"
        setting.wire.put(route, {"Variables": [sent]})
        (first,) = setting.resource()["Values"]
        assert setting.read() == [
            value(PASSWORD, Slot(), TEST),
            value(PASSWORD, Slot(), PRODUCTION),
        ]
        setting.write(value(PASSWORD, Slot(), TEST), _0="for tests")
        assert setting.held(PASSWORD, "Test") == "for tests"
        assert setting.held(PASSWORD, "Production") == "for both"
        kept = [item for item in setting.resource()["Values"] if item["Id"] == first["Id"]]
        assert [item["Environments"] for item in kept] == [[setting.ids[PRODUCTION]]]


def test_a_common_value_for_one_environment_is_not_widened_on_a_server_that_has_none():
    with opened(OLD) as setting:
        setting.write(value(REGION, "eu", TEST))
        assert setting.read() == []


def test_a_value_for_all_environments_gives_way_to_one_of_its_own_on_an_older_server():
    with opened(OLD) as setting:
        setting.write(value(HOST, "all"), value(HOST, "test", TEST))
        found = {item["Environments"][0]: item["Value"] for item in setting.read()}
        assert found == {TEST: "test", PRODUCTION: "all"}


def test_writing_the_same_again_changes_nothing(setting):
    written = (value(HOST, "h", TEST), value(KEY, Slot()))
    setting.write(*written, _1="k")
    before = [(item.get("Id"), item["Value"]) for item in setting.resource()["Values"]]
    setting.write(*written, _1="k")
    assert [(item.get("Id"), item["Value"]) for item in setting.resource()["Values"]] == before


def test_the_writer_fills_and_updates_and_refuses_what_changed_meanwhile(setting):
    writer = Writer(setting.wire, "Users-1", {"Default": "Default"})
    writer.fill(setting.order(value(HOST, "first", TEST)))
    seen = resource_version(setting.resource())
    writer.update(setting.order(value(HOST, "second", TEST)), seen, frozenset({"Values"}))
    assert setting.read() == [value(HOST, "second", TEST)]
    with pytest.raises(StalePlanError):
        writer.update(setting.order(value(HOST, "third", TEST)), seen, frozenset())
    assert setting.read() == [value(HOST, "second", TEST)]


def test_a_lost_answer_is_looked_for_and_nothing_is_there_twice(setting):
    setting.cloud.trouble.drop_after()
    setting.write(value(HOST, "h", TEST), value(HOST, "p", PRODUCTION))
    assert len(setting.read()) == 2


def test_a_template_without_an_id_is_told_of(setting):
    del setting.ids[HOST]
    with pytest.raises(UnresolvedError):
        setting.write(value(HOST, "h", TEST))


def test_a_tenant_that_is_gone_has_no_values(setting):
    assert read_values(setting.wire, SPACE, "Tenants-99999") is None
