"""The register from the command line, as a user meets it, in either database."""

import json
import random
import re
from pathlib import Path

import pytest

from tests.cli.lists import NEW, sheet, table
from tests.shared_data import shared


def test_a_list_goes_in_is_shown_and_comes_out(vidik):
    sheet("list.csv", ["K-1;44,8;20,45;MUP", "K-2;44,81;;MUP", "K-3;44,82;20,46;=1+1"])
    out = vidik("import", "list.csv", "--source", "city", *NEW)
    assert "2 statements of City list, 2 of them new." in out
    assert "no longitude" in out
    assert [row["place"] for row in table("list.csv.rejected.csv")] == ["row 3", "row 4"]
    assert "City list" in vidik("show")
    assert "ref" in vidik("show", "row 2")
    assert "2024-05-01" in vidik("history", "row 2")
    assert "is in the register already" in vidik("import", "list.csv", "--source", "city")
    assert "2 statements are written" in vidik("export", "all.csv")
    rows = table("all.csv")
    assert {row["source"] for row in rows} == {"city"}
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    vidik("export", "all.geojson")
    told = json.loads(Path("all.geojson").read_text(encoding="utf-8"))
    assert len(told["features"]) == 2
    assert told["attribution"] == "The city"


def test_what_the_columns_say_is_shown_and_can_be_put_right(vidik):
    sheet("list.csv", ["K-1;44,8;20,45;MUP"], head="A;B;C;D")
    vidik("import", "list.csv", "--source", "city", *NEW, code=1)
    assert "not read" in vidik("map", "list.csv", "--save")
    mapping = Path("list.csv.mapping.toml")
    text = mapping.read_text(encoding="utf-8").replace("header = 0", "header = 1")
    fields = ("ref", "latitude", "longitude", "operator")
    for number, (name, field) in enumerate(zip("ABCD", fields, strict=True), start=1):
        guessed = f'name = "column {number}"\n'
        assert guessed in text
        text = text.replace(guessed, f'name = "{name}"\nfield = "{field}"\n')
    mapping.write_text(text, encoding="utf-8")
    assert "1 statements" in vidik("import", "list.csv", "--source", "city", *NEW)
    assert "K-1" in vidik("show", "row 2")


def test_what_was_leaked_is_held_until_somebody_decides(vidik):
    sheet("list.csv", ["K-1;44,8;20,45;MUP"])
    vidik("import", "list.csv", "--source", "city", *NEW, "--obtained", "leaked")
    assert "nobody decided to release it" in vidik("show")
    out = vidik("export", "all.csv")
    assert "0 statements are written" in out
    assert "Left out: city" in out
    vidik("release", "city", "--role", "me@example.org", "--reason", "x", code=1)
    vidik("release", "city", "--role", "the editors", "--reason", "two of us read it")
    assert "1 statements are written" in vidik("export", "all.csv")
    vidik("hold", "city", "--role", "the editors", "--reason", "a court said so")
    assert "held by the editors: a court said so" in vidik("show")


def test_a_draft_can_be_compared_and_then_published(vidik):
    rows = [f"K-{i};{44.8 + i / 1000:.4f};20.45;MUP" for i in range(12)]
    sheet("street.csv", rows)
    sheet("draft.csv", rows[3:])
    vidik("import", "street.csv", "--source", "street", *NEW)
    vidik("import", "draft.csv", "--source", "city", *NEW, "--draft")
    out = vidik("compare", "street", "city", "--to", "both.csv")
    assert "in both" in out
    assert "Pairs: 9; rows alone: 3; unclear: 0." in out
    stand = [row["standing"] for row in table("both.csv")]
    assert sorted(stand) == ["alone"] * 3 + ["matched"] * 9
    assert "a draft" in vidik("show")
    vidik("import", "draft.csv", "--source", "city", "--no-draft")
    assert "a draft" not in vidik("show")


def parts(path, *names):
    """Write districts in a row, each 0.006° of latitude high, their name in ``ime``."""
    features = [
        {"type": "Feature", "properties": {"ime": name}, "geometry": {"type": "Polygon",
         "coordinates": [[[20.4, south], [20.5, south], [20.5, north], [20.4, north],
                          [20.4, south]]]}}
        for i, name in enumerate(names)
        for south, north in [(44.7995 + 0.006 * i, 44.7995 + 0.006 * (i + 1))]
    ]  # fmt: skip
    point = {"type": "Point", "coordinates": [20.4, 44.8]}
    features.append({"type": "Feature", "properties": {"ime": "x"}, "geometry": point})
    Path(path).write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def cells_of(out, name):
    line = next(line for line in out.splitlines() if line.strip().startswith(f"{name} "))
    return [cell.strip() for cell in re.split("[│|]", line)][1:]


