"""Ctrl-C and SIGTERM: the first asks to stop between two items, the second stops at once."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from types import FrameType

from migrator.model.errors import ExitCode

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
_TOLD = b"\nStopping after what is in hand; once more stops at once.\n"
_SHOW_CURSOR = b"\x1b[?25h"
_NUDGES_APART_S = 0.05


class Stop:
    """Whether someone wants us to stop."""

    def __init__(self) -> None:
        self.wanted = threading.Event()
        self._is_asking = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Hear signals until the end; elsewhere than on the main thread nothing is heard."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
        before = {number: signal.signal(number, self._hear) for number in numbers}
        try:
            with _waking_main():
                yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextlib.contextmanager
    def asking(self) -> Iterator[None]:
        """While a person is asked a signal interrupts at once: nothing is in hand."""
        self._is_asking = True
        try:
            yield
        finally:
            self._is_asking = False

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._is_asking:
            raise KeyboardInterrupt
        # A handler may run in the midst of a write, so it must not use Python's streams.
        if self.wanted.is_set():
            if sys.stderr.isatty():
                os.write(2, _SHOW_CURSOR)
            os._exit(ExitCode.CANCELLED)
        self.wanted.set()
        with contextlib.suppress(OSError):
            os.write(2, _TOLD)


@contextlib.contextmanager
def _waking_main() -> Iterator[None]:
    """Let a signal that the system gave to another thread be heard on the main thread at once.

    Python runs handlers on the main thread alone, and while that waits for a lock it notices a
    signal only where the signal interrupted its own wait. The system may give a signal to any
    thread: then this thread, woken by Python's wake-up descriptor, nudges the main thread with
    a signal that means nothing, until a handler ran: a nudge that comes just before the main
    thread lies down to wait is slept through. Windows has no such signals and needs no nudge
    for Ctrl-C.
    Source: https://docs.python.org/3/library/signal.html#execution-of-python-signal-handlers.
    """
    if sys.platform == "win32":
        yield
        return
    main = threading.get_ident()
    ours, pythons = socket.socketpair()
    pythons.settimeout(0)
    heard = 0  # an Event has a lock, which a handler could find taken by the thread it interrupts

    def hear_nudge(number: int, frame: FrameType | None) -> None:
        del number, frame
        nonlocal heard
        heard += 1

    def nudge() -> None:
        while number := ours.recv(1):
            heard_before = heard
            while number[0] != signal.SIGURG and heard == heard_before:
                signal.pthread_kill(main, signal.SIGURG)
                time.sleep(_NUDGES_APART_S)

    nudger = threading.Thread(target=nudge, name="signals", daemon=True)
    nudged_before = signal.signal(signal.SIGURG, hear_nudge)
    descriptor_before = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
    nudger.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor_before)
        pythons.close()
        nudger.join()
        ours.close()
        signal.signal(signal.SIGURG, nudged_before)
