"""The public log of corrections: a file of its own, named in the city file."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from vidik.errors import SettingsError
from vidik.model.correction import Correction
from vidik.outside.cityfile import settings_error
from vidik.settings import CorrectionLog

__all__ = ["read_corrections"]


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """Return the corrections that a file lists, from the newest.

    Parameters
    ----------
    path
        TOML, with a section ``[[corrections]]`` for each.

    Raises
    ------
    SettingsError
        Naming the file, the place in it, and what is wrong.
    """
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError("no such file of corrections", file=path) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise SettingsError(f"the corrections cannot be read: {fault}", file=path) from fault
    try:
        log = CorrectionLog.model_validate(declared)
    except ValidationError as fault:
        raise settings_error(fault, path) from None
    made = [Correction(**entry.model_dump()) for entry in log.corrections]
    return tuple(sorted(made, key=lambda one: (one.date, one.said), reverse=True))
