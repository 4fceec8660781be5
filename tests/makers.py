"""Builders of small values that the tests share; append, do not change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from shapely import Geometry, LineString, Point, Polygon, transform

from vidik.model.bands import BANDS
from vidik.model.basemap import BaseShape
from vidik.model.camera import Arc, Camera, Kind
from vidik.model.coverage import Coverage, LevelCoverage
from vidik.model.estimate import Estimate
from vidik.model.feature import Feature
from vidik.model.frame import LocalFrame
from vidik.model.from_home import (
    CellFigures,
    Comparison,
    Correlation,
    DistrictHomes,
    HomeFigures,
    LevelFigures,
    Nearness,
    PublishedHomes,
    Quantiles,
    Spread,
)
from vidik.model.observation import Claim
from vidik.model.optics import Lens, Level, Optics
from vidik.model.origin import Kind as OriginKind
from vidik.model.origin import Obtained
from vidik.model.place import Place
from vidik.model.public_space import PublicSpace
from vidik.model.published import (
    Figures,
    PrivateStretch,
    PublicSpaceFigures,
    Published,
    PublishedCamera,
    StreetFigures,
)
from vidik.model.published_request import PublishedRequest
from vidik.model.reconciled import Reconciled, Shares
from vidik.model.reconciliation import Count
from vidik.model.rejection import Rejection
from vidik.model.request import Standing, Wish
from vidik.model.source import Source
from vidik.model.span import Span
from vidik.model.streets import Streets
from vidik.model.survey import Survey
from vidik.model.surveyed import LastLook, Surveyed
from vidik.model.testimony import Testimony
from vidik.model.views import Aim, Aims, Views
from vidik.model.walk_network import WalkNetwork
from vidik.model.watched import Watched
from vidik.outside.tables import load_street_rules, load_walking_rules
from vidik.register.network import network
from vidik.sight.bands import band_polygons, seen_polygons
from vidik.sight.depth_classes import depth_classes
from vidik.sight.tiles import Paths, watched_in

__all__ = [
    "TOWN", "bands_of", "camera", "feature", "house", "optics", "overlaps_of", "published",
    "published_camera", "registered", "requests", "space", "survey", "views_of", "watched_ways",
    "ways",
]  # fmt: skip

#: Centre of the made-up town; nothing but its place is taken from Helsinki.
TOWN = LocalFrame(24.94, 60.17)


def optics() -> Optics:
    """Return a small table: six levels, two lenses for every kind."""
    table = "EN 62676-4:2015 (DORI)"
    levels = (
        Level("monitor", 12.5, table),
        Level("detect", 25.0, table),
        Level("observe", 62.5, table),
        Level("recognise", 125.0, table),
        Level("identify", 250.0, table),
        Level("face", 400.0, "makers' manuals", verified=False),
    )
    lenses = (
        Lens("wide", 0.6, 2.8, 5.37, 1920, "a chart of lenses"),
        Lens("standard", 0.4, 4.0, 5.37, 2560, "a chart of lenses"),
    )
    return Optics("test", levels, dict.fromkeys(Kind, lenses), max_reach_m=120.0)


def published_camera(
    number: int,
    east: float,
    north: float,
    *,
    kind: Kind = Kind.UNKNOWN,
    axis: Arc | None = None,
    operator: str | None = None,
    synthetic: bool = False,
    tags: dict[str, str] | None = None,
) -> PublishedCamera:
    """Return a camera that may be shown, `east` and `north` metres from the town's centre."""
    lon, lat = TOWN.to_degrees(np.array([[east, north]]))[0]
    return PublishedCamera(
        id=f"osm:node/{number}",
        location=f"osm:node/{number}",
        source="osm",
        slug=f"osm-node-{number}",
        lon=float(lon),
        lat=float(lat),
        kind=kind,
        axis=axis,
        height=Span(3.0, 4.0, 5.0) if operator else None,
        tilt=None,
        indoor=False,
        mount="wall" if operator else None,
        surveillance="public",
        zone="town",
        operator=operator,
        plates=False,
        checked=dt.date(2024, 5, 3) if operator else None,
        synthetic=synthetic,
        moved_m=0.9 if number % 2 else 0.0,
        on_wall=bool(number % 2),
        tags={"man_made": "surveillance", **(tags or {})},
        url=None if synthetic else f"https://www.openstreetmap.org/node/{number}",
    )


