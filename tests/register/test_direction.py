from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vidik.model.camera import Arc
from vidik.register.direction import direction, directions
from vidik.register.tags import MOST_ITEMS, Unread

POINTS = "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()


@pytest.mark.parametrize(
    ("text", "start", "width"),
    [
        ("0", 0, 0),
        ("90", 90, 0),
        ("  90 ", 90, 0),
        ("090", 90, 0),
        ("22.5", 22.5, 0),
        ("+45", 45, 0),
        ("~90", 90, 0),
        ("30°", 30, 0),
        ("30 deg", 30, 0),
        ("30 degrees", 30, 0),
        ("-90", 270, 0),
        ("-180", 180, 0),
        ("-0", 0, 0),
        ("360", 0, 0),
        ("N", 0, 0),
        ("n", 0, 0),
        ("NnW", 337.5, 0),
        ("south", 180, 0),
        ("North-East", 45, 0),
        ("southwest", 225, 0),
        ("south west", 225, 0),
        ("northern", 0, 0),
        ("north-northwest", 337.5, 0),
        ("90-270", 90, 180),
        ("270-90", 270, 180),
        ("350-10", 350, 20),
        ("0 - 360", 0, 360),
        ("0-360", 0, 360),
        ("0–180", 0, 180),
        ("0° - 90°", 0, 90),
        ("90 to 180", 90, 90),
        ("-45-45", 315, 90),
        ("22.5-67.5", 22.5, 45),
        ("360-90", 0, 90),
        ("90-450", None, "more than 360 degrees"),
        ("NE-SSE", 45, 112.5),
        ("nw-ne", 315, 90),
        ("all", 0, 360),
        ("360°", 0, 360),
        ("omnidirectional", 0, 360),
        ("396", None, "more than 360 degrees"),
        ("-181", None, "less than -180 degrees"),
        ("90-90", None, "a range that ends where it begins"),
        ("0-0", None, "a range that ends where it begins"),
        ("22,5", None, "a decimal comma, or two directions? Write 22.5 or 22;5"),
        ("N-E", None, "from N to E, or N and E, or NE?"),
        ("NE-SW", None, "from NE to SW, or both ways?"),
        ("forward", None, "“forward” is relative to the drawing of a way, not to north"),
        ("clockwise", None, "“clockwise” says how something turns, not where the camera looks"),
        ("down", None, "“down” names no side of the compass"),
        ("", None, "empty"),
        ("ENW", None, "not a direction: degrees, a point of the compass, or a range like 90-270"),
        ("O", None, "not a direction: degrees, a point of the compass, or a range like 90-270"),
        ("90-", None, "not a direction: degrees, a point of the compass, or a range like 90-270"),
        (
            "1" * 40,
            None,
            "not a direction: degrees, a point of the compass, or a range like 90-270",
        ),
        ("٩٠", None, "not a direction: degrees, a point of the compass, or a range like 90-270"),
    ],
)
def test_reads_one_direction(text: str, start: float | None, width: float | str) -> None:
    expected = Unread(str(width)) if start is None else Arc(start, float(width))
    assert direction(text) == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("90;270", 2),
        ("90; 270 ;", 2),
        ("90,270", 2),
        ("N, S", 2),
        ("290;230;120", 3),
        ("90, 180, 270", 3),
        ("0-90;180-270", 2),
        ("90", 1),
        ("", 1),
    ],
)
def test_lists_give_an_entry_each(text: str, count: int) -> None:
    assert len(directions(text)) == count


def test_one_bad_item_leaves_the_others() -> None:
    read = directions("90;?;270")
    assert [read[0], read[2]] == [Arc(90), Arc(270)]
    assert isinstance(read[1], Unread)


def test_a_list_without_end_is_not_believed() -> None:
    (read,) = directions(";".join(["1"] * (MOST_ITEMS + 1)))
    assert isinstance(read, Unread)


def test_the_sixteen_points_are_evenly_spread() -> None:
    assert [direction(point) for point in POINTS] == [Arc(22.5 * i) for i in range(16)]
    assert [direction(point.lower()) for point in POINTS] == [Arc(22.5 * i) for i in range(16)]


def _format(arc: Arc) -> str:
    """Return the arc as an editor would write it."""
    if arc.width == 0:
        return f"{arc.start}"
    if arc.width == 360:
        return "0-360"
    return f"{arc.start}-{(arc.start + arc.width) % 360}"


TENTHS = st.integers(0, 3599).map(lambda tenths: tenths / 10)


@given(TENTHS, st.integers(0, 3599).map(lambda tenths: tenths / 10))
def test_what_is_written_is_read_back(start: float, width: float) -> None:
    arc = Arc(start, width)
    read = direction(_format(arc))
    assert isinstance(read, Arc)
    assert read.start == pytest.approx(arc.start)
    assert read.width == pytest.approx(arc.width)


@given(st.lists(TENTHS, min_size=1, max_size=MOST_ITEMS), st.sampled_from([";", "; ", " ;"]))
def test_lists_are_read_back(starts: list[float], separator: str) -> None:
    text = separator.join(str(start) for start in starts)
    assert directions(text) == tuple(Arc(start) for start in starts)


ALMOST = st.text("0123456789.,-–;°~ NESWnesw+to'", max_size=12)


@given(st.text() | ALMOST)
@example("-0.000000001")
@example("359.999999999")
@example("-0.00000000000000000001")
@example("-179.999999999-180")
@example("\x00")
def test_no_text_raises(text: str) -> None:
    for entry in directions(text):
        assert isinstance(entry, Arc | Unread)
