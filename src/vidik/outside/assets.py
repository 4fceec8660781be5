"""The front end's built files: scripts, styles and type, as ``make web`` leaves them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from vidik.errors import InputError

__all__ = ["front_end", "review_parts", "type_files", "widget_parts"]

#: A service worker sees what lies beside and below it, so it lies at the root.
_AT_ROOT = ("offline.js",)

#: What a map in a notebook and the review of unclear pairs are made of, which no site needs.
_WIDGET, _REVIEW = "widget/", "review/"


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
    found = {
        path if path in _AT_ROOT else f"assets/{path}": content
        for path, content in _built(static, needed="map.js").items()
        if not path.startswith((_WIDGET, _REVIEW))
    }
    return dict(sorted(found.items()))


@cache
def widget_parts() -> dict[str, bytes]:
    """Return what a map in a notebook is made of, by name: its scripts, style, type, and terms.

    Raises
    ------
    InputError
        If the front end was not built.
    """
    return {
        path.removeprefix(_WIDGET): content
        for path, content in _built(None, needed=f"{_WIDGET}map.js").items()
        if path.startswith(_WIDGET) or path.endswith((".woff2", "notices.txt"))
    }


@cache
def review_parts() -> dict[str, bytes]:
    """Return what the pages of a review load, by name: their script, style and type.

    Raises
    ------
    InputError
        If the front end was not built.
    """
    return {
        path.removeprefix(_REVIEW): content
        for path, content in _built(None, needed=f"{_REVIEW}review.js").items()
        if path.startswith(_REVIEW) or path.endswith(".woff2")
    }


@cache
def type_files() -> dict[str, bytes]:
    """Return the files of type, by name.

    Raises
    ------
    InputError
        If the front end was not built.
    """
    built = _built(None, needed="source-sans-latin.woff2")
    return {path: content for path, content in built.items() if path.endswith(".woff2")}


def _built(static: Traversable | None, *, needed: str) -> dict[str, bytes]:
    static = static or files("vidik.web").joinpath("static")
    found = dict(_walk(static)) if static.is_dir() else {}
    if needed not in found:
        raise InputError("the front end is not built", hint="run `make web` once, then try again")
    return found


def _walk(folder: Traversable, way: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{way}{entry.name}/")
        else:
            yield f"{way}{entry.name}", entry.read_bytes()
