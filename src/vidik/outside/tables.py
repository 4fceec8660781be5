"""Tables of rules and numbers that come with Vidik, read from ``vidik/data``."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vidik.errors import InputError
from vidik.model.camera import Kind
from vidik.model.heights import Assumption, Heights
from vidik.model.home_rules import HomeRules
from vidik.model.optics import Lens, Level, Optics
from vidik.model.public_space_rules import (
    AreaRule,
    PavementRule,
    PublicSpaceRules,
    StopRule,
    WidthRule,
)
from vidik.model.rules import (
    DenialRules,
    DoorFloors,
    DwellingRules,
    HomeFloors,
    Licence,
    OperatorRules,
    PublicationRules,
    Selector,
    TagRules,
)
from vidik.model.span import Span
from vidik.model.street_rules import Exclusion, StreetRules
from vidik.model.track_rules import TrackRules
from vidik.model.walking_rules import WalkingRules
from vidik.outside.packaged import explained, path_of, table_of

__all__ = [
    "load_heights",
    "load_home_rules",
    "load_optics",
    "load_public_space_rules",
    "load_publication_rules",
    "load_street_rules",
    "load_track_rules",
    "load_walking_rules",
    "public_space_rules",
    "publication_rules",
]


def load_publication_rules() -> PublicationRules:
    """Return the rules of publication that come with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.

    Examples
    --------
    >>> load_publication_rules().output_licence
    'ODbL-1.0'
    """
    return publication_rules(table_of("publication.toml"))


def publication_rules(table: Mapping[str, Any]) -> PublicationRules:
    """Return the rules of publication from a table laid out like ``publication.toml``.

    Raises
    ------
    InputError
        If a rule is missing, misspelt or selects everything.
    """
    with explained(path_of("publication.toml")):
        return PublicationRules(
            version=table["version"],
            denied=DenialRules(**_values(table["denied"])),
            dwellings=DwellingRules(**_values(table["dwellings"])),
            homes=HomeFloors(**table["homes"]),
            doors=DoorFloors(**table["doors"]),
            operators=OperatorRules(**_values(table["operators"], lists=("stems", "inside"))),
            tags=TagRules(**_values(table["tags"], lists=("prefixes", "personal"))),
            licences=_licences(table),
            output_licence=table["output_licence"],
            counted=MappingProxyType(
                {
                    kind: tuple(map(_selector, row if isinstance(row, list) else [row]))
                    for kind, row in table["counted"].items()
                }
            ),
        )


def _licences(table: Mapping[str, Any]) -> Mapping[str, Licence]:
    licences = {key: Licence(key=key, **row) for key, row in table["licences"].items()}
    if not licences[table["output_licence"]].merges:
        raise ValueError("the licence of the outputs must allow outputs")
    return MappingProxyType(licences)


def _values(section: Mapping[str, Any], *, lists: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a section with frozen values: selectors, sets, and the lists named."""
    return {key: _frozen(value, ordered=key in lists) for key, value in section.items()}


def _frozen(value: Any, *, ordered: bool) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return tuple(_selector(row) for row in value)
    if isinstance(value, list):
        return tuple(value) if ordered else frozenset(value)
    return value


def _selector(row: Mapping[str, Any]) -> Selector:
    unknown = row.keys() - {"reason", "tags", "phrases"}
    if unknown:
        raise ValueError(f"a selector has no {', '.join(sorted(unknown))}")
    return Selector(
        reason=row["reason"],
        tags=MappingProxyType({key: tuple(v) for key, v in row.get("tags", {}).items()}),
        phrases=MappingProxyType({key: tuple(v) for key, v in row.get("phrases", {}).items()}),
    )


def load_street_rules() -> StreetRules:
    """Return the rules by which ways count as public street that come with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.

    Examples
    --------
    >>> load_street_rules().why_not({"highway": "footway", "footway": "sidewalk"})
    'beside or across a street that is counted already; it would count twice'
    """
    table = table_of("streets.toml")
    with explained(path_of("streets.toml")):
        return StreetRules(
            version=table["version"],
            classes=MappingProxyType(dict(table["classes"])),
            others=MappingProxyType(dict(table["others"])),
            exclusions=tuple(_exclusion(row) for row in table["exclusions"]),
        )


