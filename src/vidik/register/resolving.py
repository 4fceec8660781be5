"""Resolving: which cameras the statements of several sources are about.

Sources are joined one after the other, the largest first: each is matched, as a whole, with the
cameras found so far (`vidik.register.matching`), so that no camera is two rows of one source and
clusters are consistent by construction. What people decided comes last and wins.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.model.camera import Kind
from vidik.model.decision import Decision, Verdict, settled
from vidik.model.frame import LocalFrame
from vidik.model.listing import Listing
from vidik.model.observation import Claim, Statement
from vidik.model.resolved import Compared, Resolution, Resolved
from vidik.register.direction import directions
from vidik.register.matching.reconciliation import reconcile
from vidik.register.tags import Unread, items

__all__ = ["axis_of", "compare", "frame_of", "listing_of", "newest", "resolve"]

#: “Looked, there was none” is about the camera that is nearest, up to here; metres.
_LOOKED_M = 25.0

_KINDS = {kind.value: kind.value for kind in Kind if kind is not Kind.UNKNOWN}
_NAMES = ("name", "addr:full", "description")


def newest(statements: Iterable[Statement]) -> list[Statement]:
    """Return the newest statement of each object of a source, and all about what has no name.

    Histories and changes say of an object what it was from day to day; the last word counts.

    Parameters
    ----------
    statements
        In any order.
    """
    last: dict[tuple[str, str], Statement] = {}
    rows: list[Statement] = []
    for one in statements:
        if one.observation.object is None:
            rows.append(one)
            continue
        key = (one.observation.origin, one.observation.object)
        if key not in last or _age(one) > _age(last[key]):
            last[key] = one
    return sorted((*rows, *last.values()), key=lambda one: (one.observation.origin, one.id))


def _age(statement: Statement) -> tuple[dt.date, dt.date, int, str]:
    said = statement.observation
    version = said.attributes.get("vidik:version", "0")
    return (
        said.observed or statement.until,
        statement.until,
        int(version) if version.isdecimal() else 0,
        statement.id,
    )


def frame_of(statements: Sequence[Statement]) -> LocalFrame:
    """Return a frame in which the places of statements can be compared.

    Parameters
    ----------
    statements
        All with a place.
    """
    places = np.array([(s.observation.lon, s.observation.lat) for s in statements], np.float64)
    lon, lat = np.median(places, axis=0) if len(places) else (0.0, 0.0)
    return LocalFrame(round(float(lon), 3), round(float(lat), 3))


def listing_of(statements: Sequence[Statement], frame: LocalFrame) -> Listing:
    """Return statements as a list that can be compared.

    Parameters
    ----------
    statements
        All with a place.
    frame
        Gives the metres.
    """
    return _listing([(one.id, one, one.observation.devices) for one in statements], frame)


def _listing(rows: Sequence[tuple[str, Statement, int]], frame: LocalFrame) -> Listing:
    tags = [statement.observation.attributes for _, statement, _ in rows]
    places = [(one.observation.lon, one.observation.lat) for _, one, _ in rows]
    return Listing.of(
        [id for id, _, _ in rows],
        frame.to_metres(np.array(places, np.float64).reshape(-1, 2)),
        direction=[axis_of(one) for one in tags],
        kind=[_KINDS.get(one.get("camera:type", "").lower(), Kind.UNKNOWN.value) for one in tags],
        name=[next((one[key] for key in _NAMES if one.get(key)), "") for one in tags],
        operator=[one.get("operator", "") for one in tags],
        mount=[one.get("camera:mount", "").lower() for one in tags],
        ref=[one.get("ref", "") for one in tags],
        devices=[devices for _, _, devices in rows],
    )


def axis_of(tags: Mapping[str, str]) -> float:
    """Return the one direction that a statement gives, in degrees; NaN for none or several.

    Parameters
    ----------
    tags
        What it says, by OpenStreetMap's names.
    """
    text = tags.get("camera:direction") or tags.get("direction") or ""
    if not text or len(items(text)) > 1:
        return float("nan")
    (arc,) = directions(text)
    return float("nan") if isinstance(arc, Unread) else arc.middle


def compare(
    ones: Sequence[Statement],
    others: Sequence[Statement],
    frame: LocalFrame,
    decisions: Iterable[Decision] = (),
) -> Compared:
    """Return two sources, compared.

    Parameters
    ----------
    ones, others
        What each says that there is; all with a place.
    frame
        Gives the metres.
    decisions
        Of people; of what they settled nothing is unclear.
    """
    ones, others = (sorted(side, key=lambda one: one.id) for side in (ones, others))
    return Compared(
        one=ones[0].observation.origin if ones else "",
        other=others[0].observation.origin if others else "",
        ones=tuple(ones),
        others=tuple(others),
        found=reconcile(listing_of(ones, frame), listing_of(others, frame)),
        decided=frozenset(_settled(ones, others, decisions)),
    )


def _settled(
    ones: Iterable[Statement], others: Iterable[Statement], decisions: Iterable[Decision]
) -> Iterator[str]:
    """Yield the ids of statements of both sources that a decision holds against each other."""
    sides = {one.id for one in ones}, {one.id for one in others}
    for pair in settled(decisions):
        if all(len(pair & side) == 1 for side in sides):
            yield from filter(None, pair)


def resolve(
    statements: Iterable[Statement],
    decisions: Sequence[Decision] = (),
    *,
    accuracy_m: Mapping[str, float] = MappingProxyType({}),
) -> Resolution:
    """Return the cameras that statements are about.

    Parameters
    ----------
    statements
        Of all sources, in any order: it changes nothing.
    decisions
        The oldest first.
    accuracy_m
        How far off the places of each source are where it does not say, metres; 0 where it is left
        out.
    """
    told = newest(statements)
    placed = [one for one in told if one.observation.lon is not None]
    there = [one for one in placed if one.observation.claim is Claim.PRESENT]
    gone = [one for one in placed if one.observation.claim is Claim.ABSENT]
    frame = frame_of(placed)
    by_origin: dict[str, list[Statement]] = defaultdict(list)
    for one in there:
        by_origin[one.observation.origin].append(one)
    order = sorted(by_origin, key=lambda key: (-len(by_origin[key]), key))
    found: list[Resolved] = []
    for key in order:
        found = _joined(found, by_origin[key], frame)
    found, heeded = _decided(found, decisions)
    found = _doubted(found, gone, frame)
    return Resolution(
        cameras=tuple(
            sorted((_ordered(one, accuracy_m) for one in found), key=lambda one: one.lead.id)
        ),
        compared=tuple(
            compare(by_origin[one], by_origin[other], frame, decisions)
            for one, other in combinations(sorted(by_origin), 2)
        ),
        unplaced=tuple(one for one in told if one.observation.lon is None),
        decided=heeded,
    )


def _joined(
    found: Sequence[Resolved], rows: Sequence[Statement], frame: LocalFrame
) -> list[Resolved]:
    """Return the cameras found so far with what one more source says."""
    if not found:
        return [Resolved((row,), row.observation.devices) for row in rows]
    cameras = list(found)
    clusters = _listing([(str(i), one.lead, one.devices) for i, one in enumerate(cameras)], frame)
    answer = reconcile(clusters, listing_of(rows, frame))
    left = [row.observation.devices for row in rows]
    for (camera, row), shared in zip(answer.pairs.tolist(), answer.devices.tolist(), strict=True):
        one = cameras[camera]
        cameras[camera] = replace(one, statements=(*one.statements, rows[row]))
        left[row] -= shared
    # of a list that counts cameras by location, those that nobody else has
    cameras += [Resolved((row,), rest) for row, rest in zip(rows, left, strict=True) if rest > 0]
    return cameras


def _decided(
    found: Sequence[Resolved], decisions: Sequence[Decision]
) -> tuple[list[Resolved], tuple[Decision, ...]]:
    """Return the cameras as people decided, and the decisions that were about any of them."""
    heeded: list[Decision] = []
    cameras = list(found)
    for pair, decision in settled(decisions).items():
        homes = [i for i, one in enumerate(cameras) if any(s.id in pair for s in one.statements)]
        held = {s.id for i in homes for s in cameras[i].statements}
        if not pair <= held:
            continue  # one of them is not said any more
        heeded.append(decision)
        if decision.verdict is Verdict.SAME and len(homes) > 1:
            joined = {s.id: s for i in homes for s in cameras[i].statements}
            one = Resolved(tuple(joined.values()), max(cameras[i].devices for i in homes))
            cameras = [c for i, c in enumerate(cameras) if i not in homes] + [one]
        elif decision.verdict is Verdict.DIFFERENT and len(homes) == 1:
            one = cameras[homes[0]]
            away = [s for s in one.statements if s.id == decision.other]
            rest = tuple(s for s in one.statements if s.id != decision.other)
            cameras[homes[0]] = replace(one, statements=rest)
            cameras.append(Resolved(tuple(away), away[0].observation.devices))
    return cameras, tuple(heeded)


def _doubted(
    found: Sequence[Resolved], gone: Sequence[Statement], frame: LocalFrame
) -> list[Resolved]:
    """Return the cameras with what says that they are not there."""
    if not found or not gone:
        return list(found)
    against: dict[int, list[Statement]] = defaultdict(list)
    tree = shapely.STRtree(shapely.points(_metres([one.lead for one in found], frame)))
    which, near = tree.query_nearest(
        shapely.points(_metres(gone, frame)), max_distance=_LOOKED_M, all_matches=False
    )
    for statement, camera in zip(which.tolist(), near.tolist(), strict=True):
        against[camera].append(gone[statement])
    return [replace(one, against=tuple(against[i])) for i, one in enumerate(found)]


def _metres(statements: Sequence[Statement], frame: LocalFrame) -> NDArray[np.float64]:
    places = [(one.observation.lon, one.observation.lat) for one in statements]
    return frame.to_metres(np.array(places, np.float64).reshape(-1, 2))


def _ordered(camera: Resolved, accuracy_m: Mapping[str, float]) -> Resolved:
    """Return a camera with the statement first that values and place are taken from.

    That is the one whose place is known best, of several the newest: a list that gives an address
    only has its camera somewhere along the street.
    """

    def rank(one: Statement) -> tuple[float, int, str]:
        said = one.observation
        accuracy = said.accuracy_m
        if accuracy is None:
            accuracy = accuracy_m.get(said.origin, 0.0)
        return (accuracy, -_age(one)[0].toordinal(), one.id)

    return replace(
        camera,
        statements=tuple(sorted(camera.statements, key=rank)),
        against=tuple(sorted(camera.against, key=lambda one: one.id)),
    )
