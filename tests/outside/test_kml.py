"""Places of Google Earth, My Maps and GPS receivers."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely import GeometryCollection, LineString, Point, Polygon

from tests.outside.sheets import packed
from vidik.errors import InputError
from vidik.model.row import Row
from vidik.outside.gpx import read_gpx
from vidik.outside.kml import read_kml

PLACES = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Камере</name>
<atom:author xmlns:atom="http://www.w3.org/2005/Atom"><atom:name>Pera</atom:name></atom:author>
<Style id="s"><IconStyle/></Style>
<Folder><Placemark><name>К-1</name>
 <description><![CDATA[<b>Трг</b> слободе<br>два &amp; два]]></description>
 <ExtendedData><Data name="smer"><value>ЈЗ</value></Data>
  <SchemaData schemaUrl="#x"><SimpleData name="tip">PTZ</SimpleData></SchemaData></ExtendedData>
 <Point><coordinates>19.83,45.25,80</coordinates></Point></Placemark>
<Placemark><name>К-2</name><Point><coordinates> 19.84, 45.26 </coordinates></Point></Placemark>
</Folder>
<Placemark><name>линија</name>
<LineString><coordinates>19.8,45.2 19.9,45.3</coordinates></LineString>
</Placemark>
<Placemark><name>крај</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
19.8,45.2,0 19.9,45.2,0 19.9,45.3,0 19.8,45.2,0</coordinates></LinearRing></outerBoundaryIs>
</Polygon>
</Placemark>
<Placemark><name>два</name><MultiGeometry><Point><coordinates>1,2</coordinates></Point>
<Point><coordinates>3,4</coordinates></Point></MultiGeometry></Placemark>
<Placemark><name>без места</name></Placemark>
<Placemark><name>криво</name><Point><coordinates>a,b</coordinates></Point></Placemark>
<NetworkLink><name>још</name><Link><href>http://example.org/more.kml</href></Link></NetworkLink>
</Document></kml>"""

BOMB = '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><kml>&b;</kml>'

POINTS = """<?xml version="1.0"?><gpx version="1.1" creator="x"
 xmlns="http://www.topografix.com/GPX/1/1"><metadata><author><name>Pera</name></author></metadata>
<wpt lat="45.25" lon="19.83"><ele>80</ele><time>2024-05-03T10:00:00Z</time><name>K1</name>
 <desc>na stubu</desc></wpt>
<trk><name>moja šetnja</name><trkseg><trkpt lat="45.1" lon="19.1"/></trkseg></trk>
<wpt lat="45.26"><name>K2</name></wpt>
</gpx>"""


def rows(path: Path, content: str | bytes, *, zipped: bool = False) -> list[Row]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_kml(path, zipped=zipped))


def test_placemarks(tmp_path: Path) -> None:
    names, one, two, line, area, both, none, wrong, link = rows(tmp_path / "a.kml", PLACES)
    assert names.cells == ("name", "description", "address", "smer", "tip")
    assert one.place == "placemark 1"
    assert one.cells == ("К-1", "Трг слободе два & два", "", "ЈЗ", "PTZ")
    assert one.shape == Point(19.83, 45.25)
    assert two.shape == Point(19.84, 45.26)
    assert line.shape == LineString([(19.8, 45.2), (19.9, 45.3)])
    assert isinstance(area.shape, Polygon)
    assert both.shape == GeometryCollection([Point(1, 2), Point(3, 4)])
    assert none.fault == wrong.fault == "no shape that can be read"
    assert link.fault == "a link to another file, which is not followed"
    assert "Pera" not in repr([names, one, two])


def test_zipped(tmp_path: Path) -> None:
    data = packed({"images/a.png": b"x", "b.kml": PLACES, "doc.kml": PLACES})
    found = rows(tmp_path / "a.kmz", data, zipped=True)
    assert [row.place for row in found] == ["names", *(f"placemark {i}" for i in range(1, 17))]


def test_a_zip_file_without_places(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="without a KML file"):
        rows(tmp_path / "a.kmz", packed({"a.txt": "x"}), zipped=True)


def test_a_bomb_in_a_zip_file(tmp_path: Path) -> None:
    data = packed({"doc.kml": b"<kml>" + b" " * 2**25})
    with pytest.raises(InputError, match=r"doc\.kml: unpacks to more"):
        rows(tmp_path / "a.kmz", data, zipped=True)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB, "declares a document type"),
        ('<!DOCTYPE k SYSTEM "http://example.org/k.dtd"><kml/>', "declares a document type"),
        ("<kml><Placemark>", "not XML"),
        ("", "not XML"),
        (b"\xff\xfe\x00", "not XML"),
        ('<?xml version="1.0" encoding="klingon"?><kml/>', "not XML"),
        ("<kml>&nbsp;</kml>", "not XML"),
        ("<Placemark><name>" + "x" * (2**24 + 1) + "</name></Placemark>", "16,777,216 letters"),
        ("<Placemark>" + "<a>" * 300, "more than 200 deep"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str | bytes, why: str) -> None:
    with pytest.raises(InputError, match=why) as caught:
        rows(tmp_path / "a.kml", content)
    assert caught.value.file == str(tmp_path / "a.kml")


def test_waypoints(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    path.write_text(POINTS)
    names, one, track, two = read_gpx(path)
    assert names.cells[:2] == ("name", "desc")
    assert (one.place, one.shape) == ("waypoint 1", Point(19.83, 45.25))
    assert one.cells == ("K1", "na stubu", "", "", "", "2024-05-03T10:00:00Z")
    assert (track.place, track.fault) == (
        "track 1", "says where somebody went; only waypoints are read",
    )  # fmt: skip
    assert (two.place, two.fault) == ("waypoint 2", "no place")
    assert "šetnja" not in repr([one, track, two])
