"""What a press release may state, for a person to confirm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.audit.proposing import proposed


def found(text: str) -> list[tuple[object, ...]]:
    made = []
    for one in proposed(text):
        said = one.statement
        if hasattr(said, "what"):
            made.append((said.what, said.value, said.bound))
        else:
            made.append((said.count, f"{said.percent} %", said.bound))
    return made


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("There were 11 alerts and seven arrests.",
         [("alerts", 11, "exactly"), ("arrests", 7, "exactly")]),
        ("More than 2.5 million faces were scanned, with no false alerts.",
         [("faces", 2_500_000, "at least"), ("false_alerts", 0, "exactly")]),
        ("Officers recorded 2,077 alerts, of which 10 were false.",
         [("alerts", 2077, "exactly"), ("false_alerts", 10, "exactly")]),
        ("Of 42 matches only eight were verified as correct.",
         [("alerts", 42, "exactly"), ("true_alerts", 8, "exactly")]),
        ("An estimated 125,786 faces were scanned. Around 35 false positives followed.",
         [("faces", 125_786, "about"), ("false_alerts", 35, "about")]),
        ("The force says 0.1% of alerts were wrong.", [("alerts", "0.1 %", "exactly")]),
        ("The system cost £2.6 million and ran for 17 days.", []),
        ("", []),
    ],
)  # fmt: skip
def test_figures_are_found_by_the_words_behind_them(text, figures):
    assert found(text) == figures


def test_each_figure_has_its_sentence():
    text = "Seven people were arrested. There were 11 alerts."
    assert [one.statement.quote for one in proposed(text)] == [
        "Seven people were arrested.",
        "There were 11 alerts.",
    ]


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    for one in proposed(text):
        assert one.found in one.statement.quote
