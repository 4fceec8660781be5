"""All walks of 15 minutes from the buildings of Novi Sad: Vidik beside SciPy's searches.

Everybody fills the same array: of each home the metres of street that are near enough, the metres
walked to them, and how much of these is seen; the arrays are compared. Stairs are taken for flat
here, so that effort and length are one number, which is all that SciPy's weights can hold beside
what is seen. What is seen is made up (seeded): a third of the edges, a part of each. Homes come in
order of Hilbert's curve; “scattered” ones do not, and are too far apart for any company. The larger
city is nine times the same.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import vidik
from bench.rounds import ROOT, Absent, Contender, Contest, NotRunError, main
from vidik.exposure.curve import along_curve
from vidik.exposure.locating import homes_at
from vidik.exposure.walks import walks
from vidik.library.walks import places_of
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.streets import Streets
from vidik.model.walk_network import WalkNetwork

NOVI_SAD = Path(os.environ.get("VIDIK_SHARED", ROOT.parent / "shared")) / "data/novi_sad.osm.pbf"
BUDGET_MM = 1_200_000
SEED = 20261130


@dataclass(frozen=True, eq=False)
class City:
    """What everybody walks on.

    Parameters
    ----------
    network, seen, homes
        As `vidik.exposure.walks.walks` takes them.
    places
        Shape (h, 2): where the homes stand, metres.
    """

    network: WalkNetwork
    seen: Seen
    homes: Doorsteps
    places: NDArray[np.float64]

    def first(self, count: int) -> Doorsteps:
        """Return the first homes."""
        return Doorsteps(self.homes.edge[:count], self.homes.offset_mm[:count], np.ones(count))


@cache
def novi_sad(*, scattered: bool = False) -> City:
    """Return Novi Sad, its homes along Hilbert's curve or in no order."""
    if not NOVI_SAD.exists():
        raise NotRunError(f"{NOVI_SAD} is not here")
    data = vidik.read(NOVI_SAD)
    network = vidik.read_network(data).network
    network = replace(network, effort_mm=network.length_mm, counted=np.ones(len(network), bool))
    buildings = vidik.read_buildings(data)
    lonlat, weight = places_of(buildings)
    places = buildings.place.frame.to_metres(lonlat)
    homes, kept = homes_at(network, places, weight, reach_m=1000.0)
    rng = np.random.default_rng(SEED)
    order = rng.permutation(len(homes)) if scattered else along_curve(places[kept])
    own = Doorsteps(homes.edge[order], homes.offset_mm[order], homes.weight[order])
    some = rng.random(len(network)) < 1 / 3
    cuts = np.sort(rng.random((int(some.sum()), 2)), axis=1) * network.length_mm[some][:, None]
    offsets = np.concatenate([[0], np.cumsum(some)]).astype(np.int64)
    seen = Seen(offsets, cuts[:, 0], cuts[:, 1], np.ones(len(cuts)))
    return City(network, seen, own, places[kept][order])


