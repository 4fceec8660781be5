"""Ways for the map: the walking network and what is seen of it, in files for the whole city.

A reader's browser finds ways and counts what a home's walks come to by itself. It fetches the
same files whoever asks about whatever place: the name of a file near the reader would tell where
that is.

``walking/ways.walk`` holds the network, ``walking/<level>.walk`` what cameras see of it at a level,
and ``walking/<level>-alone.walk``, for who asks what if some were not there, how likely each camera
by itself does. Each is packed by gzip: a line of JSON, which says what it is, then the numbers,
which fill it to its end. Numbers are unsigned varints (seven bits a byte, the least first; the
highest bit says that another byte follows); a signed one is 2n, or −2n − 1 below zero. A column
stands whole before the next one begins.

The network has m edges and v vertices:

- of each edge the number of its vertices;
- of each vertex east and north, signed, from the vertex before, the first from the middle of the
  frame, in units of `GRID_M`: exact. Edges meet where a first or last vertex is in the same place;
- of each edge its millimetres, signed, beyond the sum over its sides of ``⌊side + ½⌋`` units, as
  ``⌊(1000 · sum + 512) / 1024⌋``; its effort in millimetres beyond its length; 1 if its metres
  count, plus 2 if it is covered; and the place of its name among the names of the first line.

A level has p parts of edges that some camera may see, and w stretches that a camera by itself may:

- of each edge the number of its parts; of each part where it starts, whole millimetres from the end
  of the part before, or the edge's tail; its length, likewise; and one byte: 255 if it is seen for
  certain, else 254 times the square root of its share: what is unlikely is told finely. Ends are
  rounded by half a millimetre at most, shares by 1/254 near 1 and less below;
- of each edge the number of stretches; of each stretch its camera among those of the first line,
  twice, plus 1 if for certain, signed, from the stretch before; its start and its end beyond that,
  tenths of a metre, rounded by half a tenth.

How likely single cameras see is told of w other stretches, cut where that gets into another class:
of each edge their number; of each stretch its camera among those of the first line, signed, from
the stretch before; where it starts, whole millimetres from the end of the stretch before of this
camera on this edge, or the edge's tail; its length, likewise, rounded as the parts are; and a byte
for its mean chance, as theirs, from 1 to 253 if it is not certain.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vidik.exposure.seen import Bound
from vidik.model.frame import GRID_M
from vidik.model.published import Published
from vidik.model.seen import Seen
from vidik.model.streets import Streets
from vidik.model.walk_network import WalkNetwork
from vidik.model.walking_rules import WalkingRules
from vidik.model.watchers import Watchers

__all__ = [
    "CERTAIN", "VERSION", "head_of", "line_of", "read_alone", "read_seen", "read_ways",
    "walking_files",
]  # fmt: skip

Ints = NDArray[np.int64]

#: Of the format; a reader that knows another one does not read it.
VERSION = 1

#: The byte of what is seen for certain; roots of shares are in units of one less.
CERTAIN = 255
_ROOTS = CERTAIN - 1

#: Units of a metre in which stretches of single cameras are told.
_TENTHS = 10


def walking_files(
    published: Published,
    network: WalkNetwork,
    seen: Mapping[str, Mapping[Bound, Seen]],
    watchers: Watchers,
    rules: WalkingRules,
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of ``walking/ways.walk`` and of two files for each level.

    Parameters
    ----------
    published
        What may be shown.
    network
        The ways that people walk; its nodes are the places where edges begin and end.
    seen
        By level, which parts of them the cameras shown see; no others, whose place it would tell.
    watchers
        Which of these see what of the ways.
    rules
        How fast people walk, and for how long.

    Raises
    ------
    ValueError
        If vertices do not lie on the grid, the three bounds are not of the same views, or a camera
        is not shown.
    """
    about = {
        "version": VERSION,
        "attribution": published.attribution,
        "licence": published.licence,
        "synthetic": published.synthetic,
        "dated": None if published.dated is None else published.dated.isoformat(),
    }
    names, body = _ways(network)
    # what is seen is of these very ways, not of those of another build that a browser has kept
    ways = hashlib.sha256(body).hexdigest()[:16]
    yield (
        "walking/ways.walk",
        _packed(
            about
            | {
                "ways": ways,
                "proj": published.place.frame.proj,
                "edges": len(network),
                "rules": rules.version,
                "pace_m_per_min": rules.pace_m_per_min,
                "minutes": rules.minutes,
                "budget_mm": rules.budget_mm,
                "reach_m": rules.reach_m,
                "names": names,
            },
            body,
        ),
    )
    slugs = {camera.id: camera.slug for camera in published.cameras}
    if not slugs.keys() >= set(watchers.ids):
        raise ValueError("a camera sees the ways that is not shown")
    # under the ground nobody is seen
    open_to = ~network.covered[watchers.piece]
    for column, level in enumerate(level.key for level in published.optics.levels):
        who = watchers.only(open_to & (watchers.level == column))
        cameras = [slugs[watchers.ids[camera]] for camera in np.unique(who.camera).tolist()]
        head = about | {"ways": ways, "level": level, "cameras": cameras}
        yield f"walking/{level}.walk", _packed(head, _parts(seen[level]) + _stretches(who.joined()))
        yield f"walking/{level}-alone.walk", _packed(head, _alone(who, network))


