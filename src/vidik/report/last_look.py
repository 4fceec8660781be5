"""The last look at what leaves a register: no file may hold a trace of what is not shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from vidik.errors import PublicationError
from vidik.model.observation import Statement
from vidik.report.judging import Judged
from vidik.report.secrets import METRE, Secrets, pairs_in

__all__ = ["last_look"]

_ID = re.compile(r"[0-9a-f]{32}")
_OSM_OBJECT = re.compile(r"(?:node|way|relation)/\d+")


def last_look(judged: Iterable[Judged]) -> Callable[[str, bytes], None]:
    """Return what refuses a file: told its path and its bytes, it raises `PublicationError`.

    Parameters
    ----------
    judged
        All statements; of those that are not public neither id, object nor place may be in a file.
    """
    said = [*judged]
    hidden = [one.statement for one in said if not one.public]
    shown = [one.statement for one in said if one.public]
    ids = {one.id for one in hidden}
    names = {
        one.observation.object
        for one in hidden
        if one.observation.object and _OSM_OBJECT.fullmatch(one.observation.object)
    } - {one.observation.object for one in shown}
    objects = Secrets.of_ids(frozenset(filter(None, names)))
    spots = set(_spots(hidden)) - set(_spots(shown))

    def look(path: str, data: bytes) -> None:
        text = data.decode("utf-8")
        fault = objects.in_text(text, decimals=None)
        if not ids.isdisjoint(_ID.findall(text)):
            fault = "the id of a statement that is not shown"
        pairs = [(_rounded(a), _rounded(b)) for a, b in pairs_in(text).tolist()]
        if not spots.isdisjoint([*pairs, *((b, a) for a, b in pairs)]):
            fault = "the place of a camera that is not shown"
        if fault:
            raise PublicationError(f"must not be published: {fault}", file=path)

    return look


def _spots(statements: Iterable[Statement]) -> Iterator[tuple[float, float]]:
    for one in statements:
        if one.observation.lon is not None and one.observation.lat is not None:
            yield _rounded(one.observation.lon), _rounded(one.observation.lat)


def _rounded(degrees: float) -> float:
    return round(degrees, METRE)
