"""Stage: carry out a plan; called again, go on."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import assert_never

from migrator.engine.journal import Begun, Done, Journal, Progress, Refused
from migrator.engine.meanwhile import Queues, putting_back, with_left
from migrator.engine.named_package import as_named
from migrator.engine.plan import present_for, spaces_of
from migrator.engine.plan_file import journal_name
from migrator.engine.ports import Documents, Target
from migrator.engine.rate_limit import raise_rate
from migrator.engine.state import StateDirectory
from migrator.engine.uploaded import failed_step, upload_report
from migrator.model.documents import Body, Kind, Ref
from migrator.model.errors import PlanBlockedError, StalePlanError
from migrator.model.events import Advanced, Finished, Found, Run, Stage, Started
from migrator.model.package_files import PackageFileError, Readable, Watched
from migrator.model.plan import Create, Fill, Link, Plan, Remove, Sort, Step, Update
from migrator.model.report import Report, Severity
from migrator.model.sealed import SecretAddress
from migrator.model.secret import Secret
from migrator.rules.kinds import MADE_WITH_SPACE, NEEDED_WITH_SPACE, existing_of, match_key
from migrator.rules.merging import merged_members
from migrator.rules.preparing import for_existing, prepare, with_pool_known
from migrator.rules.rewriting import UnresolvedError
from migrator.rules.template_versions import versions_before
from migrator.target.errors import (
    ConflictError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)
from migrator.target.finding import Order
from migrator.target.new_spaces import children_of_space
from migrator.target.removing import remove
from migrator.target.writing import Writer, Written

_OF_ONE_ITEM = (
    ConflictError,
    MethodNotAllowedError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
    UnexpectedAnswerError,
)
"""Refusals that concern one document; the others are told to the user at once."""

_CHILDREN_WAIT_S = 60.0
_CHILDREN_MORE_S = 5.0
_CHILDREN_POLL_S = 0.5
_POLL_S = 0.2


def upload(  # noqa: PLR0913 - what, from where, to where
    plan: Plan,
    package: Documents,
    target: Target,
    state: StateDirectory,
    run: Run,
    *,
    is_fresh: bool = False,
) -> Report:
    """Carry out each step that the journal does not show as done, rank by rank.

    Called again after a crash or a stop, it goes on; no document is created twice. A document
    that the target refuses is reported, and so is what needs it; the rest goes on.

    Args:
        plan: what to do.
        package: what the plan was made for.
        target: where.
        state: holds the journal.
        run: the line to the caller.
        is_fresh: the plan was made a moment ago, so the target need not be read again.

    Raises:
        PlanBlockedError: the plan's policy forbids to go on.
        StalePlanError: the package or the target is not the one that was planned for.
        WireError: the target cannot be reached any more, or the key is refused.
        Cancelled: between two steps; what is done stays done.
    """
    package = as_named(package, target.settings)
    _check_plan(plan, package)
    with (
        Journal(state.file(journal_name(plan)), plan.digest) as journal,
        putting_back(target, state, Stage.UPLOAD, run) as left,
    ):
        if journal.is_new and plan.steps and not is_fresh:
            _check_target(plan, package, target, state, run)
        queues = Queues(target, state)
        carrier = _Carrier(plan, package, target, journal, queues)
        done = len(journal.done())
        run.emit(Started(Stage.UPLOAD, total=len(plan.steps), done=done))
        if done < len(plan.steps):
            if plan.meanwhile.raised_rate is not None:
                queues.findings.extend(raise_rate(target, state, plan.meanwhile.raised_rate))
            carrier.stop_queues()
        for rank in plan.ranks:
            carrier.carry_out(rank, run)
        for finding in queues.findings:
            run.emit(Found(Stage.UPLOAD, finding))
        target.notices.emit(Stage.UPLOAD, run.emit)
        report = upload_report(plan, journal, target, done, queues.findings)
    run.emit(Finished(Stage.UPLOAD))
    return with_left(report, left)


def plan_blocked(plan: Plan) -> PlanBlockedError:
    """The error that says what the plan's policy forbids, with the plan's report."""
    blocking = [finding for finding in plan.findings if finding.severity is Severity.BLOCKS]
    first = f"{blocking[0].ref}: {blocking[0].message}"
    return PlanBlockedError(len(blocking), first, plan.report())


def _check_plan(plan: Plan, package: Documents) -> None:
    if plan.is_blocked:
        raise plan_blocked(plan)
    if plan.basis.package_digest != package.digest:
        raise StalePlanError("package")


def _check_target(
    plan: Plan, package: Documents, target: Target, state: StateDirectory, run: Run
) -> None:
    spaces = spaces_of(package, target)
    present = present_for(package, target, state, spaces, run)
    if present.fingerprint != plan.basis.target_fingerprint:
        raise StalePlanError("target")


class _Carrier:
    """Carries steps out, several at once; facts are recorded as they come."""

    def __init__(
        self, plan: Plan, package: Documents, target: Target, journal: Journal, queues: Queues
    ) -> None:
        self._plan = plan
        self._package = package
        self._target = target
        self._journal = journal
        self._queues = queues
        self._writer: Writer | None = None
        self._lock = threading.Lock()
        self._turns: dict[Ref, threading.Lock] = {}
        self._ids: dict[Ref, str] = {}
        self._learn(plan.kept)
        for ids in journal.done().values():
            self._learn(ids)
        self._done = len(journal.done())
        made = [step.ref for step in plan.steps if isinstance(step, Create)]
        self._versions_before = versions_before(made)

    def _learn(self, ids: Mapping[Ref, str]) -> None:
        with self._lock:
            self._ids.update({match_key(ref): found for ref, found in ids.items() if found})

    def resolve(self, ref: Ref) -> str | None:
        """The target's id of what the ref names, if there is one yet."""
        with self._lock:
            return self._ids.get(match_key(ref))

    def stop_queues(self) -> None:
        """Stop those of the plan's spaces that are there; the others' when they are made."""
        for space in self._plan.meanwhile.stopped_queues:
            space_id = self.resolve(Ref(Kind.SPACE, (space,)))
            if space_id is not None:
                self._queues.stop(space, space_id)

    def carry_out(self, rank: Iterable[Step], run: Run) -> None:
        """Settle every step of one rank; those have no order between them."""
        todo = [s for s in rank if self._journal.progress(s.id) is not Progress.DONE]
        if not todo:
            return
        writer = self._open_writer()
        waiting: set[Future[Step]] = set()
        with ThreadPoolExecutor(self._target.settings.connections) as pool:
            try:
                for step in todo:
                    run.check()
                    while len(waiting) >= self._target.settings.connections:
                        waiting = self._await(waiting, run)
                    waiting.add(pool.submit(self._settle, step, writer, run))
                while waiting:
                    waiting = self._await(waiting, run)
            finally:
                for future in waiting:
                    future.cancel()

    def _open_writer(self) -> Writer:
        if self._writer is None:
            me = self._target.wire.get("/api/users/me")
            user_id = me.get("Id") if isinstance(me, dict) else None
            self._writer = Writer(
                self._target.wire,
                str(user_id or ""),
                self._plan.spaces,
                self._plan.choices.retagged,
            )
        return self._writer

    def _await(self, waiting: set[Future[Step]], run: Run) -> set[Future[Step]]:
        done, left = wait(waiting, timeout=_POLL_S, return_when=FIRST_COMPLETED)
        self._target.notices.emit(Stage.UPLOAD, run.emit)
        for future in done:
            step = future.result()
            self._done += 1
            run.emit(Advanced(Stage.UPLOAD, self._done, len(self._plan.steps), str(step.ref)))
            why = self._journal.refusal(step.id)
            if why is not None:
                run.emit(Found(Stage.UPLOAD, failed_step(step, why)))
        run.check()
        return left

    def _settle(self, step: Step, writer: Writer, run: Run) -> Step:
        if isinstance(step, Sort):
            return self._sort(step, writer)
        if isinstance(step, Remove):
            return self._remove(step)
        in_doubt = self._journal.progress(step.id) is Progress.IN_DOUBT
        choices = with_pool_known(
            self._plan.choices, step.ref, is_there=lambda pool: self.resolve(pool) is not None
        )
        prepared = prepare(self._package.read(step.ref), choices)
        body = prepared.body or {}
        if isinstance(step, Update | Link):
            body = for_existing(prepared)
        order = self._order(step.ref, body, prepared.pointers, run)
        self._journal.record(Begun(step.id))
        try:
            with self._turn(step.ref):
                written = self._write(step, order, writer, in_doubt=in_doubt)
            ids = dict(written.ids)
            if step.ref.kind is Kind.SPACE and isinstance(step, Create):
                if step.ref.space in self._plan.meanwhile.stopped_queues:
                    self._queues.stop(step.ref.space, str(written.target_id))
                ids.update(self._await_children(step.ref, str(written.target_id), run))
        except StalePlanError as error:
            # It is somebody else's work: the next call must not take it for ours in doubt.
            self._journal.record(Refused(step.id, str(error)))
            raise
        except (UnresolvedError, PackageFileError) as error:
            self._journal.record(Refused(step.id, _why(error)))
            return step
        except _OF_ONE_ITEM as error:
            if error.is_in_doubt:
                raise
            self._journal.record(Refused(step.id, str(error)))
            return step
        self._learn(ids)
        self._journal.record(Done(step.id, ids))
        return step

    def _sort(self, step: Sort, writer: Writer) -> Step:
        self._journal.record(Begun(step.id))
        try:
            space_id = self.resolve(Ref(Kind.SPACE, step.ref.path[:1])) or ""
            wanted = [found for ref in step.order if (found := self.resolve(ref))]
            writer.sort(step.ref.kind, space_id, wanted)
        except _OF_ONE_ITEM as error:
            self._journal.record(Refused(step.id, str(error)))
            return step
        self._journal.record(Done(step.id))
        return step

    def _remove(self, step: Remove) -> Step:
        self._journal.record(Begun(step.id))
        try:
            space_id = self.resolve(Ref(Kind.SPACE, step.ref.path[:1])) or ""
            why = remove(self._target.wire, step.ref, space_id, step.target_id, step.version)
        except _OF_ONE_ITEM as error:
            if error.is_in_doubt:
                raise
            why = str(error)
        self._journal.record(Refused(step.id, why) if why else Done(step.id))
        return step

    def _order(self, ref: Ref, body: Body, pointers: Mapping[str, str], run: Run) -> Order:
        def open_secret(pointer: str) -> Secret[str]:
            address = SecretAddress(ref, pointers[pointer])
            return as_text(self._package.secret(address))

        @contextmanager
        def open_file() -> Iterator[Readable]:
            with self._package.open_file(ref) as reader:
                yield Watched(reader, run.check)

        before = self._versions_before.get(ref)
        return Order(ref, body, self.resolve, open_secret, before, open_file)

    def _write(
        self, step: Create | Fill | Update | Link, order: Order, writer: Writer, *, in_doubt: bool
    ) -> Written:
        existing = existing_of(step.ref, self._plan.choices)
        extra = merged_members(step.ref.kind, existing)
        match step:
            case Create():
                found = writer.find(order, completes=True) if in_doubt else None
                if found is not None:
                    return found
                return self._create(order, writer)
            case Fill():
                return writer.fill(order, is_ours=in_doubt)
            case Update(target_id=target_id, version=version):
                self._learn({step.ref: target_id})
                # Another channel that became the default has changed this one.
                is_moved = step.ref.kind is Kind.CHANNEL and "/IsDefault" in step.changes
                return writer.update(order, None if in_doubt or is_moved else version, extra)
            case Link():
                return writer.link(order, extra)
            case _:
                assert_never(step)

    def _create(self, order: Order, writer: Writer) -> Written:
        try:
            return writer.create(order)
        except RejectedError:
            # It was not there when the plan was made; now there is one that is not ours.
            if writer.find(order) is not None:
                raise StalePlanError("target") from None
            raise

    def _turn(self, ref: Ref) -> threading.Lock:
        """Writes that race with themselves on the server take turns.

        Source: OctopusDeploy/terraform-provider-octopusdeploy (tag set and tenant resources).
        """
        key = ref
        match ref.kind:
            case Kind.TAG_SET | Kind.TENANT:
                key = Ref(ref.kind, ref.path[:1])
            case Kind.CHANNEL | Kind.CERTIFICATE:
                key = Ref(ref.kind, ref.path[:2])
            case Kind.DEPLOYMENT_SETTINGS:
                # The project repeats them, and who writes it back whole writes them too.
                key = Ref(Kind.PROJECT, ref.path)
            case _:
                pass
        with self._lock:
            return self._turns.setdefault(key, threading.Lock())

    def _await_children(self, ref: Ref, space_id: str, run: Run) -> Mapping[Ref, str]:
        """Wait until the server has made what comes with a space: that takes it a moment.

        Source: OctopusDeploy/terraform-provider-octopusdeploy, test_space_helper_test.go.
        """
        begun = time.monotonic()
        while True:
            found = children_of_space(self._target.wire, ref, space_id)
            there = {(child.kind, child.name.strip().casefold()) for child in found}
            lacking = MADE_WITH_SPACE - there
            # Not every server shows all of them to every key.
            patience_s = _CHILDREN_WAIT_S if lacking & NEEDED_WITH_SPACE else _CHILDREN_MORE_S
            if not lacking or time.monotonic() > begun + patience_s:
                return found
            run.check()
            time.sleep(_CHILDREN_POLL_S)


def _why(error: UnresolvedError | PackageFileError) -> str:
    if isinstance(error, PackageFileError):
        return f"Its file cannot be sent: {error}."
    return f"It needs {error.ref.label!r}, which could not be made."


def as_text(secret: Secret[bytes]) -> Secret[str]:
    """The secret as the text that it is."""
    return Secret(secret.reveal().decode(errors="surrogatepass"))