def published(*, synthetic: bool = False, name: str = "Test town") -> Published:
    """Return a town of a few blocks with five cameras: directed, turning, a dome, two others."""
    table = optics()
    cameras = (
        published_camera(
            1, 30, 38, kind=Kind.FIXED, axis=Arc(45.0), operator="City police", synthetic=synthetic
        ),
        published_camera(2, -42, 8, kind=Kind.PANNING, operator="Trams <&> Co"),
        published_camera(3, 112, -38, kind=Kind.DOME),
        published_camera(4, -110, 110),
        published_camera(5, 40, -110, axis=Arc(90.0, 120.0), tags={"note": '"><script>alert(1)'}),
    )
    streets = _streets()
    return Published(
        place=Place(name, _square(200.0), TOWN),
        sources=(
            Source(
                "osm",
                "OpenStreetMap, test town",
                "pbf",
                "ODbL-1.0",
                "© OpenStreetMap contributors",
                dt.date(2024, 6, 1),
                "0" * 64,
                synthetic=synthetic,
            ),
        ),
        dated=dt.date(2024, 5, 31),
        retrieved=dt.date(2024, 6, 1),
        attribution="© OpenStreetMap contributors",
        licence="ODbL-1.0",
        synthetic=synthetic,
        optics=table,
        cameras=cameras,
        private=(PrivateStretch("Pine Street", _line(streets, 1), 2, synthetic),),
        views=_views(cameras, table),
        streets=streets,
        watched=_watched(streets, table),
        public_space=space(),
        surveys=(
            survey(1, dt.date(2021, 9, 4), 150.0, -75.0, synthetic=synthetic),
            survey(2, dt.date(2024, 5, 3), 100.0, synthetic=synthetic),
        ),
        base=_base(streets),
        figures=Figures(
            cameras=8,
            locations=7,
            on_map=5,
            private=2,
            withheld=1,
            direction_known=2,
            height_known=2,
            operator_known=2,
            checked_known=2,
            bare=3,
            indoor=0,
            by_kind={Kind.FIXED: 1, Kind.PANNING: 1, Kind.DOME: 1, Kind.UNKNOWN: 5},
            street_m=2400.0,
            watched_m={
                level.key: Span(60.0 / (i + 1), 420.0 / (i + 1), 1500.0 / (i + 1))
                for i, level in enumerate(table.levels)
            },
            streets=tuple(
                StreetFigures(
                    street,
                    400.0,
                    {level.key: Span(0.0, 70.0, 250.0) for level in table.levels},
                )
                for street in ("", "Gazi Street", "Pine Street")
            ),
            public_space=PublicSpaceFigures(
                version="test",
                by_kind_m2=space().by_kind(space().open_m2),
                coverage=covered(table),
            ),
            surveyed=Surveyed(2, (LastLook(2024, 800.0, 900.0), LastLook(2021, 400.0, 350.0))),
            looked_cameras=2,
            buildings=16,
        ),
        homes=homes_of_town(table),
        rejected=(
            Rejection("osm", "node/9", "camera:direction", "towards Tony's", "not a direction"),
            Rejection("osm", "way/12", "geometry", "", "the outline crosses itself"),
        ),
    )


