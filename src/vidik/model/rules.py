"""Rules of publication: what is dropped, what is generalised, what is withheld, and why.

The rules themselves are data (``vidik/data/publication.toml``); ``docs/publication.md`` explains
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from types import MappingProxyType

__all__ = [
    "Clearance",
    "DenialRules",
    "DwellingRules",
    "HomeFloors",
    "Licence",
    "OperatorRules",
    "PublicationRules",
    "Selector",
    "TagRules",
    "Verdict",
    "is_one_of",
    "words_of",
]


_WORD = re.compile(r"[^\W_]+")


class Verdict(StrEnum):
    """In which form a camera may be published."""

    PUBLIC = "public"
    PRIVATE = "private"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Clearance:
    """The verdict on one camera, and the rule that gave it.

    Parameters
    ----------
    verdict
        Shown at its place, shown as a stretch of street, or not shown.
    reason
        One plain sentence; it names no camera.
    """

    verdict: Verdict
    reason: str


def words_of(text: str) -> str:
    """Return `text` in lower case with single spaces between and around its words.

    A phrase is in a text if ``words_of(phrase) in words_of(text)``: whole words only.

    Examples
    --------
    >>> words_of("Women's  Shelter, Wien")
    ' women s shelter wien '
    """
    return f" {' '.join(_WORD.findall(text.casefold()))} "


@dataclass(frozen=True, slots=True)
class Selector:
    """A description of objects by their tags; all parts that are given must hold.

    Parameters
    ----------
    reason
        Why the rule is there.
    tags
        Values that each of these keys may have; ``*`` is any value. Lists in a source
        (``homeless;refugee``) match if one of their values does; case does not matter.
    phrases
        Whole words or phrases that one of the values must hold, for each of these keys.
        ``name*|operator`` stands for every key that begins with ``name``, and for ``operator``.
    ids
        The object is one of these: ``node/123``, ``row 12``.
    """

    reason: str
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a selector that would select everything."""
        if not (self.tags or self.phrases or self.ids):
            raise ValueError(f"a selector needs tags, phrases or ids: {self.reason}")

    def matches(self, tags: Mapping[str, str], *, object_id: str = "") -> bool:
        """Return whether an object with these tags and this id is described."""
        if self.ids and object_id not in self.ids:
            return False
        for key, allowed in self.tags.items():
            if key not in tags or not _one_of(tags[key], allowed):
                return False
        return all(_holds(tags, keys, phrases) for keys, phrases in self.phrases.items())


def _one_of(value: str, allowed: tuple[str, ...]) -> bool:
    values = {part.strip().casefold() for part in value.split(";")}
    return "*" in allowed or any(one.casefold() in values for one in allowed)


def _holds(tags: Mapping[str, str], keys: str, phrases: tuple[str, ...]) -> bool:
    for key, value in tags.items():
        if is_one_of(key, keys):
            text = words_of(value)
            if any(phrase in text for phrase in _worded(phrases)):
                return True
    return False


# rules are few and keys come again and again: these are asked for every tag of a city
@lru_cache(maxsize=4096)
def is_one_of(key: str, keys: str) -> bool:
    """Return whether a key is among those that a selector looks for phrases in.

    Parameters
    ----------
    key
        Of a tag.
    keys
        As `Selector.phrases` names them: ``name*|operator``.
    """
    return any(fnmatchcase(key, one) for one in keys.split("|"))


@lru_cache(maxsize=64)
def _worded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(words_of(phrase) for phrase in phrases)


@dataclass(frozen=True)
class DenialRules:
    """Places that are dropped while reading.

    Parameters
    ----------
    selectors
        What is denied.
    point_m
        Cameras within this many metres of a denied point are withheld.
    outline_m
        The same for a denied outline or line.
    wall_tags
        The tags that a denied building keeps, because it still hides what is behind it.
    name_proves_nothing_on
        Keys of objects that may be named after anything: a street is not denied for its name.
    """

    selectors: tuple[Selector, ...]
    point_m: float
    outline_m: float
    wall_tags: frozenset[str]
    name_proves_nothing_on: frozenset[str]

    @cached_property
    def _by_key(self) -> Mapping[str | None, tuple[Selector, ...]]:
        """The selectors by the first tag that they ask for; by None those that ask for none."""
        first: dict[str | None, tuple[Selector, ...]] = {None: ()}
        for selector in self.selectors:
            key = next(iter(selector.tags), None)
            first[key] = (*first.get(key, ()), selector)
        return MappingProxyType(first)

    def asking(self, tags: Mapping[str, str]) -> Iterator[Selector]:
        """Yield the selectors that an object with these tags may match: few, for most objects."""
        by_key = self._by_key
        yield from by_key[None]
        for key in tags:
            if key in by_key:
                yield from by_key[key]


