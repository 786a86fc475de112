"""What can go wrong between us and the target; each with its own next step. OCM-51xx.

One file, long as it is: so no code is given twice, and the words are in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import ClassVar

from migrator.model.errors import ExitCode, TargetError


class Effect(Enum):
    """What a failed request did to the target, as far as we can know."""

    NONE = "none"  # it had no effect, and the same may work later
    UNKNOWN = "unknown"  # it may have had its effect: in doubt
    SETTLED = "settled"  # the answer stands; to repeat it unchanged is of no use


class WireError(TargetError):
    """A request that has no good answer.

    Attributes:
        effect: what it did, as far as we can know.
        status: the HTTP status, or None where there was no answer.
        path: what was asked for, without its query.
        retry_after_s: how long the target wants us to wait, or None.
        follows_doubt: whether an earlier try of the same write was in doubt.
        label: what happened in two or three words, where there is no status.
    """

    effect: ClassVar[Effect] = Effect.SETTLED
    label: ClassVar[str] = "no answer"

    def __init__(
        self, message: str, *, hint: str, path: str = "", status: int | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.path = path
        self.status = status
        self.retry_after_s: float | None = None
        self.follows_doubt = False

    @property
    def is_in_doubt(self) -> bool:
        """Whether the request may have had its effect all the same."""
        return self.effect is Effect.UNKNOWN or self.follows_doubt

    @property
    def reason(self) -> str:
        """In two or three words, for progress lines."""
        return f"HTTP {self.status}" if self.status is not None else self.label


class UrlUnusableError(WireError):
    """The address of the target is none, or one that we must not send a key to."""

    code = "OCM-5101"
    exit_code = ExitCode.USAGE

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The target's address cannot be used: {why}.",
            hint="Give the address that opens your instance in a browser, such as "
            "https://acme.octopus.app, as `url` in [target].",
        )


class HostUnknownError(WireError):
    """The name of the host leads nowhere."""

    code = "OCM-5102"
    effect = Effect.NONE
    label = "host name not found"

    def __init__(self, host: str, path: str) -> None:
        super().__init__(
            f"The host name {host} cannot be found.",
            hint="Check the spelling of the address, and that this machine can look up names "
            "(network, VPN, DNS). Behind a proxy set `proxy` in [target].",
            path=path,
        )


class PortClosedError(WireError):
    """The host is there and nothing listens."""

    code = "OCM-5103"
    effect = Effect.NONE
    label = "connection refused"

    def __init__(self, host: str, path: str) -> None:
        super().__init__(
            f"{host} refuses the connection.",
            hint="Check the port in the address and that no firewall stands between; behind a "
            "proxy set `proxy` in [target].",
            path=path,
        )


class HostUnreachableError(WireError):
    """There is no way to the host."""

    code = "OCM-5104"
    effect = Effect.NONE
    label = "host unreachable"

    def __init__(self, host: str, path: str) -> None:
        super().__init__(
            f"{host} cannot be reached.",
            hint="Check the network, the VPN and the firewall; behind a proxy set `proxy` in "
            "[target].",
            path=path,
        )


class ConnectTimeoutError(WireError):
    """Nobody answered the attempt to connect."""

    code = "OCM-5105"
    effect = Effect.NONE
    label = "connecting timed out"

    def __init__(self, host: str, path: str) -> None:
        super().__init__(
            f"{host} does not answer the attempt to connect.",
            hint="A firewall may drop the packets: check that this machine may reach the host on "
            "its port; behind a proxy set `proxy` in [target].",
            path=path,
        )


class TlsNotTrustedError(WireError):
    """The certificate of the target is not one that we trust."""

    code = "OCM-5106"
    label = "certificate not trusted"

    def __init__(self, host: str, why: str, path: str) -> None:
        super().__init__(
            f"The certificate of {host} is not trusted: {why}.",
            hint="If a proxy inspects traffic or the instance has a private CA, add the CA to the "
            "system's trust store, or give its PEM file as `verify_tls` in [target]. Otherwise "
            "do not go on: someone may be in between.",
            path=path,
        )


class TlsFailedError(WireError):
    """No encrypted connection comes about."""

    code = "OCM-5107"
    label = "TLS failed"

    def __init__(self, host: str, path: str) -> None:
        super().__init__(
            f"No encrypted connection to {host} comes about.",
            hint="Check that the address and port speak TLS 1.2 or later, and that no proxy or "
            "firewall breaks it.",
            path=path,
        )


class ProxyFailedError(WireError):
    """The proxy cannot be reached or does not let us through."""

    code = "OCM-5108"
    effect = Effect.NONE
    label = "proxy failed"

    def __init__(self, proxy: str, path: str) -> None:
        super().__init__(
            f"The proxy {proxy} does not let us through.",
            hint="Check `proxy` in [target], HTTPS_PROXY and NO_PROXY, and the system's proxy "
            "settings; a proxy that asks for a password takes it as http://user:password@host.",
            path=path,
        )


class ProxyUnusableError(WireError):
    """The address of the proxy is none that we can use."""

    code = "OCM-5109"
    exit_code = ExitCode.USAGE

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The proxy cannot be used: {why}.",
            hint="Give it as http://host:port in `proxy` of [target], or in HTTPS_PROXY; SOCKS and "
            "automatic configuration scripts are not supported.",
        )


class AnswerTimeoutError(WireError):
    """The target did not answer in time."""

    code = "OCM-5110"
    effect = Effect.UNKNOWN
    label = "no answer in time"

    def __init__(self, host: str, timeout_s: float, path: str) -> None:
        super().__init__(
            f"{host} has not answered within {timeout_s:g} s.",
            hint="Run again: it goes on where it stopped. If it keeps happening, look at the "
            "state of the instance, or use fewer `connections` in [target].",
            path=path,
        )


class ConnectionLostError(WireError):
    """The connection broke before the answer was complete."""

    code = "OCM-5111"
    effect = Effect.UNKNOWN
    label = "connection lost"

    def __init__(self, host: str, path: str) -> None:
        super().__init__(
            f"The connection to {host} was lost before the answer was complete.",
            hint="Check the network and run again: it goes on where it stopped.",
            path=path,
        )


class TrustUnusableError(WireError):
    """The file with the certificates to trust cannot be used."""

    code = "OCM-5112"
    exit_code = ExitCode.USAGE

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"The certificates to trust in {path} cannot be used: {why}.",
            hint="Give a PEM file with the CA's certificate as `verify_tls` in [target].",
        )


class CredentialUnusableError(WireError):
    """There is no key, or none that can be sent."""

    code = "OCM-5113"
    exit_code = ExitCode.USAGE

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The target's API key or access token cannot be used: {why}.",
            hint='Set `api_key` in [target], for instance to { env = "OCTOPUS_API_KEY" }; a key '
            "looks like API- and letters, without blanks.",
        )


class NotOctopusError(WireError):
    """What answers is no Octopus server."""

    code = "OCM-5114"

    def __init__(self, host: str, what: str) -> None:
        super().__init__(
            f"What answers at {host} is no Octopus server: {what}.",
            hint="Give the address that opens your instance in a browser; a sign-in page or a "
            "proxy may answer in its place.",
            path="/api",
        )


class ApiUnknownError(WireError):
    """The server speaks a version of the API that we do not know."""

    code = "OCM-5115"

    def __init__(self, version: str) -> None:
        super().__init__(
            f"The target's API has version {version}; this program knows 3.0.",
            hint="Install a newer release of the migrator.",
            path="/api",
        )


class UnauthorisedError(WireError):
    """401: the key is not valid."""

    code = "OCM-5120"

    def __init__(self, path: str, text: str) -> None:
        super().__init__(
            _quoting("The target does not accept the API key or access token", text),
            hint="Make a new key in the instance (profile, My API Keys), put it where [target] "
            "looks for it, and run again: it goes on where it stopped.",
            path=path,
            status=401,
        )


class ForbiddenError(WireError):
    """403: the key's user may not do that.

    Attributes:
        permissions: the names of the permissions that the text mentions.
    """

    code = "OCM-5121"

    def __init__(self, path: str, text: str, permissions: Sequence[str]) -> None:
        what = f" (needs {', '.join(permissions)})" if permissions else ""
        super().__init__(
            _quoting(f"The key's user may not do this: {path}{what}", text),
            hint="Give the user a role that holds it, such as Space Manager of the target space "
            "(of the system: Octopus Manager), and run again.",
            path=path,
            status=403,
        )
        self.permissions = tuple(permissions)


class NotFoundError(WireError):
    """404: it is not there, or the key's user may not see it."""

    code = "OCM-5122"

    def __init__(self, path: str, text: str) -> None:
        super().__init__(
            _quoting(f"The target has nothing at {path}", text),
            hint="It may have been deleted, lie in another space, or be hidden from the key's "
            "user. Plan again.",
            path=path,
            status=404,
        )