def homes_of_town(table: Optics, *, districts: bool = False) -> PublishedHomes:
    """Return what may be said of walks from the homes of a town: two squares, one district."""

    def figures(homes: int, by: float) -> HomeFigures:
        return HomeFigures(
            homes,
            {
                level.key: LevelFigures(
                    share=Span(0.01, round(0.12 / (i + by), 3), round(0.6 / (i + by), 3)),
                    metres=Nearness(10.0, 60.0 * (i + by), None if i > 2 else 300.0 * (i + by)),
                    minutes=Nearness(0.1, 0.8 * (i + by), None if i > 2 else 3.8 * (i + by)),
                    within={
                        minutes: Span(0.1, min(1.0, 0.2 + 0.1 * minutes / by), 1.0)
                        for minutes in (1, 2, 5, 10)
                    },
                )
                for i, level in enumerate(table.levels)
            },
        )

    levels = [level.key for level in table.levels]
    spread = Spread(Quantiles(0.02, 0.1, 0.3), Quantiles(20.0, 90.0, None))
    return PublishedHomes(
        version="test",
        walking_version="test",
        minutes=15.0,
        pace_m_per_min=80.0,
        reach_m=150.0,
        found={"entrance": 3, "address": 120, "building": 7},
        weighed="equal",
        no_homes={"for vehicles": 4, "for a belief": 1},
        far=2,
        whole=figures(128, 1.0),
        metres_to_first=dict.fromkeys(levels, (0.1, 0.2, 0.5, 0.7, 0.9, 0.95)),
        classes=(25.0, 50.0, 100.0, 200.0, 400.0, 800.0),
        districts=(DistrictHomes("Middle", figures(90, 1.5), dict.fromkeys(levels, spread)),)
        if districts
        else (),
        districts_kept=1,
        between=dict.fromkeys(levels, (0.1, 0.4, 0.2)),
        cell_m=100.0,
        cells=(
            CellFigures(-1, 0, figures(20, 1.0)),
            CellFigures(0, 0, figures(45, 2.0)),
        ),
        cells_kept=3,
        cells_kept_homes=11,
        least=5,
        comparisons=(
            Comparison(
                "income",
                "Median income, 2022",
                (("Middle", 42000.5),),
                dict.fromkeys(levels, Correlation(0.2, 0.6, None, -0.1, 0.9)),
                5,
            ),
            Comparison("rent", "Rent", (("Middle", 9.5),), {}, 5),
        )
        if districts
        else (),
    )


def registered(town: Published) -> Published:
    """Return a town whose cameras come from a register of two sources that do not quite agree."""

    def says(source: str, name: str, *, apart_m: float, **otherwise: str) -> Testimony:
        return Testimony(
            source=source,
            name=name,
            kind=OriginKind.OFFICIAL,
            obtained=Obtained.REQUESTED,
            place="sheet Kamere, row 12",
            claim=Claim.PRESENT,
            since=dt.date(2021, 3, 20),
            until=dt.date(2024, 5, 31),
            observed=None,
            synthetic=town.synthetic,
            gives=("man_made",) if not otherwise else (),
            apart_m=apart_m,
            otherwise={key.replace("__", ":"): value for key, value in otherwise.items()},
        )

    told = (
        says("osm", "OpenStreetMap, test town", apart_m=0.0),
        says("list", "List of the <city>", apart_m=12.4, camera__type="dome", operator="withheld"),
        replace(says("walk", "Those who walked", apart_m=3.0), claim=Claim.ABSENT),
    )
    listed = replace(
        town.sources[0], key="list", name="List of the <city>", format="csv", licence="CC0-1.0",
        attribution="© City",
    )  # fmt: skip
    counts = Count(4.2, 3.0, 5.0), Count(3.8, 3.0, 5.0), Count(1.8, 1.0, 3.0)
    shares = Shares("", 8, 6, *counts, ambiguous=3, settles={"direction": 2, "visit": 1})
    compared = Reconciled(
        one="list",
        other="osm",
        whole=shares,
        districts=(replace(shares, name="Old town"),),
        elsewhere=replace(shares, ambiguous=0, settles={}),
        sigma_m=8.4,
        agreement={"kind": 0.9},
        assumptions={"partners": "a device has at most one partner in the other list"},
    )
    return replace(
        town,
        sources=(*town.sources, listed),
        cameras=(replace(town.cameras[0], told=told), *town.cameras[1:]),
        reconciled=(compared,),
    )


