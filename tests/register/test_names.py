"""Names come in Python's own order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vidik.register.names import in_order, prefixed

#: Few letters, so that names share beginnings, are beginnings of one another, and repeat.
ALIKE = st.lists(st.text("a\0b", max_size=12).map(lambda end: "way/1234" + end))
ANY = st.lists(st.text(max_size=12))


@given(ALIKE | ANY | st.lists(st.integers(0, 10**10).map(lambda number: f"way/{number}")))
def test_the_order_is_that_of_python(names):
    assert in_order(names).tolist() == sorted(range(len(names)), key=names.__getitem__)


@given(ANY, st.text(max_size=3), st.data())
def test_a_prefix_is_put_before_each(names, prefix, data):
    numbers = st.lists(st.sampled_from(range(len(names)))) if names else st.just([])
    which = np.array(data.draw(numbers), dtype=np.int64)
    assert prefixed(prefix, names, which) == tuple(prefix + names[i] for i in which)
