from __future__ import annotations

import bz2
import datetime as dt
import gzip
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import osmium
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point, box

from tests.outside.packing import same_packed
from tests.shared_data import helsinki, shared
from vidik.errors import InputError
from vidik.model.feature import Extract
from vidik.outside import osm
from vidik.outside.assembly import joined_extract
from vidik.outside.blobs import pieces
from vidik.outside.reading import read_extract, read_outlines, read_parts

NODES = """
  <node id="1" lat="0" lon="0" version="1" timestamp="2020-05-01T10:00:00Z" uid="7" user="Ana">
    <tag k="man_made" v="surveillance"/></node>
  <node id="2" lat="0" lon="3"/> <node id="3" lat="3" lon="3"/> <node id="4" lat="3" lon="0"/>
  <node id="5" lat="1" lon="1"/> <node id="6" lat="1" lon="2"/> <node id="7" lat="2" lon="2"/>
"""


def xml(inside: str, *, nodes: str = NODES) -> str:
    return (
        '<?xml version="1.0"?><osm version="0.6"><bounds minlat="-1" minlon="-2" maxlat="4" '
        f'maxlon="5"/>{nodes}{inside}</osm>'
    )


def way(number: int, refs: str, *tags: str) -> str:
    nodes = "".join(f'<nd ref="{ref}"/>' for ref in refs.split())
    return f'<way id="{number}">{nodes}{_tags(tags)}</way>'


def relation(number: int, ways: str, *tags: str) -> str:
    members = "".join(f'<member type="way" ref="{ref}" role=""/>' for ref in ways.split())
    return f'<relation id="{number}">{members}{_tags(tags)}</relation>'


def _tags(tags: tuple[str, ...]) -> str:
    pairs = (tag.split("=") for tag in tags)
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in pairs)


@pytest.fixture
def read(tmp_path: Path):
    def reader(inside: str, *, nodes: str = NODES) -> Extract:
        path = tmp_path / "map.osm"
        path.write_text(xml(inside, nodes=nodes), encoding="utf-8")
        same_packed(path)
        return read_extract(path, source="osm")

    return reader


def shapes(extract: Extract) -> dict[str, shapely.Geometry]:
    return {one.id: one.geometry for one in extract.features}


def reasons(extract: Extract) -> list[tuple[str, str, str]]:
    return [(row.id, row.field, row.reason) for row in extract.rejected]


def test_nodes_with_tags_are_points_and_nobody_is_named(read) -> None:
    extract = read("")
    (camera,) = extract.features
    assert camera.id == "node/1"
    assert camera.geometry == Point(0, 0)
    assert camera.tags == {"man_made": "surveillance"}
    assert camera.changed == dt.date(2020, 5, 1)
    assert "Ana" not in repr(extract)
    assert extract.bounds == (-2, -1, 5, 4)
    assert extract.dated == dt.date(2020, 5, 1)


def test_ways_are_lines_or_areas_by_their_tags(read) -> None:
    extract = read(
        way(1, "1 2 3", "highway=service")
        + way(2, "1 2 3 4 1", "highway=service")
        + way(3, "1 2 3 4 1", "building=yes")
        + way(4, "1 2 3 4 1", "highway=pedestrian", "area=yes")
        + way(5, "1 2 3", "building=yes")
        + way(6, "1 2 3 4 1")
    )
    got = shapes(extract)
    assert got["way/1"] == LineString([(0, 0), (3, 0), (3, 3)])
    assert got["way/2"].geom_type == "LineString"
    assert got["way/3"].equals(box(0, 0, 3, 3))
    assert got["way/4"].geom_type == "Polygon"
    assert got["way/5"].geom_type == "LineString"
    assert "way/6" not in got
    assert extract.rejected == ()


