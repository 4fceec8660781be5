"""Recorded: a walk that somebody recorded, and where along it cameras could see them.

It is read and worked out on this machine; nothing of it is kept, and no result holds the name of
its file, the day or the hour.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.jobs.recorded import COPIES, read_fixes, walked_in
from vidik.library.data import publication_rules
from vidik.library.result import Mapped, Shapes, column_of, joined
from vidik.library.views import CameraViews
from vidik.model.bands import band_of
from vidik.model.fixes import Fixes
from vidik.model.place import Place
from vidik.model.rejection import Rejection
from vidik.model.rules import Verdict
from vidik.model.span import Span
from vidik.model.track_rules import TrackRules
from vidik.model.walked import Walked
from vidik.outside.tables import load_track_rules
from vidik.report.clearance import classify
from vidik.report.layout import DEFAULT_LEVEL

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vidik.library.widget import MapWidget

__all__ = ["RecordedWalk", "WalkInView", "read_walk", "walked"]


@dataclass(frozen=True, eq=False, repr=False)
class RecordedWalk:
    """A walk that somebody recorded; made by `read_walk`.

    Parameters
    ----------
    fixes
        Places, and seconds since the first.
    rules
        How it was understood.
    rejected
        What could not be used, each with its place in the file, field, value and reason.
    """

    fixes: Fixes
    rules: TrackRules
    rejected: tuple[Rejection, ...]

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.fixes)

    @property
    def minutes(self) -> float | None:
        """From the first place to the last, gaps and all; None if it has no times."""
        seconds = self.fixes.seconds
        return None if seconds is None else float(seconds[-1]) / 60.0

    def __repr__(self) -> str:
        """Return how long it is, and how much of it could be used, without any place."""
        lasts = "without times" if self.minutes is None else f"{self.minutes:,.1f} minutes"
        return f"<RecordedWalk: {len(self):,} places, {lasts}; {len(self.rejected):,} rejected>"


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class WalkInView(Mapped):
    """Where along a recorded walk cameras could see the walker; made by `walked`.

    It is about one person's way: it is for whoever walked it, on their own machine.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`; the recording itself is no source, and has no name.
    place
        Whose cameras they are.
    walked
        The stretches, each as long as the same cameras could see the walker at a level.
    private
        Ids of cameras of private homes: in tables they are counted, and not named.
    """

    place: Place
    walked: Walked
    private: frozenset[str]

    def __len__(self) -> int:
        """Return the number of stretches, of all levels."""
        return len(self.walked)

    @property
    def levels(self) -> tuple[str, ...]:
        """Keys of the levels, from the least to the most detail."""
        return self.walked.levels

    @property
    def minutes(self) -> float | None:
        """Minutes that were walked and recorded, gaps left out; None if there are no times."""
        return self._minutes(float(self.walked.walked[0]))

    @property
    def minutes_silent(self) -> float | None:
        """Minutes of gaps in the recording, about which nothing is known."""
        return self._minutes(self.walked.silent_s)

    @property
    def minutes_outside(self) -> float | None:
        """Walked minutes outside the boundary of the place, about which nothing is known."""
        return self._minutes(float(self.walked.abroad[0]))

    @property
    def length_m(self) -> float:
        """Metres that were walked, gaps left out."""
        return float(self.walked.walked[1])

    @property
    def minutes_in_view(self) -> Mapping[str, Span] | None:
        """Minutes in which some camera could see the walker, by level; None without times."""
        spans = [self.walked.seconds(k) for k in range(len(self.levels))]
        return {
            level: Span(span.least / 60.0, span.expected / 60.0, span.most / 60.0)
            for level, span in zip(self.levels, spans, strict=True)
            if span is not None
        } or None

    @property
    def metres_in_view(self) -> Mapping[str, Span]:
        """Metres on which some camera could see the walker, by level."""
        return {level: self.walked.metres(k) for k, level in enumerate(self.levels)}

    @property
    def cameras(self) -> Mapping[str, int]:
        """How many cameras could see the walker, by level, those of private homes among them."""
        return {level: len(self.walked.cameras(k)) for k, level in enumerate(self.levels)}

    def plot(self, ax: Axes | None = None, *, level: str | None = None, dark: bool = False) -> Axes:
        """Draw where the walker could be seen: least solid, expected lighter, most dotted.

        Parameters
        ----------
        ax
            Where to draw; None: a new figure.
        level
            Key of the level of detail; None: the one that is shown first.
        dark
            Light on dark, for the night.

        Returns
        -------
        matplotlib.axes.Axes
            In metres of the place, with legend, sources and date.
        """
        from vidik.library.plots import plot_walk

        level = level or (DEFAULT_LEVEL if DEFAULT_LEVEL in self.levels else self.levels[0])
        column_of(level, self.levels)
        return plot_walk(self, ax=ax, level=level, dark=dark)

    def explore(self, *, level: str | None = None, dark: bool | None = None) -> MapWidget:
        """Show where the walker could be seen on a map to move about in.

        Parameters
        ----------
        level
            Key of one level; None: all, to choose among.
        dark
            Light on dark, for the night; None: as the reader's system is set.

        Returns
        -------
        MapWidget
            Shows itself in a notebook. It holds the walk: ``.save("map.html")`` writes it down.

        Raises
        ------
        InputError
            If there is no such level.
        VidikError
            If it is too large: beyond 50 MB of shapes.
        """
        from vidik.library.widget import explore_walk

        return explore_walk(self, level=level, dark=dark)

    def bands(self) -> NDArray[np.int64]:
        """Return the class of probability of each stretch (`vidik.model.bands`)."""
        own, metres = self.walked, self.walked.lasts[:, 1]
        # of a pause the time tells
        column = np.where(metres > 0.0, 1, 0)
        lasts = np.take_along_axis(own.lasts, column[:, None], axis=1)[:, 0]
        expected = np.take_along_axis(own.expected, column[:, None], axis=1)[:, 0]
        share = np.divide(expected, lasts, out=np.zeros(len(own)), where=lasts > 0.0)
        # what is not certain is in no class of certainty, however likely
        doubtful = np.clip(share, 1e-9, 1.0 - 1e-6)
        return band_of(np.where(own.sure, 1.0, doubtful))

    def _minutes(self, seconds: float) -> float | None:
        return None if self.walked.track.seconds is None else seconds / 60.0

    def _facts(self) -> str:
        level = DEFAULT_LEVEL if DEFAULT_LEVEL in self.levels else self.levels[0]
        k = self.levels.index(level)
        seconds, whole, unit = self.walked.seconds(k), self.minutes, "min"
        if seconds is not None and whole is not None:
            part = Span(seconds.least / 60.0, seconds.expected / 60.0, seconds.most / 60.0)
        else:
            part, whole, unit = self.walked.metres(k), self.length_m, "m"
        return (
            f"a walk of {whole:,.1f} {unit}; at level {level} {self.cameras[level]:,} {self.whose} "
            f"could see {part.expected:,.1f} {unit} of it, at least {part.least:,.1f}, at most "
            f"{part.most:,.1f}"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        own = self.walked
        steps = np.arange(len(own.track) + 1)
        seconds = own.track.seconds
        clock = np.full(len(steps), np.nan) if seconds is None else seconds
        lasts = own.lasts
        least = np.where(own.sure[:, None], lasts, 0.0)
        named: list[tuple[str, ...]] = []
        private: list[int] = []
        for first, last in zip(own.offsets[:-1].tolist(), own.offsets[1:].tolist(), strict=True):
            ids = [own.ids[i] for i in own.camera[first:last].tolist()]
            named.append(tuple(key for key in ids if key not in self.private))
            private.append(len(ids) - len(named[-1]))
        bounds = (("least", least), ("expected", own.expected), ("most", lasts))
        return {
            "level": [own.levels[k] for k in own.level.tolist()],
            "start_s": np.interp(own.start, steps, clock).tolist(),
            "end_s": np.interp(own.end, steps, clock).tolist(),
            "metres": lasts[:, 1].tolist(),
            **{
                f"{bound}_{unit}": column[:, i].tolist()
                for i, unit in enumerate(("s", "m"))
                for bound, column in bounds
            },
            "cameras": named,
            "private_cameras": private,
        }

    def _shapes(self) -> Shapes:
        offsets, vertices = self.walked.track.cut(self.walked.start, self.walked.end)
        lines: Shapes = shapely.from_ragged_array(
            shapely.GeometryType.LINESTRING, self.place.frame.to_degrees(vertices), (offsets,)
        )
        return lines


def read_walk(path: str | os.PathLike[str], *, radius_m: float | None = None) -> RecordedWalk:
    """Read a walk that a telephone, a watch or a receiver recorded.

    Where and when each place is, and how exact, is read; height, heart beat, devices and names are
    not, and of the time only the seconds since the first place are kept.

    Parameters
    ----------
    path
        GPX (tracks, or else routes), GeoJSON (lines; times stand in ``coordTimes``), or FIT.
    radius_m
        How far off its places are, metres: 95 of 100 are nearer. None: as each place says, or else
        the rules (``vidik/data/recorded_walks.toml``). 0: it is where it says, as a drawn line is.

    Returns
    -------
    RecordedWalk
        In order of time; `RecordedWalk.rejected` has what could not be used.

    Raises
    ------
    InputError
        If the file cannot be read, or nobody on foot walked so.
    """
    rules = load_track_rules()
    fixes, rejected = read_fixes(Path(path), rules, radius_m=radius_m)
    return RecordedWalk(fixes, rules, rejected)


def walked(
    walk: RecordedWalk,
    views: CameraViews,
    *,
    level: str | None = None,
    copies: int = COPIES,
    threads: int | None = None,
) -> WalkInView:
    """Return where along a recorded walk cameras could see the walker, for how long, and which.

    The walk is held against the views as it was recorded, on streets or off them. The walker was
    somewhere in a band about it: *least* is what is seen for certain wherever in the band, *most*
    what may be seen from anywhere in it, *expected* weighs all places of the band.

    Parameters
    ----------
    walk
        The recording.
    views
        Of the cameras that count.
    level
        Key of one level of detail; None: all.
    copies
        At how many places of the band the walker is looked for, for what is expected; 1 or more.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    WalkInView
        By *mapped* cameras; gaps of the recording, and what lies outside the place, are said apart.

    Raises
    ------
    InputError
        If there is no such level, or the walk lies elsewhere.
    """
    if level is not None:
        column_of(level, views.levels)
    found = walked_in(
        walk.fixes,
        views.views,
        views.place,
        levels=views.levels,
        level=level,
        rules=walk.rules,
        copies=copies,
        threads=threads or os.cpu_count() or 1,
    )
    verdicts = classify(views.cameras, (), publication_rules(), frame=views.place.frame)
    by_tags = {key for key, one in verdicts.items() if one.verdict is Verdict.PRIVATE}
    fields = joined(views)
    given = walk.fixes.radius_m
    radius = np.where(np.isnan(given), walk.rules.radius_m, given)
    fields["assumptions"] |= {
        "recorded walks": walk.rules.version,
        "radius": f"{radius.min():.0f}–{radius.max():.0f} m",
        "gaps": f"beyond {walk.rules.gap_s:g} s or {walk.rules.gap_m:g} m",
        "copies": copies,
        "for": "whoever walked it, on their own machine",
    }
    fields["rejected"] = (*fields["rejected"], *walk.rejected)
    return WalkInView(
        **fields,
        place=views.place,
        walked=found,
        private=views.at_homes | by_tags,
    )
