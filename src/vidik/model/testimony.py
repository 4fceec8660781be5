"""Testimony: what the sources of a register say of one camera, each for itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from vidik.model.observation import Claim
from vidik.model.origin import Kind, Obtained

__all__ = ["Testimony"]


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one source says.

    Parameters
    ----------
    source
        Key of the source.
    name
        What readers call it.
    kind, obtained
        What it is, and how it came to us.
    place
        Where in the source it stands: ``row 12``, ``node/123``.
    claim
        Whether there is a camera.
    since, until
        The days of the oldest and the newest edition that say so.
    observed
        The day on which somebody looked, if the source says so.
    synthetic
        True if it was made up.
    gives
        Tags whose values are shown as this source has them.
    apart_m
        How far from where the camera is shown, metres.
    otherwise
        What it says otherwise than the source that the camera's values are from, by tag.
    """

    source: str
    name: str
    kind: Kind
    obtained: Obtained
    place: str
    claim: Claim
    since: dt.date
    until: dt.date
    observed: dt.date | None
    synthetic: bool
    gives: tuple[str, ...]
    apart_m: float
    otherwise: Mapping[str, str]
