"""Each kind in one shape, whether it comes from a row or from the API."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.documents import Kind
from migrator.rules.fields import FIELDS
from migrator.rules.shaping import retention, shape

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
documents = st.sampled_from(list(FIELDS)).flatmap(
    lambda kind: st.tuples(
        st.just(kind),
        st.dictionaries(
            st.sampled_from([item.name for item in FIELDS[kind]]), json_values, max_size=4
        ),
    )
)


def shaped(kind, **raw):
    return shape(kind, raw)[0]


@given(documents)
def test_what_has_the_shape_keeps_it(made):
    kind, raw = made
    body, _ = shape(kind, raw)
    again, unknown = shape(kind, body)
    assert again == body
    assert not unknown


@given(documents)
def test_shaping_leaves_the_raw_document_as_it_is(made):
    kind, raw = made
    before = repr(raw)
    shape(kind, raw)
    assert repr(raw) == before


def test_names_are_the_apis_whatever_their_case_in_the_database():
    body = shaped(Kind.GIT_CREDENTIAL, name="x", details={"Username": "u"})
    assert body["Name"] == "x"
    assert body["Details"] == {"Username": "u", "Type": "UsernamePassword"}


def test_what_no_table_names_is_unknown_and_kept_apart():
    body, unknown = shape(Kind.ENVIRONMENT, {"Name": "x", "Novelty": {"a": 1}, "$type": "T"})
    assert unknown == {"Novelty": {"a": 1}, "$type": "T"}
    assert "Novelty" not in body


def test_ids_and_marks_of_one_installation_are_neither_carried_nor_unknown():
    raw = {"Id": "Environments-1", "SPACEID": "Spaces-1", "DataVersion": "00", "Links": {}}
    body, unknown = shape(Kind.ENVIRONMENT, raw)
    assert not unknown
    assert not {"Id", "SpaceId"} & set(body)


def test_an_absent_member_takes_its_default_and_one_without_default_stays_absent():
    body = shaped(Kind.TENANT, Name="Acme")
    assert body["Description"] == ""
    assert body["IsDisabled"] is False
    assert "Slug" not in body


def test_a_null_member_takes_its_default_too():
    assert shaped(Kind.ENVIRONMENT, Description=None)["Description"] == ""
    assert shaped(Kind.ACCOUNT, Username=None)["Username"] is None


@pytest.mark.parametrize("slug", [None, ""])
def test_a_slug_that_the_source_has_not_made_is_neither_sent_nor_compared(slug):
    assert "Slug" not in shaped(Kind.PROJECT, Name="x", Slug=slug)
    assert shaped(Kind.PROJECT, Name="x", Slug="y")["Slug"] == "y"


def test_variables_of_2025_3_get_what_is_usual():
    (variable,) = shaped(Kind.PROJECT_VARIABLES, Variables=[{"Id": "1", "Name": "A"}])["Variables"]
    assert variable == {
        "Name": "A",
        "Type": "String",
        "Value": None,
        "Description": "",
        "Scope": {},
    }


def test_an_unknown_variable_type_is_kept():
    (variable,) = shaped(Kind.PROJECT_VARIABLES, Variables=[{"Name": "A", "Type": "Quantum"}])[
        "Variables"
    ]
    assert variable["Type"] == "Quantum"


def test_empty_scopes_and_prompts_are_none():
    raw = {"Name": "A", "Scope": {"Role": [], "Environment": ["x"]}, "Prompt": None}
    (variable,) = shaped(Kind.LIBRARY_VARIABLES, Variables=[raw, "odd"])["Variables"]
    assert variable["Scope"] == {"Environment": ["x"]}
    assert "Prompt" not in variable


def test_a_prompt_is_kept():
    prompt = {"Label": "Ticket", "Required": True}
    (variable,) = shaped(Kind.PROJECT_VARIABLES, Variables=[{"Name": "A", "Prompt": prompt}])[
        "Variables"
    ]
    assert variable["Prompt"] == prompt


def test_an_odd_scope_is_left_for_the_comparison():
    (variable,) = shaped(Kind.PROJECT_VARIABLES, Variables=[{"Name": "A", "Scope": "x"}])[
        "Variables"
    ]
    assert variable["Scope"] == "x"


def step(**action):
    return {"Steps": [{"Id": "s", "Name": "One", "Actions": [{"Id": "a", "Name": "One"} | action]}]}


def one_action(**action):
    return shape(Kind.DEPLOYMENT_PROCESS, step(**action))[0]["Steps"][0]["Actions"][0]


def test_a_step_gets_the_servers_defaults():
    made = shape(Kind.RUNBOOK_PROCESS, step())[0]["Steps"][0]
    assert made["StartTrigger"] == "StartAfterPrevious"
    assert made["Condition"] == "Success"
    assert made["PackageRequirement"] == "LetOctopusDecide"
    assert "Id" not in made
    assert made["Actions"][0]["Environments"] == []


def test_each_step_has_lists_of_its_own():
    made = shape(Kind.DEPLOYMENT_PROCESS, {"Steps": [{"Name": "A"}, {"Name": "B"}]})[0]["Steps"]
    assert made[0]["Actions"] is not made[1]["Actions"]


def test_empty_properties_mean_the_same_as_absent_ones():
    assert one_action(Properties={"a": "", "b": None, "c": "x"})["Properties"] == {"c": "x"}


@pytest.mark.parametrize("name", ["WorkerPoolId", "WorkerPoolVariable", "Notes", "Inputs"])
def test_empty_parts_of_an_action_are_dropped(name):
    assert name not in one_action(**{name: None})
    assert name in one_action(**{name: "x"})


def test_an_empty_container_is_none():
    assert "Container" not in one_action(Container={"FeedId": None, "Image": ""})
    assert one_action(Container={"FeedId": None, "Image": "x"})["Container"] == {"Image": "x"}


def test_packages_lose_their_ids_and_no_git_dependencies_are_none():
    made = one_action(Packages=[{"Id": "p", "PackageId": "a"}], GitDependencies=[])
    assert made["Packages"] == [{"PackageId": "a", "Name": "", "Properties": {}}]
    assert "GitDependencies" not in made
    kept = one_action(GitDependencies=[{"Name": "x"}])
    assert kept["GitDependencies"] == [{"Name": "x"}]


def test_parameters_get_a_control_type_and_lose_their_ids():
    (made,) = shaped(Kind.LIBRARY_VARIABLE_SET, Templates=[{"Id": None, "Name": "P"}])["Templates"]
    assert made == {
        "Name": "P",
        "Label": "",
        "HelpText": "",
        "DefaultValue": None,
        "DisplaySettings": {"Octopus.ControlType": "SingleLineText"},
    }


def test_a_parameter_keeps_its_default_even_where_that_is_an_object():
    raw = {"Name": "P", "DefaultValue": {"SensitiveValue": "x"}, "DisplaySettings": "odd"}
    (made,) = shaped(Kind.PROJECT, Templates=[raw])["Templates"]
    assert made["DefaultValue"] == {"SensitiveValue": "x"}
    assert made["DisplaySettings"] == "odd"


def test_a_step_template_has_parameters_packages_and_plain_properties():
    body = shaped(
        Kind.STEP_TEMPLATE,
        Properties={"a": ""},
        Packages=[{"Id": "x", "PackageId": "a"}],
        Parameters=[{"Id": None, "Name": "P"}],
    )
    assert body["Properties"] == {}
    assert "Id" not in body["Packages"][0]
    assert body["Parameters"][0]["Label"] == ""


def test_tags_lose_their_ids_and_canonical_names():
    raw = [{"Id": "TagSets-1/Tags-1", "Name": "Canary", "CanonicalTagName": "x", "Color": "#1"}]
    (tag,) = shaped(Kind.TAG_SET, Tags=raw)["Tags"]
    assert tag == {"Name": "Canary", "Color": "#1", "Description": "", "SortOrder": 0}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (None, None),
        ("odd", None),
        (
            {"ShouldKeepForever": True, "QuantityToKeep": 5, "Unit": "Days"},
            {"Strategy": "Forever", "QuantityToKeep": 0, "Unit": "Items"},
        ),
        (
            {"QuantityToKeep": 0, "Unit": "Days"},
            {"Strategy": "Forever", "QuantityToKeep": 0, "Unit": "Items"},
        ),
        (
            {"QuantityToKeep": 3, "Unit": "Days", "ShouldKeepForever": False},
            {"Strategy": "Count", "QuantityToKeep": 3, "Unit": "Days"},
        ),
        (
            {"Strategy": "Count", "QuantityToKeep": 3},
            {"Strategy": "Count", "QuantityToKeep": 3, "Unit": "Items"},
        ),
        (
            {"Strategy": "Default", "QuantityToKeep": 30, "Unit": "Days"},
            {"Strategy": "Default", "QuantityToKeep": 0, "Unit": "Items"},
        ),
        ({"QuantityToKeep": "3"}, {"Strategy": "Forever", "QuantityToKeep": 0, "Unit": "Items"}),
    ],
)
def test_retention_takes_its_newer_form(old, new):
    assert retention(old) == new


def test_a_lifecycle_without_retention_inherits_it_and_its_phases_say_nothing():
    body = shaped(Kind.LIFECYCLE, Phases=[{"Id": "p", "Name": "Dev"}])
    assert body["ReleaseRetentionPolicy"]["Strategy"] == "Default"
    (phase,) = body["Phases"]
    assert phase["ReleaseRetentionPolicy"] is None
    assert phase["OptionalDeploymentTargets"] == []
    assert "Id" not in phase


def test_a_runbook_without_retention_gets_the_servers():
    assert shaped(Kind.RUNBOOK, Name="x")["RunRetentionPolicy"]["QuantityToKeep"] == 100


@pytest.mark.parametrize(
    ("raw", "archived"), [(None, False), ("2020-01-01T00:00:00", True), (True, True)]
)
def test_a_certificate_is_archived_if_there_is_a_time_of_it(raw, archived):
    assert shaped(Kind.CERTIFICATE, Archived=raw)["Archived"] is archived


def test_a_project_includes_each_set_once():
    raw = ["LibraryVariableSets-2", "LibraryVariableSets-1", "LibraryVariableSets-2"]
    body = shaped(Kind.PROJECT, IncludedLibraryVariableSetIds=raw)
    assert body["IncludedLibraryVariableSetIds"] == raw[:2]
    assert "ReleaseCreationStrategy" not in body


def test_a_project_keeps_its_release_creation_strategy():
    body = shaped(Kind.PROJECT, ReleaseCreationStrategy={"ChannelId": "x"})
    assert body["ReleaseCreationStrategy"] == {"ChannelId": "x"}


def test_an_odd_list_of_included_sets_is_left_as_it_is():
    body = shaped(Kind.PROJECT, IncludedLibraryVariableSetIds="odd")
    assert body["IncludedLibraryVariableSetIds"] == "odd"


def test_what_health_checks_say_is_no_part_of_a_target():
    endpoint = {"Id": "e", "TentacleVersionDetails": {}, "Uri": "https://x", "ProxyId": None}
    body = shaped(Kind.DEPLOYMENT_TARGET, Endpoint=endpoint)
    assert body["Endpoint"] == {"Uri": "https://x"}
    assert shaped(Kind.DEPLOYMENT_TARGET, Endpoint="odd")["Endpoint"] == "odd"


def test_git_credentials_without_details_have_none():
    assert "Details" not in shaped(Kind.GIT_CREDENTIAL, Name="x")


def test_an_empty_lifecycle_of_a_channel_means_the_projects():
    body = shaped(Kind.CHANNEL, LifecycleId="", Rules=[{"Id": "r", "Links": {}, "Tag": "x"}])
    assert body["LifecycleId"] is None
    assert body["Rules"] == [{"Tag": "x"}]


def test_links_of_a_tenant_are_a_list_whether_the_source_has_a_map_or_not():
    links = [{"ProjectId": "Projects-1", "EnvironmentIds": ["Environments-1"]}]
    mapped = shaped(Kind.TENANT, ProjectEnvironments={"Projects-1": ["Environments-1"]})
    assert mapped["ProjectEnvironments"] == links
    assert shaped(Kind.TENANT, ProjectEnvironments=links)["ProjectEnvironments"] == links
    assert shaped(Kind.TENANT, ProjectEnvironments={"P": None})["ProjectEnvironments"] == [
        {"ProjectId": "P", "EnvironmentIds": []}
    ]


def test_a_trigger_loses_ids_and_what_says_nothing():
    part = {"Id": "x", "Links": {}, "LastModifiedOn": "1", "Roles": [], "ChannelId": None}
    body = shaped(Kind.TRIGGER, Filter=dict(part), Action="odd")
    assert body["Filter"] == {"Roles": []}
    assert body["Action"] == "odd"


def test_where_the_last_mail_left_off_is_no_part_of_a_subscription():
    held = {"EmailDigestLastProcessed": "1", "WebhookLastProcessedEventAutoId": 7, "EmailTeams": []}
    body = shaped(Kind.SUBSCRIPTION, EventNotificationSubscription=held)
    assert body["EventNotificationSubscription"] == {"EmailTeams": []}
    assert (
        shaped(Kind.SUBSCRIPTION, EventNotificationSubscription="odd")[
            "EventNotificationSubscription"
        ]
        == "odd"
    )


def test_hashes_and_logins_of_people_are_neither_carried_nor_unknown():
    raw = {"Id": "Users-1", "Username": "ada", "PasswordHashed": "x", "IdentificationToken": "y"}
    body, unknown = shape(Kind.USER, raw)
    assert not unknown
    assert "x" not in body.values()


@pytest.mark.parametrize(
    ("raw", "found"), [('["web"]', ["web"]), ("[odd", "[odd"), ("web", "web"), (["web"], ["web"])]
)
def test_a_list_may_be_the_text_of_its_json(raw, found):
    assert shaped(Kind.DEPLOYMENT_TARGET, Roles=raw)["Roles"] == found


def test_rules_of_a_channel_on_git_lose_their_ids():
    rule = {"Id": "rule-1", "Rules": ["main"], "GitDependencyActions": []}
    body, _ = shape(Kind.CHANNEL, {"Name": "Beta", "GitResourceRules": [rule]})
    assert body["GitResourceRules"] == [{"Rules": ["main"], "GitDependencyActions": []}]


def test_a_git_dependency_loses_the_sources_connection():
    git = {"Name": "", "GitCredentialType": "GitHub", "GitHubConnectionId": "GitHubConnections-1"}
    step = {"Name": "a", "Actions": [{"Name": "a", "GitDependencies": [git]}]}
    body, _ = shape(Kind.DEPLOYMENT_PROCESS, {"Steps": [step]})
    (found,) = body["Steps"][0]["Actions"][0]["GitDependencies"]
    assert found == {"Name": "", "GitCredentialType": "GitHub"}


def test_members_to_report_are_kept_apart_only_where_they_say_something():
    said = {"ProvisioningRunbook": "Runbooks-1"}
    empty = {"ProvisioningRunbook": None, "Other": {"Deep": []}}
    _, left = shape(Kind.PROJECT, {"Name": "a", "DynamicEnvironmentSettings": said})
    assert left == {"DynamicEnvironmentSettings": said}
    assert not shape(Kind.PROJECT, {"Name": "a", "DynamicEnvironmentSettings": empty})[1]


@pytest.mark.parametrize(
    "flag", ["AllowIgnoreChannelRules", "CombineHealthAndSyncStatusInDashboardLiveStatus"]
)
def test_a_flag_that_a_row_is_too_old_for_is_neither_sent_nor_compared(flag):
    assert flag not in shape(Kind.PROJECT, {"Name": "P", flag: None})[0]
    assert shape(Kind.PROJECT, {"Name": "P", flag: False})[0][flag] is False
