"""Warming up uses every loop that a build needs, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

from vidik.compiled import kept_in
from vidik.jobs.warm import warm
from vidik.outside.progress import Silent


def test_leaves_loops_and_nothing_else(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    warm(Silent())
    assert list(tmp_path.iterdir()) == []
    kept = {path.name.split("-")[0] for path in kept_in().rglob("*.nbi")}
    assert {"views.solve", "streets.watch", "overlap.depths", "cells.cells"} <= kept
    assert {"beliefs.sweep", "flow.assign", "texts.alike", "pairs.together"} <= kept
    assert {"walks.all_walks", "nearest.nearest", "footfall.add_walks"} <= kept
