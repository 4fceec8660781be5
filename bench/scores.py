"""Curves of both error rates from scores: Vidik beside scikit-learn, bob.measure and pyeer.

Made-up scores of people who differ, one in ten of one person, in a Parquet file with who it is, and
as two arrays. In seconds of the processor, those of all threads. What is not the same:

- From arrays, which are in memory before the clock begins, all make the curve alone; Vidik of every
  score, or on its scale of 4 million steps, a part at a time.
- From the file Vidik reads Parquet twice, a part at a time, and gives the points of the curve, each
  with Clopper and Pearson's interval and with one by 2,000 draws of people. Nobody else gives any.
- scikit-learn and pyeer make a point of every score (scikit-learn leaves out those on a line), bob
  100 points.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.peers.scorers import ROOT, ScoresProgram
from bench.rounds import Absent, Contender, Contest, NotRunError, main
from vidik.audit.tallying import Scale
from vidik.audit.verification import curve_of
from vidik.jobs.scores import Verified, verified
from vidik.model.scores import Comparisons
from vidik.model.tally import Tally

#: Scores that others can hold: pyeer makes several objects of each.
MOST = {"pyeer": 10**7, "sklearn": 10**8, "bob": 10**8}

#: Scores that are made, and written, at a time.
_PART = 10**6


def make(folder: str, count: int) -> None:
    """Write scores into a folder: as a table, and as an array for each kind."""
    rng = np.random.default_rng(20261201)
    people = max(count // 1000, 100)
    own = rng.normal(0.0, 0.4, people)
    kinds: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    schema = pa.schema([("score", pa.float64()), ("mated", pa.bool_()), ("subject", pa.int32())])
    with pq.ParquetWriter(Path(folder) / "scores.parquet", schema) as file:
        for _ in range(0, count, _PART):
            size = min(_PART, count)
            mated, subject = rng.uniform(size=size) < 0.1, rng.integers(0, people, size)
            score = rng.normal(np.where(mated, 3.5 - own[subject], own[subject]), 1.0)
            # as a matcher tells them: between 0 and 1
            score = 1.0 / (1.0 + np.exp(-score))
            file.write_table(
                pa.table(
                    {"score": score, "mated": mated, "subject": subject.astype(np.int32)}, schema
                )
            )
            for kind in (False, True):
                kinds[kind].append(score[mated == kind])
    for name, parts in zip(("nonmated", "mated"), kinds, strict=True):
        np.save(Path(folder) / f"{name}.npy", np.concatenate(parts))


def _made(count: int) -> str:
    """Return a folder with scores; a process of its own makes them once, and takes its waste."""
    folder = ROOT / "build" / "scores" / str(count)
    if not (folder / ".done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = f"from bench.scores import make; make({str(folder)!r}, {count})"
        subprocess.run([sys.executable, "-c", made], cwd=ROOT, check=True)
        (folder / ".done").touch()
    return str(folder)


@cache
def _arrays(folder: str) -> Comparisons:
    return Comparisons.of(
        *(np.load(Path(folder) / f"{name}.npy") for name in ("mated", "nonmated"))
    )


def _on_the_scale(folder: str) -> None:
    comparisons, scale = _arrays(folder), Scale()
    for first in range(0, len(comparisons), _PART):
        some = slice(first, first + _PART)
        scale.add(comparisons.score[some], comparisons.mated[some])
    curve_of(scale.tally())


class _Told:
    """Reads the file, and keeps what came of it."""

    def __init__(self, folder: str) -> None:
        self._path, self.found = Path(folder) / "scores.parquet", None

    def __call__(self, _: int) -> None:
        self.found: Verified | None = verified(self._path, stream=True, det=True)

    def notes(self) -> list[str]:
        """Return what came of it as sentences."""
        found = self.found
        assert found is not None
        row = found.rows[-1]
        people = [one for one in (row.people or ()) if not isinstance(one, str)]
        return [
            f"From the file: {len(found.points)} points; {found.merged:,} steps hold several "
            f"scores; {people[-1].method}; at FMR {row.asked:g} ({row.all.false_match.count:,} of "
            f"{row.all.false_match.of:,}) FNMR is {row.all.false_non_match.value:.4%}."
        ]


def curves(count: int, rounds: int) -> Contest:
    """Return the contest on so many scores."""
    folder = _made(count)
    told = _Told(folder)
    contenders: list[Contender | Absent] = [
        Contender("Vidik, on the scale", lambda _: _on_the_scale(folder), count, least=count),
        Contender(
            "Vidik, every score",
            lambda _: curve_of(Tally.of(_arrays(folder))),
            count,
            least=count,
        ),
        Contender("Vidik, from the file, both intervals", told, count, least=count),
    ]
    for key, name in (
        ("sklearn", "scikit-learn, roc_curve"),
        ("bob", "bob.measure, det"),
        ("pyeer", "pyeer, calculate_roc"),
    ):
        if count > MOST[key]:
            contenders.append(Absent(name, f"more than {MOST[key]:,} do not fit into 24 GiB"))
            continue
        try:
            program = ScoresProgram(key)
        except NotRunError as reason:
            contenders.append(Absent(name, str(reason)))
            continue
        contenders.append(
            Contender(
                name,
                lambda _, program=program: float(program.ask(f"curve {folder}")),
                count,
                least=count,
                elsewhere=True,
                memory=program.memory,
            )
        )
    return Contest(
        f"Both error rates of {count:,} scores",
        "scores per second",
        contenders,
        told.notes,
        rounds=rounds,
    )


CASES: dict[str, Callable[[], Contest]] = {
    "million": partial(curves, 10**6, 3),
    "ten-million": partial(curves, 10**7, 1),
    "hundred-million": partial(curves, 10**8, 1),
}

if __name__ == "__main__":
    main("bench.scores", CASES)
