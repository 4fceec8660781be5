"""Contests: everybody does the same work, turn by turn, and a table says how fast and how big.

Nothing is timed once: in each round every contender has a turn, so that what else the machine does
meets all of them, and the ratio is taken within the round. What runs on one thread is timed in
seconds of the processor, which other programs do not use up; what runs on several, in seconds of
the clock on the wall. Peak memory is measured apart, each contender alone in a process of its own.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import os
import platform
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from llvmlite.binding import get_host_cpu_name

__all__ = ["Absent", "Contender", "Contest", "NotRunError", "machine", "main", "run"]

ROOT = Path(__file__).resolve().parents[1]

# A turn takes about this long: long enough for the clock, short enough for the one who waits.
_TURN_S = 0.4

_MIB = 2**20


class NotRunError(Exception):
    """Something that a contest needs is not here; the message says what."""


@dataclass(frozen=True)
class Contender:
    """Somebody who can do the work.

    Parameters
    ----------
    name
        As the table says it.
    work
        Does the first n pieces of the work.
    most
        How many pieces there are.
    least
        How many have to be done at once: fewer would be other work.
    elsewhere
        Whether a process of its own does the work: then `work` returns the seconds it took.
    memory
        Returns the peak memory of that process, bytes.
    """

    name: str
    work: Callable[[int], object]
    most: int
    least: int = 1
    elsewhere: bool = False
    memory: Callable[[], int] | None = None


@dataclass(frozen=True)
class Absent:
    """Somebody who could not take part, and why; the table says so."""

    name: str
    reason: str


@dataclass(frozen=True)
class Contest:
    """One table.

    Parameters
    ----------
    title
        Its heading.
    unit
        What is counted per second.
    contenders
        The others are compared with the first.
    notes
        Sentences below the table; called after the rounds.
    on_the_wall
        Whether the clock on the wall counts, not the processor's.
    rounds
        How many turns everybody has.
    """

    title: str
    unit: str
    contenders: Sequence[Contender | Absent]
    notes: Callable[[], Sequence[str]] = tuple
    on_the_wall: bool = False
    rounds: int = 5


def machine() -> str:
    """Return what this runs on, as a sentence."""
    processor = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}"
        for name in ("numpy", "numba", "llvmlite", "shapely", "pyarrow", "pyvispoly")
    )
    geos = importlib.import_module("shapely").geos_version_string  # not every contender's memory
    return (
        f"Machine: {processor[1] if processor else platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.0f} GiB; {system}; Python {platform.python_version()}, {versions}, GEOS "
        f"{geos}; Numba compiles for {get_host_cpu_name()}; load when it began: "
        f"{os.getloadavg()[0]:.1f}."
    )


def main(module: str, cases: Mapping[str, Callable[[], Contest]]) -> None:
    """Run the contests that the command line names, or all, and print their tables.

    Parameters
    ----------
    module
        Name of the module whose cases these are, as ``python -m`` takes it.
    cases
        What makes each contest, by name.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("cases", nargs="*", choices=[*cases, []], help="which; all without")
    # how a contest asks itself for the memory of one contender
    parser.add_argument("--peak", help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=1, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.peak is not None:
        (case,) = chosen.cases
        print(_peak(_named(cases[case](), chosen.peak), chosen.count))
        return
    print(machine())
    run(module, {case: cases[case] for case in chosen.cases or cases})


def run(module: str, cases: Mapping[str, Callable[[], Contest]]) -> None:
    """Run contests and print their tables as they are done.

    Parameters
    ----------
    module
        Name of the module whose cases these are.
    cases
        What makes each contest, by name.
    """
    for case, make in cases.items():
        try:
            contest = make()
        except NotRunError as reason:
            print(f"\n## {module.rpartition('.')[2]}, {case}\n\nnot run: {reason}", flush=True)
            continue
        present = [one for one in contest.contenders if isinstance(one, Contender)]
        counts = {one.name: _calibrated(one, _clock(contest)) for one in present}
        peaks = {one.name: _peak_alone(module, case, one.name, counts) for one in present}
        print(_table(contest, present, counts, peaks), flush=True)
        # what the contest held, programs that it started among it, goes before the next begins
        del contest, present
        gc.collect()


def _table(
    contest: Contest,
    present: Sequence[Contender],
    counts: Mapping[str, int],
    peaks: Mapping[str, int],
) -> str:
    """Let all contenders take turns; return the contest as Markdown."""
    clock = _clock(contest)
    rates: dict[str, list[float]] = {one.name: [] for one in present}
    for _ in range(contest.rounds):
        for one in present:
            rates[one.name].append(counts[one.name] / _timed(one, counts[one.name], clock))
    first = contest.contenders[0].name
    lines = [
        f"\n## {contest.title}\n",
        f"| | {contest.unit} | {first} is faster by | peak memory, MiB |",
        "|---|---|---|---|",
    ]
    for entry in contest.contenders:
        if isinstance(entry, Absent):
            lines.append(f"| {entry.name} | not run: {entry.reason} | | |")
            continue
        ratio = ""
        if entry.name != first and first in rates:
            ratios = [a / b for a, b in zip(rates[first], rates[entry.name], strict=True)]
            ratio = f"{statistics.median(ratios):,.1f}× ({min(ratios):,.1f}–{max(ratios):,.1f})"
        rate = statistics.median(rates[entry.name])
        shown = f"{rate:,.{0 if rate >= 10 else 2}f}"
        lines.append(f"| {entry.name} | {shown} | {ratio} | {peaks[entry.name] / _MIB:,.0f} |")
    return "\n".join([*lines, *(f"\n{note}" for note in contest.notes())])


def _clock(contest: Contest) -> Callable[[], float]:
    return time.perf_counter if contest.on_the_wall else time.process_time


def _timed(one: Contender, count: int, clock: Callable[[], float]) -> float:
    """Return the seconds that some pieces take."""
    begun = clock()
    done = one.work(count)
    took = clock() - begun
    # a contender that runs elsewhere returns its own seconds; the protocol says object for all
    return float(done) if one.elsewhere else took


def _calibrated(one: Contender, clock: Callable[[], float]) -> int:
    """Return how many pieces fill a turn; what has to be compiled or built is done by then."""
    count = one.least
    _timed(one, count, clock)
    while count < one.most and (seconds := _timed(one, count, clock)) < _TURN_S / 2:
        longer = int(count * _TURN_S / max(seconds, 1e-6))
        count = min(one.most, max(count + 1, min(8 * count, longer)))
    return count


def _named(contest: Contest, name: str) -> Contender:
    for one in contest.contenders:
        if one.name == name and isinstance(one, Contender):
            return one
    raise SystemExit(f"no such contender: {name}")


def _peak_alone(module: str, case: str, name: str, counts: Mapping[str, int]) -> int:
    """Return the peak memory of one contender who is alone in a process, bytes."""
    command = [sys.executable, "-m", module, case, "--peak", name, "--count", str(counts[name])]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
    return int(said)


def _peak(one: Contender, count: int) -> int:
    """Return the peak memory while one contender works, its libraries and the scene included."""
    Path("/proc/self/clear_refs").write_text("5")  # forget what making the scene took
    one.work(count)
    return _status("VmHWM") if one.memory is None else one.memory()


def _status(key: str) -> int:
    found = re.search(rf"{key}:\s*(\d+) kB", Path("/proc/self/status").read_text())
    if found is None:
        raise SystemExit(f"the system does not tell {key}")
    return int(found[1]) * 1024