def _square(half: float, east: float = 0.0, north: float = 0.0) -> Polygon:
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half + [east, north]
    return Polygon(TOWN.to_degrees(corners))


def _streets() -> Streets:
    rows = [
        ("Gazi Street", np.array([[-200.0, 0.0], [0.0, 0.0], [200.0, 0.0]])),
        ("Pine Street", np.array([[-200.0, 75.0], [200.0, 75.0]])),
        ("Улица Ђорђа Васића", np.array([[0.0, -200.0], [0.0, 200.0]])),
        ("", np.array([[75.0, -200.0], [75.0, 200.0]])),
    ]
    return Streets(
        ids=tuple(f"osm:way/{i}" for i in range(len(rows))),
        names=tuple(name for name, _ in rows),
        classes=("residential",) * len(rows),
        offsets=np.cumsum([0, *(len(line) for _, line in rows)]),
        vertices=np.concatenate([line for _, line in rows]),
    )


def space() -> PublicSpace:
    """Return public space: a square with a house in it, and a street of doubtful width."""
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], dtype=np.float64)
    boxes = ((0, 0, 30, 30), (-200, -2, 200, 2), (-200, 2, 200, 3), (-200, 3, 200, 5))
    return PublicSpace(
        version="test",
        kinds=("square", "street"),
        kind=np.array([0, 1, 1, 1]),
        union=np.array([0, 0, 1, 2]),
        polygon_offsets=np.arange(5),
        ring_offsets=np.arange(5) * 5,
        vertices=np.concatenate(
            [corners * (x1 - x0, y1 - y0) + (x0, y0) for x0, y0, x1, y1 in boxes]
        ),
        open_m2=np.array([500.0, 1600.0, 400.0, 800.0]),
    )


def covered(table: Optics) -> Coverage:
    """Return made-up shares of the made-up public space: less at each further level."""
    return Coverage(
        ground_m2=2500.0,
        levels=tuple(
            LevelCoverage(
                level=level.key,
                watched=Estimate(10.0 / (i + 1), 300.0 / (i + 1), 1200.0 / (i + 1), 3.0),
                certain_m2=(10.0 / (i + 1),),
                possible_m2=(1200.0 / (i + 1), 400.0 / (i + 1)),
                operators_m2=(200.0 / (i + 1),),
            )
            for i, level in enumerate(table.levels)
        ),
    )


def survey(
    number: int,
    day: dt.date,
    half: float,
    east: float = 0.0,
    north: float = 0.0,
    *,
    synthetic: bool = False,
) -> Survey:
    """Return a square in which somebody looked, metres from the town's centre."""
    return Survey(f"osm:{number}", "osm", _square(half, east, north), day, synthetic)


def ways() -> WalkNetwork:
    """Return the town's streets as a network: they meet where they cross."""
    crossings = {-200.0, 0.0, 75.0, 200.0}
    lines = [
        ("Gazi Street", [(x, 0.0) for x in sorted(crossings)]),
        ("Pine Street", [(x, 75.0) for x in sorted(crossings)]),
        ("Улица Ђорђа Васића", [(0.0, y) for y in sorted(crossings)]),
        ("", [(75.0, y) for y in sorted(crossings)]),
    ]
    streets = [
        feature(f"way/{i}", _to_degrees(LineString(line)), {"highway": "residential", "name": name})
        for i, (name, line) in enumerate(lines)
    ]
    place = Place("Test town", _square(200.0), TOWN)
    made, _ = network([("osm", streets)], place, load_walking_rules(), load_street_rules())
    return made


def watched_ways(network: WalkNetwork, town: Published) -> Watched:
    """Return how much of the town's ways its cameras watch, and which of them."""
    return watched_in(
        ([level.key for level in town.optics.levels], True),
        Paths(network.ways, town.views),
        advance=lambda count: None,
    )


def _line(streets: Streets, piece: int) -> LineString:
    part = streets.vertices[streets.offsets[piece] : streets.offsets[piece + 1]]
    return LineString(TOWN.to_degrees(part))


