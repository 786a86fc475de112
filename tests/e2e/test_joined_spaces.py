"""Two spaces of the sample instance go into one: what differs is named, then settled by names."""

from migrator.sandbox.rehearsal import RehearsalSettings, start
from tests.e2e.process import migrator

SPACES = """[target]
space_map = { Default = "Main", Payments = "main" }
"""
NAMES = """
[target.name_map]
accounts = { Payments = { aws = "Payments aws" } }
feeds = { Payments = { nuget = "Payments nuget" } }
library_variable_sets = { Payments = { Shared = "Payments Shared" } }
script_modules = { Payments = { Helpers = "Payments Helpers" } }
lifecycles = { Payments = { "Default Lifecycle" = "Payments Lifecycle" } }
tag_sets = { Payments = { Region = "Payments Region" } }
tenants = { Payments = { Contoso = "Payments Contoso" } }
projects = { Payments = { "Web Shop" = "Payments Web Shop" } }

[select]
spaces = ["Default", "Payments"]
"""


def test_two_spaces_become_one_once_what_differs_has_names_of_its_own(tmp_path):
    with start(RehearsalSettings(tmp_path / "served")) as served:
        text = served.job.read_text().replace("[target]\n", SPACES)
        served.job.write_text(text + '\n[select]\nspaces = ["Default", "Payments"]\n')
        ended = migrator(tmp_path, "run", served.job, "--yes", "--json")
        assert ended.exit_code == 6, ended.err
        findings = ended.result["report"]["findings"]
        named = {f["ref"] for f in findings if f["code"] == "name-conflict"}
        assert {"project:Payments/Web Shop", "lifecycle:Payments/Default Lifecycle"} <= named
        store = served.cloud.store
        assert not [s for s in store.all_of("Space") if s["Name"] == "Main"]

        served.job.write_text(text + NAMES)
        ended = migrator(tmp_path, "run", served.job, "--yes", "--json")
        assert ended.exit_code == 0, ended.err
        assert ended.result["report"]["items"] == []
        (main,) = [s["Id"] for s in store.all_of("Space") if s["Name"] == "Main"]
        of = {
            table: {
                row["Name"]
                for row in served.instance.database.tables[table].rows
                if row["SpaceId"] in {"Spaces-1", "Spaces-2"}
            }
            for table in ("Project", "DeploymentEnvironment")
        }
        projects = {project["Name"] for project in store.all_of("Project", main)}
        assert projects == of["Project"] | {"Payments Web Shop"}
        environments = [found["Name"] for found in store.all_of("Environment", main)]
        assert sorted(environments) == sorted(of["DeploymentEnvironment"])
        groups = [found["Name"] for found in store.all_of("ProjectGroup", main)]
        assert groups.count("Default Project Group") == 1

        before = len(served.cloud.requests)
        ended = migrator(tmp_path, "run", served.job, "--yes", "--json")
        assert ended.exit_code == 0, ended.err
        assert [r.path for r in served.cloud.requests[before:] if r.method != "GET"] == []
