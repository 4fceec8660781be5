"""The format of a source decides which credit its outputs must carry."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from vidik.errors import InputError
from vidik.outside.reading import format_of

OSM = b'<?xml version="1.0"?><osm version="0.6"></osm>'


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("town.osm", OSM, "osm"),
        ("town.osm.gz", gzip.compress(OSM, mtime=0), "osm"),
        ("answer.json", b'{"version": 0.6, "elements": []}', "overpass"),
        ("cameras.json", b'{"type": "FeatureCollection", "features": []}', "geojson"),
        ("cameras.ndjson", b'{"type": "Feature"}', "geojson"),
        ("walls.geoparquet", b"PAR1 and more", "parquet"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_content_and_suffix_tell(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert format_of(tmp_path / name) == kind


def test_anything_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("hello")
    with pytest.raises(InputError, match="not a format"):
        format_of(tmp_path / "notes.md")


def test_a_document_type_before_all_elements_is_left_to_the_reader(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{i} "{i}">' for i in range(99))
    for name, kind in (("a.kml", "kml"), ("a.gpx", "gpx"), ("a.osm", "osm"), ("a.xml", "osm")):
        (tmp_path / name).write_text(f"<?xml version='1.0'?><!DOCTYPE a [{entities}]><{kind}/>")
        assert format_of(tmp_path / name) == kind
