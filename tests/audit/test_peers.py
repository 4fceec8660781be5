"""Error rates as bob.measure, pyeer and scikit-learn count them, of the same scores.

What they said is kept in ``peers.json``, with their versions; ``python -m bench.agreement`` asks
them again, and more, where they can be installed.
"""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest

from tests.audit.agreed import differences

KEPT = json.loads((Path(__file__).parent / "peers.json").read_text(encoding="utf-8"))


def test_it_is_known_who_said_so():
    assert {one["package"]: one["version"] for one in KEPT["said"].values()} == {
        "bob.measure": "6.1.1", "pyeer": "0.5.6", "scikit-learn": "1.7.2",
    }  # fmt: skip
    asked = KEPT["asked"]
    assert len(set(asked["mated"])) < len(asked["mated"]) == 200
    assert any(mate is None for _, mate in asked["searches"])


@pytest.mark.parametrize("name", KEPT["said"])
def test_others_count_the_same(name):
    assert differences(KEPT["asked"], {name: KEPT["said"][name]}) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("bob", "rates"), ("bob", "fpir"), ("bob", "tpir"), ("bob", "cmc"), ("pyeer", "curve"),
     ("pyeer", "equal"), ("pyeer", "cmc"), ("sklearn", "curve")],
)  # fmt: skip
def test_what_differs_would_be_seen(name, key):
    other = deepcopy(KEPT["said"][name])
    first = other[key][0]
    if isinstance(first, list):
        first[0] += 0.01
    else:
        other[key][0] += 0.4
    assert len(differences(KEPT["asked"], {name: other})) == 1
