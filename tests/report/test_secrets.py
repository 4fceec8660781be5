"""The search for what no output may hold, beside the slow and obvious one."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vidik.report.secrets import METRE, Secrets, pairs_in

#: What fine numbers are made of and stand among, so that many texts hold some.
_PIECES = ("45.26712", "-19.8335112", "345.678901", "1.2345", "7", "-", "+", ".", " ", ", ", "],[")
texts = st.lists(st.sampled_from([*_PIECES, "a", " " * 15, "й"]), max_size=24).map("".join)

IDS = frozenset({"osm:node/12", "node/12", "node-12", "a-1-a-2", "123456789"})
_ID_PIECES = ("osm:", "node", "/", "-", "12", "1", "a-", "2", "123456789", "0", ".", "_", " ", "й")
id_texts = st.lists(st.sampled_from(_ID_PIECES), max_size=16).map("".join)


def slow_pairs(text: str) -> list[tuple[float, float]]:
    fine = r"\d{1,3}\.\d{5,}"
    pairs: list[tuple[float, float]] = []
    for run in re.finditer(rf"(?<![\d.])-?{fine}(?:[^\d.+-]{{1,16}}-?{fine})+", text):
        pairs += pairwise([float(number) for number in re.findall(rf"-?{fine}", run[0])])
    return pairs + [(-first, second) for first, second in pairs if first < 0.0]


@settings(max_examples=2000, deadline=None)
@given(texts)
@example("12345.67890 45.26712")
@example("x45.26712" + " " * 16 + "-19.8335112" + " " * 17 + "45.26712")
def test_pairs_of_fine_numbers_are_those_of_one_pattern(text):
    assert pairs_in(text).tolist() == [list(pair) for pair in slow_pairs(text)]


@settings(max_examples=2000, deadline=None)
@given(id_texts)
@example("xa-1-a-2-a-1-a-2")
@example("anode/12 node/12")
def test_an_id_is_found_wherever_it_stands_alone(text):
    slow = any(re.search(rf"(?<![\w.]){re.escape(one)}(?![^\W_])", text) for one in IDS)
    assert (Secrets.of_ids(IDS).in_text(text) is not None) == slow


def test_a_hidden_place_is_found_in_either_order():
    spot = np.array([(1983351 << 32) + 4526712])
    secrets = Secrets(frozenset(), frozenset(), frozenset(), {METRE: spot})
    assert secrets.in_text("at 19.833511, 45.267121") is not None
    assert secrets.in_text("45.267121 19.833511") is not None
    assert secrets.in_text("at 19.833611, 45.267121") is None
