"""Walks: how watched people are from the moment they leave their homes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.exposure.first import LIKELY, first_camera
from vidik.exposure.locating import homes_at, middles
from vidik.exposure.seen import BOUNDS, Bound, seen_along
from vidik.exposure.walks import FARTHEST_MM
from vidik.exposure.walks import walks as all_walks
from vidik.jobs.tiles import unheard, watch_streets
from vidik.library.buildings import Buildings
from vidik.library.data import Readable, read_all
from vidik.library.place import place_of
from vidik.library.result import Mapped, Shapes, column_of, joined, newest, same_frame
from vidik.library.streets import street_columns, street_lines
from vidik.library.views import CameraViews
from vidik.model.doorsteps import Doorsteps
from vidik.model.dwellings import FOUND_BY, Dwellings
from vidik.model.first_camera import FirstCamera
from vidik.model.place import Place
from vidik.model.seen import Seen
from vidik.model.span import Span
from vidik.model.tiling import Tiling
from vidik.model.walk_network import WalkNetwork
from vidik.model.walks import Walks
from vidik.outside.frames import is_geodataframe
from vidik.outside.tables import load_home_rules, load_street_rules, load_walking_rules
from vidik.outside.workers import Threads
from vidik.register.homes import homes as homes_of
from vidik.register.network import network
from vidik.report.layout import DEFAULT_LEVEL

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = [
    "HomePlaces",
    "HomeWalks",
    "WalkingNetwork",
    "places_of",
    "read_homes",
    "read_network",
    "seen_on",
    "walks",
]


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class WalkingNetwork(Mapped):
    """The ways that people walk, cut where they meet; made by `read_network`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose boundary clips and whose metres they are in.
    network
        Edges and nodes, packed.
    """

    place: Place
    network: WalkNetwork

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.network)

    @property
    def length_m(self) -> float:
        """Metres of street in it; sidewalks of streets that are counted already are not."""
        return float(self.network.length_mm[self.network.counted].sum()) / 1e3

    def _facts(self) -> str:
        return (
            f"{len(self):,} edges between {len(self.network.nodes):,} nodes; "
            f"{self.length_m / 1000:,.1f} km of street"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        own = self.network
        return {
            **street_columns(own.ways),
            "tail": own.tail.tolist(),
            "head": own.head.tolist(),
            "effort_m": (own.effort_mm / 1e3).tolist(),
            "counted": own.counted.tolist(),
            "covered": own.covered.tolist(),
        }

    def _shapes(self) -> Shapes:
        return street_lines(self.network.ways, self.place)


def read_network(
    data: Readable | Sequence[Readable], *, place: Place | None = None
) -> WalkingNetwork:
    """Return the ways that people walk, clipped to the boundary of a place.

    Where and how fast they walk is a table with reasons (``vidik/data/walking.toml``).

    Parameters
    ----------
    data
        A path, a GeoDataFrame in any coordinate system, or what `vidik.read` made of either; or
        several. Ways meet where they share a vertex.
    place
        Its boundary clips; None: the bounds of the data.

    Returns
    -------
    WalkingNetwork
        Lengths in whole millimetres.

    Raises
    ------
    InputError
        If data cannot be read, or bound no area.
    """
    sources = read_all(data)
    place = place or place_of(sources)
    walking, streets = load_walking_rules(), load_street_rules()
    made, rejected = network(
        [(one.source.key, one.extract.features) for one in sources], place, walking, streets
    )
    unread = [row for one in sources for row in one.rejected]
    return WalkingNetwork(
        title=place.name,
        sources=tuple(one.source for one in sources),
        dated=newest(sources),
        rejected=tuple(dict.fromkeys([*unread, *rejected])),
        assumptions={
            "walking rules": walking.version,
            "street rules": streets.version,
            "pace": f"{walking.pace_m_per_min:g} m/min",
        },
        place=place,
        network=made,
    )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class HomePlaces(Mapped):
    """Where people live; made by `read_homes`.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Inside whose boundary they are.
    dwellings
        A place for each home, how much it counts, and which rule found it.
    """

    place: Place
    dwellings: Dwellings

    def __len__(self) -> int:
        """Return the number of homes."""
        return len(self.dwellings)

    @property
    def lonlat(self) -> NDArray[np.float64]:
        """Where they are, longitude and latitude, shape (h, 2)."""
        return self.place.frame.to_degrees(self.dwellings.places)

    def _facts(self) -> str:
        found = ", ".join(f"{count:,} by {rule}" for rule, count in self.dwellings.by_rule.items())
        return f"{len(self):,} homes ({found or 'none'}); weights: {self.dwellings.weighed}"

    def _columns(self) -> Mapping[str, Sequence[object]]:
        own = self.dwellings
        return {
            "found_by": [FOUND_BY[rule] for rule in own.found_by.tolist()],
            "weight": own.weight.tolist(),
        }

    def _shapes(self) -> Shapes:
        points: Shapes = shapely.points(self.lonlat)
        return points


def read_homes(data: Readable | Sequence[Readable], *, place: Place | None = None) -> HomePlaces:
    """Return where people live, inside the boundary of a place.

    Entrances of buildings in which people may live, else the addresses in them, else their middle;
    what counts is a table with reasons (``vidik/data/homes.toml``).

    Parameters
    ----------
    data
        A path, a GeoDataFrame in any coordinate system, or what `vidik.read` made of either; or
        several.
    place
        Homes outside its boundary are left out; None: the bounds of the data.

    Returns
    -------
    HomePlaces
        `HomePlaces.rejected` has every number of dwellings that was not understood.

    Raises
    ------
    InputError
        If data cannot be read, or bound no area.
    """
    sources = read_all(data)
    place = place or place_of(sources)
    rules = load_home_rules()
    found, rejected = homes_of([(one.source.key, one.extract) for one in sources], place, rules)
    unread = [row for one in sources for row in one.rejected]
    return HomePlaces(
        title=place.name,
        sources=tuple(one.source for one in sources),
        dated=newest(sources),
        rejected=tuple(dict.fromkeys([*unread, *rejected])),
        assumptions={"rules of homes": rules.version, "weights": found.weighed},
        place=place,
        dwellings=found,
    )


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class HomeWalks(Mapped):
    """How watched people are from each home; made by `walks`.

    What is said of a single home is for whoever lives there: publish cells and districts.

    Parameters
    ----------
    title, sources, dated, rejected, assumptions
        As of `vidik.library.result.Result`.
    place
        Whose homes they are.
    level
        Key of the level of detail.
    homes
        At their places along the network.
    lonlat
        Shape (h, 2): where they stand, degrees.
    walks
        All walks of some minutes, by what is seen: at least, in expectation, at most.
    first
        The first camera, likewise.
    pace_m_per_min
        How fast people walk on the flat.
    """

    place: Place
    level: str
    homes: Doorsteps
    lonlat: NDArray[np.float64]
    walks: Mapping[Bound, Walks]
    first: Mapping[Bound, FirstCamera]
    pace_m_per_min: float

    def __len__(self) -> int:
        """Return the number of homes."""
        return len(self.homes)

    @property
    def share(self) -> Span:
        """Seen share of all walks of all homes, 0 to 1: the mean of the homes by their weight."""
        return Span(*(self._mean(self.walks[bound].share) for bound in BOUNDS))

    def within(self, minutes: float) -> Span:
        """Return the share of homes, 0 to 1, from which the first camera is so near.

        Parameters
        ----------
        minutes
            Of walking, the nearest way.
        """
        return Span(*(self._mean(self._first_within(bound, minutes)) for bound in BOUNDS))

    def _first_within(self, bound: Bound, minutes: float) -> NDArray[np.float64]:
        """Return 1 for homes whose first camera is so near, 0 for others."""
        near = self.first[bound].minutes(self.pace_m_per_min) <= minutes
        return near.astype(np.float64)

    def _mean(self, values: NDArray[np.float64]) -> float:
        known = ~np.isnan(values)
        weight = self.homes.weight[known]
        return float(np.average(values[known], weights=weight)) if weight.sum() else 0.0

    def _facts(self) -> str:
        share = self.share
        return (
            f"{len(self):,} homes; {share.expected:.0%} of their walks in view of {self.whose} at "
            f"the level “{self.level}” (at least {share.least:.0%}, at most {share.most:.0%})"
        )

    def _columns(self) -> Mapping[str, Sequence[object]]:
        return {
            "edge": self.homes.edge.tolist(),
            "reached_m": self.walks["most"].reached_m.tolist(),
            **{f"share_{bound}": self.walks[bound].share.tolist() for bound in BOUNDS},
            # the more is seen, the nearer the first of it
            **{
                f"first_{nearness}_m": self.first[bound].metres.tolist()
                for nearness, bound in zip(BOUNDS, reversed(BOUNDS), strict=True)
            },
        }

    def _shapes(self) -> Shapes:
        points: Shapes = shapely.points(self.lonlat)
        return points


def walks(
    network: WalkingNetwork,
    views: CameraViews,
    homes: HomePlaces | Buildings | GeoDataFrame,
    *,
    level: str = DEFAULT_LEVEL,
    minutes: float | None = None,
    threads: int | None = None,
) -> HomeWalks:
    """Return how much of all walks from homes is in view of cameras, and how near the first one is.

    From a home one walk leads to each metre of street that is near enough, the quickest way.

    Parameters
    ----------
    network
        The ways that people walk, of the place that the views are of.
    views
        Of the cameras that count.
    homes
        What `read_homes` found; or buildings, each taken for a home at the middle of its outline;
        or a GeoDataFrame of points in any coordinate system, with a column ``weight`` if they do
        not all count the same.
    level
        Key of the level of detail.
    minutes
        How long a walk takes at most; None: as the table says, 15.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.

    Returns
    -------
    HomeWalks
        By *mapped* cameras; homes too far from any way are left out, and said in `assumptions`.

    Raises
    ------
    InputError
        If both were read for two places, there is no such level, or walks are too long.
    """
    rules, count = load_walking_rules(), threads or os.cpu_count() or 1
    minutes = rules.minutes if minutes is None else minutes
    budget = round(1000.0 * minutes * rules.pace_m_per_min)
    if not 0 < budget < FARTHEST_MM:
        longest = FARTHEST_MM / 1000.0 / rules.pace_m_per_min
        raise InputError(
            "walks of so many minutes are not counted",
            value=minutes,
            hint=f"more than 0 and less than {longest:.0f}",
        )
    lonlat, weight = places_of(homes)
    metres = network.place.frame.to_metres(lonlat)
    located, kept = homes_at(network.network, metres, weight, reach_m=rules.reach_m)
    seen = seen_on(network, views, level=level, threads=count)
    fields = joined(network, views, *([homes] if isinstance(homes, Mapped) else []))
    fields["assumptions"] |= {
        "walks": f"of up to {minutes:g} min",
        "homes left out": f"{len(lonlat) - len(kept)}, more than {rules.reach_m:g} m from any way",
    }
    return HomeWalks(
        **fields,
        place=network.place,
        level=level,
        homes=located,
        lonlat=lonlat[kept],
        walks={
            bound: all_walks(network.network, seen[bound], located, budget_mm=budget, threads=count)
            for bound in BOUNDS
        },
        first={
            bound: first_camera(network.network, seen[bound], located, chance=LIKELY[bound])
            for bound in BOUNDS
        },
        pace_m_per_min=rules.pace_m_per_min,
    )


def seen_on(
    network: WalkingNetwork, views: CameraViews, *, level: str, threads: int | None = None
) -> Mapping[Bound, Seen]:
    """Return which parts of the ways cameras see: at least, in expectation, at most.

    Parameters
    ----------
    network, views, level, threads
        As `walks` takes them.

    Raises
    ------
    InputError
        If both were read for two places, or there is no such level.
    """
    same_frame(network.place.frame, views.place.frame, what="network and views")
    column_of(level, views.levels)
    watched = watch_streets(
        network.network.ways,
        views.views,
        levels=views.levels,
        tiling=Tiling(),
        workers=Threads(threads or os.cpu_count() or 1),
        advance=unheard,
    )
    return {
        bound: seen_along(network.network, watched, level=level, bound=bound) for bound in BOUNDS
    }


def places_of(
    homes: HomePlaces | Buildings | GeoDataFrame,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where homes stand, longitude and latitude, and how much each counts.

    Parameters
    ----------
    homes
        As `walks` takes them.

    Raises
    ------
    InputError
        If they are no homes.
    """
    if isinstance(homes, HomePlaces):
        return homes.lonlat, homes.dwellings.weight
    if isinstance(homes, Buildings):
        places = middles(homes.footprints)
        return homes.place.frame.to_degrees(places), np.ones(len(places))
    if not is_geodataframe(homes) or not (homes.geom_type == "Point").all():
        raise InputError(
            "homes are what read_homes found, buildings, or a GeoDataFrame of points",
            value=type(homes),
        )
    weight = homes["weight"].to_numpy(np.float64) if "weight" in homes else np.ones(len(homes))
    if not (np.isfinite(weight).all() and (weight >= 0.0).all()):
        raise InputError("a home weighs 0 or more", place="weight", value=float(weight.min()))
    degrees = homes.geometry.to_crs("EPSG:4326")
    return shapely.get_coordinates(degrees.to_numpy()), weight
