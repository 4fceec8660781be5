"""A small made-up town as an OSM file, and the city file to build it with."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import quoteattr

LON, LAT = 20.0, 44.0
_DEG = 1 / 111_320  # of latitude, per metre; near enough for a made-up town
_DEG_LON = _DEG / 0.7193


class Osm:
    """Collects nodes and ways in metres about the town's centre, and writes them as OSM XML."""

    def __init__(self, half: float = 150.0) -> None:
        self.half = half
        self.lines: list[str] = []
        self.count = 0

    def node(self, x: float, y: float, **tags: str) -> int:
        self.count += 1
        self._add("node", f'lat="{LAT + y * _DEG:.7f}" lon="{LON + x * _DEG_LON:.7f}"', "", tags)
        return self.count

    def way(self, points: list[tuple[float, float]], *, closed: bool = False, **tags: str) -> int:
        refs = [self.node(x, y) for x, y in points]
        refs += refs[:1] if closed else []
        self.count += 1
        self._add("way", "", "".join(f'<nd ref="{ref}"/>' for ref in refs), tags)
        return self.count

    def _add(self, kind: str, extra: str, inner: str, tags: dict[str, str]) -> None:
        told = "".join(
            f"<tag k={quoteattr(key.replace('__', ':'))} v={quoteattr(value)}/>"
            for key, value in tags.items()
        )
        self.lines.append(
            f'<{kind} id="{self.count}" version="1" timestamp="2026-01-02T03:04:05Z" {extra}>'
            f"{inner}{told}</{kind}>"
        )

    def text(self) -> str:
        west, east = LON - self.half * _DEG_LON, LON + self.half * _DEG_LON
        south, north = LAT - self.half * _DEG, LAT + self.half * _DEG
        # OSM files list nodes before ways
        ordered = sorted(self.lines, key=lambda line: line.startswith("<way"))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="test">\n'
            f'<bounds minlat="{south:.7f}" minlon="{west:.7f}" maxlat="{north:.7f}" '
            f'maxlon="{east:.7f}"/>\n' + "\n".join(ordered) + "\n</osm>\n"
        )


def town() -> Osm:
    """Return four blocks, two streets, a park, and cameras of every degree of knowledge."""
    osm = Osm()
    for x in (-70, 20):
        for y in (-70, 20):
            corners = [(x, y), (x + 50, y), (x + 50, y + 40), (x, y + 40)]
            osm.way(corners, closed=True, building="yes", building__levels="3")
    osm.way([(-140, -2), (0, -2), (140, -2)], highway="residential", name="Главна улица")
    osm.way([(-3, -140), (-3, 140)], highway="footway", name="Трг")
    osm.way([(-140, -80), (-80, -80)], highway="service")
    osm.way([(80, 80), (140, 80), (140, 140), (80, 140)], closed=True, leisure="park", name="Парк")
    camera = {"man_made": "surveillance"}
    osm.node(-3, 10, **camera)
    osm.node(-45, -29.9, **camera, camera__mount="wall")
    osm.node(45, 21, **camera, camera__type="dome", operator="Grad d.o.o.")
    osm.node(0, -20, **camera, camera__type="fixed", camera__direction="NE", height="16 ft")
    osm.node(100, 0, **camera, camera__type="panning", camera__direction="90-270")
    osm.node(-100, 0, **camera, camera__direction="10;190", surveillance="public")
    osm.node(-90, 5, **camera, camera__direction="somewhere", height="tall")
    return osm


CITY = """\
[place]
name = "Test town"

[[sources]]
key = "osm"
name = "A made-up OSM file"
path = "town.osm"
licence = "ODbL-1.0"
attribution = "© OpenStreetMap contributors"
retrieved = 2026-01-03
"""


def write_city(folder: Path, *, osm: Osm | None = None, more: str = "") -> Path:
    """Write the town and its city file into a folder; return the city file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "town.osm").write_text((osm or town()).text(), encoding="utf-8")
    city_file = folder / "city.toml"
    city_file.write_text(CITY + more, encoding="utf-8")
    return city_file
