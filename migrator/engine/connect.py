"""The one place that builds adapters: source, package and target, each as a context manager."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from migrator.engine.package_files import open_files, opener
from migrator.engine.ports import Documents, Notices, Target, event_of
from migrator.model.events import Run, Stage
from migrator.model.settings import PackageSettings, SourceSettings, TargetSettings
from migrator.package.reader import open_package as read_package
from migrator.source.logical import LogicalSource
from migrator.source.sqlserver import OctopusDatabase
from migrator.source.sqlserver import open_source as open_database
from migrator.target.http import open_wire


@contextmanager
def open_source(settings: SourceSettings, run: Run) -> Iterator[LogicalSource]:
    """Sign in to the database, and look at the keys.

    Raises:
        SourceError: which part failed is in its class.
    """

    def open_it() -> OctopusDatabase:
        return open_database(settings, run)

    database = open_it()
    try:
        source = LogicalSource(database, settings, open_it)
    except BaseException:
        database.close()
        raise
    with closing(source):
        yield source


@contextmanager
def open_package(settings: PackageSettings) -> Iterator[Documents]:
    """Open a package and authenticate all of it, but for files, which are checked when read.

    Raises:
        PackageError: it is damaged, or the key does not open it.
    """
    with ExitStack() as stack:
        elsewhere = None
        if settings.files is not None:
            elsewhere = opener(stack.enter_context(open_files(settings.files, Run())))
        yield stack.enter_context(read_package(settings, elsewhere))


@contextmanager
def open_target(
    settings: TargetSettings, run: Run, *, tells_at_once: Stage | None = None
) -> Iterator[Target]:
    """Prepare to speak to the target; the first request goes out with the first stage.

    Args:
        settings: where it is.
        run: the line to the caller.
        tells_at_once: the stage as which waits and repetitions are told when they happen, from
            whatever thread; None leaves them to the stage, which may only tell them later.

    Raises:
        WireError: the settings cannot be used.
    """
    notices = Notices()
    if tells_at_once is not None:
        stage = tells_at_once
        notices = Notices(at_once=lambda notice: run.emit(event_of(notice, stage)))
    with open_wire(settings, notices.put, run.check) as wire:
        yield Target(wire, settings, notices)
