"""Moves a secret from the source's key to the package's."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.crypto.package_cipher import PackageCipher, SecretDigest
from migrator.crypto.source_cipher import SourceCipher
from migrator.model.sealed import PackageSealed, SecretAddress, SourceSealed
from migrator.model.secret import Secret


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A secret on the package's side.

    Attributes:
        digest: keyed digest of the plain value, equal in two exports of one installation.
        is_empty: whether the plain value is the empty text.
    """

    sealed: PackageSealed
    digest: str
    is_empty: bool


def rekey(
    sealed: SourceSealed,
    address: SecretAddress,
    source: SourceCipher,
    package: PackageCipher,
    digest: SecretDigest,
) -> Rekeyed:
    """Re-encrypt one secret. The plain value lives only inside this call.

    Raises:
        NotOpenedError: no master key that we hold opens it.
    """
    return _across(source.open(sealed), address, package, digest)


def seal_plain(
    plain: Secret[str], address: SecretAddress, package: PackageCipher, digest: SecretDigest
) -> Rekeyed:
    """Seal what the source held in clear in a place for a secret.

    Source: OctopusDeploy/Issues #3090.
    """
    return _across(Secret(plain.reveal().encode(errors="surrogatepass")), address, package, digest)


def _across(
    plain: Secret[bytes], address: SecretAddress, package: PackageCipher, digest: SecretDigest
) -> Rekeyed:
    return Rekeyed(package.seal(plain, address), digest.digest(plain, address), not plain)
