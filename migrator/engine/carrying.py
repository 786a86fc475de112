"""The files of the built-in feed on their way into the package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

from migrator.engine.package_files import open_files
from migrator.model.documents import Body, LogicalDocument, Omitted, Ref
from migrator.model.events import Run
from migrator.model.package_files import Checked, PackageFileError, PackageFiles, Watched
from migrator.model.settings import Carriage, FileSettings
from migrator.package.writer import PackageWriter
from migrator.rules.built_in_feed import MOST_BYTES
from migrator.source.logical import LogicalSource

LONG_BYTES, LONG_COUNT = 256 * 1024 * 1024, 500
"""From so much on the source is not held open while the files are read."""


@dataclass(frozen=True, slots=True)
class _Tried:
    """What became of one package.

    Attributes:
        said: what the feed said of it then.
        document: what goes along; None where it stays behind.
        name: under which its file was sealed; "" where it was not.
        why: it stays behind.
    """

    said: Body
    document: LogicalDocument | None = None
    name: str = ""
    why: str = ""


@dataclass(slots=True)
class Carried:
    """The packages whose files were looked for; each is sealed once, however often one reads."""

    _tried: dict[Ref, _Tried] = field(default_factory=dict)

    def documents(self, wanted: Collection[Ref]) -> Iterator[tuple[LogicalDocument, str]]:
        """Those of them that go along, each with the name of its sealed file or ""."""
        for ref, tried in self._tried.items():
            if ref in wanted and tried.document is not None:
                yield tried.document, tried.name

    def omitted(self, wanted: Collection[Ref]) -> Iterator[Omitted]:
        """Those of them that stay behind."""
        for ref, tried in self._tried.items():
            if ref in wanted and tried.document is None:
                why = f"Its file stays behind: {tried.why}."
                yield Omitted("package-file", str(ref), "", why)

    def lacks(self, document: LogicalDocument) -> bool:
        """Whether its file was not looked for, or the feed has said another since."""
        tried = self._tried.get(document.ref)
        return tried is None or tried.said != document.body

    def note(self, ref: Ref, tried: _Tried) -> None:
        """Remember what became of it."""
        self._tried.pop(ref, None)
        self._tried[ref] = tried


def carry_files(  # noqa: PLR0913, PLR0917 - what, from where, to where, with whom in the know
    source: LogicalSource,
    refs: Collection[Ref],
    settings: FileSettings | None,
    writer: PackageWriter,
    carried: Carried,
    tell: Callable[[int], None],
    run: Run,
) -> bool:
    """Find the file of each package and seal it, or only note what it is.

    Args:
        source: knows the packages.
        refs: those that are selected.
        settings: where the files are.
        writer: of the package; no document has been written to it yet.
        carried: those that were carried before, which is added to.
        tell: told how many are done.
        run: the line to the caller.

    Returns:
        Whether it took so long that the source was left and opened again: what was read of it
        before is void.

    Raises:
        SourceError: the folder or the server cannot be used at all, or does not come back.
        PackageError: the package file cannot be written.
        Cancelled: between two files, or within one.
    """
    if not refs or settings is None:
        return False
    every = [read.converted.document for read in source.documents(refs)]
    waiting = [document for document in every if carried.lacks(document)]
    sizes = (document.body.get("PackageSizeBytes") for document in waiting)
    is_long = (
        len(waiting) > LONG_COUNT
        or sum(size for size in sizes if isinstance(size, int)) > LONG_BYTES
    )
    if is_long:
        # For hours a consistent read would burden the server, and rows would change without one.
        source.rest()
    with open_files(settings, run) as files:
        for done, document in enumerate(waiting, start=len(every) - len(waiting) + 1):
            run.check()
            said = dict(document.body)
            try:
                body, name = _carry(document, files, settings, writer, run)
            except PackageFileError as error:
                carried.note(document.ref, _Tried(said, why=str(error)))
            else:
                moved = LogicalDocument(document.ref, body, document.unknown)
                carried.note(document.ref, _Tried(said, moved, name))
            tell(done)
    if is_long:
        source.begin_again(run.check)
    return is_long


def _carry(
    document: LogicalDocument,
    files: PackageFiles,
    settings: FileSettings,
    writer: PackageWriter,
    run: Run,
) -> tuple[Body, str]:
    body = document.body
    found = files.find(document.ref, body)
    if found.size_bytes > MOST_BYTES:
        raise PackageFileError("it has more than 5 GB, which Octopus Cloud refuses")
    told: Body = {
        **body,
        "FileExtension": body.get("FileExtension") or found.extension,
        "Hash": found.sha1,
        "PackageSizeBytes": found.size_bytes,
    }
    if settings.carriage is Carriage.PASSED_THROUGH:
        return told, ""
    with files.open(found) as reader:
        return told, writer.add_file(Watched(Checked(reader, found), run.check))