def test_relations_have_holes(read) -> None:
    extract = read(
        way(1, "1 2 3")
        + way(2, "1 4 3")
        + way(3, "5 6 7 5", "landuse=grass")
        + relation(9, "1 2 3", "type=multipolygon", "building=yes")
        + relation(8, "1", "type=route", "route=bus")
        + relation(7, "1 2 3", "type=multipolygon")
    )
    got = shapes(extract)
    assert got["relation/9"].area == 9 - 0.5
    assert got["way/3"].area == 0.5
    assert set(got) == {"node/1", "way/3", "relation/9"}
    assert extract.rejected == ()


def test_objects_cut_off_are_noted_and_kept_as_far_as_they_are_known(read) -> None:
    extract = read(
        way(1, "1 2 99 3 4", "highway=service")
        + way(2, "1 2 99 4 1", "building=yes")
        + way(3, "1 2 99 4 1", "natural=water")
        + way(4, "98 99", "highway=service")
        + way(5, "1 2 3")
        + relation(6, "5 77", "type=multipolygon", "natural=water")
        + relation(7, "5 77", "type=multipolygon", "building=yes")
        + relation(8, "5", "type=multipolygon", "landuse=grass")
    )
    got = shapes(extract)
    assert got["way/1"] == MultiLineString([[(0, 0), (3, 0)], [(3, 3), (0, 3)]])
    assert got["way/3"] == MultiLineString([[(0, 0), (3, 0)], [(0, 3), (0, 0)]])
    assert got["relation/6"] == MultiLineString([[(0, 0), (3, 0), (3, 3)]])
    assert set(got) == {"node/1", "way/1", "way/3", "relation/6", "relation/8"}
    beyond = "reaches beyond the extract: "
    assert reasons(extract) == [
        ("way/1", "geometry", f"{beyond}1 of its 5 points are missing; the rest is used"),
        ("way/2", "geometry", f"{beyond}1 of its 5 points are missing; left out"),
        (
            "way/3",
            "geometry",
            f"{beyond}1 of its 5 points are missing; only its known lines are used",
        ),
        ("way/4", "geometry", f"{beyond}2 of its 2 points are missing; left out"),
        (
            "relation/6",
            "geometry",
            f"{beyond}1 of its 2 ways are missing or cut off; only its known lines are used",
        ),
        ("relation/7", "geometry", f"{beyond}1 of its 2 ways are missing or cut off; left out"),
        ("relation/8", "geometry", "its outlines do not close; only its known lines are used"),
    ]


def test_a_way_that_begins_or_ends_beyond_the_extract_is_noted(read) -> None:
    extract = read(way(1, "98 99 1 2", "highway=path") + way(2, "1 2 99", "highway=path"))
    assert shapes(extract)["way/1"] == shapes(extract)["way/2"] == LineString([(0, 0), (3, 0)])
    beyond = "reaches beyond the extract: "
    assert reasons(extract) == [
        ("way/1", "geometry", f"{beyond}2 of its 4 points are missing; the rest is used"),
        ("way/2", "geometry", f"{beyond}1 of its 3 points are missing; the rest is used"),
    ]


def test_broken_outlines_are_repaired_and_noted(read) -> None:
    extract = read(
        way(1, "1 3 2 4 1", "building=yes")
        + way(2, "1 2 1", "building=yes")
        + way(3, "1", "highway=service")
        + way(4, "1 1", "highway=service")
        + relation(5, "", "type=multipolygon", "landuse=grass")
    )
    assert shapes(extract)["way/1"].area == pytest.approx(4.5)
    assert reasons(extract) == [
        ("way/1", "geometry", "the outline crosses or touches itself; repaired"),
        ("way/2", "geometry", "an outline needs three different points"),
        ("way/3", "geometry", "a way needs two different points"),
        ("way/4", "geometry", "a way needs two different points"),
        ("relation/5", "geometry", "no ways draw its outline"),
    ]


def test_nodes_off_the_globe_are_rejected(read) -> None:
    off = '<node id="1" lat="48" lon="200"><tag k="man_made" v="surveillance"/></node>'
    extract = read("", nodes=off)
    assert extract.features == ()
    assert reasons(extract) == [("node/1", "geometry", "not a place on the globe")]


