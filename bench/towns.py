"""Real cameras listed twice, matched: ``python -m bench.towns FILE …``.

Places are those of the points of GeoJSON files, or of the cameras of extracts (PBF). Two made-up
authors list them: one by hand, 25 m off along each axis and one place in twenty four times as far,
in Cyrillic, camera by camera or location by location; one with a phone, 8 m off, in either script.
Each leaves cameras out, and most of what it could say. Rates are those of five draws together, with
Wilson's intervals of 95 %.

Vidik learns all from the lists. The others are given what does best on them: the nearest row a
distance, and Splink (best assignment) the chance from which a pair is taken.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.lists import Author, Pair, dressed, nearest, pair
from bench.mapped import points
from bench.peers.linker import SplinkProgram
from bench.rounds import NotRunError
from vidik.register.matching.reconciliation import reconcile

BY_HAND = Author("o", share=0.7, error_m=25.0, astray=0.05)
BY_PHONE = Author("v", share=0.75, error_m=8.0, latin=0.6, bare=0.6)
TOGETHER_M = 15.0
DRAWS = 5

#: Four times the error of both lists.
SPLINK_REACH_M = 105.0
SPLINK_CHANCES = (0.1, 0.25, 0.4, 0.55)

Match = Callable[[Pair], NDArray[np.int64]]


def interval(right: int, of: int) -> str:
    """Return a rate with Wilson's interval of 95 %."""
    z = 1.96
    rate = right / max(of, 1)
    middle = (rate + z**2 / (2 * max(of, 1))) / (1 + z**2 / max(of, 1))
    wide = z * math.sqrt(rate * (1 - rate) / max(of, 1) + z**2 / (4 * max(of, 1) ** 2))
    wide /= 1 + z**2 / max(of, 1)
    return f"{rate:.3f} ({max(middle - wide, 0.0):.3f}–{min(middle + wide, 1.0):.3f})"


def within(metres: float) -> Match:
    """Return what pairs each row with the nearest one within so many metres."""
    return lambda lists: nearest(lists, within_m=metres)


def by_splink(chance: float) -> Match:
    """Return what has Splink pair rows that are the same camera with a chance of so much."""
    program = SplinkProgram(reach_m=SPLINK_REACH_M, chance=chance)
    return lambda lists: program.match(lists, greedy=False)[0]


@cache
def matches() -> dict[str, Match]:
    """Return everybody who matches lists."""
    everybody: dict[str, Match] = {
        "Vidik": lambda lists: reconcile(lists.one, lists.other).pairs,
        **{f"nearest within {metres:.0f} m": within(metres) for metres in (25.0, 50.0, 100.0)},
    }
    try:
        return everybody | {f"Splink from {x:.0%}": by_splink(x) for x in SPLINK_CHANCES}
    except NotRunError as reason:
        print(f"Splink: {reason}", file=sys.stderr)
        return everybody


def rows(path: Path) -> list[str]:
    """Return the lines of the table for one town."""
    lines = []
    for listed, author in (
        ("cameras", BY_HAND),
        ("locations", replace(BY_HAND, together_m=TOGETHER_M)),
    ):
        drawn = []
        for seed in range(DRAWS):
            rng = np.random.default_rng(seed)
            drawn.append(pair(rng, dressed(rng, points(path)), (author, BY_PHONE)))
        for name, match in matches().items():
            lines.append(f"| {path.stem}, {listed} | {name} | {scored(match, drawn)} |")
    return lines


def scored(match: Match, drawn: Sequence[Pair]) -> str:
    """Return F1, precision and recall on several pairs of lists together, as cells of a table."""
    right, paired, true, failed = 0, 0, 0, 0
    for lists in drawn:
        try:
            pairs = match(lists)
        except NotRunError:
            failed += 1
            continue
        right += round(lists.score(pairs)[1] * len(pairs))
        paired, true = paired + len(pairs), true + len(lists.truth)
    if failed == len(drawn):
        return "learns nothing | |"
    some = f" ({failed} of {len(drawn)} draws left out: learns nothing)" if failed else ""
    f1 = 2 * right / (paired + true)
    return f"{f1:.3f}{some} | {interval(right, paired)} | {interval(right, true)}"


def main() -> None:
    """Print a table of the towns that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m bench.towns")
    parser.add_argument("files", nargs="+", type=Path, help="points as GeoJSON, or an extract")
    files = parser.parse_args().files
    print("| | | F1 | precision | recall |\n|---|---|---|---|---|")
    for path in files:
        print("\n".join(rows(path)), flush=True)


if __name__ == "__main__":
    main()
