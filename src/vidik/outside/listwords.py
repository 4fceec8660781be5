"""The table of what columns of lists are headed, as it comes with Vidik."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from vidik.model.list_words import ListWords, System
from vidik.outside.packaged import explained, path_of, table_of
from vidik.register.spelling import plain

__all__ = ["load_list_words"]


@cache
def load_list_words() -> ListWords:
    """Return the table that comes with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.

    Examples
    --------
    >>> load_list_words().fields["smer snimanja"]
    'camera:direction'
    """
    table = table_of("list_words.toml")
    with explained(path_of("list_words.toml")):
        return ListWords(
            version=table["version"],
            fields=_turned(table["fields"]),
            personal=frozenset(map(plain, table["personal"])),
            passed_over=frozenset(map(plain, table["passed_over"])),
            totals=frozenset(map(plain, table["totals"])),
            values=MappingProxyType({tag: _turned(of) for tag, of in table["values"].items()}),
            compass=MappingProxyType({tag: _turned(of) for tag, of in table["compass"].items()}),
            systems=tuple(System(**row) for row in table["systems"]),
            streets=_turned(table["streets"]),
        )


def _turned(table: Mapping[str, list[str]]) -> Mapping[str, str]:
    """Return what each word stands for, from the words for each thing."""
    turned: dict[str, str] = {}
    for thing, words in table.items():
        for word in map(plain, words):
            if turned.setdefault(word, thing) != thing:
                raise ValueError(f"{word!r} stands for {turned[word]} and for {thing}")
    return MappingProxyType(turned)
