"""Towns to publish: cameras of a test, on the streets and blocks of `tests.makers`."""

from __future__ import annotations

from collections.abc import Sequence

from shapely import Geometry

from tests.makers import TOWN, covered, house, optics, published, space, views_of
from vidik.model.camera import Camera
from vidik.model.district import DistrictFigures
from vidik.model.operated import Operated
from vidik.model.published import Published
from vidik.model.rejection import Rejection
from vidik.model.rules import Clearance, PublicationRules, Verdict
from vidik.model.sensitive import DoorCounts
from vidik.model.source import Source
from vidik.model.span import Span
from vidik.model.survey import Survey
from vidik.model.surveyed import Surveyed
from vidik.outside.tables import load_publication_rules
from vidik.report.gate import NO_HOMES, Homes, classify, publish
from vidik.sight.stretches import watched

RULES = load_publication_rules()


def clearances_of(
    cameras: Sequence[Camera],
    *,
    denied: Sequence[Geometry] = (),
    homes: Homes = NO_HOMES,
    rules: PublicationRules = RULES,
) -> dict[str, Clearance]:
    """Return the verdicts on some cameras of the town."""
    return dict(classify(cameras, denied, rules, frame=TOWN, homes=homes))


def district_of_town(*, source: str = "osm") -> DistrictFigures:
    """Return figures of a district that is the middle of the town."""
    return DistrictFigures(
        name="Middle",
        source=source,
        area=house(0, 0, half=120),
        sensitive={"worship": 8, "health": 0, "party": 1},
        area_m2=57600.0,
        cameras=4,
        on_map=3,
        private=1,
        indoor=0,
        direction_known=2,
        operator_known=1,
        street_m=960.0,
        watched_m={level.key: Span(20.0, 150.0, 600.0) for level in optics().levels},
        looked_m=400.0,
        doors={
            "worship": DoorCounts(
                7, 2, {level.key: Span(2.0, 3.0, 5.0) for level in optics().levels}
            )
        },
    )


def operated_in(town: Published) -> tuple[Operated, ...]:
    """Return all cameras of a town as those of one organisation."""
    cameras = tuple(camera.id for camera in town.cameras)
    levels = {level.key: Span(20.0, 150.0, 600.0) for level in optics().levels}
    return (Operated("City police", cameras, len(cameras), levels),)


def town_of(
    cameras: Sequence[Camera],
    *,
    clearances: dict[str, Clearance] | None = None,
    rules: PublicationRules = RULES,
    sources: Sequence[Source] | None = None,
    surveys: Sequence[Survey] = (),
    rejected: Sequence[Rejection] = (),
) -> Published:
    """Return the town with these cameras, as the gate lets it through."""
    made = published()
    verdicts = clearances_of(cameras, rules=rules) if clearances is None else clearances
    told = [c for c in cameras if verdicts[c.id].verdict is not Verdict.WITHHELD and not c.indoor]
    shown = [c for c in told if verdicts[c.id].verdict is Verdict.PUBLIC]
    levels = [level.key for level in optics().levels]
    return publish(
        made.place,
        rules=rules,
        sources=made.sources if sources is None else sources,
        optics=optics(),
        cameras=cameras,
        clearances=verdicts,
        views=views_of(told),
        streets=made.streets,
        public_space=space(),
        coverage=covered(optics()),
        watched_all=watched(made.streets, views_of(told), levels=levels),
        watched_public=watched(made.streets, views_of(shown), levels=levels),
        surveys=surveys,
        surveyed=Surveyed(len(surveys)),
        base=made.base,
        buildings=16,
        rejected=rejected,
        dated=made.dated,
    )
