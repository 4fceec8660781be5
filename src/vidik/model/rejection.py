"""What was not understood, and why: nothing that came in is dropped silently."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Rejection"]


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """One value, or one whole object, that a reader could not use.

    Parameters
    ----------
    source
        Key of the source in the city file.
    id
        The object: ``node/123``, ``way/7``, ``row 12``.
    field
        The tag or column; ``geometry`` for the shape; ``*`` when the whole object was left out.
    value
        The value as it stands in the source, shortened to 200 characters.
    reason
        One plain sentence, for a mapper who can mend it.
    """

    source: str
    id: str
    field: str
    value: str
    reason: str

    def __post_init__(self) -> None:
        """Shorten the value: hostile input must not swell the report."""
        if len(self.value) > 200:
            object.__setattr__(self, "value", self.value[:199] + "…")
