"""`migrator sandbox`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.call import Outcome
from migrator.cli.options import A_PATH, verb

if TYPE_CHECKING:
    from migrator.cli.face import Face

# ruff: noqa: PLC0415 - the servers are loaded when they are started, so that help comes at once.

_PORT = click.IntRange(0, 65535)
_HEARD_EVERY_S = 0.5  # Windows delivers a signal only between two waits


@verb("sandbox", example="migrator sandbox --directory try --rate 600 --burst 50")
@click.option("--sql-port", type=_PORT, default=0, help="The SQL Server's port; else a free one.")
@click.option("--cloud-port", type=_PORT, default=0, help="The cloud's port; else a free one.")
@click.option(
    "--scale", type=click.IntRange(1, 1000), default=1, help="How much larger than the sample."
)
@click.option(
    "--rate", type=click.IntRange(1), help="Requests a minute that the cloud allows; else any."
)
@click.option(
    "--burst", type=click.IntRange(1), default=200, help="Requests that it allows at once."
)
@click.option(
    "--latency-ms", type=click.IntRange(0, 60_000), default=0, help="It holds each answer back."
)
@click.option(
    "--directory", type=A_PATH, metavar="DIR", help="For job.toml, ca.pem and the secrets' files."
)
def command(  # noqa: PLR0913 - one argument an option
    face: Face,
    /,
    *,
    sql_port: int,
    cloud_port: int,
    scale: int,
    rate: int | None,
    burst: int,
    latency_ms: int,
    directory: Path | None,
) -> Outcome:
    """Serve a SQL Server and an Octopus Cloud on loopback, to try things on.

    The SQL Server holds a sample instance, the cloud is new. Prints the job file that fits
    them, and serves until it is stopped (Ctrl-C).
    """
    from contextlib import ExitStack
    from tempfile import TemporaryDirectory

    from migrator.sandbox.rehearsal import RehearsalSettings, start

    with ExitStack() as stack:
        place = directory or Path(stack.enter_context(TemporaryDirectory(prefix="migrator-")))
        served = stack.enter_context(
            start(RehearsalSettings(place, sql_port, cloud_port, scale, rate, burst, latency_ms))
        )
        face.announce(
            {
                "directory": str(served.directory),
                "job": str(served.job),
                "ca": str(served.ca),
                "sql_port": served.sql_port,
                "cloud_port": served.cloud_port,
                "url": served.url,
            },
            f"# {served.job}\n{served.job.read_text('utf-8')}",
        )
        face.note(f"Serving until stopped. Try `migrator run {served.job}` elsewhere.")
        while not face.wait(_HEARD_EVERY_S):
            pass
    return Outcome(None)