def _ways(network: WalkNetwork) -> tuple[list[str], bytes]:
    """Return the names of streets, and the numbers of a network."""
    ways = network.ways
    units = np.rint(ways.vertices / GRID_M).astype(np.int64)
    if not (units * GRID_M == ways.vertices).all():
        raise ValueError("vertices do not lie on the grid")
    names = sorted({*ways.names, ""})
    number = {name: i for i, name in enumerate(names)}
    flags = network.counted + 2 * network.covered.astype(np.int64)
    columns = (
        np.diff(ways.offsets),
        _signed(np.diff(units, axis=0, prepend=0).ravel()),
        _signed(network.length_mm - _about_mm(units, ways.offsets)),
        network.effort_mm - network.length_mm,
        flags,
        np.array([number[name] for name in ways.names], dtype=np.int64),
    )
    return names, _columns(*columns)


def _about_mm(units: Ints, offsets: Ints) -> Ints:
    """Return about how long lines are, millimetres, so that any program comes to the same."""
    sides = np.floor(np.sqrt((np.diff(units, axis=0) ** 2).sum(axis=1)) + 0.5).astype(np.int64)
    before = np.concatenate([[0], np.cumsum(sides)])
    total = before[offsets[1:] - 1] - before[offsets[:-1]]
    return np.asarray((1000 * total + 512) >> 10)


def _parts(seen: Mapping[Bound, Seen]) -> bytes:
    """Return the numbers of what is seen at one level."""
    least, expected, most = seen["least"], seen["expected"], seen["most"]
    counts = np.diff(most.offsets)
    edge = np.repeat(np.arange(len(counts)), counts)
    sure = np.isin(edge + 1j * most.start_mm, _places(least))
    if not (
        np.array_equal(_places(expected), _places(most))
        and sure.sum() == len(least.share)
        and (expected.share[sure] == 1.0).all()
    ):
        raise ValueError("what is seen at least, in expectation and at most is not of one view")
    start, end = np.rint([most.start_mm, most.end_mm]).astype(np.int64)
    share = np.where(sure, CERTAIN, _roots(expected.share))
    return _columns(counts, _gaps(edge, start, end), end - start) + bytes(share.tolist())


def _roots(shares: NDArray[np.float64]) -> Ints:
    """Return the bytes of shares that are not certain."""
    return np.asarray(np.rint(_ROOTS * np.sqrt(shares)), dtype=np.int64)


def _gaps(owner: Ints, start: Ints, end: Ints) -> Ints:
    """Return where each part starts, from the end of the one before that has the same owner."""
    before = np.concatenate([[0], end[:-1]])[: len(end)]
    before[np.diff(owner, prepend=-1) != 0] = 0
    return np.asarray(start - before)


def _places(seen: Seen) -> NDArray[np.complex128]:
    """Return edge and start of each part as one number, to be told apart."""
    edge = np.repeat(np.arange(len(seen.offsets) - 1), np.diff(seen.offsets))
    return np.asarray(edge + 1j * seen.start_mm)


