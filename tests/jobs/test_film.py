"""Films of a walk: who lights up when, what is written on every frame, and what is never drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PIL import ImageColor

from tests.cli.test_way import M_LAT, M_LON, ring
from tests.jobs.small_city import LAT, LON, Osm, write_city
from vidik.errors import InputError
from vidik.exposure.seen import BOUNDS
from vidik.jobs.film import film_of
from vidik.model.bands import BANDS
from vidik.outside.cache import Cache
from vidik.report.film import PER_SECOND, Film
from vidik.report.film_colours import DAY
from vidik.report.film_marks import Trail
from vidik.report.film_views import Stage
from vidik.report.film_walk import UPRIGHT, WIDE
from vidik.report.texts import texts_of
from vidik.sight.bands import seen_polygons

WEST, EAST = (-90.0, -1.0), (90.0, -1.0)
Pixels = NDArray[np.uint8]
SURE = len(BANDS) - 1


def point(east: float, north: float) -> tuple[float, float]:
    return LON + east * M_LON, LAT + north * M_LAT


def town(*, private: bool = False) -> Osm:
    """Return the ring of ways, with one more camera, and one at a door if asked."""
    osm = ring()
    about = {"camera__type": "fixed", "camera__direction": "180", "height": "4"}
    osm.node(-20, 5, man_made="surveillance", **about)
    osm.way([(12, -16), (28, -16), (28, -6), (12, -6)], closed=True, building="house")
    if private:
        osm.node(
            20, -5.5, man_made="surveillance", camera__mount="doorbell", camera__direction="0",
            height="3",
        )  # fmt: skip
    return osm


def film(folder: Path, *, osm: Osm | None = None, more: str = "", **options: object) -> Film:
    city = write_city(folder, osm=osm or town(), more=more)
    start, end = point(*WEST), point(*EAST)
    return film_of(
        city, start, end, level="detect", seconds=20.0, cache=Cache(folder / "cache"), threads=1,
        **options,  # type: ignore[arg-type]  # one of several, of its own type
    )  # fmt: skip


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Film:
    return film(tmp_path_factory.mktemp("film") / "town")


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Film:
    more = '\n[[sources]]\nkind = "synthetic"\ncount = 3\nseed = 1\n'
    return film(tmp_path_factory.mktemp("film") / "town", more=more)


def frame(one: Film, number: int) -> Pixels:
    """Return a frame of the walk, without those before it."""
    return np.asarray(one._frame(number, Trail(8)))


def test_it_is_as_long_as_it_was_asked_to_be(walk: Film) -> None:
    assert len(walk) == 20 * PER_SECOND
    assert walk.first + len(walk.efforts) < len(walk)
    assert walk.walk.minutes == pytest.approx(2.25, abs=0.01)
    # at constant speed from the beginning to the end
    assert np.ptp(np.diff(walk.efforts)) < 1e-6
    assert walk.efforts[[0, -1]].tolist() == [0.0, walk.walk.way.effort_mm]


def test_a_camera_lights_up_where_it_could_see_the_walker_and_nowhere_else(walk: Film) -> None:
    """Beside where the walker stands in the polygons of what each camera may see."""
    views = walk.published.views
    levels = [level.key for level in walk.published.optics.levels]
    column = levels.index("detect")
    (most,) = seen_polygons(views, [column])
    (sure,) = seen_polygons(views, [column], certain=True)
    spots = shapely.points(walk._scale.metres(walk.spots))
    told = 0
    for camera in range(len(views)):
        for shapes, certain in ((most, False), (sure, True)):
            inside = shapely.contains(shapes[camera], spots)
            lit = np.array([camera in one and (one[camera] or not certain) for one in walk.lit])
            # chords are not arcs, and paths have whole millimetres
            doubtful = shapely.distance(shapes[camera].boundary, spots) < 0.3
            assert (inside == lit)[~doubtful].all()
            told += int(lit.sum())
    assert told > 100
    # there are frames with and without
    assert {len(one) for one in walk.lit} >= {0, 1, 2}


def unlike(one: Film, number: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return places all over the map of a frame, metres, and which differ from the bare ground.

    Without those near what else is drawn: way, cameras, walker, lines of sight, sheets.
    """
    form = one.form
    x, y = np.meshgrid(np.arange(4, form.width, 9), np.arange(4, form.map_height, 9))
    pixels = np.column_stack([x.ravel(), y.ravel()])
    corner = one.corners[number]
    metres = one._scale.metres((pixels + corner).astype(float))
    bare = Stage(one._stage.ground, {}).window(*corner.tolist(), form.width, form.map_height)
    differs = (
        frame(one, number)[pixels[:, 1], pixels[:, 0]]
        != np.asarray(bare)[pixels[:, 1], pixels[:, 0]]
    )
    spot = one._scale.metres(one.spots[number][None])[0]
    marks = shapely.union_all([
        shapely.buffer(shapely.linestrings(one.walk.line), 4.0),
        *(shapely.Point(at).buffer(6.0) for at in (*one.walk.origin, spot)),
        *(shapely.linestrings([one.walk.origin[c], spot]).buffer(2.0) for c in one.lit[number]),
    ])  # fmt: skip
    free = ~shapely.contains_xy(marks, metres) & (pixels[:, 1] > 130)
    free &= pixels[:, 1] < form.map_height - 100
    return metres[free], differs.any(axis=1)[free]


