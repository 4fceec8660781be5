"""Splink, driven from here: the program beside this file, in an environment of its own."""

from __future__ import annotations

import subprocess
import tempfile
import weakref
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.lists import Pair
from bench.rounds import NotRunError
from vidik.model.listing import KINDS, Listing
from vidik.model.names import Names
from vidik.register.matching.folding import written

__all__ = ["SplinkProgram"]

ROOT = Path(__file__).resolve().parents[2]


class SplinkProgram:
    """Splink on DuckDB with one thread; started when it is first asked.

    Parameters
    ----------
    reach_m
        How far apart candidates may lie along each axis, metres.
    chance
        From which a pair is taken.

    Raises
    ------
    NotRunError
        If it cannot be installed.
    """

    def __init__(self, *, reach_m: float, chance: float) -> None:
        self._asked = (str(reach_m), str(chance))
        built = subprocess.run(
            [ROOT / "bench" / "peers" / "splink.sh"],
            stdout=subprocess.PIPE,
            check=False,
            text=True,
        )
        if built.returncode != 0:
            raise NotRunError(
                built.stdout.strip().removeprefix("not run: ") or "it cannot be installed"
            )

    @cached_property
    def _running(self) -> subprocess.Popen[str]:
        python = ROOT / "build" / "peers" / "splink" / "bin" / "python"
        running = subprocess.Popen(
            [python, ROOT / "bench" / "peers" / "splink_program.py", *self._asked],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        weakref.finalize(self, running.kill)
        return running

    def _ask(self, request: str) -> str:
        running = self._running
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(f"{request}\n")
        running.stdin.flush()
        answer = running.stdout.readline()
        if not answer:
            raise RuntimeError(f"Splink stopped at “{request}”: {running.wait()}")
        return answer.strip()

    def match(self, lists: Pair, *, greedy: bool) -> tuple[NDArray[np.int64], float]:
        """Return pairs of rows, and the seconds that it took to find them.

        Parameters
        ----------
        lists
            The lists.
        greedy
            Whether each best pair is taken in turn, or the best assignment of all.

        Raises
        ------
        NotRunError
            If it can learn nothing from them.
        """
        with tempfile.TemporaryDirectory() as folder:
            for key, listing in (("l", lists.one), ("r", lists.other)):
                np.savez(Path(folder) / f"{key}.npz", **_columns(listing))
            answer = self._ask(f"{'greedy' if greedy else 'best'} {folder}")
            if answer == "failed":
                raise NotRunError("it can learn nothing from these lists")
            return np.load(Path(folder) / "pairs.npy"), float(answer)

    def memory(self) -> int:
        """Return the program's peak memory so far, bytes."""
        return int(self._ask("memory"))


def _columns(listing: Listing) -> dict[str, NDArray[np.generic]]:
    """Return a list as Splink gets it: names in one alphabet."""
    columns: dict[str, NDArray[np.generic]] = {
        "x": listing.xy[:, 0],
        "y": listing.xy[:, 1],
        "direction": listing.direction,
        "kind": np.array([str(KINDS[k]) if k else "" for k in listing.kind.tolist()]),
    }
    for field in ("name", "operator", "mount"):
        texts: Names = getattr(listing, field)
        columns[field] = np.array(written(texts))
    return columns
