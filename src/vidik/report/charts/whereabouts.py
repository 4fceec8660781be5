"""A map of cameras by which of two lists has them: signs on a quiet outline of the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.observation import Claim
from vidik.model.published import Published, PublishedCamera
from vidik.register.districts import within
from vidik.report.charts.backdrop import Backdrop
from vidik.report.charts.chart import NARROW, NOTE, Chart, written
from vidik.report.origin import Origin
from vidik.report.texts import Texts

__all__ = ["STANDINGS", "Whereabouts", "whereabouts"]

#: Which list has a camera, and the class of its sign.
STANDINGS = ("both", "one", "other")

#: How many pixels high a unit of the map is where there is room.
_ROOMY = 1.5

#: Outlines of a disc, a triangle and a square, and where each begins: left of its middle, above it.
_SIGNS = {
    "both": ("a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", 4.0, 0.0),
    "one": ("l4.6 8h-9.2z", 0.0, 5.2),
    "other": ("h7v7h-7z", 3.5, 3.5),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Whereabouts(Chart):
    """Cameras at their places, told apart by shape and colour.

    Parameters
    ----------
    name, title, reading, grid, origin, marked
        As of `Chart`.
    keys
        What each of `STANDINGS` is called, with how many there are.
    drawn
        Elements of SVG, in the map's units.
    tall
        How many units the map is high.
    """

    keys: tuple[str, str, str]
    drawn: str
    tall: float

    def _said(self) -> str:
        return " ".join(f"{key}." for key in self.keys)

    def _drawn(self) -> tuple[list[str], float]:
        parts: list[str] = []
        y = 0.0
        for standing, key in zip(STANDINGS, self.keys, strict=True):
            lines, end = written(key, "chart-note", NOTE, NARROW - 20.0, y)
            parts.append(f'<path class="sign-{standing}" d="{_sign(standing, 8.0, y + 9.5)}"/>')
            parts.append(f'<svg x="20" overflow="visible">{"".join(lines)}</svg>')
            y = end + 4.0
        y += 8.0
        high = _ROOMY * self.tall
        parts.append(
            f'<svg y="{y:g}" width="100%" height="{high:g}" '
            f'viewBox="0 0 {Backdrop.wide:g} {self.tall:g}">{self.drawn}</svg>'
        )
        return parts, y + high


def whereabouts(
    published: Published,
    one: str,
    other: str,
    names: tuple[str, str, str],
    *,
    origin: Origin,
    texts: Texts,
) -> Whereabouts | None:
    """Return where the cameras are that both lists have, or one alone; None if neither has any.

    Only cameras that are shown at their place anyway, each with what its page says of the lists:
    cameras on homes and those that are withheld are not in what is published.

    Parameters
    ----------
    published
        The place.
    one, other
        Keys of the lists.
    names
        What cameras in both are called, those in the first alone, and in the second alone.
    origin
        Where the figures are from.
    texts
        The language.
    """
    cameras = [(camera, _standing(camera, one, other)) for camera in published.cameras]
    shown = [(camera, standing) for camera, standing in cameras if standing is not None]
    if not shown:
        return None
    _ = texts.gettext
    count = Counter(standing for _camera, standing in shown)
    places = np.array([(camera.lon, camera.lat) for camera, _s in shown], np.float64)
    view = Backdrop(published, places)
    spots = dict.fromkeys(
        (standing, *spot)
        for (_camera, standing), spot in zip(shown, view.units(places).tolist(), strict=True)
    )
    return Whereabouts(
        name="whereabouts",
        title=_("Where they are"),
        reading=_(
            "Each sign is a camera that may be shown at its place, by the lists that have it. "
            "Cameras on private homes are not on this map. Where nobody knows whether two rows are "
            "one camera, it shows what is taken to be so."
        )
        + f" {origin.credit}.",
        grid=_grid(published, [standing for _camera, standing in shown], places, names, texts),
        origin=origin,
        marked=_("Synthetic: made up"),
        keys=tuple(  # type: ignore[arg-type]  # as many as there are standings
            f"{name}: {texts.number(count[standing])}"
            for standing, name in zip(STANDINGS, names, strict=True)
        ),
        drawn="".join(
            [
                *view.drawn(),
                *(
                    f'<path class="sign-{sort}" d="'
                    f'{"".join(_sign(sort, x, y) for s, x, y in spots if s == sort)}"/>'
                    for sort in STANDINGS
                    if count[sort]
                ),
            ]
        ),
        tall=view.tall,
    )


def _standing(camera: PublishedCamera, one: str, other: str) -> str | None:
    """Return which of two lists says that a camera is there."""
    told = {said.source for said in camera.told if said.claim is Claim.PRESENT}
    if {one, other} <= told:
        return "both"
    return "one" if one in told else "other" if other in told else None


def _grid(
    published: Published,
    standings: Sequence[str],
    places: NDArray[np.float64],
    names: tuple[str, str, str],
    texts: Texts,
) -> tuple[tuple[str, ...], ...]:
    """Return the same by district as a table."""
    _ = texts.gettext
    home = within([one.area for one in published.districts], places).tolist()
    count = Counter(zip(home, standings, strict=True))

    def row(name: str, number: int) -> tuple[str, ...]:
        return (name, *(texts.number(count[number, standing]) for standing in STANDINGS))

    rows = [row(one.name, i) for i, one in enumerate(published.districts) if i in home]
    if -1 in home:
        rows.append(row(_("Outside all districts") if rows else _("All"), -1))
    return ((_("District"), *names), *rows)


def _sign(standing: str, x: float, y: float) -> str:
    """Return the outline of a sign about a place."""
    shape, left, up = _SIGNS[standing]
    return f"M{x - left:.1f} {y - up:.1f}{shape}"
