"""Workers: who does the same task for one tile after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

from vidik.outside.progress import Advance

__all__ = ["Threads", "Work", "Workers"]

Shared = TypeVar("Shared")
Key = TypeVar("Key")
Task = TypeVar("Task")
Made = TypeVar("Made")

_Shared = TypeVar("_Shared", contravariant=True)
_Task = TypeVar("_Task", contravariant=True)
_Made = TypeVar("_Made", covariant=True)


class Work(Protocol[_Shared, _Task, _Made]):
    """A function of a module: of what all tasks share, and of a task; of nothing else."""

    def __call__(
        self, shared: _Shared, task: _Task, /, *, threads: int, advance: Advance
    ) -> _Made:  # numpydoc ignore=GL08
        """Return what becomes of a task, whatever the number of threads.

        Parameters
        ----------
        shared
            The same for all tasks.
        task
            One of them; its length is what `advance` counts.
        threads
            How many to compute with.
        advance
            Told how much of the task is done.
        """
        ...


class Workers(Protocol):
    """Some threads or processes, here or elsewhere."""

    def map(
        self,
        work: Work[Shared, Task, Made],
        shared: Shared,
        keys: Sequence[Key],
        load: Callable[[Key], Task],
        *,
        advance: Advance,
    ) -> Iterator[Made]:  # numpydoc ignore=GL08
        """Yield what becomes of tasks, in their order; only a few are held at a time.

        Parameters
        ----------
        work
            Called for each.
        shared
            Handed to each.
        keys
            Of the tasks.
        load
            Returns the task of a key; called in this process, never far ahead of what has been
            yielded.
        advance
            Told how much is done.
        """
        ...


class Threads:
    """Threads of this process.

    Parameters
    ----------
    count
        How many compute at once.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count

    def map(
        self,
        work: Work[Shared, Task, Made],
        shared: Shared,
        keys: Sequence[Key],
        load: Callable[[Key], Task],
        *,
        advance: Advance,
    ) -> Iterator[Made]:
        """Yield what becomes of tasks, in their order; only a few are held at a time.

        Where there are many tasks, each has a thread to itself; where there are few, as in a city,
        each has all.
        """
        threads = 1 if len(keys) >= 8 * self._count else self._count
        waiting: deque[Future[Made]] = deque()
        with ThreadPoolExecutor(max_workers=self._count) as pool:
            for key in keys:
                waiting.append(
                    pool.submit(work, shared, load(key), threads=threads, advance=advance)
                )
                if len(waiting) > self._count:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
