"""``vidik film``, from a town to a file that plays."""

from __future__ import annotations

import sys
from pathlib import Path

import av
import pytest
from click.testing import CliRunner

from tests.cli.test_way import EAST, WEST, ring
from tests.jobs.small_city import write_city
from vidik.cli import main


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIDIK_CACHE", str(tmp_path / "cache"))
    return write_city(tmp_path / "town", osm=ring())


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["film", *map(str, args)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_a_film_plays_and_says_what_it_is(city: Path, tmp_path: Path) -> None:
    path = tmp_path / "walk.mp4"
    code, told, _ = run(city, path, "--from", WEST, "--to", EAST, "--seconds", "20", "--upright")
    assert code == 0
    assert "20 s, a walk of 2.3 min, way 1 of 2; cameras that light up: 1." in told
    with av.open(str(path)) as film:
        (stream,) = film.streams
        assert stream.codec_context.name == "h264"
        assert (stream.codec_context.width, stream.codec_context.height) == (1080, 1920)
        assert film.metadata["title"] == "Test town: A walk of 2:15 minutes"
        assert film.metadata["copyright"] == "© OpenStreetMap contributors"
        assert "perhaps nobody looked" in film.metadata["comment"]
        assert sum(1 for _ in film.decode(video=0)) == 500
    # the points are in no file, and in nothing that is said
    for number in (*WEST.split(","), *EAST.split(",")):
        assert number not in told
        for kept in tmp_path.rglob("*"):
            assert not kept.is_file() or number.encode() not in kept.read_bytes()


def test_without_av_nothing_is_begun(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    path = tmp_path / "walk.mp4"
    code, _, told = run(city, path, "--from", WEST, "--to", EAST)
    assert code == 1
    assert "av is not installed (pip install 'vidik[film]')" in told
    assert not path.exists()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--seconds", "5"], "5.0 is not in the range"),
        (["--way", "0"], "0 is not in the range"),
        (["--language", "xx"], "'xx' is not one of"),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(
    city: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    code, _, told = run(city, tmp_path / "w.mp4", "--from", WEST, "--to", EAST, *options)
    assert code == 2
    assert said in " ".join(told.split())