def side_by_side(city: City, rows: int) -> City:
    """Return a city made of copies in a square, a kilometre apart; the homes along one curve."""
    network, ways, seen = city.network, city.network.ways, city.seen
    count, edges = rows * rows, len(network)
    step = np.ptp(network.nodes, axis=0) + 1000.0
    shift = step * np.stack(np.divmod(np.arange(count), rows), axis=1)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return (shift[:, None] + points).reshape(-1, 2)

    def again(offsets: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.concatenate([[0], np.cumsum(np.tile(np.diff(offsets), count))])

    def numbered(numbers: NDArray[np.int64], those: int) -> NDArray[np.int64]:
        return (those * np.arange(count)[:, None] + numbers).ravel()

    whole = WalkNetwork(
        Streets(
            tuple(f"{one}/{copy}" for copy in range(count) for one in ways.ids),
            ways.names * count,
            ways.classes * count,
            again(ways.offsets),
            moved(ways.vertices),
        ),
        moved(network.nodes),
        numbered(network.tail, len(network.nodes)),
        numbered(network.head, len(network.nodes)),
        np.tile(network.length_mm, count),
        np.tile(network.effort_mm, count),
        np.tile(network.counted, count),
        np.tile(network.covered, count),
    )
    parts = (np.tile(column, count) for column in (seen.start_mm, seen.end_mm, seen.share))
    places = moved(city.places)
    order = along_curve(places)
    homes = Doorsteps(
        numbered(city.homes.edge, edges)[order],
        np.tile(city.homes.offset_mm, count)[order],
        np.ones(len(order)),
    )
    return City(whole, Seen(again(seen.offsets), *parts), homes, places[order])


def by_vidik(city: City, count: int) -> NDArray[np.float64]:
    """Return the sums of the first homes: the one place that calls Vidik's engine."""
    found = walks(city.network, city.seen, city.first(count), budget_mm=BUDGET_MM)
    return np.column_stack([1e3 * found.reached_m, 1e6 * found.walked_m, 1e6 * found.seen_m])


class SciPyProgram:
    """SciPy in an environment of its own; started when it is first asked.

    Parameters
    ----------
    city
        What it walks on.

    Raises
    ------
    NotRunError
        If it cannot be installed.
    """

    def __init__(self, city: City) -> None:
        built = subprocess.run(
            [ROOT / "bench" / "peers" / "csgraph.sh"],
            stdout=subprocess.PIPE,
            check=False,
            text=True,
        )
        if built.returncode != 0:
            raise NotRunError(built.stdout.strip().removeprefix("not run: "))
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name) / "city.npz"
        np.savez(
            self._file,
            nodes=city.network.nodes,
            tail=city.network.tail,
            head=city.network.head,
            length=city.network.length_mm,
            seen=city.seen.seen_mm,
            offsets=city.seen.offsets,
            parts=np.column_stack([city.seen.start_mm, city.seen.end_mm, city.seen.share]),
            edge=city.homes.edge,
            offset=city.homes.offset_mm,
            places=city.places,
            budget=BUDGET_MM,
        )

    @cached_property
    def _running(self) -> subprocess.Popen[str]:
        python = ROOT / "build" / "peers" / "csgraph" / "bin" / "python"
        running = subprocess.Popen(
            [python, ROOT / "bench" / "peers" / "csgraph_program.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        weakref.finalize(self, running.kill)
        return running

    def _ask(self, request: str) -> str:
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self._running.stdin.write(f"{request}\n")
        self._running.stdin.flush()
        return self._running.stdout.readline().strip()

    def walk(self, how: str, count: int) -> float:
        """Walk from the first homes; return the seconds that it took.

        Parameters
        ----------
        how
            “whole” or “tiles”.
        count
            How many homes.
        """
        return float(self._ask(f"{how} {count} {self._file}"))

    def found(self) -> NDArray[np.float64]:
        """Return what was found last."""
        return np.asarray(np.load(self._file.with_suffix(".out.npy")))

    def memory(self) -> int:
        """Return the program's peak memory so far, bytes."""
        return int(self._ask("memory"))


def contest(city: City, title: str) -> Contest:
    """Return the contest on one city."""
    most = len(city.homes)
    contenders: list[Contender | Absent] = [
        Contender("Vidik", lambda count: by_vidik(city, count), most, least=min(most, 2048))
    ]
    notes: Callable[[], list[str]] = list
    try:
        program = SciPyProgram(city)
    except NotRunError as reason:
        contenders.append(Absent("SciPy", str(reason)))
    else:
        for name, how, least in (
            ("SciPy, the whole graph", "whole", 256),
            ("SciPy, squares of 400 m, each node once", "tiles", min(most, 2048)),
        ):
            contenders.append(
                Contender(
                    name,
                    lambda count, how=how: program.walk(how, count),
                    most,
                    least=least,
                    elsewhere=True,
                    memory=program.memory,
                )
            )

        def notes() -> list[str]:
            return [_compared(city, program), _cold(city)]

    return Contest(title, "homes per second", contenders, notes)


def _compared(city: City, program: SciPyProgram) -> str:
    """Return how far apart the arrays of both are, as a sentence."""
    apart = []
    for how in ("whole", "tiles"):
        program.walk(how, 1024)
        found, own = program.found(), by_vidik(city, 1024)
        apart.append(float(np.abs(found / np.where(own > 0.0, own, 1.0) - (own > 0.0)).max()))
    return f"Of 1,024 homes no figure is more than {max(apart):.1e} of itself apart from SciPy's."


def _cold(city: City) -> str:
    """Return how long a single home takes, as a sentence."""
    begun = time.process_time()
    by_vidik(city, 1)
    return f"Vidik takes {time.process_time() - begun:.3f} s for a first home alone."


CASES: dict[str, Callable[[], Contest]] = {
    "novi_sad": lambda: contest(novi_sad(), "All walks of 15 minutes, Novi Sad, one thread"),
    "scattered": lambda: contest(
        novi_sad(scattered=True), "The same from homes in no order, one thread"
    ),
    "larger": lambda: contest(
        side_by_side(novi_sad(), 3), "The same in nine Novi Sads side by side, one thread"
    ),
}


if __name__ == "__main__":
    main("bench.walks", CASES)
