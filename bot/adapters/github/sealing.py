"""Seals a secret so that only GitHub can open it."""

from github.PublicKey import encrypt


def sealed(key: str, value: str) -> str:
    """The value for the owner of the public key alone, both in Base64."""
    return encrypt(key, value)
