"""One migration as the window has it: answers, secrets as typed, what came of the stages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from migrator.engine.files import write_whole
from migrator.engine.job import Job
from migrator.engine.secrets import Vault
from migrator.gui.answers import make_job, read_answers, render_job
from migrator.gui.flow import Answers, Outcomes, SecretName, after_change, after_secret
from migrator.gui.recent import note_recent
from migrator.gui.typed import TypedSecrets, asked
from migrator.model.errors import StateUnusableError
from migrator.model.secret import Secret
from migrator.model.settings import FromPrompt


class Session(QObject):
    """What the pages share; they change it by `change`, `type_secret` and `record` alone."""

    changed = Signal()
    opened = Signal()  # another job: the pages fill in anew

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.answers = Answers()
        self.outcomes = Outcomes()
        self.secrets = TypedSecrets()
        self.vault = Vault(self._ask)
        self._opened = self.answers
        self._saved = ""

    def begin(self, path: Path) -> None:
        """Forget everything and start a new job, to be saved at the path."""
        self._take(path, Answers(), "")

    def open_job(self, path: Path) -> None:
        """Take the answers of a job file; what was typed before is forgotten.

        Raises:
            UsageError: it cannot be read or has an error.
        """
        answers = read_answers(path)
        self._take(path.absolute(), answers, render_job(answers, path))
        note_recent(self.path)

    def _take(self, path: Path, answers: Answers, saved: str) -> None:
        self.path = path
        self.secrets = TypedSecrets()
        self.vault = Vault(self._ask)
        self.answers, self.outcomes, self._saved = answers, Outcomes(), saved
        self._opened = answers
        self.opened.emit()
        self.changed.emit()

    def change(self, answers: Answers) -> None:
        """Put new answers in; what no longer follows from them is dropped."""
        if answers != self.answers:
            self.outcomes = after_change(self.answers, answers, self.outcomes)
            self.answers = answers
            self.changed.emit()

    def type_secret(self, name: SecretName, secret: Secret[str]) -> None:
        """Take what stands in a secret's field; an empty one leaves the job's own place alone."""
        if self.secrets.put(name, secret):
            self.outcomes = after_secret(name, self.outcomes)
            self._put_place(name)
            self.changed.emit()

    def leave_keys(self, *, behind: bool) -> None:
        """Leave all secrets of the source behind, or take the keys again."""
        if behind:
            places = {**self.answers.places}
            places.pop(SecretName.MASTER_KEY, None)
            self.change(replace(self.answers, places=places, older_keys=()))
            return
        before = self.answers
        for name in (SecretName.MASTER_KEY, SecretName.OLDER_KEY):
            self._put_place(name)
        after, self.answers = self.answers, before
        self.change(after)

    def _put_place(self, name: SecretName) -> None:
        """What was typed is asked for; else it is where the job file had it."""
        is_typed = self.secrets.has(name)
        if name is SecretName.OLDER_KEY:
            others = tuple(
                key for key in self._opened.older_keys if not isinstance(key, FromPrompt)
            )
            older = (*others, asked(name)) if is_typed else others
            self.answers = replace(self.answers, older_keys=older)
            return
        places = {**self.answers.places}
        place = asked(name) if is_typed else self._opened.places.get(name)
        if place is None:
            places.pop(name, None)
        else:
            places[name] = place
        self.answers = replace(self.answers, places=places)

    def has_secret(self, name: SecretName) -> bool:
        """Whether it is typed, or the job says where it is."""
        return self.secrets.has(name) or self.has_place(name)

    def has_place(self, name: SecretName) -> bool:
        """Whether the job says where it is, so that it need not be typed."""
        place = self.answers.places.get(name)
        return place is not None and not isinstance(place, FromPrompt)

    def record(self, outcomes: Outcomes) -> None:
        """Put in what a stage gave."""
        self.outcomes = outcomes
        self.changed.emit()

    def job(self) -> Job:
        """The job as the engine takes it; the same as `migrator run` would read.

        Raises:
            UsageError: an answer is missing or wrong.
        """
        return make_job(self.answers, self.path)

    def save(self) -> None:
        """Write the job file if an answer has changed; secrets only if the user agreed.

        Raises:
            StateUnusableError: it cannot be written.
            KeyringError: the credential store refuses.
        """
        answers = self.answers
        if answers.remembers:
            kept = dict(self.secrets.remember(f"{self.path.stem}-{self.path.parent.name}"))
            older = kept.pop(SecretName.OLDER_KEY, None)
            if older is not None:
                answers = replace(answers, older_keys=(older,))
            answers = replace(answers, places={**answers.places, **kept})
        text = render_job(answers, self.path)
        if text == self._saved or answers == Answers():
            return
        try:
            write_whole(self.path, text.encode())
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise StateUnusableError(str(self.path), why) from None
        self._saved = text
        note_recent(self.path)

    def _ask(self, label: str) -> Secret[str]:
        return self.secrets.ask(label)
