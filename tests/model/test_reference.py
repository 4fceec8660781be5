"""References read as Crockford wrote them down, and notice mistakes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.model.reference import REFERENCES, read_reference, reference_of

numbers = st.integers(0, REFERENCES - 1)
references = numbers.map(reference_of).filter(bool)
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def slowly(number):
    """Return Crockford's digits from Python's own, and the check from his definition."""
    digits = ""
    while number:
        digits, number = "0123456789abcdefghijklmnopqrstuv"[number % 32] + digits, number // 32
    spelt = digits.translate(str.maketrans("0123456789abcdefghijklmnopqrstuv", SYMBOLS))
    return spelt.rjust(9, "0") + (SYMBOLS + "*~$=U")[int(digits or "0", 32) % 37]


def test_a_known_number():
    # "16JD" is what the other programs for Crockford's base 32 make of 1234
    assert reference_of(1234) == "00000-016JD"


@pytest.mark.parametrize("number", [-1, REFERENCES])
def test_numbers_beyond_them_are_refused(number):
    with pytest.raises(ValueError, match="not a number"):
        reference_of(number)


@given(numbers)
def test_they_are_crockfords(number):
    reference, expected = reference_of(number), slowly(number)
    if expected[-1] in "*~$=U":
        assert reference is None
    else:
        assert reference.replace("-", "") == expected


@given(references, st.data())
def test_however_they_are_written_they_are_the_same(reference, data):
    written = data.draw(st.sampled_from([
        reference, reference.lower(), reference.replace("-", ""), reference.replace("-", " "),
        reference.replace("0", "O").replace("1", "i"), reference.replace("1", "l"),
    ]))  # fmt: skip
    assert read_reference(written) == reference


@given(references, st.integers(0, 9), st.sampled_from(SYMBOLS))
def test_one_wrong_symbol_is_noticed(reference, place, symbol):
    written = list(reference.replace("-", ""))
    if written[place] != symbol:
        written[place] = symbol
        with pytest.raises(ValueError, match="a mistake in the reference"):
            read_reference("".join(written))


@given(references, st.integers(0, 8))
def test_two_that_changed_places_are_noticed(reference, place):
    written = list(reference.replace("-", ""))
    if written[place] != written[place + 1]:
        written[place : place + 2] = written[place + 1], written[place]
        with pytest.raises(ValueError, match="a mistake in the reference"):
            read_reference("".join(written))


@pytest.mark.parametrize(
    "text", ["", "KD4Y6", "KD4Y6-V9EQ9-1", "KD4Y6-V9EQU", "KD4Y6/V9EQ9", "é" * 10]
)
def test_what_is_none_is_said_so(text):
    with pytest.raises(ValueError, match="it has ten letters and digits"):
        read_reference(text)
