"""Stage: is the package whole, and does every reference in it lead somewhere?"""

from __future__ import annotations

from collections import Counter

from migrator.engine.ports import Documents
from migrator.model.documents import Ref, refs_in, slots_in
from migrator.model.events import Advanced, Finished, Run, Stage, Started
from migrator.model.package_files import PackageFileError
from migrator.model.report import Finding, Report, Severity
from migrator.package.errors import DamagedPackageError
from migrator.rules.kinds import FACTS, document_of, is_made_with_space, is_mapped_only
from migrator.rules.naming import is_missing, missing_text

_EVERY = 100
_PIECE_BYTES = 1 << 20


def check(package: Documents, run: Run) -> Report:
    """Look at every document and every file; opening has authenticated all but the files.

    What lies outside is expected on the target: the plan tells whether it is there.

    Raises:
        DamagedPackageError: a file is not what it was.
        Cancelled: between two documents.
    """
    refs = frozenset(package.refs())
    run.emit(Started(Stage.CHECK, total=len(refs)))
    kinds: dict[str, Counter[str]] = {}
    findings: list[Finding] = []
    for done, document in enumerate(package.documents(), start=1):
        run.check()
        counts = kinds.setdefault(FACTS[document.ref.kind].plural, Counter())
        counts["documents"] += 1
        counts["secrets"] += sum(slot.readable for slot in slots_in(document.body).values())
        for ref in sorted(refs_in(document.body)):
            finding = _judge(document.ref, ref, refs)
            if finding is not None:
                findings.append(finding)
        if package.holds_file(document.ref):
            _check_file(package, document.ref)
        if done % _EVERY == 0:
            run.emit(Advanced(Stage.CHECK, done, len(refs), str(document.ref)))
    findings.extend(
        Finding(Severity.WARNING, item.code, item.where, item.message, pointer=item.pointer)
        for item in package.omitted
    )
    run.emit(Finished(Stage.CHECK))
    return Report(
        "check",
        {kind: dict(counts) for kind, counts in kinds.items()},
        findings=tuple(findings),
        facts={"documents": len(refs), "digest": package.digest, "secrets": package.has_secrets},
    )


def _check_file(package: Documents, ref: Ref) -> None:
    try:
        with package.open_file(ref) as reader:
            while reader.read(_PIECE_BYTES):
                pass
    except PackageFileError as error:
        raise DamagedPackageError(f"of {ref.label}, {error}") from None


def _judge(holder: Ref, ref: Ref, refs: frozenset[Ref]) -> Finding | None:
    what = str(ref.kind).replace("_", " ")
    if is_missing(ref):
        message = f"Refers to {what} {missing_text(ref)!r}, which the source does not have."
        return Finding(Severity.WARNING, "missing-reference", str(holder), message)
    wanted = document_of(ref)
    if wanted in refs or is_mapped_only(wanted) or is_made_with_space(wanted):
        return None
    message = f"Refers to {what} {ref.label!r}, which must be on the target: it is not in here."
    return Finding(Severity.INFO, "expected-on-target", str(holder), message)
