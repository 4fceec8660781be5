"""Planning surveys from the command line, as a user does it, in either database."""

import datetime as dt
import json
import random
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import shapely

from tests.cli.lists import NEW, sheet, table
from vidik.jobs.comparing import compare_sources
from vidik.model.decision import Decision, Verdict
from vidik.outside.database.register import Register

LAT, LON = 1 / 111_200, 1 / 111_200 / 0.7095
GPX = "{http://www.topografix.com/GPX/1/1}"


def place(x, y):
    return 44.8 + y * LAT, 20.4 + x * LON


def cameras(number, *, seed=5, wide=6000, high=4000):
    rng = random.Random(seed)
    return [(rng.uniform(0, wide), rng.uniform(0, high)) for _ in range(number)]


def listed(there, share, *, seed):
    rng = random.Random(seed)
    found = [
        place(x + rng.gauss(0, 2), y + rng.gauss(0, 2)) for x, y in there if rng.random() < share
    ]
    return [f";{lat:.6f};{lon:.6f};" for lat, lon in found]


def box(x0, y0, x1, y1, **says):
    ring = [place(x, y)[::-1] for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": says, "geometry": shape}


def drawn(name, *features):
    Path(name).write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8"
    )
    return name


def ground():
    return drawn("area.geojson", box(-50, -50, 6050, 4050))


def halves():
    return drawn(
        "districts.geojson",
        box(-50, -50, 3000, 4050, name="Zapad"), box(3000, -50, 6050, 4050, name="Istok"),
        box(9000, 0, 9900, 900, name="Daleko"),
    )  # fmt: skip


def figures(out, what):
    """Return the numbers of the row of a table that begins with some words."""
    line = next(line for line in out.splitlines() if line.strip().startswith(what))
    return [float(n.replace(",", "")) for n in re.findall(r"[0-9][0-9,.]*", line.split("│", 1)[1])]


def said(out):
    return " ".join(out.split())


@pytest.fixture
def city(vidik):
    """Return commands on a register of three independent lists of the same 600 cameras."""
    there = cameras(600)
    for seed, (key, share) in enumerate((("city", 0.6), ("street", 0.5), ("walk", 0.4))):
        file = sheet(f"{key}.csv", listed(there, share, seed=seed))
        vidik("import", file, "--source", key, *NEW)
    return vidik


def test_an_estimate_for_each_district_and_in_all(city):
    out = city("estimate", "city", "street", "--area", ground(), "--districts", halves())
    west, east, total = (figures(out, name) for name in ("Zapad", "Istok", "in all, listed"))
    assert west[4] + east[4] == pytest.approx(total[0], abs=1.5)
    assert total[1] < 600 < total[2]
    assert "Daleko" not in out
    assert "matching, Istok" in out
    share = figures(out, "of these city lists")
    assert share[1] < 60 < share[2]


def test_three_lists_are_estimated_together(city):
    out = city("estimate", "city", "street", "walk", "--area", ground())
    total = figures(out, "in all, listed")
    assert total[1] < 600 < total[2]
    assert "log-linear models" in out
    mixed = city("estimate", "walk", "city", "street", "--area", ground())
    assert figures(mixed, "in all, listed") == total


def test_a_refusal_says_the_command_that_plans_what_would_tell(city):
    args = ("--area", ground(), "--districts", halves(), "--led", "street/city", "ticked")
    out = city("estimate", "city", "street", *args)
    assert "Refused (Istok, Zapad): Whoever made “street” ticked off the rows of “city”." in out
    assert "in all, listed" not in out
    command = out.strip().splitlines()[-1].partition("tell: ")[2]
    words = shlex.split(command)
    # the list that was ticked off cannot tell how much the first one lacks
    assert words[:5] == ["vidik", "register", "plan", "city", "--area"]
    planned = city(*words[2:])
    assert "would be known within" in planned
    assert Path("cells.geojson").exists()


def test_few_found_twice_is_answered_by_a_plan_that_learns_from_them(vidik):
    there = cameras(60)
    vidik("import", sheet("a.csv", listed(there, 0.3, seed=1)), "--source", "a", *NEW)
    vidik("import", sheet("b.csv", listed(there, 0.3, seed=2)), "--source", "b", *NEW)
    out = vidik("estimate", "a", "b", "--area", ground())
    assert "devices were found by more than one survey" in out
    assert "vidik register plan a b --area area.geojson" in out
    assert "there are at least" in out


