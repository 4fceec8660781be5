"""Work that is killed on demand: one process loads what it takes, a fork of it does each piece.

A program of the tests says what the work is (`serve`), a test when to kill it (`Forks`). The clock
runs from when the work says that it has begun, so that no kill is spent on a process that starts.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOREVER = float("inf")


@dataclass(frozen=True)
class Ended:
    """How a piece of work ended: with which status, after it said it was done, after how long."""

    status: int
    done: bool
    seconds: float


def serve(work: Callable[[str, Callable[[], None]], None]) -> None:
    """Read lines ``<what> <seconds> <signal>``; answer each with status, whether done, seconds.

    `work` gets the first word, and what to call when it begins; it is done when it returns.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    print("ready", flush=True)
    for line in sys.stdin:
        what, seconds, number = line.split()
        print(*_forked(work, what, float(seconds), int(number)), flush=True)


def _forked(
    work: Callable[[str, Callable[[], None]], None], what: str, seconds: float, number: int
) -> tuple[int, int, float]:
    hear, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(hear)
        try:
            work(what, lambda: os.write(tell, b"."))
            os.write(tell, b".")
        except KeyboardInterrupt:
            os._exit(130)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)  # what belongs to the parent is not run
    os.close(tell)
    begun = os.read(hear, 1)
    start = time.monotonic()
    late = not select.select([hear], [], [], None if seconds == FOREVER else seconds)[0]
    if late:
        os.kill(pid, number)
    _, status = os.waitpid(pid, 0)
    took = time.monotonic() - start
    done = bool(begun) and os.read(hear, 1) == b"."
    os.close(hear)
    return os.waitstatus_to_exitcode(status), int(done), took


class Forks:
    """A program of the tests that serves, and answers one piece of work at a time."""

    def __init__(self, module: str, *args: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *args],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout.readline() == "ready\n"

    def run(self, what: str, seconds: float = FOREVER, number: int = signal.SIGKILL) -> Ended:
        """Do a piece of work, for no longer than some seconds."""
        self._process.stdin.write(f"{what} {seconds} {int(number)}\n")
        self._process.stdin.flush()
        status, done, took = self._process.stdout.readline().split()
        return Ended(int(status), done == "1", float(took))

    def __enter__(self) -> Forks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the program."""
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()
