"""Two lists of 100,000 cameras matched: Vidik beside Splink and beside the nearest row.

Everybody gets the same lists, of several seeds in turn, and learns what it has to learn from them
in its own time; one thread. What is compared, and what is not the same:

- Splink gets names folded into one alphabet, which Vidik does itself, and places as cells of grids
  to block on, in nobody's time. Its chances are made pairs of one partner each greedily, or by the
  best assignment, which SciPy finds.
- The nearest row within 25 m learns nothing. It may give a row to several others.
- Vidik says more: the chance of each row to have no partner, and intervals.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
from numpy.typing import NDArray

from bench.lists import OFFICE, STREET, Pair, nearest
from bench.peers.linker import SplinkProgram
from bench.rounds import Absent, Contender, Contest, NotRunError, main
from vidik.register.matching.reconciliation import reconcile

CAMERAS = 100_000
SEEDS = (1, 2, 3)
MEDIAN_M = {"spread": 57.0, "dense": 8.5}

#: What Splink is told: 3.8 times the error of both lists, and the chance that does best on them.
SPLINK_REACH_M, SPLINK_CHANCE = 60.0, 0.15

#: Rows of both lists: what is counted.
ROWS = round(CAMERAS * (OFFICE.share + STREET.share))


@lru_cache(maxsize=1)
def lists(case: str, seed: int) -> Pair:
    """Return the lists of one made-up city; nobody's memory holds those of another beside them."""
    return cast(Pair, pickle.loads(_file_of(case, seed).read_bytes()))


@cache
def _file_of(case: str, seed: int) -> Path:
    """Return a file of the lists; a process of its own makes them, and takes its waste."""
    path = Path(_kept().name) / f"{case}-{seed}.pickle"
    city = f"cameras={CAMERAS}, median_m={MEDIAN_M[case]}, dense={case == 'dense'}"
    made = f"from bench.lists import keep; keep({str(path)!r}, {seed}, {city})"
    subprocess.run([sys.executable, "-c", made], check=True)
    return path


@cache
def _kept() -> TemporaryDirectory[str]:
    return TemporaryDirectory()


class Turns:
    """Lets somebody match the lists of one seed after the other, and keeps the scores.

    Parameters
    ----------
    case
        Which city.
    """

    def __init__(self, case: str) -> None:
        self._case, self._turn = case, 0
        self.scores: dict[int, tuple[float, float, float]] = {}

    def next(self, match: Callable[[Pair], NDArray[np.int64]]) -> None:
        """Have the lists of the next seed matched."""
        seed = SEEDS[self._turn % len(SEEDS)]
        self._turn += 1
        these = lists(self._case, seed)
        self.scores[seed] = these.score(match(these))

    def said(self, name: str) -> str:
        """Return the scores as a sentence."""
        f1, precision, recall = np.mean(list(self.scores.values()), axis=0)
        each = ", ".join(f"{self.scores[seed][0]:.3f}" for seed in sorted(self.scores))
        return (
            f"{name}: F1 {f1:.3f} ({each}), precision {precision:.3f}, recall {recall:.3f} with "
            f"seeds {', '.join(map(str, sorted(self.scores)))}."
        )


def matched(case: str) -> Contest:
    """Return the contest on one kind of city."""
    for seed in SEEDS:
        _file_of(case, seed)  # in nobody's time
    turns: dict[str, Turns] = {}

    def contender(name: str, match: Callable[[Pair], NDArray[np.int64]]) -> Contender:
        turns[name] = Turns(case)
        return Contender(name, lambda _: turns[name].next(match), ROWS, least=ROWS)

    contenders: list[Contender | Absent] = [
        contender("Vidik", lambda these: reconcile(these.one, these.other).pairs),
        contender("the nearest row within 25 m", lambda these: nearest(these, within_m=25.0)),
    ]
    for greedy in (True, False):
        name = f"Splink, {'greedy' if greedy else 'best'} assignment"
        try:
            contenders.append(_splink(name, case, turns, greedy=greedy))
        except NotRunError as reason:
            contenders.append(Absent(name, str(reason)))
    return Contest(
        f"Lists of {CAMERAS:,} cameras matched, {case}: median neighbour {MEDIAN_M[case]} m",
        "rows per second",
        contenders,
        lambda: [turns[name].said(name) for name in turns if turns[name].scores],
        rounds=len(SEEDS),
    )


def _splink(name: str, case: str, turns: dict[str, Turns], *, greedy: bool) -> Contender:
    """Return Splink, which runs elsewhere and has its own seconds."""
    program = SplinkProgram(reach_m=SPLINK_REACH_M, chance=SPLINK_CHANCE)
    turns[name] = Turns(case)

    def work(_: int) -> float:
        took: list[float] = []

        def match(these: Pair) -> NDArray[np.int64]:
            pairs, seconds = program.match(these, greedy=greedy)
            took.append(seconds)
            return pairs

        turns[name].next(match)
        return took[0]

    return Contender(name, work, ROWS, least=ROWS, elsewhere=True, memory=program.memory)


CASES: dict[str, Callable[[], Contest]] = {
    "spread": lambda: matched("spread"),
    "dense": lambda: matched("dense"),
}

if __name__ == "__main__":
    main("bench.matching", CASES)
