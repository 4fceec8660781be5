"""Builds that are killed on demand: one process loads Vidik, a fork of it does each build.

Reads lines ``<SOURCE_DATE_EPOCH> <seconds> <signal>`` and answers each with the child's exit
status: 0 if the build was done before its time came, else minus the signal. ``inf`` lets it finish.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from vidik.jobs.build import build_city
from vidik.outside.cache import Cache


def child(city_file: Path, epoch: str) -> None:
    """Build, and leave without running what belongs to the parent."""
    os.environ["SOURCE_DATE_EPOCH"] = epoch
    try:
        build_city(city_file, threads=2, cache=Cache(city_file.parent / "cache"))
    except KeyboardInterrupt:
        os._exit(130)
    os._exit(0)


def main() -> None:
    """Answer lines until there are no more."""
    city_file = Path(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        epoch, seconds, number = line.split()
        pid = os.fork()
        if pid == 0:
            child(city_file, epoch)
        deadline = time.monotonic() + float(seconds)
        status = None
        while time.monotonic() < deadline:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                break
            time.sleep(0.0005)
        else:
            os.kill(pid, int(number))
            _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    main()
