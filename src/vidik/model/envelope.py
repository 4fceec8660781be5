"""Envelope: bytes with who signed them, as DSSE (Dead Simple Signing Envelope 1.0.2) has it.

What is signed is not the text of the envelope but the type and the bytes in it, each with its
length, so that nothing has to be parsed before it is known who wrote it. An envelope has one form
here, to the byte: an other one that would say the same is refused, so that no byte of a file can be
changed without anybody noticing.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

__all__ = ["Envelope", "Signature", "signed_bytes"]


def signed_bytes(payload_type: str, payload: bytes) -> bytes:
    """Return what is signed: type and bytes, each with its length (DSSE's PAE).

    Parameters
    ----------
    payload_type
        What the bytes are.
    payload
        The bytes.

    Examples
    --------
    >>> signed_bytes("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature, and a hint whose it is.

    Parameters
    ----------
    key
        Of the key: SHA-256 of it, as 64 hexadecimal digits.
    value
        The signature.
    """

    key: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """Bytes with who signed them.

    Parameters
    ----------
    payload_type
        What the bytes are: ``application/vnd.vidik.blind-test+json``.
    payload
        The bytes.
    signatures
        One or more.

    Raises
    ------
    ValueError
        If nobody signed.
    """

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]

    def __post_init__(self) -> None:
        """Refuse what nobody signed."""
        if not self.signatures:
            raise ValueError("nobody signed")

    def to_json(self) -> bytes:
        """Return the envelope as a file has it."""
        made = {
            "payload": base64.b64encode(self.payload).decode(),
            "payloadType": self.payload_type,
            "signatures": [
                {"keyid": one.key, "sig": base64.b64encode(one.value).decode()}
                for one in self.signatures
            ],
        }
        return json.dumps(made, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def from_json(cls, text: bytes) -> Envelope:
        """Return the envelope of a file.

        Parameters
        ----------
        text
            Of the file.

        Raises
        ------
        ValueError
            If it is none, or not in the form that `to_json` gives it.
        """
        try:
            made = json.loads(text)
            found = cls(
                _text(made["payloadType"]),
                base64.b64decode(made["payload"], validate=True),
                tuple(
                    Signature(_text(one["keyid"]), base64.b64decode(one["sig"], validate=True))
                    for one in made["signatures"]
                ),
            )
            again = found.to_json()
        except (ValueError, KeyError, TypeError, RecursionError) as fault:
            raise ValueError(f"no signed envelope: {fault}") from fault
        if again != text:
            raise ValueError("not in the form in which it was signed")
        return found


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not a text: {value!r}")
    value.encode()  # half of a character is none
    return value
