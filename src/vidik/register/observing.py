"""Map objects and rows of lists, read as what their source states."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from shapely import Point

from vidik.model.feature import Feature
from vidik.model.observation import Claim, Observation
from vidik.model.rejection import Rejection
from vidik.model.rules import OperatorRules, TagRules
from vidik.register.cameras import cameras, is_camera, place_of
from vidik.register.tags import NUMBER, Unread, day, number

__all__ = ["ABSENT", "ACCURACY", "OBJECT", "Door", "Observer"]

#: Tags by which a reader says what no tag of OpenStreetMap does.
ACCURACY, ABSENT, OBJECT = "vidik:accuracy_m", "vidik:claim", "vidik:object"

_OWN = frozenset({ACCURACY, ABSENT, OBJECT})

#: Days on which somebody looked, the most telling first.
_LOOKED = ("check_date", "survey:date", "survey_date")

#: Names that a file gives to its rows, in the order of the rows: another edition has others.
_ROW = re.compile(r"(?:.*, )?(?:row|line|page|waypoint|placemark) [0-9]+(?:, row [0-9]+)?")

#: What is said of people who mapped, whatever the value.
_PEOPLE = frozenset(
    {"reporter", "surveyor", "contact:person", "email", "contact:email", "phone", "contact:phone",
     "contact:mobile", "mobile", "created_by", "user", "uid", "changeset"}
)  # fmt: skip

#: Who may be a person: shown as a pseudonym unless something shows that it is an organisation.
_BODIES = frozenset({"operator", "owner"})
_PSEUDONYM = re.compile("person [0-9a-f]{8}")

_ANYWHERE = Point(0.0, 0.0)

_NUMBER = re.compile(NUMBER)

#: So many different sets of tags are kept in mind.
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Door:
    """What comes in, and what of people stays outside.

    Parameters
    ----------
    tags
        Which values are ways to reach a person.
    operators
        Which names are those of organisations.
    salt
        By which the same person gets the same pseudonym in this register, and another one in every
        other.
    """

    tags: TagRules
    operators: OperatorRules
    salt: bytes

    def without_people(self, tags: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
        """Return the tags as they may be kept, and the keys of those that were changed.

        Parameters
        ----------
        tags
            As the source has them.
        """
        kept: dict[str, str] = {}
        changed: list[str] = []
        for key, value in tags.items():
            if key in _PEOPLE or self.tags.is_personal(value):
                changed.append(key)
            elif key in _BODIES and not self._is_organisation(value, tags):
                kept[key] = self.pseudonym(value)
                changed.append(key)
            else:
                kept[key] = value
        return kept, changed

    def _is_organisation(self, name: str, tags: Mapping[str, str]) -> bool:
        return (
            tags.get("operator:type") in self.operators.types
            or not self.operators.evidence_keys.isdisjoint(tags)
            or name.strip().casefold() in self.operators.nobody
            or _PSEUDONYM.fullmatch(name) is not None
            or self.operators.names_organisation(name)
        )

    def pseudonym(self, name: str) -> str:
        """Return what stands for a person: the same for the same name, however it is written.

        Parameters
        ----------
        name
            Of a person, or of what may be one.
        """
        plain = " ".join(name.casefold().split()).encode()
        return f"person {hmac.new(self.salt, plain, hashlib.sha256).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True)
class _Understood:
    """What some tags say, wherever they stand: the same for every object that has them."""

    attributes: Mapping[str, str]
    changed: tuple[str, ...]
    notes: tuple[Rejection, ...]
    devices: int
    gone: bool
    object: str | None
    accuracy_m: float | None
    looked: dt.date | None


class Observer:
    """Reads objects of one source as what it states of cameras.

    Most objects of a map have tags that many others have, too; these are understood once.

    Parameters
    ----------
    origin
        Key of the source.
    door
        What of people stays outside.
    assume
        Whether the source is a list of cameras, so that every row is taken for one.
    """

    def __init__(self, origin: str, door: Door, *, assume: bool) -> None:
        self._origin = origin
        self._door = door
        self._assume = assume
        self._known: dict[tuple[tuple[str, str], ...], _Understood] = {}

    def read(
        self, features: Iterable[Feature]
    ) -> tuple[list[tuple[str, Observation]], list[Rejection]]:
        """Return what a source states of cameras, and what of it was not understood.

        Parameters
        ----------
        features
            Of any kind; those that are no cameras are passed over, unless all are taken for some.

        Returns
        -------
        observations
            Where each stands in its source, and what is said; in the order of the features. A
            feature is here, or in `rejected` with the field ``*`` or ``geometry``.
        rejected
            Whole objects that could not be used, and single values of objects that were.
        """
        said: list[tuple[str, Observation]] = []
        rejected: list[Rejection] = []
        for feature in features:
            tags = feature.tags
            if not (self._assume or tags.get(ABSENT) == Claim.ABSENT or is_camera(tags)):
                continue
            key = tuple(tags.items())
            known = self._known.get(key)
            if known is None:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                known = self._known[key] = self._understood(tags)
            if known.changed or known.notes:
                rejected += self._notes(feature.id, known)
            if not known.devices and not known.gone:
                continue
            place = place_of(feature.geometry)
            if isinstance(place, Unread) and not known.gone:
                rejected.append(
                    Rejection(
                        self._origin, feature.id, "geometry", str(feature.geometry), place.reason
                    )
                )
                continue
            # what is gone may have no place
            at = (None, None) if isinstance(place, Unread) else place
            said.append((feature.id, self._observation(feature, known, at)))
        return said, rejected

    def _understood(self, tags: Mapping[str, str]) -> _Understood:
        kept, changed = self._door.without_people(tags)
        gone = kept.get(ABSENT) == Claim.ABSENT
        anywhere = Feature("", _ANYWHERE, kept)
        devices, notes = cameras([anywhere], source=self._origin, assume=True)
        days = [day(kept[key]) for key in _LOOKED if key in kept]
        accuracy = kept.get(ACCURACY, "")
        return _Understood(
            attributes=MappingProxyType({k: v for k, v in kept.items() if k not in _OWN}),
            changed=tuple(changed),
            notes=notes,
            devices=len(devices),
            gone=gone,
            object=kept.get(OBJECT),
            accuracy_m=number(accuracy) if _NUMBER.fullmatch(accuracy) else None,
            looked=max((one for one in days if not isinstance(one, Unread)), default=None),
        )

    def _notes(self, place: str, known: _Understood) -> list[Rejection]:
        """Return what was not understood of an object, or not kept."""
        people = "may be about a person, so it is not kept"
        return [
            *(Rejection(self._origin, place, key, "", people) for key in known.changed),
            *(replace(note, id=place) for note in known.notes),
        ]

    def _observation(
        self,
        feature: Feature,
        known: _Understood,
        place: tuple[float, float] | tuple[None, None],
    ) -> Observation:
        days = [one for one in (known.looked, feature.changed) if one is not None]
        return Observation(
            origin=self._origin,
            object=known.object or (None if _ROW.fullmatch(feature.id) else feature.id),
            claim=Claim.ABSENT if known.gone else Claim.PRESENT,
            lon=place[0],
            lat=place[1],
            accuracy_m=known.accuracy_m,
            observed=max(days, default=None),
            devices=max(known.devices, 1),
            attributes=known.attributes,
        )