def test_deleted_objects_are_noted(read) -> None:
    gone = (
        '<node id="1" lat="1" lon="1" visible="false"><tag k="man_made" v="surveillance"/></node>'
    )
    extract = read("", nodes=gone)
    assert extract.features == ()
    assert reasons(extract) == [("node/1", "*", "deleted from the map")]


def test_relations_that_list_what_cameras_see_are_noted(read) -> None:
    extract = read(relation(4, "", "type=surveillance"))
    assert [(row.id, row.field, row.value) for row in extract.rejected] == [
        ("relation/4", "type", "surveillance")
    ]


@pytest.mark.parametrize(
    ("suffix", "pack"), [("osm", bytes), ("osm.gz", gzip.compress), ("osm.bz2", bz2.compress)]
)
def test_packed_files_are_read(tmp_path: Path, suffix: str, pack) -> None:
    path = tmp_path / f"map.{suffix}"
    path.write_bytes(pack(xml("").encode()))
    told: list[tuple[int, int]] = []
    extract = read_extract(path, source="osm", progress=lambda *at: told.append(at))
    assert len(extract.features) == 1
    size = path.stat().st_size
    assert (told[0], told[-1]) == ((0, size), (size, size))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (xml("")[:-30], "line 5"),
        (xml("").replace('lat="3"', 'lat="three"'), "three"),
        ('<?xml version="1.0"?><osm version="0.6"><node', "line 1"),
        ('<!DOCTYPE o [<!ENTITY a "b">]><osm version="0.6"/>', "entities"),
        (xml("").replace('"0.6"', '"0.5"'), "version"),
    ],
)
def test_broken_xml_is_refused(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "map.osm"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read") as caught:
        read_extract(path, source="osm")
    assert caught.value.file == str(path)
    assert part in str(caught.value)


def test_a_server_that_broke_off_is_not_believed(read) -> None:
    with pytest.raises(InputError, match="the server broke off") as caught:
        read("<remark> runtime error: Query timed out </remark>")
    assert caught.value.value == "runtime error: Query timed out"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_truncated_archive_is_refused(tmp_path: Path, pack) -> None:
    path = tmp_path / f"map.osm.{'gz' if pack is gzip.compress else 'bz2'}"
    packed = pack(xml("").encode())
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(InputError, match="cannot be read"):
        read_extract(path, source="osm")


# -- PBF -------------------------------------------------------------------------------------------


@pytest.fixture
def pbf(tmp_path: Path) -> Path:
    plain, path = tmp_path / "map.osm", tmp_path / "map.osm.pbf"
    plain.write_text(xml(way(1, "1 2 3 4 1", "building=yes")), encoding="utf-8")
    writer = osmium.SimpleWriter(str(path))
    for one in osmium.FileProcessor(str(plain)):
        writer.add(one)
    writer.close()
    return path


def test_pbf_says_the_same_as_xml(pbf: Path) -> None:
    one = read_extract(pbf, source="osm")
    other = read_extract(pbf.with_name("map.osm"), source="osm")
    assert one.features == other.features


texts = st.text(
    st.characters(max_codepoint=0xFFFFF, exclude_categories=["Cs"], exclude_characters="\0"),
    max_size=20,
)


@given(said=st.dictionaries(texts.filter(bool), texts, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_tags_say_is_read_as_it_stands(said: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "map.osm.pbf")
        with osmium.SimpleWriter(str(path)) as writer:
            for i in (1, 2):
                place = osmium.osm.Location(i, 2)
                writer.add_node(osmium.osm.mutable.Node(id=i, location=place, tags=said))
            writer.add_way(osmium.osm.mutable.Way(id=7, nodes=[1, 2], tags=said))
        assert [one.tags for one in read_extract(path, source="osm").features] == [said] * 3


@pytest.mark.parametrize("city", ["helsinki", "novi_sad"])
def test_an_extract_says_what_its_objects_say_one_by_one(city: str) -> None:
    path = helsinki() if city == "helsinki" else shared("novi_sad.osm.pbf")
    read = {one.id: one for one in read_extract(path, source="osm").features}
    seen = 0
    for one in osmium.FileProcessor(str(path)).with_locations():
        if isinstance(one, osmium.osm.Node):
            name, corners = f"node/{one.id}", [(one.lon, one.lat)]
        elif isinstance(one, osmium.osm.Way) and all(node.location.valid() for node in one.nodes):
            # the same place twice running is one corner
            name, corners = f"way/{one.id}", [*map(_place, one.nodes)]
            corners = [
                at for at, before in zip(corners, [None, *corners], strict=False) if at != before
            ]
        else:
            continue
        if name in read:
            assert read[name].tags == dict(one.tags)
            day = one.timestamp.date()
            assert read[name].changed == (day if day.year > 1970 else None)
            if shapely.get_num_geometries(read[name].geometry) == 1:
                shape = read[name].geometry
                line = shape.exterior if shape.geom_type == "Polygon" else shape
                assert [*line.coords] == corners or shape.geom_type == "Polygon", name
                assert {*line.coords} <= {*corners}
            seen += 1
    assert seen > 0.9 * len(read)


def _place(node: osmium.osm.NodeRef) -> tuple[float, float]:
    return node.lon, node.lat


def test_a_truncated_pbf_is_refused_wherever_it_ends(pbf: Path) -> None:
    whole = pbf.read_bytes()
    refused = []
    for end in range(1, len(whole)):
        pbf.write_bytes(whole[:end])
        with suppress(InputError):
            read_extract(pbf, source="osm")
            continue
        refused.append(end)
    assert len(refused) >= len(whole) - 3  # between two blocks nobody can tell


def test_a_flipped_bit_in_a_pbf_raises_nothing_but_input_errors(pbf: Path) -> None:
    whole = pbf.read_bytes()
    for at in range(0, len(whole), 3):
        pbf.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with suppress(InputError):
            read_extract(pbf, source="osm")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data + data, "a second header"),
        (lambda data: data + b"\xff" * 9, "not a block"),
        (lambda data: data + b"\0\0\0\x02\x0a\x09", "not a block"),
        (lambda data: data + b"\0", "the file ends in the middle of a block"),
    ],
)
def test_what_is_wrong_with_a_pbf_is_said_with_its_place(pbf: Path, change, message: str) -> None:
    pbf.write_bytes(change(pbf.read_bytes()))
    with pytest.raises(InputError, match=message) as caught:
        read_extract(pbf, source="osm")
    assert str(caught.value.place).startswith("byte ")


