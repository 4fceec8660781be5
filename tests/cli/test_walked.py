"""``vidik walked``: what it prints of a walk, and that it keeps nothing of it."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.jobs.small_city import town, write_city
from tests.library.rows import place
from vidik.cli import main

NAME = "to-the-doctor"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDIK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    osm = town()
    osm.node(30, -5, man_made="surveillance", camera__mount="doorbell", camera__direction="W")
    return write_city(tmp_path / "town", osm=osm)


def write_walk(path: Path, *, shift: float = 0.0, timed: bool = True) -> list[str]:
    """Write a walk along the street; return its coordinates as they stand in the file."""
    points = [place(x, -2 + shift) for x in range(-120, 121, 2)]
    rows = "".join(
        f'<trkpt lat="{lat}" lon="{lon}">'
        + (f"<time>2024-05-03T10:{i // 60:02}:{i % 60:02}Z</time>" if timed else "")
        + "</trkpt>"
        for i, (lon, lat) in enumerate(points)
    )
    path.write_text(f"<gpx><trk><name>Pera</name><trkseg>{rows}</trkseg></trk></gpx>")
    # 20.0 and the like stand anywhere
    return [str(value) for point in points for value in point if len(str(value)) > 7]


def run(*args: str | Path, code: int = 0) -> tuple[str, str]:
    done = CliRunner().invoke(main, ["walked", *map(str, args)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    return done.stdout, done.stderr


def kept(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_it_tells_minutes_and_cameras_by_level(city: Path, tmp_path: Path) -> None:
    write_walk(tmp_path / "walk.gpx")
    out, _ = run(city, tmp_path / "walk.gpx", "--radius", "0")
    assert "In view of mapped cameras" in out
    (row,) = [line for line in out.splitlines() if re.match(r"\s*detect ", line)][:1]
    level, least, expected, most, cameras, private = (cell.strip() for cell in row.split("│"))
    assert level == "detect"
    assert 0.0 <= float(least) <= float(expected) <= float(most) <= 2.0
    assert float(most) > 0.5
    assert (int(cameras) > 3, private) == (True, "1")
    assert "Walked 2.0 min, 240 m." in out
    assert "Where no camera is mapped, perhaps nobody looked." in out


def test_one_level_alone_and_the_summary_alone(city: Path, tmp_path: Path) -> None:
    write_walk(tmp_path / "walk.gpx", timed=False)
    out, _ = run(city, tmp_path / "walk.gpx", "--level", "identify", "--quiet")
    assert "identify" in out
    assert "detect" not in out
    assert "least, m" in out
    assert "Stretches" not in out
    _, err = run(city, tmp_path / "walk.gpx", "--level", "soul", code=1)
    assert "no such level: 'soul' (one of monitor, detect" in err


def test_nothing_of_a_walk_is_kept_or_printed(
    city: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before_walk = tmp_path / "first.gpx"
    write_walk(before_walk)
    run(city, before_walk)  # the city is worked out now, and kept
    walk = tmp_path / f"{NAME}.gpx"
    numbers = write_walk(walk, shift=0.7)
    before = kept(tmp_path)
    assert any(name.startswith("cache/") for name in before)  # so there is a place to keep it in
    out, err = run(city, walk)
    after = kept(tmp_path)
    assert after == before
    told = out + err + caplog.text
    assert len(numbers) > 100
    for word in (NAME, "Pera", "2024", "10:00", *numbers):
        assert word not in told
    del after[walk.name]
    assert not any(NAME.encode() in content for content in after.values())


def test_a_camera_of_a_private_home_is_counted_and_not_named(city: Path, tmp_path: Path) -> None:
    write_walk(tmp_path / "walk.gpx")
    out, _ = run(city, tmp_path / "walk.gpx")
    text = (city.parent / "town.osm").read_text(encoding="utf-8")
    (doorbell,) = re.findall(r'<node id="(\d+)"[^>]*><tag k="man_made"[^/]*/><tag k="camera:mount" '
                             r'v="doorbell"', text)  # fmt: skip
    named = set(re.findall(r"osm:node/(\d+)", out))
    assert len(named) > 3
    assert doorbell not in named


def test_what_is_left_out_is_said_by_its_reason(city: Path, tmp_path: Path) -> None:
    path = tmp_path / "walk.gpx"
    write_walk(path)
    path.write_text(path.read_text().replace('<trkpt lat="', '<trkpt lat="9', 1))
    out, _ = run(city, path)
    assert "Left out: 1 " in out
    assert "is nowhere on the globe: 1" in out


def test_a_walk_elsewhere_is_refused(city: Path, tmp_path: Path) -> None:
    path = tmp_path / "walk.gpx"
    write_walk(path)
    path.write_text(path.read_text().replace('lon="', 'lon="1'))
    _, err = run(city, path, code=1)
    assert "outside the boundary of the place" in err


def test_made_up_cameras_are_called_so(city: Path, tmp_path: Path) -> None:
    with city.open("a", encoding="utf-8") as file:
        file.write('\n[[sources]]\nkind = "synthetic"\ncount = 5\n')
    write_walk(tmp_path / "walk.gpx")
    out, _ = run(city, tmp_path / "walk.gpx", "--quiet")
    assert "In view of made-up cameras" in out
    assert "Made-up cameras: they do not exist." in out
    assert "mapped cameras" not in out
