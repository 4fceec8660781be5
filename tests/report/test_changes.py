"""What changed between two builds: the making first, nothing that is hidden now, figures beside."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from tests.makers import camera, house, published
from tests.report.test_pages import Page, built
from tests.report.towns import RULES, clearances_of
from vidik.model.camera import Kind
from vidik.model.earlier import Earlier
from vidik.model.published import Published
from vidik.model.span import Span
from vidik.report.camera_tables import cameras_table
from vidik.report.changes import Changes, changes_json, changes_schema, compare
from vidik.report.gate import departed
from vidik.report.summary import summary

TOWN = published()


def rows_of(town: Published) -> dict[str, dict[str, Any]]:
    table = cameras_table(town)
    return {c.id: {field.name: field.of(c) for field in table.fields} for c in town.cameras}


def summary_of(town: Published) -> dict[str, Any]:
    return summary(town, version="1.2.3", rules=RULES, assumptions={})


def manifest_of(**changed: object) -> dict[str, Any]:
    source = {"key": "osm", "name": "OpenStreetMap", "retrieved": "2024-06-01", "sha256": "0" * 64}
    return {
        "vidik": "1.2.3",
        "code": "c" * 64,
        "made": "2024-03-01T00:00:00+00:00",
        "place": {"name": "Test town", "boundary": [1.0, 2.0, 3.0, 4.0]},
        "inputs": [source],
        "assumptions": {"wall_m": 1.0, "heights": {"version": "1", "roofs": 12}},
        "versions": {"numpy": "2.1"},
        **changed,
    }


def changes(
    before: Published = TOWN,
    after: Published = TOWN,
    *,
    manifest: dict[str, Any] | None = None,
    gone: frozenset[str] = frozenset(),
) -> Changes:
    return compare(
        Earlier(manifest or manifest_of(), summary_of(before), rows_of(before), "0" * 64),
        after,
        summary=summary_of(after),
        manifest=manifest_of(),
        departed=gone,
        personal=RULES.tags.is_personal,
    )


def test_a_build_does_not_differ_from_itself() -> None:
    same = changes()
    assert (same.making, same.added, same.gone, same.changed, same.hidden) == ((), (), (), (), 0)
    assert all(one.before == one.after for one in same.figures)
    page = Page(built(TOWN, changes=same)["changes/index.html"].decode()).text
    assert "Data, rules and version are the same, so nothing can differ." in page


@pytest.mark.parametrize(
    ("changed", "about", "name"),
    [
        ({"code": "d" * 64}, "version", "Vidik"),
        ({"versions": {"numpy": "2.0"}}, "version", "numpy"),
        ({"assumptions": {"wall_m": 0.5, "heights": {"version": "1"}}}, "rules", "wall_m"),
        ({"inputs": []}, "data", "osm"),
        ({"place": {"name": "Test town", "boundary": [0.0]}}, "data", "boundary"),
    ],
)
def test_the_making_comes_first(changed: dict[str, Any], about: str, name: str) -> None:
    found = changes(manifest=manifest_of(**changed))
    assert [(one.about, one.name) for one in found.making] == [(about, name)]
    assert found.alike is (about == "data")
    page = Page(built(TOWN, changes=found)["changes/index.html"].decode()).text
    alike = "only the data differ" in page
    assert alike is found.alike
    assert page.index("How the two were made") < page.index("Figures side by side")


def test_how_many_roofs_nobody_mapped_is_no_rule() -> None:
    other = manifest_of(assumptions={"wall_m": 1.0, "heights": {"version": "1", "roofs": 99}})
    assert changes(manifest=other).making == ()


def test_cameras_come_and_go() -> None:
    first, *others = TOWN.cameras
    fewer = replace(TOWN, cameras=tuple(others))
    assert [one.id for one in changes(fewer, TOWN).added] == [first.id]
    named = changes(TOWN, fewer, gone=frozenset({first.id}))
    assert [(one.id, one.kind, one.url) for one in named.gone] == [
        (first.id, first.kind, first.url)
    ]
    assert named.hidden == 0
    unnamed = changes(TOWN, fewer)
    assert (unnamed.gone, unnamed.hidden) == ((), 1)


def test_a_record_that_says_something_else_is_shown_value_by_value() -> None:
    first, *others = TOWN.cameras
    moved = replace(first, lon=first.lon + 0.001, mount="pole", moved_m=7.0)
    (one,) = changes(TOWN, replace(TOWN, cameras=(moved, *others))).changed
    assert [field for field, *_ in one.fields] == ["place", "mount"]
    assert one.fields[1] == ("mount", "wall", "pole")


def test_a_name_that_is_withheld_now_does_not_come_back() -> None:
    first, *others = TOWN.cameras
    person = replace(first, operator="operator 4, name withheld")
    other = replace(first, operator="Trams <&> Co")
    assert changes(TOWN, replace(TOWN, cameras=(person, *others))).changed == ()
    (one,) = changes(TOWN, replace(TOWN, cameras=(other, *others))).changed
    assert one.fields == (("operator", "withheld", "Trams <&> Co"),)


def test_running_numbers_of_persons_are_no_change() -> None:
    first, *others = TOWN.cameras
    then, now = (
        replace(TOWN, cameras=(replace(first, operator=f"operator {n}, name withheld"), *others))
        for n in (1, 2)
    )
    assert changes(then, now).changed == ()


def test_an_address_elsewhere_is_not_taken_over() -> None:
    first, *others = TOWN.cameras
    lured = replace(TOWN, cameras=(replace(first, url="javascript:alert(1)"), *others))
    found = changes(lured, replace(TOWN, cameras=tuple(others)), gone=frozenset({first.id}))
    assert found.gone[0].url is None


def test_figures_stand_side_by_side_with_their_ranges() -> None:
    more = replace(TOWN, figures=replace(TOWN.figures, cameras=12, private=4))
    found = changes(TOWN, more)
    page = Page(built(more, changes=found)["changes/index.html"].decode()).text
    assert "Mapped cameras 8 12" in page
    assert "On private homes 2 4" in page
    assert "Public street in view, Detect" not in page
    assert f"{len(found.figures) - 2} further figures read the same." in page
    watched = next(one for one in found.figures if one.figure == "streets.watched.detect")
    assert len(watched.before) == len(watched.after) == 3


def test_walks_from_homes_are_among_the_figures() -> None:
    assert TOWN.homes is not None
    whole = TOWN.homes.whole
    detect = whole.levels["detect"]
    seen = replace(detect, share=Span(0.1, 0.25, 0.5))
    more = replace(whole, levels={**whole.levels, "detect": seen})
    found = changes(TOWN, replace(TOWN, homes=replace(TOWN.homes, whole=more)))
    (walks,) = (one for one in found.figures if one.figure == "from_home.levels.detect.share")
    assert walks.after == (0.1, 0.25, 0.5)
    near = next(
        one for one in found.figures if one.figure == "from_home.levels.detect.within_min.5"
    )
    five = detect.within[5]
    assert near.before == near.after == (five.least, five.expected, five.most)
    page = Page(built(TOWN, changes=found)["changes/index.html"].decode()).text
    assert "Walks from home in view, Detect" in page
    assert "25% (10% to 50%)" in page


def test_walks_by_other_rules_are_not_made_alike() -> None:
    assert TOWN.homes is not None
    other = replace(TOWN, homes=replace(TOWN.homes, walking_version="2025.1"))
    (found,) = changes(other).making
    assert (found.about, found.name, found.before) == ("rules", "walking_rules", "2025.1")


@pytest.mark.parametrize(
    ("column", "values", "said"),
    [
        ("kind", (Kind.PANNING, Kind.FIXED), "Покретна камера Фиксна камера"),
        ("zone", ("town; bank", "market hall"), "град, банка market hall"),
        ("indoor", (True, False), "да не"),
        ("operator", (None, "City police"), "– City police"),
        ("operator", ("operator 4, name withheld", "City police"), "задржано City police"),
    ],
)
def test_what_a_column_held_is_said_in_the_words_of_the_other_pages(
    column: str, values: tuple[object, object], said: str
) -> None:
    first, *others = TOWN.cameras
    then, now = (
        replace(TOWN, cameras=(replace(first, **{column: value}), *others)) for value in values
    )
    found = changes(then, now)
    pages = built(now, changes=found, languages=("sr-Cyrl",))
    assert f"{column} {said}" in Page(pages["changes/index.html"].decode()).text


def test_a_figure_that_an_earlier_version_did_not_give_is_left_open() -> None:
    older = {key: value for key, value in summary_of(TOWN).items() if key != "public_space"}
    found = compare(
        Earlier(manifest_of(), older, rows_of(TOWN), "0" * 64),
        TOWN,
        summary=summary_of(TOWN),
        manifest=manifest_of(),
        departed=(),
        personal=RULES.tags.is_personal,
    )
    space = next(one for one in found.figures if one.figure == "public_space.total")
    assert space.before == ()
    assert space.after


def test_the_file_is_what_its_schema_says() -> None:
    first, *others = TOWN.cameras
    found = changes(
        replace(TOWN, cameras=(replace(first, mount="pole"), *others[1:])),
        replace(TOWN, cameras=(first, *others)),
        manifest=manifest_of(inputs=[]),
    )
    told = json.loads(json.dumps(changes_json(found, TOWN)))
    jsonschema.validate(told, json.loads(changes_schema()))
    assert told["cameras"]["added"] == [others[0].id]
    assert told["cameras"]["changed"] == [
        {"id": first.id, "field": "mount", "before": "pole", "after": "wall"}
    ]


def test_only_what_the_sources_no_longer_hold_is_named_as_gone() -> None:
    held = [
        camera(1, 0, 0),
        camera(2, 50, 0, camera__mount="doorbell"),
        camera(3, 100, 0),
    ]
    shelter = house(-100, 0)
    places = {one.id: (one.lon, one.lat) for one in (*held, camera(4, -100, 0), camera(5, 9, 90))}
    places["osm:node/2#2"] = places["osm:node/2"]
    asked = camera(6, 30, -90)
    places[asked.id] = (asked.lon, asked.lat)
    rules = RULES.extended(on_request=[asked.location])
    found = departed(
        places,
        held,
        clearances=clearances_of(held, denied=[house(100, 0)], rules=rules),
        denied=[shelter],
        rules=rules,
    )
    assert found == {"osm:node/5"}
