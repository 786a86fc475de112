"""A small installation of ids, and bodies of one item, for the tests of the rules."""

from migrator.model.documents import Kind, LogicalDocument, Ref
from migrator.rules.naming import Directory, TemplateFacts

SPACE = "Default"


def ref(kind, *path):
    return Ref(kind, (SPACE, *path))


PROJECT = ref(Kind.PROJECT, "Web Shop")
PROCESS = ref(Kind.DEPLOYMENT_PROCESS, "Web Shop")
VARIABLES = ref(Kind.PROJECT_VARIABLES, "Web Shop")
ACTION = ref(Kind.ACTION, "Web Shop", "Deploy")
TAG = ref(Kind.TAG, "Ring", "Canary")
POOL = ref(Kind.WORKER_POOL, "Linux")
TEMPLATE = ref(Kind.STEP_TEMPLATE, "Notify")

IDS = {
    "Spaces-1": Ref(Kind.SPACE, (SPACE,)),
    "Environments-1": ref(Kind.ENVIRONMENT, "Production"),
    "Environments-10": ref(Kind.ENVIRONMENT, "Test"),
    "ProjectGroups-1": ref(Kind.PROJECT_GROUP, "Shops"),
    "Proxies-1": ref(Kind.PROXY, "Squid"),
    "GitCredentials-1": ref(Kind.GIT_CREDENTIAL, "GitHub"),
    "Feeds-1": ref(Kind.FEED, "Docker Hub"),
    "feeds-builtin": ref(Kind.FEED, "Octopus Server (built-in)"),
    "WorkerPools-1": POOL,
    "Lifecycles-1": ref(Kind.LIFECYCLE, "Standard"),
    "Teams-1": ref(Kind.TEAM, "Ops"),
    "Users-1": Ref(Kind.USER, ("", "ada@example.test")),
    "UserRoles-1": Ref(Kind.USER_ROLE, ("", "Watcher")),
    "teams-everyone": Ref(Kind.TEAM, ("", "Everyone")),
    "Tenants-1": ref(Kind.TENANT, "Acme"),
    "Accounts-1": ref(Kind.ACCOUNT, "AWS"),
    "Certificates-1": ref(Kind.CERTIFICATE, "Site", "ABCDEF0123456789"),
    "MachinePolicies-1": ref(Kind.MACHINE_POLICY, "Gentle"),
    "ActionTemplates-1": TEMPLATE,
    "LibraryVariableSets-1": ref(Kind.LIBRARY_VARIABLE_SET, "Shared"),
    "LibraryVariableSets-2": ref(Kind.SCRIPT_MODULE, "Tools"),
    "Machines-1": ref(Kind.DEPLOYMENT_TARGET, "web01"),
    "Projects-1": PROJECT,
    "Projects-10": ref(Kind.PROJECT, "Ledger"),
    "Channels-1": ref(Kind.CHANNEL, "Web Shop", "Beta"),
    "Runbooks-1": ref(Kind.RUNBOOK, "Web Shop", "Restart"),
    "0d5f7a52-0000-4000-8000-000000000001": ACTION,
    "Ring/Canary": TAG,
    "Projects-1/Templates-1": ref(Kind.VARIABLE_TEMPLATE, "project", "Web Shop", "Region"),
}
ACTION_ID = "0d5f7a52-0000-4000-8000-000000000001"


def directory(ids=None):
    made = Directory()
    for text, found in (IDS if ids is None else ids).items():
        made.add(found.space if found.kind is not Kind.SPACE else "", text, found)
    made.add(SPACE, "TagSets-1/Tags-3", TAG)
    made.add(SPACE, "Docker Hub", ref(Kind.FEED, "Docker Hub"))
    made.add_template(
        TEMPLATE, TemplateFacts(4, {"Account": "AmazonWebServicesAccount", "Image": "Package"})
    )
    return made


def variables(**variable):
    return {"Variables": [{"Name": "X", "Type": "String", "Value": None, "Scope": {}} | variable]}


def scoped(**scope):
    return variables(Scope=scope)


def process(properties=None, **action):
    whole = {"Name": "Deploy", "ActionType": "Octopus.Script", "Properties": properties or {}}
    return {"Steps": [{"Name": "Deploy", "Properties": {}, "Actions": [whole | action]}]}


def parameters(member, control, default):
    return {
        member: [
            {
                "Name": "P",
                "DefaultValue": default,
                "DisplaySettings": {"Octopus.ControlType": control},
            }
        ]
    }


def document(found, body=None, digests=None):
    return LogicalDocument(found, {} if body is None else body, digests=digests or {})
