"""Every exception that Vidik raises on purpose.

::

    VidikError
    ├── InputError          a file, row, field or value that cannot be used
    │   ├── SettingsError   a city file that cannot be used
    │   └── TooFewError     too few of whatever it is about, so that it would be about single ones
    ├── PublicationError    an output that must not be published
    ├── OutputError         an output that could not be written
    ├── MatcherError        a matcher under test that does not run
    └── ClusterError        workers elsewhere that cannot be used, or were lost

A surface (command line, web) catches `VidikError` once and shows its text; the text alone must
tell a user what to mend.
"""

from __future__ import annotations

__all__ = [
    "ClusterError",
    "InputError",
    "MatcherError",
    "OutputError",
    "PublicationError",
    "SettingsError",
    "TooFewError",
    "VidikError",
]


class VidikError(Exception):
    """Base of every error that a user can mend.

    Parameters
    ----------
    message
        What is wrong, in one plain sentence.
    file
        The file it was found in.
    place
        Where in the file: a line, a row, an object's id, a key.
    value
        The offending value, shown as it stands in the file.
    hint
        What to do about it.
    """

    def __init__(
        self,
        message: str,
        *,
        file: object = None,
        place: object = None,
        value: object = None,
        hint: str | None = None,
    ) -> None:
        self.message = message
        self.file = None if file is None else str(file)
        self.place = None if place is None else str(place)
        self.value = value
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return “file: place: message: value (hint)”, without the parts that are unknown."""
        parts = [part for part in (self.file, self.place, self.message) if part]
        if self.value is not None:
            parts.append(repr(self.value))
        text = ": ".join(parts)
        return f"{text} ({self.hint})" if self.hint else text


class InputError(VidikError):
    """A file, row, field or value that cannot be used."""


class TooFewError(InputError):
    """Too few cameras, homes or people, so that a figure would be about single ones."""


class SettingsError(InputError):
    """A city file that cannot be used: a misspelt key, a value out of range."""


class PublicationError(VidikError):
    """An output that must not be published (see ``docs/publication.md``)."""


class OutputError(VidikError):
    """An output that could not be written: disk full, folder not writable, not ours to replace."""


class MatcherError(VidikError):
    """A matcher under test that cannot be started or reached, or ends again and again."""


class ClusterError(VidikError):
    """Workers elsewhere that cannot be used, or were lost."""
