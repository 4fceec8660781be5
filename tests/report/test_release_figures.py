"""Figures of a release: counted as somebody would by hand, and nothing that must not be counted."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter

import shapely
from hypothesis import given
from hypothesis import strategies as st

from tests.report.statements import (
    DOORBELL,
    LAT,
    LIST,
    LON,
    METRE,
    NOON,
    OSM,
    RULES,
    SHOP,
    ground,
    judged,
    origin,
    said,
    square,
)
from vidik.model.district import District
from vidik.model.observation import Claim
from vidik.register.resolving import resolve
from vidik.report.last_look import last_look
from vidik.report.release import DESCRIPTION, FIGURES, Making, Release, release_files
from vidik.report.release_figures import COLUMNS, cells, release_figures

SOUTH = District("South", "d", shapely.box(LON - 1, LAT - 1, LON + 1, LAT + 450 * METRE), {})
ALONE = origin("alone", licence="CC-BY-4.0")


def figures(statements, *, origins=(LIST, OSM), around=None, districts=(SOUTH,)):
    told = judged(*statements, around=around)
    made = release_figures(
        told, origins, RULES, compared=resolve(statements).compared, districts=districts
    )
    names = [one.name for one in made]
    assert names == sorted(set(names))
    return {one.name: one for one in made}


def expected(made, name):
    return made[name].count.expected


def many():
    """Return two lists that agree in part, a doorbell, and one where somebody looked in vain."""
    return [
        *(said(str(i), north=100 * i, tags={**SHOP, "name": f"shop {i}"}) for i in range(9)),
        *(
            said(f"node/{i}", origin="osm", north=100 * i + 2, tags={**SHOP, "name": f"shop {i}"})
            for i in range(0, 9, 2)
        ),
        said("node/77", origin="osm", north=3000, tags=DOORBELL),
        said("node/78", origin="osm", north=3100, claim=Claim.ABSENT),
        said("10", north=4000, devices=3),
    ]


def test_they_are_what_one_counts_by_hand():
    statements = many()
    made = figures(statements)
    there = [one for one in statements if one.observation.claim is Claim.PRESENT]
    for key in ("list", "osm"):
        own = [one for one in there if one.observation.origin == key]
        assert expected(made, f"source/{key}/cameras") == sum(o.observation.devices for o in own)
        south = [one for one in own if one.observation.lat <= LAT + 450 * METRE]
        assert expected(made, f"source/{key}/cameras/district/South") == len(south)
        assert expected(made, f"source/{key}/cameras/no district") == sum(
            o.observation.devices for o in own if o not in south
        )
        kinds = Counter()
        for one in own:
            kinds[one.observation.attributes.get("camera:type", "unknown")] += (
                one.observation.devices
            )
        for kind in ("dome", "fixed", "panning", "unknown"):
            assert expected(made, f"source/{key}/cameras/kind/{kind}") == kinds[kind]
    # the doorbell is counted and not shown; where somebody looked in vain is a statement
    assert expected(made, "source/osm/statements") == 7
    assert expected(made, "source/osm/statements/shown") == 6
    both = made["pair/list+osm/both"].count
    assert both.least <= 5 <= both.most + 0.5
    assert made["pair/list+osm/both"].licence == "ODbL-1.0"
    assert made["source/list/cameras"].licence == "CC0-1.0"


def test_places_of_the_deny_list_are_in_none():
    statements = [*many(), said("99", north=200.5, tags=SHOP)]
    around = ground(denied=[square(200.0, half=30.0)])
    made = figures(statements, around=around)
    bare = figures(
        [one for one in statements if abs(one.observation.lat - LAT - 200 * METRE) > 1e-4]
    )
    for name in ("source/list/cameras", "source/osm/cameras", "source/list/statements"):
        assert expected(made, name) == expected(bare, name)
    assert expected(made, "source/list/cameras/district/South") == 4


def test_what_must_not_be_mixed_is_not_compared():
    statements = [*many(), said("x", origin="alone", north=2), said("y", origin="alone", north=902)]
    made = figures(statements, origins=(LIST, OSM, ALONE))
    assert {name for name in made if name.startswith("pair/")} == {
        name for name in figures(many()) if name.startswith("pair/")
    }
    assert expected(made, "source/alone/cameras") == 2
    assert made["source/alone/cameras"].licence == "CC-BY-4.0"


def test_without_districts_there_are_no_figures_of_any():
    assert not [name for name in figures(many(), districts=()) if "district" in name]


def test_the_table_is_described_and_passes_the_last_look():
    statements = [*many(), said("=1", north=5000)]
    told = judged(*statements)
    evil = District("=HYPERLINK(1)", "d", SOUTH.area, {})
    made = release_figures(
        told, [LIST, OSM], RULES, compared=resolve(statements).compared, districts=[evil]
    )
    making = Making(map="ab", districts="cd", column="ime", unlicensed=(("shop", "proprietary"),))
    release = Release("1", "us", "t", NOON, "abc", "1.0")
    files = release_files(release, told, [LIST, OSM], RULES, figures=made, making=making)
    look = last_look(told)
    for path, data in files.items():
        look(path, data)
    rows = [*csv.DictReader(io.StringIO(files[FIGURES].decode()))]
    assert [row["figure"] for row in rows] == [one.name for one in made]
    assert [tuple(row) for row in rows[:1]] == [tuple(COLUMNS)]
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    description = json.loads(files[DESCRIPTION])
    (resource,) = [one for one in description["resources"] if one["path"] == FIGURES]
    fields = resource["schema"]["fields"]
    assert {one["name"]: one["type"] for one in fields} == dict(COLUMNS)
    assert all(one["description"] for one in fields)
    assert {one["name"] for one in resource["licenses"]} == {"CC0-1.0", "ODbL-1.0"}
    assert description["made_of"]["unlicensed"] == {"shop": "proprietary"}
    assert description["made_of"]["sources"]["list"]["editions"] == [
        {"dated": "2025-03-01", "sha256": "00"}
    ]


statements = st.builds(
    said,
    st.sampled_from(["1", "2", "node/123456789"]),
    origin=st.sampled_from(["list", "osm"]),
    north=st.sampled_from([0.0, 1.0, 9.0, 440.0, 700.0]),
    place=st.booleans(),
    tags=st.sampled_from([SHOP, DOORBELL]),
    claim=st.sampled_from([*Claim]),
)


@given(st.lists(statements, max_size=7, unique_by=lambda one: one.id))
def test_parts_add_up_and_order_changes_nothing(some):
    made = figures(some)
    assert made == figures(some[::-1])
    for key in ("list", "osm"):
        start = f"source/{key}/cameras"
        total = expected(made, start)
        kinds = [
            one.count.expected for name, one in made.items() if name.startswith(f"{start}/kind/")
        ]
        assert sum(kinds) == total
        parts = expected(made, f"{start}/district/South") + expected(made, f"{start}/no district")
        assert parts == total
        assert expected(made, f"source/{key}/statements/shown") <= expected(
            made, f"source/{key}/statements"
        )
    for one in made.values():
        least, middle, most = (float(cell) for cell in cells(one)[5:8])
        assert 0 <= least <= middle <= most