class RejectedError(WireError):
    """400: the target finds fault with what we sent.

    Attributes:
        errors: its words, scrubbed of what was secret.
    """

    code = "OCM-5123"

    def __init__(self, path: str, text: str, errors: Sequence[str], status: int = 400) -> None:
        super().__init__(
            _quoting(f"The target rejects what was sent to {path}", text),
            hint="Put right in the source, or leave out in [select], what it names, and run "
            "again; if it speaks of a limit, ask for a larger licence.",
            path=path,
            status=status,
        )
        self.errors = tuple(errors)


class ConflictError(WireError):
    """409: it exists already, or someone else changed it."""

    code = "OCM-5124"

    def __init__(self, path: str, text: str) -> None:
        super().__init__(
            _quoting(f"The target has it already, or it was changed meanwhile: {path}", text),
            hint="Plan again and review the new plan.",
            path=path,
            status=409,
        )


class RateLimitedError(WireError):
    """429: too many requests; this one was not carried out."""

    code = "OCM-5125"
    effect = Effect.NONE

    def __init__(self, path: str) -> None:
        super().__init__(
            "The target keeps rejecting requests: too many in a short time.",
            hint="Stop other programs that use the same user, use fewer `connections`, or give "
            "the migration a service account of its own; then run again.",
            path=path,
            status=429,
        )


