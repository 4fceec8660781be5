"""Told: what sources of a register say that there is, and that there is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vidik.errors import InputError
from vidik.model.decision import Decision
from vidik.model.observation import Claim, Statement
from vidik.model.origin import Origin
from vidik.outside.database.register import Register
from vidik.register.changing import listed

__all__ = ["Told", "told"]


@dataclass(frozen=True, eq=False)
class Told:
    """What sources say.

    Parameters
    ----------
    origins
        The sources, by key, in the order asked for.
    statements
        Of each the last word on each object.
    states
        Of each source that looks again, the day and the statements of each of its states, the
        oldest first.
    decisions
        Of people, the oldest first.
    """

    origins: Mapping[str, Origin]
    statements: Mapping[str, tuple[Statement, ...]]
    states: Mapping[str, tuple[tuple[dt.date, tuple[Statement, ...]], ...]]
    decisions: tuple[Decision, ...]

    @property
    def synthetic(self) -> bool:
        """Whether any of the sources is made up."""
        return any(one.synthetic for one in self.origins.values())

    def there(self, key: str) -> tuple[Statement, ...]:
        """Return what a source says that there is, and where.

        Parameters
        ----------
        key
            Of the source.
        """
        return tuple(
            one
            for one in self.statements[key]
            if one.observation.claim is Claim.PRESENT and one.observation.lon is not None
        )


def told(
    register: str, keys: Sequence[str], *, on: dt.date | None = None, states: bool = False
) -> Told:
    """Return what some sources of a register say; drafts may be asked, too.

    Parameters
    ----------
    register
        A file, or the address of a database.
    keys
        Of the sources.
    on
        The day that is asked about; None: the newest that is known of each source.
    states
        With what each said before.

    Raises
    ------
    InputError
        If there is no such source, one is named twice, or has no camera with a place.
    """
    with Register(register) as opened:
        known = opened.origins()
        for number, key in enumerate(keys):
            if key not in known:
                raise InputError(
                    "no such source", file=register, value=key, hint=", ".join(sorted(known))
                )
            if key in keys[:number]:
                raise InputError("a source that is named twice", file=register, value=key)
        said = Told(
            origins={key: known[key] for key in keys},
            statements={key: tuple(listed(opened.state(on=on, origins=[key]))) for key in keys},
            states={
                key: _states(opened, key, on)
                for key in keys
                if states and known[key].kind.looks_again
            },
            decisions=opened.decisions(),
        )
    for key in keys:
        if not said.there(key):
            raise InputError("a source without a camera that has a place", file=register, value=key)
    return said


def _states(
    opened: Register, key: str, on: dt.date | None
) -> tuple[tuple[dt.date, tuple[Statement, ...]], ...]:
    """Return the states of a source: each complete edition with what was added to it."""
    editions = [one.edition for one in opened.editions(key) if not one.withdrawn]
    days = sorted(
        {one.dated for one in editions if one.complete and (on is None or one.dated <= on)}
    )
    ends = [*(day - dt.timedelta(1) for day in days[1:]), on]
    begins = days or [min((one.dated for one in editions), default=dt.date.min)]
    return tuple(
        (begin, tuple(opened.state(on=end, origins=[key])))
        for begin, end in zip(begins, ends, strict=True)
    )
