"""Projects that keep their process in a repository: they are connected to it."""

from migrator.sandbox.instance.shapes import Shape
from tests.instances.foundation import Space
from tests.instances.processes import add_variables
from tests.instances.symbols import ABSENT, ANY, Differs, To


def add_git_project(space: Space) -> None:
    """Add one with a channel and variables; its process and settings lie in the repository."""
    author, draw = space.author, space.draw
    name = space.words.name("Project", without="/")
    project = To("Project", name)
    identifier = author.id_of(project)
    credentials = draw.choice(
        (
            {"Type": "Anonymous"},
            {"Type": "Reference", "Id": space.to("GitCredential", space.git_credentials[0])},
        )
    )
    link = {
        "Type": "VersionControlled",
        "Url": "https://git.example.test/projects.git",
        "BasePath": f".octopus/{draw.getrandbits(40):x}",
        "DefaultBranch": "main",
        "ProtectedDefaultBranch": draw.random() < 0.5,
        "ProtectedBranchNamePatterns": [],
        "Credentials": credentials,
        "ConversionState": Differs(
            {"VariablesAreInGit": False, "RunbooksAreInGit": False}, ANY, "what else lies there"
        ),
    }
    body = {
        "Slug": author.slug(name),
        "IsDisabled": False,
        "VariableSetId": Differs(f"variableset-{identifier}", None, "made with it"),
        "DeploymentProcessId": Differs(None, None, "it lies in the repository"),
        "ProjectGroupId": space.to("ProjectGroup", draw.choice(space.groups)),
        "LifecycleId": space.to("Lifecycle", draw.choice(space.lifecycles)),
        "AutoCreateRelease": False,
        "DiscreteChannelRelease": draw.random() < 0.5,
        "IncludedLibraryVariableSetIds": [],
        "ClonedFromProjectId": None,
        "Description": space.words.text(),
        "TenantedDeploymentMode": "Untenanted",
        "Templates": [],
        "PersistenceSettings": link,
        "IsVersionControlled": Differs(ABSENT, True, "told there"),
    }
    if author.shape.is_from(Shape.V2026_1):
        body["IncludedLibraryVariableSetIds"] = Differs(None, [], "stands in a table apart")
    author.add("Project", name, body)
    channel = {
        **space.slugged("Default"),
        "ProjectId": project,
        "LifecycleId": None,
        "TenantTags": [],
        "Description": "",
        "IsDefault": True,
        "Rules": [],
    }
    author.add("Channel", "Default", channel, owner=name)
    add_variables(space, project, {}, 3)
    author.expect(To("DeploymentProcess", name), {"ProjectId": project})
    in_repository = ("ConnectivityPolicy", "DefaultGuidedFailureMode", "VersioningStrategy")
    author.expect(
        To("DeploymentSettings", name), {"ProjectId": project, **dict.fromkeys(in_repository, ANY)}
    )
