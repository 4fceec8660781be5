"""What if: the figures of a city with cameras that somebody adds, takes away or turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vidik.errors import InputError
from vidik.jobs.given import Given
from vidik.jobs.situation import Situation
from vidik.jobs.what_if import Question, question
from vidik.library.buildings import Buildings
from vidik.library.cameras import Cameras, read_cameras
from vidik.library.city import City
from vidik.library.data import Readable
from vidik.library.result import Result, joined
from vidik.library.walks import places_of
from vidik.model.supposed import Supposed
from vidik.report.layout import DEFAULT_LEVEL

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from matplotlib.axes import Axes

__all__ = ["WhatIf", "what_if"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class WhatIf(Result):
    """What difference other cameras make; made by `what_if`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    figures
        As they are and as they would be.
    added, removed, changed
        How many cameras that watch an outside are new, gone, or not as they were.
    made_up
        Whether any of the cameras was made up.
    before, after
        All that the figures are sums of, for whoever wants more than sums.
    """

    figures: tuple[Supposed, ...]
    added: int
    removed: int
    changed: int
    made_up: bool
    before: Situation
    after: Situation

    def __len__(self) -> int:
        """Return the number of figures."""
        return len(self.figures)

    def __getitem__(self, key: tuple[str, str]) -> Supposed:
        """Return one figure, by what it is and the level: ``found["street watched", "detect"]``."""
        for one in self.figures:
            if (one.figure, one.level) == key:
                return one
        raise KeyError(key)

    @property
    def synthetic(self) -> bool:
        """True if any camera was made up: say so wherever it is shown."""
        return super().synthetic or self.made_up

    @property
    def caveat(self) -> str:
        """What no picture of it can show, for beside it."""
        return f"Supposed, not so: {super().caveat}"

    def plot(
        self, ax: Axes | None = None, *, figure: str = "street watched", dark: bool = False
    ) -> Axes:
        """Draw a figure as it is and as it would be, at each level, from least to most.

        Parameters
        ----------
        ax
            Where to draw; None: a new figure.
        figure
            Which one, as the table names it.
        dark
            Light on dark, for the night.

        Returns
        -------
        matplotlib.axes.Axes
            With legend, sources and date.

        Raises
        ------
        InputError
            If there is no such figure.
        """
        from vidik.library.plots import plot_what_if

        names = list(dict.fromkeys(one.figure for one in self.figures))
        if figure not in names:
            raise InputError("no such figure", value=figure, hint=f"one of {', '.join(names)}")
        return plot_what_if(self, figure=figure, ax=ax, dark=dark)

    def _facts(self) -> str:
        levels = self.after.streets.levels
        level = DEFAULT_LEVEL if DEFAULT_LEVEL in levels else levels[0]
        least, expected, most = self["street watched", level].difference
        return (
            f"supposed {self.added:,} cameras added, {self.removed:,} taken away, {self.changed:,} "
            f"changed; street watched at level {level}: {expected:+,.0f} m expected ({least:+,.0f} "
            f"m for certain, {most:+,.0f} m possibly)"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        columns: dict[str, Sequence[object]] = {
            name: [getattr(one, name) for one in self.figures]
            for name in ("figure", "level", "unit")
        }
        for side in ("before", "after"):
            for bound in ("least", "expected", "most"):
                columns[f"{side}_{bound}"] = [
                    getattr(getattr(one, side), bound) for one in self.figures
                ]
        for k, bound in enumerate(("least", "expected", "most")):
            columns[f"difference_{bound}"] = [one.difference[k] for one in self.figures]
        return columns


def what_if(
    city: City,
    *,
    added: Cameras | Readable | Sequence[Readable] | None = None,
    removed: Iterable[str] = (),
    turned: Mapping[str, float] | None = None,
    homes: Buildings | GeoDataFrame | None = None,
    level: str = DEFAULT_LEVEL,
    minutes: float | None = None,
    ground: bool = True,
) -> WhatIf:
    """Return what difference other cameras make to every figure of a city.

    Only what the changed cameras touch is worked out anew; the result is equal, bit by bit, to what
    working out everything anew would give. Where the cameras stand is for a person to say: a list
    that somebody published, say, or the plans for a street. The first question about a city takes
    as long as a build, those after it seconds.

    Parameters
    ----------
    city
        As `vidik.read_city` read it.
    added
        Cameras that are there, too: what `vidik.read_cameras` made, or anything that it reads, each
        row of which is taken for a camera. One with the id of a present camera takes its place.
    removed
        Ids of cameras that are not there.
    turned
        Where the axis of cameras points, degrees clockwise from north, by their id.
    homes
        As of `vidik.walks`; None: all buildings of the city.
    level
        Key of the level at which walks are in view; all other figures are for every level.
    minutes
        How long a walk takes at most; None: as the table says, 15.
    ground
        Whether public ground is asked about, too, which takes longer than all the rest.

    Returns
    -------
    WhatIf
        A table of figures before and after; for the user's own eyes, as all that is made here.

    Raises
    ------
    InputError
        If the cameras cannot be read, one that is taken away or turned is not there, or two things
        are supposed of one.
    """
    asked = _question(city, homes, level, minutes, ground)
    list_ = added if isinstance(added, Cameras) or added is None else _read(added)
    given = Given() if list_ is None else Given(list_.cameras, list_.sources, list_.rejected)
    found = asked.answer(given, removed=removed, turned=turned)
    about = joined(city.cameras, *([] if list_ is None else [list_]))
    pace = city.observation.inputs.walking.pace_m_per_min
    return WhatIf(
        **{
            **about,
            "rejected": (*city.cameras.rejected, *found.rejected),
            "assumptions": {
                **about["assumptions"],
                "walks": f"of up to {asked.ground.budget_mm / 1000.0 / pace:g} min",
                "homes left out": f"{asked.homes_left_out}, far from any way",
            },
        },
        figures=found.figures,
        added=found.added,
        removed=found.removed,
        changed=found.changed,
        made_up=any(one.synthetic for one in (*found.before.cameras, *found.after.cameras)),
        before=found.before,
        after=found.after,
    )


def _question(
    city: City,
    homes: Buildings | GeoDataFrame | None,
    level: str,
    minutes: float | None,
    ground: bool,
) -> Question:
    """Return the city ready to be asked, as it was left if it was asked before."""
    key = (None if homes is None else id(homes), level, minutes, ground)
    if key not in city.questions:
        where = None
        if homes is not None:
            lonlat, weight = places_of(homes)
            where = city.place.frame.to_metres(lonlat), np.asarray(weight)
        asked = question(city.observation, level=level, minutes=minutes, homes=where, ground=ground)
        # the homes stay with their key, which would else be another's one day
        city.questions[key] = (homes, asked)
    return city.questions[key][1]


def _read(added: Readable | Sequence[Readable]) -> Cameras:
    return read_cameras(added, every_row=True)
