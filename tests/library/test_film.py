"""Films by what `import vidik` offers."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

import vidik
from tests.cli.test_way import EAST, WEST, ring
from tests.jobs.small_city import write_city

START, END = (tuple(map(float, one.split(","))) for one in (WEST, EAST))


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDIK_CACHE", str(tmp_path / "cache"))
    return write_city(tmp_path / "town", osm=ring())


def test_a_city_that_was_read_is_filmed(city: Path, tmp_path: Path) -> None:
    made = vidik.film(
        vidik.read_city(city), START, END, tmp_path / "walk.mp4", seconds=20, language="sr-Latn"
    )
    assert (made.path, made.seconds, made.number) == (tmp_path / "walk.mp4", 20.0, 1)
    assert made.cameras == 1
    with av.open(str(made.path)) as film:
        (stream,) = film.streams
        assert (stream.codec_context.width, stream.codec_context.height) == (1920, 1080)
        assert stream.frames == 500
        assert film.metadata["copyright"] == "© OpenStreetMap contributors"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seconds": 5.0}, "no time to show anything"),
        ({"language": "xx"}, "no catalogue of messages"),
        ({"level": "dream"}, "no such level"),
        ({"way": 9}, "no such way"),
    ],
)
def test_what_cannot_be_filmed_is_refused(
    city: Path, tmp_path: Path, options: dict[str, object], said: str
) -> None:
    with pytest.raises(vidik.InputError, match=said):
        vidik.film(city, START, END, tmp_path / "walk.mp4", **options)  # type: ignore[arg-type]  # one of several, of its own type
    assert not (tmp_path / "walk.mp4").exists()
