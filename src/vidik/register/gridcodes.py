"""Places written as one code: squares of MGRS and of the British grid, open location codes."""

from __future__ import annotations

import re
from functools import lru_cache

from pyproj import Transformer

__all__ = ["coded_place"]

_MGRS = re.compile(r"([0-9]{1,2})\s*([C-HJ-NP-X])\s*([A-HJ-NP-Z])([A-HJ-NP-V])\s*([0-9 ]+)", re.I)
_BRITISH = re.compile(r"([HNOST])([A-HJ-Z])\s*([0-9 ]+)", re.I)
_OPEN = re.compile(r"([2-9CFGHJMPQRVWX]{8})\+([2-9CFGHJMPQRVWX]{2,7})", re.I)
_OPEN_DIGITS = "23456789CFGHJMPQRVWX"
#: Letters of squares: all but I and O; the British leave out I alone.
_SQUARES, _BRITISH_SQUARES = "ABCDEFGHJKLMNPQRSTUVWXYZ", "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
#: Codes of fewer figures are squares of a kilometre and more, in which a camera is anywhere.
_LEAST_FIGURES = 6


def coded_place(text: str) -> tuple[float, float] | None:
    """Return longitude and latitude of the middle of the square that a code names.

    None if it is no code, or not enough of one: squares of more than a hundred metres are too
    coarse, and short open location codes lack their town.

    Parameters
    ----------
    text
        The code.

    Examples
    --------
    >>> coded_place("8FVC9G8F+6X")
    (8.524938, 47.365563)
    >>> coded_place("TQ 30031 80431")
    (-0.12774, 51.50786)
    """
    text = text.strip()
    if match := _OPEN.fullmatch(text):
        return _of_open_code(match[1].upper(), match[2].upper())
    if match := _BRITISH.fullmatch(text):
        return _of_british_grid(match[1].upper(), match[2].upper(), match[3].replace(" ", ""))
    if match := _MGRS.fullmatch(text):
        square = match[3].upper() + match[4].upper()
        return _of_mgrs(int(match[1]), match[2].upper(), square, match[5].replace(" ", ""))
    return None


def _of_open_code(pairs: str, rest: str) -> tuple[float, float] | None:
    """After the specification of Open Location Code, google/open-location-code 1.0."""
    code = pairs + rest
    size, low = 400.0, [-90.0, -180.0]
    for i in range(0, 10, 2):
        size /= 20.0
        low[0] += _OPEN_DIGITS.index(code[i]) * size
        low[1] += _OPEN_DIGITS.index(code[i + 1]) * size
    height = width = size
    for letter in code[10:]:
        height, width = height / 5.0, width / 4.0
        row, column = divmod(_OPEN_DIGITS.index(letter), 4)
        low = [low[0] + row * height, low[1] + column * width]
    lat, lon = low[0] + height / 2.0, low[1] + width / 2.0
    return (round(lon, 6), round(lat, 6)) if lat <= 90.0 and lon <= 180.0 else None


def _of_british_grid(first: str, second: str, figures: str) -> tuple[float, float] | None:
    half = _half(figures)
    if half is None:
        return None
    one, two = _BRITISH_SQUARES.index(first), _BRITISH_SQUARES.index(second)
    east = ((one - 2) % 5) * 5 + two % 5
    north = 19 - one // 5 * 5 - two // 5
    return _degrees("EPSG:27700", east * 1e5 + half[0], north * 1e5 + half[1], 5)


def _of_mgrs(zone: int, band: str, square: str, figures: str) -> tuple[float, float] | None:
    """After NGA.STND.0037: letters of columns repeat every three zones, of rows every 2,000 km."""
    half = _half(figures)
    column = _SQUARES.index(square[0]) - (zone - 1) % 3 * 8
    if half is None or not 1 <= zone <= 60 or not 0 <= column < 8:
        return None
    row = (_SQUARES.index(square[1]) - (5 if zone % 2 == 0 else 0)) % 20
    north = band >= "N"
    bottom = -80.0 + 8.0 * _BANDS.index(band)
    least = bottom * 110_500.0 + (0.0 if north else 1e7) - 1e5
    northing = row * 1e5 + half[1]
    while northing < least:
        northing += 2e6
    crs = f"EPSG:{(32600 if north else 32700) + zone}"
    return _degrees(crs, (column + 1) * 1e5 + half[0], northing, 6)


def _half(figures: str) -> tuple[float, float] | None:
    """Return metres east and north within a square, to the middle of what the figures name."""
    size = len(figures) // 2
    if len(figures) % 2 or not _LEAST_FIGURES <= len(figures) <= 10:
        return None
    metre = 10.0 ** (5 - size)
    return (int(figures[:size]) + 0.5) * metre, (int(figures[size:]) + 0.5) * metre


@lru_cache(maxsize=32)
def _turn(crs: str) -> Transformer:
    return Transformer.from_crs(crs, "EPSG:4326", always_xy=True)


def _degrees(crs: str, east: float, north: float, digits: int) -> tuple[float, float] | None:
    lon, lat = _turn(crs).transform(east, north)
    on_globe = abs(lon) <= 180.0 and abs(lat) <= 90.0
    return (round(lon, digits), round(lat, digits)) if on_globe else None
