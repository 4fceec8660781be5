"""Change files and histories of OpenStreetMap: who made an edit never comes through."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import osmium
import pytest

from vidik.errors import InputError
from vidik.model.feature import Extract, Feature
from vidik.outside.assembly import joined_extract
from vidik.outside.osmchanges import ABSENT, read_osm_changes

MADE = 'timestamp="{}T10:00:00Z" uid="77" user="Pera Peric" changeset="4242"'
CAMERA = '<tag k="man_made" v="surveillance"/><tag k="camera:type" v="dome"/>'


def node(number: int, version: int, day: str, tags: str = "", where: str = "") -> str:
    made = MADE.format(day)
    return f'<node id="{number}" version="{version}" {made} {where}>{tags}</node>'


HERE, THERE = 'lat="45.25" lon="19.83"', 'lat="45.26" lon="19.84"'
CHANGES = f"""<?xml version="1.0"?><osmChange version="0.6">
<create>{node(1, 1, "2020-01-02", CAMERA, HERE)}</create>
<modify>{node(1, 2, "2021-01-02", CAMERA, THERE)}</modify>
<modify>{node(1, 3, "2022-01-02", '<tag k="man_made" v="mast"/>', THERE)}</modify>
<delete>{node(2, 5, "2022-02-03")}</delete>
<modify>{node(3, 2, "2021-01-02", '<tag k="amenity" v="pub"/>', HERE)}</modify>
<create><way id="4" version="1" {MADE.format("2021-01-02")}><nd ref="1"/>{CAMERA}</way>
<way id="5" version="1" {MADE.format("2021-01-02")}><nd ref="1"/><nd ref="99"/>
{CAMERA}</way></create>
</osmChange>"""


def read(path: Path, **more: object) -> Extract:
    return joined_extract(read_osm_changes(path, source="osm", **more))


def told(features: tuple[Feature, ...]) -> list[tuple[str, str | None, str | None]]:
    return [(f.id, f.tags.get("vidik:claim"), f.tags.get("vidik:because")) for f in features]


@pytest.mark.parametrize("packed", [False, True])
def test_each_version_is_a_statement_of_its_day(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / ("a.osc.gz" if packed else "a.osc")
    path.write_bytes(gzip.compress(CHANGES.encode()) if packed else CHANGES.encode())
    extract = read(path)
    assert told(extract.features) == [
        ("node/1 v1", None, None),
        ("node/1 v2", None, None),
        ("node/1 v3", "absent", "retagged"),
        ("node/2 v5", "absent", "deleted"),
        ("way/4 v1", None, None),
    ]
    first, moved, gone, deleted, way = extract.features
    assert first.changed == dt.date(2020, 1, 2)
    assert first.tags["camera:type"] == "dome"
    assert (moved.geometry.x, moved.geometry.y) == (19.84, 45.26)
    assert gone.geometry == moved.geometry
    assert deleted.geometry.is_empty
    assert deleted.tags["vidik:object"] == "node/2"
    assert way.geometry == moved.geometry  # where its only node was on that day
    assert [(r.id, r.field) for r in extract.rejected] == [("way/5 v1", "geometry")]
    assert "Pera" not in repr(extract)
    assert "4242" not in repr(extract)


def test_who_knows_the_cameras_hears_of_these_alone(tmp_path: Path) -> None:
    (tmp_path / "a.osc").write_text(CHANGES)
    extract = read(tmp_path / "a.osc", known=lambda name: name == "node/3")
    assert ("node/3 v2", "absent", "retagged") in told(extract.features)
    assert "node/2 v5" not in {f.id for f in extract.features}


def test_a_way_is_where_its_nodes_were_then(tmp_path: Path) -> None:
    corners = [(45.2, 19.8), (45.2, 19.9), (45.3, 19.9)]
    nodes = "".join(
        node(i, 1, "2020-01-01", where=f'lat="{lat}" lon="{lon}"')
        for i, (lat, lon) in enumerate(corners, start=1)
    )
    moved = node(3, 2, "2022-01-01", where='lat="45.4" lon="19.9"')
    refs = "".join(f'<nd ref="{i}"/>' for i in (1, 2, 3, 1))
    ways = "".join(
        f'<way id="7" version="{v}" {MADE.format(day)}>{refs}{CAMERA}</way>'
        for v, day in ((1, "2021-01-01"), (2, "2023-01-01"))
    )
    head = '<?xml version="1.0"?><osmChange version="0.6"><modify>'
    (tmp_path / "a.osc").write_text(f"{head}{nodes}{moved}{ways}</modify></osmChange>")
    extract = read(tmp_path / "a.osc")
    assert [f.id for f in extract.features] == ["way/7 v1", "way/7 v2"]
    assert [f.geometry.bounds[3] for f in extract.features] == [45.3, 45.4]
    assert {f.geometry.geom_type for f in extract.features} == {"Polygon"}


def test_a_history(tmp_path: Path) -> None:
    path = tmp_path / "a.osh.pbf"
    header = osmium.io.Header()
    header.has_multiple_object_versions = True
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for version, tags, visible in ((1, {}, True), (2, {"man_made": "surveillance"}, True)):
            writer.add_node(
                osmium.osm.mutable.Node(
                    id=7, version=version, visible=visible, location=(19.8, 45.2), tags=tags,
                    timestamp=dt.datetime(2020 + version, 1, 1, tzinfo=dt.UTC), user="Pera", uid=5,
                )
            )  # fmt: skip
        writer.add_node(
            osmium.osm.mutable.Node(
                id=7, version=3, visible=False,
                timestamp=dt.datetime(2024, 1, 1, tzinfo=dt.UTC), user="Pera", uid=5,
            )
        )  # fmt: skip
    extract = read(path)
    assert told(extract.features) == [
        ("node/7 v2", None, None),
        ("node/7 v3", "absent", "deleted"),
    ]
    assert extract.features[1].tags | dict([ABSENT]) == extract.features[1].tags
    assert "Pera" not in repr(extract)


@pytest.mark.parametrize("content", ["<osmChange version='0.6'><create>", "not XML", ""])
def test_broken(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.osc").write_text(content)
    with pytest.raises(InputError, match="cannot be read"):
        read(tmp_path / "a.osc")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read(tmp_path / "a.osc")
