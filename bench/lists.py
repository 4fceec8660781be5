"""Pairs of lists whose truth is known: made-up cities, and real places listed twice.

Each camera of a city may be in either list, in both, or in none. A list puts it somewhere near its
place, spells what it says in its own script, leaves things out and gets some wrong.

What makes them is loaded when they are made: whoever only matches them need not hold it.
"""

from __future__ import annotations

import math
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidik.model.camera import Kind
from vidik.model.listing import Listing
from vidik.register.matching.places import places

__all__ = ["Author", "City", "Pair", "city", "dressed", "keep", "listed", "nearest", "pair"]

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]

_GIVEN = (
    "Ђорђа Николе Милоша Јована Петра Стевана Вука Душана Лазара Васе Живојина Бранислава Милице "
    "Надежде Десанке Јелене Светозара Михајла Владимира Љубомира Његоша Чеде Жарка Шандора Ђуре"
).split()
_FAMILY = (
    "Карађорђевића Вајферта Пупина Обилића Јовановића Кнежевића Ћирића Његошевића Мишића "
    "Настасијевића Вукчића Шантића Ђурића Џорџевића Љубичића Пашића Жујовића Андрића Чарнојевића "
    "Бранковића Орловића Путника Степановића Петровића Милосављевића Максимовића Павловића Лазића "
    "Радојевића Станковића Нушића Сремца Змајевића Ракића Дучића Бојића Хаџића Зечевића Ћосића "
    "Маринковића Туцовића Поповића Ристића Гарашанина Марковића Цвијића Панчића Теслића Алимпића"
).split()
_STREETS = ("", "", "", "Булевар", "Трг", "Кеј", "Сокаче", "Пролаз")
_HOUSES = (
    "ОШ", "Гимназија", "Дом здравља", "Апотека", "Пекара", "Банка", "Вртић", "Пошта", "Хотел",
    "Библиотека", "Музеј", "Пијаца", "Гаража", "Спортски центар", "Општина", "Амбуланта",
)  # fmt: skip
_OPERATORS = (
    "МУП Србије", "ЈКП Паркинг сервис", "Телеком Србија", "Градска управа", "Комерцијална банка",
    "Ђак маркет", "Обезбеђење Штит", "Чувар д.о.о.", "ЈП Путеви", "Железнице Србије",
)  # fmt: skip
_MOUNTS, _MOUNT_SHARES = ("wall", "pole", "street_lamp", "ceiling"), (0.55, 0.3, 0.1, 0.05)
_KINDS, _KIND_SHARES = (Kind.FIXED, Kind.DOME, Kind.PANNING), (0.6, 0.27, 0.13)

_LATIN = dict(zip("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš", strict=True))
_LATIN |= {"љ": "lj", "њ": "nj", "џ": "dž"}
_TO_LATIN = str.maketrans(
    {**_LATIN, **{letter.upper(): latin.capitalize() for letter, latin in _LATIN.items()}}
)
_TO_ASCII = str.maketrans("đežćčšĐŽĆČŠ", "dezccsDZCCS")


#: Cameras of a street, on average.
_PER_STREET = 12

#: Share of the cameras that stand near another, and how near along each axis; one camera has the
#: unit square. Chosen so that a nearest neighbour scores what the issue says it does.
_SPREAD, _DENSE = (0.4, 0.1, 0.2), (0.7, 1.0, 0.18)


#: Share of rows that do not say each thing.
_MISSING = {"name": 0.62, "operator": 0.7, "kind": 0.4, "mount": 0.5, "direction": 0.6}


@dataclass(frozen=True, eq=False)
class City:
    """Cameras as they are.

    Parameters
    ----------
    xy
        Shape (n, 2): metres.
    direction
        Shape (n,): degrees.
    kind, mount, operator, street, house
        Texts, in Cyrillic; `street` is a street and a number, `house` an institution or empty.
    """

    xy: Floats
    direction: Floats
    kind: Texts
    mount: Texts
    operator: Texts
    street: Texts
    house: Texts

    def __len__(self) -> int:
        """Return the number of cameras."""
        return len(self.xy)


