"""Envelopes: the standard's own example, one form to the byte, and nothing that reads otherwise."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.envelope import Envelope, Signature, signed_bytes

#: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md, test vectors
TYPE, BODY = "http://example.com/HelloWorld", b"hello world"
PAE = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_what_is_signed_is_what_the_standard_says():
    assert signed_bytes(TYPE, BODY) == PAE
    assert signed_bytes("", b"") == b"DSSEv1 0  0 "
    assert signed_bytes("č", b"\0") == "DSSEv1 2 č 1 \0".encode()


@given(st.text(), st.binary(), st.text(), st.binary())
def test_two_things_are_never_signed_alike(kind, body, other_kind, other):
    same = (kind, body) == (other_kind, other)
    assert (signed_bytes(kind, body) == signed_bytes(other_kind, other)) is same


@given(
    st.text(st.characters(exclude_categories=["Cs"])), st.binary(),
    st.lists(st.tuples(st.text("0123456789abcdef"), st.binary()), min_size=1, max_size=3),
)  # fmt: skip
def test_what_is_written_reads_back(kind, body, signatures):
    made = Envelope(kind, body, tuple(Signature(*one) for one in signatures))
    assert Envelope.from_json(made.to_json()) == made


def test_the_names_are_those_of_the_standard():
    made = json.loads(Envelope(TYPE, BODY, (Signature("k", b"s"),)).to_json())
    assert made == {
        "payload": base64.b64encode(BODY).decode(), "payloadType": TYPE,
        "signatures": [{"keyid": "k", "sig": "cw=="}],
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text + b" ",
        lambda text: text.replace(b":", b": ", 1),
        lambda text: text.replace(b"payloadType", b"payloadtype"),
        lambda text: text.replace(b'"cw=="', b'"cx=="'),  # other bits that say the same
        lambda text: text.replace(b'"k"', b'"\\u006b"'),
        lambda text: text.replace(b'{"payload"', b'{"more":1,"payload"'),
        lambda text: text.replace(b'[{"keyid"', b'[null,{"keyid"'),
        lambda text: text.replace(b'"cw=="', b"7"),
        lambda text: text.replace(b'"k"', b"7"),
        lambda _: b"",
        lambda _: b"[]",
        lambda _: b"7",
        lambda _: b"[" * 100_000,
        lambda _: b'{"payload":"","payloadType":"","signatures":[]}\n',
        lambda _: "ж".encode("utf-16"),
        lambda text: text.replace(b"http:", b"\\ud800"),
    ],
)
def test_another_form_is_none(change):
    text = Envelope(TYPE, BODY, (Signature("k", b"s"),)).to_json()
    with pytest.raises(ValueError, match="sign"):
        Envelope.from_json(change(text))
