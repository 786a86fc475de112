"""A thread for calls that may never return, so that whoever waits for one can give up.

Microsoft's driver waits without end for a server that stops in the middle of a result; neither
its query timeout nor its connection timeout bounds that.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class Late(Exception):
    """The call has not returned in time; its thread may still be in it."""


class Worker:
    """One thread that carries out one call after the other. Used from one thread at a time."""

    def __init__(self, name: str) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        # A daemon: a call that never returns must not keep the process alive.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def call(self, function: Callable[[], T], limit_s: float) -> T:
        """Carry the function out on the worker's thread and give its result or its exception.

        Raises:
            Late: it has not returned within the limit. The call goes on; wait again by `rest`.
        """
        return self.wait(self.begin(function), limit_s)

    def begin(self, function: Callable[[], T]) -> Future[T]:
        """Start the function; `wait` gives its result."""
        future: Future[T] = Future()

        def run() -> None:
            try:
                result = function()
            except BaseException as error:  # noqa: BLE001  (it is handed to whoever waits)
                future.set_exception(error)
            else:
                future.set_result(result)

        self._calls.put(run)
        return future

    def wait(self, future: Future[T], limit_s: float) -> T:
        """The result of a begun call.

        Raises:
            Late: it has not returned within the limit.
        """
        try:
            return future.result(limit_s)
        except FutureTimeoutError:
            if future.done():
                # The call's own TimeoutError, which is the same class.
                return future.result(0)
            raise Late from None

    def leave(self, last: Callable[[], None] | None = None) -> None:
        """End the thread once it is free, after it has carried out `last`; does not wait."""
        if last is not None:
            self._calls.put(last)
        self._calls.put(None)

    def _work(self) -> None:
        while (run := self._calls.get()) is not None:
            # What `last` raises interests nobody any more; the others' errors are in futures.
            with contextlib.suppress(Exception):
                run()
