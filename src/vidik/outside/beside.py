"""A second process that looks at files, and makes some, while this one goes on making others."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from vidik.errors import OutputError, VidikError

__all__ = ["Beside", "Look", "Make", "Take"]

#: Looks at the path and the bytes of a file.
Look = Callable[[str, bytes], None]

#: Makes files: yields path and bytes of each.
Make = Callable[[], Iterable[tuple[str, bytes]]]

#: Is given path and bytes of a file, and the seconds that it took to make it.
Take = Callable[[str, bytes, float], None]

#: Bytes of a file that is sent; a smaller one is looked at here in the time that sending takes.
_WORTH_SENDING = 50_000

#: Bytes of such files that are looked at here before the process is started, which takes a second.
_WORTH_A_PROCESS = 4_000_000


class Beside:
    """Looks at large files in another process, and at small ones here; has files made there.

    Whatever happens to that process, a file is never taken for one that was looked at: its future
    then raises.

    Parameters
    ----------
    look
        Looks at the path and the bytes of a file and raises `VidikError` if there is anything
        wrong; one that can be pickled.

    Examples
    --------
    >>> with Beside(print) as beside:
    ...     beside.look("a.txt", b"small")
    a.txt b'small'
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        # spawned, not forked: threads of this process may hold locks
        context = get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_answer, args=(there,), daemon=True)
        self._there = there
        self._sender = ThreadPoolExecutor(1)
        self._told: Future[None] | None = None
        self._large = 0
        self._good: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        """Return it; the process starts when there is enough to look at."""
        return self

    def look(self, path: str, data: bytes) -> Future[None] | None:
        """Look at a file, now or soon.

        Parameters
        ----------
        path
            Its name.
        data
            Its bytes.

        Returns
        -------
        Future or None
            Raises what there is to say against the file; None: it was looked at, and is good.

        Raises
        ------
        VidikError
            If there is anything wrong with a file that was looked at at once.
        """
        if self._good.pop(path, None) is data:
            return None  # it was made there, and looked at
        if len(data) >= _WORTH_SENDING:
            self._large += len(data)
            if self._large >= _WORTH_A_PROCESS:
                self._start()
                return self._sender.submit(self._ask, path, data)
        self._look(path, data)
        return None

    def make(self, make: Make, take: Take) -> Future[None]:
        """Have files made in the other process, and looked at there.

        Parameters
        ----------
        make
            Makes them; can be pickled.
        take
            Is given each of them here, in a thread of its own; `look` knows that it is good.

        Returns
        -------
        Future
            Done when the last one was taken. Raises what there is to say against a file, and what
            `make` or `take` raise.
        """
        self._start()
        return self._sender.submit(self._take, make, take)

    def _start(self) -> None:
        """Start the process unless it runs."""
        if self._process.pid is None:
            self._process.start()
            self._there.close()  # so that either side sees it when the other ends
            # what goes along with the start is waited for without end, should the process fail then
            self._told = self._sender.submit(self._here.send, self._look)

    def _ask(self, path: str, data: bytes) -> None:
        try:
            self._send((path, data))
            fault = self._here.recv()
        except (EOFError, OSError):
            raise _ended(path) from None
        if fault is not None:
            raise fault

    def _take(self, make: Make, take: Take) -> None:
        path = None
        while True:
            try:
                if path is None:
                    self._send(make)
                answer = self._here.recv()
            except (EOFError, OSError):
                raise _ended(path) from None
            if not isinstance(answer, tuple):
                break
            path, data, seconds = answer
            self._good[path] = data
            try:
                take(path, data, seconds)
            except BaseException:
                self._here.close()  # what else it has made nobody takes
                raise
        if answer is not None:
            raise answer

    def _send(self, asked: Make | tuple[str, bytes]) -> None:
        assert self._told is not None  # the process was started
        self._told.result()
        self._here.send(asked)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process; what it was not asked yet is not asked any more."""
        started = self._process.pid is not None
        if started and kind is not None:
            self._process.kill()
        self._sender.shutdown(cancel_futures=True)
        self._here.close()
        if started:
            self._process.join()
        else:
            self._there.close()
        self._process.close()


def _ended(path: str | None) -> OutputError:
    return OutputError(
        "the process that looks at files ended before it was done",
        file=path,
        hint="there may be too little memory; --threads 1 does without that process",
    )


def _answer(asked: Connection) -> None:
    """Look at what is asked for, and make it, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks decides when to end
    with suppress(EOFError, BrokenPipeError):
        look: Look = asked.recv()
        while True:
            task = asked.recv()
            fault: VidikError | None = None
            try:
                if isinstance(task, tuple):
                    look(*task)
                else:
                    _make(task, look, asked)
            except VidikError as error:
                fault = error
            asked.send(fault)


def _make(make: Make, look: Look, asked: Connection) -> None:
    """Make files, look at each, and send it."""
    begun = time.perf_counter()
    for path, data in make():
        seconds = time.perf_counter() - begun
        look(path, data)
        asked.send((path, data, seconds))
        begun = time.perf_counter()
