"""What a file of vector tiles holds: what it says about itself, its tiles, and their words.

The same tiles also come as a folder, a file each, for hosts that send files only whole.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from typing import Any

from pmtiles import reader
from pmtiles import tile as pmtiles_tile

__all__ = ["packed_tiles", "tile_folder", "tile_metadata", "tile_words", "tiles_in", "unpacked"]

# Field numbers of the Mapbox Vector Tile specification 2.1.
_LAYERS, _NAME, _KEYS, _VALUES, _STRING = 3, 1, 3, 4, 1


# The package has no types.
_reader: Any = reader
_format: Any = pmtiles_tile


def tile_metadata(data: bytes) -> dict[str, Any]:
    """Return what a PMTiles file says about itself."""
    return dict(_reader.Reader(_reader.MemorySource(data)).metadata())


def tiles_in(data: bytes) -> Iterator[tuple[tuple[int, int, int], bytes]]:
    """Yield zoom, column and row, and the unpacked content, of every tile of a PMTiles file."""
    for place, packed in packed_tiles(data):
        yield place, unpacked(packed)


def tile_folder(folder: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files that hold what one PMTiles file holds.

    Each tile is a file of its own, packed as it is in the other; ``tiles.json`` says what they are,
    and which there are, so that nobody asks for one that is empty: as pairs of the number that
    PMTiles gives a tile, and how many follow one another from there.

    Parameters
    ----------
    folder
        Where they lie: ``tiles/base``.
    data
        The PMTiles file.
    """
    header = _reader.Reader(_reader.MemorySource(data)).header()
    runs: list[list[int]] = []
    for (z, x, y), packed in packed_tiles(data):
        yield f"{folder}/{z}/{x}/{y}.mvt", packed
        number = _format.zxy_to_tileid(z, x, y)
        if runs and number == sum(runs[-1]):
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    about = tile_metadata(data) | {
        "tilejson": "3.0.0",
        "tiles": ["{z}/{x}/{y}.mvt"],
        "minzoom": header["min_zoom"],
        "maxzoom": header["max_zoom"],
        "held": runs,
    }
    yield (
        f"{folder}/tiles.json",
        json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(),
    )


def packed_tiles(data: bytes) -> Iterator[tuple[tuple[int, int, int], bytes]]:
    """Yield zoom, column and row, and the content as it stands, of every tile."""
    yield from _reader.all_tiles(_reader.MemorySource(data))


def unpacked(tile: bytes) -> bytes:
    """Return a tile that may be packed with gzip as it was before."""
    return gzip.decompress(tile) if tile.startswith(b"\x1f\x8b") else tile


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
