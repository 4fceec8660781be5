"""Differing: two releases held against each other, figure by figure."""

from __future__ import annotations

from pathlib import Path

from vidik.model.figure import Figure
from vidik.model.package import Package
from vidik.outside.packages import read_package
from vidik.outside.sheet import save_csv
from vidik.report.release_difference import FigureDifference, ReleaseDifference, difference_of

__all__ = ["COLUMNS", "compare_releases", "write_difference"]

#: Columns of the table.
COLUMNS = (
    "figure", "source", "other", "district", "kind", "unit", "old_least", "old_expected",
    "old_most", "new_least", "new_expected", "new_most", "difference", "meaning", "made_alike",
)  # fmt: skip


def compare_releases(old: Path, new: Path) -> tuple[Package, Package, ReleaseDifference]:
    """Return two releases, and what differs between them.

    Parameters
    ----------
    old, new
        Folders that `vidik register publish` wrote.

    Raises
    ------
    InputError
        If one of them is no release, not the one that was published, or has no figures.
    """
    packages = read_package(old), read_package(new)
    return (*packages, difference_of(*packages))


def write_difference(difference: ReleaseDifference, file: Path) -> int:
    """Write every figure of two releases as a table (.csv); return how many there are.

    Parameters
    ----------
    difference
        Of the releases.
    file
        One that is there is replaced.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    alike = "yes" if difference.alike else "no"
    return save_csv(file, COLUMNS, ([*_row(one), alike] for one in difference.figures))


def _row(one: FigureDifference) -> list[object]:
    about = one.either
    return [
        one.name, about.source, about.other, about.district, about.kind, about.unit.value,
        *_ends(one.old), *_ends(one.new), one.difference, one.meaning.value,
    ]  # fmt: skip


def _ends(figure: Figure | None) -> tuple[float | None, ...]:
    if figure is None:
        return (None, None, None)
    return figure.count.least, figure.count.expected, figure.count.most
