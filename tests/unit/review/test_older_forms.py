"""What older servers stored arrives as today's API takes it, and never wider than it was."""

import pytest

from migrator.model.documents import Json, Kind, Node, Ref
from migrator.rules.comparing import differences
from migrator.rules.naming import Directory, is_missing, missing_text
from migrator.rules.shaping import shape
from migrator.source.documents import convert
from migrator.target.bodies import outgoing

_WEB = ("Default", "Web")
_VARIABLES = Ref(Kind.PROJECT_VARIABLES, _WEB)
_PROCESS = Ref(Kind.DEPLOYMENT_PROCESS, _WEB)


def _directory() -> Directory:
    directory = Directory()
    directory.add("Default", "Environments-1", Ref(Kind.ENVIRONMENT, ("Default", "Dev")))
    directory.add("Default", "Tenants-1", Ref(Kind.TENANT, ("Default", "Contoso")))
    directory.add("Default", "aaaa-1", Ref(Kind.ACTION, (*_WEB, "Deploy")))
    return directory


def _variable(**members: Json) -> dict[str, Node]:
    raw: dict[str, Json] = {"Variables": [{"Name": "A", **members}]}
    (found,) = _list(convert(_VARIABLES, raw, _directory()).document.body["Variables"])
    return found


def _list(value: Node) -> list[dict[str, Node]]:
    assert isinstance(value, list)
    return [item for item in value if isinstance(item, dict)]


def test_a_variable_that_only_the_older_mark_calls_secret_is_one() -> None:
    found = shape(
        Kind.PROJECT_VARIABLES, {"Variables": [{"Name": "P", "IsSensitive": True, "Value": "x"}]}
    )[0]
    assert [item["Type"] for item in _list(found["Variables"])] == ["Sensitive"]


def test_scope_fields_in_another_case_are_mapped_like_the_usual_ones() -> None:
    scope = _variable(Scope={"environment": ["Environments-1"]})["Scope"]
    assert scope == {"Environment": [Ref(Kind.ENVIRONMENT, ("Default", "Dev"))]}


def test_an_id_in_an_unusual_scope_field_never_passes_as_it_is() -> None:
    scope = _variable(Scope={"Tenant": ["Tenants-1"], "Trigger": ["ProjectTriggers-9"]})["Scope"]
    assert isinstance(scope, dict)
    assert scope["Tenant"] == [Ref(Kind.TENANT, ("Default", "Contoso"))]
    trigger = scope["Trigger"]
    assert isinstance(trigger, list)
    assert isinstance(trigger[0], Ref)
    assert is_missing(trigger[0])
    assert missing_text(trigger[0]) == "ProjectTriggers-9"


def test_a_role_that_reads_like_an_id_stays_a_role() -> None:
    assert _variable(Scope={"Role": ["web-1"]})["Scope"] == {"Role": ["web-1"]}


def test_a_scope_with_an_empty_entry_is_not_taken_for_none() -> None:
    assert _variable(Scope={"Environment": [""]})["Scope"] == {"Environment": [""]}


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("feeds-builtin", Ref(Kind.FEED, ("Default", "Octopus Server (built-in)"))),
        (
            "feeds-builtin-releases",
            Ref(Kind.FEED, ("Default", "Octopus Server Releases (built-in)")),
        ),
    ],
)
@pytest.mark.parametrize("wrap", [lambda text: text, lambda text: {"Value": text}])
def test_built_in_feeds_are_known_without_a_row_and_inside_broken_objects(
    text: str, ref: Ref, wrap: object
) -> None:
    assert callable(wrap)
    raw: dict[str, Json] = {
        "Steps": [
            {
                "Name": "S",
                "Actions": [
                    {"Name": "S", "Packages": [{"PackageId": "P", "FeedId": wrap(text)}]},
                ],
            }
        ]
    }
    body = convert(_PROCESS, raw, _directory()).document.body
    action = _list(_list(body["Steps"])[0]["Actions"])[0]
    assert _list(action["Packages"])[0]["FeedId"] == ref


def test_built_in_teams_are_known_without_a_row() -> None:
    directory = Directory()
    teams = ("teams-everyone", "teams-administrators", "teams-managers")
    found = [directory.find("Default", team, {Kind.TEAM}) for team in teams]
    assert [ref.name for ref in found if ref] == [
        "Everyone",
        "Octopus Administrators",
        "Octopus Managers",
    ]
    of_space = directory.find("Default", "teams-spacemanagers-Spaces-1", {Kind.TEAM})
    assert of_space == Ref(Kind.TEAM, ("Default", "Space Managers"))


def _strategy(kind: Kind, name: str, strategy: Json) -> Node:
    raw: dict[str, Json] = {name: strategy}
    return convert(Ref(kind, _WEB), raw, _directory()).document.body.get(name)


