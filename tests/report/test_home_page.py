"""What the page of walks from homes says, in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.makers import homes_of_town, optics, published
from tests.report.test_pages import Page, built
from tests.report.towns import district_of_town
from vidik.model.from_home import Correlation, Nearness, PublishedHomes
from vidik.model.span import Span
from vidik.report.home_page import first_sentence, walks_sentence
from vidik.report.layout import DEFAULT_LEVEL
from vidik.report.texts import texts_of

ENGLISH = texts_of("en")
HOMES = homes_of_town(optics(), districts=True)


def whole(**figures: object) -> PublishedHomes:
    """Return homes of which these figures are told at the usual level."""
    levels = dict(HOMES.whole.levels)
    levels[DEFAULT_LEVEL] = replace(levels[DEFAULT_LEVEL], **figures)
    return replace(HOMES, whole=replace(HOMES.whole, levels=levels))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("near", "said"),
    [
        (
            Nearness(10.0, 120.0, 600.0),
            "From half of the homes the first mapped camera is at most 120 m away: 10 m if all "
            "that may be seen is seen, 600 m if only what is certain.",
        ),
        (
            Nearness(0.0, 120.0, None),
            "From half of the homes the first mapped camera is at most 120 m away, or 0 m if all "
            "that may be seen is seen.",
        ),
        (
            Nearness(10.0, None, None),
            "From fewer than half of the homes a way leads to a metre of street that a mapped "
            "camera sees more likely than not.",
        ),
    ],
)
def test_how_near_the_first_camera_is(near: Nearness, said: str) -> None:
    homes = whole(metres=near)
    assert plain(first_sentence(homes, DEFAULT_LEVEL, ENGLISH)) == said


def test_how_much_of_walks_is_seen() -> None:
    homes = whole(share=Span(0.0, 0.0004, 0.25))
    assert plain(walks_sentence(homes, DEFAULT_LEVEL, ENGLISH)) == (
        "Of all walks of up to 15 minutes from home, under 0.1% of the way lies within view of "
        "mapped cameras able to tell that a person is there: at least 0%, at most 25%."
    )


def page(homes: PublishedHomes) -> str:
    """Return the text of the page."""
    districts = tuple(replace(district_of_town(), name=one.name) for one in homes.districts)
    town = replace(published(), districts=districts, homes=homes)
    return plain(Page(built(town)["from-home/index.html"].decode()).text)


@pytest.mark.parametrize(
    ("weighed", "said"),
    [
        ("equal", "All of them count the same."),
        ("dwellings", "They count by the number of dwellings that is mapped."),
        ("table", "They count by the numbers of a table that the city file names."),
    ],
)
def test_the_page_says_what_homes_weigh_by(weighed: str, said: str) -> None:
    assert said in page(replace(HOMES, weighed=weighed))


def compared(told: Correlation) -> str:
    """Return what is said of a table of five districts whose correlation this is."""
    districts = tuple(replace(HOMES.districts[0], name=f"D{i}") for i in range(5))
    one = replace(
        HOMES.comparisons[0],
        values=tuple((f"D{i}", float(i)) for i in range(5)),
        levels={DEFAULT_LEVEL: told},
    )
    text = page(replace(HOMES, districts=districts, comparisons=(one,)))
    return text.partition("Against other numbers of districts")[2].partition("Such a number")[0]


def test_a_correlation_is_told_with_its_interval_and_bounds() -> None:
    said = compared(Correlation(0.2, 0.6, 0.4, -0.1, 0.9))
    assert "the 5 districts in orders whose Kendall's tau-b is 0.6 (1: the same order" in said
    assert "gives -0.1 to 0.9 in 95 of 100 draws" in said
    assert "With the least or the most that is seen it is 0.2 · 0.4." in said


def test_of_a_correlation_only_what_is_known_is_told() -> None:
    said = compared(Correlation(None, 0.6, None, None, None))
    assert "tau-b is 0.6" in said
    assert "draws" not in said
    assert "With the least" not in said


def test_where_all_shares_are_alike_there_is_no_order() -> None:
    said = compared(Correlation(None, None, 0.3, None, None))
    assert "all of them have the same share of walks seen" in said
    assert "tau-b is" not in said


def test_a_table_of_few_districts_is_not_computed_with() -> None:
    assert "“Rent” is known for 1 districts with enough homes; with fewer than 5" in page(HOMES)
