"""Assumptions: all that has to be supposed to say what switching face recognition on would mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.assumed import Assumed
from vidik.model.matcher import Matcher

__all__ = ["Assumptions", "Group"]


@dataclass(frozen=True, slots=True)
class Group:
    """People who share what false positives depend on, as somebody sorted them.

    Parameters
    ----------
    name
        As the source has it.
    share
        Of those who pass; shares of all groups are brought to 1.
    factor
        How many times the rate of the others theirs is, or their rate itself; of all groups alike.
    """

    name: str
    share: Assumed
    factor: Assumed


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is supposed, each with its range and source.

    Parameters
    ----------
    watchlist
        How many people are on it.
    matcher
        Whose error rates.
    people
        How many people live where walks begin; or, with `per_home`, how many live in a home.
    per_home
        Whether `people` is of one home.
    walks
        How many walks one of them takes in a day.
    elsewhere
        How many times the walks from homes all walks are, those from stations, shops and offices
        included.
    sight
        How many times the passers-by that the table of lenses lets expect cameras see well enough.
    captured
        Share of the passers-by in such a view whose face is taken so that it can be searched for.
    searches
        Searches a pass that err by themselves: two pictures of one face may make the same mistake.
    listed
        Share of the passers-by who are on the watchlist.
    camera_factor
        The number of people at one camera may be so many times higher or lower than the model says,
        in 95 of 100 cases, besides all that is shared.
    total
        People who pass cameras a day, all cameras together, where somebody published that: then
        homes, walks, `elsewhere` and `sight` are not asked. None: nobody did.
    groups
        Who passes; none: nobody said.

    Raises
    ------
    ValueError
        If a share is above 1, or what has to be above 0 is not.
    """

    watchlist: Assumed
    matcher: Matcher
    people: Assumed
    per_home: bool
    walks: Assumed
    elsewhere: Assumed
    sight: Assumed
    captured: Assumed
    searches: Assumed
    listed: Assumed
    camera_factor: float
    total: Assumed | None = None
    groups: tuple[Group, ...] = ()

    def __post_init__(self) -> None:
        """Refuse shares above 1, and a watchlist or a city of nobody."""
        for name in ("captured", "listed"):
            if getattr(self, name).high > 1.0:
                raise ValueError(f"{name} is a share, 0 to 1: {getattr(self, name).high}")
        if self.watchlist.low < 1.0:
            raise ValueError(f"watchlist has at least one person: {self.watchlist.low}")
        if not self.people.low > 0.0:
            raise ValueError(f"people are more than none: {self.people.low}")
        if not self.camera_factor >= 1.0:
            raise ValueError(f"camera_factor is 1 or more: {self.camera_factor}")
        if len(self.groups) == 1:
            raise ValueError("groups are two or more")
        if any(one.share.high > 1.0 for one in self.groups):
            raise ValueError("shares of groups are 0 to 1")

    @property
    def by_name(self) -> Mapping[str, Assumed]:
        """All numbers that are drawn, by name."""
        matcher = self.matcher
        footfall = (
            {"people": self.people, "walks": self.walks, "elsewhere": self.elsewhere,
             "sight": self.sight}
            if self.total is None
            else {"people": self.people, "total": self.total}
        )  # fmt: skip
        return {
            "watchlist": self.watchlist,
            "false_positive": matcher.false_positive,
            **({} if matcher.found is None else {"found": matcher.found}),
            **footfall,
            "captured": self.captured,
            "searches": self.searches,
            "listed": self.listed,
        }
