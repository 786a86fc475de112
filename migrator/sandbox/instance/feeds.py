"""Feeds: the two that every space has, and one of each type that can be made."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.credentials import service_account
from migrator.sandbox.instance.documents import Body, Slot

BUILT_IN_FEED = "Octopus Server (built-in)"
RELEASES_FEED = "Octopus Server Releases (built-in)"
LONGEST_NAME = "a feed whose name has exactly 44 characters."
_DOWNLOADS: Body = {"DownloadAttempts": 5, "DownloadRetryBackoffSeconds": 10}


def add_built_in_feeds(site: Site, *, built_in_id: str = "", releases_id: str = "") -> None:
    """Add the two feeds that every space has; the Default space's have legacy ids.

    Source: OctopusDeploy/Issues #1761, OctopusDeployLabs/SpaceCloner.
    """
    site.ref("Feed", BUILT_IN_FEED, built_in_id)
    site.ref("Feed", RELEASES_FEED, releases_id)
    built_in: Body = {"DeleteUnreleasedPackagesAfterDays": None, "IsBuiltInRepoSyncEnabled": False}
    site.add("Feed", BUILT_IN_FEED, {"FeedType": "BuiltIn", **built_in})
    site.add("Feed", RELEASES_FEED, {"FeedType": "OctopusProject"})
    for identifier in (built_in_id, releases_id):
        if identifier:
            site.trap("legacy id", "Feed", identifier)


def add_feed(site: Site, name: str, feed_type: str, members: Body) -> None:
    """Add a feed of any type."""
    site.add("Feed", name, {"FeedType": feed_type, **members})


def _login(uri: str, password: str, username: str = "reader") -> Body:
    return {"FeedUri": uri, "Username": username, "Password": Slot(password)}


def _registry(uri: str, password: str, path: str | None, username: str = "reader") -> Body:
    login = _login(uri, password, username)
    return {**login, "ApiVersion": "v2", "RegistryPath": path, **_DOWNLOADS}


def _amazon(secret_key: str) -> Body:
    return {
        "AccessKey": "AKIDEXAMPLE",
        "SecretKey": Slot(secret_key),
        "Region": "eu-west-1",
        "UseMachineCredentials": False,
    }


def add_every_feed(site: Site) -> None:
    """Add a feed of each type that can be created."""
    for name, feed_type, members in (*_package_feeds(), *_container_feeds(), *_bucket_feeds()):
        add_feed(site, name, feed_type, members)


def _package_feeds() -> tuple[tuple[str, str, Body], ...]:
    nuget = _login("https://nuget.example.test/v3/index.json", "nuget-pässwörd")
    longest = _login("https://nuget2.example.test/v3/index.json", "")
    maven = _login("https://repo.example.test/maven2", "maven-password")
    npm = _login("https://registry.example.test/npm", "npm_token")
    pypi = _login("https://pypi.example.test/simple", "pypi-token")
    artifactory: Body = {
        **_login("https://artifactory.example.test", "artifactory-key"),
        "Repository": "generic-local",
        "LayoutRegex": "(?<orgPath>.+?)/(?<module>[^/]+)",
    }
    anonymous: Body = {"FeedUri": "https://api.github.com", "Username": None, "Password": None}
    return (
        ("nuget", "NuGet", {**nuget, "EnhancedMode": False, **_DOWNLOADS}),
        # The column takes 200 characters, the target 44.
        (LONGEST_NAME, "NuGet", {**longest, "EnhancedMode": True, **_DOWNLOADS}),
        ("github", "GitHub", {**anonymous, **_DOWNLOADS}),
        ("maven", "Maven", {**maven, **_DOWNLOADS}),
        ("npm", "Npm", {**npm, **_DOWNLOADS}),
        ("pypi", "PyPi", {**pypi, **_DOWNLOADS}),
        ("artifactory", "ArtifactoryGeneric", artifactory),
    )


def _container_feeds() -> tuple[tuple[str, str, Body], ...]:
    google = _registry("https://gcr.io", service_account("gcr"), "shop", "_json_key")
    azure = _registry("https://shop.azurecr.io", "acr-token", "shop")
    return (
        ("docker hub", "Docker", _registry("https://index.docker.io", "docker-token", None)),
        ("azure registry", "AzureContainerRegistry", azure),
        ("google registry", "GoogleContainerRegistry", google),
        ("ecr", "AwsElasticContainerRegistry", _amazon("ecr/secret+key==")),
        ("helm charts", "Helm", _login("https://charts.example.test", "helm-password")),
        ("oci", "OciRegistry", _login("oci://registry.example.test", "oci-password")),
    )


def _bucket_feeds() -> tuple[tuple[str, str, Body], ...]:
    google: Body = {
        "UseServiceAccountKey": True,
        "Project": "shop-project",
        "ServiceAccountJsonKey": Slot(service_account("gcs")),
        **_DOWNLOADS,
    }
    return (("bucket", "S3", _amazon("s3-secret")), ("gcs", "GcsStorage", google))
