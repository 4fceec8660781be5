"""What the register tells others, from either database: changes, feeds, change files, releases."""

import csv
import datetime as dt
import hashlib
import json
import re
from collections import Counter
from types import MappingProxyType
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.outside.database.makers import NOON, edition, origin, take
from tests.shared_data import shared
from vidik.cli import main
from vidik.errors import InputError, OutputError, PublicationError
from vidik.jobs.changes import changes_of, write_feed
from vidik.jobs.giving import give_back, publish_release
from vidik.jobs.intake import Described, import_list
from vidik.jobs.register import decide
from vidik.model.decision import Verdict
from vidik.model.observation import Claim, Observation
from vidik.model.origin import Kind, Obtained
from vidik.outside.database.register import Register
from vidik.register.changing import Edit, What

OLD, NEW = dt.date(2024, 6, 1), dt.date(2025, 6, 1)
SHOP = {"man_made": "surveillance", "surveillance:zone": "shop", "surveillance:type": "camera"}
DOORBELL = {"man_made": "surveillance", "camera:mount": "doorbell"}

MAP = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6"><bounds minlat="44" minlon="20" maxlat="45" maxlon="21"/>
<node id="11" version="1" lat="44.5" lon="20.5"/><node id="12" version="1" lat="44.5" lon="20.501"/>
<node id="13" version="1" lat="44.501" lon="20.501"/>
{stops}
<node id="5" version="7" lat="44.8" lon="20.4"><tag k="man_made" v="surveillance"/>
<tag k="fixme" v="a dome?"/></node>
<way id="1" version="1"><nd ref="11"/><nd ref="12"/><nd ref="13"/><nd ref="11"/>
<tag k="building" v="house"/></way></osm>"""


@pytest.fixture
def ground(tmp_path):
    file = tmp_path / "map.osm"
    stops = "".join(
        f'<node id="{100 + i}" version="1" lat="{44.7 + 0.01 * i:.2f}" lon="20.4">'
        '<tag k="highway" v="bus_stop"/></node>'
        for i in range(25)
    )
    file.write_text(MAP.replace("{stops}", stops), encoding="utf-8")
    return file


def said(origin, object, *, lat=44.8, lon=20.4, tags=SHOP, claim=Claim.PRESENT):
    return Observation(origin, object, claim, lon, lat, attributes=MappingProxyType(tags))


@pytest.fixture
def place(database):
    with Register(database, create=True, now=lambda: NOON) as register:
        register.describe(
            origin(
                "osm", kind=Kind.OSM, licence="ODbL-1.0", attribution="© OpenStreetMap contributors"
            )
        )
        register.describe(origin("list"))
        register.describe(origin("leak", obtained=Obtained.LEAKED))
        register.describe(origin("made_up", synthetic=True))
        take(register, edition("osm", "old", dated=OLD), [
            said("osm", "node/5"), said("osm", "node/6", lat=44.81),
            said("osm", "node/7", lat=44.82, tags=DOORBELL),
        ])  # fmt: skip
        take(register, edition("osm", "new", dated=NEW), [
            said("osm", "node/5", tags=SHOP | {"camera:type": "dome"}),
            said("osm", "node/8", lat=44.83), said("osm", "node/9", lat=44.84, tags=DOORBELL),
        ])  # fmt: skip
        for key in ("list", "leak", "made_up"):
            take(register, edition(key, f"{key} old", dated=OLD), [said(key, "a", lat=44.7)])
            take(register, edition(key, f"{key} new", dated=NEW), [
                said(key, "a", lat=44.7), said(key, "b", lat=44.71),
                said(key, "c", lat=44.8001, tags=SHOP | {"camera:type": "dome"}),
            ])  # fmt: skip
    return database


def street(compared):
    return Counter(what for c in compared.difference.changes for what in c.street)


def test_changes_are_those_between_the_two_newest_states_of_each_source(place):
    found, untold = changes_of(place)
    assert untold == []
    assert (found["osm"].since, found["osm"].until) == (OLD, NEW)
    assert street(found["osm"]) == {What.NEW: 2, What.GONE: 2, What.RETAGGED: 1}
    assert street(found["list"]) == {What.NEW: 2}


def test_states_are_named_by_days_and_by_editions(place):
    with Register(place) as register:
        old = next(e.edition for e in register.editions("osm"))
    assert changes_of(place, since=old.sha256, until="2025-12-31")[0].keys() == {"osm"}
    assert changes_of(place, since="2024-06-01", source="list")[0].keys() == {"list"}
    found, untold = changes_of(place, since="2020-01-01")
    assert found == {}
    assert len(untold) == 4
    for words in ("x", "2024-13-01"):
        with pytest.raises(InputError, match="neither a day nor an edition"):
            changes_of(place, since=words)
    with pytest.raises(InputError, match="no such source"):
        changes_of(place, source="nobody")


@pytest.mark.parametrize("suffix", [".json", ".atom"])
def test_a_feed_has_no_homes_and_nothing_that_is_not_published(place, ground, tmp_path, suffix):
    file = tmp_path / f"feed{suffix}"
    fed = write_feed(place, changes_of(place)[0], file, map=ground)
    assert dict(fed.left_out) == {
        "leak": "held: it is leaked, and nobody decided to release it", "made_up": "made up",
    }  # fmt: skip
    text = file.read_text(encoding="utf-8")
    assert "node/8" in text
    assert "node/6" in text
    assert not [trace for trace in ("node/7", "node/9", "leak", "made_up") if trace in text]
    assert fed.items == (
        len(json.loads(text)["items"]) if suffix == ".json" else text.count("<entry>")
    )
    before = file.read_bytes()
    write_feed(place, changes_of(place)[0], file, map=ground)
    assert file.read_bytes() == before


def test_a_feed_does_not_mix_licences(place, ground, tmp_path):
    with Register(place) as register:
        register.describe(origin("list", licence="CC-BY-4.0"))
    with pytest.raises(PublicationError, match="merged with others"):
        write_feed(place, changes_of(place)[0], tmp_path / "f.json", map=ground)
    assert write_feed(
        place, changes_of(place, source="list")[0], tmp_path / "f.json", map=ground
    ).items


def test_without_a_map_of_homes_nothing_goes_out(place, tmp_path):
    bare = tmp_path / "map.geojson"
    bare.write_text('{"type": "FeatureCollection", "bbox": [20, 44, 21, 45], "features": []}')
    for go_out in (
        lambda: write_feed(place, changes_of(place)[0], tmp_path / "f.json", map=bare),
        lambda: give_back(place, tmp_path / "a.osc", map=bare),
        lambda: publish_release(place, tmp_path / "r", version="1", role="us", map=bare),
    ):
        with pytest.raises(InputError, match="nobody could tell a home"):
            go_out()
    assert [one.name for one in tmp_path.iterdir() if one.suffix in (".json", ".osc", "")] == []


def test_what_was_confirmed_is_given_and_the_rest_listed(place, ground, tmp_path):
    file = tmp_path / "give.osc"
    given = give_back(place, file, map=ground)
    assert not any(one.tags for one in given)
    assert not file.exists()
    with Register(place) as register:
        ids = {(s.observation.origin, s.observation.object): s.id for s in register.state()}
    for key in ("list", "leak", "made_up"):
        decide(place, Verdict.CONFIRMED, role="us", reason="seen", observation=ids[key, "b"])
    decide(place, Verdict.CONFIRMED, role="us", reason="seen", observation=ids["list", "c"])
    decide(place, Verdict.SAME, role="us", reason="seen", observation=ids["list", "c"],
           other=ids["osm", "node/5"])  # fmt: skip
    given = give_back(place, file, map=ground)
    assert len(given) == len(ids)
    root = ET.fromstring(file.read_bytes())
    create, modify = root
    assert [n.get("lat") for n in create] == ["44.7100000"]
    (node,) = modify
    assert (node.get("id"), node.get("version")) == ("5", "7")
    tags = {tag.get("k"): tag.get("v") for tag in node}
    # what the map says and the register does not stays on the map
    assert tags["fixme"] == "a dome?"
    assert tags["camera:type"] == "dome"


def test_a_release_is_whole_frozen_and_the_same_again(place, ground, tmp_path):
    folder = tmp_path / "release"
    told = {"role": "the editors", "map": ground}
    made = publish_release(place, folder, version="1", **told)
    assert (made.new, made.shown, made.hidden) == (True, 5, 1)
    assert dict(made.left_out).keys() == {"leak", "made_up"}
    files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*")}
    assert not any(b"leak" in data or b"node/9" in data for data in files.values())
    lines = files["checksums.txt"].decode().splitlines()
    assert all(hashlib.sha256(files[line[66:]]).hexdigest() == line[:64] for line in lines)
    assert not publish_release(place, folder, version="1", **told).new
    publish_release(place, tmp_path / "again", version="1", **told)
    assert all((tmp_path / "again" / path).read_bytes() == data for path, data in files.items())
    with pytest.raises(OutputError, match="releases are never changed"):
        publish_release(place, folder, version="2", **told)
    with pytest.raises(InputError, match="not a version"):
        publish_release(place, tmp_path / "x", version="/", **told)
    assert not (tmp_path / "x").exists()


def test_an_older_state_can_be_released_again_to_the_byte(place, ground, tmp_path):
    told = {"version": "1", "role": "us", "map": ground}
    publish_release(place, tmp_path / "a", **told)
    known = json.loads((tmp_path / "a" / "datapackage.json").read_text())["created"]
    with Register(place) as register:
        moment = register.last_recorded()
        later = edition(
            "list", "later", dated=dt.date(2026, 1, 1), recorded=moment + dt.timedelta(1)
        )
        take(register, later, [said("list", "z", lat=44.9)])
    publish_release(place, tmp_path / "b", recorded=moment, **told)
    assert known == json.loads((tmp_path / "b" / "datapackage.json").read_text())["created"]
    words = ["register", "publish", tmp_path / "c", "--version", "1", "--role", "us", "-q",
             "--map", ground, "--recorded", known, "-r", place]  # fmt: skip
    assert CliRunner().invoke(main, [str(word) for word in words]).exit_code == 0
    asked_again = (tmp_path / "c" / "datapackage.json").read_bytes()
    assert asked_again == (tmp_path / "a" / "datapackage.json").read_bytes()
    for path in (tmp_path / "a").rglob("*.*"):
        assert (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes() == path.read_bytes()


def test_a_folder_of_somebody_else_is_left_alone(place, ground, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(OutputError, match="not made by Vidik"):
        publish_release(place, tmp_path / "mine", version="1", role="us", map=ground)
    assert [one.name for one in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_on_the_command_line(place, ground, tmp_path):
    def run(*args):
        words = ["register", *map(str, args), "-r", place]
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        return result.exit_code, " ".join(result.output.split())

    code, out = run("changes", "--source", "osm", "--edits")
    assert code == 0
    assert "camera:type: – → dome" in out
    assert run("changes", "--feed", tmp_path / "f.json")[0] == 2
    code, out = run("changes", "--feed", tmp_path / "f.json", "--map", ground)
    assert "items are written to" in out
    assert "Left out: leak" in out
    with Register(place) as register:
        (b,) = (s.id for s in register.state(origins=["list"]) if s.observation.object == "b")
    assert run("confirm", b, "--role", "us", "--reason", "seen")[0] == 0
    assert "1 new nodes" in run("give-back", tmp_path / "a.osc", "--map", ground)[1]
    code, out = run("publish", tmp_path / "rel", "--version", "1", "--role", "us", "--map", ground)
    assert "5 statements; 1 are counted and not shown" in out
    assert (
        run("publish", tmp_path / "rel", "--version", "1", "--role", "a@b.rs", "--map", ground)[0]
        == 1
    )
    quiet = run("publish", tmp_path / "q", "--version", "1", "--role", "us", "--map", ground, "-q")
    assert quiet == (0, "")
    assert run("changes", "--feed", tmp_path / "q.json", "--map", ground, "-q") == (0, "")
    assert (tmp_path / "q.json").exists()


def test_two_releases_are_held_against_each_other(place, ground, tmp_path):
    areas = tmp_path / "parts.geojson"
    ring = [[20, 44], [21, 44], [21, 44.75], [20, 44.75], [20, 44]]
    area = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"name": "South"}, "geometry": area}
    areas.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    def run(*args, code=0):
        words = ["register", *map(str, args)]
        result = CliRunner().invoke(main, words, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return " ".join(result.output.split())

    told = ("--role", "us", "--map", ground, "--districts", areas, "-r", place)
    run("publish", tmp_path / "a", "--version", "1", *told)
    with Register(place) as register:
        later = edition("list", "later", dated=dt.date(2026, 1, 1),
                        recorded=register.last_recorded() + dt.timedelta(1))  # fmt: skip
        take(register, later, [said("list", "a", lat=44.7), said("list", "z", lat=44.9)])
    run("publish", tmp_path / "b", "--version", "2", *told)
    out = run("difference", tmp_path / "a", tmp_path / "b", "--to", tmp_path / "d.csv")
    assert "editions of list" in out
    assert "not made alike" not in out
    assert re.search(r"source/list/cameras . cameras . 3 . 2 . -1 . changed", out)
    assert re.search(r"source/list/cameras/district/South . cameras . 2 . 1 . -1 . changed", out)
    assert "source/osm/cameras " not in out
    assert "source/osm/cameras " in run("difference", tmp_path / "a", tmp_path / "b", "--all")
    with (tmp_path / "d.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["figure"]: row for row in csv.DictReader(file)}
    assert rows["source/list/cameras"]["difference"] == "-1.0"
    assert {row["made_alike"] for row in rows.values()} == {"yes"}
    assert {"pair/list+osm/both", "pair/list+osm/both/district/South"} <= rows.keys()
    run("publish", tmp_path / "c", "--version", "3", *told[:4], "-r", place)
    out = run("difference", tmp_path / "b", tmp_path / "c")
    assert "not made alike" in out
    assert "only in the old release" in out
    (tmp_path / "b" / "figures.csv").write_text("x")
    out = run("difference", tmp_path / "a", tmp_path / "b", code=1)
    assert "is not the file that was published" in out


def test_what_a_release_was_made_of_stands_in_it(place, ground, tmp_path):
    with Register(place) as register:
        register.describe(origin("shop", licence="LicenseRef-restricted"))
        take(register, edition("shop", "shop"), [said("shop", "s", lat=44.75)])
    publish_release(place, tmp_path / "r", version="1", role="us", map=ground)
    made = json.loads((tmp_path / "r" / "datapackage.json").read_text())["made_of"]
    assert made["map"] == hashlib.sha256(ground.read_bytes()).hexdigest()
    assert made["unlicensed"] == {"shop": "LicenseRef-restricted"}
    assert made["sources"].keys() == {"list", "osm"}
    dates = {one["dated"] for key in made["sources"] for one in made["sources"][key]["editions"]}
    assert dates == {"2025-06-01"}


def edited(features):
    """Return a map as it may look a year later, and how much of it changed."""
    new = json.loads(json.dumps(features))
    named = [one for one in new if "id" in one]
    for one in named[:5]:
        one["geometry"]["coordinates"][1] += 40 / 111_195
    for one in named[5:12]:
        one["geometry"]["coordinates"][1] += 2 / 111_195
    for one in named[12:15]:
        one["properties"]["camera:mount"] = "a balloon"
    for one in named[15:19]:
        one["id"] = one["properties"]["id"] = one["id"].replace("node/", "node/99")
    for one in named[19:21]:
        one["id"] = one["properties"]["id"] = one["id"].replace("node/", "way/")
    for one in named[21:27]:
        one["properties"]["surveillance:type"] = "Camera "
    lost = {one["id"] for one in named[27:29]}
    return [one for one in new if one.get("id") not in lost]


@pytest.mark.parametrize("town", ["belgrade", "uzice", "vienna"])
def test_a_year_of_edits_of_a_real_map(town, tmp_path):
    document = json.loads(shared(f"{town}.geojson").read_text(encoding="utf-8"))
    features = document["features"]
    for one in features:
        one["properties"]["surveillance:type"] = "camera"
        if "id" in one["properties"]:
            one["id"] = one["properties"]["id"] = f"node/{one['properties']['id']}"
    place = str(tmp_path / "register.sqlite")
    about = Described("osm", "OSM", Kind.OSM, "ODbL-1.0", "© OpenStreetMap contributors")
    for day, some in ((OLD, features), (NEW, edited(features))):
        file = tmp_path / f"{day}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": some}))
        import_list(place, file, about, dated=day)
    difference = changes_of(place)[0]["osm"].difference
    edits = Counter(edit for one in difference.changes for edit in one.edits)
    assert Counter(what for one in difference.changes for what in one.street) == {
        What.MOVED: 5, What.RETAGGED: 3, What.GONE: 2,
    }  # fmt: skip
    assert edits == {Edit.NUDGED: 7, Edit.RENUMBERED: 4, Edit.REDRAWN: 2, Edit.SPELT: 6}
    assert len(difference.same) + len(difference.changes) == len(features)


HISTORY = """<osmChange version="0.6">
<create><node id="1" version="1" timestamp="2024-05-01T00:00:00Z" lat="44.8" lon="20.4">
<tag k="man_made" v="surveillance"/><tag k="camera:type" v="dome"/></node>
<node id="2" version="1" timestamp="2024-05-01T00:00:00Z" lat="44.9" lon="20.4">
<tag k="man_made" v="surveillance"/></node></create></osmChange>"""
LATER = """<osmChange version="0.6">
<delete><node id="1" version="2" timestamp="2025-05-01T00:00:00Z" lat="44.8" lon="20.4"/></delete>
<create><node id="3" version="1" timestamp="2025-05-01T00:00:00Z" lat="44.8" lon="20.4">
<tag k="man_made" v="surveillance"/><tag k="camera:type" v="dome"/></node></create>
<modify><node id="2" version="2" timestamp="2025-05-01T00:00:00Z" lat="44.9" lon="20.4">
<tag k="man_made" v="surveillance"/><tag k="camera:type" v="fixed"/></node></modify></osmChange>"""


def test_changes_and_histories_of_the_map_are_followed_object_by_object(tmp_path):
    place = str(tmp_path / "register.sqlite")
    about = Described("osm", "OSM", Kind.OSM, "ODbL-1.0", "© OpenStreetMap contributors")
    for day, text in ((OLD, HISTORY), (NEW, LATER)):
        file = tmp_path / f"{day}.osc"
        file.write_text(text)
        import_list(place, file, about, dated=day, adds=True)
    found = changes_of(place)[0]["osm"].difference.changes
    by_object = {one.statement.observation.object: one for one in found}
    assert (by_object["node/3"].street, by_object["node/3"].edits) == ((), (Edit.RENUMBERED,))
    assert by_object["node/2"].street == (What.RETAGGED,)
    assert len(found) == 2
