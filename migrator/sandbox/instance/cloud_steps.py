"""The steps of the sample projects that deploy to clouds and clusters."""

from __future__ import annotations

from migrator.sandbox.instance.builder import Site
from migrator.sandbox.instance.documents import Body, secret_value
from migrator.sandbox.instance.infrastructure import ROLES
from migrator.sandbox.instance.step_catalogue import built_in
from migrator.sandbox.instance.steps import (
    Step,
    action_id,
    inline_script,
    mirrored,
    on_server,
    package,
)
from migrator.sandbox.instance.storing import render_json

_CLUSTER = (ROLES["k8s"],)


def azure_steps(site: Site) -> tuple[Step, ...]:
    """Give Azure steps: an account by id, by expression, by variable; Service Fabric."""
    principal = site.ref("Account", "azure principal")
    template = {
        "Octopus.Action.Azure.ResourceGroupName": "shop",
        "Octopus.Action.Azure.ResourceGroupDeploymentMode": "Incremental",
        "Octopus.Action.Azure.TemplateSource": "Inline",
        "Octopus.Action.Azure.ResourceGroupTemplate": '{"resources":[]}',
    }
    fabric = package(site, "", "Shop.Fabric", built_in(site))
    return (
        Step(
            "Azure script",
            "Octopus.AzurePowerShell",
            {
                **on_server(inline_script("Get-AzContext")),
                "Octopus.Action.Azure.AccountId": principal,
            },
        ),
        Step(
            "Azure resources",
            "Octopus.AzureResourceGroup",
            {**on_server(template), "Octopus.Action.Azure.AccountId": "#{Azure.Account}"},
        ),
        Step(
            "Azure web app",
            "Octopus.AzureAppService",
            {
                **mirrored("Shop.Web", built_in(site)),
                "Octopus.Action.Azure.DeploymentSlot": "staging",
            },
            ("azure-web",),
            {"Packages": [package(site, "", "Shop.Web", built_in(site))]},
        ),
        Step(
            "Service Fabric",
            "Octopus.AzureServiceFabricApp",
            {
                **mirrored("Shop.Fabric", built_in(site)),
                "Octopus.Action.ServiceFabric.ClientCertVariable": "Site.Certificate",
            },
            ("fabric",),
            {"Packages": [fabric]},
        ),
    )


def aws_steps(site: Site) -> tuple[Step, ...]:
    """Give AWS steps: script, CloudFormation, S3, a step package with Inputs."""
    account = {
        "Octopus.Action.AwsAccount.Variable": "Aws.Account",
        "Octopus.Action.Aws.Region": "eu-west-1",
        "Octopus.Action.Aws.AssumeRole": "False",
    }
    files = package(site, "", "Shop.Assets", site.ref("Feed", "bucket"))
    return (
        Step(
            "AWS script",
            "Octopus.AwsRunScript",
            {**on_server(inline_script("aws sts get-caller-identity", "Bash")), **account},
        ),
        Step(
            "Stack",
            "Octopus.AwsRunCloudFormation",
            {
                **on_server(account),
                "Octopus.Action.Aws.CloudFormationStackName": "shop",
                "Octopus.Action.Aws.TemplateSource": "Inline",
                "Octopus.Action.Aws.CloudFormationTemplate": '{"Resources":{}}',
            },
        ),
        Step(
            "Upload assets",
            "Octopus.AwsUploadS3",
            {
                **on_server(mirrored("Shop.Assets", site.ref("Feed", "bucket"))),
                **account,
                "Octopus.Action.Aws.S3.BucketName": "shop-assets",
            },
            action={"Packages": [files]},
        ),
        _ecs_step(site),
    )


def _ecs_step(site: Site) -> Step:
    container = {
        "containerName": "web",
        "feedId": site.ref("Feed", "ecr"),
        "environmentVariables": [{"key": "TOKEN", **secret_value("ecs token")}],
    }
    inputs = {
        "name": "shop",
        "containers": [container],
        "authentication": {"type": "key", "account": site.ref("Account", "aws")},
    }
    action = {"StepPackageVersion": "1.2.0", "Inputs": inputs}
    return Step("ECS service", "aws-ecs", on_server({}), ("ecs",), action)


def terraform_steps(site: Site) -> tuple[Step, ...]:
    """Give Terraform and Google Cloud steps, one with files from git."""
    apply: Body = {
        "Octopus.Action.Terraform.ManagedAccount": "AWS",
        "Octopus.Action.AwsAccount.Variable": "Aws.Account",
        "Octopus.Action.Terraform.AzureAccount": "True",
        "Octopus.Action.AzureAccount.Variable": "Azure.Account",
        "Octopus.Action.Terraform.GoogleCloudAccount": "False",
        "Octopus.Action.Terraform.Template": 'output "id" {}',
        "Octopus.Action.Terraform.TemplateParameters": "{}",
        "Octopus.Action.Script.ScriptSource": "Inline",
    }
    plan = Step("Terraform plan", "Octopus.TerraformPlan", on_server(apply))
    if site.builder.shape.has_git:
        plan = _plan_from_git(site, apply)
    google = {
        **on_server(inline_script("gcloud info", "Bash")),
        "Octopus.Action.GoogleCloudAccount.Variable": "Google.Account",
        "Octopus.Action.GoogleCloud.Project": "shop",
    }
    return (
        plan,
        Step("Terraform apply", "Octopus.TerraformApply", on_server(apply)),
        Step("Google script", "Octopus.GoogleCloudScripting", google),
    )


