"""Stage: the selected documents and all they need, secrets re-keyed, into one package file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from migrator import __version__
from migrator.crypto.errors import NotOpenedError
from migrator.crypto.package_cipher import PackageCipher
from migrator.crypto.rekey import Rekeyed, rekey, seal_plain
from migrator.engine.carrying import Carried, carry_files
from migrator.engine.errors import MasterKeyWrongError, SourceChangingError
from migrator.engine.package_files import Fetch, open_logos
from migrator.engine.survey import BROKEN_OFF, TRIES, begin_again, survey
from migrator.model.documents import Body, Kind, LogicalDocument, Node, Omitted, Ref, Slot
from migrator.model.events import Advanced, Finished, Run, Stage, Started
from migrator.model.inventory import Inventory, KeyVerdict, Selection
from migrator.model.package_files import PackageFileError
from migrator.model.report import Finding, Report, Severity
from migrator.model.sealed import PackageSealed, SecretAddress, SourceSealed
from migrator.model.secret import Secret
from migrator.model.settings import FileSettings, PackageSettings, SelectSettings
from migrator.package.manifest import PackageHeader
from migrator.package.writer import PackageSummary, PackageWriter, write_package
from migrator.rules.fields import is_process
from migrator.rules.naming import is_missing, missing_text
from migrator.rules.publishing import content_digest, packages_left
from migrator.rules.selection import select
from migrator.source.documents import Converted, Read
from migrator.source.logical import LogicalSource

_EVERY = 20


def export(
    source: LogicalSource,
    inventory: Inventory,
    wanted: SelectSettings,
    package: PackageSettings,
    run: Run,
) -> Report:
    """Stream the selection into a package, one document at a time.

    Raises:
        MasterKeyWrongError: the key opens almost nothing.
        SourceError: the source cannot be read, or changes while it is.
        PackageError: the file cannot be written.
        Cancelled: between two documents; no file is left.
    """
    if inventory.verdict is KeyVerdict.WRONG:
        raise MasterKeyWrongError(inventory.secrets_opened, inventory.secrets_total)
    with (
        open_logos(package.files, run) as fetch,
        write_package(package, _header(inventory)) as writer,
    ):
        export = _Export(source, writer, package.files, fetch, run)
        inventory, selection = _write_unchanged(export, inventory, wanted)
    run.emit(Finished(Stage.EXPORT))
    return _report(writer.summary, inventory, selection)


def _header(inventory: Inventory) -> PackageHeader:
    return PackageHeader(
        created=datetime.now(UTC),
        tool_version=__version__,
        installation_id=inventory.version.installation_id,
        server_version=inventory.version.server,
    )


@dataclass(frozen=True, slots=True)
class _Export:
    """What one export works with.

    Attributes:
        fetch: gives logos.
        carried: files that are sealed already, which is done once.
    """

    source: LogicalSource
    writer: PackageWriter
    files: FileSettings | None
    fetch: Fetch
    run: Run
    carried: Carried = field(default_factory=Carried)


def _write_unchanged(
    export: _Export, inventory: Inventory, wanted: SelectSettings
) -> tuple[Inventory, Selection]:
    """Write until nothing has changed meanwhile; gives what was written in the end."""
    source, run = export.source, export.run
    changed: tuple[str, ...] = ()
    for attempt in range(2, TRIES + 2):
        selection = select(inventory, wanted)
        try:
            while _carry(export, selection):
                inventory = _look_again(export)
                selection = select(inventory, wanted)
            changed = _write(export, selection)
        except BROKEN_OFF as error:
            if attempt > TRIES:
                raise
            begin_again(source, error, Stage.EXPORT, attempt, run)
        else:
            if not changed:
                return inventory, selection
            # What changed may have other names and needs now, so all of it is read anew.
            source.forget_names()
        if attempt <= TRIES:
            inventory = _look_again(export)
    raise SourceChangingError(changed[0])


def _look_again(export: _Export) -> Inventory:
    inventory = survey(export.source, export.run)
    export.writer.restart(_header(inventory))
    return inventory


def _carry(export: _Export, selection: Selection) -> bool:
    """Seal the files of packages; says whether the source has to be read anew for it."""
    run, total = export.run, len(selection.refs)
    run.emit(Started(Stage.EXPORT, total=total))

    def tell(count: int) -> None:
        run.emit(Advanced(Stage.EXPORT, count, total, "packages"))

    packages = _packages(selection)
    return carry_files(
        export.source, packages, export.files, export.writer, export.carried, tell, run
    )


def _packages(selection: Selection) -> frozenset[Ref]:
    return frozenset(ref for ref in selection.refs if ref.kind is Kind.BUILT_IN_PACKAGE)


def _write(export: _Export, selection: Selection) -> tuple[str, ...]:
    """Write the documents; gives the rows that changed meanwhile."""
    source, writer, run = export.source, export.writer, export.run
    packages, total = _packages(selection), len(selection.refs)
    moving: set[Ref] = set()
    for document, file in export.carried.documents(packages):
        writer.write(document, {}, file)
        moving.add(document.ref)
    frozen = _Frozen(frozenset(moving), export.fetch)
    for done, read in enumerate(
        source.documents(selection.refs - packages), start=len(packages) + 1
    ):
        run.check()
        _write_document(source, read, writer, frozen)
        if done % _EVERY == 0:
            ref = read.converted.document.ref
            run.emit(Advanced(Stage.EXPORT, done, total, str(ref)))
    for item in (*source.names().omitted, *export.carried.omitted(packages)):
        writer.omit(item)
    for table, count in sorted(source.names().orphans.items()):
        writer.omit(Omitted("orphan", table, "", f"{count} rows that nothing owns."))
    return source.changed()


@dataclass(frozen=True, slots=True)
class _Frozen:
    """What must be there before a release or a published snapshot can be made anew.

    Attributes:
        packages: those of the built-in feed that move.
        fetch: gives logos.
        processes: digest of each live process that was written; None where secrets are shut.
    """

    packages: frozenset[Ref]
    fetch: Fetch
    processes: dict[Ref, str | None] = field(default_factory=dict)


def _write_document(
    source: LogicalSource, read: Read, writer: PackageWriter, known: _Frozen
) -> None:
    """Write it, and remember of processes what they hold, for the snapshots that come later."""
    document = read.converted.document
    if read.is_logo:
        _write_logo(source, read, writer, known.fetch)
        return
    if _lacks_package(document.ref, known.packages):
        why = "Its package stays behind."
        writer.omit(Omitted("build-information", str(document.ref), "", why))
        return
    body: Body = document.body
    if read.frozen is not None:
        why = _why_left(source, read, writer.cipher, known)
        if why:
            writer.omit(Omitted(_CODES[document.ref.kind], str(document.ref), "", why))
            return
    opened = _open_secrets(source, read.converted, writer.cipher)
    for omitted in opened.omitted:
        writer.omit(omitted)
    if is_process(document.ref.kind):
        known.processes[document.ref] = content_digest(body, opened.digests)
    for noticed in read.converted.noticed:
        if noticed.code == "unknown-secret":
            why = "A sealed value in a member that this version does not know."
            writer.omit(Omitted(noticed.code, str(document.ref), noticed.pointer, why))
    carried = LogicalDocument(document.ref, body, document.unknown, opened.digests)
    writer.write(carried, opened.secrets)


def _lacks_package(ref: Ref, packages: frozenset[Ref]) -> bool:
    """Whether it is the build information of a package whose file could not be had."""
    is_build = ref.kind is Kind.BUILD_INFORMATION
    return is_build and Ref(Kind.BUILT_IN_PACKAGE, ref.path) not in packages


def _write_logo(source: LogicalSource, read: Read, writer: PackageWriter, fetch: Fetch) -> None:
    """Seal the picture: as of a secret, only its digest tells whether it has changed."""
    document = read.converted.document
    address = SecretAddress(document.ref, "/Content")
    try:
        content = fetch(document.ref, str(read.source_id))
    except PackageFileError as error:
        writer.omit(Omitted("logo", str(document.ref), "", f"The logo stays behind: {error}."))
        return
    plain = Secret(b64encode(content).decode())
    sealed = seal_plain(plain, address, writer.cipher, source.digest)
    marked = replace(document, digests={address.pointer: sealed.digest})
    writer.write(marked, {address.pointer: sealed.sealed})


@dataclass(slots=True)
class _Opened:
    """The secrets of one document, re-keyed, and those that stay behind."""

    secrets: dict[str, PackageSealed] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    omitted: list[Omitted] = field(default_factory=list)


def _open_secrets(source: LogicalSource, converted: Converted, cipher: PackageCipher) -> _Opened:
    """Re-key each secret; in the body only what is to be read of it is left."""
    document, opened = converted.document, _Opened()
    for pointer, stored in converted.sealed.items():
        address = SecretAddress(document.ref, pointer)
        try:
            moved = _rekey(source, stored, address, cipher)
        except NotOpenedError as error:
            put(document.body, pointer, Slot(readable=False))
            code = "unreadable-secret"
            opened.omitted.append(Omitted(code, str(document.ref), pointer, str(error)))
            continue
        if moved is None:
            put(document.body, pointer, Slot(readable=False))
            why = "No master key was given."
            opened.omitted.append(Omitted("no-master-key", str(document.ref), pointer, why))
        elif moved.is_empty:
            put(document.body, pointer, None)
        else:
            opened.secrets[pointer] = moved.sealed
            opened.digests[pointer] = moved.digest
    return opened


_CODES = {Kind.RUNBOOK_SNAPSHOT: "snapshot-left", Kind.RELEASE: "release-left"}


def _why_left(source: LogicalSource, read: Read, cipher: PackageCipher, known: _Frozen) -> str:
    """Why a release or a published snapshot cannot be made anew on the target; "" where it can."""
    frozen = read.frozen() if read.frozen is not None else None
    if frozen is None:
        return "The process that it froze is gone; make another by hand."
    opened = _open_secrets(source, frozen, cipher)
    then = content_digest(frozen.document.body, opened.digests)
    if then is None or known.processes.get(frozen.document.ref) is None:
        return "Its process has secrets that did not open; make another by hand."
    if then != known.processes[frozen.document.ref]:
        return "The process has changed since; make another by hand."
    space = frozen.document.ref.space
    steps = packages_left(read.converted.document.body, frozen.document.body, space, known.packages)
    if steps:
        names = ", ".join(repr(step) for step in steps)
        return f"The built-in feed has the packages of {names}; push them, then make it by hand."
    return ""


def _rekey(
    source: LogicalSource,
    stored: SourceSealed | Secret[str],
    address: SecretAddress,
    package: PackageCipher,
) -> Rekeyed | None:
    if not isinstance(stored, SourceSealed):
        return seal_plain(stored, address, package, source.digest)
    if source.cipher is None:
        return None
    return rekey(stored, address, source.cipher, package, source.digest)


def put(body: Body, pointer: str, value: Node) -> None:
    """Set, in place, what lies at a JSON pointer that leads somewhere.

    Source: RFC 6901.
    """
    node: Node = body
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    for part in parts[:-1]:
        node = _step(node, part)
    last = parts[-1]
    if isinstance(node, dict):
        node[last] = value
    elif isinstance(node, list):
        node[int(last)] = value


def _step(node: Node, part: str) -> Node:
    match node:
        case dict():
            return node[part]
        case list():
            return node[int(part)]
        case _:
            raise KeyError(part)


def _report(summary: PackageSummary, inventory: Inventory, selection: Selection) -> Report:
    kinds: Mapping[str, Mapping[str, int]] = {
        kind: {"written": count} for kind, count in summary.contents.kinds.items()
    }
    along = tuple(
        Finding(
            Severity.INFO,
            "comes-along",
            str(ref),
            f"Comes along because {selection.because[ref].label!r} needs it.",
        )
        for ref in sorted(selection.because)
        if ref.kind is not Kind.BUILT_IN_PACKAGE
    )
    missing = tuple(
        Finding(
            Severity.WARNING,
            "missing-reference",
            str(entry.ref),
            f"Refers to {str(gone.kind).replace('_', ' ')} {missing_text(gone)!r}, "
            "which the source does not have.",
        )
        for ref in sorted(selection.refs)
        for entry in (inventory.entries[ref],)
        for gone in sorted(entry.missing)
        if is_missing(gone)
    )
    return Report(
        "export",
        kinds,
        findings=(*missing, *along),
        facts={
            "path": str(summary.path),
            "package_id": summary.package_id,
            "digest": summary.digest,
            "size_bytes": summary.size_bytes,
            "documents": sum(summary.contents.kinds.values()),
            "secrets": summary.contents.secrets,
            "omitted": summary.contents.omitted,
        },
    )
