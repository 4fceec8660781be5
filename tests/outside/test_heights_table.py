"""The table of heights: what it says, and what is wrong with a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from tests.shared_data import shared
from vidik.errors import InputError
from vidik.model.camera import Camera, Kind
from vidik.model.frame import LocalFrame
from vidik.model.heights import Assumption, Heights
from vidik.model.span import Span
from vidik.outside.reading import read_extract
from vidik.outside.tables import load_heights
from vidik.register.buildings import footprints
from vidik.register.cameras import cameras
from vidik.register.height import levels

TEXT = files("vidik").joinpath("data", "heights.toml").read_text(encoding="utf-8")
HEIGHTS = load_heights()

#: Storeys in metres, as in the city file without a word of the user.
STOREY_M = (2.5, 3.0, 4.0)


def own(folder: Path, *changes: tuple[str, str]) -> Heights:
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_heights(path)


def test_a_copy_of_the_table_is_the_table(tmp_path: Path) -> None:
    assert own(tmp_path) == HEIGHTS
    assert own(tmp_path, ("target_m = 1.6", "target_m = 0")).target_m == 0


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("target_m = 1.6", "target_m = -1", "below the ground: -1.0"),
        ("target_m = 1.6", "", "lacks a key.*target_m"),
        ("target_m = 1.6", "target = 1.6", "no such key.*target"),
        ("target_m = 1.6", "target_m = [", "cannot be read"),
        ("[0.185, 0.63, 0.185]", "[0.2, 0.63, 0.185]", "weights sum to 1.015"),
        ("[0.185, 0.63, 0.185]", "[0.5, 0.5]", "cannot be used"),
        ("[0.185, 0.63, 0.185]", "[0, 0.5, 0.5]", "a weight each"),
        ("aspect = 0.5625", "aspect = 0", "aspect of a picture: 0"),
        ("downward_share = 0.232", "downward_share = 2", "between 0 and 1: 2"),
        ("least = 3.0\n", "least = 7.0\n", r"lens_m\[1\].*least <= expected <= most"),
        ("least = 3.0\n", "lest = 3.0\n", r"lens_m\[1\].*not known: lest"),
        ("least = 3.0\n", "", r"lens_m\[1\] lacks least"),
        ("least = 3.0\n", "least = 'low'\n", r"lens_m\[1\].*low"),
        ("least = 3.0\n", "least = -3.0\n", r"lens_m\[1\].*below zero"),
        ("least = 3.0\n", "least = nan\n", r"lens_m\[1\].*finite"),
        ("least = 3.0\n", "least = 3.0\nbelow_m2 = 9\n", "a camera has no outline"),
        ('kinds = ["panning"]', 'kinds = "panning"', r"lens_m\[1\].*lists of texts.*panning"),
        ('kinds = ["panning"]\n', "", "lens: no row after one for everything counts"),
        ("most = 62.5", "most = 91.0", "more than 90 degrees"),
        ('kinds = ["part"]', 'kinds = ["part"]\nmounts = ["wall"]', "mounts are for cameras"),
        ("below_m2 = 25.0", "below_m2 = 0.0", r"roof_m\[2\].*smaller than 0"),
        ('assumption = "one to five decks"', "", r"roof_m\[13\] needs a source or else"),
        (
            'assumption = "one to five decks"',
            'assumption = "x"\nsource = "y"',
            r"roof_m\[13\] needs a source or else",
        ),
        ('assumption = "one to five decks"', 'assumption = ""', r"roof_m\[13\]: no source"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_why(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as caught:
        own(tmp_path, (before, after))
    assert caught.value.file == str(tmp_path / "mine.toml")


def test_a_table_without_a_row_for_everything_else(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT[: TEXT.rindex("[[roof_m]]")], encoding="utf-8")
    with pytest.raises(InputError, match="roof: the last row must be for everything else"):
        load_heights(path)
    with pytest.raises(InputError, match=r"nowhere\.toml.*cannot be read"):
        load_heights(tmp_path / "nowhere.toml")


def quantiles(values: list[float]) -> tuple[float, ...]:
    """Return the 5, 50 and 95 % quantiles: values that occur, never one between two."""
    return tuple(np.quantile(values, (0.05, 0.5, 0.95), method="inverted_cdf").tolist())


def counted(row: Assumption) -> int:
    """Return the number of objects that a row says it was derived from."""
    word = next(word for word in row.source.replace(",", "").split() if word.isdigit())
    return int(word)


def vienna() -> tuple[Camera, ...]:
    features = read_extract(shared("vienna.geojson"), source="s").features
    return cameras(features, source="s")[0]


def row_of(rows: tuple[Assumption, ...], camera: Camera) -> int:
    mount = (camera.mount or "").lower()
    return next(i for i, row in enumerate(rows) if row.fits(kind=camera.kind, mount=mount))


def check_rows(
    rows: tuple[Assumption, ...],
    measured: list[tuple[Camera, float]],
    *,
    rounding: float,
) -> None:
    """Hold each row against the cameras that it is for, and the last against all."""
    for i, row in enumerate(rows):
        everything = i == len(rows) - 1
        values = [value for c, value in measured if everything or row_of(rows, c) == i]
        least, expected, most = quantiles(values)
        if least == most:  # all alike: nothing but their rounding is known to differ
            least, most = least - rounding, most + rounding
        assert counted(row) == len(values), row
        assert row.span == Span(least, expected, most), row


def test_heights_of_lenses_are_those_of_vienna() -> None:
    measured = [(c, c.height.expected) for c in vienna() if c.height]
    check_rows(HEIGHTS.lens, measured, rounding=0.5)


def test_tilts_are_those_of_vienna() -> None:
    fixed = [c for c in vienna() if c.tilt and c.kind is Kind.FIXED]
    check_rows(HEIGHTS.tilt, [(c, -c.tilt.expected) for c in fixed if c.tilt], rounding=2.5)


def test_the_share_of_domes_is_that_of_vienna() -> None:
    known = [camera.kind for camera in vienna() if camera.kind is not Kind.UNKNOWN]
    assert len(known) == 2480
    share = sum(kind is not Kind.FIXED for kind in known) / len(known)
    assert pytest.approx(share, abs=5e-4) == HEIGHTS.downward_share


def test_heights_of_roofs_are_those_of_novi_sad() -> None:
    features = read_extract(shared("novi_sad.osm.pbf"), source="s").features
    found, _ = footprints(features, LocalFrame(19.84, 45.25), source="s")
    tags = {f"s:{feature.id}": feature.tags for feature in features}
    areas = found.areas_m2()
    floors: dict[int, list[float]] = {}
    for id, kind, area in zip(found.ids, found.kind, areas.tolist(), strict=True):
        said = _floors(tags[id])
        if said:
            floors.setdefault(HEIGHTS.roof_row(kind, area), []).append(said)
    for i, row in enumerate(HEIGHTS.roof):
        if not row.measured:
            assert len(floors.get(i, [])) < 20, row  # enough to measure would be too many to guess
            continue
        low, middle, high = quantiles(floors[i])
        assert counted(row) == len(floors[i]), row
        assert f": {low:g}, {middle:g}, {high:g}" in row.source, row
        least = row.span.least if "least is" in row.source else low * STOREY_M[0]
        assert row.span == Span(least, middle * STOREY_M[1], high * STOREY_M[2]), row
        assert 2.2 <= row.span.least <= low * STOREY_M[0], row


def _floors(tags: Mapping[str, str]) -> float:
    """Return the number of levels that tags name, those of the roof included; 0 if none."""
    if not isinstance(walls := levels(tags.get("building:levels", "")), Span):
        return 0.0
    roof = levels(tags.get("roof:levels", "0"))
    return walls.expected + (roof.expected if isinstance(roof, Span) else 0.0)