def test_a_donor_step_that_was_given_by_id_is_given_by_name() -> None:
    old: Json = {"Template": None, "DonorPackage": None, "DonorPackageStepId": "aaaa-1"}
    assert _strategy(Kind.DEPLOYMENT_SETTINGS, "VersioningStrategy", old) == {
        "DonorPackage": {"DeploymentAction": "Deploy", "PackageReference": ""}
    }


def test_of_donor_package_and_template_only_one_goes() -> None:
    package: Json = {"DeploymentAction": "Deploy", "PackageReference": "x"}
    both: Json = {"Template": "#{v}", "DonorPackage": package, "DonorPackageStepId": None}
    assert _strategy(Kind.DEPLOYMENT_SETTINGS, "VersioningStrategy", both) == {
        "DonorPackage": package
    }
    none: Json = {"Template": "#{v}", "DonorPackage": {"DeploymentAction": None}}
    assert _strategy(Kind.DEPLOYMENT_SETTINGS, "VersioningStrategy", none) == {"Template": "#{v}"}


def test_a_donor_step_that_is_gone_is_not_forgotten() -> None:
    old: Json = {"DonorPackageStepId": "gone-9"}
    found = _strategy(Kind.DEPLOYMENT_SETTINGS, "VersioningStrategy", old)
    assert isinstance(found, dict)
    assert isinstance(found["DonorPackageStepId"], Ref)


def test_channel_rules_that_name_actions_alone_name_their_primary_package() -> None:
    raw: dict[str, Json] = {"Rules": [{"VersionRange": "[1,2)", "Actions": ["Deploy"]}]}
    assert shape(Kind.CHANNEL, raw)[0]["Rules"] == [
        {
            "VersionRange": "[1,2)",
            "ActionPackages": [{"DeploymentAction": "Deploy", "PackageReference": ""}],
        }
    ]


@pytest.mark.parametrize(("tenants", "expected"), [(["Tenants-1"], "Tenanted"), ([], "Untenanted")])
def test_who_has_tenants_and_does_not_say_so_takes_part_in_their_deployments_only(
    tenants: list[Json], expected: str
) -> None:
    raw: dict[str, Json] = {"AccountType": "Token", "TenantIds": tenants}
    assert shape(Kind.ACCOUNT, raw)[0]["TenantedDeploymentParticipation"] == expected


def test_an_endpoint_takes_from_the_row_what_it_does_not_say() -> None:
    raw: dict[str, Json] = {
        "Thumbprint": "AB",
        "CommunicationStyle": "TentaclePassive",
        "Endpoint": {"Uri": "https://web:10933/"},
    }
    assert shape(Kind.DEPLOYMENT_TARGET, raw)[0]["Endpoint"] == {
        "Uri": "https://web:10933/",
        "CommunicationStyle": "TentaclePassive",
        "Thumbprint": "AB",
    }


def test_steps_that_share_a_slug_leave_one_to_the_server() -> None:
    raw: dict[str, Json] = {
        "Steps": [
            {"Name": name, "Slug": "same", "Actions": [{"Name": name, "Slug": "same"}]}
            for name in ("One", "Two")
        ]
    }
    steps = _list(convert(_PROCESS, raw, _directory()).document.body["Steps"])
    assert ["Slug" in step for step in steps] == [True, False]
    assert ["Slug" in _list(step["Actions"])[0] for step in steps] == [True, False]


def test_a_property_without_a_value_is_not_sent() -> None:
    body = shape(
        Kind.DEPLOYMENT_PROCESS,
        {"Steps": [{"Name": "S", "Actions": [{"Name": "S", "Properties": {"A": "1"}}]}]},
    )[0]
    properties = _list(_list(body["Steps"])[0]["Actions"])[0]["Properties"]
    assert isinstance(properties, dict)
    properties["Empty.Secret"] = None

    def never(_: object) -> None:
        raise AssertionError

    sent = outgoing(_PROCESS.kind, body, never, never, is_new=True).members  # type: ignore[arg-type]
    assert "Empty.Secret" not in str(sent)


def test_a_server_that_forces_where_a_step_runs_makes_no_difference() -> None:
    def process(flag: str) -> dict[str, Node]:
        action: dict[str, Node] = {
            "Name": "S",
            "ActionType": "Octopus.HelmChartUpgrade",
            "Properties": {"Octopus.Action.RunOnServer": flag},
        }
        return {"Steps": [{"Name": "S", "Actions": [action]}]}

    assert differences(Kind.DEPLOYMENT_PROCESS, process("false"), process("true")) == ()
    assert differences(Kind.DEPLOYMENT_PROCESS, process("true"), process("false")) != ()


def test_blanks_around_a_name_make_no_difference() -> None:
    assert differences(Kind.ENVIRONMENT, {"Name": "Dev "}, {"Name": "Dev"}) == ()
