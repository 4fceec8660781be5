"""What rows say of each other has the level that its name promises."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.model.linkage import LEVELS
from vidik.model.listing import Listing
from vidik.register.matching.candidates import candidates
from vidik.register.matching.comparison import FIELDS, SHAPE, columns, compare


def level(field: str, one: object, other: object) -> str:
    """Return how well two values of a field agree, in words."""
    fields = [{} if value is None else {field: [value]} for value in (one, other)]
    rows = tuple(Listing.of([str(k)], [[0, 0]], **said) for k, said in enumerate(fields))
    pairs = candidates(rows[0].xy, rows[1].xy, rows[0].devices, rows[1].devices, radius=1.0)
    (code,) = compare(columns(rows, (np.arange(1), np.arange(1))), pairs).tolist()
    levels = dict(zip(FIELDS, np.unravel_index(code, SHAPE), strict=True))
    assert all(levels[other] == 0 for other in FIELDS if other != field)
    return "missing" if levels[field] == 0 else LEVELS[field][levels[field] - 1]


@pytest.mark.parametrize(
    ("field", "one", "other", "expected"),
    [
        ("name", None, "Трг", "missing"),
        ("name", "ОШ Вук Караџић", "OS Vuk Karadzic", "the same, rare"),
        ("name", "ОШ Вук Караџић", "OS Vuk Karadzik", "nearly the same"),
        ("name", "Немањина 11", "Nemanjina 12", "alike, other numbers"),
        ("name", "Немањина", "Nemanjina 12", "nearly the same"),
        ("name", "Гимназија Вука Караџића у Београду", "Vuka Karadzica", "partly the same"),
        ("name", "Немањина", "Bulevar", "different"),
        ("operator", "МУП", "mup", "the same, rare"),
        ("ref", "K-12", "k 12", "the same, rare"),
        ("mount", "pole", "Pole", "the same"),
        ("mount", "pole", "wall", "different"),
        ("kind", "dome", "dome", "both domes"),
        ("kind", "fixed", "fixed", "both fixed"),
        ("kind", "panning", "dome", "different"),
        ("kind", "unknown", "dome", "missing"),
        ("direction", 355.0, 3.0, "within 10°"),
        ("direction", 10.0, 20.0, "within 10°"),
        ("direction", 10.0, 20.5, "within 20°"),
        ("direction", 0.0, 180.0, "opposite"),
        ("direction", np.nan, 180.0, "missing"),
    ],
)
def test_levels(field, one, other, expected):
    assert level(field, one, other) == expected
    assert level(field, other, one) == expected


def test_what_many_say_tells_less():
    for count, expected in ((1, "rare"), (5, "few"), (20, "many"), (60, "common")):
        ids, xy = [str(k) for k in range(count)], np.zeros((count, 2))
        one, other = (Listing.of(ids, xy, name=["Трг"] * count) for _ in range(2))
        pairs = candidates(one.xy, other.xy, one.devices, other.devices, radius=1.0)
        code = compare(columns((one, other), (np.arange(count),) * 2), pairs)
        assert expected in LEVELS["name"][int(np.unravel_index(code[0], SHAPE)[0]) - 1]
