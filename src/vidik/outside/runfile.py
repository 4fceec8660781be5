"""Run file: how a build went, written beside the folder it made.

It holds what differs from run to run (times, memory, machine), and so stays out of the folder,
whose bytes are the same every time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vidik.errors import OutputError

__all__ = ["read_run", "run_file", "write_run"]


def run_file(folder: Path) -> Path:
    """Return the path of the run file of an output folder: ``site.run.json`` beside ``site``."""
    return folder.with_name(f"{folder.name}.run.json")


def read_run(folder: Path) -> Mapping[str, Any]:
    """Return what the last build of a folder wrote; nothing if there is no such file."""
    try:
        run = json.loads(run_file(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return run if isinstance(run, dict) else {}


def write_run(folder: Path, run: Mapping[str, Any]) -> None:
    """Write the run file of an output folder, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    path = run_file(folder)
    # always the same, so that what a killed build left here is overwritten by the next
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_text(json.dumps(run, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError as fault:
        new.unlink(missing_ok=True)
        raise OutputError(f"cannot be written: {fault.strerror}", file=path) from fault