@dataclass(frozen=True, slots=True)
class DwellingRules:
    """How a camera on somebody's home is told from others.

    Parameters
    ----------
    signs
        One of these on the camera itself is enough.
    hints
        These make it a dwelling's camera unless something speaks for an institution or a public
        space.
    shared_hints
        The same, but only on a building that many people live in.
    institutions
        These on the camera itself speak for an institution; they outweigh hints and outlines.
    public_spaces
        These speak for a public space; they outweigh hints, but not where people live.
    home_buildings
        Values of ``building`` of homes.
    shared_buildings
        Values of ``building`` of houses that many people live in.
    unknown_buildings
        Values of ``building`` that do not say what it is for; every other value says that it is no
        dwelling.
    on_wall_m
        A camera within this many metres of an outline hangs on it.
    street_within_m
        A private camera is shown on the nearest street within this distance, or only counted.
    street_at_least_m
        Shorter pieces of street would give the place away.
    survey_at_least_m2
        Areas in which somebody looked for cameras are counted, but not shown, if they are smaller:
        they would point at a door.
    street_classes
        Values of ``highway`` that serve more than one home.
    """

    signs: tuple[Selector, ...]
    hints: tuple[Selector, ...]
    shared_hints: tuple[Selector, ...]
    institutions: tuple[Selector, ...]
    public_spaces: tuple[Selector, ...]
    home_buildings: frozenset[str]
    shared_buildings: frozenset[str]
    unknown_buildings: frozenset[str]
    on_wall_m: float
    street_within_m: float
    street_at_least_m: float
    survey_at_least_m2: float
    street_classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class HomeFloors:
    """How many homes a published figure is about at least, and how far it is rounded.

    Parameters
    ----------
    cell_m
        Side of the squares, metres.
    least
        Homes that a square or a district has at least.
    heaviest
        The share of all weight that one of them has at most, 0 to 1.
    spread_least
        Homes that a district has at least of which it is told how alike they are.
    share_step, fine_share_step
        Steps to which shares (of 1) are rounded: of squares, and of districts and the whole.
    metres_step, minutes_step
        Steps to which metres and minutes are rounded.
    homes_step
        Steps to which numbers of homes are rounded.
    """

    cell_m: float
    least: int
    heaviest: float
    spread_least: int
    share_step: float
    fine_share_step: float
    metres_step: float
    minutes_step: float
    homes_step: int

    def __post_init__(self) -> None:
        """Refuse floors that hide nothing."""
        if not 3 <= self.least <= self.spread_least:
            raise ValueError(f"figures are about three homes or more: {self.least}")
        if not (1.0 / self.least < self.heaviest < 1.0 and self.cell_m > 0.0):
            raise ValueError("one home has a part of the weight, and squares have a side")
        steps = (self.share_step, self.fine_share_step, self.metres_step, self.minutes_step)
        if min(*steps, self.homes_step) <= 0:
            raise ValueError("figures are rounded to steps above 0")


@dataclass(frozen=True, slots=True)
class DoorFloors:
    """How many doors of sensitive places a figure is about at least, and how blurred it is.

    Parameters
    ----------
    at_least
        Doors of one kind of place in a district; of fewer it is not told at how many one is seen.
    hidden
        So many, or fewer, are told as so many; so are all of them less so many, or more.
    """

    at_least: int
    hidden: int

    def __post_init__(self) -> None:
        """Refuse floors under which a door could be read off."""
        if not 0 < self.hidden < self.at_least - self.hidden:
            raise ValueError("a count is neither of no door nor of all, and lies in between")


