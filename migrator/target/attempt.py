"""One write, tried until its outcome is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from migrator.model.documents import Json
from migrator.target.errors import ConflictError, RejectedError, WireError

Look: TypeAlias = Callable[[], "Json | None"]


class Attempt:
    """Sends, or finds out that an earlier try has done it."""

    def __init__(self, send: Callable[[], Json], look: Look | None) -> None:
        self._send = send
        self._look = look
        self._is_in_doubt = False

    def __call__(self) -> Json:
        """What the target answers, or what is found there after all.

        Raises:
            WireError: it refuses, or there is no answer.
        """
        found = self._found()
        if found is not None:
            return found
        try:
            return self._send()
        except WireError as error:
            # A repetition that is refused because the first try did succeed after all.
            if isinstance(error, (RejectedError, ConflictError)):
                found = self._found()
                if found is not None:
                    return found
            error.follows_doubt = self._is_in_doubt
            self._is_in_doubt = error.is_in_doubt
            raise

    def _found(self) -> Json | None:
        return self._look() if self._is_in_doubt and self._look is not None else None
