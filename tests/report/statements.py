"""Statements, sources and grounds for what goes out of a register."""

import datetime as dt
from types import MappingProxyType

import numpy as np
import shapely

from tests.outside.database.makers import origin
from vidik.model.decision import Decision, Verdict
from vidik.model.observation import Claim, Observation, Statement
from vidik.model.origin import Kind
from vidik.outside.tables import load_publication_rules
from vidik.report.clearance import Homes
from vidik.report.judging import Surroundings, judge, squares

RULES = load_publication_rules()
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
DAY = dt.date(2025, 3, 1)
METRE = 1 / 111_195
LON, LAT = 20.4123456, 44.8123456
SHOP = {"man_made": "surveillance", "surveillance:type": "camera", "surveillance:zone": "shop",
        "operator": "MUP", "camera:type": "dome"}  # fmt: skip
DOORBELL = {"man_made": "surveillance", "camera:mount": "doorbell"}
OSM = origin("osm", kind=Kind.OSM, licence="ODbL-1.0", attribution="© OpenStreetMap contributors")
LIST = origin("list")


def said(object="7", *, origin="list", north=0.0, place=True, claim=Claim.PRESENT, **more):
    tags = more.pop("tags", SHOP)
    one = Observation(
        origin, object, claim, LON if place else None, LAT + north * METRE if place else None,
        attributes=MappingProxyType(dict(tags)), **more,
    )  # fmt: skip
    return Statement(one.id, one, object or "row 1", "00", DAY, DAY)


def ground(*, homes=(), denied=()):
    mapped = squares(np.mgrid[20.0:21.0:0.01, 44.0:45.0:0.01].reshape(2, -1).T + 0.005)
    return Surroundings(mapped, Homes(homes=tuple(homes)), tuple(denied))


def square(north=0.0, half=5.0):
    return shapely.box(LON - half * METRE, LAT + (north - half) * METRE,
                       LON + half * METRE, LAT + (north + half) * METRE)  # fmt: skip


def judged(*statements, around=None, together=()):
    return judge(statements, RULES, around or ground(), together=together)


def decided(verdict, one, other=None):
    return Decision(
        NOON, "the editors", verdict, "looked at",
        observation=one.id, other=None if other is None else other.id,
    )  # fmt: skip


SAME, CONFIRMED = Verdict.SAME, Verdict.CONFIRMED
