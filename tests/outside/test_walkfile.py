"""Files of recorded walks: what is read of them, what is left at the door, what is refused."""

from __future__ import annotations

import datetime as dt
import json
import struct
from contextlib import suppress
from pathlib import Path

import pytest

from tests.outside.test_kml import BOMB
from vidik.errors import InputError
from vidik.model.fixes import RawFix
from vidik.outside import walkfile
from vidik.outside.walkfile import read_walk_file

TRACK = """<?xml version="1.0"?><gpx version="1.1" creator="Pera's watch"
 xmlns="http://www.topografix.com/GPX/1/1" xmlns:x="urn:x">
<metadata><author><name>Pera</name></author></metadata><wpt lat="1" lon="2"><name>home</name></wpt>
<trk><name>to the doctor</name><trkseg>
<trkpt lat="45.25" lon="19.83"><ele>80</ele><time>2024-05-03T10:00:00Z</time><hdop>1.2</hdop>
 <extensions><x:hr>141</x:hr><x:accuracy>4.5</x:accuracy></extensions></trkpt>
<trkpt lat="45.26" lon="19.84"><time>2024-05-03T10:00:09Z</time></trkpt></trkseg>
<trkseg><trkpt lat="45.27" lon="19.85"/></trkseg></trk>
<rte><rtept lat="9" lon="9"/></rte></gpx>"""


def read(path: Path, content: str | bytes) -> list[RawFix]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_walk_file(path))