def _plan_from_git(site: Site, apply: Body) -> Step:
    git = {
        "Name": "",
        "RepositoryUri": "https://git.example.test/infrastructure.git",
        "DefaultBranch": "main",
        "GitCredentialType": "Library",
        "GitCredentialId": site.ref("GitCredential", "infrastructure"),
        "FilePathFilters": ["terraform/*"],
    }
    from_git = {
        **apply,
        "Octopus.Action.Script.ScriptSource": "GitRepository",
        "Octopus.Action.GitRepository.Source": "External",
    }
    return Step(
        "Terraform plan",
        "Octopus.TerraformPlan",
        on_server(from_git),
        action={"GitDependencies": [git]},
    )


def docker_steps(site: Site, owner: str) -> tuple[Step, ...]:
    """Give Docker run and stop; the stop names the run's action by id."""
    hub = site.ref("Feed", "docker hub")
    image = {"Packages": [package(site, "", "shop/cache", hub, AcquisitionLocation="NotAcquired")]}
    return (
        Step(
            "Run cache",
            "Octopus.DockerRun",
            {**mirrored("shop/cache", hub), "Octopus.Action.Docker.PortMapping": '{"80":"8080"}'},
            ("docker",),
            image,
        ),
        Step(
            "Stop cache",
            "Octopus.DockerStop",
            {"Octopus.Action.Docker.RemoveSteps": action_id(site, owner, "Run cache")},
            ("docker",),
        ),
    )


def kubernetes_steps(site: Site) -> tuple[Step, ...]:
    """Give Kubernetes, Helm and Argo CD steps with ids inside JSON text and comma lists."""
    yaml = {
        "Octopus.Action.KubernetesContainers.CustomResourceYaml": "kind: ConfigMap",
        "Octopus.Action.Script.ScriptSource": "Inline",
    }
    container = {"Image": "#{Tools.Image}", "FeedId": site.ref("Feed", "docker hub")}
    raw = Step(
        "Raw YAML", "Octopus.KubernetesDeployRawYaml", yaml, _CLUSTER, {"Container": container}
    )
    environments = ",".join(site.refs("DeploymentEnvironment", "Test", "Production"))
    argo = {
        "Octopus.Action.ArgoCD.Sync.Environments": environments,
        "Octopus.Action.ArgoCD.PullRequest.Environments": environments,
    }
    sync = Step("Sync applications", "Octopus.ArgoCDUpdateImageTags", on_server(argo))
    return (_containers_step(site), _helm_step(site), raw, sync)


def _containers_step(site: Site) -> Step:
    prefix = "Octopus.Action.KubernetesContainers"
    hub, azure = site.refs("Feed", "docker hub", "azure registry")
    containers = [
        {"Name": "web", "FeedId": hub, "PackageId": "shop/web", "Ports": [{"key": "http"}]},
        {"Name": "sidecar", "FeedId": azure, "PackageId": "proxy"},
    ]
    images = [
        package(site, "web", "shop/web", hub, AcquisitionLocation="NotAcquired"),
        package(site, "sidecar", "proxy", azure, AcquisitionLocation="NotAcquired"),
    ]
    properties = {
        f"{prefix}.Containers": render_json(containers),
        f"{prefix}.DeploymentName": "shop",
        f"{prefix}.Replicas": "2",
        f"{prefix}.CombinedVolumes": "[]",
        f"{prefix}.IngressTlsCertificates": render_json([{"Variable": "Site.Certificate"}]),
        f"{prefix}.SecretValues": secret_value('{"k":"v|w"}'),
    }
    kind = "Octopus.KubernetesDeployContainers"
    return Step("Deploy containers", kind, properties, _CLUSTER, {"Packages": images})


def _helm_step(site: Site) -> Step:
    charts = site.ref("Feed", "helm charts")
    sources = [
        {
            "Type": "Package",
            "PackageId": "shop/values",
            "PackageName": "values",
            "ValuesFilePaths": "values.#{Octopus.Environment.Name}.yaml",
        },
        {"Type": "InlineYaml", "Value": "replicas: 2"},
    ]
    properties = {
        **on_server(mirrored("shop-chart", charts)),
        "Octopus.Action.Helm.ReleaseName": "shop",
        "Octopus.Action.Helm.TemplateValuesSources": render_json(sources),
    }
    packages = [
        package(site, "", "shop-chart", charts),
        package(site, "values", "shop/values", built_in(site)),
    ]
    kind = "Octopus.HelmChartUpgrade"
    return Step("Helm upgrade", kind, properties, _CLUSTER, {"Packages": packages})
