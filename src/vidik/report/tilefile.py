"""What a file of vector tiles holds: what it says about itself, its tiles, and their words."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

from pmtiles import reader

__all__ = ["tile_metadata", "tile_words", "tiles_in"]

# Field numbers of the Mapbox Vector Tile specification 2.1.
_LAYERS, _NAME, _KEYS, _VALUES, _STRING = 3, 1, 3, 4, 1


# The package has no types.
_reader: Any = reader


def tile_metadata(data: bytes) -> dict[str, Any]:
    """Return what a PMTiles file says about itself."""
    return dict(_reader.Reader(_reader.MemorySource(data)).metadata())


def tiles_in(data: bytes) -> Iterator[tuple[tuple[int, int, int], bytes]]:
    """Yield zoom, column and row, and the unpacked content, of every tile of a PMTiles file."""
    for place, tile in _reader.all_tiles(_reader.MemorySource(data)):
        yield place, gzip.decompress(tile) if tile.startswith(b"\x1f\x8b") else tile


def tile_words(tile: bytes) -> Iterator[str]:
    """Yield the words of a vector tile, each once per layer.

    Parameters
    ----------
    tile
        Mapbox Vector Tile 2.1, not compressed.

    Raises
    ------
    ValueError
        If it is no such tile.
    """
    for _, layer in _fields(tile, (_LAYERS,)):
        for field, content in _fields(layer, (_NAME, _KEYS, _VALUES)):
            if field == _VALUES:
                for _, value in _fields(content, (_STRING,)):
                    yield value.decode("utf-8")
            else:
                yield content.decode("utf-8")


def _fields(message: bytes, wanted: tuple[int, ...]) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of some fields of a protobuf message, of those with a length."""
    at, end = 0, len(message)
    while at < end:
        tag, at = message[at], at + 1
        if tag >= 0x80:
            tag, at = _varint(message, at - 1)
        match tag & 7:
            case 0:
                _, at = _varint(message, at)
            case 1:
                at += 8
            case 2:
                length, at = _varint(message, at)
                if at + length > end:
                    raise ValueError("not a vector tile")
                if tag >> 3 in wanted:
                    yield tag >> 3, message[at : at + length]
                at += length
            case 5:
                at += 4
            case _:
                raise ValueError("not a vector tile")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(message):
            raise ValueError("not a vector tile")
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
