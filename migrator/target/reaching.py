"""Whether the target can be reached at all, before there is a key for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from migrator.model.documents import Json
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.target.address import parse_address
from migrator.target.answers import is_good, parse_answer, understand_refusal
from migrator.target.clock import SystemClock
from migrator.target.credential import Credential
from migrator.target.errors import NotOctopusError, UnexpectedAnswerError
from migrator.target.transport import Answer, Transport

_ROOT = "/api"
_NOBODY = Credential(Secret(""), is_token=False)


@dataclass(frozen=True, slots=True)
class Reached:
    """What the target tells to anyone.

    Attributes:
        version: of the Octopus Server that answers.
        clock_ahead_s: by how many seconds this machine's clock is ahead of the target's; None
            where it does not tell its time.
    """

    version: str
    clock_ahead_s: float | None


def _now() -> datetime:
    return datetime.now(UTC)


def reach_target(settings: TargetSettings, now: Callable[[], datetime] = _now) -> Reached:
    """Ask the target's root once, without a key.

    Source: OctopusDeploy/docs, octopus-rest-api: the root answers without authentication.

    Raises:
        WireError: it cannot be reached, or is no Octopus server; the class says why.
    """
    address = parse_address(settings.url)
    transport = Transport(settings, address, _NOBODY, SystemClock())
    try:
        answer = transport.send("GET", _ROOT)
    finally:
        transport.close()
    if not is_good(answer):
        raise understand_refusal(answer, "GET", _ROOT, address, ())
    return Reached(_version(answer, address.host), _clock_ahead_s(answer, now()))


def _version(answer: Answer, host: str) -> str:
    try:
        root: Json = parse_answer(answer, _ROOT)
    except UnexpectedAnswerError as error:
        raise NotOctopusError(host, "it answers with something else than JSON") from error
    match root:
        case {"Application": "Octopus Deploy", "Version": str(version)}:
            return version
    raise NotOctopusError(host, "it does not say that it is one")


def _clock_ahead_s(answer: Answer, now: datetime) -> float | None:
    headers: Mapping[str, str] = answer.headers
    try:
        theirs = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None
    return (now - theirs).total_seconds() if theirs.tzinfo else None