def _views(cameras: Sequence[PublishedCamera | Camera], table: Optics) -> Views:
    """Return views that no wall cuts: four quarter circles each."""
    reach = table.max_reach_m
    quarter = np.array([[reach, 0.0], [0.0, reach], [-reach, 0.0], [0.0, -reach]])
    n = len(cameras)
    lenses = table.lenses[Kind.UNKNOWN]
    arcs = [camera.axis or Arc(0.0, 360.0) for camera in cameras]
    return Views(
        ids=tuple(camera.id for camera in cameras),
        origin=TOWN.to_metres(np.array([[c.lon, c.lat] for c in cameras]).reshape(-1, 2)),
        moved_m=np.zeros(n),
        aims=Aims.of(
            [
                Aim.level(
                    weight=np.array([lens.weight for lens in lenses]),
                    fov=np.array([lens.field_of_view_deg for lens in lenses]),
                    reach=np.array(
                        [[min(lens.reach_m(x.ppm), reach) for x in table.levels] for lens in lenses]
                    ),
                    share=np.array([1.0]),
                    start=np.array([arc.start]),
                    width=np.array([arc.width]),
                )
                for arc in arcs
            ],
            levels=len(table.levels),
        ),
        stances=np.arange(n)[:, None],
        reach=np.full(n, reach),
        offsets=np.arange(n + 1),
        ring_offsets=np.arange(n + 1) * 4,
        vertices=np.tile(quarter, (n, 1)),
        arc=np.ones(4 * n, dtype=np.bool_),
    )


def _watched(streets: Streets, table: Optics) -> Watched:
    """Return stretches of every band along the first street, for every level."""
    n, levels, bands = len(streets), len(table.levels), len(BANDS)
    least = np.zeros((n, levels))
    least[0] = 20.0
    m = levels * bands
    return Watched(
        levels=tuple(level.key for level in table.levels),
        least=least,
        expected=least * 2,
        most=least * 6,
        piece=np.zeros(m, dtype=np.int64),
        level=np.repeat(np.arange(levels), bands),
        band=np.tile(np.arange(bands), levels),
        start_m=np.tile(np.arange(bands) * 20.0, levels),
        end_m=np.tile(np.arange(bands) * 20.0 + 20.0, levels),
    )


def _base(streets: Streets) -> tuple[BaseShape, ...]:
    shapes = [
        BaseShape("green", "park", "Lime park", _square(30.0, -150.0, -150.0)),
        BaseShape("water", "river", "Старица", _square(40.0, 170.0, -170.0)),
        BaseShape("places", "suburb", "Test town", Point(TOWN.lon, TOWN.lat)),
    ]
    shapes += [
        BaseShape("streets", streets.classes[i], streets.names[i], _line(streets, i))
        for i in range(len(streets))
    ]
    shapes += [
        BaseShape("buildings", "yes", "", _square(30.0, east, north))
        for east in (-110.0, -37.5, 37.5, 112.5)
        for north in (-110.0, -37.5, 37.5, 112.5)
    ]
    return tuple(shapes)


def camera(
    number: int,
    east: float,
    north: float,
    *,
    source: str = "osm",
    synthetic: bool = False,
    **fields: object,
) -> Camera:
    """Return a camera as a source tells it, `east` and `north` metres from the town's centre.

    Tags are given with ``__`` for ``:`` (``camera__mount="doorbell"``); those that `Camera` has a
    field for fill it as well; ``kind``, ``axis``, ``height``, ``checked``, ``indoor`` are fields.
    """
    lon, lat = TOWN.to_degrees(np.array([[east, north]]))[0]
    own = {k: fields.pop(k) for k in ("kind", "axis", "height", "checked", "indoor") if k in fields}
    tags = {key.replace("__", ":"): str(value) for key, value in fields.items()}
    return Camera(
        id=f"{source}:node/{number}",
        source=source,
        location=f"{source}:node/{number}",
        lon=float(lon),
        lat=float(lat),
        mount=tags.get("camera:mount"),
        surveillance=tags.get("surveillance"),
        zone=tags.get("surveillance:zone"),
        operator=tags.get("operator"),
        operator_type=tags.get("operator:type"),
        synthetic=synthetic,
        tags={"man_made": "surveillance", **tags},
        **own,  # type: ignore[arg-type]
    )