def test_the_views_of_those_cameras_are_drawn_and_no_others(walk: Film) -> None:
    views = walk.published.views
    column = [level.key for level in walk.published.optics.levels].index("detect")
    (shapes,) = seen_polygons(views, [column])
    kinds = {frozenset(one): k for k, one in enumerate(walk.lit)}
    assert frozenset() in kinds
    assert len(kinds) >= 3
    for cameras, last in kinds.items():
        # in the middle of it, where views are as strong as they become
        own = [k for k in range(last + 1) if set(walk.lit[k]) == cameras]
        metres, differs = unlike(walk, own[len(own) // 2])
        seen = shapely.union_all([shapes[camera] for camera in cameras])
        inside = shapely.contains_xy(seen.buffer(-1.0), metres)
        outside = ~shapely.contains_xy(seen.buffer(1.0), metres)
        assert not differs[outside].any()
        assert outside.sum() > 1000
        if cameras:
            assert inside.sum() > 100
            assert differs[inside].mean() > 0.98


def test_certain_and_possible_do_not_look_the_same(walk: Film) -> None:
    bands = walk.walk.bands
    camera = min(bands)
    sure = shapely.union_all([shape for band, shape in bands[camera] if band == SURE])
    number = next(k for k, one in enumerate(walk.lit) if camera in one) + PER_SECOND // 3
    seen = [shape for one in walk.lit[number] for _, shape in bands[one]]
    parts = {True: sure, False: shapely.union_all(shapely.buffer(seen, 0.1)).difference(sure)}
    drawn = frame(walk, number)
    corner, size = walk.corners[number], [walk.form.width, walk.form.map_height]
    (west, north), (east, south) = walk._scale.metres(
        np.array([corner + 150, corner + size - 150]).astype(float)
    )
    colours = {}
    for certain, whole in parts.items():
        shape = shapely.intersection(whole, shapely.box(west, south, east, north))
        inner = shapely.difference(shape, shapely.linestrings(walk.walk.line).buffer(4.0))
        inner = shapely.difference(inner, shapely.Point(walk.walk.origin[camera]).buffer(6.0))
        spot = shapely.get_coordinates(shapely.point_on_surface(inner.buffer(-0.5)))
        x, y = np.rint(walk._scale.pixels(spot)[0] - walk.corners[number]).astype(int)
        # the mean of a hatching
        colours[certain] = drawn[y - 3 : y + 4, x - 3 : x + 4].reshape(-1, 3).mean(axis=0)
    amber = np.array(ImageColor.getrgb(DAY.watched))
    assert np.abs(colours[True] - amber).sum() + 40 < np.abs(colours[False] - amber).sum()


def test_the_walker_walks(walk: Film) -> None:
    ink = np.array(ImageColor.getrgb(DAY.ink))
    places = []
    for number in (0, 90, len(walk.efforts) - 1):
        drawn = frame(walk, number)
        x, y = np.rint(walk.spots[number] - walk.corners[number]).astype(int)
        assert np.abs(drawn[y, x].astype(int) - ink).max() < 6
        places.append(walk._scale.metres(walk.spots[number][None])[0])
    assert places[0] == pytest.approx(walk.walk.line[0])
    assert places[-1] == pytest.approx(walk.walk.line[-1], abs=0.01)
    assert places[1][0] == pytest.approx(-90 + 180 * 90 / (len(walk.efforts) - 1), abs=1.0)


def test_time_in_view_adds_up_to_that_of_the_way(walk: Film) -> None:
    end = float(walk.walk.way.effort_mm)
    for bound, of_way in zip(BOUNDS, ("least", "expected", "most"), strict=True):
        until = walk.walk.minutes_of(walk.walk.in_view[bound].until(end))
        assert until == pytest.approx(getattr(walk.walk.total, of_way), abs=1e-3)
    assert walk.walk.total.most > walk.walk.total.least > 0.0


def has(image: Pixels, one: Film, text: str, size: int, *, weight: int = 400) -> bool:
    """Return whether a text stands anywhere on a frame: where its letters are, one colour is."""
    mask = np.asarray(one._type.mask(text, size, weight))
    rows, columns = np.nonzero(mask > 250)
    rows, columns = rows - rows.min(), columns - columns.min()
    pick = np.linspace(0, len(rows) - 1, 250).astype(int)
    rows, columns = rows[pick], columns[pick]
    high, wide = image.shape[0] - rows.max(), image.shape[1] - columns.max()
    for ink in (one._colours.ink, DAY.ink):
        same = (np.abs(image.astype(np.int16) - ImageColor.getrgb(ink)) < 4).all(axis=2)
        found = np.ones((high, wide), bool)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            found &= same[row : row + high, column : column + wide]
        if found.any():
            return True
    return False


CREDIT = "© OpenStreetMap contributors"


def every_kind(one: Film) -> list[Pixels]:
    """Return the two cards, and frames of the walk."""
    numbers = (0, len(one.efforts) // 2, len(one.efforts) - 1)
    cards = [np.asarray(one._written.title_card(one._whole)), np.asarray(one._written.end_card())]
    return [*cards, *(frame(one, number) for number in numbers)]


def test_the_credit_stands_on_every_frame(walk: Film) -> None:
    for image in every_kind(walk):
        assert has(image, walk, CREDIT, walk.form.small)
        assert not has(image, walk, "Synthetic: made-up cameras", walk.form.text, weight=600)
    assert walk.told["copyright"] == CREDIT
    assert "perhaps nobody looked" in walk.told["comment"]
    # nowhere but in the pictures does it say where somebody walked
    assert not any(f"{value:.3f}" in str(walk.told) for value in (*point(*WEST), *point(*EAST)))


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_what_is_made_up_is_marked_on_every_frame(made_up: Film, upright: bool, dark: bool) -> None:
    one = replace_film(made_up, form=UPRIGHT if upright else WIDE, dark=dark)
    for image in every_kind(one):
        assert has(image, one, one.words.mark(), one.form.text, weight=600)
        assert has(image, one, CREDIT, one.form.small)
    for said in (one.words.seen(3, 1), one.words.seen(0, 0), one.words.total(), one.words.about()):
        assert "mapped" not in said


def replace_film(one: Film, **changes: object) -> Film:
    known = {name: getattr(one, name) for name in ("published", "walk", "files", "texts", "form",
                                                   "seconds", "dark", "version")}  # fmt: skip
    return Film(**known | changes)


def test_the_films_frames_follow_from_their_values_alone(walk: Film) -> None:
    some = list(range(0, len(walk), 83))
    others = [frame.copy() for k, frame in enumerate(walk.frames()) if k in some]
    again = (frame for k, frame in enumerate(replace_film(walk).frames()) if k in some)
    count = 0
    for here, there in zip(others, again, strict=True):
        assert (here == there).all()
        assert here.shape == (1080, 1920, 3)
        count += 1
    assert count == len(some)
    # those of the walk differ, one from the other
    assert (others[2] != others[3]).any()


def test_a_camera_at_somebodys_door_counts_and_is_drawn_nowhere(tmp_path: Path) -> None:
    osm = {name: town(private=name == "with") for name in ("with", "without")}
    films = {name: film(tmp_path / name, osm=osm[name]) for name in osm}
    private, plain = films["with"], films["without"]
    assert private.walk.private
    assert not plain.walk.private
    assert private.walk.total.expected > plain.walk.total.expected
    assert private.published.views.ids == plain.published.views.ids
    for number in (0, 100, 130, len(plain.efforts) - 1):
        here, there = frame(private, number), frame(plain, number)
        # the base map has the house of both
        assert (here == there).all()
    assert private.lit == plain.lit
    said = "Cameras on private homes count in this sum, and are drawn nowhere."
    assert has(np.asarray(private._written.end_card()), private, said, private.form.text)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"way": 9}, "there is no such way: 9"),
        ({"language": "xx"}, "no catalogue"),
    ],
)
def test_what_cannot_be_filmed_is_said(
    tmp_path: Path, options: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        film(tmp_path, **options)


def test_a_walk_of_no_length_is_refused(tmp_path: Path) -> None:
    city = write_city(tmp_path, osm=town())
    with pytest.raises(InputError, match="ends where it begins"):
        film_of(city, point(*WEST), point(*WEST), level="detect", cache=Cache(tmp_path / "cache"))


@pytest.mark.parametrize("language", ["sr-Cyrl", "sr-Latn", "mk"])
def test_it_speaks_the_languages_of_the_site(walk: Film, language: str) -> None:
    one = replace_film(walk, texts=texts_of(language))
    english = walk.words
    for said, original in (
        (one.words.seen(2, 1), english.seen(2, 1)),
        (one.words.walked(1.0, 2.0), english.walked(1.0, 2.0)),
        (one.words.heading(2.0), english.heading(2.0)),
        (one.words.mark(), english.mark()),
    ):
        assert said != original
        assert ("а" in said) == (language != "sr-Latn")
    assert has(np.asarray(one._written.end_card()), one, one.words.total(), one.form.caption)