@dataclass(frozen=True)
class Author:
    """How somebody lists cameras.

    Parameters
    ----------
    key
        Begins the ids.
    share
        Of the cameras that are listed.
    error_m
        Standard deviation of places along each axis, metres.
    latin, bare
        Share of names in Latin letters, and of these without diacritics.
    missing
        Share of rows that do not say each thing.
    wrong
        Share of what is said that is wrong (kind, mount), or misspelt (texts).
    turned
        Standard deviation of directions, degrees.
    astray
        Share of places that are four times as far off.
    together_m
        Cameras at most so far apart, metres, are listed as one location; 0: one by one.
    """

    key: str
    share: float
    error_m: float
    latin: float = 0.0
    bare: float = 0.0
    missing: Mapping[str, float] = field(default_factory=lambda: _MISSING)
    wrong: float = 0.08
    turned: float = 15.0
    astray: float = 0.0
    together_m: float = 0.0


#: The authors of the two lists of the issue.
OFFICE = Author("a", share=0.8, error_m=5.0)
STREET = Author("b", share=0.74, error_m=15.0, latin=1.0, bare=0.5)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two lists and the truth.

    Parameters
    ----------
    one, other
        The lists.
    truth
        Shape (k, 2): rows of both that are the same camera.
    """

    one: Listing
    other: Listing
    truth: NDArray[np.int64]

    def score(self, pairs: NDArray[np.int64]) -> tuple[float, float, float]:
        """Return F1, precision and recall of pairs of rows, shape (k, 2)."""
        wide = len(self.other) + 1
        right = np.isin(pairs @ [wide, 1], self.truth @ [wide, 1]).sum()
        precision, recall = right / max(len(pairs), 1), right / max(len(self.truth), 1)
        return 2 * right / max(len(pairs) + len(self.truth), 1), precision, recall


def city(rng: np.random.Generator, cameras: int, *, median_m: float, dense: bool) -> City:
    """Return a made-up city.

    Parameters
    ----------
    rng
        Draws it.
    cameras
        How many.
    median_m
        Of the distances to the nearest other camera, metres.
    dense
        Whether cameras stand along streets, often several on a pole, or anywhere.
    """
    n = cameras
    xy = rng.uniform(0, math.sqrt(n), (n, 2))
    # some stand near another: at the same crossing, on the same house
    share, hubs, apart = _DENSE if dense else _SPREAD
    beside = rng.random(n) < share
    whom = rng.choice(np.flatnonzero(~beside & (rng.random(n) < hubs)), int(beside.sum()))
    xy[beside] = xy[whom] + rng.normal(0.0, apart, (len(whom), 2))
    shapely = import_module("shapely")
    tree = shapely.STRtree(shapely.points(xy))
    nearest = tree.query_nearest(
        tree.geometries, exclusive=True, return_distance=True, all_matches=False
    )[1]
    return dressed(rng, xy * (median_m / np.median(nearest)))


def dressed(rng: np.random.Generator, xy: Floats) -> City:
    """Return cameras at given places, with made-up directions, kinds, names and operators.

    Parameters
    ----------
    rng
        Draws them.
    xy
        Shape (n, 2): metres.
    """
    n = len(xy)
    # a street goes through a strip of a quarter; houses are numbered along it
    corner = xy.min(axis=0)
    quarter = max(float((xy.max(axis=0) - corner).max()) / math.sqrt(n / _PER_STREET), 1.0)
    cell = ((xy - corner) / quarter).astype(int)
    _, street = np.unique(cell, axis=0, return_inverse=True)
    number = 1 + ((xy - corner)[:, 0] % quarter / quarter * 60).astype(int)
    return City(
        xy=xy,
        direction=rng.uniform(0, 360, n),
        kind=rng.choice([str(kind) for kind in _KINDS], n, p=_KIND_SHARES),
        mount=rng.choice(_MOUNTS, n, p=_MOUNT_SHARES),
        operator=_operators(rng, n),
        street=_numbered(_people(rng, int(street.max()) + 1, _STREETS)[street], number),
        house=np.where(rng.random(n) < 0.35, _people(rng, n, _HOUSES), ""),
    )


def nearest(lists: Pair, *, within_m: float) -> NDArray[np.int64]:
    """Return each row of the first list with the nearest one of the other: the obvious way.

    Parameters
    ----------
    lists
        The lists.
    within_m
        Metres; farther ones are no pairs.

    Returns
    -------
    pairs
        Shape (k, 2): rows; one row of the other list may be in several pairs.
    """
    shapely = import_module("shapely")
    tree = shapely.STRtree(shapely.points(lists.other.xy))
    found = tree.query_nearest(
        shapely.points(lists.one.xy), max_distance=within_m, all_matches=False
    )
    return np.asarray(found.T, dtype=np.int64)


def _people(rng: np.random.Generator, n: int, before: Sequence[str]) -> Texts:
    """Return names of places after people."""
    kinds, given, family = (rng.choice(words, n) for words in (before, _GIVEN, _FAMILY))
    return np.array(
        [" ".join(filter(None, name)) for name in zip(kinds, given, family, strict=True)]
    )


def _numbered(names: Texts, numbers: NDArray[np.int64]) -> Texts:
    return np.array([f"{name} {k}" for name, k in zip(names, numbers.tolist(), strict=True)])


def _operators(rng: np.random.Generator, n: int) -> Texts:
    """Return some that have many cameras and many that have a few."""
    few = _people(rng, max(n // 20, 1), ("Тржни центар", "Кафана", "СЗР", "Скупштина станара"))
    return np.where(
        rng.random(n) < 0.5, rng.choice(_OPERATORS, n), few[rng.integers(0, len(few), n)]
    )


def pair(rng: np.random.Generator, where: City, authors: tuple[Author, Author]) -> Pair:
    """Return what two authors make of a city.

    Parameters
    ----------
    rng
        Draws what they list and where they err.
    where
        The city.
    authors
        Of the two lists.
    """
    (one, its), (other, their) = (listed(rng, where, author) for author in authors)
    both = (its >= 0) & (their >= 0)
    return Pair(one, other, np.unique(np.column_stack([its, their])[both], axis=0))


def listed(
    rng: np.random.Generator, where: City, author: Author
) -> tuple[Listing, NDArray[np.int64]]:
    """Return an author's list of a city, in an order that says nothing, and each camera's row.

    Parameters
    ----------
    rng
        Draws what is listed, where and how.
    where
        The city.
    author
        Whose list it is.

    Returns
    -------
    listing
        The list.
    row
        Shape (n,): where each camera of the city is in it; −1: nowhere.
    """
    which = rng.permutation(len(where))[: round(author.share * len(where))]
    n = len(which)

    def said(column: str, values: Texts) -> list[str]:
        return np.where(rng.random(n) < author.missing[column], "", values[which]).tolist()

    def mistaken(column: str, values: Texts) -> list[str]:
        wrong = rng.permutation(values)
        return said(column, np.where(rng.random(len(values)) < author.wrong, wrong, values))

    # an institution if there is one, mostly; a street with or without its number
    street = [
        name if numbered else name.rpartition(" ")[0]
        for name, numbered in zip(where.street.tolist(), rng.random(len(where)) < 0.5, strict=True)
    ]
    named = np.where((where.house != "") & (rng.random(len(where)) < 0.85), where.house, street)
    direction = (where.direction[which] + rng.normal(0.0, author.turned, n)) % 360.0 % 360.0
    direction[rng.random(n) < author.missing["direction"]] = np.nan
    listing = Listing.of(
        [f"{author.key}{k}" for k in rng.permutation(n)],
        where.xy[which],
        direction=direction,
        kind=[kind or "unknown" for kind in mistaken("kind", where.kind)],
        mount=mistaken("mount", where.mount),
        name=[_spelt(rng, text, author) for text in said("name", named)],
        operator=[_spelt(rng, text, author) for text in said("operator", where.operator)],
    )
    row = np.full(len(where), -1)
    row[which] = np.arange(n)
    if author.together_m:
        listing, place = places(listing, within_m=author.together_m)
        row[which] = place
    error = rng.normal(0.0, author.error_m, listing.xy.shape)
    far = rng.random(len(listing)) < author.astray
    error[far] *= 4.0
    return replace(listing, xy=listing.xy + error), row


def _spelt(rng: np.random.Generator, text: str, author: Author) -> str:
    """Return a name as an author writes it."""
    if not text:
        return text
    script, marks, slip = rng.random(3)
    if script < author.latin:
        text = text.translate(_TO_LATIN)
        if marks < author.bare:
            text = text.translate(_TO_ASCII)
    if slip < author.wrong:
        k = int(rng.integers(0, len(text)))
        text = (
            text[:k] + text[k + 1 :] if slip < author.wrong / 2 else f"{text[:k]}е{text[k + 1 :]}"
        )
    return text


def keep(path: str, seed: int, *, cameras: int, median_m: float, dense: bool) -> None:
    """Make the lists of the usual two authors, and keep them in a file.

    Parameters
    ----------
    path
        Of the file.
    seed
        Of everything that is drawn.
    cameras, median_m, dense
        As of `city`.
    """
    rng = np.random.default_rng(seed)
    where = city(rng, cameras, median_m=median_m, dense=dense)
    Path(path).write_bytes(pickle.dumps(pair(rng, where, (OFFICE, STREET))))