def house(east: float, north: float, *, half: float = 5.0) -> Polygon:
    """Return a square outline in longitude and latitude, metres from the town's centre."""
    return _square(half, east, north)


def views_of(cameras: Sequence[PublishedCamera | Camera]) -> Views:
    """Return views that no wall cuts, of any cameras."""
    return _views(cameras, optics())


def bands_of(town: Published) -> list[tuple[str, str, int, Geometry]]:
    """Return where each camera sees, in longitude and latitude."""
    return [
        (town.views.ids[i], town.optics.levels[k].key, band, _to_degrees(shape))
        for i, k, band, shape in band_polygons(town.views)
    ]


def overlaps_of(town: Published) -> list[tuple[str, bool, int, Geometry]]:
    """Return by how many cameras the ground is watched, in longitude and latitude."""
    return [
        (level.key, certain, one.depth, _to_degrees(one.shape))
        for column, level in enumerate(town.optics.levels)
        for certain in (False, True)
        for one in depth_classes(
            seen_polygons(town.views, [column], certain=certain)[0], np.arange(len(town.views))
        )
    ]


def _to_degrees(shape: Geometry) -> Geometry:
    return transform(shape, TOWN.to_degrees)


def feature(
    object_id: str,
    geometry: Geometry,
    tags: Mapping[str, str] | None = None,
    *,
    changed: dt.date | None = None,
) -> Feature:
    """Return an object as a reader hands it over."""
    return Feature(object_id, geometry, dict(tags or {}), changed)


def requests() -> tuple[PublishedRequest, ...]:
    """Return a request at each step, about the cameras of the town and what it does not show."""

    def asked(reference: str, standing: Standing, day: int, **told: object) -> PublishedRequest:
        since = dt.date(2024, 6, day)
        open_ = standing in (Standing.RECEIVED, Standing.LOOKED_AT, Standing.REOPENED)
        return PublishedRequest(
            reference,
            came=dt.date(2024, 6, 1),
            standing=standing,
            since=since,
            answered=None if open_ else since,
            **told,  # type: ignore[arg-type]
        )

    return (
        asked("KD4Y6-V9EQ9", Standing.RECEIVED, 1, wish=Wish.WRONG_DETAIL, role="the editors",
              pages=("camera/osm-node-2/",)),
        asked("5RGKT-RGTTQ", Standing.LOOKED_AT, 3),
        asked("18G8G-E8HH6", Standing.REOPENED, 29, wish=Wish.MISSING, role="the editors",
              reason="There is a new photo."),
        asked("JGQNF-Y6G9D", Standing.CORRECTED, 28, wish=Wish.WRONG_PLACE, role="the editors",
              reason="It hangs on the <other> side of the street.",
              rests_on="https://example.org/minutes", pages=("camera/osm-node-1/",)),
        asked("3RK1Y-3CJRW", Standing.PARTLY, 20, wish=Wish.NOT_THERE, role="the council",
              reason="One of two was taken down.", rests_on="a visit on 12 June 2024"),
        asked("Q1T4P-7Q3EZ", Standing.DECLINED, 11, wish=Wish.WRONG_DETAIL, role="the editors",
              reason="The plate on the pole says otherwise.", rests_on="a photo of 9 June 2024",
              pages=("street/gazi-street/",)),
        asked("GN378-1H5GE", Standing.FORWARDED, 8, wish=Wish.NOT_THERE, role="the editors",
              reason="Only its operator knows.", forwarded_to="City police"),
        asked("HCK6E-M9J54", Standing.CORRECTED, 5),
    )  # fmt: skip
