"""Begin an observatory: a folder with a city file that explains itself."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path, PurePath
from string import Template

from vidik.errors import InputError, OutputError

__all__ = ["begin_city"]


def begin_city(folder: Path, *, extract: Path | None = None, name: str | None = None) -> Path:
    """Write a commented ``city.toml``; nothing that exists is overwritten.

    Parameters
    ----------
    folder
        Where; made if missing.
    extract
        The file to name as its first source; without it, ``extract.osm.pbf`` is named, which is
        still to be put there.
    name
        Of the place; without it, the folder's name.

    Returns
    -------
    Path
        The city file.

    Raises
    ------
    InputError
        If the extract does not exist, or the name is empty.
    OutputError
        If there is a city file already, or the folder cannot be written.
    """
    if extract is not None and not extract.exists():
        raise InputError("no such file", file=extract)
    source = "extract.osm.pbf"
    if extract is not None:
        source = PurePath(os.path.relpath(extract.absolute(), folder.resolve())).as_posix()
    template = Template(files("vidik").joinpath("data/new_city.toml").read_text(encoding="utf-8"))
    text = template.substitute(
        name=_quoted(_title(folder) if name is None else name.strip(), "the name"),
        path=_quoted(source, "the path"),
    ).encode()
    path = folder / "city.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = path.open("xb")
    except FileExistsError:
        there = path if folder.is_dir() else folder
        raise OutputError("is there already, and was left as it is", file=there) from None
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", file=path) from None
    try:
        with file:
            file.write(text)
    except OSError as error:  # a full disk shows here
        path.unlink()
        raise OutputError(f"cannot be written: {error.strerror}", file=path) from None
    return path


def _title(folder: Path) -> str:
    """Return “Novi Sad” for the folder ``novi_sad``."""
    return folder.resolve().name.replace("_", " ").replace("-", " ").strip().title() or "A city"


def _quoted(text: str, what: str) -> str:
    """Return the text as a TOML string; JSON's escapes are TOML's, but for DEL."""
    if not text or "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InputError(f"{what} is empty or is not Unicode text", value=text)
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
