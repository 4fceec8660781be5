"""What the register can give to OpenStreetMap: a change file for a mapper to review.

Nothing here writes to OpenStreetMap, and nothing of it may go there unseen: each camera was
confirmed by somebody with a role, the mapper looks at it beside the map, and the file says
``upload="never"`` to editors that know the word. It creates nodes, adds tags to nodes whose version
is known, and never deletes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from vidik.model.decision import Decision
from vidik.model.decision import Verdict as Decided
from vidik.model.observation import Claim, Statement
from vidik.model.origin import Kind, Origin
from vidik.model.rules import PublicationRules
from vidik.register.direction import directions
from vidik.register.following import metres_between
from vidik.register.tags import Unread
from vidik.register.wording import worded
from vidik.report.judging import Judged
from vidik.report.xmlfile import xml_bytes

__all__ = ["Given", "OnMap", "give", "osm_change"]

#: What OpenStreetMap's wiki says of cameras, and nothing else.
VOCABULARY = frozenset(
    {"camera:angle", "camera:direction", "camera:mount", "camera:tilt", "camera:type", "direction",
     "height", "man_made", "manufacturer", "model", "operator", "operator:type",
     "operator:wikidata", "ref", "start_date", "surveillance", "surveillance:type",
     "surveillance:zone"}
)  # fmt: skip

#: No value of OpenStreetMap is longer.
_LONGEST = 255

#: Nearer than this, metres, what the map has may be the same camera: somebody has to say.
NEAR_M = 15.0

#: The shortest degree of latitude is longer.
_DEGREE_M = 110_500.0


@dataclass(frozen=True, slots=True)
class OnMap:
    """A node as OpenStreetMap has it now.

    Parameters
    ----------
    id, version
        Its numbers.
    lon, lat
        Degrees.
    tags
        All of them: what is left out here would be taken from the map.
    """

    id: int
    version: int
    lon: float
    lat: float
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """What is given of one statement, or why nothing is.

    Parameters
    ----------
    statement
        Whose.
    reason
        Why nothing is given; None if something is.
    tags
        What is given.
    node
        The node that gets the tags; None: a new one.
    """

    statement: Statement
    reason: str | None = None
    tags: Mapping[str, str] | None = None
    node: OnMap | None = None


def give(
    judged: Sequence[Judged],
    origins: Mapping[str, Origin],
    *,
    rules: PublicationRules,
    decisions: Sequence[Decision],
    unpublished: Mapping[str, str],
    on_map: Mapping[str, OnMap],
    together: Iterable[Collection[str]] = (),
) -> tuple[Given, ...]:
    """Return what may be given of each statement, and why nothing of the others.

    Parameters
    ----------
    judged
        All statements that count.
    origins
        Their sources, by key.
    rules
        The rules of publication.
    decisions
        The oldest first.
    unpublished
        Why nothing of a source is published, by its key.
    on_map
        Nodes as the map has them now, by name (``node/123``): only these can be added to.
    together
        Ids of statements that seem to be about the same camera: somebody has to say whether they
        are.
    """
    confirmed = {one.observation for one in decisions if one.verdict is Decided.CONFIRMED}
    mapped = {key for key, origin in origins.items() if origin.kind is Kind.OSM}
    beside = _Beside(
        decisions,
        [one.statement for one in judged if one.statement.observation.origin in mapped],
        together,
    )
    given = []
    for one in judged:
        origin = origins[one.statement.observation.origin]
        reason = _why_not(one, origin, rules, unpublished) or (
            None if one.statement.id in confirmed else "Nobody confirmed it."
        )
        given.append(
            Given(one.statement, reason)
            if reason is not None
            else _given(one, origin, beside, mapped=mapped, on_map=on_map)
        )
        if given[-1].reason is None and given[-1].node is None:
            beside.add(one.statement)
    return tuple(given)


def _why_not(
    judged: Judged, origin: Origin, rules: PublicationRules, unpublished: Mapping[str, str]
) -> str | None:
    """Return what stands against giving a statement to the map."""
    if origin.kind is Kind.OSM:
        return "It is from the map."
    if origin.synthetic:
        return "It was made up."
    if origin.key in unpublished:
        return f"Its source is not published: {unpublished[origin.key]}."
    licence = rules.licences.get(origin.licence)
    if licence is None or not licence.osm:
        return (
            f"Its licence ({origin.licence}) does not allow it: ask its publisher for permission."
        )
    if judged.statement.observation.claim is Claim.ABSENT:
        return "It says that there is none, and nothing is deleted from here."
    return None if judged.public else judged.clearance.reason


class _Beside:
    """What the map has, or gets, about a place.

    Parameters
    ----------
    decisions
        The oldest first: of those on the same two statements the last one counts.
    there
        What the map has.
    together
        As of `give`.
    """

    def __init__(
        self,
        decisions: Iterable[Decision],
        there: Iterable[Statement],
        together: Iterable[Collection[str]],
    ) -> None:
        self._alike = {id: group for group in together for id in group}
        self._verdicts = {
            frozenset(filter(None, (one.observation, one.other))): one.verdict
            for one in decisions
            if one.verdict in (Decided.SAME, Decided.DIFFERENT)
        }
        self._same: dict[str, list[str]] = defaultdict(list)
        for pair, verdict in self._verdicts.items():
            if verdict is Decided.SAME:
                for id in pair:
                    self._same[id] += pair - {id}
        self._there = {one.id: one for one in there}
        self._rows = sorted(
            (one.observation.lat, one.id)
            for one in self._there.values()
            if one.observation.lat is not None
        )

    def add(self, statement: Statement) -> None:
        """Take in what the map gets."""
        self._there[statement.id] = statement
        if statement.observation.lat is not None:
            insort(self._rows, (statement.observation.lat, statement.id))

    def same(self, statement: Statement) -> Statement | None:
        """Return what somebody decided to be the same camera."""
        ids = (id for id in self._same[statement.id] if id in self._there)
        return next((self._there[id] for id in ids), None)

    def unsure(self, statement: Statement) -> tuple[Statement, float] | None:
        """Return what may be the same camera, and how far away it is, if nobody decided.

        Rows of one list are different cameras: a list names each once.
        """
        said, alike = statement.observation, self._alike.get(statement.id, ())
        assert said.lat is not None
        reach = NEAR_M / _DEGREE_M
        first = bisect_left(self._rows, (said.lat - reach, ""))
        last = bisect_right(self._rows, (said.lat + reach, "~"))
        found = []
        for id in {id for _, id in self._rows[first:last]} | (self._there.keys() & set(alike)):
            other = self._there[id].observation
            metres = metres_between(said, other)
            if (
                metres is not None
                and (metres <= NEAR_M or id in alike)
                and other.origin != said.origin
                and frozenset((statement.id, id)) not in self._verdicts
            ):
                found.append((metres, id))
        return (self._there[min(found)[1]], min(found)[0]) if found else None


def _given(
    judged: Judged,
    origin: Origin,
    beside: _Beside,
    *,
    mapped: Collection[str],
    on_map: Mapping[str, OnMap],
) -> Given:
    """Return what is given of a statement against which nothing stands."""
    statement, tags = judged.statement, _tags(judged, origin)
    same = beside.same(statement)
    if same is not None and same.observation.origin in mapped:
        return _added(statement, tags, same.observation.object or same.place, on_map)
    if same is not None:
        return Given(statement, f"It is the camera of {_name(same)}, which is given.")
    unsure = beside.unsure(statement)
    if unsure is not None:
        other, metres = unsure
        return Given(
            statement, f"{_name(other)} is {metres:.0f} m from there: is it the same? Decide."
        )
    return Given(statement, tags=tags)


def _name(statement: Statement) -> str:
    return f"{statement.observation.origin}:{statement.observation.object or statement.place}"


def _added(
    statement: Statement, tags: Mapping[str, str], name: str, on_map: Mapping[str, OnMap]
) -> Given:
    """Return what a node of the map does not say yet; what it says stays."""
    node = on_map.get(name)
    if node is None:
        return Given(statement, f"It is {name} on the map, of which no version is known.")
    new = {key: value for key, value in tags.items() if key not in node.tags}
    if new.keys() <= {"source", "check_date"}:
        return Given(statement, f"{name} on the map says all of it, or something else.")
    return Given(statement, tags=new, node=node)


def _tags(judged: Judged, origin: Origin) -> dict[str, str]:
    """Return what the map is told of a camera: its own words only, with source and day."""
    said = judged.statement.observation
    tags = {"man_made": "surveillance"} | {
        key: value
        for key, value in worded(judged.tags).items()
        if key in VOCABULARY and _fits(key, value)
    }
    looked = said.observed or judged.statement.until
    return {
        **tags,
        "check_date": looked.isoformat(),
        "source": "".join(filter(str.isprintable, origin.name))[:_LONGEST],
    }


def _fits(key: str, value: str) -> bool:
    if len(value) > _LONGEST or not value.isprintable():
        return False
    if key not in ("camera:direction", "direction"):
        return True
    return not any(isinstance(one, Unread) for one in directions(value))


def osm_change(given: Iterable[Given], *, attribution: str) -> bytes:
    """Return an osmChange file 0.6: new nodes with negative ids, then nodes with more tags.

    Parameters
    ----------
    given
        What `give` returned; where there is a reason, nothing is written.
    attribution
        Credit of the sources.
    """
    root = ET.Element(
        "osmChange", version="0.6", generator="Vidik", upload="never", attribution=attribution
    )
    told = [one for one in given if one.tags]
    if new := [one for one in told if one.node is None]:
        create = ET.SubElement(root, "create")
        for number, one in enumerate(new, start=1):
            said = one.statement.observation
            _node(create, f"-{number}", said.lon, said.lat, one.tags or {})
    if more := _joined(one for one in told if one.node is not None):
        modify = ET.SubElement(root, "modify")
        for node, tags in more:
            child = _node(modify, str(node.id), node.lon, node.lat, {**node.tags, **tags})
            child.set("version", str(node.version))
    return xml_bytes(root)


def _joined(given: Iterable[Given]) -> list[tuple[OnMap, dict[str, str]]]:
    """Return each node once, with what all statements add; the first one's word counts."""
    found: dict[int, tuple[OnMap, dict[str, str]]] = {}
    for one in given:
        assert one.node is not None
        _, tags = found.setdefault(one.node.id, (one.node, {}))
        tags.update({**(one.tags or {}), **tags})
    return [found[id] for id in sorted(found)]


def _node(
    parent: ET.Element, id: str, lon: float | None, lat: float | None, tags: Mapping[str, str]
) -> ET.Element:
    node = ET.SubElement(parent, "node", id=id, lat=f"{lat:.7f}", lon=f"{lon:.7f}")
    for key, value in sorted(tags.items()):
        ET.SubElement(node, "tag", k=key, v=value)
    return node
