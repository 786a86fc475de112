"""What is particular about environments, feeds, accounts, pools, policies and machines."""

import re
from collections.abc import Mapping

from migrator.sandbox.cloud.crud import refuse_in_use
from migrator.sandbox.cloud.documents import (
    Document,
    Kept,
    flag,
    items,
    mapping,
    number,
    same_name,
    text,
    texts,
)
from migrator.sandbox.cloud.exchange import Answer, invalid
from migrator.sandbox.cloud.instance import Behaviour, Call, Instance, Saving
from migrator.sandbox.cloud.kind import Where
from migrator.sandbox.cloud.kinds import KINDS
from migrator.sandbox.cloud.routing import Route
from migrator.sandbox.cloud.subtypes import ACCOUNT_TYPES_OF_ENDPOINT, WORKER_STYLES
from migrator.sandbox.cloud.templates import settle_ids
from migrator.sandbox.cloud.validation import check_id

_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BUILT_IN_FEEDS = ("BuiltIn", "OctopusProject")
DYNAMIC_WORKER_TYPES = ("WindowsDefault", "UbuntuDefault", "Windows2022", "Ubuntu2204")
_HIGHEST_PORT = 65535
# What an account must have. Source: OctopusDeploy/OctopusClients, Model/Accounts;
# OctopusDeploy/Sashimi, the account validators.
_NEEDED: dict[str, tuple[tuple[str, str], ...]] = {
    "UsernamePassword": (("Username", "Please provide a username."),),
    "SshKeyPair": (
        ("Username", "Please provide a username."),
        ("PrivateKeyFile", "Please provide a private key file."),
    ),
    "AzureServicePrincipal": (
        ("SubscriptionNumber", "Please provide an Azure subscription ID."),
        ("Password", "Must provide a Azure Service Principal key/password."),
    ),
    "AzureOidc": (("SubscriptionNumber", "Please provide an Azure subscription ID."),),
    "AzureSubscription": (("SubscriptionNumber", "Please provide an Azure subscription ID."),),
    "AmazonWebServicesAccount": (
        ("AccessKey", "Access Key is required."),
        ("SecretKey", "Secret Key is required."),
    ),
    "AmazonWebServicesOidcAccount": (("RoleArn", "Role ARN is required."),),
    "GoogleCloudAccount": (("JsonKey", "JSON Key is required."),),
    "GoogleCloudOidcAccount": (("Audience", "Audience is required."),),
    "GenericOidcAccount": (),
    "Token": (("Token", "Please provide a token."),),
}
POLICY_PARTS: Document = {
    "MachineHealthCheckPolicy": {
        "HealthCheckInterval": "1.00:00:00",
        "HealthCheckCron": None,
        "HealthCheckCronTimezone": "UTC",
        "HealthCheckType": "RunScript",
        "PowerShellHealthCheckPolicy": {"RunType": "InheritFromDefault", "ScriptBody": None},
        "BashHealthCheckPolicy": {"RunType": "InheritFromDefault", "ScriptBody": None},
    },
    "MachineConnectivityPolicy": {"MachineConnectivityBehavior": "ExpectedToBeOnline"},
    "MachineCleanupPolicy": {
        "DeleteMachinesBehavior": "DoNotDelete",
        "DeleteMachinesElapsedTimeSpan": "00:00:00",
    },
    "MachineUpdatePolicy": {
        "CalamariUpdateBehavior": "UpdateOnDeployment",
        "TentacleUpdateBehavior": "NeverUpdate",
        "KubernetesAgentUpdateBehavior": "Update",
        "TentacleUpdateAccountId": None,
    },
    "MachineRpcCallRetryPolicy": {"Enabled": True, "RetryDuration": "00:02:30"},
    "MachinePackageCacheRetentionPolicy": {"Strategy": "Default"},
}


def in_use_by(*users: str) -> Behaviour:
    """The behaviour of a kind that cannot go while documents of others refer to it."""
    return Behaviour(delete=lambda instance, document: _refuse(instance, document, users))


def _refuse(instance: Instance, document: Document, users: tuple[str, ...]) -> None:
    kind = next(k for k in KINDS.values() if instance.store.find(k.name, text(document, "Id")))
    refuse_in_use(instance, kind, document, list(users))


