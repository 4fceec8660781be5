"""The lens of a camera where somebody wrote it down: focal length, sensor width, image width."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vidik.register.tags import NUMBER, Unread, first_of, number

__all__ = ["LENS_KEYS", "read_lens"]


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the three numbers: its keys, how it is written, and what is believed of it."""

    name: str
    keys: tuple[str, ...]
    form: re.Pattern[str]
    unit: str
    least: float
    most: float

    def read(self, text: str) -> float | Unread:
        match = self.form.fullmatch(text.strip().lower())
        if match is None:
            return Unread(f"not a single {self.name} in {self.unit}")
        value = number(match["value"])
        if not self.least <= value <= self.most:
            return Unread(f"not between {self.least:g} and {self.most:g} {self.unit}")
        return value


_MM = re.compile(rf"(?P<value>{NUMBER})\s*(?:mm)?")
_PX = re.compile(r"(?P<value>[0-9]{1,6})\s*(?:px|pixels?)?(?:\s*[x×*]\s*[0-9]{1,6}\s*(?:px)?)?")

# The bounds let in everything that was ever built to watch a street, and keep out slips of units.
_PARTS = (
    _Part(
        "focal length",
        ("camera:focal_length", "focal_length_mm", "focal_length"),
        *(_MM, "mm", 0.5, 2000.0),
    ),
    _Part(
        "sensor width",
        ("camera:sensor_width", "sensor_width_mm", "sensor_width"),
        *(_MM, "mm", 0.5, 60.0),
    ),
    _Part(
        "image width",
        ("camera:image_width", "image_width_px", "image_width", "camera:resolution"),
        *(_PX, "px", 100.0, 50000.0),
    ),
)

#: Every key that may say something about the lens.
LENS_KEYS = tuple(key for part in _PARTS for key in part.keys)


def read_lens(
    tags: Mapping[str, str],
) -> tuple[tuple[float, float, int] | None, tuple[tuple[str, str, Unread], ...]]:
    """Return focal length (mm), sensor width (mm) and image width (px), and what was not read.

    Parameters
    ----------
    tags
        Of the camera.

    Returns
    -------
    lens
        None unless all three are known: two of them say nothing about pixels per metre.
    unread
        Key, value and reason of what was not understood, or is of no use alone.
    """
    found = {part.name: first_of(tags, part.keys) for part in _PARTS}
    if not any(found.values()):
        return None, ()
    missing = [name for name, entry in found.items() if entry is None]
    numbers: list[float] = []
    unread: list[tuple[str, str, Unread]] = []
    for part in _PARTS:
        entry = found[part.name]
        if entry is None:
            continue
        key, text = entry
        value = part.read(text)
        if isinstance(value, Unread):
            unread.append((key, text, value))
        elif missing:
            unread.append((key, text, Unread(f"of no use without {' and '.join(missing)}")))
        else:
            numbers.append(value)
    if len(numbers) < len(_PARTS):
        return None, tuple(unread)
    focal_length_mm, sensor_width_mm, image_width_px = numbers
    return (focal_length_mm, sensor_width_mm, int(image_width_px)), ()
