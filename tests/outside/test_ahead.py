"""Reading ahead in another process: the same items, the same faults, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidik.errors import InputError
from vidik.outside.ahead import ahead


def squares(count: int) -> Iterator[int]:
    """Yield squares, and print what must not come in between."""
    for number in range(count):
        print("printed")
        yield number * number


def pids(count: int) -> Iterator[tuple[int, bytes]]:
    """Yield the process that yields, with more than a pipe holds."""
    for _ in range(count):
        yield os.getpid(), bytes(1_000_000)


def faulty(good: int) -> Iterator[int]:
    """Yield some items, then raise."""
    yield from range(good)
    raise InputError("is broken", file="a.csv", place="row 3", value="x")


def killed() -> Iterator[int]:
    """Yield one item and end as a process does that takes too much memory."""
    yield 1
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_the_same_items_in_the_same_order(count: int) -> None:
    assert list(ahead(squares, count)) == [n * n for n in range(count)]


def test_another_process_does_it() -> None:
    assert {pid for pid, _ in ahead(pids, 3)}.isdisjoint({os.getpid()})


def test_what_was_good_comes_before_the_fault() -> None:
    items = ahead(faulty, 2)
    assert [next(items), next(items)] == [0, 1]
    with pytest.raises(InputError, match="is broken") as caught:
        next(items)
    assert (caught.value.file, caught.value.place, caught.value.value) == ("a.csv", "row 3", "x")


def test_a_process_that_is_killed_is_said_to_be() -> None:
    items = ahead(killed)
    assert next(items) == 1
    with pytest.raises(InputError, match="ended before it was done"):
        next(items)


def test_the_process_ends_with_whoever_asked() -> None:
    items = ahead(pids, 1000)
    pid, _ = next(items)
    items.close()  # type: ignore[attr-defined]  # a generator
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_process_ends_when_whoever_asked_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "asks.py"
    script.write_text(
        "from tests.outside.test_ahead import pids\n"
        "from vidik.outside.ahead import ahead\n"
        "items = ahead(pids, 100_000)\n"
        "print(next(items)[0], flush=True)\n"
        "input()\n"
    )
    asker = subprocess.Popen(
        [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert asker.stdout is not None
    pid = int(asker.stdout.readline())
    asker.kill()
    asker.communicate()
    for _ in range(200):
        if not _runs(pid):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still runs")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_the_callers_script_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "careless.py"
    script.write_text(
        "print('begun')\n"
        "from vidik.outside.ahead import ahead\n"
        "print(list(ahead(map, abs, (-1, 2))))\n"
    )
    said = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert said.stdout.splitlines() == ["begun", "[1, 2]"]
