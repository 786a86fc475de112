"""Failures on cue."""

from __future__ import annotations

import threading
from dataclasses import dataclass

# Shared by all, so that a Trouble is plain data and can be sent to another process.
_COUNTING = threading.Lock()


@dataclass(slots=True)
class Trouble:
    """What the server does wrong from now on; change it at any time, from any thread.

    Attributes:
        delay_s: how long each SELECT waits for its answer. A client's cancel is heard meanwhile.
        cut_table: the statements that `cut_after_rows` and `stall_after_rows` are about contain
            this text; empty means all.
        cut_after_rows: the connection dies in mid result after so many rows.
        cut_times: how often; None means always.
        stall_after_rows: the server falls silent in mid result after so many rows, and hears
            nothing until this is None again or the client goes.
        silent_accept: new connections are accepted and never answered.
        deny_login: no login succeeds.
        fail_statement_containing: statements with this text, whatever its case, fail with
            `fail_number`; empty means none.
        fail_times: how often; None means always.
    """

    delay_s: float = 0.0
    cut_table: str = ""
    cut_after_rows: int | None = None
    cut_times: int | None = None
    stall_after_rows: int | None = None
    silent_accept: bool = False
    deny_login: bool = False
    fail_statement_containing: str = ""
    fail_number: int = 1205
    fail_times: int | None = None

    def concerns(self, text: str) -> bool:
        """Whether a cue is set for the middle of this statement's result."""
        is_cued = self.cut_after_rows is not None or self.stall_after_rows is not None
        return is_cued and self.cut_table.lower() in text.lower()

    def takes_cut(self, sent_rows: int) -> bool:
        """Whether the connection dies after so many rows; counts towards `cut_times`."""
        with _COUNTING:
            if self.cut_after_rows is None or sent_rows < self.cut_after_rows:
                return False
            if self.cut_times is not None:
                if self.cut_times <= 0:
                    return False
                self.cut_times -= 1
            return True

    def take_failure(self, text: str) -> int | None:
        """The error that this statement is to fail with; counts towards `fail_times`."""
        with _COUNTING:
            wanted = self.fail_statement_containing.lower()
            if not wanted or wanted not in text.lower():
                return None
            if self.fail_times is not None:
                if self.fail_times <= 0:
                    return None
                self.fail_times -= 1
            return self.fail_number
