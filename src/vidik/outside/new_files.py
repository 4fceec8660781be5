"""New files and folders: written once, and never over what is there."""

from __future__ import annotations

import os
from pathlib import Path

from vidik.errors import OutputError

__all__ = ["new_folder", "save_new"]


def save_new(path: Path, text: bytes, *, secret: bool = False) -> None:
    """Write a file, which must not be there yet, not even as a link.

    Parameters
    ----------
    path
        Of the file.
    text
        What stands in it.
    secret
        Whether nobody but its owner may read it.

    Raises
    ------
    OutputError
        If it cannot be written, or is there.
    """
    try:
        mode = 0o600 if secret else 0o644
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(text)
    except OSError as fault:
        raise _fault(path, fault) from fault


def new_folder(path: Path) -> None:
    """Make a folder that nobody but its owner may look into, and which must not be there yet.

    Parameters
    ----------
    path
        Of the folder.

    Raises
    ------
    OutputError
        If it cannot be made, or is there.
    """
    try:
        path.mkdir(mode=0o700)
    except OSError as fault:
        raise _fault(path, fault) from fault


def _fault(path: Path, fault: OSError) -> OutputError:
    if isinstance(fault, FileExistsError):
        return OutputError("is there already, and is not replaced", file=path)
    return OutputError(f"cannot be written: {fault.strerror or fault}", file=path)
