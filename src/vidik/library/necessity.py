"""Necessity: how few of the cameras that an operator has would keep what they watch."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vidik.exposure.necessity import SHARES
from vidik.jobs.necessity import necessity_of
from vidik.library.result import Result, joined, same_frame
from vidik.library.streets import PublicStreets
from vidik.library.views import CameraViews
from vidik.model.necessity import Necessity
from vidik.report.layout import DEFAULT_LEVEL

__all__ = ["NeededCameras", "necessity"]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class NeededCameras(Result):
    """How few of its cameras an operator would need; made by `necessity`.

    There are numbers in it, and nothing of any single camera.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    operator
        Its name.
    level
        Key of the level of detail.
    certain
        Whether only what is seen for certain counts.
    found
        The numbers.
    made_up
        Whether any of the cameras was made up.
    """

    operator: str
    level: str
    certain: bool
    found: Necessity
    made_up: bool

    @property
    def synthetic(self) -> bool:
        """True if any camera was made up: say so wherever it is shown."""
        return super().synthetic or self.made_up

    @property
    def overlap(self) -> float:
        """Share of the watched metres that two or more of its cameras watch, 0 to 1."""
        return self.found.overlap

    def _facts(self) -> str:
        kept = "; ".join(
            f"{one.most if one.least == one.most else f'{one.least} to {one.most}'} would keep "
            f"{one.share:.4g}"
            for one in self.found.kept
        )
        how = "for certain" if self.certain else "possibly"
        return (
            f"{self.operator}: of {self.found.cameras:,} {self.whose} {kept} of the "
            f"{self.found.watched_m:,.0f} m of street that they watch {how} at level {self.level}; "
            f"two or more watch {self.overlap:.0%} of it"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        kept = self.found.kept
        return {
            "share": [one.share for one in kept],
            "cameras": [self.found.cameras] * len(kept),
            "needed_least": [one.least for one in kept],
            "needed_most": [one.most for one in kept],
            "watched_m": [self.found.watched_m] * len(kept),
            "overlap_share": [self.overlap] * len(kept),
        }


def necessity(
    streets: PublicStreets,
    views: CameraViews,
    operator: str,
    *,
    level: str = DEFAULT_LEVEL,
    certain: bool = False,
    shares: Sequence[float] = SHARES,
    threads: int | None = None,
) -> NeededCameras:
    """Return how few of its cameras would watch as much public street as all of an operator's.

    Parameters
    ----------
    streets
        Of the place that the views are of.
    views
        Of the cameras that count.
    operator
        Its name, as the tag ``operator`` has it.
    level
        Key of the level of detail.
    certain
        Whether only what is seen for certain counts, or all that may be seen.
    shares
        Of the watched metres, which are to be kept: above 0 and up to 1.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    NeededCameras
        For each share so many cameras at least, and so many at most; never which ones.

    Raises
    ------
    InputError
        If both were read for two places, there is no such level or share, or the operator has
        fewer than three mapped cameras that watch an outside.
    """
    same_frame(streets.place.frame, views.place.frame, what="streets and views")
    found = necessity_of(
        streets.streets,
        views.views,
        views.cameras,
        operator=operator,
        levels=views.levels,
        level=level,
        certain=certain,
        shares=shares,
        threads=threads or os.cpu_count() or 1,
    )
    return NeededCameras(
        **joined(streets, views),
        operator=operator,
        level=level,
        certain=certain,
        found=found,
        made_up=any(camera.synthetic for camera in views.cameras),
    )
