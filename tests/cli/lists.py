"""Lists of cameras, written and read as people do who keep a register."""

from __future__ import annotations

import csv
from pathlib import Path

__all__ = ["NEW", "sheet", "table"]

#: What is said of a source the first time.
NEW = (
    "--name", "City list", "--kind", "official", "--licence", "CC0-1.0",
    "--attribution", "The city", "--dated", "2024-05-01",
)  # fmt: skip


def table(path):
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sheet(path, rows, *, head="Ref;Latitude;Longitude;Operator"):
    Path(path).write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path
