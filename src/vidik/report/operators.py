"""Operators: organisations under their names, people under a running number."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from vidik.model.camera import Camera
from vidik.model.frame import LocalFrame
from vidik.model.published import PublishedCamera
from vidik.model.rules import PublicationRules, words_of
from vidik.report.statements import said

__all__ = [
    "LEAST_CAMERAS", "Evidence", "by_operator", "is_withheld", "operated_by", "operator_labels",
    "organisations",
]  # fmt: skip

#: What fewer cameras watch is a figure about single cameras, and those go to their operator alone.
LEAST_CAMERAS = 3

#: What is shown of an operator that is no organisation, or not for sure.
_WITHHELD = "operator {number}, name withheld"
_IS_WITHHELD = re.compile(_WITHHELD.format(number=r"\d+"))


def organisations(
    cameras: Sequence[Camera], rules: PublicationRules, *, frame: LocalFrame
) -> frozenset[str]:
    """Return the values of ``operator`` that name organisations only.

    Parameters
    ----------
    cameras
        All cameras.
    rules
        The rules of publication.
    frame
        Of the city.

    See Also
    --------
    Evidence : What it takes for that.
    """
    evidence = Evidence(rules)
    evidence.add(cameras)
    return evidence.organisations(frame)


class Evidence:
    """What speaks for operators being organisations, taken from some cameras after the others.

    A name is an organisation's if it says so itself (`OperatorRules.names_organisation`), if a
    camera of that name carries a tag that only organisations have, or an ``operator:type`` of one,
    or if it is found in so many places so far apart that no private person can be behind it.
    Doorbells and the like do not count as places: a maker of doorbells is at many homes.

    Parameters
    ----------
    rules
        The rules of publication.
    """

    def __init__(self, rules: PublicationRules) -> None:
        self._rules = rules
        self._proven: set[str] = set()
        self._places: dict[str, set[tuple[float, float]]] = defaultdict(set)
        self._values: set[str] = set()

    def add(self, cameras: Iterable[Camera]) -> None:
        """Take what some cameras say of their operators."""
        operators, dwellings = self._rules.operators, self._rules.dwellings
        for camera in cameras:
            if camera.operator is None:
                continue
            self._values.add(camera.operator)
            names = _names(camera.operator)
            typed = (camera.operator_type or "").strip().casefold() in operators.types
            if len(names) == 1 and (typed or not operators.evidence_keys.isdisjoint(camera.tags)):
                self._proven.add(names[0])
            if not any(sign.matches(said(camera)) for sign in dwellings.signs):
                for name in names:
                    self._places[name].add((camera.lon, camera.lat))

    def organisations(self, frame: LocalFrame) -> frozenset[str]:
        """Return the values of ``operator`` that name organisations only.

        Parameters
        ----------
        frame
            Of the place that the cameras are in.
        """
        operators = self._rules.operators
        proven = self._proven | {
            name
            for name, spots in self._places.items()
            if _apart(spots, frame, operators.places_apart_m) >= operators.places
        }

        def known(name: str) -> bool:
            return name in proven or operators.names_organisation(name)

        return frozenset(
            value
            for value in self._values
            if (names := _names(value))
            and all(known(name) and not _is_nobody(name, self._rules) for name in names)
        )


def operator_labels(
    cameras: Iterable[Camera], rules: PublicationRules, *, known: frozenset[str]
) -> Mapping[str, str | None]:
    """Return what is shown for each value of ``operator``.

    Organisations keep their names. Others get a running number, in order of the cameras' ids: it
    carries nothing of the name, so that trying names, as one can with a hash, gives nothing away.
    Values that name nobody (``unknown``) become None.

    Parameters
    ----------
    cameras
        Those that are shown.
    rules
        The rules of publication.
    known
        What `organisations` returned.
    """
    labels: dict[str, str | None] = {}
    numbers: dict[str, int] = {}
    for camera in sorted(cameras, key=lambda camera: camera.id):
        value = camera.operator
        if value is None or value in labels:
            continue
        if value in known:
            labels[value] = value
        elif all(_is_nobody(name, rules) for name in _names(value)):
            labels[value] = None
        else:
            number = numbers.setdefault(words_of(value), len(numbers) + 1)
            labels[value] = _WITHHELD.format(number=number)
    return labels


def is_withheld(label: str) -> bool:
    """Return whether a label of `operator_labels` stands for a name that is not shown.

    Parameters
    ----------
    label
        As it made it.
    """
    return _IS_WITHHELD.fullmatch(label) is not None


def by_operator(cameras: Iterable[PublishedCamera]) -> Mapping[str, tuple[PublishedCamera, ...]]:
    """Return the cameras of each organisation, in order of its name.

    A camera with several operators is one of each. Names that are withheld are left out: a list of
    what one person runs would be a file about that person.

    Parameters
    ----------
    cameras
        Those that are shown.
    """
    found: dict[str, list[PublishedCamera]] = defaultdict(list)
    for camera in cameras:
        if camera.operator is not None and not is_withheld(camera.operator):
            for name in dict.fromkeys(_names(camera.operator)):
                found[name].append(camera)
    return {name: tuple(found[name]) for name in sorted(found)}


def operated_by(camera: Camera, name: str) -> bool:
    """Return whether a camera has an operator of this name, perhaps among others.

    Parameters
    ----------
    camera
        Any.
    name
        As its tag has it.
    """
    return camera.operator is not None and name.strip() in _names(camera.operator)


def _names(value: str) -> list[str]:
    return [name for part in value.split(";") if (name := part.strip())]


def _is_nobody(name: str, rules: PublicationRules) -> bool:
    return name.casefold() in rules.operators.nobody


def _apart(spots: Iterable[tuple[float, float]], frame: LocalFrame, metres: float) -> int:
    """Return how many places, each so far from the others, can be picked in order of longitude."""
    picked: list[tuple[float, float]] = []
    for x, y in frame.to_metres(np.array(sorted(spots))).tolist():
        if all(math.hypot(x - px, y - py) >= metres for px, py in picked):
            picked.append((x, y))
    return len(picked)
