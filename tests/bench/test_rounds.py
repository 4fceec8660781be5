"""The tables of contests: rates, ratios, memory, and who could not take part."""

from __future__ import annotations

from bench.rounds import run

from tests.bench import digging


def test_a_table_says_rates_ratios_memory_and_who_is_absent(capsys):
    run(digging.__name__, digging.CASES)
    said = capsys.readouterr().out
    assert "## Digging" in said
    assert "| spade | 500 |  | 1,024 |" in said
    assert "| spoon | 20 | 25.0× (25.0–25.0) | 1,024 |" in said
    assert "| digger | not run: no fuel | | |" in said
    assert "The ground was dry." in said
    assert "## digging, rock\n\nnot run: no ground" in said
