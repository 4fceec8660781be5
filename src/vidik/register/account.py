"""What one object says, tag by tag, with a note of all that was not understood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from vidik.model.rejection import Rejection
from vidik.register.tags import Unread, items, read_each

__all__ = ["Account"]

T = TypeVar("T")


class Account:
    """The tags of one object, read one after the other.

    Parameters
    ----------
    source
        Key of the source.
    id
        Of the object: ``node/123``.
    tags
        Its values.
    rejected
        Takes every note; shared by the accounts of one source.
    """

    def __init__(
        self, source: str, id: str, tags: Mapping[str, str], rejected: list[Rejection]
    ) -> None:
        self.source = source
        self.id = id
        self.tags = tags
        self._rejected = rejected

    def reject(self, field: str, reason: str, *, value: str | None = None) -> None:
        """Note that a tag, or with ``*`` the whole object, could not be used.

        Parameters
        ----------
        field
            The tag; ``geometry``; ``*``.
        reason
            One plain sentence.
        value
            As it stands in the source; by default the tag's.
        """
        text = self.tags.get(field, "") if value is None else value
        self._rejected.append(Rejection(self.source, self.id, field, text, reason))

    def one(self, key: str, read: Callable[[str], T | Unread]) -> T | None:
        """Return what a tag says; None if it is missing, or noted because it was not understood."""
        text = self.tags.get(key)
        if text is None:
            return None
        value = read(text)
        if isinstance(value, Unread):
            self.reject(key, value.reason)
            return None
        return value

    def each(self, key: str, read: Callable[[str], tuple[T | Unread, ...]]) -> tuple[T | None, ...]:
        """Return what each item of a list says; None for those noted as not understood.

        Parameters
        ----------
        key
            Of the tag; a missing one gives an empty list.
        read
            Of the whole value.
        """
        text = self.tags.get(key)
        if text is None:
            return ()
        parts = items(text)
        values = read(text)
        clean: list[T | None] = []
        for place, value in enumerate(values):
            if isinstance(value, Unread):
                part = parts[place] if len(parts) == len(values) else text
                self.reject(key, value.reason, value=part)
                clean.append(None)
            else:
                clean.append(value)
        return tuple(clean)

    def first_said(
        self, *ways: tuple[str, Callable[[str], T | Unread]]
    ) -> tuple[str, tuple[T | None, ...]]:
        """Return the first tag that says something, and its list.

        A later tag that says something else is noted; the first one is used.

        Parameters
        ----------
        *ways
            Tags in order of precedence, and how to read one item of each.

        Returns
        -------
        key
            Of the tag used; “” if none says anything.
        values
            Of its items; empty if none says anything.
        """
        said = [(key, partial(read_each, read=read)) for key, read in ways if key in self.tags]
        return self.first_list(*said) if said else ("", ())

    def first_list(
        self, *ways: tuple[str, Callable[[str], tuple[T | Unread, ...]]]
    ) -> tuple[str, tuple[T | None, ...]]:
        """Return the same as `first_said`, with readers of whole lists."""
        used, said = "", tuple[T | None, ...]()
        for key, read in ways:
            if key not in self.tags:
                continue
            values = self.each(key, read)
            if all(value is None for value in values):
                continue
            if not used:
                used, said = key, values
            elif values != said:
                self.reject(key, f"{used} says something else; that was used")
        return used, said

    def spread(self, key: str, values: Sequence[T | None], count: int) -> Sequence[T | None]:
        """Return one value per device: a single value holds for all, a list must have their number.

        Parameters
        ----------
        key
            Of the tag the values are from.
        values
            Of its items.
        count
            How many devices there are.
        """
        if len(values) == count:
            return values
        if len(values) <= 1:
            return tuple(values) * count or (None,) * count
        self.reject(key, f"a list of {len(values)} for {count} {_cameras(count)}")
        return (None,) * count


def _cameras(count: int) -> str:
    return "camera" if count == 1 else "cameras"
