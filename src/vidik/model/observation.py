"""Observations: what one source says of cameras at one place, as it says it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

__all__ = ["Claim", "Observation", "Statement"]


#: Writes what an id is the hash of: never to be changed.
_WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Claim(StrEnum):
    """What is said of a place."""

    PRESENT = "present"
    #: Somebody looked, and there was none; or the source says that it is gone.
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Observation:
    """One statement of one source; it never changes.

    A correction is another statement. Two statements are the same if they say the same of the same
    object of the same source, whenever and from whichever file they were taken in.

    Parameters
    ----------
    origin
        Key of the source that says so.
    object
        What the source calls it, if it has a name that lasts: ``node/123``, an inventory number.
        None: the source has rows only.
    claim
        Whether there is a camera.
    lon, lat
        Degrees, EPSG:4326; None where the source gives no place.
    accuracy_m
        How far off the place may be, metres; None if nobody says so.
    observed
        The day on which it was so, if the statement itself says; None: the day of the edition.
    devices
        How many cameras it speaks of.
    attributes
        What else it says, by OpenStreetMap's names, values as they stand in the source.
    ordinal
        0; of several statements of an edition that say the same, their number.

    Raises
    ------
    ValueError
        If the place is half a place or not on the globe, or there is no device.
    """

    origin: str
    object: str | None
    claim: Claim
    lon: float | None
    lat: float | None
    accuracy_m: float | None = None
    observed: dt.date | None = None
    devices: int = 1
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ordinal: int = 0

    def __post_init__(self) -> None:
        """Refuse what no place can be."""
        if (self.lon is None) != (self.lat is None):
            raise ValueError("a longitude without a latitude")
        lon, lat = self.lon or 0.0, self.lat or 0.0
        if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
            raise ValueError(f"not a place on the globe: {lon}, {lat}")
        if self.devices < 1:
            raise ValueError(f"{self.devices} devices")

    def __reduce__(self) -> tuple[Callable[..., Observation], tuple[Any, ...]]:
        """Return how to make the same again; a read-only mapping is not pickled by itself."""
        said = [getattr(self, one.name) for one in fields(self)]
        return _again, tuple(dict(one) if isinstance(one, Mapping) else one for one in said)

    def __hash__(self) -> int:
        """Return the same for the same statement; a mapping of attributes has no hash."""
        return hash((self.origin, self.object, self.lon, self.lat, self.ordinal))

    @property
    def id(self) -> str:
        """Hash of what is said: 32 hexadecimal digits, the same everywhere and for ever."""
        said = _WRITE(
            [
                self.origin,
                self.object,
                self.claim.value,
                self.lon,
                self.lat,
                self.accuracy_m,
                None if self.observed is None else self.observed.isoformat(),
                self.devices,
                sorted(self.attributes.items()),
                self.ordinal,
            ]
        )
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def _again(*said: Any) -> Observation:
    """Return an observation as it was before it was pickled."""
    again: list[Any] = [MappingProxyType(one) if isinstance(one, dict) else one for one in said]
    return Observation(*again)


@dataclass(frozen=True, slots=True)
class Statement:
    """An observation as a register holds it.

    Parameters
    ----------
    id
        Of the observation.
    observation
        What is said.
    place
        Where it stands in its source: ``row 12``, ``node/123``; of several editions in the newest.
    edition
        SHA-256 of the file of that edition.
    since, until
        The days of the oldest and the newest edition that say so.
    """

    id: str
    observation: Observation
    place: str
    edition: str
    since: dt.date
    until: dt.date
