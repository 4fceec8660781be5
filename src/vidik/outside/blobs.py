"""The blocks of an OSM PBF file: found, checked, and handed on a few at a time.

A PBF file is a row of blocks, each with its length before it (OpenStreetMap wiki, PBF Format).
Reading them one by one shows how far a reader has come, and finds a truncated file at the byte
where it ends, which the library behind pyosmium overlooks in places.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from vidik.errors import InputError

__all__ = ["is_pbf", "pieces"]

#: Greatest lengths that the format allows.
_HEADER_BYTES = 64 * 1024
_BLOB_BYTES = 32 * 1024 * 1024


def is_pbf(start: bytes) -> bool:
    """Return whether a file that begins with these 64 bytes is an OSM PBF."""
    return b"\x0a\x09OSMHeader" in start[4:20]


def pieces(path: Path, *, piece_bytes: int = 1024 * 1024) -> Iterator[tuple[bytes, int]]:
    """Yield the file as smaller files: its header, and some blocks of data, at a time.

    Parameters
    ----------
    path
        Of the file.
    piece_bytes
        A piece ends with the block that makes it as long as this.

    Yields
    ------
    piece
        A whole PBF file.
    done
        How many bytes of the file have been handed on.

    Raises
    ------
    InputError
        If the file ends within a block, or holds something else.
    """
    with path.open("rb") as file:
        header, kind = _block(file, path)
        if kind != "OSMHeader":
            raise _broken(path, 0, "does not begin with a header")
        parts, size, handed_on = [header], 0, False
        while file.peek(1):
            begin = file.tell()
            block, kind = _block(file, path)
            if kind == "OSMHeader":
                raise _broken(path, begin, "a second header; are these two files in one?")
            parts.append(block)
            size += len(block)
            if size >= piece_bytes:
                yield b"".join(parts), file.tell()
                parts, size, handed_on = [header], 0, True
        if size or not handed_on:
            yield b"".join(parts), file.tell()


def _block(file: BinaryIO, path: Path) -> tuple[bytes, str]:
    """Return the next block, with its two lengths, and its kind."""
    begin = file.tell()
    prefix = _exactly(file, 4, path)
    length = int.from_bytes(prefix, "big")
    if length > _HEADER_BYTES:
        raise _broken(path, begin, "not a block")
    header = _exactly(file, length, path)
    kind, size = _kind_and_size(header, path, begin)
    if size > _BLOB_BYTES:
        raise _broken(path, begin, "not a block")
    return prefix + header + _exactly(file, size, path), kind


def _exactly(file: BinaryIO, count: int, path: Path) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise InputError(
            "the file ends in the middle of a block",
            file=path,
            place=f"byte {file.tell()}",
            hint="it is truncated; fetch it again",
        )
    return data


def _kind_and_size(header: bytes, path: Path, begin: int) -> tuple[str, int]:
    """Return fields 1 (type) and 3 (datasize) of a BlobHeader message of Protocol Buffers."""
    kind, size, at = "", None, 0
    try:
        while at < len(header):
            key, at = header[at], at + 1
            value, at = _varint(header, at)
            if key & 7 == 2:  # a string of that length
                if key >> 3 == 1:
                    kind = header[at : at + value].decode("ascii")
                at += value
            elif key >> 3 == 3:
                size = value
    except (IndexError, UnicodeDecodeError) as fault:
        raise _broken(path, begin, "not a block") from fault
    if not kind or size is None:
        raise _broken(path, begin, "not a block")
    return kind, size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while data[at] & 0x80:
        value |= (data[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return value | data[at] << shift, at + 1


def _broken(path: Path, byte: int, what: str) -> InputError:
    return InputError(
        f"not a PBF file that can be read: {what}",
        file=path,
        place=f"byte {byte}",
        hint="fetch it again",
    )
