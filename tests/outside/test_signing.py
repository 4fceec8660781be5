"""Signing: the standard's vectors, what a changed byte does, and keys that are none."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, x25519

from vidik.errors import InputError, OutputError
from vidik.model.envelope import Envelope, Signature, signed_bytes
from vidik.outside.signing import (
    key_id,
    new_key,
    opened,
    read_private_key,
    read_public_key,
    sealed,
)

TYPE = "application/vnd.vidik.test+json"


@pytest.fixture
def keys(tmp_path):
    new_key(tmp_path / "a.pem", tmp_path / "a.pub")
    return read_private_key(tmp_path / "a.pem"), read_public_key(tmp_path / "a.pub")


def test_it_is_ed25519_as_the_standard_has_it():
    """RFC 8032, section 7.1, the second test: a key, a byte, its signature."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    made = sealed(TYPE, b"body", key)
    key.public_key().verify(made.signatures[0].value, signed_bytes(TYPE, b"body"))
    assert key_id(key.public_key()) == made.signatures[0].key


def test_what_is_sealed_opens(keys):
    private, public = keys
    text = sealed(TYPE, b'{"a": 1}', private).to_json()
    assert opened(text, TYPE, public) == b'{"a": 1}'


def test_every_changed_bit_is_noticed(keys):
    private, public = keys
    text = sealed(TYPE, b'{"rate": 0.01}', private).to_json()
    for place in range(len(text)):
        for bit in range(8):
            changed = bytearray(text)
            changed[place] ^= 1 << bit
            with pytest.raises(InputError):
                opened(bytes(changed), TYPE, public)


def test_somebody_elses_signature_is_none(keys, tmp_path):
    private, public = keys
    new_key(tmp_path / "b.pem", tmp_path / "b.pub")
    other = read_private_key(tmp_path / "b.pem")
    with pytest.raises(InputError, match="not signed with this key"):
        opened(sealed(TYPE, b"x", other).to_json(), TYPE, public)
    forged = Envelope(
        TYPE, b"x", (Signature(key_id(public), sealed(TYPE, b"x", other).signatures[0].value),)
    )
    with pytest.raises(InputError, match="it was changed"):
        opened(forged.to_json(), TYPE, public)
    own = sealed(TYPE, b"x", private)
    with pytest.raises(InputError, match="this key alone"):
        opened(Envelope(TYPE, b"x", own.signatures * 2).to_json(), TYPE, public)
    with pytest.raises(InputError, match="holds something else"):
        opened(sealed("other", b"x", private).to_json(), TYPE, public)


def test_a_key_is_its_owners_and_is_not_replaced(tmp_path):
    new_key(tmp_path / "a.pem", tmp_path / "a.pub")
    assert (tmp_path / "a.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(OutputError, match="not replaced"):
        new_key(tmp_path / "a.pem", tmp_path / "b.pub")
    with pytest.raises(OutputError, match="cannot be written"):
        new_key(tmp_path / "nowhere" / "a.pem", tmp_path / "c.pub")
    for public in (tmp_path / "b.pem", tmp_path / "a.pub"):
        with pytest.raises(OutputError, match="not replaced"):
            new_key(tmp_path / "b.pem", public)
        assert not (tmp_path / "b.pem").exists()  # no half a pair is left


def test_a_link_is_not_written_through(tmp_path):
    (tmp_path / "a.pem").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutputError, match="not replaced"):
        new_key(tmp_path / "a.pem", tmp_path / "a.pub")
    assert not (tmp_path / "elsewhere").exists()


def test_a_key_that_others_may_read_signs_nothing(tmp_path):
    new_key(tmp_path / "a.pem", tmp_path / "a.pub")
    for mode in (0o640, 0o604):
        (tmp_path / "a.pem").chmod(mode)
        with pytest.raises(InputError, match="others may read"):
            read_private_key(tmp_path / "a.pem")


def test_what_is_no_key_is_said(tmp_path, keys):
    path = tmp_path / "x.pem"
    for read in (read_private_key, read_public_key):
        with pytest.raises(InputError, match="no such key"):
            read(tmp_path / "nowhere")
        with pytest.raises(InputError, match="cannot be read"):
            read(tmp_path)
        path.write_text("nothing")
        with pytest.raises(InputError, match="is no key"):
            read(path)
    with pytest.raises(InputError, match="is no key to sign with"):
        read_private_key(tmp_path / "a.pub")
    other = x25519.X25519PrivateKey.generate()
    path.write_bytes(
        other.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    with pytest.raises(InputError, match="another kind"):
        read_private_key(path)
    locked = keys[0].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"secret"),
    )  # fmt: skip
    path.write_bytes(locked)
    with pytest.raises(InputError, match="is no key to sign with"):
        read_private_key(path)
