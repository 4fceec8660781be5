"""The front end's built files: scripts, styles and type, as ``make web`` leaves them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from vidik.errors import InputError

__all__ = ["front_end"]

#: A service worker sees what lies beside and below it, so it lies at the root.
_AT_ROOT = ("offline.js",)


def front_end(static: Traversable | None = None) -> dict[str, bytes]:
    """Return every file of the front end, by its path within a built folder: ``assets/map.js``.

    Parameters
    ----------
    static
        Where they are; None: in the package.

    Raises
    ------
    InputError
        If it was not built.
    """
    static = static or files("vidik.web").joinpath("static")
    found = (
        {path if path in _AT_ROOT else f"assets/{path}": content for path, content in _walk(static)}
        if static.is_dir()
        else {}
    )
    if "assets/map.js" not in found:
        raise InputError("the front end is not built", hint="run `make web` once, then build again")
    return dict(sorted(found.items()))


def _walk(folder: Traversable, way: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{way}{entry.name}/")
        else:
            yield f"{way}{entry.name}", entry.read_bytes()
