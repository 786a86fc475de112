"""Turns answers of the API into JSON, or into the error that they mean."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

from migrator.model.documents import Json
from migrator.model.secret import Secret
from migrator.model.strict_json import parse_json
from migrator.target import errors
from migrator.target.address import Address
from migrator.target.transport import Answer

# A shorter value may stand anywhere in a text by chance, and masking it would only garble that.
_SHORTEST_SECRET = 4
_MASK = "***"
_LONGEST_TEXT = 600
_MOST_ERRORS = 20
_LARGEST_ERROR_BYTES = 1 << 20
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# Source: OctopusDeploy/Issues #5272, #5401: a refusal names the permission that is missing.
_PERMISSION = re.compile(
    r"\b[A-Z][A-Za-z]*(?:View|Edit|Create|Delete|Push|Administer|Administrator|Unscoped|"
    r"Download|Cancel|Submit|System|Server|Invite)\b"
)
_OK = range(200, 300)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNAVAILABLE = frozenset({502, 503, 504})


def parse_answer(answer: Answer, path: str) -> Json:
    """Return the JSON of a good answer; an empty one is null.

    Raises:
        GarbledAnswerError: it says it is JSON and is not.
        UnexpectedAnswerError: it is something else, such as a sign-in page.
    """
    if not answer.content.strip():
        return None
    try:
        # -sig: a byte order mark is skipped. Bytes that are no UTF-8 are kept apart, not lost.
        value: Json = parse_json(answer.content.decode("utf-8-sig", errors="surrogateescape"))
    except (ValueError, RecursionError):
        media_type = answer.headers.get("Content-Type", "")
        if "json" in media_type.lower():
            raise errors.GarbledAnswerError(path, answer.status, "not valid JSON") from None
        what = "a web page" if _is_html(answer) else "not JSON"
        raise errors.UnexpectedAnswerError(path, answer.status, what) from None
    return value


def is_good(answer: Answer) -> bool:
    """Whether the target did what was asked."""
    return answer.status in _OK


def understand_refusal(
    answer: Answer, method: str, path: str, address: Address, secrets: Sequence[Secret[str]]
) -> errors.WireError:
    """Make the error that an answer other than a good one means.

    Its texts are the server's, scrubbed of the secrets that were sent, in case it echoes them.
    """
    found = tuple(scrub(text, secrets) for text in _texts(answer))
    if answer.status in _REDIRECTS:
        error: errors.WireError = _redirected(answer, path, address)
    elif answer.status >= 500:  # noqa: PLR2004 - the class of server errors
        error = _server_error(answer.status, path, " ".join(found))
    else:
        error = _client_error(answer.status, method, path, found)
    error.retry_after_s = _retry_after_s(answer)
    return error


def _server_error(status: int, path: str, text: str) -> errors.WireError:
    if status in _UNAVAILABLE:
        return errors.UnavailableError(path, status)
    return errors.ServerFaultError(path, text, status)


def _client_error(status: int, method: str, path: str, found: tuple[str, ...]) -> errors.WireError:
    text = " ".join(found)
    match status:
        case 401:
            return errors.UnauthorisedError(path, text)
        case 403:
            return errors.ForbiddenError(path, text, _permissions(text))
        case 404:
            return errors.NotFoundError(path, text)
        case 405:
            return errors.MethodNotAllowedError(method, path)
        case 409:
            return errors.ConflictError(path, text)
        case 429:
            return errors.RateLimitedError(path)
        case 400 | 413 | 422:
            return errors.RejectedError(path, text, found, status)
        case _:
            return errors.UnexpectedAnswerError(path, status, text or "no text")


def scrub(text: str, secrets: Sequence[Secret[str]]) -> str:
    """Mask each secret in the text, then make it one line of bounded length."""
    spellings = {way for secret in secrets for way in _spellings(secret.reveal())}
    # Longest first: a secret may hold another one.
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, _MASK)
    line = " ".join(_CONTROLS.sub(" ", text).split())
    return line if len(line) <= _LONGEST_TEXT else line[:_LONGEST_TEXT] + " ..."


def _spellings(secret: str) -> Iterator[str]:
    """How a server may quote a value: as it is, trimmed, or escaped for JSON, HTML or a URL."""
    for value in (secret, secret.strip()):
        if len(value) >= _SHORTEST_SECRET:
            yield value
            yield json.dumps(value)[1:-1]
            yield json.dumps(value, ensure_ascii=False)[1:-1]
            yield html.escape(value)
            yield quote(value, safe="", errors="surrogatepass")


def _texts(answer: Answer) -> tuple[str, ...]:
    """The server's words. Source: OctopusDeploy/Issues #8057: ErrorMessage, Errors, Details."""
    if _is_html(answer) or len(answer.content) > _LARGEST_ERROR_BYTES:
        return ()
    try:
        body: object = json.loads(answer.content.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return ()
    match body:
        case {"ErrorMessage": message} if isinstance(body, dict):
            listed = body.get("Errors")
            details = body.get("Details")
            more = listed if isinstance(listed, list) and listed else []
            if not more and isinstance(details, dict):
                more = [f"{name}: {value}" for name, value in details.items()]
            every = [message, *more[:_MOST_ERRORS]]
            return tuple(text for text in every if isinstance(text, str) and text.strip())
        case _:
            return ()


def _is_html(answer: Answer) -> bool:
    is_declared = "html" in answer.headers.get("Content-Type", "").lower()
    return is_declared or answer.content[:200].lstrip()[:1] == b"<"


def _permissions(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_PERMISSION.findall(text)))


def _redirected(answer: Answer, path: str, address: Address) -> errors.RedirectedError:
    location = answer.headers.get("Location", "")
    try:
        parts = urlsplit(location)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return errors.RedirectedError(path, answer.status, "an unreadable address", _CHECK_URL)
    here = urlsplit(address.root)
    goes_to = scrub(f"{parts.scheme}://{host}{port}" if host else parts.path, ())
    is_upgrade = here.scheme == "http" and parts.scheme == "https" and host == here.hostname
    hint = f"Use {goes_to} as `url` in [target]." if is_upgrade else _CHECK_URL
    return errors.RedirectedError(path, answer.status, goes_to or "nowhere", hint)


_CHECK_URL = (
    "Give the address that the instance itself has as `url` in [target]; if a sign-in page of a "
    "gateway stands in front of it, let API calls with a key pass through."
)


def _retry_after_s(answer: Answer) -> float | None:
    """Seconds to wait. Source: RFC 9110 section 10.2.3: a number, or a date."""
    text = answer.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        return float(text)
    try:
        then = parsedate_to_datetime(text)
        sent = parsedate_to_datetime(answer.headers.get("Date", ""))
        # Both by the server's clock, so ours does not matter.
        return max(0.0, (then - sent).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