def load_walking_rules() -> WalkingRules:
    """Return the rules by which people walk that come with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.

    Examples
    --------
    >>> load_walking_rules().effort({"highway": "steps"})
    2.0
    """
    table = table_of("walking.toml")
    with explained(path_of("walking.toml")):
        return WalkingRules(
            version=table["version"],
            pace_m_per_min=float(table["pace_m_per_min"]),
            slower=MappingProxyType({key: float(pace) for key, pace in table["slower"].items()}),
            minutes=float(table["minutes"]),
            reach_m=float(table["reach_m"]),
            closed=tuple(_exclusion(row) for row in table["closed"]),
            covered=tuple(_exclusion(row) for row in table["covered"]),
        )


def load_track_rules() -> TrackRules:
    """Return the rules by which recordings of walks are understood that come with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.

    Examples
    --------
    >>> load_track_rules().radius_m
    10.0
    """
    table = table_of("recorded_walks.toml")
    with explained(path_of("recorded_walks.toml")):
        version = table.pop("version")
        return TrackRules(version, **{name: float(value) for name, value in table.items()})


def load_home_rules() -> HomeRules:
    """Return the rules by which something counts as a home that come with Vidik.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.

    Examples
    --------
    >>> load_home_rules().why_not({"building": "garage"})
    'for vehicles'
    """
    table = table_of("homes.toml")
    with explained(path_of("homes.toml")):
        return HomeRules(
            version=table["version"],
            entrances=frozenset(table["entrances"]),
            same_m=float(table["same_m"]),
            smallest_m2=float(table["smallest_m2"]),
            flats_from_share=float(table["flats_from_share"]),
            other_uses=frozenset(table["other_uses"]),
            lived_in=frozenset(table["lived_in"]),
            no_homes=MappingProxyType(
                {kind: row["reason"] for row in table["no_homes"] for kind in row["buildings"]}
            ),
        )


def _exclusion(row: Mapping[str, Any]) -> Exclusion:
    unknown = row.keys() - {"key", "values", "reason", "unless", "of_length"}
    if unknown:
        raise ValueError(f"an exclusion has no {', '.join(sorted(unknown))}")
    return Exclusion(
        key=row["key"],
        values=frozenset(row["values"]),
        reason=row["reason"],
        unless=_sets(row.get("unless", {})),
        of_length=row.get("of_length", False),
    )


