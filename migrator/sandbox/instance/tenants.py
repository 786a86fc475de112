"""Tenants with their links to projects, and tenant variables."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body, secret_value


def add_tenant(site: Site, name: str, links: Mapping[str, tuple[str, ...]], *tags: str) -> str:
    """Add a tenant with links (environments by project, all by name) and canonical tags."""
    environments = {
        site.ref("Project", project): site.refs("DeploymentEnvironment", *names)
        for project, names in links.items()
    }
    body: Body = {
        "ProjectIds": list(environments),
        "TenantTags": site.tags(*tags),
        "ClonedFromTenantId": None,
        "Description": "",
        "ProjectEnvironments": environments,
        "LogoAttachmentKey": None,
        "LogoAttachmentMimeType": None,
    }
    return site.add("Tenant", name, body)


def add_tenants(site: Site) -> None:
    """Add the Default space's tenants and the values that they give to templates."""
    both = ("Test", "Production")
    add_tenant(
        site, "Contoso", {"Web Shop": both, "Order Service": ("Test",)}, "Region/EU", "Ring/Early"
    )
    add_tenant(site, "Fabrikam", {"Web Shop": ("Test",)}, "Region/US")
    add_tenant(site, "Tailspin", {}, "Region/EU", "Region/US")
    shop = site.ref("Project", "Web Shop")
    shared = site.ref("LibraryVariableSet", "Shared")
    for tenant in ("Contoso", "Fabrikam"):
        for environment in both if tenant == "Contoso" else ("Test",):
            add_value(
                site, (tenant, environment), (shop, "Tenant.Alias"), f"{tenant}-{environment}"
            )
            password = secret_value(f"{tenant}|{environment} database password")
            add_value(site, (tenant, environment), (shop, "Tenant.DbPassword"), password)
    login = site.ref("Account", "tenant login")
    add_value(site, ("Contoso", "Test"), (shop, "Tenant.Account"), login)
    add_value(site, ("Contoso", ""), (shared, "Common.ApiKey"), secret_value("contoso api key"))
    add_value(site, ("Contoso", ""), (shared, "Common.Region"), "us")
    add_value(site, ("Contoso", ""), (shared, "Common.Account"), site.ref("Account", "aws"))
    tls = site.ref("Certificate", "Contoso TLS")
    add_value(site, ("Contoso", ""), (shared, "Common.Certificate"), tls)
    add_value(site, ("Fabrikam", ""), (shared, "Common.Secret"), secret_value("fabrikam secret "))


def add_value(
    site: Site, place: tuple[str, str], slot: tuple[str, str], value: object, tenant_id: str = ""
) -> str:
    """Add a tenant variable: plain text, an id, or an object with a secret.

    `place` is tenant and environment by name, without environment for common variables; `slot`
    is the id of the project or library set and the template's name; `tenant_id` is that of a
    tenant that is gone, instead of a name.
    """
    tenant, environment = place
    owner, template_name = slot
    is_project = owner.startswith("Projects-")
    is_id = isinstance(value, str) and value.rpartition("-")[2].isdigit()
    body: Body = {
        "Id": site.builder.next_id("TenantVariable"),
        "TenantId": tenant_id or site.ref("Tenant", tenant),
        "EnvironmentId": site.ref("DeploymentEnvironment", environment) if environment else None,
        "OwnerId": owner,
        "OwnerType": "Project" if is_project else "LibraryVariableSet",
        "VariableTemplateId": site.builder.guid("template", owner, template_name),
        "RelatedDocumentId": value if is_id else None,
        "SpaceId": site.id,
        "Value": value,
    }
    return site.builder.add("TenantVariable", body, is_live=not tenant_id)