def fit(*records: tuple[int, int, int, int], developer: bytes = b"") -> bytes:
    """Return a FIT file of records (time, lat, lon, accuracy) and heart beats, by the standard."""
    # message 20 (record): timestamp, position_lat, position_long, heart_rate, gps_accuracy
    fields = ((253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (3, 1, 0x02), (31, 1, 0x02))
    body = struct.pack("<BBBHB", 0x40, 0, 0, 20, len(fields))
    body += b"".join(struct.pack("<BBB", *field) for field in fields)
    for time, lat, lon, accuracy in records:
        body += struct.pack("<BIiiBB", 0, time, lat, lon, 141, accuracy)
    body += developer
    header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    header += struct.pack("<H", _crc(header))
    return header + body + struct.pack("<H", _crc(header + body))


def _crc(data: bytes) -> int:
    """Return the sum that the FIT protocol asks for, bit by bit (CRC-16/ARC)."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def test_tracks_and_nothing_else_of_a_gpx(tmp_path: Path) -> None:
    one, two, three = read(tmp_path / "a.gpx", TRACK)
    assert one == (1, "point 1", "19.83", "45.25", "2024-05-03T10:00:00Z", "4.5", "1.2")
    assert two == (1, "point 2", "19.84", "45.26", "2024-05-03T10:00:09Z", None, None)
    assert three == (2, "point 3", "19.85", "45.27", None, None, None)
    said = repr([one, two, three])
    assert not any(word in said for word in ("Pera", "doctor", "141", "80", "home"))


def test_routes_where_there_is_no_track(tmp_path: Path) -> None:
    route = TRACK[: TRACK.index("<trk>")] + TRACK[TRACK.index("<rte>") :]
    assert read(tmp_path / "a.gpx", route) == [(1, "point 1", "9", "9", None, None, None)]


def test_lines_of_a_geojson(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {
            "name": "Pera",
            "heart": [1, 2],
            "coordTimes": ["2024-05-03T10:00:00Z", 1714730405000],
        },
        "geometry": {"type": "LineString", "coordinates": [[19.83, 45.25, 80], [19.84, 45.26]]},
    }
    point = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    both = {"type": "FeatureCollection", "features": [point, feature]}
    one, two = read(tmp_path / "a.json", json.dumps(both))
    assert one == (0, "point 1", 19.83, 45.25, "2024-05-03T10:00:00Z", None, None)
    assert two == (0, "point 2", 19.84, 45.26, 1714730405.0, None, None)


def test_several_lines_and_the_newer_place_of_times(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"coordinateProperties": {"times": [["a", "b"], ["c", "d"]]}},
        "geometry": {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6], [7]]]},
    }
    found = read(tmp_path / "a.geojson", json.dumps(feature))
    assert [(fix.part, fix.time) for fix in found] == [(0, "a"), (0, "b"), (1, "c"), (1, "d")]
    assert (found[3].lon, found[3].lat) == ("[7]", None)
    bare = read(tmp_path / "b.geojson", json.dumps(feature["geometry"]))
    assert [fix.time for fix in bare] == [None] * 4


@pytest.mark.parametrize(
    ("geometry", "times", "why"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, None, "no line"),
        ({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, ["a"], "1 times for 2 places"),
        ({"type": "MultiLineString", "coordinates": [[[1, 2]]]}, ["a"], "0 times for 1 places"),
        ({"type": "MultiLineString", "coordinates": [[[1, 2]]]}, [[], []], "2 times for 1 places"),
        ({"type": "LineString", "coordinates": "x"}, None, "no line"),
        (None, None, "no line"),
        (7, None, "no line"),
    ],
)
def test_geojson_that_is_no_walk(tmp_path: Path, geometry: object, times: object, why: str) -> None:
    feature = {"type": "Feature", "properties": {"coordTimes": times}, "geometry": geometry}
    with pytest.raises(InputError, match=why) as caught:
        read(tmp_path / "a.geojson", json.dumps(feature))
    assert caught.value.file == str(tmp_path / "a.geojson")


def test_records_of_a_watch(tmp_path: Path) -> None:
    half = 2**30  # 90 degrees
    found = read(
        tmp_path / "a.FIT",
        fit((1_083_664_800, half // 2, half // 3, 4), (1_083_664_809, half // 2, half // 3, 255),
            (1_083_664_810, 0x7FFFFFFF, 0x7FFFFFFF, 3)),
    )  # fmt: skip
    one, two = found  # the third had no place yet
    began = dt.datetime(1989, 12, 31, tzinfo=dt.UTC) + dt.timedelta(seconds=1_083_664_800)
    assert one == (0, "record 1", pytest.approx(30.0), pytest.approx(45.0), began, 4, None)
    assert two.time == began + dt.timedelta(seconds=9)
    assert two.accuracy is None
    assert "141" not in repr(found)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: data[:-9], "ends too early|broken"),
        (lambda data: data[:40], "ends too early"),
        (lambda data: data[:-2] + b"\x00\x00", "its sum is not what it says"),
        (lambda data: data[:12] + b"\x00\x00" + data[14:-1], "ends too early"),
        (lambda data: data[:14] + b"\x01" + data[15:], "not FIT that can be read|broken"),
        (lambda data: data[:8] + b".FIT" + b"\xff" * 40, "not FIT that can be read|early|broken"),
    ],
)
def test_a_broken_fit(tmp_path: Path, spoil, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read(tmp_path / "a.fit", spoil(fit((1_083_664_800, 1, 1, 4), (1_083_664_801, 1, 1, 4))))


@pytest.mark.parametrize("place", range(14, 60, 3))
def test_whatever_a_fit_says_it_is_read_or_refused(tmp_path: Path, place: int) -> None:
    data = bytearray(fit((1_083_664_800, 1, 1, 4), (1_083_664_801, 1, 1, 4)))
    for byte in (0x00, 0x0F, 0x41, 0x60, 0x80, 0xE0, 0xFF):
        data[place] = byte
        body = bytes(data[:-2])
        # read or refused: any other exception fails
        with suppress(InputError):
            read(tmp_path / "a.fit", body + struct.pack("<H", _crc(body)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "empty"),
        ("lat,lon\n1,2", "no recorded walk that can be read"),
        (b"PK\x03\x04zip", "GPX, GeoJSON or FIT"),
        (BOMB, "declares a document type"),
        (f"<gpx><trkpt lat='1' lon='2'>{'<a>' * 300}", "more than 200 deep"),
        ("<gpx><trk>", "not XML"),
        (b"\xff\xfe<\x00", "not XML"),
        ('{"type":"Feature"', "ends too early"),
        ("[" * 100_000, "ends too early|not JSON"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str | bytes, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read(tmp_path / "walk", content)


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        list(read_walk_file(tmp_path / "none.gpx"))
    with pytest.raises(InputError, match="not a file"):
        list(read_walk_file(tmp_path))


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.gpx"
    with path.open("wb") as file:
        file.write(b"<gpx>")
        file.truncate(2**27 + 1)
    with pytest.raises(InputError, match="larger than a recorded walk can be"):
        list(read_walk_file(path))
    many = "<gpx><trk><trkseg>" + "<trkpt lat='1' lon='2'/>" * (walkfile.MOST_FIXES + 1)
    with pytest.raises(InputError, match="more than 50,000 places"):
        read(tmp_path / "many.gpx", many + "</trkseg></trk></gpx>")


def test_a_gpx_of_waypoints_alone_has_no_walk(tmp_path: Path) -> None:
    assert read(tmp_path / "a.gpx", "<gpx><wpt lat='1' lon='2'/></gpx>") == []
