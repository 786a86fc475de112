"""The Default space: where all kinds of things are."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.cloud_steps import (
    aws_steps,
    azure_steps,
    docker_steps,
    kubernetes_steps,
    terraform_steps,
)
from migrator.sandbox.instance.credentials import (
    add_certificates,
    add_every_account,
    add_git_credential,
    add_unreadable_accounts,
)
from migrator.sandbox.instance.documents import Body, Slot, Storing
from migrator.sandbox.instance.feeds import add_built_in_feeds, add_every_feed
from migrator.sandbox.instance.history import add_history
from migrator.sandbox.instance.infrastructure import (
    DEFAULT_LIFECYCLE,
    Phase,
    add_environments,
    add_lifecycle,
    add_proxies,
    add_second_policy,
    add_space,
    add_tag_set,
    add_workers,
    retention,
)
from migrator.sandbox.instance.library import add_library
from migrator.sandbox.instance.projects import (
    Project,
    add_project,
    simple_runbook,
)
from migrator.sandbox.instance.security import (
    add_freeze,
    add_space_managers,
    add_subscription,
    add_teams,
)
from migrator.sandbox.instance.services import add_plain_service, add_services
from migrator.sandbox.instance.step_catalogue import (
    deploy_release_step,
    java_steps,
    nginx_step,
    package_step,
    template_step,
)
from migrator.sandbox.instance.steps import Step, inline_script, on_server
from migrator.sandbox.instance.targets import add_every_target
from migrator.sandbox.instance.tenants import add_tenants
from migrator.sandbox.instance.triggers import add_triggers
from migrator.sandbox.instance.variables import (
    Variable,
    secret,
    typed_variables,
)
from migrator.sandbox.instance.web_shop import add_web_shop


def add_default_space(site: Site, scale: int) -> None:
    """Add the Default space with everything in it."""
    _reserve_ids(site)
    add_space(site, "Default", "Where it all began", is_default=True)
    add_environments(site, "Development", "Test", "Production", "Disaster Recovery")
    _add_lifecycles(site)
    for name in ("Shop", "Services", "Platform"):
        site.add("ProjectGroup", name, {"Description": f"{name} projects"})
    add_tag_set(site, "Region", 0, "EU", "US")
    add_tag_set(site, "Ring", 1, "Early", "Late")
    add_proxies(site)
    add_second_policy(site)
    add_workers(site)
    add_built_in_feeds(site, built_in_id="feeds-builtin", releases_id="feeds-builtin-releases")
    add_every_feed(site)
    add_every_account(site)
    add_unreadable_accounts(site)
    add_certificates(site)
    if site.builder.shape.has_git:
        add_git_credential(site, "shop-git", "git token|1")
        add_git_credential(site, "infrastructure", "git token 2")
    add_every_target(site)
    add_library(site)
    _add_projects(site)
    add_plain_service(site)
    add_services(site, scale)
    add_tenants(site)
    add_space_managers(site, "Default")
    add_teams(site)
    add_triggers(site)
    add_subscription(site)
    if site.builder.shape.has_normalised_tables:
        add_freeze(site)
    add_history(site, "Web Shop")


def _reserve_ids(site: Site) -> None:
    """Set aside ids that are beginnings of one another."""
    for table, name, identifier in (
        ("Project", "Web Shop", "Projects-1"),
        ("Project", "Cloud Platform", "Projects-10"),
        ("Project", "Containers", "Projects-101"),
        ("DeploymentEnvironment", "Development", "Environments-1"),
        ("DeploymentEnvironment", "Production", "Environments-10"),
        ("DeploymentEnvironment", "Disaster Recovery", "Environments-101"),
        ("Feed", "docker hub", "Feeds-10"),
        ("Feed", "helm charts", "Feeds-101"),
    ):
        site.trap("id that begins another", table, site.ref(table, name, identifier))


def _add_lifecycles(site: Site) -> None:
    add_lifecycle(
        site,
        DEFAULT_LIFECYCLE,
        (
            Phase("Build", automatic=("Development",), retention=retention("Items", 3)),
            Phase("Try", optional=("Test",), is_optional=True),
            Phase(
                "Run", optional=("Production", "Disaster Recovery"), retention=retention("Days", 0)
            ),
        ),
    )
    hotfix = (Phase("Straight", optional=("Test", "Production"), retention=retention("Days", 365)),)
    add_lifecycle(site, "Hotfix", hotfix, storing=Storing.BLOB_ONLY)
    add_lifecycle(site, "All environments", (), storing=Storing.BLOB_AND_EMPTY_TEXT)


def _add_projects(site: Site) -> None:
    add_web_shop(site)
    project = site.ref("Project", "Containers")
    add_project(
        site,
        Project(
            "Cloud Platform",
            (*azure_steps(site), *aws_steps(site), *terraform_steps(site)),
            (*typed_variables(site), Variable("Azure.Account.Id", "#{Azure.Account}")),
            group="Platform",
        ),
    )
    add_project(
        site,
        Project(
            "Containers",
            (*docker_steps(site, project), *kubernetes_steps(site)),
            typed_variables(site),
            group="Platform",
        ),
    )
    nginx = nginx_step(site, "Web server")
    add_project(
        site,
        Project(
            "Java Services",
            (*java_steps(site), nginx),
            typed_variables(site),
            lifecycle="All environments",
            group="Platform",
        ),
    )
    _add_mutual_projects(site)
    _add_idle_projects(site)
    _add_git_project(site)


def _add_mutual_projects(site: Site) -> None:
    """Add two projects that deploy releases of each other."""
    tenanted = {"TenantedDeploymentMode": "TenantedOrUntenanted"}
    orders = (
        package_step(site, "Deploy orders", "Shop.Orders"),
        deploy_release_step(site, "Deploy stock", "Stock Service"),
    )
    add_project(
        site,
        Project(
            "Order Service",
            orders,
            group="Shop",
            members=tenanted,
            settings=_donor("Deploy orders"),
        ),
    )
    stock = (
        package_step(site, "Deploy stock files", "Shop.Stock"),
        deploy_release_step(site, "Deploy orders back", "Order Service"),
    )
    add_project(site, Project("Stock Service", stock, group="Shop"))


def _add_idle_projects(site: Site) -> None:
    """Add a disabled project and one with nothing in it."""
    off = Step(
        "Once", "Octopus.Script", on_server(inline_script("exit 0")), action={"IsDisabled": True}
    )
    disabled = Project(
        "Sleeping Service",
        (off,),
        (secret("Db.Password", "sleeping"),),
        members={"IsDisabled": True, "ClonedFromProjectId": site.ref("Project", "Web Shop")},
    )
    site.trap("disabled project", "Project", add_project(site, disabled))
    add_project(site, Project("Empty Project", frozen_copies=0))


def _donor(action: str) -> Body:
    donor = {"DeploymentAction": action, "PackageReference": ""}
    return {"VersioningStrategy": {"DonorPackage": donor, "Template": None}}


def _add_git_project(site: Site) -> None:
    if not site.builder.shape.has_git:
        return
    persistence: Body = {
        "Type": "VersionControlled",
        "Url": "https://git.example.test/shop.git",
        "Credentials": {
            "Type": "UsernamePassword",
            "Username": "octo",
            "Password": Slot("git-token-1"),
        },
        "DefaultBranch": "main",
        "BasePath": ".octopus",
        "ProtectedDefaultBranch": True,
        "ProtectedBranchNamePatterns": [],
        "ConversionState": {"VariablesAreInGit": True, "RunbooksAreInGit": False},
    }
    stale = (template_step(site, "From before git", 1, "stale token"),)
    variables = (secret("Git.Secret", "stays in the database"),)
    project = Project(
        "Git Project",
        stale,
        variables,
        (simple_runbook(),),
        members={"PersistenceSettings": persistence},
        process_is_live=False,
    )
    identifier = add_project(site, project)
    site.trap(
        "process lives in git", "DeploymentProcess", f"deploymentprocess-{identifier}", moves=False
    )
