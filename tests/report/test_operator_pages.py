"""Pages of operators: sums for organisations, nothing about persons or single cameras."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from tests.makers import bands_of, overlaps_of, published
from tests.report.test_pages import Page, built
from vidik.model.operated import Operated
from vidik.model.published import Published
from vidik.model.span import Span
from vidik.report.downloads import downloads
from vidik.report.operators import by_operator

PERSON = "operator 1, name withheld"


def town() -> Published:
    """Return the town with three cameras of the police, one of them shared, and one of a person."""
    made = published()
    names = ("City police", "City police; Trams <&> Co", "City police", None, PERSON)
    return replace(
        made,
        cameras=tuple(
            replace(camera, operator=name) for camera, name in zip(made.cameras, names, strict=True)
        ),
    )


def operated(made: Published) -> tuple[Operated, ...]:
    levels = {level: Span(10.0, 120.0, 900.0) for level in made.watched.levels}
    return tuple(
        Operated(name, tuple(c.id for c in cameras), len(cameras), levels if i == 0 else None)
        for i, (name, cameras) in enumerate(by_operator(made.cameras).items())
    )


def site() -> dict[str, bytes]:
    made = town()
    return built(made, operated=operated(made))


def text(path: str) -> str:
    return Page(site()[path].decode()).text


def test_a_shared_camera_is_one_of_each_and_people_are_none() -> None:
    found = by_operator(town().cameras)
    assert {name: len(cameras) for name, cameras in found.items()} == {
        "City police": 3,
        "Trams <&> Co": 1,
    }


def test_the_index_counts_those_that_it_does_not_name() -> None:
    page = text("operators/index.html")
    assert "4 of the 5 cameras" not in page
    assert "3 of the 5 cameras shown here name who runs them." in page
    assert "Of one camera nobody mapped who runs it." in page
    assert "One camera has an operator who may be a person; the name is withheld." in page
    assert "City police 3 3 10 m 120 m 900 m" in page
    assert "Trams <&> Co 1 1 too few cameras" in page
    assert not any("withheld" in path for path in site())


def test_a_page_gives_the_sum_and_lists_the_cameras() -> None:
    page = text("operator/city-police/index.html")
    assert "3 cameras shown here are run by City police, at 3 places." in page
    assert "Detect 5.0%" in page
    assert "120 m" in page
    assert "Fixed camera of City police" in page
    assert "Their records are of 3 May 2024." in page
    assert "holds “City police”" in page


def test_what_single_cameras_watch_is_not_given() -> None:
    page = text("operator/trams-co/index.html")
    assert "would be a figure about single cameras" in page
    assert "Expected" not in page


def test_the_table_has_what_the_pages_say() -> None:
    made = town()
    files = dict(downloads(made, bands_of(made), overlaps_of(made), operated(made)))
    rows = list(csv.DictReader(io.StringIO(files["downloads/operators.csv"].decode())))
    assert [(row["name"], row["cameras"]) for row in rows] == [
        ("City police", "3"),
        ("Trams <&> Co", "1"),
    ]
    assert rows[0]["detect_expected_m"] == "120.0"
    assert rows[1]["detect_expected_m"] == ""
