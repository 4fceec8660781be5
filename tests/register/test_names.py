"""Names come in Python's own order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vidik.model.names import Names
from vidik.register.names import in_order

#: Few letters, so that names share beginnings, are beginnings of one another, and repeat.
ALIKE = st.lists(st.text("a\0b", max_size=12).map(lambda end: "way/1234" + end))
ANY = st.lists(st.text(max_size=12))


@given(ALIKE | ANY | st.lists(st.integers(0, 10**10).map(lambda number: f"way/{number}")))
def test_the_order_is_that_of_python(names):
    found = in_order(Names.of(names)).tolist()
    assert found == sorted(range(len(names)), key=names.__getitem__)
