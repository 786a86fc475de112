"""The terminal, or the program, that a verb talks to while it acts."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

import click
from rich.console import Console, RenderableType

from migrator.cli.call import FaceOptions, Outcome
from migrator.cli.cli_errors import CannotConfirmError, OutputFileError
from migrator.cli.json_lines import JsonLines, encode_event, encode_result, leave_pipe
from migrator.cli.logs import open_log, save_failure
from migrator.cli.progress import LineProgress, NoProgress, ProgressView, TerminalProgress
from migrator.cli.render import error_lines, render_error, render_report
from migrator.cli.stopping import Stop
from migrator.engine.files import write_whole
from migrator.engine.job_errors import CannotAskError
from migrator.engine.secrets import Vault
from migrator.model.documents import Json
from migrator.model.errors import MigratorError
from migrator.model.events import Event, Run
from migrator.model.report import Report
from migrator.model.secret import Secret

log = logging.getLogger(__name__)

_WIDTH_OF_FILES = 100
# A new passphrase is typed twice: the verb, and a word of the label.
_TYPED_TWICE = {
    "export": "passphrase",
    "run": "passphrase",
    "package rekey": "new passphrase",
    "package share": "new passphrase",
}


class Face:
    """One verb's line to whoever called it; open while the verb acts."""

    def __init__(self, verb: str, options: FaceOptions) -> None:
        self._verb = verb
        self._options = options
        self._stop = Stop()
        self._open = contextlib.ExitStack()
        self.vault = Vault(self._ask)
        self.run = Run(emit=self._emit, cancelled=self._stop.wanted.is_set)
        self._errors = _console(sys.stderr, color=options.color)
        self._results = self._errors if options.json else _console(sys.stdout, color=options.color)
        self._lines = JsonLines(sys.stdout, self.vault.mask) if options.json else None
        self._progress = self._choose_progress()

    def __enter__(self) -> Self:
        self._open.enter_context(self._stop.listening())
        # Without any handler Python prints warnings to stderr.
        nowhere = logging.NullHandler()
        logging.getLogger().addHandler(nowhere)
        self._open.callback(logging.getLogger().removeHandler, nowhere)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.close()
        self._open.close()

    def start_log(self) -> None:
        """Open the log file, if one is wanted.

        Raises:
            OutputFileError: it cannot be written.
        """
        if self._options.log is not None:
            self._open.enter_context(open_log(self._options.log, self.vault.mask))

    def note(self, text: str) -> None:
        """Tell a person something in passing."""
        if not self._options.quiet:
            self._print(self._errors, self.vault.mask(text))

    def announce(self, members: dict[str, Json], text: str) -> None:
        """Tell at once what a caller waits for: the members to a program, the text to a person."""
        if self._lines is not None:
            self._lines.write({"event": "started", "stage": self._verb, **members})
        else:
            click.echo(text)

    def confirm(self, report: Report) -> bool:
        """Show what would be written to the target, and ask.

        Raises:
            CannotConfirmError: there is no terminal.
        """
        self._progress.close()
        self._print(self._errors, render_report(report))
        if not sys.stdin.isatty():
            raise CannotConfirmError
        with self._stop.asking():
            return click.confirm("Write this to the target?", default=False, err=True)

    def wait(self, seconds: float) -> bool:
        """Wait until someone wants to stop, at most so long; returns whether someone does."""
        return self._stop.wanted.wait(seconds)

    def finish(self, outcome: Outcome) -> None:
        """Tell how the verb ended; nothing may be told after that."""
        self._progress.close()
        if outcome.report is not None and not (self._options.json and self._options.quiet):
            self._print(self._results, outcome.view or render_report(outcome.report))
        if outcome.error is not None:
            log.error("%s %s", outcome.error.code, outcome.error)
            self._tell_error(outcome.error)
        if self._lines is not None:
            self._lines.write(encode_result(self._verb, outcome))

    def save_traceback(self, error: Exception) -> Path | None:
        """Put a bug's traceback into the log, or where one finds it; returns the file."""
        if self._options.log is not None:
            log.error("A bug.", exc_info=error)
            return self._options.log
        return save_failure(error, self.vault.mask)

    def _tell_error(self, error: MigratorError) -> None:
        if self._errors.is_terminal:
            self._print(self._errors, render_error(error, self.vault.mask))
        else:
            with contextlib.suppress(BrokenPipeError):
                sys.stderr.write(f"{error_lines(error, self.vault.mask)}\n")

    def _emit(self, event: Event) -> None:
        if self._lines is not None:
            self._lines.write(encode_event(event))
        self._progress.show(event)

    def _ask(self, label: str) -> Secret[str]:
        if not sys.stdin.isatty():
            raise CannotAskError(label)
        self._progress.close()
        twice = _TYPED_TWICE.get(self._verb, "\0") in label
        with self._stop.asking():
            return Secret(
                str(
                    click.prompt(
                        label[:1].upper() + label[1:],
                        hide_input=True,
                        confirmation_prompt=twice,
                        err=True,
                    )
                )
            )

    def _choose_progress(self) -> ProgressView:
        if self._options.quiet:
            return NoProgress()
        if self._errors.is_terminal and not self._errors.is_dumb_terminal:
            return TerminalProgress(self._errors)
        return LineProgress(self.note)

    @staticmethod
    def _print(console: Console, what: RenderableType) -> None:
        # The reader may have left, as `| head` does; what a stage does goes on.
        is_text = isinstance(what, str)
        try:
            if console.is_terminal:
                console.print(what, markup=False, highlight=False, soft_wrap=is_text)
                return
            with console.capture() as capture:  # tables pad their lines, which files need not
                console.print(what, markup=False, highlight=False, soft_wrap=is_text)
            lines = [line.rstrip() for line in capture.get().splitlines()]
            console.file.write("\n".join(lines) + "\n")
            console.file.flush()
        except (BrokenPipeError, SystemExit):
            leave_pipe(console.file)


def write_output(path: Path, data: bytes) -> None:
    """Write a file that was asked for, whole or not at all.

    Raises:
        OutputFileError: it cannot be written.
    """
    try:
        write_whole(path, data)
    except OSError as error:
        raise OutputFileError(path, error.strerror or type(error).__name__) from None


def _console(stream: TextIO, *, color: bool) -> Console:
    if isinstance(stream, io.TextIOWrapper):
        # A name that the terminal's encoding lacks must not end the program.
        stream.reconfigure(errors="backslashreplace")
    width = None if stream.isatty() else _WIDTH_OF_FILES
    return Console(file=stream, no_color=True if not color else None, width=width, emoji=False)
