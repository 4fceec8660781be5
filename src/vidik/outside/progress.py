"""Progress: bars with counts, rates and the time left, or plain lines where nobody is watching."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import Protocol

from rich import progress as rich_progress
from rich.console import Console
from rich.progress import (
    BarColumn,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

__all__ = ["Advance", "Bars", "Lines", "Progress", "Silent", "progress_for"]

#: Say that this many more units are done; may be called from any thread.
Advance = Callable[[float], None]

#: Seconds between two plain lines about the same task.
LINE_EVERY_S = 10.0


class Progress(Protocol):
    """What a job tells about its progress.

    Examples
    --------
    >>> with Silent().task("Reading osm", total=3) as advance:
    ...     advance(3)
    """

    def task(
        self, label: str, *, total: float | None = None
    ) -> AbstractContextManager[Advance]:  # numpydoc ignore=GL08
        """Open a task.

        Parameters
        ----------
        label
            What is being done, a few words: “Reading osm”.
        total
            Units to do; None if nobody knows yet.
        """
        ...


class Silent:
    """Says nothing; for tests and for ``--quiet``."""

    # the arguments are those of `Progress`
    @contextmanager
    def task(self, label: str, *, total: float | None = None) -> Iterator[Advance]:  # noqa: ARG002
        """Open a task that nobody hears of."""
        yield lambda _: None


class Lines:
    """One plain line per task, and one more every few seconds; for log files and pipes.

    Parameters
    ----------
    write
        Takes each line, without its end.
    clock
        Returns seconds.
    """

    def __init__(
        self, write: Callable[[str], None], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._clock = clock

    @contextmanager
    def task(self, label: str, *, total: float | None = None) -> Iterator[Advance]:
        """Open a task; its last line says how many units, how long, how fast."""
        lock = Lock()
        begun = told = self._clock()
        done = 0.0

        def advance(units: float) -> None:
            nonlocal done, told
            with lock:
                done += units
                now = self._clock()
                if now - told >= LINE_EVERY_S:
                    told = now
                    left = (
                        f", {_duration((total - done) * (now - begun) / done)} left"
                        if (total and done)
                        else ""
                    )
                    self._write(f"{label}: {_count(done, total)}, {_rate(done, now - begun)}{left}")

        yield advance
        seconds = self._clock() - begun
        counted = f"{_count(done)} in " if done else ""
        rate = f" ({_rate(done, seconds)})" if done and seconds >= 0.1 else ""
        self._write(f"{label}: {counted}{_duration(seconds)}{rate}")


class Bars:
    """A bar per task with its count, its rate and the time left; for terminals.

    Parameters
    ----------
    console
        Where to draw.
    """

    def __init__(self, console: Console) -> None:
        self._bars = rich_progress.Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            _Amount(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
        )
        self._open = 0

    @contextmanager
    def task(self, label: str, *, total: float | None = None) -> Iterator[Advance]:
        """Open a task, inside another if need be; its bar stays, full, when it is done."""
        self._bars.start()
        self._open += 1
        number = self._bars.add_task(label, total=total)
        try:
            yield lambda units: self._bars.advance(number, units)
            done = next(task.completed for task in self._bars.tasks if task.id == number)
            # A task whose total was unknown, or a bit off, ends where it got to.
            self._bars.update(number, total=done or 1, completed=done or 1)
        finally:
            self._open -= 1
            if not self._open:
                self._bars.stop()
                for number in self._bars.task_ids:  # or the next start would draw them again
                    self._bars.remove_task(number)


class _Amount(ProgressColumn):
    """“1,204 of 2,650, 3,310/s”; nothing for a task that does not count."""

    def render(self, task: Task) -> Text:
        if task.completed <= 1 and (task.total or 1) <= 1:
            return Text("")
        speed = task.finished_speed or task.speed
        rate = f", {_count(speed)}/s" if speed else ""
        return Text(f"{_count(task.completed, task.total)}{rate}", style="progress.percentage")


def progress_for(console: Console) -> Progress:
    """Return bars for a terminal and plain lines for anything else."""
    if console.is_terminal:
        return Bars(console)
    return Lines(lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True))


def _count(done: float, total: float | None = None) -> str:
    of = f" of {total:,.0f}" if total else ""
    return f"{done:,.0f}{of}"


def _rate(done: float, seconds: float) -> str:
    return f"{_count(done / seconds)}/s"


def _duration(seconds: float) -> str:
    """Return “0.4 s”, “3 min 05 s”."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds) // 60} min {int(seconds) % 60:02d} s"
