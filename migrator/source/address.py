r"""Where a SQL Server listens, read from `host`, `host,port` or `host\instance`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from migrator.source.errors import SettingUnusableError

DEFAULT_PORT = 1433
_LOCAL_NAMES = frozenset({".", "(local)"})
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address.

    Attributes:
        port: None where only an instance is named, whose port the server's browser knows.
        is_network: False for what only a driver on the server's own machine can reach.
    """

    host: str
    port: int | None
    instance: str = ""
    is_network: bool = True

    def __str__(self) -> str:
        text = self.host
        if self.instance:
            text += f"\\{self.instance}"
        return text if self.port in (None, DEFAULT_PORT) else f"{text},{self.port}"


def parse_address(server: str) -> Address:
    """Read a server's address as people write it, `tcp:` before it and IPv6 included.

    Raises:
        SettingUnusableError: it is none.
    """
    text = server.strip()
    if text.lower().startswith(("np:", "lpc:", "(localdb)")):
        return Address(text, None, is_network=False)
    text = text.removeprefix("tcp:").strip()
    text, comma, port_text = text.partition(",")
    host, _, instance = text.strip().partition("\\")
    host, port_text = _split_colon_port(host.strip(), port_text.strip(), has_comma=bool(comma))
    if host.lower() in _LOCAL_NAMES:
        host = "localhost"
    if not host or re.search(r"[\s;{}\x00]", host + instance):
        raise SettingUnusableError("server", r"it must be host, host,port or host\instance")
    port = _parse_port(port_text)
    if port is None and not instance.strip():
        port = DEFAULT_PORT
    # `host\instance,port`: the port alone decides, as the drivers have it.
    return Address(host, port, instance.strip())


def _split_colon_port(host: str, port_text: str, *, has_comma: bool) -> tuple[str, str]:
    """`host:port` is not how SQL Server writes it, but it can mean only one thing."""
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.%\w]+)\](?::(\d+))?", host)
    if bracketed:
        return bracketed[1], port_text or (bracketed[2] or "")
    if not has_comma and host.count(":") == 1:
        host, _, port_text = host.partition(":")
    return host, port_text


def _parse_port(text: str) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) <= _MAX_PORT:
        raise SettingUnusableError("server", f"{text[:20]!r} is not a port")
    return int(text)
