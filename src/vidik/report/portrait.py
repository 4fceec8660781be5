"""One camera in words: what is known, what is not, and how far it could see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vidik.model.camera import Kind
from vidik.model.optics import Optics
from vidik.model.published import PublishedCamera
from vidik.model.span import Span
from vidik.model.views import Aim
from vidik.report.texts import Texts

__all__ = ["Reach", "known", "moved", "reaches", "title", "unknown"]


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a camera could see well enough for one level, over the lenses it may have.

    Parameters
    ----------
    name, can
        Of the level; `can` follows “well enough to”.
    ppm
        Pixels per metre at which it begins.
    distance
        Metres.
    """

    name: str
    can: str
    ppm: float
    distance: Span


def title(camera: PublishedCamera, texts: Texts) -> str:
    """Return what a camera is called at the head of its page."""
    kind = texts.kind_name(camera.kind)
    if camera.plates:
        kind = texts.gettext("%(kind)s that reads number plates") % {"kind": kind}
    if camera.operator is None:
        return kind
    return texts.gettext("%(kind)s of %(operator)s") % {"kind": kind, "operator": camera.operator}


def known(camera: PublishedCamera, texts: Texts) -> tuple[str, ...]:
    """Say what the source states, one sentence each."""
    _ = texts.gettext
    said: list[str] = []
    match camera.kind:
        case Kind.FIXED:
            said.append(_("It is fixed: it always looks the same way."))
        case Kind.PANNING:
            said.append(_("It can be turned, so it may look any way at any time."))
        case Kind.DOME:
            said.append(_("It hangs under a dome that hides which way it looks."))
    if camera.axis is not None:
        said.extend(_axis(camera, texts))
    if camera.height is not None:
        said.append(
            _("It hangs %(height)s above the ground.") % {"height": texts.span(camera.height)}
        )
    if camera.tilt is not None:
        sentence = (
            _("It is tilted %(degrees)s° upwards.")
            if camera.tilt.expected > 0
            else _("It is tilted %(degrees)s° downwards.")
        )
        said.append(sentence % {"degrees": texts.number(abs(camera.tilt.expected), 1)})
    if camera.operator is not None:
        said.append(_("It is run by %(operator)s.") % {"operator": camera.operator})
    if camera.plates:
        said.append(_("It reads number plates."))
    if camera.indoor:
        said.append(_("It watches an inside, so it has no view on the street here."))
    if camera.checked is not None:
        said.append(
            _("Somebody last looked at or edited this record on %(date)s.")
            % {"date": texts.date(camera.checked)}
        )
    return tuple(said)


def _axis(camera: PublishedCamera, texts: Texts) -> list[str]:
    axis = camera.axis
    if axis is None or axis.width >= 360:
        return []
    if axis.width == 0:
        return [
            texts.gettext("It looks %(wind)s (%(degrees)s°).")
            % {"wind": texts.wind(axis.start), "degrees": texts.number(axis.start, 1)}
        ]
    return [
        texts.gettext("It looks somewhere between %(first)s° and %(last)s°, clockwise from north.")
        % {
            "first": texts.number(axis.start, 1),
            "last": texts.number((axis.start + axis.width) % 360, 1),
        }
    ]


def unknown(camera: PublishedCamera, texts: Texts, *, lens_known: bool = False) -> tuple[str, ...]:
    """Say what the source does not state, and what is assumed instead, one sentence each."""
    _ = texts.gettext
    missing: list[str] = []
    if camera.kind is Kind.UNKNOWN:
        missing.append(_("What kind of camera it is: fixed, turning or under a dome."))
    turns = camera.kind in (Kind.PANNING, Kind.DOME)
    if camera.axis is None and not turns and not camera.indoor:
        missing.append(
            _("Which way it looks. It hangs on a wall, so looking outward counts as more likely.")
            if camera.on_wall
            else _("Which way it looks. Every direction counts as equally likely.")
        )
    if camera.height is None:
        missing.append(_("How high it hangs."))
    if camera.operator is None:
        missing.append(_("Who runs it."))
    if camera.checked is None:
        missing.append(_("When somebody last looked."))
    if not lens_known and not camera.indoor:
        missing.append(_("Which lens it has: the common ones are weighed against each other."))
    missing.append(_("Whether it works, records, or is watched by anyone."))
    return tuple(missing)


def moved(camera: PublishedCamera, texts: Texts) -> str:
    """Say that a view was not computed from the mapped place; “” if it was."""
    if camera.moved_m < 0.5:
        return ""
    return texts.gettext(
        "It is mapped inside a building, so its view was computed from the wall, %(distance)s away."
    ) % {"distance": texts.metres(camera.moved_m)}


def reaches(aim: Aim, optics: Optics, texts: Texts) -> tuple[Reach, ...]:
    """Return how far a camera could see at each level, least detail first.

    Parameters
    ----------
    aim
        Of the camera: its lenses and how far each reaches.
    optics
        The table that the reaches were computed with.
    texts
        The language.
    """
    return tuple(
        Reach(
            name=texts.level_name(level.key),
            can=texts.level_can(level.key),
            ppm=level.ppm,
            distance=_distance(aim.weight, column),
        )
        for level, column in zip(optics.levels, aim.reach.T, strict=True)
    )


def _distance(weight: NDArray[np.float64], reach: NDArray[np.float64]) -> Span:
    """Return least, expected and most; a weighted mean may leave them by its rounding."""
    least, most = float(reach.min()), float(reach.max())
    return Span(least, float(np.clip(weight @ reach, least, most)), most)
