"""Map objects and rows of lists, read as what their source states."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from vidik.model.camera import Camera
from vidik.model.feature import Feature
from vidik.model.observation import Claim, Observation
from vidik.model.rejection import Rejection
from vidik.model.rules import OperatorRules, TagRules
from vidik.register.cameras import cameras, is_camera
from vidik.register.tags import NUMBER, Unread, day, number

__all__ = ["ABSENT", "ACCURACY", "OBJECT", "Door", "observations"]

#: Tags by which a reader says what no tag of OpenStreetMap does.
ACCURACY, ABSENT, OBJECT = "vidik:accuracy_m", "vidik:claim", "vidik:object"

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

_NUMBER = re.compile(NUMBER)


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


def observations(
    features: Iterable[Feature],
    *,
    origin: str,
    door: Door,
    assume: bool,
) -> tuple[list[tuple[str, Observation]], list[Rejection]]:
    """Return what a source states of cameras, and what of it was not understood.

    Parameters
    ----------
    features
        Of any kind; those that are no cameras are passed over, unless all are taken for cameras.
    origin
        Key of the source.
    door
        What of people stays outside.
    assume
        Whether the source is a list of cameras, so that every row is taken for one.

    Returns
    -------
    observations
        Where each stands in its source, and what is said; in the order of the features. A feature
        is here, or in `rejected` with the field ``*`` or ``geometry``.
    rejected
        Whole objects that could not be used, and single values of objects that were.
    """
    said: list[tuple[str, Observation]] = []
    rejected: list[Rejection] = []
    for feature in features:
        gone = feature.tags.get(ABSENT) == Claim.ABSENT.value
        if not (assume or gone or is_camera(feature.tags)):
            continue
        tags, changed = door.without_people(feature.tags)
        rejected += [
            Rejection(origin, feature.id, key, "", "may be about a person, so it is not kept")
            for key in changed
        ]
        told = Feature(feature.id, feature.geometry, tags, feature.changed)
        devices, notes = cameras([told], source=origin, assume=True)
        if devices or gone:
            said.append((feature.id, _observation(told, devices, origin, gone=gone)))
        rejected += notes
    return said, rejected


def _observation(
    feature: Feature, devices: tuple[Camera, ...], origin: str, *, gone: bool
) -> Observation:
    tags = feature.tags
    looked = (day(tags[key]) for key in _LOOKED if key in tags)
    days = [one for one in looked if not isinstance(one, Unread)]
    accuracy = tags.get(ACCURACY, "")
    at = (devices[0].lon, devices[0].lat) if devices else _point_of(feature)
    return Observation(
        origin=origin,
        object=tags.get(OBJECT, None if _ROW.fullmatch(feature.id) else feature.id),
        claim=Claim.ABSENT if gone else Claim.PRESENT,
        lon=at[0],
        lat=at[1],
        accuracy_m=number(accuracy) if _NUMBER.fullmatch(accuracy) else None,
        observed=max([*days, *([feature.changed] if feature.changed else [])], default=None),
        devices=max(len(devices), 1),
        attributes=MappingProxyType(
            {k: v for k, v in tags.items() if k not in (ACCURACY, ABSENT, OBJECT)}
        ),
    )


def _point_of(feature: Feature) -> tuple[float | None, float | None]:
    if feature.geometry is None or feature.geometry.is_empty:
        return None, None
    point = feature.geometry.representative_point()
    return point.x, point.y
