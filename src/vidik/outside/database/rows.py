"""Values of the register as rows of its tables, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import Row

from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Claim, Observation
from vidik.model.origin import Edition, Kind, Obtained, Origin

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["DECISIONS", "EDITIONS", "OBSERVATIONS", "ORIGINS", "SHAPES", "Shape", "guard_of"]

T = TypeVar("T", bound="DataclassInstance")

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Shape(Generic[T]):
    """How values of one kind stand in rows: each field in the column of its name.

    Parameters
    ----------
    kind
        A dataclass.
    **otherwise
        Of the fields that a database keeps as something else, what makes that of a value, and a
        value of that. What is None stays None.
    """

    def __init__(
        self, kind: type[T], /, **otherwise: tuple[Callable[[Any], Any], Callable[[Any], Any]]
    ) -> None:
        self._kind = kind
        names = [field.name for field in fields(kind)]
        self._plain = [name for name in names if name not in otherwise]
        self._otherwise = otherwise

    def row_of(self, value: T) -> dict[str, Any]:
        """Return the columns of a value.

        Parameters
        ----------
        value
            Any.
        """
        row = {name: getattr(value, name) for name in self._plain}
        for name, (kept, _) in self._otherwise.items():
            held = getattr(value, name)
            row[name] = None if held is None else kept(held)
        return row

    def value_of(self, row: Row[Any] | SimpleNamespace) -> T:
        """Return the value of a row.

        Parameters
        ----------
        row
            With the columns of the value at least.
        """
        told = {name: getattr(row, name) for name in self._plain}
        for name, (_, read) in self._otherwise.items():
            held = getattr(row, name)
            told[name] = None if held is None else read(held)
        return self._kind(**told)


_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _text(said: Mapping[str, str]) -> str:
    return _WRITE(dict(said))


def _said(text: str) -> Mapping[str, str]:
    return _NOTHING if text == "{}" else MappingProxyType(json.loads(text))


_MAPPING = (_text, _said)
_ID = (bytes.fromhex, bytes.hex)

#: Rows of ``observation`` but for the id.
OBSERVATIONS = Shape(Observation, claim=(str, Claim), attributes=_MAPPING)
#: Rows of ``origin`` but for when each was recorded.
ORIGINS = Shape(Origin, kind=(str, Kind), obtained=(str, Obtained))
#: Rows of ``edition`` but for the number.
EDITIONS = Shape(Edition, mapping=_MAPPING)
#: Rows of ``decision`` but for the number.
DECISIONS = Shape(Decision, verdict=(str, Verdict), observation=_ID, other=_ID)

#: All of them, by table.
SHAPES: Mapping[str, Shape[Any]] = MappingProxyType(
    {
        "observation": OBSERVATIONS,
        "origin": ORIGINS,
        "edition": EDITIONS,
        "decision": DECISIONS,
    }
)


def guard_of(id: bytes, salt: bytes) -> bytes:
    """Return by what an erased statement is known when it comes in again.

    Whoever has no register cannot try out what it may have said.

    Parameters
    ----------
    id
        Of the observation.
    salt
        The register's secret.
    """
    return hashlib.blake2b(id, key=salt, digest_size=16).digest()
