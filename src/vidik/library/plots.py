"""Plots: results as pictures in the map's grammar: least solid, expected lighter, most hatched.

Each picture carries its sources and the state of the data, and the mark of what is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely import Geometry, LineString

from vidik.errors import VidikError
from vidik.exposure.ways import in_view, line_of
from vidik.library.overlap import Overlap
from vidik.library.recorded import WalkInView
from vidik.library.result import Result
from vidik.library.views import CameraViews
from vidik.library.watched import WatchedStreets
from vidik.library.ways import Ways
from vidik.model.bands import BANDS, band_of
from vidik.model.camera import Kind
from vidik.model.place import Place
from vidik.model.polygons import Polygons
from vidik.sight.depth_classes import CLASSES

try:
    import matplotlib as mpl
    from matplotlib import pyplot as plt
    from matplotlib.collections import LineCollection, PathCollection
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch, PathPatch
    from matplotlib.path import Path
except ModuleNotFoundError as fault:
    raise VidikError("matplotlib is not installed", hint="pip install 'vidik[notebook]'") from fault

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

    from vidik.library.what_if import WhatIf

__all__ = [
    "plot_overlap",
    "plot_streets",
    "plot_views",
    "plot_walk",
    "plot_ways",
    "plot_what_if",
]

#: Class of what is seen for certain.
_LEAST = len(BANDS) - 1

#: How opaque each class of probability is drawn: its middle, certainty whole.
_OPACITY = (*((low + high) / 2 for low, high in pairwise((0.0, *BANDS[:-1]))), 1.0)

#: Dashes so short that they hatch a line.
_TICKS = (0, (0.12, 0.5))

_MARKERS = {Kind.FIXED: "^", Kind.PANNING: "s", Kind.DOME: "D", Kind.UNKNOWN: "o"}


@dataclass(frozen=True)
class _Colours:
    """Colours of the map, by day or by night."""

    paper: str
    ink: str
    hairline: str
    building: str
    street: str
    watched: str
    expected: str
    edge: str
    unwatched: str


_DAY = _Colours(
    "#faf8f4", "#1b1d21", "#8a857a", "#e2dcd0", "#cfc7b8", "#d98e04", "#eac98f", "#b87803",
    "#2a7f86",
)  # fmt: skip
_NIGHT = _Colours(
    "#0f1216", "#e9e6df", "#7b828c", "#2b313a", "#3a414c", "#f2b84b", "#77602f", "#f2b84b",
    "#4fb3bb",
)  # fmt: skip


def plot_views(views: CameraViews, *, level: str, ax: Axes | None, dark: bool) -> Axes:
    """Draw what cameras may see; `vidik.library.views.CameraViews.plot` says how.

    Parameters
    ----------
    views
        What to draw.
    level
        Key of the level of detail.
    ax
        Where to draw; None: a new figure.
    dark
        Light on dark.
    """
    colours = _NIGHT if dark else _DAY
    ax = _ground(ax, colours, views.place)
    f = views.footprints
    walls = Polygons(f.polygon_offsets, f.ring_offsets, f.vertices).shapes()
    _fill(ax, walls, facecolor=colours.building, edgecolor=colours.street, linewidth=0.3, zorder=1)
    seen = [
        (band, shapely.transform(shape, views.place.frame.to_metres))
        for _, _, band, shape in views.bands(level)
    ]
    if seen:
        most = shapely.union_all([shape for _, shape in seen])
        _hatch(ax, most, colours)
    for band, opacity in enumerate(_OPACITY):
        # drawn one upon another, opacities add up as the chances of independent cameras do; in a
        # lighter colour, so that any number of doubtful views never looks like a certain one
        _fill(
            ax,
            [shape for own, shape in seen if own == band],
            facecolor=colours.watched if band == _LEAST else colours.expected,
            alpha=opacity,
            linewidth=0,
            zorder=3,
        )
    for kind, marker in _MARKERS.items():
        own = [i for i, camera in enumerate(views.cameras) if camera.kind is kind]
        ax.plot(
            *views.views.origin[own].T,
            marker,
            markersize=3.5,
            markerfacecolor=colours.ink if kind is not Kind.UNKNOWN else colours.paper,
            markeredgecolor=colours.ink,
            markeredgewidth=0.8,
            zorder=4,
        )
    known = [kind for kind in _MARKERS if any(c.kind is kind for c in views.cameras)]
    cameras = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=_MARKERS[kind],
            markerfacecolor=colours.ink if kind is not Kind.UNKNOWN else colours.paper,
            markeredgecolor=colours.ink,
            label="camera" if kind is Kind.UNKNOWN else f"{kind} camera",
        )
        for kind in known
    ]
    about = f"What {views.whose} may see at level {level}"
    return _framed(ax, colours, views, about, [*_grammar(colours, "seen"), *cameras])


def plot_streets(watched: WatchedStreets, *, level: str, ax: Axes | None, dark: bool) -> Axes:
    """Draw watched streets; `vidik.library.watched.WatchedStreets.plot` says how.

    Parameters
    ----------
    watched
        What to draw.
    level
        Key of the level of detail.
    ax
        Where to draw; None: a new figure.
    dark
        Light on dark.
    """
    colours = _NIGHT if dark else _DAY
    ax = _ground(ax, colours, watched.place)
    streets, found = watched.streets, watched.watched
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, streets.vertices, (streets.offsets,)
    )
    _stroke(ax, lines, color=colours.street, linewidth=1.0, zorder=1)
    own = found.level == watched.levels.index(level)
    offsets, corners = streets.cut(found.piece[own], found.start_m[own], found.end_m[own])
    parts = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, corners, (offsets,))
    band = found.band[own]
    _stroke(ax, parts, color=colours.edge, linewidth=0.7, linestyle=(0, (1, 1.2)), zorder=2)
    for one, opacity in enumerate(_OPACITY):
        width = 3.2 if one == _LEAST else 2.4
        _stroke(
            ax, parts[band == one], color=colours.watched, linewidth=width, alpha=opacity, zorder=3
        )
    legend: list[Artist] = [
        Line2D([], [], color=colours.watched, linewidth=3.2, label="watched for certain"),
        Line2D(
            [],
            [],
            color=colours.watched,
            linewidth=2.4,
            alpha=0.5,
            label="the fuller, the likelier",
        ),
        Line2D([], [], color=colours.edge, linewidth=0.7, linestyle=":", label="possibly watched"),
        Line2D([], [], color=colours.street, linewidth=1.0, label="by none of them"),
    ]
    about = f"Public street that {watched.whose} watch at level {level}"
    return _framed(ax, colours, watched, about, legend)


def plot_ways(ways: Ways, *, ax: Axes | None, dark: bool) -> Axes:
    """Draw ways between two points; `vidik.library.ways.Ways.plot` says how.

    Parameters
    ----------
    ways
        What to draw.
    ax
        Where to draw; None: a new figure.
    dark
        Light on dark.
    """
    colours, network = _NIGHT if dark else _DAY, ways.network
    lines = [line_of(network, way) for way in ways.ways if len(way.edge)]
    around = np.concatenate([*lines, ways.place.frame.to_metres(np.array([ways.start]))])
    ax = _ground(ax, colours, ways.place, (*around.min(axis=0), *around.max(axis=0)))
    edges = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, network.ways.vertices, (network.ways.offsets,)
    )
    _stroke(ax, edges, color=colours.street, linewidth=0.8, zorder=1)
    for k, line in enumerate(lines):
        first, last = k == 0, k == len(lines) - 1
        colour = colours.ink if first else colours.unwatched if last else colours.hairline
        _stroke(ax, [LineString(line)], color=colour, linewidth=1.6 if first or last else 0.9,
                zorder=4 if first or last else 3)  # fmt: skip
    # in view: beside the ways, so that both are seen; of what several ways walk once is enough
    parts = np.unique(
        np.concatenate([np.column_stack(in_view(ways.seen["expected"], one)) for one in ways.ways]),
        axis=0,
    )
    offsets, corners = network.ways.cut(
        parts[:, 0].astype(np.int64), parts[:, 1] / 1e3, parts[:, 2] / 1e3
    )
    seen = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, corners, (offsets,))
    # hatched: ticks that stick out on both sides of the way
    _stroke(ax, seen, color=colours.edge, linewidth=4.5, linestyle=_TICKS, zorder=2)
    band = band_of(parts[:, 3])
    for one, opacity in enumerate(_OPACITY):
        _stroke(
            ax, seen[band == one], color=colours.watched, linewidth=4.5, alpha=opacity, zorder=2
        )
    legend: list[Artist] = [
        Line2D([], [], color=colours.ink, linewidth=1.6, label="quickest"),
        Line2D([], [], color=colours.unwatched, linewidth=1.6, label="least watched of them"),
        Line2D([], [], color=colours.watched, linewidth=4.5, label="in view for certain"),
        Line2D(
            [],
            [],
            color=colours.watched,
            linewidth=4.5,
            alpha=0.5,
            label="the fuller, the likelier",
        ),
        Line2D(
            [], [], color=colours.edge, linewidth=4.5, linestyle=_TICKS, label="possibly in view"
        ),
    ]
    if len(lines) > 2:
        between = Line2D([], [], color=colours.hairline, linewidth=0.9, label="between")
        legend.insert(1, between)
    about = f"Ways, and where {ways.whose} may see who walks them, at level {ways.level}"
    return _framed(ax, colours, ways, about, legend)


def plot_overlap(
    overlap: Overlap, *, level: str, certain: bool, ax: Axes | None, dark: bool
) -> Axes:
    """Draw by how many cameras the ground is watched; `vidik.library.overlap.Overlap.plot`.

    Parameters
    ----------
    overlap
        What to draw.
    level
        Key of the level of detail.
    certain
        Cameras that see it for certain; else all that may.
    ax
        Where to draw; None: a new figure.
    dark
        Light on dark.
    """
    colours, views = _NIGHT if dark else _DAY, overlap.views
    found = overlap.classes(level=level, certain=certain)
    ax = _ground(ax, colours, views.place)
    f = views.footprints
    walls = Polygons(f.polygon_offsets, f.ring_offsets, f.vertices).shapes()
    ramp = mpl.colormaps["cividis" if dark else "cividis_r"](np.linspace(0.1, 1.0, len(CLASSES)))
    legend: list[Artist] = []
    for colour, (low, high) in zip(ramp, pairwise((*CLASSES, None)), strict=True):
        shapes = [
            shapely.transform(one.shape, views.place.frame.to_metres)
            for one in found
            if one.depth == low
        ]
        _fill(ax, shapes, facecolor=colour, edgecolor=colour, linewidth=0.3, zorder=2)
        assert low is not None  # only the end has no bound
        count = f"{low} or more" if high is None else f"{low}" if high == low + 1 else None
        label = count or f"{low}–{(high or 0) - 1}"
        legend.append(Patch(facecolor=colour, label=f"{label} cameras" if low > 1 else "1 camera"))
    _fill(ax, walls, facecolor=colours.building, edgecolor=colours.street, linewidth=0.3, zorder=3)
    how = "see for certain" if certain else "may see"
    about = f"Ground that {overlap.whose} {how} at level {level}"
    return _framed(ax, colours, overlap, about, legend)


def plot_walk(walk: WalkInView, *, level: str, ax: Axes | None, dark: bool) -> Axes:
    """Draw where a walker could be seen; `vidik.library.recorded.WalkInView.plot` says how.

    Parameters
    ----------
    walk
        What to draw.
    level
        Key of the level of detail.
    ax
        Where to draw; None: a new figure.
    dark
        Light on dark.
    """
    colours, found = _NIGHT if dark else _DAY, walk.walked
    track = found.track
    ax = _ground(ax, colours, walk.place)
    legs = np.flatnonzero(track.known)
    whole = shapely.linestrings(np.stack([track.places[legs], track.places[legs + 1]], axis=1))
    _stroke(ax, whole, color=colours.hairline, linewidth=1.2, zorder=2)
    own = found.level == walk.levels.index(level)
    offsets, corners = track.cut(found.start[own], found.end[own])
    parts = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, corners, (offsets,))
    _stroke(ax, parts, color=colours.edge, linewidth=0.7, linestyle=(0, (1, 1.2)), zorder=3)
    band = walk.bands()[own]
    for one, opacity in enumerate(_OPACITY):
        width = 3.2 if one == _LEAST else 2.4
        _stroke(
            ax, parts[band == one], color=colours.watched, linewidth=width, alpha=opacity, zorder=4
        )
    legend: list[Artist] = [
        Line2D([], [], color=colours.watched, linewidth=3.2, label="in view for certain"),
        Line2D(
            [],
            [],
            color=colours.watched,
            linewidth=2.4,
            alpha=0.5,
            label="the fuller, the likelier",
        ),
        Line2D([], [], color=colours.edge, linewidth=0.7, linestyle=":", label="possibly in view"),
        Line2D([], [], color=colours.hairline, linewidth=1.2, label="walked"),
    ]
    about = f"Where {walk.whose} could see the walker at level {level}"
    return _framed(ax, colours, walk, about, legend)


def plot_what_if(what_if: WhatIf, *, figure: str, ax: Axes | None, dark: bool) -> Axes:
    """Draw a figure before and after; `vidik.library.what_if.WhatIf.plot` says how.

    Parameters
    ----------
    what_if
        What to draw.
    figure
        Which figure of it, at all levels that it has.
    ax
        Where to draw; None: a new figure.
    dark
        Light on dark.
    """
    colours = _NIGHT if dark else _DAY
    own = [one for one in what_if.figures if one.figure == figure]
    ax = _axes(ax, colours, (7.5, 1.8 + 0.6 * len(own)))
    for row, one in enumerate(reversed(own)):
        for span, high, colour, filled in (
            (one.before, 0.14, colours.hairline, False),
            (one.after, -0.14, colours.watched, True),
        ):
            ax.plot([span.least, span.most], [row + high] * 2, color=colour, linewidth=2.4)
            ax.plot(
                span.expected,
                row + high,
                "o",
                color=colour,
                markerfacecolor=colour if filled else colours.paper,
            )
    ax.set_yticks(range(len(own)), [one.level or one.figure for one in reversed(own)])
    ax.set_ylim(-0.6, len(own) - 0.4)
    ax.set_xlim(left=0.0)
    ax.tick_params(colors=colours.ink, labelsize=8)
    for side, spine in ax.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(colours.hairline)
    legend: list[Artist] = [
        Line2D([], [], color=colours.hairline, marker="o", markerfacecolor=colours.paper,
               linewidth=2.4, label="as it is: least to most, expected"),
        Line2D([], [], color=colours.watched, marker="o", linewidth=2.4, label="as supposed"),
    ]  # fmt: skip
    unit = f", {own[0].unit}" if own[0].unit not in figure else ""
    return _framed(ax, colours, what_if, f"{figure[:1].upper()}{figure[1:]}{unit}", legend)


def _axes(ax: Axes | None, colours: _Colours, size: tuple[float, float]) -> Axes:
    if ax is None:
        figure, ax = plt.subplots(figsize=size, layout="constrained")
        figure.set_facecolor(colours.paper)
    ax.set_facecolor(colours.paper)
    return ax


def _ground(
    ax: Axes | None,
    colours: _Colours,
    place: Place,
    bounds: tuple[float, float, float, float] | None = None,
) -> Axes:
    """Return axes in metres of a place, or of a part of it, with its boundary and a scale."""
    boundary = shapely.transform(shapely.segmentize(place.boundary, 0.01), place.frame.to_metres)
    west, south, east, north = boundary.bounds
    if bounds is not None:
        # a hundred metres about it at least, so that a short way has surroundings
        west, south, east, north = np.add(bounds, (-100.0, -100.0, 100.0, 100.0))
    tall = min(max((north - south) / (east - west), 0.4), 1.6)
    ax = _axes(ax, colours, (7.5, 7.5 * tall + 1.3))
    _stroke(
        ax, shapely.get_parts(boundary.boundary), color=colours.hairline, linewidth=0.6, zorder=1
    )
    margin = 0.02 * max(east - west, north - south)
    ax.set_xlim(west - margin, east + margin)
    ax.set_ylim(south - margin, north + margin)
    ax.set_aspect("equal")
    ax.set_axis_off()
    ax.patch.set_zorder(-1)
    ax.add_artist(ax.patch)  # the paper stays when the frame goes
    length = _round_length(0.2 * (east - west))
    left, low = west + margin, south + margin
    ax.plot([left, left + length], [low, low], color=colours.ink, linewidth=1.5, zorder=5)
    ax.annotate(
        f"{length:g} m" if length < 1000 else f"{length / 1000:g} km",
        (left + length, low),
        xytext=(4, 0),
        textcoords="offset points",
        va="center",
        color=colours.ink,
        fontsize=8,
        zorder=5,
    )
    return ax


def _framed(
    ax: Axes, colours: _Colours, result: Result, about: str, legend: Sequence[Artist]
) -> Axes:
    """Return axes with title, legend, caveat, sources and date."""
    ax.set_title(f"{result.title}\n{about}", loc="left", color=colours.ink, fontsize=11)
    ax.legend(
        handles=list(legend),
        loc="upper left",
        bbox_to_anchor=(0.0, -0.005 if not ax.axison else -0.1),
        ncols=3,
        frameon=False,
        fontsize=8,
        labelcolor=colours.ink,
    )
    # the caption has its place in the layout, so that a saved picture never lacks it
    ax.set_xlabel("")
    ax.annotate(
        f"{result.caveat}\n{result.credit}",
        (0.0, 0.0),
        xycoords="axes fraction",
        xytext=(0, -46 if not ax.axison else -58),
        textcoords="offset points",
        va="top",
        color=colours.ink,
        fontsize=7,
        annotation_clip=False,
    )
    if result.synthetic:
        ax.annotate(
            "made up",
            (0.5, 0.5),
            xycoords="axes fraction",
            ha="center",
            va="center",
            rotation=30,
            color=colours.ink,
            alpha=0.18,
            fontsize=48,
            zorder=6,
        )
    return ax


def _grammar(colours: _Colours, done: str) -> list[Artist]:
    """Return what the legend says of fills."""
    return [
        Patch(facecolor=colours.watched, label=f"{done} for certain"),
        Patch(facecolor=colours.expected, label="the fuller, the likelier"),
        Patch(facecolor="none", edgecolor=colours.edge, hatch="////", label=f"possibly {done}"),
    ]


def _hatch(ax: Axes, shape: Geometry, colours: _Colours) -> None:
    ax.add_patch(
        PathPatch(
            _path(shape),
            facecolor="none",
            edgecolor=colours.edge,
            hatch="/////",
            linewidth=0.5,
            zorder=2,
        )
    )


def _fill(ax: Axes, shapes: Iterable[Geometry], **style: Any) -> None:
    ax.add_collection(PathCollection([_path(shape) for shape in shapes], **style))


def _stroke(ax: Axes, lines: Iterable[Geometry], **style: Any) -> None:
    ax.add_collection(LineCollection([shapely.get_coordinates(line) for line in lines], **style))


def _path(shape: Geometry) -> Path:
    """Return a (multi)polygon as a path; holes run the other way round, and so stay empty."""
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(shape)))
    return Path.make_compound_path(*(Path(shapely.get_coordinates(r), closed=True) for r in rings))


def _round_length(metres: float) -> float:
    """Return the greatest of 1, 2, 5, 10, … that is no longer."""
    power = 10.0 ** np.floor(np.log10(metres))
    return float(max(step * power for step in (1, 2, 5) if step * power <= metres))
