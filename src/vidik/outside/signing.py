"""Signatures (Ed25519, RFC 8032) under what is handed on, and their keys in PEM files."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from vidik.errors import InputError, OutputError
from vidik.model.envelope import Envelope, Signature, signed_bytes
from vidik.outside.new_files import save_new

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

__all__ = ["key_id", "new_key", "opened", "read_private_key", "read_public_key", "sealed"]

#: Bytes of a key's file, at most.
_LONGEST = 10_000


def new_key(private: Path, public: Path) -> str:
    """Write a new pair of keys, and return the id of it.

    Parameters
    ----------
    private
        Of the key to sign with; nobody but its owner may read the file.
    public
        Of the key to check with.

    Raises
    ------
    OutputError
        If one cannot be written, or is there: a key is not replaced.
    """
    from cryptography.hazmat.primitives import serialization as s
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
    shown = key.public_key().public_bytes(s.Encoding.PEM, s.PublicFormat.SubjectPublicKeyInfo)
    save_new(private, secret, secret=True)
    try:
        save_new(public, shown)
    except OutputError:
        private.unlink()  # half a pair is of no use, and would be in the way the next time
        raise
    return key_id(key.public_key())


def read_private_key(path: Path) -> Ed25519PrivateKey:
    """Return a key to sign with.

    Parameters
    ----------
    path
        Of a PEM file (PKCS #8) without a password, which nobody else may read.

    Raises
    ------
    InputError
        If it is no such file, or others may read it.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_text(path), None)
    except (ValueError, TypeError) as fault:
        raise InputError(f"is no key to sign with: {fault}", file=path) from fault
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError("is a key of another kind", file=path, hint="Ed25519")
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputError("others may read this key", file=path, hint="chmod 600")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """Return a key to check with.

    Parameters
    ----------
    path
        Of a PEM file (SubjectPublicKeyInfo).

    Raises
    ------
    InputError
        If it is no such file.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_text(path))
    except ValueError as fault:
        raise InputError(f"is no key to check with: {fault}", file=path) from fault
    if not isinstance(key, Ed25519PublicKey):
        raise InputError("is a key of another kind", file=path, hint="Ed25519")
    return key


def key_id(key: Ed25519PublicKey) -> str:
    """Return the id of a key: SHA-256 of its 32 bytes.

    Parameters
    ----------
    key
        To check with.
    """
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()


def sealed(payload_type: str, payload: bytes, key: Ed25519PrivateKey) -> Envelope:
    """Return an envelope that is signed.

    Parameters
    ----------
    payload_type, payload
        As of `Envelope`.
    key
        To sign with.
    """
    value = key.sign(signed_bytes(payload_type, payload))
    return Envelope(payload_type, payload, (Signature(key_id(key.public_key()), value),))


def opened(text: bytes, payload_type: str, key: Ed25519PublicKey) -> bytes:
    """Return what is in an envelope that is signed with one key.

    Parameters
    ----------
    text
        Of the envelope's file.
    payload_type
        What is to be in it.
    key
        Of who is to have signed, and nobody else.

    Raises
    ------
    InputError
        If it is no such envelope, or signed otherwise.
    """
    from cryptography.exceptions import InvalidSignature

    try:
        found = Envelope.from_json(text)
    except ValueError as fault:
        raise InputError(f"cannot be checked: {fault}") from fault
    signature = found.signatures[0]
    if len(found.signatures) != 1 or signature.key != key_id(key):
        raise InputError("is not signed with this key alone", value=signature.key)
    try:
        key.verify(signature.value, signed_bytes(found.payload_type, found.payload))
    except InvalidSignature:
        raise InputError("the signature is not of what is in it: it was changed") from None
    if found.payload_type != payload_type:
        raise InputError("holds something else", value=found.payload_type, hint=payload_type)
    return found.payload


def _text(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LONGEST)
    except FileNotFoundError:
        raise InputError("no such key", file=path) from None
    except OSError as fault:
        raise InputError(f"cannot be read: {fault.strerror or fault}", file=path) from fault
