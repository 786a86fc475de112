"""The other spaces: Payments, and Playground, whose number is far from its neighbours'."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.certificates import make_pkcs12
from migrator.sandbox.instance.credentials import add_account, add_certificate
from migrator.sandbox.instance.documents import Body, Slot
from migrator.sandbox.instance.feeds import add_built_in_feeds, add_feed
from migrator.sandbox.instance.infrastructure import (
    DEFAULT_LIFECYCLE,
    ROLES,
    Phase,
    add_environments,
    add_lifecycle,
    add_space,
    add_tag_set,
)
from migrator.sandbox.instance.library import add_library_set, add_script_module
from migrator.sandbox.instance.projects import Project, add_channel, add_project, simple_runbook
from migrator.sandbox.instance.security import add_space_managers
from migrator.sandbox.instance.step_catalogue import package_step
from migrator.sandbox.instance.steps import Step, inline_script, on_server
from migrator.sandbox.instance.targets import add_target, listening
from migrator.sandbox.instance.tenants import add_tenant
from migrator.sandbox.instance.variables import Variable, plain_variables, secret

_PAYMENT_PROJECTS = ("Cards", "Clearing", "Fraud", "Invoices", "Ledger", "Web Shop")


def add_payments(site: Site) -> None:
    """Add Payments: names that also occur in Default, ids that do not."""
    add_space(site, "Payments", "Money")
    add_environments(site, "Development", "Test", "Production", "Production EU")
    phases = (
        Phase("Build", automatic=("Development",)),
        Phase("Test", optional=("Test",)),
        Phase("Run", optional=("Production", "Production EU")),
    )
    add_lifecycle(site, DEFAULT_LIFECYCLE, phases)
    add_lifecycle(site, "Audited", phases[1:])
    site.add("ProjectGroup", "Core", {"Description": "Audited projects"})
    add_tag_set(site, "Region", 0, "EU", "UK")
    add_built_in_feeds(site)
    _add_payment_credentials(site)
    add_target(site, "pay-01", (ROLES["web"],), listening(site, "pay01", "7"))
    add_library_set(site, "Shared", (secret("Smtp.Password", "payments smtp"),))
    add_script_module(site, "Helpers", "PowerShell", "function Get-Money() {}\r\n")
    for name in _PAYMENT_PROJECTS:
        _add_payment_project(site, name)
    add_channel(site, "Ledger", "Audited", LifecycleId=site.ref("Lifecycle", "Audited"))
    add_tenant(site, "Contoso", {"Cards": ("Test", "Production EU")}, "Region/UK")
    add_space_managers(site, "Payments")


def _add_payment_credentials(site: Site) -> None:
    nuget: Body = {
        "FeedUri": "https://payments.example.test/v3/index.json",
        "Username": "p",
        "Password": Slot("payments-nuget"),
        "EnhancedMode": True,
        "DownloadAttempts": 5,
        "DownloadRetryBackoffSeconds": 10,
    }
    aws: Body = {"AccessKey": "AKIDPAYMENTS", "SecretKey": Slot("payments aws secret")}
    add_feed(site, "nuget", "NuGet", nuget)
    add_account(site, "aws", "AmazonWebServicesAccount", aws)
    made = make_pkcs12("pay.example.test", 6, "pay")
    add_certificate(site, "Shop TLS", made, {"Password": Slot("pay")})


def _add_payment_project(site: Site, name: str) -> None:
    feed = site.ref("Feed", "nuget")
    check = Step(
        "Check", "Octopus.Script", on_server(inline_script(f"Test-{name.replace(' ', '')}"))
    )
    variables = (
        *plain_variables(site, count=9, secret_count=3),
        Variable("Aws", site.ref("Account", "aws"), "AmazonWebServicesAccount"),
        Variable("Tls", site.ref("Certificate", "Shop TLS"), "Certificate"),
    )
    is_tenanted = name == "Cards"
    project = Project(
        name,
        (package_step(site, "Deploy", f"Pay.{name}", feed), check),
        variables,
        (simple_runbook(),),
        group="Core",
        includes=tuple(site.refs("LibraryVariableSet", "Shared", "Helpers")),
        members={"TenantedDeploymentMode": "Tenanted" if is_tenanted else "Untenanted"},
        frozen_copies=2,
    )
    add_project(site, project)


def add_playground(site: Site) -> None:
    """Add Playground: little, and mostly empty."""
    add_space(site, "Playground", "")
    add_environments(site, "Sandbox")
    add_lifecycle(site, DEFAULT_LIFECYCLE, ())
    add_built_in_feeds(site)
    hello = Step("Hello", "Octopus.Script", on_server(inline_script("echo hello", "Bash")))
    for name in ("Toy One", "Toy Two", "Toy Three"):
        toys = (secret("Toy.Secret", f"{name} secret"),)
        add_project(site, Project(name, (hello,), toys, frozen_copies=1))
    add_space_managers(site, "Playground")
