"""Secrets: a user's own text, from which each task has variants that nobody else can derive."""

import os
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from ..snapshots.errors import UsageError, shown

VARIABLE = "DIORAMA_SECRET"
"""The environment variable that may hold the secret."""

NAMED = "digest:"
"""How a text begins that names the secret in the variable by its digest, where the secret must not be written down."""

LEAST = 16
"""Characters of a secret. A shorter one could be guessed from what its variants show."""


class Secret:
    """A secret. It is shown by its digest alone: eight hex digits, which tell secrets apart and give none away."""

    def __init__(self, text: str) -> None:
        if len(text) < LEAST:
            raise UsageError(f"the secret has {len(text)} characters, which could be guessed; it needs {LEAST}, such "
                             "as `python -c 'import secrets; print(secrets.token_hex(16))'` prints")
        self.text = text

    @cached_property
    def digest(self) -> str:
        """What a trace says of the secret."""
        return self._hash("digest").hexdigest()[:8]

    def variant(self, seed: int) -> int:
        """Return the number that stands in for a seed, of 63 bits: who has the seed alone cannot tell it."""
        return int.from_bytes(self._hash(f"seed {seed}").digest()[:8], "big") >> 1

    def _hash(self, purpose: str) -> blake2b:
        key = blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=64, person=b"diorama secret").digest()
        return blake2b(purpose.encode(), key=key, digest_size=32)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.text == self.text

    def __hash__(self) -> int:
        return int(self.digest, 16)

    def __repr__(self) -> str:
        return f"Secret({self.digest})"


def secret_of(given: str | Secret) -> Secret:
    """Return the secret that a text is, or the one in the environment variable that it names as `digest:...`."""
    if isinstance(given, Secret) or not given.startswith(NAMED):
        return given if isinstance(given, Secret) else Secret(given)
    secret = secret_in_variable()
    digest = given.removeprefix(NAMED)
    if secret is None or secret.digest != digest:
        raise lacking(digest, secret)
    return secret


def secret_in_variable() -> Secret | None:
    """Return the secret in the environment variable, or None if there is none."""
    text = os.environ.get(VARIABLE, "")
    return Secret(text) if text else None


def read_secret(path: Path) -> Secret:
    """Return the secret that a file holds; white space around it is no part of it."""
    try:
        return Secret(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"the secret cannot be read from {shown(str(path))}: {why}") from None


def lacking(digest: str, given: Secret | None) -> UsageError:
    """Return what to say where the secret with a digest is needed and not there."""
    there = "there is none" if given is None else f"the one given has {given.digest}"
    return UsageError(f"this is a variant of the secret with the digest {shown(digest)}, and {there}; "
                      f"--secret-file or the variable {VARIABLE} gives it")
