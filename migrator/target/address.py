"""The address of the target: what people paste, made one that a request can go to."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from migrator.target.errors import UrlUnusableError

# What follows the address of an instance in a browser or in a tool's settings.
_TAIL = re.compile(r"/(app|api)(/.*)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the target is.

    Attributes:
        root: scheme, host, port and perhaps a virtual directory, without a slash at the end.
        host: the host as people know it, with the port where it is not the usual one.
    """

    root: str
    host: str
    is_loopback: bool


def parse_address(url: str) -> Address:
    """Understand what was given as the target's address.

    A missing scheme means https; what follows `/app` or `/api` is dropped.

    Raises:
        UrlUnusableError: no host, credentials in it, or a key would travel in clear.
    """
    text = url.strip()
    if not text:
        raise UrlUnusableError("it is empty")
    parts = _split(text if "://" in text else f"https://{text}")
    if parts.username is not None or parts.password is not None:
        raise UrlUnusableError("it holds a user name or password")
    host = parts.hostname or ""
    if not host or re.search(r"[^\w.:%-]", host):
        raise UrlUnusableError("it names no host")
    is_loopback = is_loopback_host(host)
    if parts.scheme not in {"http", "https"}:
        raise UrlUnusableError(f"it begins with {parts.scheme}:// instead of https://")
    if parts.scheme == "http" and not is_loopback:
        raise UrlUnusableError("http:// would send the key in clear; use https://")
    name = f"[{host}]" if ":" in host else host
    authority = name if parts.port is None else f"{name}:{parts.port}"
    directory = _TAIL.sub("", parts.path).rstrip("/")
    return Address(f"{parts.scheme}://{authority}{directory}", authority, is_loopback)


def is_loopback_host(host: str) -> bool:
    """Whether the name or address can only mean this machine."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = None
    if parts is None:
        raise UrlUnusableError("it is no address")
    return parts
