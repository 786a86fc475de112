"""Reads the target as the vendor's public scripts do: by name, with the key, page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import requests

from migrator.sandbox.rehearsal import Rehearsal


@dataclass(frozen=True)
class Reader:
    """One space of the target."""

    get: Callable[[str], object]
    space: str

    def all(self, kind: str) -> list[dict]:
        return self.get(f"/api/{self.space}/{kind}/all")

    def one(self, kind: str, name: str) -> dict:
        """The one item of that name, looked for by a part of it."""
        route = f"/api/{self.space}/{kind}?partialName={quote(name)}&skip=0&take=100"
        (found,) = [item for item in self.get(route)["Items"] if item["Name"] == name]
        return found

    def pages(self, route: str) -> list[dict]:
        """What all pages of a list hold, two items at a time."""
        found, at = [], f"/api/{self.space}/{route}?skip=0&take=2"
        while at:
            page = self.get(at)
            found += page["Items"]
            at = page["Links"].get("Page.Next")
        return found

    def of(self, route: str) -> object:
        return self.get(f"/api/{self.space}/{route}")

    def names(self, kind: str) -> dict[str, str]:
        return {item["Id"]: item["Name"] for item in self.all(kind)}


def read_space(served: Rehearsal, name: str) -> Reader:
    key = (served.directory / "secrets" / "api-key").read_text().strip()

    def get(route: str) -> object:
        answer = requests.get(
            f"{served.url}{route}",
            headers={"X-Octopus-ApiKey": key},
            verify=str(served.ca),
            timeout=20,
        )
        assert answer.status_code == 200, (route, answer.text)
        return answer.json()

    (space,) = [one["Id"] for one in get("/api/spaces/all") if one["Name"] == name]
    return Reader(get, space)