def test_what_lists_do_not_say_of_each_other_is_asked_for(city):
    args = ("--area", ground(), "--led")
    for wrong in ("street", "street/street", "nobody/city", "street/nobody"):
        city("estimate", "city", "street", "walk", *args, wrong, "ticked", code=2)
    out = city("estimate", "city", "street", "walk", *args, "street/city", "away")
    assert "went where “city” has no cameras" in out
    assert "named twice" in city("estimate", "city", "walk", "city", "--area", ground(), code=1)


def test_unclear_rows_of_three_lists_are_a_reason_to_refuse_until_they_are_settled(vidik, database):
    # 25 m apart in rows: whose neighbour is whose, nobody can tell
    rng = random.Random(3)
    there = [(25 * i + 200 * (i // 60), 200 * (i % 3)) for i in range(180)]
    for key in ("a", "b", "c"):
        rows = [(x + rng.gauss(0, 9), y + rng.gauss(0, 9)) for x, y in there if rng.random() < 0.5]
        text = [";{:.6f};{:.6f};".format(*place(x, y)) for x, y in rows]
        vidik("import", sheet(f"{key}.csv", text), "--source", key, *NEW)
    area = drawn("all.geojson", box(-99, -99, 9e3, 900))
    unclear = "it is not known whether both have the same camera"
    out = vidik("estimate", "a", "b", "c", "--area", area)
    assert unclear in out
    assert "vidik register review" in out
    assert "in all, listed" not in out
    pairs = [
        (pair.one.id, pair.other.id)
        for two in (("a", "b"), ("a", "c"), ("b", "c"))
        for pair in compare_sources(database, *two).unclear
    ]
    with Register(database) as register:
        for verdict in (Verdict.DIFFERENT, Verdict.OPEN):
            for one, other in pairs:
                register.decide(
                    Decision(
                        dt.datetime.now(dt.UTC), "us", verdict, "x", observation=one, other=other
                    )
                )
            # what was taken back is as open as before
            out = vidik("estimate", "a", "b", "c", "--area", area)
            assert (unclear in out) == (verdict is Verdict.OPEN), out


def test_districts_in_which_nobody_lists_a_camera_are_named(city):
    empty = drawn(
        "districts.geojson", box(-50, -50, 6050, 4050, name="All"),
        box(6060, 0, 6500, 900, name="Prazno"),
    )  # fmt: skip
    area = drawn("area.geojson", box(-50, -50, 6600, 4050), {
        "type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [20, 44]},
    })  # fmt: skip
    out = city("estimate", "city", "street", "--area", area, "--districts", empty)
    assert "No source has a camera in: Prazno." in out
    assert "An area is a polygon." in out
    elsewhere = drawn("far.geojson", box(9000, 0, 9900, 900, name="Far"))
    out = city("estimate", "city", "street", "--area", area, "--districts", elsewhere, code=1)
    assert "no district meets the area" in out
    out = city("estimate", "city", "street", "--area", elsewhere)
    assert "Refused: All " in out
    assert "vidik register plan" not in out


def test_the_seed_draws_the_same_cells_and_no_camera_is_in_them(city):
    args = ("city", "street", "--area", ground(), "--districts", halves(), "--within", 15)
    out = city("plan", *args, "--seed", 7, "--to", "cells.geojson")
    assert "drawn by chance with seed 7" in out
    assert "counted" in out
    half = re.search(r"within ([0-9.]+)% in 95 cases", said(out))
    assert float(half[1]) <= 15
    cells = json.loads(Path("cells.geojson").read_text(encoding="utf-8"))
    assert f"Cells to look at: {len(cells['features'])} of 96" in said(out)
    assert cells["seed"] == 7
    assert cells["synthetic"] is False
    assert {frozenset(one["properties"]) for one in cells["features"]} == {
        frozenset({"cell", "district", "surveyed_on", "synthetic"})
    }
    shapes = [shapely.from_geojson(json.dumps(one["geometry"])) for one in cells["features"]]
    assert all(one.is_valid and one.exterior.is_ccw for one in shapes)
    metres = [shapely.transform(one, lambda at: at / (LON, LAT)) for one in shapes]
    assert min(one.area for one in metres) > 0.49 * 500**2
    assert shapely.union_all(metres).area == pytest.approx(sum(one.area for one in metres))
    before = Path("cells.geojson").read_bytes()
    city("plan", *args, "--seed", 7, "--to", "cells.geojson")
    assert Path("cells.geojson").read_bytes() == before
    city("plan", *args, "--seed", 8, "--to", "cells.geojson")
    assert Path("cells.geojson").read_bytes() != before


def test_chance_draws_where_nobody_gives_a_seed_and_says_which(city):
    args = ("city", "--area", ground(), "--within", 20)
    out = city("plan", *args, "--to", "one.gpx")
    assert "assumed" in out
    seed = re.search(r"with seed ([0-9]+)", said(out))[1]
    city("plan", *args, "--to", "other.gpx", "--seed", seed)
    assert Path("one.gpx").read_bytes() == Path("other.gpx").read_bytes()
    tracks = ET.parse("one.gpx").findall(f"{GPX}trk")
    count = int(re.search(r"([0-9]+) cells are written", out)[1])
    assert len(tracks) == count
    for one in tracks:
        ring = [(p.get("lat"), p.get("lon")) for p in one.iter(f"{GPX}trkpt")]
        assert ring[0] == ring[-1]


def test_a_list_that_was_copied_does_not_teach(vidik):
    rows = listed(cameras(300), 0.6, seed=1)
    vidik("import", sheet("a.csv", rows), "--source", "a", *NEW)
    vidik("import", sheet("b.csv", rows[20:]), "--source", "b", *NEW)
    out = vidik("plan", "a", "b", "--area", ground(), "--within", 15, "--seed", 1)
    assert "“b” does not tell what “a” lacks" in out
    assert "assumed" in out
    assert "counted" not in out


@pytest.mark.parametrize(
    ("args", "why", "code"),
    [
        (("--within", "0"), "is not in the range", 2),
        (("--within", "10", "--side", "100"), "is not in the range", 2),
        (("--within", "10", "--side", "9000"), "holds no square of 9000 m", 1),
        (("--within", "10", "--to", "cells.xlsx"), "not a format for cells", 1),
        (("--within", "10", "--listed", "0"), "is not in the range", 2),
    ],
)
def test_what_cannot_be_planned(city, args, why, code):
    assert why in said(city("plan", "city", "--area", ground(), *args, code=code))


def test_nothing_can_be_planned_where_nothing_is_listed(city):
    away = drawn("away.geojson", box(20_000, 0, 26_000, 4000))
    out = city("plan", "city", "--area", away, "--within", 10, code=1)
    assert "it lists no camera in the area" in out
    assert "no such source" in city("plan", "x", "--area", away, "--within", 10, code=1)


def aged(vidik):
    """Take in three editions of an inventory that loses a tenth of its cameras each two years."""
    there = [";{:.6f};{:.6f};".format(*place(x, y)) for x, y in cameras(200)]
    old = [word if word != "2024-05-01" else "2020-01-01" for word in NEW]
    vidik("import", sheet("a.csv", there), "--source", "city", *old)
    for day, left in (("2022-01-01", 180), ("2024-01-01", 160)):
        file = sheet(f"{day}.csv", there[:left])
        vidik("import", file, "--source", "city", "--dated", day)
    return there


def test_how_fast_cameras_go_is_learned_from_editions(vidik):
    aged(vidik)
    out = vidik("age", "city", "--on", "2026-01-01")
    assert "of 200 that were looked at again 40 were gone (city)" in said(out)
    gone = figures(out, "1 ")
    assert gone[1] < 5.4 < gone[2]
    assert figures(out, "listed, each once") == [160]
    there = figures(out, "there still on 2026-01-01")
    assert there[1] < 160 * 0.895 < there[2] < 160
    weight = figures(out, "city")
    assert weight[:2] == [2024, 160]
    # of an earlier day less is known
    assert "looked at again 20 were gone" in said(vidik("age", "city", "--on", "2023-01-01"))


def points(name, rows, **says):
    """Write rows of a list as points, each with an id."""
    return drawn(name, *(
        {"type": "Feature", "id": f"node/{i}", "properties": says,
         "geometry": {"type": "Point", "coordinates": [*map(float, row.split(";")[2:0:-1])]}}
        for i, row in enumerate(rows)
    ))  # fmt: skip


def test_a_map_that_nobody_was_sent_to_does_not_teach(vidik):
    there = [";{:.6f};{:.6f};".format(*place(x, y)) for x, y in cameras(100)]
    osm = [{"official": "osm", "CC0-1.0": "ODbL-1.0"}.get(word, word) for word in NEW]
    tags = {"man_made": "surveillance"}
    vidik("import", points("a.geojson", there, **tags), "--source", "osm", *osm)
    fewer = points("b.geojson", there[:50], **tags)
    vidik("import", fewer, "--source", "osm", "--dated", "2026-05-01")
    out = vidik("age", "osm", "--on", "2026-06-01")
    assert "is assumed" in out
    assert "assumed, not measured" in out
    # the newer edition is no newer look
    assert figures(out, "osm")[:2] == [2024, 50]


def test_what_somebody_missed_is_not_expected_to_be_there(vidik):
    there = aged(vidik)
    gone = points("gone.geojson", there[:7], **{"vidik:claim": "absent"})
    found = sheet("found.csv", [";44.7;20.3;"])
    walk = [{"official": "volunteer", "2024-05-01": "2025-03-01"}.get(word, word) for word in NEW]
    vidik("import", found, "--source", "walk", *walk)
    vidik("import", gone, "--source", "walk", "--dated", "2025-03-01", "--adds")
    out = vidik("age", "city", "walk", "--on", "2025-04-01")
    assert figures(out, "of these said to be absent since") == [7]
    assert "of 200 that were looked at again 47 were gone" in said(out)
    assert figures(out, "listed, each once") == [161]


def test_districts_are_ranked_and_never_a_camera(vidik):
    aged(vidik)
    recent = listed(cameras(60, seed=9, wide=2900), 1.0, seed=1)
    vidik("import", sheet("new.csv", recent), "--source", "walk", *NEW[:-1], "2025-12-01")
    args = ("city", "walk", "--districts", halves(), "--on", "2026-01-01")
    out = vidik("tasks", *args, "--to", "tasks.csv")
    rows = table("tasks.csv")
    # what was seen last month leaves little doubt, what was seen two years ago more
    doubt = {row["area"]: float(row["share_of_doubt"]) / int(row["cameras"]) for row in rows}
    assert doubt["Istok"] > 1.2 * doubt["Zapad"]
    shares = [float(row["share_of_doubt"]) for row in rows]
    assert shares == sorted(shares, reverse=True)
    assert {row["synthetic"] for row in rows} == {"false"}
    assert "Zapad" in out
    vidik("tasks", *args, "--to", "tasks.geojson")
    told = json.loads(Path("tasks.geojson").read_text(encoding="utf-8"))
    assert [one["id"] for one in told["features"]] == [row["area"] for row in rows]
    assert all(one["geometry"]["type"] == "Polygon" for one in told["features"])
    assert "not a format for tasks" in vidik("tasks", *args, "--to", "t.txt", code=1)


def test_squares_are_large_and_those_with_few_cameras_have_no_name(city):
    out = city("tasks", "city", "street", "--on", "2030-01-01", "--to", "tasks.geojson")
    assert "the parts add up to more than all of it" in said(out)
    told = json.loads(Path("tasks.geojson").read_text(encoding="utf-8"))
    for one in told["features"]:
        assert one["properties"]["cameras"] >= 5
        if one["geometry"] is not None:
            shape = shapely.from_geojson(json.dumps(one["geometry"]))
            metres = shapely.transform(shape, lambda at: at / (LON, LAT))
            assert metres.area == pytest.approx(4e6, rel=0.02)
    city("tasks", "city", "--side", 500, code=2)


def test_made_up_cameras_stay_so(vidik):
    rows = listed(cameras(100), 1.0, seed=1)
    vidik("import", sheet("a.csv", rows), "--source", "a", *NEW, "--synthetic")
    out = vidik("plan", "a", "--area", ground(), "--within", 20, "--to", "c.geojson")
    assert "(made-up cameras)" in said(out)
    assert json.loads(Path("c.geojson").read_text(encoding="utf-8"))["synthetic"] is True
    vidik("tasks", "a", "--to", "t.csv")
    assert {row["synthetic"] for row in table("t.csv")} == {"true"}
    assert "made up" in vidik("age", "a")


def test_the_order_in_which_sources_are_named_changes_nothing(city):
    one, other = (
        city("tasks", *keys, "--on", "2030-01-01")
        for keys in (("city", "street", "walk"), ("walk", "city", "street"))
    )
    assert one == other
    first = city("age", "city", "street", "--on", "2030-01-01")
    second = city("age", "street", "city", "--on", "2030-01-01")
    assert sorted(first.splitlines()) == sorted(second.splitlines())
