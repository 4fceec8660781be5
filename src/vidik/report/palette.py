"""Colours of charts and of styles that go along with the downloads: those of the map by day.

The map's own stand in ``web/src/palette.ts`` and ``web/src/paper.css``; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CHART", "DAY", "LOOKED", "Palette"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Paper and ink, and the colours upon them.

    Parameters
    ----------
    paper, ink, quiet, hairline
        Of ground, text, lesser text, and lines.
    watched, edge
        What is watched, and its outlines and hatching, which must stand out more.
    expected, possible
        What may be watched, and its hatching, where views of many cameras lie upon each other: so
        light that any number of doubtful ones never looks like a certain one.
    unwatched
        Where somebody looked for cameras.
    street, building, green, water
        Of what is not watched.
    depth
        By how many cameras at least ground is watched.
    """

    paper: str
    ink: str
    quiet: str
    hairline: str
    watched: str
    edge: str
    expected: str
    possible: str
    unwatched: str
    street: str
    building: str
    green: str
    water: str
    depth: Mapping[int, str]


DAY = Palette(
    paper="#faf8f4",
    ink="#1b1d21",
    quiet="#5c5b57",
    hairline="#dcd7cc",
    watched="#d98e04",
    edge="#b07203",
    expected="#eac98f",
    possible="#cfa659",
    unwatched="#2a7f86",
    street="#c9c2b5",
    building="#e6e0d4",
    green="#e2e9d6",
    water="#cfe0e4",
    depth={1: "#f5de5a", 2: "#bdae6f", 3: "#7c7b78", 5: "#414d6b", 9: "#00204d"},
)
#: How opaque the tone of a last look is, from the newest year; older ones share the last.
LOOKED = (0.9, 0.6, 0.35, 0.15)


#: What the classes of a chart look like where no style sheet says so: in a file of its own.
CHART: Mapping[str, str] = {
    "chart-paper": f'fill="{DAY.paper}"',
    "chart-label": f'fill="{DAY.ink}" font-size="16" font-weight="600"',
    "chart-value": f'fill="{DAY.ink}" font-size="16"',
    "chart-note": f'fill="{DAY.quiet}" font-size="14"',
    "chart-mark": (
        f'fill="{DAY.ink}" font-size="30" font-weight="700" text-anchor="middle" opacity=".22"'
    ),
    "bar-ground": f'fill="{DAY.hairline}"',
    "bar-axis": f'fill="{DAY.ink}"',
    "bar-least": f'fill="{DAY.watched}" stroke="{DAY.edge}"',
    "bar-expected": f'fill="{DAY.watched}" fill-opacity=".5" stroke="{DAY.edge}"',
    "bar-most": f'fill="none" stroke="{DAY.edge}"',
    "hatch-line": f'fill="{DAY.edge}"',
    "bar-count": f'fill="{DAY.ink}"',
    "curve-line": f'fill="none" stroke="{DAY.ink}" stroke-width="2" stroke-linejoin="round"',
    "curve-dot": f'fill="{DAY.ink}" stroke="{DAY.paper}"',
    "sign-both": f'fill="{DAY.ink}" stroke="{DAY.paper}"',
    "sign-one": f'fill="{DAY.watched}" stroke="{DAY.ink}"',
    "sign-other": f'fill="{DAY.unwatched}" stroke="{DAY.ink}"',
    "map-green": f'fill="{DAY.green}"',
    "map-water": f'fill="{DAY.water}" fill-rule="evenodd"',
    "map-street": f'fill="none" stroke="{DAY.street}"',
    "map-district": f'fill="none" stroke="{DAY.quiet}" stroke-dasharray="2 2" stroke-width=".6"',
    "map-edge": f'fill="none" stroke="{DAY.quiet}"',
    "bar-unknown": f'fill="none" stroke="{DAY.ink}" stroke-dasharray="3 3"',
    **{
        f"bar-look-{rank}": (
            f'fill="{DAY.unwatched}" fill-opacity="{opacity}" stroke="{DAY.unwatched}"'
        )
        for rank, opacity in enumerate(LOOKED)
    },
}
