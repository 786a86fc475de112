"""Stage: what does the source hold, what does it need, which of its secrets open?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrator.crypto.errors import NotOpenedError
from migrator.crypto.key_verdict import Candidate, judge_key, sample
from migrator.crypto.source_cipher import SourceCipher
from migrator.model.documents import Json, Omitted, Ref, refs_in
from migrator.model.errors import SourceError
from migrator.model.events import Advanced, Finished, Found, Retried, Run, Stage, Started
from migrator.model.inventory import Entry, Inventory, KeyVerdict
from migrator.model.report import Finding, Severity
from migrator.model.sealed import SourceSealed
from migrator.rules.field_fates import fate_of
from migrator.rules.kinds import document_of
from migrator.rules.naming import is_missing, missing_text
from migrator.source.documents import Read
from migrator.source.errors import ConnectionLostError, DeadlockVictimError, StalledError
from migrator.source.logical import LogicalSource

_EVERY = 50
TRIES = 3  # for one that breaks off or changes while it is read
# What is read after one of these is another state, so all begins anew; with the reason in words.
_BROKEN_OFF: Mapping[type[SourceError], str] = {
    ConnectionLostError: "connection lost",
    DeadlockVictimError: "deadlock",
    StalledError: "no more rows came",
}
BROKEN_OFF = tuple(_BROKEN_OFF)


def survey(source: LogicalSource, run: Run) -> Inventory:
    """Read everything once by name and once whole; nothing is written and nothing secret kept.

    Where the connection is lost it begins anew, once the server is there again.

    Raises:
        SourceError: the source cannot be read.
        Cancelled: between two documents.
    """
    for attempt in range(2, TRIES + 1):
        try:
            return _survey(source, run)
        except BROKEN_OFF as error:
            begin_again(source, error, Stage.SURVEY, attempt, run)
    return _survey(source, run)


def begin_again(
    source: LogicalSource, error: SourceError, stage: Stage, attempt: int, run: Run
) -> None:
    """Open the source anew after it broke off: a new consistent read from the start.

    Raises:
        SourceError: it does not come back.
        Cancelled: while waiting for it.
    """
    run.emit(Retried(stage, _BROKEN_OFF[type(error)], attempt))
    source.begin_again(run.check)


def _survey(source: LogicalSource, run: Run) -> Inventory:
    names = source.names()
    total = len(names.refs) + len(names.tenant_rows.rows) + names.packages.count
    run.emit(Started(Stage.SURVEY, total=total))
    watch = _Watch(source.cipher)
    entries: dict[Ref, Entry] = {}
    for done, read in enumerate(source.documents(), start=1):
        run.check()
        entry = watch.see(read)
        entries[entry.ref] = entry
        if done % _EVERY == 0:
            run.emit(Advanced(Stage.SURVEY, done, total, str(entry.ref)))
    left = tuple(_left_behind(names.omitted)) + tuple(_orphans(names.orphans))
    git = tuple(_in_git(ref) for ref in sorted(names.git_projects))
    found = (*source.findings, *left, *git, *watch.findings)
    for finding in found:
        run.emit(Found(Stage.SURVEY, finding))
    run.emit(Finished(Stage.SURVEY))
    return Inventory(
        version=source.version,
        entries=_without_strays(entries),
        verdict=watch.verdict(),
        secrets_total=watch.total,
        secrets_opened=watch.opened,
        findings=found,
        tables=source.tables,
    )


def _without_strays(entries: dict[Ref, Entry]) -> dict[Ref, Entry]:
    """Needs that name no document that was read count as missing nowhere: they are mapped."""
    return {
        ref: Entry(
            ref=ref,
            table=entry.table,
            source_id=entry.source_id,
            needs=frozenset(need for need in entry.needs if document_of(need) in entries),
            missing=entry.missing,
            size_bytes=entry.size_bytes,
            secrets=entry.secrets,
            is_disabled=entry.is_disabled,
        )
        for ref, entry in entries.items()
    }


class _Watch:
    """Counts secrets and tries the key on each; plain text is dropped at once."""

    def __init__(self, cipher: SourceCipher | None) -> None:
        self._cipher = cipher
        self._candidates: list[Candidate] = []
        self.total = 0
        self.opened = 0
        self.findings: list[Finding] = []

    def see(self, read: Read) -> Entry:
        converted = read.converted
        document = converted.document
        for pointer, stored in converted.sealed.items():
            self._try(document.ref, pointer, stored, read.table)
        refs = refs_in(document.body)
        for noticed in converted.noticed:
            finding = finding_of(document.ref, noticed.code, noticed.pointer, noticed.text)
            if finding is not None:
                self.findings.append(finding)
        self.findings.extend(unknown_members(document.ref, document.unknown))
        self.findings.extend(
            Finding(
                Severity.WARNING,
                "action-renamed",
                str(document.ref),
                f"Two steps share a name, which the target refuses; one becomes {name!r}.",
                pointer=pointer,
            )
            for pointer, name in converted.renamed
        )
        missing = frozenset(ref for ref in refs if is_missing(ref))
        self.findings.extend(_missing(document.ref, ref) for ref in sorted(missing))
        return Entry(
            ref=document.ref,
            table=read.table,
            source_id=read.source_id,
            needs=(refs - missing) | read.needs,
            missing=missing,
            size_bytes=read.size_bytes,
            secrets=len(converted.sealed),
            is_disabled=read.is_disabled,
        )

    def _try(self, ref: Ref, pointer: str, stored: object, table: str) -> None:
        self.total += 1
        if not isinstance(stored, SourceSealed):
            self.opened += 1
            self.findings.append(
                Finding(
                    Severity.WARNING,
                    "plain-secret",
                    str(ref),
                    "The source holds this secret in clear; it moves sealed.",
                    pointer=pointer,
                )
            )
            return
        candidate = Candidate(table, f"{ref}{pointer}", stored)
        self._candidates.append(candidate)
        if len(self._candidates) > _KEPT:
            self._candidates = list(sample(self._candidates))
        if self._cipher is None:
            return
        try:
            self._cipher.open(stored)
        except NotOpenedError as error:
            self.findings.append(
                Finding(
                    Severity.WARNING,
                    "unreadable-secret",
                    str(ref),
                    str(error),
                    error.hint,
                    pointer,
                )
            )
        else:
            self.opened += 1

    def verdict(self) -> KeyVerdict:
        if self._cipher is None:
            return KeyVerdict.NOT_GIVEN
        judged = judge_key(sample(self._candidates), self._cipher)
        return KeyVerdict[judged.verdict.name]


_KEPT = 2000
"""Candidates held at a time; of more, the sample is kept that the key is tried on."""


def _left_behind(omitted: list[Omitted]) -> Iterator[Finding]:
    for item in omitted:
        yield Finding(
            Severity.WARNING, item.code, item.where, f"Stays behind: {item.message}", "", ""
        )


def _orphans(orphans: dict[str, int]) -> Iterator[Finding]:
    for table, count in sorted(orphans.items()):
        yield Finding(
            Severity.INFO,
            "orphans",
            table,
            f"{count} rows of table {table} belong to nothing that exists; they stay behind.",
        )


def _in_git(ref: Ref) -> Finding:
    return Finding(
        Severity.WARNING,
        "version-controlled",
        str(ref),
        "The project keeps its process in a Git repository; project and variables move, the "
        "link to the repository where git_projects says so.",
        'Set git_projects = "connect" under [policy], or convert the project on the target after '
        "cut-over.",
    )


def _missing(holder: Ref, ref: Ref) -> Finding:
    what = str(ref.kind).replace("_", " ")
    return Finding(
        Severity.WARNING,
        "missing-reference",
        str(holder),
        f"Refers to {what} {missing_text(ref)!r}, which the source does not have.",
    )


def unknown_members(ref: Ref, unknown: Mapping[str, Json]) -> Iterator[Finding]:
    """Findings about members that stay behind: why, or that no table of ours names them."""
    strange: list[str] = []
    for name in sorted(unknown):
        known = fate_of(ref.kind, name)
        if known is None:
            strange.append(name)
        else:
            message = f"Its {name} is kept in the package, not sent: {known.reason}."
            yield Finding(Severity.INFO, "member-left", str(ref), message, "", f"/{name}")
    if strange:
        listed = ", ".join(strange)
        yield Finding(
            Severity.INFO,
            "unknown-member",
            str(ref),
            f"Members that this version does not know are kept in the package, not sent: {listed}.",
        )


_TEXTS = {
    "id-in-text": (
        Severity.INFO,
        "The text holds {text}, an id of the source; it is left as it is.",
        "Look whether a script or value relies on it, and put the target's id there.",
    ),
    "reference-mapped-by-sweep": (
        Severity.INFO,
        "{text} stands where no rule expects an id; it is mapped all the same.",
        "Check that this property is meant to hold the id.",
    ),
    "template-version": (
        Severity.INFO,
        (
            "The step was made from version {text} of its step template, which is not the "
            "newest; it is pinned to the target's version and keeps its own properties."
        ),
        "",
    ),
    "no-time-zone": (
        Severity.WARNING,
        "The schedule names no time zone: on the source it followed the server's own clock.",
        "Name the zone on the source, or on the target before cut-over.",
    ),
    "webhook-address": (
        Severity.WARNING,
        "The trigger is called from outside; on the target it gets another address.",
        "Give whoever calls it the new address.",
    ),
    "prompted-values": (
        Severity.WARNING,
        "Values that the trigger gives to prompted variables stay behind.",
        "Enter them on the target before the trigger is switched on.",
    ),
    "unknown-secret": (
        Severity.WARNING,
        "A member that this version does not know holds a sealed value; it stays behind.",
        "Enter the value on the target by hand.",
    ),
    "sealed-text": (
        Severity.WARNING,
        "A text that is no secret looks like a sealed one; it moves as it is.",
        "If it is a secret, enter it on the target by hand.",
    ),
}


def finding_of(ref: Ref, code: str, pointer: str, text: str) -> Finding | None:
    """What was noticed about a reference, as a finding."""
    known = _TEXTS.get(code)
    if known is None:
        return None
    severity, message, hint = known
    return Finding(severity, code, str(ref), message.format(text=text), hint, pointer)
