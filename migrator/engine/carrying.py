"""The files of the built-in feed on their way into the package."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from migrator.engine.package_files import open_files
from migrator.model.documents import Body, LogicalDocument, Omitted, Ref
from migrator.model.events import Run
from migrator.model.package_files import Checked, PackageFileError, PackageFiles, Watched
from migrator.model.settings import Carriage, FileSettings
from migrator.package.writer import PackageWriter
from migrator.rules.built_in_feed import MOST_BYTES
from migrator.source.logical import LogicalSource


@dataclass(slots=True)
class Carried:
    """The packages that go along, and why others do not.

    Attributes:
        documents: each with the name under which its file was sealed; "" where it was not.
    """

    documents: list[tuple[LogicalDocument, str]] = field(default_factory=list)
    omitted: list[Omitted] = field(default_factory=list)

    @property
    def refs(self) -> frozenset[Ref]:
        """Their names."""
        return frozenset(document.ref for document, _ in self.documents)


def carry_files(  # noqa: PLR0913, PLR0917 - what, from where, to where, with whom in the know
    source: LogicalSource,
    refs: Collection[Ref],
    settings: FileSettings | None,
    writer: PackageWriter,
    tell: Callable[[int], None],
    run: Run,
) -> Carried:
    """Find the file of each package and seal it, or only note what it is.

    Args:
        source: knows the packages.
        refs: those that are selected.
        settings: where the files are.
        writer: of the package; nothing else has been written to it yet.
        tell: told how many are done.
        run: the line to the caller.

    Raises:
        SourceError: the folder or the server cannot be used at all.
        PackageError: the package file cannot be written.
        Cancelled: between two files.
    """
    carried = Carried()
    if not refs or settings is None:
        return carried
    with open_files(settings, run) as files:
        for done, read in enumerate(source.documents(refs), start=1):
            run.check()
            document = read.converted.document
            try:
                body, name = _carry(document, files, settings, writer, run)
            except PackageFileError as error:
                why = f"Its file stays behind: {error}."
                carried.omitted.append(Omitted("package-file", str(document.ref), "", why))
            else:
                carried.documents.append(
                    (LogicalDocument(document.ref, body, document.unknown), name)
                )
            tell(done)
    return carried


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
