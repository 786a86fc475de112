"""Variable sets: versions, ids, scopes, typed values and the secrets that hang on ids."""

import pytest

from tests.unit.sandbox.cloud_client import connected, secret, step, variable


@pytest.fixture(name="client")
def _client():
    with connected() as client:
        yield client


@pytest.fixture(name="project")
def _project(client):
    return client.project()


@pytest.fixture(name="library")
def _library(client):
    return client.post("libraryvariablesets", Name="Shared")


def test_a_new_set_is_empty_and_of_version_zero(client, library):
    held = client.get(f"variables/{library['VariableSetId']}")
    assert (held["Version"], held["Variables"], held["OwnerId"]) == (0, [], library["Id"])


def test_each_save_counts_up_and_an_old_version_is_refused(client, library):
    assert client.save_variables(library, variable("A", "1"))["Version"] == 1
    said = client.refused_variables(library, variable("A", "2"))
    assert said.startswith("Changes to these variables could not be saved")


def test_the_route_of_a_project_wants_scope_values_and_answers_nothing(client, project):
    at = f"projects/{project['Id']}/variables"
    body = {"Version": 0, "Variables": [variable("A", "1")]}
    assert client.refused("PUT", at, body) == "The ScopeValues field is required."
    assert client.put(at, {**body, "ScopeValues": {}}) == {}
    assert client.get(at)["Variables"][0]["Value"] == "1"


@pytest.mark.parametrize(
    ("sends_id", "value", "expected"),
    [
        (True, None, ("old", 0)),
        (True, "", ("old", 0)),
        (True, "new", ("new", 0)),
        (False, None, (None, 1)),
        (False, "", (None, 1)),
        (False, "new", ("new", 0)),
    ],
)
def test_a_secret_hangs_on_the_id_of_its_variable(client, library, sends_id, value, expected):
    first = client.save_variables(library, variable("Pw", "old", "Sensitive"))["Variables"][0]
    sent = variable("Pw", value, "Sensitive")
    if sends_id:
        sent["Id"] = first["Id"]
    after = client.save_variables(library, sent, version=1)["Variables"][0]
    store = client.cloud.store
    stored = store.secret(library["VariableSetId"], "Variables", "Pw", "Value")
    assert (stored, store.wiped) == expected
    assert (after["Id"] == first["Id"]) is sends_id


def test_a_sensitive_value_is_never_shown(client, library):
    at = f"variables/{library['VariableSetId']}"
    body = {"Version": 0, "Variables": [variable("Pw", "hidden-one", "Sensitive")]}
    assert "hidden-one" not in client.call("PUT", at, body).text
    shown = client.get(at)["Variables"][0]
    assert (shown["Value"], shown["IsSensitive"]) == (None, True)


def test_deleting_a_sensitive_variable_wipes_nothing(client, library):
    client.save_variables(library, variable("Pw", "x", "Sensitive"))
    client.save_variables(library, version=1)
    assert client.cloud.store.wiped == 0


def test_an_unknown_id_is_replaced(client, library):
    saved = client.save_variables(library, variable("A", "1", Id="mine"))
    assert saved["Variables"][0]["Id"] != "mine"


def test_ids_are_unique(client, library):
    saved = client.save_variables(library, variable("A", "1"))["Variables"][0]
    assert client.refused_variables(library, saved, saved, version=1) == (
        "Variable ids must be unique."
    )


def test_a_variable_needs_a_type_that_is_known(client, library):
    sent = {"Name": "A", "Value": "1"}
    assert client.refused_variables(library, sent) == "The Variables[0].Type field is required."
    assert "not valid" in client.refused_variables(library, variable("A", "1", "Magic"))


def test_a_sensitive_variable_has_the_sensitive_type(client, library):
    said = client.refused_variables(library, variable("A", "1", IsSensitive=True))
    assert said.startswith("Variable validation failed.")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("AzureAccount", "Accounts-1"),
        ("AmazonWebServicesAccount", "Accounts-1"),
        ("Certificate", "Certificates-1"),
        ("WorkerPool", "WorkerPools-1"),
        ("WorkerPool", "Hosted Ubuntu"),
    ],
)
def test_a_typed_value_must_lead_somewhere(client, library, kind, value):
    assert value in client.refused_variables(library, variable("A", value, kind))
    client.save_variables(library, variable("A", "#{Other}", kind))


