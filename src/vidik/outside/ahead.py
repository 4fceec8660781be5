"""Reading ahead in a process of its own, so that this one can store what is read already."""

from __future__ import annotations

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any, TypeVar

from vidik.errors import InputError, VidikError

__all__ = ["ahead"]

T = TypeVar("T")


def ahead(make: Callable[..., Iterator[T]], *args: Any) -> Iterator[T]:
    """Yield what an iterator yields that another process goes through, one item ahead.

    Parameters
    ----------
    make
        Makes the iterator; it, its arguments and what is yielded can be pickled.
    *args
        For `make`.

    Yields
    ------
    T
        In the same order.

    Raises
    ------
    VidikError
        What the iterator raises; or `InputError` if the process ended before it was done.

    Examples
    --------
    >>> list(ahead(map, abs, (-1, 2)))
    [1, 2]
    """
    # A program of its own: a fork would take along locks that threads hold, and what
    # multiprocessing spawns runs the caller's script again.
    start = f"import sys; sys.path[:] = {sys.path}; from vidik.outside.ahead import read; read()"
    process = subprocess.Popen(  # noqa: S603  # nothing of it comes from outside
        [sys.executable, "-c", start], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdin as asks:
            pickle.dump((make, args), asks)
        while (said := _next(process.stdout)) is not None:
            yield said[0]
    finally:
        process.kill()
        process.stdout.close()
        process.wait()


def _next(told: IO[bytes]) -> tuple[Any] | None:
    """Return the next item, as a tuple of one; None after the last."""
    try:
        said: VidikError | tuple[Any] | None = pickle.load(told)  # noqa: S301  # of our own process
    except (EOFError, pickle.UnpicklingError):
        raise InputError(
            "the process that reads ended before it was done", hint="there may be too little memory"
        ) from None
    if isinstance(said, VidikError):
        raise said
    return said


def read() -> None:
    """Be the other process: hand on what the iterator yields that was asked for."""
    gc.disable()  # what is made is handed on and let go
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks decides when to end
    # what anybody prints must not come in between
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    make, args = pickle.load(sys.stdin.buffer)  # noqa: S301  # of our own process
    try:
        try:
            # the pipe holds little: the next item is made while this one is used, and no other
            for item in make(*args):
                _tell(told, (item,))
            _tell(told, None)
        except VidikError as error:
            _tell(told, error)
    except BrokenPipeError:  # whoever asked has gone
        os._exit(1)


def _tell(told: IO[bytes], said: VidikError | tuple[Any] | None) -> None:
    pickle.dump(said, told, pickle.HIGHEST_PROTOCOL)
    told.flush()
