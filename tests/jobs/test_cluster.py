"""A build on a cluster is the build of one process, byte for byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.jobs.small_city import write_city
from tests.jobs.test_reproducible import hashes
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache


def vidik(*args: str, folder, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own; Ray takes hold of one."""
    return subprocess.run(
        [sys.executable, "-c", "from vidik.cli import main; main()", *args],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(str(Path(place).resolve()) for place in sys.path),
            "VIDIK_CACHE": str(folder / "cache"),
            **environment,
        },
        timeout=250,
    )


def test_two_workers_make_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")
    alone = build_city(write_city(tmp_path / "one"), threads=1, cache=Cache(None))
    city_file = write_city(tmp_path / "two")
    ended = vidik("build", str(city_file), "--cluster", "--threads", "2", folder=tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert hashes(city_file.parent / "site") == hashes(alone.folder)

    assert "Cluster: 2 workers, ready after" in ended.stderr
    record = json.loads((tmp_path / "two" / "site.run.json").read_text())["cluster"]
    assert record["workers"] == 2
    # streets twice: those that count, and the ways that people walk
    tasks = [stage["task"] for stage in record["stages"]]
    assert tasks == ["views", "streets", "public space", "streets"]
    # the town lies about the centre of its frame, where four tiles meet
    assert record["stages"][0]["tasks"] > 1
    assert all(stage["overhead"] > 0.9 for stage in record["stages"])
    assert alone.cluster is None
    assert json.loads((tmp_path / "one" / "site.run.json").read_text())["cluster"] is None


def test_a_cluster_that_is_not_there_is_named(tmp_path):
    city_file = write_city(tmp_path)
    ended = vidik(
        "build",
        str(city_file),
        "--cluster",
        "127.0.0.1:1",
        folder=tmp_path,
        RAY_AUTH_TOKEN="x" * 64,
    )
    assert ended.returncode == 1
    assert "the cluster cannot be used" in ended.stderr
    assert "127.0.0.1:1" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "site").exists()
