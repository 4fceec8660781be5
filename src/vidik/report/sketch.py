"""A sketch of where two statements put their cameras, as SVG, with what else is listed there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from vidik.model.observation import Statement
from vidik.register.resolving import axis_of
from vidik.report.backdrop import LIGHT, SIDE, Backdrop, foot, north
from vidik.report.texts import Texts

__all__ = ["LETTERS", "sketch", "span_m"]

#: What the two sides are called in the sketch and beside it.
LETTERS = ("A", "B")

#: Half of the ground shown, metres: the two places and some ground about them, within these.
_LEAST_M, _MOST_M, _STEP_M, _MARGIN_M = 40.0, 100.0, 5.0, 20.0

#: The dashes of the circle within which the place of each side may be.
_DASHES = ("3 4", "10 5")


def span_m(apart_m: float, accuracies: Sequence[float | None]) -> float:
    """Return half the side of the ground that a sketch shows, metres.

    Parameters
    ----------
    apart_m
        How far apart the two places are, metres.
    accuracies
        How far off each may be, metres; None where nobody says.
    """
    off = max((one for one in accuracies if one is not None), default=0.0)
    wanted = math.ceil((apart_m / 2 + max(off, _MARGIN_M)) / _STEP_M) * _STEP_M
    # however far apart they are, both are to be seen
    return max(min(max(wanted, _LEAST_M), _MOST_M), apart_m / 2 + _MARGIN_M)


def sketch(
    pair: tuple[Statement, Statement],
    others: tuple[Sequence[Statement], Sequence[Statement]],
    ground: Backdrop,
    *,
    half_m: float,
    credit: str,
    synthetic: bool,
    texts: Texts,
) -> str:
    """Return the sketch of two statements.

    Parameters
    ----------
    pair
        One of each source, both with a place.
    others
        Further rows of each source that lie near.
    ground
        What is known of the ground, and the frame.
    half_m
        Half the side of the ground shown, metres.
    credit
        Of all that is drawn.
    synthetic
        Whether any of it was made up.
    texts
        The language of the words in it.
    """
    places = _places(pair, ground)
    spot = places.mean(axis=0)
    scale = SIDE / (2 * half_m)
    marks = []
    for side, rows in enumerate(others):
        marks += [
            _mark(side, place, row, scale, own=False)
            for row, place in zip(rows, _on_paper(_places(rows, ground), spot, scale), strict=True)
        ]
    own = _on_paper(places, spot, scale)
    ink = LIGHT["pic-ink"]
    (ax, ay), (bx, by) = own.tolist()
    marks.append(
        f'<path class="pic-ink" {ink} stroke-dasharray="1 4" d="M{ax:.1f} {ay:.1f}'
        f'L{bx:.1f} {by:.1f}"/>'
    )
    marks += [_mark(side, own[side], pair[side], scale, own=True) for side in (1, 0)]
    marks += _letters(own)
    east, up = places[1] - places[0]
    apart = texts.metres(float(np.hypot(east, up)))
    wind = texts.wind(math.degrees(math.atan2(east, up)) % 360)
    title = f"B lies {apart} to the {wind} of A" if east or up else "A and B lie at the same place"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pic" viewBox="0 0 {SIDE} {SIDE}" '
        f'role="img"><title>{escape(title)}</title><desc>{escape(credit)}</desc>'
        f"{ground.drawn(spot, half_m)}{''.join(marks)}{north(texts)}"
        f"{foot(credit, scale, texts, synthetic=synthetic)}</svg>"
    )


def _places(rows: Sequence[Statement], ground: Backdrop) -> NDArray[np.float64]:
    said = [(row.observation.lon, row.observation.lat) for row in rows]
    return ground.frame.to_metres(np.array(said, np.float64).reshape(-1, 2))


def _on_paper(
    places: NDArray[np.float64], spot: NDArray[np.float64], scale: float
) -> NDArray[np.float64]:
    return (places - spot) * (scale, -scale) + SIDE / 2


def _mark(side: int, place: NDArray[np.float64], row: Statement, scale: float, *, own: bool) -> str:
    """Return the mark of a row: round for the first source, square for the other; full if asked."""
    x, y = place.tolist()
    ink = LIGHT["pic-ink"]
    parts = []
    off = row.observation.accuracy_m
    if own and off:
        parts.append(
            f'<circle class="pic-ink" {ink} cx="{x:.1f}" cy="{y:.1f}" r="{off * scale:.1f}" '
            f'stroke-dasharray="{_DASHES[side]}"/>'
        )
    axis = axis_of(row.observation.attributes)
    if not math.isnan(axis):
        dx, dy = math.sin(math.radians(axis)), -math.cos(math.radians(axis))
        inner, outer = (11, 30) if own else (6, 15)
        parts.append(
            f'<path class="pic-ink" {ink} d="M{x + inner * dx:.1f} {y + inner * dy:.1f}'
            f'L{x + outer * dx:.1f} {y + outer * dy:.1f}"/>'
        )
    # the square is larger than the circle, so that both are seen where they lie on each other
    reach = (7.0, 9.5)[side] if own else (4.0, 4.0)[side]
    if side == 0:
        name = "pic-eye" if own else "pic-ink"
        parts.append(
            f'<circle class="{name}" {LIGHT[name]} cx="{x:.1f}" cy="{y:.1f}" r="{reach:g}"/>'
        )
    else:
        parts.append(
            f'<path class="pic-ink" {ink.replace("1.6", "4") if own else ink} '
            f'd="M{x - reach:.1f} {y - reach:.1f}h{2 * reach:g}v{2 * reach:g}h{-2 * reach:g}z"/>'
        )
    return "".join(parts)


def _letters(own: NDArray[np.float64]) -> list[str]:
    """Return the letters of both places, each on the side away from the other."""
    dx, dy = own[1] - own[0]
    far = math.hypot(dx, dy)
    way = np.array([dx, dy]) / far if far > 1.0 else np.array([1.0, 0.0])
    parts = []
    for side, sign in enumerate((-1, 1)):
        x, y = (own[side] + sign * 24 * way).tolist()
        text = LIGHT["pic-text"].replace("13", "17")
        parts.append(
            f'<circle class="pic-halo" {LIGHT["pic-halo"]} cx="{x:.1f}" cy="{y:.1f}" r="11"/>'
            f'<text class="pic-text" {text} font-weight="700" x="{x:.1f}" y="{y + 6:.1f}" '
            f'text-anchor="middle">{LETTERS[side]}</text>'
        )
    return parts
