"""Gets the master key from the server's own program, once someone has agreed to that.

The copy in the server's configuration is sealed by Windows for that program, and never tried.
Source: OctopusDeploy/docs, octopus.server.exe-command-line/show-master-key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from migrator.model.secret import Secret
from migrator.source.here.errors import MasterKeyNotShownError
from migrator.source.here.ports import Machine
from migrator.source.here.servers import ServerFound

TIMEOUT_S = 60.0
# Base64 of 16 or 32 bytes; older versions write a line of their log around it.
_KEY = re.compile(rb"(?<![\w+/=])(?:[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{43}=)(?![\w+/=])")


def master_key_command(server: ServerFound) -> tuple[str, ...]:
    """The words of the command that shows the key; none where its program is not there."""
    if not server.program:
        return ()
    return (server.program, "show-master-key", f"--instance={server.name}", "--console")


def read_master_key(
    server: ServerFound,
    machine: Machine,
    agrees: Callable[[Sequence[str]], bool],
    timeout_s: float = TIMEOUT_S,
) -> Secret[str] | None:
    """The master key: the container's own variable, else what the server's program shows.

    Args:
        server: of this machine.
        machine: this machine.
        agrees: is shown the command before it is run; without its yes nothing is.
        timeout_s: how long the program may take.

    Returns:
        None where nobody agreed.

    Raises:
        MasterKeyNotShownError: the program is not there, fails, or shows no key.
    """
    if server.key_variable:
        return Secret(machine.environment[server.key_variable])
    words = master_key_command(server)
    if not words:
        raise MasterKeyNotShownError(server.name, "its program Octopus.Server is not here")
    if not agrees(words):
        return None
    try:
        end = machine.programs.run(words, timeout_s)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise MasterKeyNotShownError(server.name, f"its program cannot be run ({why})") from None
    if end.exit_code is None:
        raise MasterKeyNotShownError(server.name, f"no answer within {timeout_s:.0f} s")
    keys = set(_KEY.findall(end.output.reveal()))
    if end.exit_code != 0:
        why = f"its program ended with exit code {end.exit_code}"
        raise MasterKeyNotShownError(server.name, why)
    if len(keys) != 1:
        why = "its program's answer holds no key" if not keys else "its program shows several"
        raise MasterKeyNotShownError(server.name, why)
    return Secret(keys.pop().decode("ascii"))
