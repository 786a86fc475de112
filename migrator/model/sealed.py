"""Ciphertexts, one type for each key that made them."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.model.documents import Ref


@dataclass(frozen=True, slots=True)
class SourceSealed:
    """Encrypted by the source under its master key: `base64(ciphertext)|base64(IV)`.

    Source: OctopusSolutionsEngineering/OctoterraWizard, internal/sensitivevariables/decrypt.go.
    """

    text: str


@dataclass(frozen=True, slots=True)
class PackageSealed:
    """Encrypted under the package's secrets key and bound to its address: nonce, then AES-GCM."""

    data: bytes


@dataclass(frozen=True, slots=True)
class SecretAddress:
    """Where a secret belongs: a document and a JSON pointer into its body."""

    ref: Ref
    pointer: str

    def __str__(self) -> str:
        return f"{self.ref}#{self.pointer}"
