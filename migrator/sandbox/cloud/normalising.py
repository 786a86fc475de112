"""What the server makes of a process when it saves it.

Source: OctopusSolutionsEngineering/OctopusTerraformExport, octopus_action_processor.go;
OctopusDeploy/terraform-provider-octopusdeploy, resource_process_step.go.
"""

from migrator.sandbox.cloud.documents import Document, items, mapping, text

SERVER_ONLY = frozenset(
    {
        "Octopus.Manual",
        "Octopus.Email",
        "Octopus.DeployRelease",
        "Octopus.HealthCheck",
        "Octopus.JiraIntegration.ServiceDeskAction",
        "Octopus.AzureResourceGroup",
        "Octopus.AwsRunCloudFormation",
        "Octopus.AwsApplyCloudFormationChangeSet",
        "Octopus.AwsDeleteCloudFormation",
        "Octopus.Kubernetes.Kustomize",
        "Octopus.HelmChartUpgrade",
    }
)
_WITH_TOOLING = frozenset(
    {
        "Octopus.AzurePowerShell",
        "Octopus.AzureResourceGroup",
        "Octopus.AwsRunScript",
        "Octopus.AwsRunCloudFormation",
        "Octopus.KubernetesRunScript",
        "Octopus.KubernetesDeployRawYaml",
        "Octopus.HelmChartUpgrade",
        "Octopus.TerraformApply",
    }
)
_CONTAINER = ("FeedId", "Image", "GitUrl", "Dockerfile")
RUN_ON_SERVER = "Octopus.Action.RunOnServer"


def normalise(steps: list[Document]) -> None:
    """Change checked steps into the form in which they are stored."""
    for at, step in enumerate(steps):
        if at == 0:
            # There is nothing that the first step could start with.
            step["StartTrigger"] = "StartAfterPrevious"
        actions = items(step, "Actions")
        for action in actions:
            _normalise_action(action)
        if len(actions) == 1:
            step["Name"] = actions[0]["Name"]
            step["Slug"] = text(actions[0], "Slug") or text(step, "Slug")
        step["Properties"] = _without_empty(mapping(step, "Properties"))


def _normalise_action(action: Document) -> None:
    properties = mapping(action, "Properties")
    kind = text(action, "ActionType")
    if kind in SERVER_ONLY:
        properties[RUN_ON_SERVER] = "true"
    if kind in _WITH_TOOLING:
        properties.setdefault("OctopusUseBundledTooling", "False")
    container = mapping(action, "Container")
    action["Container"] = {key: text(container, key) for key in _CONTAINER}
    for package in items(action, "Packages"):
        package["Name"] = text(package, "Name")
        package["AcquisitionLocation"] = text(package, "AcquisitionLocation") or "Server"
        package["Properties"] = mapping(package, "Properties")
        if not package["Name"]:
            properties["Octopus.Action.Package.PackageId"] = text(package, "PackageId")
            properties["Octopus.Action.Package.FeedId"] = text(package, "FeedId")
    action["Properties"] = _without_empty(properties)


def _without_empty(properties: Document) -> Document:
    return {key: value for key, value in properties.items() if value not in ("", None)}
