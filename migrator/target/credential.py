"""Who we are to the target: an API key or an access token."""

from __future__ import annotations

from dataclasses import dataclass

from migrator import __version__
from migrator.model.secret import Secret
from migrator.model.settings import TargetSettings
from migrator.target.errors import CredentialUnusableError


@dataclass(frozen=True, slots=True)
class Credential:
    """What signs us in. Source: OctopusDeploy/docs, octopus-rest-api/getting-started.

    Attributes:
        is_token: it is an access token, not an API key.
    """

    secret: Secret[str]
    is_token: bool

    def headers(self, *, has_body: bool) -> dict[str, str]:
        """The headers of a request; made anew for each, so that the key lies nowhere else."""
        value = self.secret.reveal().strip()
        common = {
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": f"octopus-cloud-migrator/{__version__}",
        }
        if has_body:
            common["Content-Type"] = "application/json; charset=utf-8"
        if not value:  # what asks for no more than the root, which anyone may
            return common
        if self.is_token:
            return {**common, "Authorization": f"Bearer {value}"}
        return {**common, "X-Octopus-ApiKey": value}


def choose_credential(settings: TargetSettings) -> Credential:
    """Take the API key where there is one, else the access token.

    Raises:
        CredentialUnusableError: there is neither, or it cannot stand in a header.
    """
    secret = settings.api_key or settings.access_token
    if not secret:
        raise CredentialUnusableError("neither is set")
    text = secret.reveal().strip()
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise CredentialUnusableError("it holds blanks or characters that no key has")
    return Credential(secret, is_token=not settings.api_key)
