"""An Octopus Cloud on loopback, strict where the real one is, and stricter where it is lax."""

from migrator.sandbox.cloud.exchange import LoggedRequest
from migrator.sandbox.cloud.server import OctopusCloud
from migrator.sandbox.cloud.store import Store
from migrator.sandbox.cloud.trouble import Trouble

__all__ = ["LoggedRequest", "OctopusCloud", "Store", "Trouble"]
