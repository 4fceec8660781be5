"""Films as files: what is in them, the same bytes each time, and whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from vidik.errors import OutputError, VidikError
from vidik.outside.film import encoder, write_film

SIZE = (320, 192)
TOLD = {"title": "Шетња: A walk", "copyright": "© OpenStreetMap contributors", "comment": "Mapped."}
#: Amber, ink and paper: what films are drawn in.
AMBER, INK, PAPER = (217, 142, 4), (27, 29, 33), (250, 248, 244)


def frames(count: int = 60) -> Iterator[NDArray[np.uint8]]:
    """Yield amber squares that move over paper, in an ink frame."""
    for k in range(count):
        frame = np.full((SIZE[1], SIZE[0], 3), PAPER, np.uint8)
        frame[:16] = INK
        frame[64:128, 2 * k : 2 * k + 64] = AMBER
        yield frame


def write(path: Path, count: int = 60) -> bytes:
    done: list[float] = []
    write_film(path, frames(count), size=SIZE, per_second=25, told=TOLD, advance=done.append)
    assert done == [1] * count
    return path.read_bytes()


def test_a_film_is_what_browsers_play(tmp_path: Path) -> None:
    data = write(tmp_path / "a.mp4")
    # its index before its pictures, so that it begins before all of it has come
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(tmp_path / "a.mp4")) as film:
        (stream,) = film.streams
        context = stream.codec_context
        assert (context.name, context.profile, context.pix_fmt) == ("h264", "High", "yuv420p")
        assert (context.width, context.height) == SIZE
        assert stream.frames == 60
        assert float(stream.duration * stream.time_base) == pytest.approx(60 / 25)
        assert {key: film.metadata[key] for key in TOLD} == TOLD
        assert "creation_time" not in film.metadata
        shown = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(shown) == 60
    for k in (0, 17, 59):
        middle = 2 * k + 32
        assert np.abs(shown[k][96, middle].astype(int) - AMBER).max() < 8
        assert np.abs(shown[k][8, 100].astype(int) - INK).max() < 8
        assert np.abs(shown[k][160, 200].astype(int) - PAPER).max() < 8


def test_the_same_frames_give_the_same_bytes(tmp_path: Path) -> None:
    assert write(tmp_path / "a.mp4") == write(tmp_path / "b.mp4")
    assert write(tmp_path / "a.mp4", 61) != write(tmp_path / "b.mp4")


def test_a_film_that_broke_off_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"an older film")

    def broken() -> Iterator[NDArray[np.uint8]]:
        yield from frames(40)
        raise VidikError("no more")

    with pytest.raises(VidikError, match="no more"):
        write_film(path, broken(), size=SIZE, per_second=25, told=TOLD, advance=lambda _: None)
    assert path.read_bytes() == b"an older film"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_named_before_the_work(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.mp4"

    def drawn() -> Iterator[NDArray[np.uint8]]:
        raise AssertionError("nothing had to be drawn")
        yield

    with pytest.raises(OutputError, match="none"):
        write_film(path, drawn(), size=SIZE, per_second=25, told=TOLD, advance=lambda _: None)


def test_without_av_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(VidikError, match=r"av is not installed.*vidik\[film\]"):
        encoder()


def test_without_the_encoder_it_is_said_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(av, "codecs_available", frozenset({"mpeg4"}))
    with pytest.raises(VidikError, match="came without libx264"):
        encoder()