def test_a_history_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.osm.pbf"
    header = osmium.io.Header()
    file = osmium.io.File(str(path), "pbf,history=true")
    file.has_multiple_object_versions = True
    writer = osmium.io.Writer(file, header)
    writer.close()
    with pytest.raises(InputError, match="history"):
        read_extract(path, source="osm")


# -- real extracts ---------------------------------------------------------------------------------


def counts(extract: Extract, key: str) -> Counter[str]:
    """Return how many ways and relations with a key were read or rejected."""
    return Counter(one.id.split("/")[0] for one in extract.features if key in one.tags)


def areas_by_libosmium(path: Path) -> dict[str, shapely.Geometry]:
    """Return the areas of relations as libosmium assembles them, which knows only whole ones."""
    wkb = osmium.geom.WKBFactory()
    areas = {}
    for one in osmium.FileProcessor(str(path)).with_areas():
        if isinstance(one, osmium.osm.Area) and not one.from_way():
            with suppress(RuntimeError):  # it gives up on outlines that do not close
                areas[f"relation/{one.orig_id()}"] = shapely.from_wkb(wkb.create_multipolygon(one))
    return areas


@pytest.mark.parametrize("city", ["helsinki", "novi_sad"])
def test_areas_are_those_that_libosmium_assembles(city: str) -> None:
    path = helsinki() if city == "helsinki" else shared("novi_sad.osm.pbf")
    ours = {
        one.id: one.geometry
        for one in read_extract(path, source="osm").features
        if one.id.startswith("relation/") and one.geometry.geom_type.endswith("Polygon")
    }
    theirs = areas_by_libosmium(path)
    assert len(ours.keys() & theirs.keys()) > 80
    for name, area in theirs.items():
        if name in ours:
            difference = shapely.symmetric_difference(ours[name], area).area
            assert difference <= 1e-9 * area.area, name
    assert theirs.keys() <= ours.keys()


