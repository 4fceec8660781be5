"""What becomes of every odd value in four cities as they were mapped."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.shared_data import helsinki, shared
from vidik.model.camera import Arc, Camera, Kind
from vidik.model.feature import Feature
from vidik.model.rejection import Rejection
from vidik.outside.reading import read_extract
from vidik.register.cameras import cameras


def read(
    path: Path, *, assume: bool = False
) -> tuple[tuple[Feature, ...], tuple[Camera, ...], tuple[Rejection, ...]]:
    features = read_extract(path, source="s").features
    found, rejected = cameras(features, source="s", assume=assume)
    return features, found, rejected


def axes_by_text(found: tuple[Camera, ...]) -> dict[str, list[Arc | None]]:
    """Return what was made of each value that is not a plain number."""
    read: dict[str, list[Arc | None]] = {}
    for camera in found:
        text = camera.tags.get("camera:direction", "")
        if text and not text.isdigit():
            read.setdefault(text, []).append(camera.axis)
    return read


def test_vienna() -> None:
    features, found, rejected = read(shared("vienna.geojson"))
    said = Counter(key for one in features for key in one.tags)
    assert len(features) == 2765
    assert (
        sum(one.tags.keys() & {"camera:direction", "direction"} != set() for one in features)
        == 2051
    )
    assert (said["height"], said["camera:angle"], said["camera:tilt"]) == (2103, 1507, 0)

    # 29 guards, 8 rows without a word; one camera lists two directions.
    assert len({camera.location for camera in found}) == 2765 - 29 - 8
    assert len(found) == 2729
    assert sum(camera.axis is not None for camera in found) == 2051 - 1 + 1  # 396; 270;340
    assert sum(camera.tilt is not None for camera in found) == 1507 - 4  # 95 twice, 280, -20
    assert sum(camera.height is not None for camera in found) == 2103 + 1  # one camera:height
    assert Counter(camera.kind for camera in found) == {
        Kind.FIXED: 1904,
        Kind.DOME: 521,
        Kind.PANNING: 55,
        Kind.UNKNOWN: 249,
    }
    assert axes_by_text(found) == {
        "south": [Arc(180)],
        "0 - 360": [Arc(0, 360)] * 4,
        "0-360": [Arc(0, 360)],
        "270;340": [Arc(270), Arc(340)],
        "60-240": [Arc(60, 180)],
        "180-225": [Arc(180, 45)],
        "N": [Arc(0)],
        "NE": [Arc(45)],
    }
    heights = {
        c.tags["height"]: c.height.expected for c in found if c.height and "height" in c.tags
    }
    odd = {(text, metres) for text, metres in heights.items() if not text.isdigit()}
    assert odd == {
        *(("2.3", 2.3), ("3.5", 3.5), ("2.5", 2.5), ("2.6", 2.6)),
        *(("2m", 2), ("5m", 5), ("3m", 3), ("4m", 4), ("2 m", 2)),
    }
    assert all(metres == float(text) for text, metres in heights.items() if text.isdigit())
    tilts = {c.tags["camera:angle"]: c.tilt.expected for c in found if c.tilt}
    assert tilts.pop("30°") == -30
    assert all(degrees == -float(text) for text, degrees in tilts.items())

    assert Counter((row.field, row.value, row.reason) for row in rejected) == {
        ("*", "surveillance:type=guard", "watches, but is no camera"): 29,
        ("surveillance", "private", "not public, outdoor or indoor"): 21,
        ("surveillance", "red_light", "not public, outdoor or indoor"): 7,
        ("surveillance", "camera", "not public, outdoor or indoor"): 4,
        ("surveillance", "cctv", "not public, outdoor or indoor"): 1,
        (
            "surveillance",
            "traffic",
            "not public, outdoor or indoor; that belongs to surveillance:zone",
        ): 1,
        ("camera:direction", "396", "more than 360 degrees"): 1,
        ("direction", "1", "camera:direction says something else; that was used"): 1,
        ("camera:angle", "95", "more than 90 degrees below the horizontal"): 2,
        ("camera:angle", "280", "more than 90 degrees below the horizontal"): 1,
        (
            "camera:angle",
            "-20",
            "below zero: does it look up, or is it the sign of camera:tilt?",
        ): 1,
    }


def test_vienna_taken_as_a_list_of_cameras() -> None:
    features, found, rejected = read(shared("vienna.geojson"), assume=True)
    whole = {row.id for row in rejected if row.field == "*"}
    assert len({camera.location for camera in found}) + len(whole) == len(features)
    assert sum(not camera.tags for camera in found) == 8


def test_uzice() -> None:
    _, found, rejected = read(shared("uzice.geojson"))
    assert len(found) == 205
    assert sum(camera.zone == "building" for camera in found) == 143
    assert sum(camera.axis is not None for camera in found) == 4
    assert rejected == ()


def test_belgrade() -> None:
    _, found, rejected = read(shared("belgrade.geojson"))
    assert len({camera.location for camera in found}) == 50
    assert len(found) == 50 + 4  # 260;80, 140;320 and 290;230;120
    assert sum(camera.plates for camera in found) == 2
    assert axes_by_text(found) == {
        "260;80": [Arc(260), Arc(80)],
        "140;320": [Arc(140), Arc(320)],
        "290;230;120": [Arc(290), Arc(230), Arc(120)],
    }
    assert [(row.field, row.value) for row in rejected if row.field != "surveillance"] == [
        ("camera:angle", "360")
    ]


def test_helsinki_is_the_case_of_ignorance() -> None:
    _, found, rejected = read(helsinki())
    assert len(found) == 221
    assert sum(len(camera.tags) == 1 for camera in found) == 173
    assert not any(camera.axis or camera.operator or camera.zone for camera in found)
    assert Counter(camera.kind for camera in found) == {
        Kind.UNKNOWN: 181,
        Kind.PANNING: 34,
        Kind.DOME: 6,
    }
    heights = sorted(camera.height.expected for camera in found if camera.height)
    assert heights == [4, 5, 5, 7, 8, 8, 15]
    assert all(camera.checked is not None for camera in found)
    assert rejected == ()
