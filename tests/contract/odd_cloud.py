"""A cloud that differs from the sandbox's where the real one is known to differ between versions."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import cast

from migrator.sandbox.cloud import OctopusCloud
from migrator.sandbox.cloud.exchange import Answer, Request

Node = dict[str, object]
Before = Callable[[Request], "Request | Answer"]
After = Callable[[Request, Answer], Answer]


class OddCloud(OctopusCloud):
    """Changes requests on their way in and answers on their way out."""

    before: Before | None = None
    after: After | None = None

    def _answer(self, request: Request) -> Answer:
        seen: Request | Answer = request if self.before is None else self.before(request)
        if isinstance(seen, Answer):
            return seen
        answer = super()._answer(seen)
        if self.after is None or not 200 <= answer.status < 300:
            return answer
        body = copy.deepcopy(answer.body)
        return self.after(request, replace(answer, body=body))


def _is_versioned(path: str) -> bool:
    lowered = path.lower()
    return "/variables/" in lowered or "process" in lowered


def count_from_one_in(request: Request) -> Request:
    """Versions of sets and processes begin at 1: one less goes inwards."""
    body = request.body
    if _is_versioned(request.path) and isinstance(body, dict) and "Version" in body:
        return replace(request, body={**body, "Version": int(str(body["Version"])) - 1})
    return request


def count_from_one_out(request: Request, answer: Answer) -> Answer:
    """... and one more outwards."""
    if _is_versioned(request.path):
        found = answer.body if isinstance(answer.body, list) else [answer.body]
        for item in found:
            if isinstance(item, dict) and "Version" in item:
                item["Version"] = int(str(item["Version"])) + 1
    return answer


def answer_empty(request: Request, answer: Answer) -> Answer:
    """PUT answers an empty object, POST 200."""
    if request.method == "PUT":
        return replace(answer, body={})
    return replace(answer, status=200) if request.method == "POST" else answer


def answer_slim(request: Request, answer: Answer) -> Answer:
    """POST answers the id and the name alone, as the newer routes do."""
    if request.method == "POST" and isinstance(answer.body, dict):
        slim = {key: answer.body[key] for key in ("Id", "Name") if key in answer.body}
        return replace(answer, body=slim)
    return answer


def forbid_teams(request: Request) -> Request | Answer:
    """The list of the system's teams needs a right that the key does not have."""
    if request.method == "GET" and request.path.lower() == "/api/teams/all":
        message = "You do not have permission to perform this action. Missing permission: TeamView"
        return Answer(403, {"ErrorMessage": message})
    return request


def lack_all(request: Request) -> Request | Answer:
    """No route gives a whole list at once, but for the variables."""
    if request.path.lower().endswith("/all") and "/variables/" not in request.path.lower():
        return Answer(404, {"ErrorMessage": "The resource you requested was not found."})
    return request


def decorate(_request: Request, answer: Answer) -> Answer:
    """Other order of members, null members, ids and links in parts, boolean texts in lower case."""
    return replace(answer, body=_decorated(answer.body, ""))


_PARTS = ("Packages", "Phases", "Templates", "Parameters", "Tags", "Rules", "GitDependencies")
_USERS_MAPS = (
    "Properties",
    "Scope",
    "DisplaySettings",
    "Values",
    "ProjectEnvironments",
    "Inputs",
    "ProjectEnvironmentScope",
)


def _decorated(node: object, name: str) -> object:
    match node:
        case dict():
            known = cast("Node", node)
            turned: Node = {
                key: _decorated(value, key) for key, value in reversed(list(known.items()))
            }
            if name not in _USERS_MAPS and not known.keys() >= {"HasValue"}:
                turned["SomethingNewer"] = None
                if name in _PARTS:
                    turned["Links"] = {}
                    turned["AlsoNewer"] = {"Id": "x", "Count": 0}
            return turned
        case list():
            return [_decorated(item, name) for item in node]
        case "True" | "False":
            return str(node).lower()
        case _:
            return node
