"""CGAL's triangular expansion in C++: the program beside this file, driven from here."""

from __future__ import annotations

import subprocess
import tempfile
import weakref
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.rounds import NotRunError

__all__ = ["CgalProgram"]

ROOT = Path(__file__).resolve().parents[2]

Floats = NDArray[np.float64]


class CgalProgram:
    """CGAL in C++ with the walls and cameras of one scene; started when it is first asked.

    Parameters
    ----------
    walls
        Shape (m, 4), metres.
    points
        Shape (n, 2): cameras, metres.
    exact
        Whether constructions are exact; predicates always are.

    Raises
    ------
    NotRunError
        If there is no compiler or no library, and neither can be had.
    """

    def __init__(self, walls: Floats, points: Floats, *, exact: bool = False) -> None:
        built = subprocess.run(
            [ROOT / "bench" / "peers" / "build.sh"], stdout=subprocess.PIPE, check=False, text=True
        )
        if built.returncode != 0:
            raise NotRunError(
                built.stdout.strip().removeprefix("not run: ") or "it cannot be built"
            )
        self._walls, self._points = walls, points
        self._program = ROOT / "build" / "peers" / f"cgal_visibility_{'' if exact else 'in'}exact"

    @cached_property
    def _running(self) -> tuple[subprocess.Popen[str], str]:
        """The program, its files read, and what it was built with."""
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / name for name in ("walls", "cameras")]
            for file, rows in zip(files, (self._walls, self._points), strict=True):
                file.write_bytes(np.ascontiguousarray(rows, dtype="<f8").tobytes())
            running = subprocess.Popen(
                [self._program, *files], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            weakref.finalize(self, running.kill)
            assert running.stdout is not None
            return running, running.stdout.readline().strip()

    def _ask(self, request: str) -> list[float]:
        running, _ = self._running
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(f"{request}\n")
        running.stdin.flush()
        answer = running.stdout.readline().split()
        if not answer:
            raise RuntimeError(f"{self._program.name} stopped at “{request}”: {running.wait()}")
        return [float(word) for word in answer]

    @property
    def built(self) -> str:
        """Version, kernel, compiler and its flags."""
        return self._running[1]

    @cached_property
    def city_s(self) -> float:
        """Seconds that the arrangement of the whole city took, triangulation included."""
        return self._ask("city")[0]

    def in_city(self, count: int) -> float:
        """Return the seconds that the first views take in the arrangement of the whole city."""
        assert self.city_s > 0
        return self._ask(f"views 0 {count}")[0]

    def in_local(self, count: int, *, reach: float) -> float:
        """Return the seconds that the first views take, an arrangement about each."""
        return self._ask(f"local 0 {count} {reach}")[0]

    def polygon(self, camera: int) -> Floats:
        """Return the view of one camera in the whole city, shape (v, 2), metres."""
        assert self.city_s > 0
        return np.reshape(self._ask(f"polygon {camera}"), (-1, 2))

    def memory(self) -> int:
        """Return the program's peak memory so far, bytes."""
        return int(self._ask("memory")[0])