def check_participation(saving: Saving) -> None:
    """Refuse tenants that do not go with the way in which the document takes part.

    Source: OctopusDeployLabs/terraform-provider-octopusdeploy #162.
    """
    mode = text(saving.document, "TenantedDeploymentParticipation")
    has_any = bool(texts(saving.document, "TenantIds") or texts(saving.document, "TenantTags"))
    if mode == "Tenanted" and not has_any:
        raise invalid(
            f"This {saving.kind.word} is for tenants only: add at least one tenant or tenant tag."
        )
    if mode == "Untenanted" and has_any:
        raise invalid(f"This {saving.kind.word} is not for tenants and cannot have any.")


def _check_lifecycle(saving: Saving) -> None:
    phases = items(saving.document, "Phases")
    settle_ids(phases, items(saving.stored or {}, "Phases"))
    names: list[str] = []
    for phase in phases:
        name = text(phase, "Name")
        if any(same_name(name, other) for other in names):
            raise invalid(f"The phase name '{name}' is used more than once.")
        names.append(name)
        for key in ("AutomaticDeploymentTargets", "OptionalDeploymentTargets"):
            phase.setdefault(key, [])
        for key in ("ReleaseRetentionPolicy", "TentacleRetentionPolicy"):
            phase[key] = settled_retention(saving.instance, phase.get(key))
    for key in ("ReleaseRetentionPolicy", "TentacleRetentionPolicy"):
        kept = settled_retention(saving.instance, saving.document.get(key))
        usual = settled_retention(saving.instance, {"Strategy": "Default"})
        saving.document[key] = kept or usual


def settled_retention(instance: Instance, value: object) -> object:
    """Complete a retention period: an older client says "forever" instead of a strategy.

    Source: OctopusDeploy/go-octopusdeploy, pkg/core/retention_period.go.
    """
    if not isinstance(value, dict):
        return None
    if not instance.has_retention_strategy:
        count = 0 if flag(value, "ShouldKeepForever") else number(value, "QuantityToKeep")
        return {
            "QuantityToKeep": count,
            "Unit": text(value, "Unit") or "Items",
            "ShouldKeepForever": count == 0,
        }
    quantity = number(value, "QuantityToKeep")
    is_forever = flag(value, "ShouldKeepForever") or not quantity
    strategy = text(value, "Strategy") or ("Forever" if is_forever else "Count")
    return {
        "Strategy": strategy,
        "QuantityToKeep": quantity if strategy == "Count" else 0,
        "Unit": text(value, "Unit") or "Items",
        "ShouldKeepForever": strategy == "Forever",
    }


def _check_tag_set(saving: Saving) -> None:
    name = text(saving.document, "Name")
    if set(name) & set('/\\?"'):
        raise invalid('A tag set name cannot contain any of the characters / \\ ? "')
    tags = items(saving.document, "Tags")
    ids = [text(tag, "Id") for tag in tags if tag.get("Id")]
    if len(set(ids)) < len(ids):
        raise invalid("Duplicate Tag Ids found")
    names = [text(tag, "Name").strip().casefold() for tag in tags]
    if len(set(names)) < len(names):
        raise invalid("Tag names must be unique within a tag set.")
    if text(saving.document, "Type") == "FreeText" and tags:
        raise invalid("A free text tag set cannot have predefined tags.")


def _number_tags(saving: Saving) -> None:
    set_id, name = text(saving.document, "Id"), text(saving.document, "Name")
    known = {text(tag, "Id") for tag in items(saving.stored or {}, "Tags")}
    for at, tag in enumerate(items(saving.document, "Tags")):
        if text(tag, "Id") not in known:
            tag["Id"] = f"{set_id}/{saving.instance.store.next_id('Tags')}"
        tag["CanonicalTagName"] = f"{name}/{text(tag, 'Name')}"
        tag.setdefault("SortOrder", at)


def _show_tag_set(instance: Instance, document: Document) -> Document:
    if not instance.is_recent:
        return {key: value for key, value in document.items() if key not in ("Type", "Scopes")}
    return document