def _sets(table: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    if not all(isinstance(values, list) for values in table.values()):
        raise TypeError("the values of a tag are a list")
    return MappingProxyType({key: frozenset(values) for key, values in table.items()})


def load_public_space_rules(streets: StreetRules) -> PublicSpaceRules:
    """Return the rules by which ground counts as public space that come with Vidik.

    Parameters
    ----------
    streets
        Which ways count.

    Raises
    ------
    InputError
        If the file was changed into something that cannot be used.

    Examples
    --------
    >>> load_public_space_rules(load_street_rules()).kinds
    ('stop', 'square', 'playground', 'park', 'street')
    """
    return public_space_rules(table_of("public_space.toml"), streets)


def public_space_rules(table: Mapping[str, Any], streets: StreetRules) -> PublicSpaceRules:
    """Return the rules of public space from a table laid out like ``public_space.toml``.

    Parameters
    ----------
    table
        As read.
    streets
        Which ways count.

    Raises
    ------
    InputError
        If a rule is missing, misspelt or out of range.
    """
    with explained(path_of("public_space.toml")):
        return PublicSpaceRules(
            version=table["version"],
            kinds=tuple(table["kinds"]),
            streets=streets,
            areas=tuple(AreaRule(**_row(row)) for row in table["areas"]),
            exclusions=tuple(_exclusion(row) for row in table["exclusions"]),
            stops=tuple(StopRule(**_row(row)) for row in table["stops"]),
            widths=MappingProxyType(
                {name: WidthRule(**_row(row)) for name, row in table["widths"].items()}
            ),
            lane_m=Span(*table["lane"]["width_m"]),
            pavement=PavementRule(**_row(table["pavement"])),
            estimate_off=table["estimate_off"],
        )


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with lists of three numbers as spans, and tables of tags frozen."""
    return {
        key: _sets(value)
        if isinstance(value, Mapping)
        else Span(*value)
        if isinstance(value, list)
        else value
        for key, value in row.items()
    }


def load_optics(path: Path | None = None) -> Optics:
    """Return the levels of detail and the lenses assumed where nobody mapped one.

    Parameters
    ----------
    path
        A table of the user's own; None: the one that comes with Vidik.

    Raises
    ------
    InputError
        If the file is missing or cannot be used.

    Examples
    --------
    >>> [level.key for level in load_optics().levels]
    ['monitor', 'detect', 'observe', 'recognise', 'identify', 'face']
    """
    table = _own_or_ours("optics", path, keys={"version", "levels", "lenses", "max_reach_m"})
    with explained(path or path_of("optics.toml")):
        return Optics(
            version=str(table["version"]),
            levels=tuple(Level(**row) for row in table["levels"]),
            lenses=MappingProxyType(
                {
                    Kind(kind): tuple(Lens(**row) for row in rows)
                    for kind, rows in table["lenses"].items()
                }
            ),
            max_reach_m=float(table["max_reach_m"]),
        )


def load_heights(path: Path | None = None) -> Heights:
    """Return the heights and tilts assumed where nobody mapped them.

    Parameters
    ----------
    path
        A table of the user's own; None: the one that comes with Vidik.

    Raises
    ------
    InputError
        If the file is missing or cannot be used.

    Examples
    --------
    >>> load_heights().lens_of("fixed", "wall")
    Span(least=2.0, expected=3.0, most=6.0)
    """
    lists = ("lens_m", "tilt_deg", "roof_m")
    numbers = ("target_m", "aspect", "downward_share")
    table = _own_or_ours("heights", path, keys={"version", "weights", *numbers, *lists})
    with explained(path or path_of("heights.toml")):
        lens, tilt, roof = (
            tuple(_assumption(row, name, i) for i, row in enumerate(table[name])) for name in lists
        )
        least, expected, most = map(float, table["weights"])
        return Heights(
            version=str(table["version"]),
            weights=(least, expected, most),
            **{name: float(table[name]) for name in numbers},
            lens=lens,
            tilt=tilt,
            roof=roof,
        )


def _assumption(row: Mapping[str, Any], name: str, number: int) -> Assumption:
    """Return one row of a table of heights."""
    known = {"kinds", "mounts", "below_m2", "least", "expected", "most", "source", "assumption"}
    place = f"{name}[{number}]"
    if unknown := row.keys() - known:
        raise ValueError(f"{place} has a key that is not known: {min(unknown)}")
    if ("source" in row) == ("assumption" in row):
        raise ValueError(f"{place} needs a source or else an assumption")
    try:
        return Assumption(
            span=Span(*(float(row[key]) for key in ("least", "expected", "most"))),
            source=str(row.get("source", row.get("assumption"))),
            measured="source" in row,
            kinds=_words(row.get("kinds", [])),
            mounts=_words(row.get("mounts", [])),
            below_m2=float(row.get("below_m2", math.inf)),
        )
    except KeyError as fault:
        raise ValueError(f"{place} lacks {fault.args[0]}") from fault
    except (TypeError, ValueError) as fault:
        raise ValueError(f"{place}: {fault}") from fault


def _words(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"kinds and mounts are lists of texts, not {values!r}")
    return tuple(values)


def _own_or_ours(subject: str, path: Path | None, *, keys: set[str]) -> dict[str, Any]:
    """Return a table of the user's own, or the one that comes with Vidik, with known keys only."""
    if path is None:
        return table_of(f"{subject}.toml")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise InputError(f"the table of {subject} cannot be read: {fault}", file=path) from fault
    if unknown := table.keys() - keys:
        raise InputError(f"no such key in a table of {subject}", file=path, value=min(unknown))
    return table
