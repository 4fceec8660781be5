"""The figures of a release: what can be quoted of it, and held against the next one.

They count what the gate lets count: cameras on homes are in them, places of the deny-list and what
lies outside the map are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from vidik.model.camera import Kind
from vidik.model.district import District
from vidik.model.figure import Figure, Unit
from vidik.model.observation import Claim, Statement
from vidik.model.origin import Origin
from vidik.model.reconciled import Reconciled, Shares
from vidik.model.reconciliation import Count
from vidik.model.resolved import Compared
from vidik.model.rules import PublicationRules, Verdict
from vidik.register.districts import within
from vidik.report.judging import Judged
from vidik.report.reconciled import reconciled

__all__ = ["COLUMNS", "MEANING", "cells", "release_figures"]

#: Columns of the table, with their types.
COLUMNS: Mapping[str, str] = {
    "figure": "string",
    "source": "string",
    "other": "string",
    "district": "string",
    "kind": "string",
    "least": "number",
    "expected": "number",
    "most": "number",
    "unit": "string",
    "licence": "string",
}

#: What the columns say.
MEANING: Mapping[str, str] = {
    "figure": "Name of the figure, the same in every release.",
    "source": "What it is about: key of the source.",
    "other": "Key of the source that it is compared with; empty if it is about one alone.",
    "district": "Of which district; empty for all, and for what lies in none.",
    "kind": "Of which kind of camera; empty for all.",
    "least": "Least, in 95 cases of 100; the same as most if it was simply counted.",
    "expected": "Expected.",
    "most": "Most, in 95 cases of 100, of what somebody listed.",
    "unit": "statements, cameras, or rows of both sources.",
    "licence": "Of the figure.",
}

#: Figures are told to a tenth: more the chances do not bear.
_DECIMALS = 1

#: What lies in no district.
_ELSEWHERE = "no district"


def release_figures(
    judged: Sequence[Judged],
    origins: Sequence[Origin],
    rules: PublicationRules,
    *,
    compared: Iterable[Compared] = (),
    districts: Sequence[District] = (),
) -> tuple[Figure, ...]:
    """Return the figures of a release, in order of their names.

    Parameters
    ----------
    judged
        Statements of all sources; those that are withheld count nowhere.
    origins
        The sources that are published.
    rules
        The rules of publication: sources that must not be mixed are not compared.
    compared
        Sources, each two compared.
    districts
        Where two overlap, the first one counts.
    """
    told = {one.statement.id for one in judged if one.clearance.verdict is not Verdict.WITHHELD}
    own = {origin.key: origin for origin in origins}
    made: list[Figure] = []
    for key, origin in own.items():
        rows = [one for one in judged if one.statement.observation.origin == key]
        made += _of_source(origin, [one for one in rows if one.statement.id in told], districts)
    mixing = {key for key, one in own.items() if rules.licences[one.licence].merges}
    pairs = [one for one in compared if {one.one, one.other} <= mixing]
    for figures in reconciled(pairs, districts, counts=lambda one: one.id in told):
        made += _of_pair(figures, rules.output_licence)
    return tuple(sorted(made, key=lambda one: one.name))


def cells(figure: Figure) -> tuple[str, ...]:
    """Return the cells of a figure, in the order of `COLUMNS`.

    Parameters
    ----------
    figure
        Any.
    """
    count = figure.count
    return (
        figure.name, figure.source, figure.other, figure.district, figure.kind,
        *(_number(value) for value in (count.least, count.expected, count.most)),
        figure.unit.value, figure.licence,
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{max(value, 0.0):.{_DECIMALS}f}".removesuffix(".0")


def _of_source(
    origin: Origin, rows: Sequence[Judged], districts: Sequence[District]
) -> Iterator[Figure]:
    """Yield what is counted of one source."""
    key = origin.key

    def counted(
        name: str, number: int, unit: Unit = Unit.CAMERAS, *, district: str = "", kind: str = ""
    ) -> Figure:
        count = Count(number, number, number)
        return Figure(f"source/{key}/{name}", key, "", district, kind, count, unit, origin.licence)

    yield counted("statements", len(rows), Unit.STATEMENTS)
    yield counted("statements/shown", sum(one.public for one in rows), Unit.STATEMENTS)
    there = [one.statement for one in rows if one.statement.observation.claim is Claim.PRESENT]
    yield counted("cameras", _devices(there))
    kinds = Counter[Kind]()
    for one in there:
        kinds[_kind(one)] += one.observation.devices
    for kind in Kind:
        yield counted(f"cameras/kind/{kind}", kinds[kind], kind=kind.value)
    if not districts:
        return
    places = [(one.observation.lon, one.observation.lat) for one in there]
    home = within([one.area for one in districts], np.array(places, np.float64).reshape(-1, 2))
    for number, district in enumerate(districts):
        mine = [there[i] for i in np.flatnonzero(home == number).tolist()]
        name = f"cameras/district/{district.name}"
        yield counted(name, _devices(mine), district=district.name)
    rest = [there[i] for i in np.flatnonzero(home < 0).tolist()]
    yield counted(f"cameras/{_ELSEWHERE}", _devices(rest))


def _devices(rows: Iterable[Statement]) -> int:
    return sum(one.observation.devices for one in rows)


def _kind(statement: Statement) -> Kind:
    said = statement.observation.attributes.get("camera:type", "").strip().lower()
    return Kind(said) if said in {kind.value for kind in Kind} else Kind.UNKNOWN


def _of_pair(figures: Reconciled, licence: str) -> Iterator[Figure]:
    """Yield how far two sources agree."""
    start = f"pair/{figures.one}+{figures.other}"

    def told(shares: Shares, part: str, district: str) -> Iterator[Figure]:
        count = Count(shares.ambiguous, shares.ambiguous, shares.ambiguous)
        for what, number, unit in (
            ("both", shares.both, Unit.CAMERAS),
            (f"only/{figures.one}", shares.only_one, Unit.CAMERAS),
            (f"only/{figures.other}", shares.only_other, Unit.CAMERAS),
            ("unclear", count, Unit.ROWS),
        ):
            name = f"{start}/{what}{part}"
            yield Figure(name, figures.one, figures.other, district, "", number, unit, licence)

    yield from told(figures.whole, "", "")
    for one in figures.districts:
        yield from told(one, f"/district/{one.name}", one.name)
    if figures.elsewhere is not None:
        yield from told(figures.elsewhere, f"/{_ELSEWHERE}", "")
