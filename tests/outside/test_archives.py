"""Zip files that are not what they say."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.outside.sheets import packed
from vidik.errors import InputError
from vidik.outside.archives import check_archive, member, names_in


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_sound_one(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.zip", packed({"a.txt": "hello", "b/c.txt": "x" * 10_000}))
    check_archive(path)
    assert names_in(path) == ("a.txt", "b/c.txt")
    with member(path, "a.txt") as file:
        assert file.read() == b"hello"


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.zip", packed({"a.kml": bytes(2**25)}))
    with pytest.raises(InputError, match=r"a\.kml: unpacks to more than a list can hold"):
        check_archive(path)
    with member(path, "a.kml") as file, pytest.raises(InputError, match="unpacks to more"):
        list(iter(lambda: file.read(2**20), b""))


def test_what_a_library_would_hold_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    row = bytes(range(256)) * 4096  # a megabyte that packs to a hundredth or so, not to nothing
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", row * 4)
        archive.writestr("xl/sharedStrings.xml", row * 257)
    check_archive(path)
    with pytest.raises(InputError, match=r"sharedStrings\.xml: unpacks to more"):
        check_archive(path, streamed="xl/worksheets/")


def test_a_header_that_lies_about_its_size(tmp_path: Path) -> None:
    data = bytearray(packed({"a.kml": b"x" * 100_000}))
    # the size stands in the local header and in the directory
    for at in (data.find(b"PK\x03\x04") + 22, data.find(b"PK\x01\x02") + 24):
        data[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InputError, match="cannot be unpacked"):
        check_archive(saved(tmp_path / "a.zip", bytes(data)))


def test_a_wrong_checksum(tmp_path: Path) -> None:
    data = bytearray(packed({"a.kml": b"x" * 100_000}))
    at = data.find(b"PK\x01\x02") + 16
    data[at] ^= 255
    with pytest.raises(InputError, match="cannot be unpacked"):
        check_archive(saved(tmp_path / "a.zip", bytes(data)))


def test_a_lock(tmp_path: Path) -> None:
    data = bytearray(packed({"a.kml": b"hello"}))
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + flags] |= 1
    with pytest.raises(InputError, match="locked with a password"):
        check_archive(saved(tmp_path / "a.zip", bytes(data)))


def test_too_many_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for i in range(10_001):
            archive.writestr(str(i), b"")
    with pytest.raises(InputError, match="more than 10,000 parts"):
        check_archive(path)


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x03\x04" + bytes(100), b"not a zip file"])
def test_no_zip_file(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="cannot be unpacked"):
        names_in(saved(tmp_path / "a.zip", data))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        names_in(tmp_path / "a.zip")