def test_helsinki() -> None:
    path = helsinki()
    told: list[tuple[int, int]] = []
    extract = read_extract(path, source="osm", progress=lambda *at: told.append(at))
    raw: Counter[str] = Counter()
    for one in osmium.FileProcessor(str(path), osmium.osm.WAY | osmium.osm.RELATION):
        for key in ("building", "highway"):
            raw[f"{key} {'way' if one.is_way() else 'relation'}"] += key in one.tags
    assert raw["building way"] == 433
    assert raw["building relation"] == 67
    assert raw["highway way"] == 2650
    rejected = Counter(
        row.id.split("/")[0] for row in extract.rejected if row.reason.endswith("left out")
    )
    buildings, highways = counts(extract, "building"), counts(extract, "highway")
    assert (buildings["way"], buildings["relation"]) == (433 - 48, 67 - 6)
    assert highways["way"] <= 2650 <= highways["way"] + rejected["way"]
    assert extract.bounds == (24.9351762, 60.164155, 24.9534145, 60.179113)
    assert extract.dated == dt.date(2019, 4, 21)
    assert sum(row.value == "surveillance" for row in extract.rejected) == 93
    assert told[0][0] == 0
    assert told[-1] == (path.stat().st_size, path.stat().st_size)
    assert told == sorted(told)


def test_novi_sad() -> None:
    extract = read_extract(shared("novi_sad.osm.pbf"), source="osm")
    assert counts(extract, "highway")["way"] == 12886 - 69  # 69 have a single node
    assert counts(extract, "building")["way"] == 28180 - 59
    assert extract.bounds == (19.743, 45.214, 19.884, 45.292)
    assert extract.dated == dt.date(2024, 10, 22)
    assert all(one.changed is None for one in extract.features)
    assert shapely.is_valid([one.geometry for one in extract.features]).all()
    assert "Дунавска" in {one.tags.get("name") for one in extract.features}


def test_areas_come_packed_from_a_pbf_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    same_packed(helsinki())
    monkeypatch.setattr(osm, "pieces", partial(pieces, piece_bytes=1))
    path = shared("novi_sad.osm.pbf")
    assert len(list(read_outlines(path, source="osm"))) > 2
    packed = same_packed(path)
    buildings = sum("building" in packed.outlines.tags(i) for i in range(len(packed.outlines)))
    assert buildings > 20 * sum("building" in f.tags for f in packed.features) > 0


@pytest.mark.parametrize("large_bytes", [0, 2**40])
def test_a_pbf_in_parts_is_the_whole_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, large_bytes: int
) -> None:
    path = shared("novi_sad.osm.pbf")
    whole = read_extract(path, source="osm")
    # each block of the file by itself, few relations at a time, nodes in a file or in memory
    monkeypatch.setattr(osm, "pieces", partial(pieces, piece_bytes=1))
    monkeypatch.setattr(osm, "_BATCH", 20)
    monkeypatch.setattr(osm, "_LARGE_BYTES", large_bytes)
    parts = list(read_parts(path, source="osm", folder=tmp_path))
    assert len(parts) > 20
    assert max(len(part.features) for part in parts) < len(whole.features) / 5
    joined = joined_extract(parts)
    assert joined.features == whole.features
    assert sorted(joined.rejected) == sorted(whole.rejected)
    assert (joined.bounds, joined.dated) == (whole.bounds, whole.dated)
    assert list(tmp_path.iterdir()) == []


def test_whoever_stops_in_the_middle_leaves_no_files(tmp_path: Path) -> None:
    parts = read_parts(shared("novi_sad.osm.pbf"), source="osm", folder=tmp_path)
    next(parts)
    assert list(tmp_path.iterdir())
    parts.close()
    assert list(tmp_path.iterdir()) == []
