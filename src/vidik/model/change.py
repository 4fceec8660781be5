"""Change: cameras that somebody adds to a city, takes away or turns, to see what that changes.

Where they stand, and where they look, is what a person says; nothing here works out a place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from vidik.errors import InputError
from vidik.model.camera import Arc, Camera

__all__ = ["Change"]


@dataclass(frozen=True)
class Change:
    """What is supposed of the cameras of a city.

    Parameters
    ----------
    given
        Cameras that are there: instead of the one of the same id, or besides all others.
    removed
        Ids of cameras that are not there.
    turned
        Where the axis of cameras points, degrees clockwise from north, by their id.
    """

    given: tuple[Camera, ...] = ()
    removed: frozenset[str] = frozenset()
    turned: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse two wishes about one camera."""
        wishes = Counter([*(camera.id for camera in self.given), *self.removed, *self.turned])
        twice = [key for key, count in wishes.items() if count > 1]
        if twice:
            raise InputError("is added, taken away or turned twice", value=min(twice))
        for key, degrees in self.turned.items():
            if not 0.0 <= degrees < 360.0:
                raise InputError(
                    "is no direction", place=key, value=degrees,
                    hint="degrees clockwise from north, from 0 to less than 360",
                )  # fmt: skip

    def applied(self, cameras: Sequence[Camera]) -> tuple[Camera, ...]:
        """Return the cameras as they are supposed to be, in order of their id.

        Parameters
        ----------
        cameras
            As they are.

        Raises
        ------
        InputError
            If a camera that is taken away or turned is not among them.
        """
        there = {camera.id: camera for camera in cameras}
        for key in sorted({*self.removed, *self.turned}):
            if key not in there:
                raise InputError(
                    "no such camera in this city", value=key, hint=_alike(key, there.keys())
                )
        there |= {
            key: replace(there[key], axis=Arc(degrees)) for key, degrees in self.turned.items()
        }
        there |= {camera.id: camera for camera in self.given}
        return tuple(there[key] for key in sorted(there) if key not in self.removed)


def _alike(key: str, known: Iterable[str]) -> str:
    """Return what somebody may have meant."""
    end = key.rpartition(":")[2]
    near = sorted(one for one in known if one.rpartition(":")[2].partition("#")[0] == end)
    return f"perhaps {near[0]}" if near else "ids stand in cameras.csv, and begin with the source"