@dataclass(frozen=True)
class OperatorRules:
    """How the name of an organisation is told from the name of a person.

    Parameters
    ----------
    types
        Values of ``operator:type`` of organisations.
    names
        Organisations named one by one, by the site owner too.
    nobody
        Values that name nobody: ``unknown``.
    legal_forms
        ``GmbH``, ``d.o.o.``: compared without dots, those of two letters only at the end.
    words
        Whole words: ``embassy``.
    stems
        Beginnings of words: ``polic``.
    inside
        Parts of words: ``gesellschaft``.
    evidence_keys
        Tags that only organisations have: ``operator:wikidata``.
    acronym_letters
        A word of so many capitals at most is taken as an acronym.
    places, places_apart_m
        A name found at so many places, each so far from the others, is no private person's.
    """

    types: frozenset[str]
    names: frozenset[str]
    nobody: frozenset[str]
    legal_forms: frozenset[str]
    words: frozenset[str]
    stems: tuple[str, ...]
    inside: tuple[str, ...]
    evidence_keys: frozenset[str]
    acronym_letters: int
    places: int
    places_apart_m: float

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(words_of(name) for name in self.names)

    def names_organisation(self, name: str) -> bool:
        """Return whether the name alone shows that it is an organisation's."""
        if words_of(name) in self._known:
            return True
        words = words_of(name).split()
        if any(word in self.words or word.startswith(self.stems) for word in words):
            return True
        if any(part in word for word in words for part in self.inside):
            return True
        return self._has_legal_form(name) or self._has_acronym(name)

    def _has_legal_form(self, name: str) -> bool:
        chunks = [chunk.strip(",;()") for chunk in name.split()]
        for place, chunk in enumerate(chunks):
            form = chunk.replace(".", "")
            if form not in self.legal_forms:
                continue
            # A. D. Petrović has initials, Zastava a.d. has a form.
            last = 0 < place == len(chunks) - 1
            if len(form) > 2 or (last and ("." not in chunk or chunk[0].islower())):
                return True
        return False

    def _has_acronym(self, name: str) -> bool:
        tokens = re.findall(r"[^\W\d_]+", name)
        if len(tokens) > 1 and name.isupper():
            return False  # HANS MEIER: a name that shouts
        least = 2 if len(tokens) == 1 else 3  # two letters beside a name may be a title: RA, MD
        return any(t.isupper() and least <= len(t) <= self.acronym_letters for t in tokens)


@dataclass(frozen=True)
class TagRules:
    """Which of a camera's tags are shown; every other one reads “withheld”.

    Parameters
    ----------
    shown
        Keys whose values are shown.
    prefixes
        Beginnings of keys whose values are shown.
    named
        Keys whose values are shown if they name an organisation.
    personal
        Regular expressions, case aside; a value that matches one is withheld whatever its key is.
    row_fields
        Fields of rejected rows, beyond the keys above, whose value may be shown.
    """

    shown: frozenset[str]
    prefixes: tuple[str, ...]
    named: frozenset[str]
    personal: tuple[str, ...]
    row_fields: frozenset[str]

    @cached_property
    def _personal(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one})" for one in self.personal), re.IGNORECASE)

    def shows(self, key: str, value: str) -> bool:
        """Return whether a tag may be shown as it is."""
        listed = key in self.shown or bool(self.prefixes and key.startswith(self.prefixes))
        return listed and not self.is_personal(value)

    def is_personal(self, value: str) -> bool:
        """Return whether a value looks like a way to reach a person: e-mail, telephone."""
        return self._personal.search(value) is not None


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence a source may have, and whether its data may go into the outputs.

    Parameters
    ----------
    key
        As in the city file: ``ODbL-1.0``.
    name, url
        For the licences page.
    merges
        Whether it allows the data to be published, mixed with others, under the output's licence.
    reason
        Why, or why not.
    alone
        Whether it allows the data to be published beside others, under its own terms.
    osm
        Whether it allows the data to go into OpenStreetMap, whose mappers give up all rights but
        those of the ODbL, and may have it under another open licence one day.
    """

    key: str
    name: str
    url: str
    merges: bool
    reason: str
    alone: bool = False
    osm: bool = False

    @property
    def publishes(self) -> bool:
        """Whether it allows the data to be published at all."""
        return self.merges or self.alone


@dataclass(frozen=True)
class PublicationRules:
    """All rules of publication.

    Parameters
    ----------
    version
        Of the rules; stands in the summary.
    denied, dwellings, homes, doors, operators, tags
        See the classes.
    licences
        By key.
    output_licence
        Key of the licence of everything that is published.
    on_request
        Locations that somebody asked to have shown no closer than their street.
    counted
        Sensitive places that are shown as a count for each district and in no other way, by kind;
        what one of its selectors describes is of a kind.
    """

    version: str
    denied: DenialRules
    dwellings: DwellingRules
    homes: HomeFloors
    doors: DoorFloors
    operators: OperatorRules
    tags: TagRules
    licences: Mapping[str, Licence]
    output_licence: str
    on_request: frozenset[str] = frozenset()
    counted: Mapping[str, tuple[Selector, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def extended(
        self,
        *,
        denied: Iterable[Selector] = (),
        organisations: Iterable[str] = (),
        on_request: Iterable[str] = (),
    ) -> PublicationRules:
        """Return the rules with what a site owner adds; nothing can be taken away.

        Parameters
        ----------
        denied
            Further places to drop while reading.
        organisations
            Names of operators that are known to be organisations.
        on_request
            Locations to show as a stretch of street only: ``osm:node/123``.
        """
        return replace(
            self,
            denied=replace(self.denied, selectors=(*self.denied.selectors, *denied)),
            operators=replace(self.operators, names=self.operators.names | set(organisations)),
            on_request=self.on_request | set(on_request),
        )
