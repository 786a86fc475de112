"""Which proxy stands between us and the target."""

from __future__ import annotations

import urllib.request
from urllib.parse import SplitResult, urlsplit

from migrator.target.address import Address
from migrator.target.errors import ProxyUnusableError


def choose_proxy(setting: str, address: Address) -> str | None:
    """Return the address of the proxy, or None where none is to be used.

    The job's setting comes first, then the environment (HTTPS_PROXY, ALL_PROXY, NO_PROXY), then
    the system's settings. To this machine itself no proxy is used, whatever they say.

    Raises:
        ProxyUnusableError: it is none that we can use.
    """
    if address.is_loopback:
        return None
    if setting.strip():
        return _usable(setting.strip())
    found = urllib.request.getproxies()
    chosen = found.get("https") or found.get("all") or ""
    if not chosen.strip() or urllib.request.proxy_bypass(address.host):
        return None
    return _usable(chosen.strip())


def shown_proxy(proxy: str) -> str:
    """Host and port: its address may hold a password."""
    parts = urlsplit(proxy)
    return parts.netloc.rpartition("@")[2]


def _usable(proxy: str) -> str:
    url = proxy if "://" in proxy else f"http://{proxy}"
    parts = _split(url)
    if parts is None or not parts.hostname:
        raise ProxyUnusableError("its address names no host")
    if parts.scheme.lower() not in {"http", "https"}:
        raise ProxyUnusableError(f"it begins with {parts.scheme}://")
    return url


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