class ServerFaultError(WireError):
    """500: the target failed."""

    code = "OCM-5126"
    effect = Effect.UNKNOWN

    def __init__(self, path: str, text: str, status: int = 500) -> None:
        super().__init__(
            _quoting(f"The target failed at {path} (HTTP {status})", text),
            hint="Run again: it goes on where it stopped. If the same request fails again, send "
            "this text to Octopus' support.",
            path=path,
            status=status,
        )


class UnavailableError(WireError):
    """502, 503, 504: the target is being updated or started again."""

    code = "OCM-5127"
    effect = Effect.UNKNOWN

    def __init__(self, path: str, status: int) -> None:
        super().__init__(
            f"The target is not available (HTTP {status}).",
            hint="It may be in its maintenance window, which is chosen in the instance's Cloud "
            "settings. Run again afterwards: it goes on where it stopped.",
            path=path,
            status=status,
        )


class RedirectedError(WireError):
    """The target sends us elsewhere; a key is never sent after."""

    code = "OCM-5128"

    def __init__(self, path: str, status: int, goes_to: str, hint: str) -> None:
        super().__init__(
            f"The target sends us to {goes_to}, which we do not follow with a key.",
            hint=hint,
            path=path,
            status=status,
        )


class MethodNotAllowedError(WireError):
    """405: the route does not take that verb."""

    code = "OCM-5129"

    def __init__(self, method: str, path: str) -> None:
        super().__init__(
            f"The target does not take {method} at {path}.",
            hint="The server may be older than this program expects, or a proxy may forbid "
            "the verb: allow PUT and DELETE through it.",
            path=path,
            status=405,
        )


class UnexpectedAnswerError(WireError):
    """An answer that is none of what the API documents."""

    code = "OCM-5130"

    def __init__(self, path: str, status: int, what: str) -> None:
        super().__init__(
            f"The target's answer at {path} is unexpected (HTTP {status}): {what}.",
            hint="A proxy or a sign-in page may have answered in the target's place; otherwise "
            "report it with the log.",
            path=path,
            status=status,
        )


class GarbledAnswerError(UnexpectedAnswerError):
    """An answer that says it is JSON and is not, or not all of it."""

    code = "OCM-5131"
    effect = Effect.UNKNOWN
    label = "garbled answer"


class AnswerTooLargeError(WireError):
    """An answer larger than anything that we would keep in memory."""

    code = "OCM-5132"

    def __init__(self, path: str, limit_bytes: int) -> None:
        super().__init__(
            f"The answer at {path} is larger than {limit_bytes // 1_000_000} MB.",
            hint="Select fewer projects or spaces for one run, or report it.",
            path=path,
        )


def _quoting(sentence: str, text: str) -> str:
    return f"{sentence}: {text}" if text else f"{sentence}."