def _check_feed(saving: Saving) -> None:
    feed_type = text(saving.document, "FeedType")
    if saving.stored is None and feed_type in _BUILT_IN_FEEDS and not saving.body.get("IsSeed"):
        raise invalid(f"A feed of type {feed_type} cannot be created.")
    if feed_type in {"PyPi", "GcsStorage"} and not saving.instance.has_newer_feeds:
        raise invalid(f"The feed type {feed_type} is not known.")
    if saving.stored is not None:
        if text(saving.stored, "FeedType") != feed_type:
            raise invalid("The type of a feed cannot be changed.")
        if feed_type == "OctopusProject":
            raise invalid("This resource is read-only and cannot be modified.")
    if saving.body.get("IsSeed"):
        saving.document["IsBuiltIn"] = True


def _flatten_account(body: Document) -> Document:
    """Take the subtype's members out of `Details`, where the swagger has them."""
    details = mapping(body, "Details")
    return {**details, **{k: v for k, v in body.items() if k != "Details"}}


def _check_account(saving: Saving) -> None:
    document = saving.document
    stored = saving.stored
    if stored is not None and text(stored, "AccountType") != text(document, "AccountType"):
        raise invalid("The type of an account cannot be changed.")
    check_participation(saving)
    account_type = text(document, "AccountType")
    for key, words in _NEEDED[account_type]:
        if not (_is_set(document, key) or text(document, key)):
            raise invalid(words)
    if account_type in ("AzureServicePrincipal", "AzureOidc"):
        _check_azure(document)


def _check_azure(document: Document) -> None:
    """Refuse what is no GUID. Source: OctopusDeploy/Sashimi, the Azure account validators."""
    form = "should be a GUID in the format 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'."
    for key, words in (
        ("SubscriptionNumber", "Subscription ID"),
        ("ClientId", "Application ID"),
        ("TenantId", "Tenant ID"),
    ):
        if not _GUID.fullmatch(text(document, key)):
            raise invalid(f"{words} {form}")


def _is_set(document: Mapping[str, object], key: str) -> bool:
    value = document.get(key)
    return isinstance(value, Kept) and bool(value.plain)


def _check_proxy(saving: Saving) -> None:
    if not 0 <= number(saving.document, "Port") <= _HIGHEST_PORT:
        raise invalid("The port must be between 0 and 65535.")


def _check_policy(saving: Saving) -> None:
    stored = saving.stored or {}
    for key, part in POLICY_PARTS.items():
        if saving.document.get(key) is None:
            saving.document[key] = stored.get(key) or part
    # Which policy is the default is the server's to say.
    saving.document["IsDefault"] = flag(stored, "IsDefault") or bool(saving.body.get("IsSeed"))


def _delete_policy(instance: Instance, document: Document) -> None:
    if flag(document, "IsDefault"):
        raise invalid("You cannot delete your default machine policy.")
    refuse_in_use(instance, KINDS["MachinePolicy"], document, ["DeploymentTarget", "Worker"])


def _check_pool(saving: Saving) -> None:
    document = saving.document
    is_dynamic = text(document, "WorkerPoolType") == "DynamicWorkerPool"
    if is_dynamic and text(document, "WorkerType") not in DYNAMIC_WORKER_TYPES:
        raise invalid(f"The worker type '{text(document, 'WorkerType')}' is not available.")
    if saving.stored and saving.stored["WorkerPoolType"] != document["WorkerPoolType"]:
        raise invalid("The type of a worker pool cannot be changed.")
    document["CanAddWorkers"] = not is_dynamic


def _one_default_pool(saving: Saving) -> None:
    if flag(saving.document, "IsDefault"):
        for other in saving.instance.store.all_of("WorkerPool", saving.space_id):
            other["IsDefault"] = other is saving.document


def _check_worker(saving: Saving) -> None:
    pools = texts(saving.document, "WorkerPoolIds")
    if not pools:
        raise invalid("A worker must be in at least one worker pool.")
    for pool_id in pools:
        pool = check_id(saving.instance, saving.space_id, "WorkerPool", pool_id, "WorkerPoolIds")
        if text(pool, "WorkerPoolType") == "DynamicWorkerPool":
            raise invalid(
                f"Worker Pools '{text(pool, 'Name')}' do not support adding workers directly"
            )
    style = text(mapping(saving.document, "Endpoint"), "CommunicationStyle")
    if style not in WORKER_STYLES:
        raise invalid(f"A worker cannot have the communication style {style}.")
    _check_endpoint(saving)