def test_lists_are_compared_by_district_and_on_a_page_for_the_house(vidik):
    rows = [f"K-{i};{44.8 + i / 1000:.4f};20.45;MUP" for i in range(12)]
    sheet("street.csv", rows)
    sheet("draft.csv", [row.replace("MUP", "Zavod <b>&") for row in rows[3:]])
    vidik("import", "street.csv", "--source", "street", *NEW)
    vidik("import", "draft.csv", "--source", "city", *NEW, "--draft")
    file = parts("parts.geojson", "Donji kraj")
    out = vidik("compare", "street", "city", "--districts", file, "--name", "ime",
                "--page", "both.html")  # fmt: skip
    assert cells_of(out, "Donji kraj")[:2] == ["6", "3"]
    assert cells_of(out, "Outside all districts")[:2] == ["6", "6"]
    assert cells_of(out, "Donji kraj")[2].startswith("3 (")
    assert "Not understood of parts.geojson: 1" in out
    page = Path("both.html").read_text(encoding="utf-8")
    assert "For the house only" in page
    assert "“City list” is a draft" in page
    assert "Donji kraj" in page
    assert "Zavod <b>" not in page
    assert not re.search(r"""(?:src|href)=["']?https?:""", page)
    assert vidik("compare", "street", "city", "--map", file, code=2)
    wrong = vidik("compare", "street", "city", "--districts", file, code=1)
    assert "no area in it that has a name" in wrong
    assert "ime" in wrong
    elsewhere = vidik("compare", "street", "city", "--page", "b.html", "--map",
                      sheet("far.csv", ["x;10;10;"]), code=1)  # fmt: skip
    assert "far.csv: a map of elsewhere" in elsewhere
    assert "not a page" in vidik("compare", "street", "city", "--page", "both.pdf", code=1)


def counted(tmp_path, west=20.0, east=21.0):
    ring = [[west, 44.5], [east, 44.5], [east, 45.5], [west, 45.5], [west, 44.5]]
    area = {"type": "Polygon", "coordinates": [ring]}
    file = tmp_path / "area.geojson"
    feature = {"type": "Feature", "properties": {}, "geometry": area}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    return file


