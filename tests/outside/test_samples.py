"""Pictures of a blind test: nothing but pixels leaves, and no stream comes in."""

from __future__ import annotations

import hashlib
import io
import os

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from vidik.errors import InputError, OutputError
from vidik.outside.samples import is_a_stream, picture, save_pictures, saved_picture

#: Turned by a quarter, by a camera that has a name, of somebody who has one.
MARK = b"Vera Petrovic"


def image(width: int = 6, height: int = 4) -> Image.Image:
    rng = np.random.default_rng(1)
    return Image.fromarray(rng.integers(0, 256, (height, width, 3), dtype=np.uint8))


def described(path, kind: str, orientation: int = 6):
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()  # description
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (44.0, 48.0, 0.0)}
    if kind == "JPEG":
        image().save(path, kind, exif=exif, comment=MARK, icc_profile=MARK)
    else:
        info = PngInfo()
        info.add_text("Author", MARK.decode())
        image().save(path, kind, exif=exif, pnginfo=info, icc_profile=MARK)
    with path.open("ab") as file:
        file.write(MARK)  # behind the end
    return path


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_nothing_is_left_but_pixels_upright(tmp_path, kind):
    path = described(tmp_path / f"{MARK.decode()}.jpg", kind)
    assert path.read_bytes().count(MARK) >= 3
    made = picture(path)
    assert MARK not in made
    with Image.open(io.BytesIO(made)) as opened:
        opened.load()
        assert opened.format == "PNG"
        assert opened.size == (4, 6)  # turned
        assert opened.info == {}
        assert not opened.getexif()
        chunks = [made[i - 4 : i] for i in range(12, len(made))]
        if kind == "PNG":
            assert np.array_equal(np.asarray(opened), np.rot90(np.asarray(image()), -1))
    assert not {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME", b"pHYs"} & set(chunks)


def test_the_same_pixels_are_the_same_whatever_stands_beside_them(tmp_path):
    one = described(tmp_path / "a.png", "PNG", orientation=1)
    image().save(tmp_path / "b.png", compress_level=9)
    assert one.read_bytes() != (tmp_path / "b.png").read_bytes()
    assert picture(one) == picture(tmp_path / "b.png")
    other = image()
    other.putpixel((0, 0), (1, 2, 3))
    other.save(tmp_path / "c.png")
    assert picture(tmp_path / "c.png") != picture(one)
    # as many bytes, in another shape
    flat = Image.frombytes("RGB", (4, 6), image().tobytes())
    flat.save(tmp_path / "d.png")
    assert picture(tmp_path / "d.png") != picture(one)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_any_kind_of_picture_becomes_grey_or_three_colours(tmp_path, mode):
    source = Image.new(mode, (3, 2)) if mode == "I;16" else image(3, 2).convert(mode)
    source.save(tmp_path / "a.png")
    with Image.open(io.BytesIO(picture(tmp_path / "a.png"))) as opened:
        assert opened.mode == ("RGB" if mode in ("P", "RGBA") else "L")


def test_sixteen_bits_of_grey_are_not_taken_for_white(tmp_path):
    values = np.array([[0, 255, 256, 30_000, 65_535]], dtype=np.uint16)
    Image.fromarray(values).save(tmp_path / "a.png")
    with Image.open(io.BytesIO(picture(tmp_path / "a.png"))) as opened:
        assert np.asarray(opened).tolist() == (values // 256).tolist()


def test_pictures_are_saved_and_read_back_or_said_to_be_others(tmp_path):
    made = picture(described(tmp_path / "a.png", "PNG"))
    folder = tmp_path / "blind"
    save_pictures(folder, [("ab12", made)])
    assert folder.stat().st_mode & 0o077 == 0
    assert [one.name for one in folder.iterdir()] == ["ab12.png"]
    assert saved_picture(folder, "ab12", hashlib.sha256(made).hexdigest()) == made
    with pytest.raises(InputError, match="not the picture that was planned"):
        saved_picture(folder, "ab12", "0" * 64)
    with pytest.raises(InputError, match="no such picture"):
        saved_picture(folder, "ab13", "0" * 64)
    os.mkfifo(folder / "cd.png")
    with pytest.raises(InputError, match="is no file"):
        saved_picture(folder, "cd", "0" * 64)
    with pytest.raises(OutputError, match="not replaced"):
        save_pictures(folder, [])


def test_whatever_is_written_into_a_picture_it_is_one_or_is_said_to_be_none(tmp_path):
    """Of descriptions that were written over, decoders raise what they like."""
    rng = np.random.default_rng(20261201)
    text = described(tmp_path / "a.jpg", "JPEG").read_bytes()
    head = text.index(b"Exif")
    path = tmp_path / "b.jpg"
    for _ in range(400):
        changed = bytearray(text)
        for place in rng.integers(head, head + 160, 4):
            changed[place] = rng.integers(256)
        path.write_bytes(changed)
        try:
            assert picture(path)
        except InputError as fault:
            assert str(path) in str(fault)  # noqa: PT017 - either is right


def test_no_camera_and_no_stream(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    image().save(tmp_path / "a.png")
    for file in ("rtsp://10.0.0.1/stream", "http://localhost/a.jpg", "file:///etc/passwd"):
        assert is_a_stream(file, tmp_path / file)
    assert is_a_stream("pipe", tmp_path / "pipe")
    assert is_a_stream("/dev/null", tmp_path / "/dev/null")
    assert not is_a_stream("a.png", tmp_path / "a.png")
    assert not is_a_stream("nowhere.png", tmp_path / "nowhere.png")
    with pytest.raises(InputError, match="is no file"):
        picture(tmp_path / "pipe")


def test_what_is_no_picture_is_said(tmp_path):
    path = tmp_path / "a.png"
    with pytest.raises(InputError, match="no such picture"):
        picture(path)
    image().save(path, "GIF")
    with pytest.raises(InputError, match="no JPEG or PNG"):
        picture(path)
    image(60, 40).save(path, "PNG")
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(InputError):
        picture(path)
    path.write_bytes(b"")
    with pytest.raises(InputError, match="no JPEG or PNG"):
        picture(path)
    with path.open("wb") as file:
        file.truncate(2**25 + 1)
    with pytest.raises(InputError, match="more than 33,554,432 bytes"):
        picture(path)


def test_a_small_file_that_swells(tmp_path):
    path = tmp_path / "a.png"
    Image.new("1", (8000, 8000)).save(path)
    assert path.stat().st_size < 20_000
    with pytest.raises(InputError, match="more than 50,000,000 pixels"):
        picture(path)