def _check_target(saving: Saving) -> None:
    for key in ("EnvironmentIds", "Roles"):
        if not texts(saving.document, key):
            raise invalid(f"Please select at least one of {key} for this machine.")
    check_participation(saving)
    _check_endpoint(saving)


def _check_endpoint(saving: Saving) -> None:
    endpoint = mapping(saving.document, "Endpoint")
    style = text(endpoint, "CommunicationStyle")
    tentacle = endpoint
    if style == "KubernetesTentacle":
        tentacle = mapping(endpoint, "TentacleEndpointConfiguration")
    if style in ("TentaclePassive", "TentacleActive", "KubernetesTentacle") and not text(
        tentacle, "Thumbprint"
    ):
        raise invalid("Please provide a thumbprint for this machine.")
    types = ACCOUNT_TYPES_OF_ENDPOINT.get(style)
    account = saving.instance.store.find("Account", text(endpoint, "AccountId"))
    if types and account and text(account, "AccountType") not in types:
        raise invalid(f"The account '{text(account, 'Name')}' cannot be used for {style}.")
    for key in ("Thumbprint", "Uri"):
        if text(endpoint, key):
            saving.document[key] = text(endpoint, key)
    if not text(saving.document, "MachinePolicyId"):
        policies = saving.instance.store.all_of("MachinePolicy", saving.space_id)
        saving.document["MachinePolicyId"] = next(
            (policy["Id"] for policy in policies if flag(policy, "IsDefault")), None
        )
    saving.document.setdefault("HealthStatus", "Unknown")
    saving.document.setdefault("StatusSummary", "This machine was recently added.")


def _policy_template(_call: Call) -> Answer:
    fields = KINDS["MachinePolicy"].fields
    defaults = {field.path: field.default for field in fields if field.is_top}
    return Answer(200, defaults | POLICY_PARTS | {"Name": None, "Id": None, "Links": {}})


def _worker_types(_call: Call) -> Answer:
    types = [{"Id": name, "Type": name, "Description": name} for name in DYNAMIC_WORKER_TYPES]
    return Answer(200, {"Id": "DynamicWorkerTypes", "WorkerTypes": types, "Links": {}})


def _supported_types(_call: Call) -> Answer:
    types = ["StaticWorkerPool", "DynamicWorkerPool"]
    return Answer(200, {"Id": "SupportedTypes", "SupportedPoolTypes": types, "Links": {}})


def routes() -> list[Route]:
    """The routes beside the common ones."""
    return [
        Route("GET", "machinepolicies/template", Where.SPACE, "", _policy_template),
        Route("GET", "workerpools/dynamicworkertypes", Where.SPACE, "WorkerView", _worker_types),
        Route("GET", "workerpools/supportedtypes", Where.SPACE, "WorkerView", _supported_types),
    ]


BEHAVIOURS: dict[str, Behaviour] = {
    "Environment": in_use_by("Lifecycle", "Account", "Certificate", "DeploymentTarget", "Tenant"),
    "ProjectGroup": in_use_by("Project"),
    "Lifecycle": Behaviour(
        check=_check_lifecycle,
        delete=in_use_by("Project", "Channel").delete,
    ),
    "TagSet": Behaviour(check=_check_tag_set, saved=_number_tags, show=_show_tag_set),
    "Feed": Behaviour(check=_check_feed),
    "Account": Behaviour(
        read=_flatten_account,
        check=_check_account,
        delete=in_use_by("DeploymentTarget", "Worker").delete,
    ),
    "Proxy": Behaviour(check=_check_proxy, delete=in_use_by("DeploymentTarget", "Worker").delete),
    "MachinePolicy": Behaviour(check=_check_policy, delete=_delete_policy),
    "WorkerPool": Behaviour(
        check=_check_pool,
        saved=_one_default_pool,
        delete=in_use_by("Worker", "DeploymentTarget").delete,
    ),
    "Worker": Behaviour(check=_check_worker),
    "DeploymentTarget": Behaviour(check=_check_target),
}
