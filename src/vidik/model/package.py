"""A release, as its folder has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vidik.model.figure import Figure

__all__ = ["Package"]


@dataclass(frozen=True, eq=False)
class Package:
    """A release whose files are those that were published.

    Parameters
    ----------
    description
        Its ``datapackage.json``.
    figures
        What can be quoted of it, by name.
    """

    description: Mapping[str, Any]
    figures: Mapping[str, Figure]

    @property
    def title(self) -> str:
        """Version and moment: “2026-11, of 2026-11-03T09:00:00Z”."""
        told = self.description
        return f"{told.get('version', '?')}, of {told.get('created', '?')}"
