"""Secrets as they are typed: in memory alone, for as long as the window is open. No Qt."""

from __future__ import annotations

from collections.abc import Mapping

from migrator.engine.job_errors import CannotAskError
from migrator.engine.secrets import store_in_keyring
from migrator.gui.flow import SecretName
from migrator.model.secret import Secret
from migrator.model.settings import FromKeyring, FromPrompt


def label_of(name: SecretName) -> str:
    """How the engine asks for it."""
    return f"{name.member.replace('_', ' ')} of the {name.section}"


def asked(name: SecretName) -> FromPrompt:
    """The place of a secret that is typed in."""
    return FromPrompt(label_of(name))


class TypedSecrets:
    """What was typed into the pages."""

    def __init__(self) -> None:
        self._typed: dict[str, Secret[str]] = {}

    def put(self, name: SecretName, secret: Secret[str]) -> bool:
        """Keep what was typed, or forget it where it is empty; True where that is a change."""
        before = self._typed.get(label_of(name))
        if (before or Secret("")) == secret:
            return False
        if secret:
            self._typed[label_of(name)] = secret
        else:
            del self._typed[label_of(name)]
        return True

    def has(self, name: SecretName) -> bool:
        """Whether it was typed."""
        return label_of(name) in self._typed

    def ask(self, label: str) -> Secret[str]:
        """Answer the engine.

        Raises:
            CannotAskError: it was not typed.
        """
        secret = self._typed.get(label)
        if secret is None:
            raise CannotAskError(label)
        return secret

    def remember(self, entry: str) -> Mapping[SecretName, FromKeyring]:
        """Put them all into the system's credential store; gives their places in it.

        Raises:
            KeyringError: there is no store, or it refuses.
        """
        places = {}
        for name in SecretName:
            secret = self._typed.get(label_of(name))
            if secret is not None:
                place = FromKeyring(f"{entry}/{name}")
                store_in_keyring(place.entry, secret)
                places[name] = place
        return places