def _stretches(watchers: Watchers) -> bytes:
    """Return the numbers of what each camera sees at one level."""
    start, end = (
        np.rint(_TENTHS * column).astype(np.int64) for column in (watchers.start_m, watchers.end_m)
    )
    who = 2 * _numbered(watchers) + watchers.sure
    return _columns(np.diff(watchers.offsets), _signed(np.diff(who, prepend=0)), start, end - start)


def _alone(watchers: Watchers, network: WalkNetwork) -> bytes:
    """Return the numbers of how likely each camera sees what at one level."""
    whole = network.length_mm[watchers.piece]
    start, end = (
        np.rint(np.clip(1000.0 * column, 0.0, whole)).astype(np.int64)
        for column in (watchers.start_m, watchers.end_m)
    )
    number = _numbered(watchers)
    owner = watchers.piece * (number.max(initial=0) + 1) + number
    chance = np.where(watchers.sure, CERTAIN, _roots(watchers.chance).clip(1, _ROOTS - 1))
    return _columns(
        np.diff(watchers.offsets),
        _signed(np.diff(number, prepend=0)),
        _gaps(owner, start, end),
        end - start,
    ) + bytes(chance.tolist())


def _numbered(watchers: Watchers) -> Ints:
    """Return which camera each stretch is of, among those that see anything."""
    return np.unique(watchers.camera, return_inverse=True)[1].astype(np.int64)


def _columns(*columns: Ints) -> bytes:
    """Return columns of numbers one after the other."""
    return b"".join(map(_varints, columns))


def _signed(values: Ints) -> Ints:
    """Return numbers of either sign as such without one; near 0 they stay small."""
    return np.asarray(np.where(values < 0, -2 * values - 1, 2 * values))


def _varints(values: Ints) -> bytes:
    """Return whole numbers from 0 up as varints."""
    rest = np.asarray(values, dtype=np.int64)
    columns, more = [], [np.ones(len(rest), dtype=np.bool_)]
    while more[-1].any():
        columns.append((rest & 127) | np.where(rest > 127, 128, 0))
        more.append(rest > 127)
        rest = rest >> 7
    if not columns:
        return b""
    table, used = np.column_stack(columns), np.column_stack(more[:-1])
    return bytes(table[used].astype(np.uint8))


