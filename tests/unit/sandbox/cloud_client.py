"""A client for the tests of the sandbox's Octopus Cloud: paths in, status and body out."""

from collections.abc import Iterator
from contextlib import contextmanager

import requests

from migrator.sandbox.cloud import OctopusCloud

KEY = "API-TESTS"
TIMEOUT_S = 20


class Client:
    """Talks to one cloud; paths are below the default space unless they start with /api."""

    def __init__(self, cloud: OctopusCloud, session: requests.Session, space: str = "Spaces-1"):
        self.cloud, self.session, self.space = cloud, session, space

    def call(self, method, path, body=None, **more):
        at = path if path.lower().startswith("/api") else f"/api/{self.space}/{path}"
        if body is not None:
            more["json"] = body
        return self.session.request(method, self.cloud.url + at, timeout=TIMEOUT_S, **more)

    def get(self, path):
        answer = self.call("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path, **body):
        answer = self.call("POST", path, body)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def put(self, path, body):
        answer = self.call("PUT", path, body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, method, path, body=None, status=400):
        """The one text with which a request is refused."""
        answer = self.call(method, path, body)
        assert answer.status_code == status, (answer.status_code, answer.text)
        error = answer.json()
        return " | ".join(error.get("Errors") or [error["ErrorMessage"]])

    def named(self, collection, name):
        return next(d for d in self.get(f"{collection}/all") if d["Name"] == name)

    def environment(self, name="Production"):
        return self.post("environments", Name=name)["Id"]

    def project(self, name="Web", **more):
        return self.post(
            "projects",
            Name=name,
            ProjectGroupId=self.named("projectgroups", "Default Project Group")["Id"],
            LifecycleId=self.named("lifecycles", "Default Lifecycle")["Id"],
            **more,
        )

    def save_steps(self, project, *steps, version=0):
        at = f"projects/{project['Id']}/deploymentprocesses"
        return self.put(at, {"Version": version, "Steps": list(steps)})

    def refused_steps(self, project, *steps, version=0):
        at = f"projects/{project['Id']}/deploymentprocesses"
        return self.refused("PUT", at, {"Version": version, "Steps": list(steps)})

    def save_variables(self, owner, *variables, version=0):
        at = f"variables/{owner['VariableSetId']}"
        return self.put(at, {"Version": version, "Variables": list(variables)})

    def refused_variables(self, owner, *variables, version=0):
        at = f"variables/{owner['VariableSetId']}"
        return self.refused("PUT", at, {"Version": version, "Variables": list(variables)})


@contextmanager
def connected(**settings) -> Iterator[Client]:
    """A cloud with a client that has its key."""
    with OctopusCloud(api_key=KEY, **settings) as cloud, requests.Session() as session:
        session.headers["X-Octopus-ApiKey"] = KEY
        session.trust_env = False
        yield Client(cloud, session)


def step(name="Run", *, action=None, **more):
    """A step with one script that runs on the server, unless `action` says more."""
    properties = {
        "Octopus.Action.RunOnServer": "true",
        "Octopus.Action.Script.ScriptBody": "echo hi",
        **(action or {}).pop("Properties", {}),
    }
    return {
        "Name": name,
        "Actions": [
            {
                "Name": name,
                "ActionType": "Octopus.Script",
                "Properties": properties,
                **(action or {}),
            }
        ],
        **more,
    }


def variable(name, value=None, kind="String", **more):
    return {"Name": name, "Value": value, "Type": kind, **more}


def secret(plain):
    return {"HasValue": True, "NewValue": plain}
