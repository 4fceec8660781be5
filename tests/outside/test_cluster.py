"""Workers of a cluster: the same answers in the same order, and plain words when one fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vidik.errors import ClusterError, InputError, VidikError
from vidik.outside.cluster import Cluster
from vidik.outside.workers import Threads


def heard() -> tuple[list[float], object]:
    """Return a list and what adds to it."""
    told: list[float] = []
    return told, told.append


def scaled(by: float, task: np.ndarray, *, threads: int, advance) -> tuple[np.ndarray, bool]:
    """Return a task's numbers times what all share, and whether they could be written to."""
    return task * by, bool(task.flags.writeable)


def refusing(_: object, task: np.ndarray, *, threads: int, advance) -> None:
    raise InputError("too odd", file="a.osm", place="way/1", value=int(task[0]), hint="be even")


def broken(_: object, task: np.ndarray, *, threads: int, advance) -> None:
    raise ZeroDivisionError("a fault of ours\nwith more lines")


def dying(_: object, task: np.ndarray, *, threads: int, advance) -> None:
    os._exit(3)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster(workers=2) as made:
        yield made


@pytest.mark.parametrize("keys", [[], [5], list(range(12))])
def test_answers_come_in_order(cluster, keys):
    taken: list[int] = []
    told, advance = heard()

    def load(key: int) -> np.ndarray:
        taken.append(key)
        return np.full(3, float(key))

    found = []
    for made, writable in cluster.map(scaled, 2.0, keys, load, advance=advance):
        found.append(made.tolist())
        assert writable, "loops would be compiled once more"
        # never far ahead
        assert len(taken) - len(found) <= 2 * cluster.workers
    assert found == [[2.0 * key] * 3 for key in keys]
    assert taken == keys
    assert told == [3] * len(keys)
    here = Threads(2).map(scaled, 2.0, keys, load, advance=advance)
    assert [made.tolist() for made, _ in here] == found


def test_it_says_what_it_cost(cluster):
    list(cluster.map(scaled, 1.0, [1, 2], lambda key: np.zeros(1000), advance=lambda _: None))
    stage = cluster.stages[-1]
    assert (stage.name, stage.tasks) == ("scaled", 2)
    assert 0.0 < stage.task_seconds < 2 * stage.seconds
    assert stage.sent_mib > 2 * 8000 / 2**20
    assert cluster.start_s > 0.0


def test_what_a_worker_refuses_is_told_as_it_stands(cluster):
    with pytest.raises(InputError) as told:
        list(cluster.map(refusing, None, [7], lambda key: np.array([key]), advance=print))
    assert str(told.value) == "a.osm: way/1: too odd: 7 (be even)"


def test_a_fault_of_ours_is_told_in_one_line(cluster):
    with pytest.raises(ClusterError) as told:
        list(cluster.map(broken, None, [7], lambda key: np.array([key]), advance=print))
    assert str(told.value) == ("a worker of the cluster failed: ZeroDivisionError: a fault of ours")


def test_a_worker_that_dies_ends_the_build_in_words(cluster):
    with pytest.raises(VidikError, match="a worker of the cluster was lost") as told:
        list(cluster.map(dying, None, [7], lambda key: np.array([key]), advance=print))
    assert "Traceback" not in str(told.value)


def test_workers_of_another_vidik_are_refused(cluster, monkeypatch):
    monkeypatch.setattr(cluster, "_code", "another")
    with pytest.raises(ClusterError, match="runs another Vidik"):
        list(cluster.map(scaled, 1.0, [1], lambda key: np.zeros(1), advance=print))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_nothing_listens_beyond_the_machine(cluster):
    ours = [pid for pid in _processes() if _has_token(pid)]
    assert len(ours) >= 4  # raylet, keeper of the cluster, two workers
    sockets = {inode for pid in ours for inode in _inodes(pid)}
    open_at = [address for address, inode in _listening() if inode in sockets]
    assert open_at
    loopback = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
    assert set(open_at) <= loopback


def _processes() -> list[Path]:
    return [path for path in Path("/proc").iterdir() if path.name.isdigit()]


def _has_token(process: Path) -> bool:
    token = f"RAY_AUTH_TOKEN={os.environ['RAY_AUTH_TOKEN']}".encode()
    try:
        return token in (process / "environ").read_bytes()
    except OSError:
        return False


def _inodes(process: Path) -> list[str]:
    found = []
    for handle in (process / "fd").iterdir():
        try:
            name = str(handle.readlink())
        except OSError:
            continue
        if name.startswith("socket:["):
            found.append(name[8:-1])
    return found


def _listening() -> list[tuple[str, str]]:
    rows = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            parts = line.split()
            if parts[3] == "0A":
                rows.append((parts[1].partition(":")[0], parts[9]))
    return rows


def test_ray_that_is_not_installed_is_asked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError, match=r"pip install 'vidik\[cluster\]'"), Cluster():
        pass