def _packed(head: Mapping[str, Any], body: bytes) -> bytes:
    """Return a file: what it is in a line of JSON, and its numbers, the same bytes each time."""
    line = json.dumps(head, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return gzip.compress(line.encode() + b"\n" + body, mtime=0)


def line_of(data: bytes) -> bytes:
    """Return the line in which a file says what it is, as it stands.

    Parameters
    ----------
    data
        Content of a file that `walking_files` made.
    """
    return gzip.decompress(data).partition(b"\n")[0]


def head_of(data: bytes) -> dict[str, Any]:
    """Return what a file says about itself.

    Parameters
    ----------
    data
        Content of a file that `walking_files` made.
    """
    return dict(json.loads(line_of(data)))


def read_ways(data: bytes) -> WalkNetwork:
    """Return the network of ``walking/ways.walk``; of ids and classes nothing stands in it.

    Parameters
    ----------
    data
        Content of the file.
    """
    head, numbers = _opened(data)
    m = head["edges"]
    offsets = np.concatenate([[0], np.cumsum(numbers.take(m))])
    steps = _unsigned(numbers.take(2 * int(offsets[-1]))).reshape(-1, 2)
    units = np.cumsum(steps, axis=0)
    length = _unsigned(numbers.take(m)) + _about_mm(units, offsets)
    effort = length + numbers.take(m)
    flags, named = numbers.take(m), numbers.take(m)
    ends = units[np.column_stack([offsets[:-1], offsets[1:] - 1]).ravel()]
    nodes, number = np.unique(ends, axis=0, return_inverse=True)
    tail, head_node = number.reshape(-1, 2).T
    return WalkNetwork(
        ways=Streets(
            ids=tuple(map(str, range(m))),
            names=tuple(head["names"][i] for i in named.tolist()),
            classes=("",) * m,
            offsets=offsets,
            vertices=np.asarray(units * GRID_M, dtype=np.float64),
        ),
        nodes=nodes * GRID_M,
        tail=tail,
        head=head_node,
        length_mm=length,
        effort_mm=effort,
        counted=(flags & 1) == 1,
        covered=(flags & 2) == 2,
    )


def read_seen(data: bytes, edges: int) -> Mapping[Bound, Seen]:
    """Return what ``walking/<level>.walk`` says is seen, as its numbers round it.

    Parameters
    ----------
    data
        Content of the file.
    edges
        Of the network, how many.
    """
    _, numbers = _opened(data)
    counts = numbers.take(edges)
    edge = np.repeat(np.arange(edges), counts)
    gap, length = numbers.take(len(edge)), numbers.take(len(edge))
    share = numbers.take_bytes(len(edge))
    end = _along(gap + length, edge).astype(np.float64)
    start = end - length
    sure, likely = share == CERTAIN, _shares(share)

    def of(rows: NDArray[np.bool_], shares: NDArray[np.float64]) -> Seen:
        kept = np.concatenate([[0], np.cumsum(np.bincount(edge[rows], minlength=edges))])
        return Seen(kept.astype(np.int64), start[rows], end[rows], shares[rows])

    everything = np.ones(len(edge), dtype=np.bool_)
    return {
        "least": of(sure, np.ones(len(edge))),
        "expected": of(everything, likely),
        "most": of(everything, np.ones(len(edge))),
    }


def read_alone(data: bytes, edges: int) -> Watchers:
    """Return what ``walking/<level>-alone.walk`` says single cameras see, by their slugs.

    Parameters
    ----------
    data
        Content of the file.
    edges
        Of the network, how many.
    """
    head, numbers = _opened(data)
    counts = numbers.take(edges)
    w = int(counts.sum())
    camera = np.cumsum(_unsigned(numbers.take(w)))
    piece = np.repeat(np.arange(edges), counts)
    gap, length = numbers.take(w), numbers.take(w)
    fresh = (np.diff(piece, prepend=-1) != 0) | (np.diff(camera, prepend=-1) != 0)
    end = _along(gap + length, np.cumsum(fresh) - 1)
    return Watchers(
        pieces=edges,
        ids=tuple(head["cameras"]),
        piece=piece.astype(np.int32),
        level=np.zeros(w, dtype=np.int8),
        camera=camera.astype(np.int32),
        chance=_shares(numbers.take_bytes(w)),
        start_m=(end - length) / 1e3,
        end_m=end / 1e3,
    )


def _along(steps: Ints, owner: Ints) -> Ints:
    """Return the sums of steps from the first of each owner; owners are numbered as they come."""
    total = np.concatenate([[0], np.cumsum(steps)])
    first = np.flatnonzero(np.diff(owner, prepend=-1) != 0)
    return np.asarray(total[1:] - np.repeat(total[first], np.diff(np.append(first, len(owner)))))


def _shares(told: Ints) -> NDArray[np.float64]:
    """Return the shares that bytes tell."""
    return np.where(told == CERTAIN, 1.0, (told / _ROOTS) * (told / _ROOTS))


def _unsigned(values: Ints) -> Ints:
    """Return what `_signed` made numbers of."""
    return np.asarray(np.where(values & 1, -((values + 1) >> 1), values >> 1))


@dataclass
class _Numbers:
    """The numbers of a file, taken one column after the other."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> Ints:
        """Return the next varints."""
        found = []
        for _ in range(count):
            value, shift = 0, 0
            while True:
                byte = self.data[self.at]
                self.at += 1
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            found.append(value)
        return np.array(found, dtype=np.int64)

    def take_bytes(self, count: int) -> Ints:
        """Return the next bytes."""
        self.at += count
        return np.frombuffer(self.data[self.at - count : self.at], dtype=np.uint8).astype(np.int64)


def _opened(data: bytes) -> tuple[dict[str, Any], _Numbers]:
    line, _, body = gzip.decompress(data).partition(b"\n")
    head = json.loads(line)
    if head["version"] != VERSION:
        raise ValueError(f"version {head['version']} of the format, and only {VERSION} is known")
    return head, _Numbers(body)