def test_what_both_miss_is_estimated_or_refused_with_the_reason(vidik, tmp_path):
    rng = random.Random(5)
    there = [(f"K{i}", 44.8 + (i % 20) / 500, 20.4 + (i // 20) / 400) for i in range(200)]

    def listed(share):
        rows = [(x + rng.gauss(0, 2e-5), y + rng.gauss(0, 2e-5)) for _, x, y in there
                if rng.random() < share]  # fmt: skip
        return [f";{x:.6f};{y:.6f};" for x, y in rows]

    vidik("import", sheet("street.csv", listed(0.7)), "--source", "street", *NEW)
    vidik("import", sheet("city.csv", listed(0.6)), "--source", "city", *NEW)
    area = counted(tmp_path)
    out = vidik("estimate", "street", "city", "--area", area)
    line = next(line for line in out.splitlines() if "in all, listed or not" in line)
    expected, least, most = (int(n) for n in re.findall(r"[0-9]+", line))
    assert least <= 200 <= most
    assert least < expected < most < 260
    out = vidik("estimate", "street", "city", "--area", area, "--led", "street", "ticked")
    assert "Refused: " in out
    assert "in all, listed or not" not in out
    nowhere = counted(tmp_path, west=10.0, east=11.0)
    assert "Refused: " in vidik("estimate", "street", "city", "--area", nowhere)
    assert "no area in it" in vidik(
        "estimate", "street", "city", "--area", sheet("points.csv", ["x;44.8;20.4;"]), code=1
    )


def test_unclear_pairs_are_settled_by_key(vidik):
    rows = [f";{44.8 + i / 5000:.5f};20.45;" for i in range(12)]
    near = [f";{44.8 + i / 5000 + 0.0001:.5f};20.45;" for i in range(0, 12, 2)]
    sheet("street.csv", rows)
    sheet("city.csv", near)
    vidik("import", "street.csv", "--source", "street", *NEW)
    vidik("import", "city.csv", "--source", "city", *NEW)
    before = vidik("compare", "street", "city")
    assert "vidik register review street city" in before
    out = vidik("review", "street", "city", "--role", "the editors", given="sdq")
    assert "2 settled" in out
    again = vidik("review", "street", "city", "--role", "the editors", given="q")
    assert "1 of" in again
    assert "0 settled" in again
    last = vidik("review", "street", "city", "--role", "the editors", given="uduq")
    assert "There is nothing to take back." in last
    assert "Taken back." in last
    assert "0 settled" in last
    assert "same: looked at side by side" in vidik("history", row_of(out))


def test_a_review_says_that_a_list_has_a_camera_twice(vidik):
    rows = [f";{44.8 + i / 5000:.5f};20.45;" for i in range(12)]
    near = [f";{44.8 + i / 5000 + 0.0001:.5f};20.45;" for i in range(0, 12, 2)]
    vidik("import", sheet("street.csv", rows), "--source", "street", *NEW)
    vidik("import", sheet("city.csv", near), "--source", "city", *NEW)
    out = vidik("review", "street", "city", "--role", "the editors", given="s" * 9 + "q")
    assert "a source lists a camera twice. s once more keeps it all the same." in out


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--port", "1"), "--page"),
        (("--map", "x.pbf"), "--page"),
        (("--page", "--port", "70000"), "70000"),
    ],
)
def test_a_review_is_asked_for_as_it_can_be_given(vidik, args, why):
    assert why in vidik("review", "a", "b", "--role", "us", *args, code=2)


def test_a_review_by_a_person_is_refused(vidik):
    vidik("import", sheet("list.csv", ["K;44.8;20.4;"]), "--source", "one", *NEW)
    vidik("import", sheet("list2.csv", ["K;44.9;20.4;"]), "--source", "two", *NEW)
    for more in ((), ("--page",)):
        out = vidik("review", "one", "two", "--role", "ana@example.org", *more, code=1)
        assert "names a role" in out


def row_of(out):
    line = next(line for line in out.splitlines() if "where" in line)
    return line.split("│")[1].strip()


def test_statements_can_be_withdrawn_and_erased(vidik):
    sheet("list.csv", ["K-1;44,8;20,45;MUP", "K-2;44,81;20,46;MUP"])
    vidik("import", "list.csv", "--source", "city", *NEW)
    vidik("withdraw", "row 2", "--role", "the editors", "--reason", "a typing mistake")
    vidik("show", "row 2", code=1)
    assert "withdrawn: a typing mistake" in vidik("history", "row 2")
    vidik("erase", "row 3", "--reason", "asked for", code=1, given="n\n")
    vidik("erase", "row 3", "--reason", "asked for", "--yes")
    assert "nothing of this name" in vidik("history", "row 3", code=1)


def test_a_register_is_stored_and_restored(vidik, tmp_path):
    sheet("list.csv", ["K-1;44,8;20,45;MUP"])
    vidik("import", "list.csv", "--source", "city", *NEW)
    vidik("backup", "all.zip")
    vidik("restore", "all.zip", "-r", "copy.sqlite")
    assert vidik("show") == vidik("show", "-r", "copy.sqlite")
    vidik("restore", "all.zip", "-r", "copy.sqlite", code=1)


def test_mistakes_are_said_in_a_line(vidik):
    assert "no such file" in vidik("import", "none.csv", "--source", "x", *NEW, code=1)
    sheet("list.csv", ["K-1;44,8;20,45;MUP"])
    assert "needs to be described" in vidik("import", "list.csv", "--source", "x", code=1)
    wrong = ["WTFPL" if word == "CC0-1.0" else word for word in NEW]
    assert "not a licence" in vidik("import", "list.csv", "--source", "x", *wrong, code=1)
    assert "of which day" in vidik("import", "list.csv", "--source", "x", *NEW[:-2], code=1)
    assert "no such source" in vidik("compare", "a", "b", code=1)


def test_maps_of_two_days_say_what_was_when(vidik):
    osm = ("--name", "OSM", "--kind", "osm", "--licence", "ODbL-1.0", "--attribution", "© OSM")
    belgrade = shared("belgrade.geojson")
    vidik("import", belgrade, "--source", "osm", *osm, "--dated", "2025-11-01")
    told = json.loads(belgrade.read_text(encoding="utf-8"))
    gone = told["features"].pop()
    Path("later.geojson").write_text(json.dumps(told), encoding="utf-8")
    vidik("import", "later.geojson", "--source", "osm", "--dated", "2026-02-01")
    name = str(gone["properties"].get("id") or gone["properties"].get("@id") or gone.get("id"))
    number = name.rpartition("/")[2]
    vidik("show", number, code=1)
    assert "present" in vidik("show", number, "--on", "2025-12-01")