def test_a_typed_value_that_leads_somewhere_is_kept(client, library):
    account = client.post("accounts", Name="A", AccountType="Token", Token=secret("t"))["Id"]
    saved = client.save_variables(library, variable("A", account, "AzureAccount"))
    assert saved["Variables"][0]["Value"] == account


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("Environment", "Environments-1"),
        ("Machine", "Machines-1"),
        ("Channel", "Channels-1"),
        ("Action", "00000000-0000-0000-0000-000000000000"),
        ("ProcessOwner", "Runbooks-1"),
        ("TenantTag", "No/Tag"),
    ],
)
def test_a_scope_must_lead_somewhere(client, project, field, value):
    sent = variable("A", "1", Scope={field: [value]})
    assert value in client.refused_variables(project, sent)


def test_a_library_set_takes_few_scopes(client, library, project):
    channel = client.get(f"projects/{project['Id']}/channels")["Items"][0]["Id"]
    sent = variable("A", "1", Scope={"Channel": [channel]})
    assert "cannot be scoped to Channel" in client.refused_variables(library, sent)
    client.save_variables(library, variable("A", "1", Scope={"Role": ["any"]}))


def test_a_project_takes_its_own_scopes(client, project):
    action = client.save_steps(project, step())["Steps"][0]["Actions"][0]["Id"]
    channel = client.get(f"projects/{project['Id']}/channels")["Items"][0]["Id"]
    scope = {
        "Environment": [client.environment()],
        "Action": [action],
        "Channel": [channel],
        "ProcessOwner": [project["Id"]],
        "Role": ["web"],
        "Machine": [],
    }
    saved = client.save_variables(project, variable("A", "1", Scope=scope))
    del scope["Machine"]
    assert saved["Variables"][0]["Scope"] == scope
    values = saved["ScopeValues"]
    assert [a["Id"] for a in values["Actions"]] == [action]
    assert [p["Id"] for p in values["Processes"]] == [project["Id"]]


def test_a_channel_of_another_project_is_no_scope(client, project):
    other = client.project("Other")
    channel = client.get(f"projects/{other['Id']}/channels")["Items"][0]["Id"]
    sent = variable("A", "1", Scope={"Channel": [channel]})
    assert channel in client.refused_variables(project, sent)


def test_a_prompted_variable_is_scoped_to_environments_at_most(client, project):
    prompt = {"Label": "L", "Required": True}
    sent = variable("A", "1", Prompt=prompt, Scope={"Role": ["web"]})
    assert client.refused_variables(project, sent) == (
        "Prompted variables cannot be scoped to anything except an environment."
    )
    client.save_variables(project, variable("A", "1", Prompt=prompt))


def test_several_sets_are_read_at_once(client, project, library):
    ids = f"{project['VariableSetId']},{library['VariableSetId']}"
    assert len(client.get(f"variables/all?ids={ids}")) == 2


def test_templates_get_ids_and_keep_them(client):
    template = {"Id": "mine", "Name": "T", "DisplaySettings": {}}
    made = client.post("libraryvariablesets", Name="L", Templates=[template])
    given = made["Templates"][0]["Id"]
    assert given != "mine"
    back = client.put(f"libraryvariablesets/{made['Id']}", made)
    assert (back["Templates"][0]["Id"], back["Version"]) == (given, 1)
    said = client.refused("PUT", f"libraryvariablesets/{made['Id']}", made)
    assert "another user" in said


def test_a_template_default_may_be_a_secret(client):
    sensitive = {"Octopus.ControlType": "Sensitive"}
    template = {"Name": "T", "DisplaySettings": sensitive, "DefaultValue": secret("d3f")}
    made = client.post("libraryvariablesets", Name="L", Templates=[template])
    stored = client.cloud.store.secret(made["Id"], "Templates", "T", "DefaultValue")
    assert stored == "d3f"
    assert made["Templates"][0]["DefaultValue"]["HasValue"] is True


@pytest.mark.parametrize(
    ("control", "default", "said"),
    [
        ("Select", None, "Variable template 'T' does not have drop down options set."),
        ("SingleLineText", secret("x"), "does not suit"),
        ("Sensitive", "plain", "does not suit"),
        ("WorkerPool", "WorkerPools-1", "WorkerPools-1"),
        ("Package", '{"PackageId":"P","FeedId":"Feeds-1"}', "Feeds-1"),
    ],
)
def test_a_template_must_make_sense(client, control, default, said):
    template = {
        "Name": "T",
        "DisplaySettings": {"Octopus.ControlType": control},
        "DefaultValue": default,
    }
    body = {"Name": "L", "Templates": [template]}
    assert said in client.refused("POST", "libraryvariablesets", body)
