"""One request and its answer, as the rest of the stand-in sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent.

    Attributes:
        path: without the query, as it was sent.
        query: names in lower case; of a repeated name the values joined by commas.
        headers: names in lower case.
        body: the parsed JSON; None where there was none.
        content: the raw bytes, for uploads.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: object = field(default=None, repr=False)
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: JSON, or raw bytes where `content` is set.

    Attributes:
        is_cut: the connection ends in the middle of it.
    """

    status: int
    body: object = None
    content: bytes | None = None
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One line of the request log; `status` is 0 where the connection was dropped instead."""

    method: str
    path: str
    query: Mapping[str, str]
    status: int
    body: object = field(default=None, repr=False)


class Refusal(Exception):
    """A request that the server turns down.

    Attributes:
        details: the faults by field.
    """

    def __init__(
        self,
        status: int,
        message: str,
        errors: tuple[str, ...] = (),
        details: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.details = dict(details or {})

    def answer(self) -> Answer:
        """Give the error in the form that Octopus uses.

        Source: OctopusDeploy/Issues #8057 (400), #7746 (404).
        """
        body: dict[str, object] = {"ErrorMessage": self.message}
        if self.errors:
            body |= {"Errors": list(self.errors), "ParsedHelpLinks": []}
        if self.details:
            body["Details"] = self.details
        return Answer(self.status, body)


def invalid(*errors: str, details: Mapping[str, str] | None = None) -> Refusal:
    """A 400: of the first stage with all faults, of the second with the one that was met."""
    return Refusal(400, "There was a problem with your request.", errors, details)


def not_found(document_id: str) -> Refusal:
    """A 404 for an id that this space does not have. Source: OctopusDeploy/Issues #7746."""
    return Refusal(404, f"The resource '{document_id}' was not found.")


def not_in_space() -> Refusal:
    """A 404 for what another space has, or a space that is not ready.

    Source: OctopusDeployLabs/terraform-provider-octopusdeploy #584.
    """
    return Refusal(
        404,
        "Resource is not found or it doesn't exist in the current space context. "
        "Please contact your administrator for more information.",
    )


def unknown_route() -> Refusal:
    """A 404 for a route that the server does not have."""
    return Refusal(404, "The resource you requested was not found.")


def forbidden(permission: str) -> Refusal:
    """A 403 that names the permission. Source: OctopusDeploy/Issues #5272, #5401."""
    return Refusal(
        403,
        "You do not have permission to perform this action. Please contact your Octopus "
        f"administrator. Missing permission: {permission}",
    )


def missing_reference(document_id: str, field_name: str) -> Refusal:
    """A 400 for a reference that leads nowhere. Source: OctopusDeploy/Issues #7737."""
    return invalid(
        f'One or more referenced resources do not exist: "{document_id}" provided for {field_name}',
    )
