"""Made-up surveys: seeded, apart, and of half of the city."""

from __future__ import annotations

import pytest
import shapely

from tests.makers import TOWN
from vidik.register.surveys import surveys
from vidik.register.synthetic_surveys import LOOKED, YEARS, synthetic_surveys

BOUNDARY = shapely.box(-2000, -1500, 2000, 1500)


def made(seed=1, source="looks"):
    return synthetic_surveys(BOUNDARY, TOWN, seed=seed, source=source)


def test_a_seed_and_a_source_name_one_draw():
    assert made() == made()
    assert made() != made(seed=2)
    assert made() != made(source="others")


def test_areas_do_not_overlap_and_leave_ground_where_nobody_looked():
    areas = [shapely.transform(one.geometry, TOWN.to_metres) for one in made()]
    together = shapely.union_all(areas)
    assert sum(area.area for area in areas) == pytest.approx(together.area, rel=1e-6)
    assert 0.5 * LOOKED < together.area / BOUNDARY.area < min(1.5 * LOOKED, 0.95)


def test_every_one_is_understood_and_says_that_it_was_made_up():
    town = shapely.transform(BOUNDARY, TOWN.to_degrees)
    looks, rejected = surveys(made(), town.buffer(1e-6), source="looks", synthetic=True)
    assert rejected == ()
    assert len(looks) == len(made())
    assert all(look.synthetic for look in looks)
    assert all(one.tags["synthetic"] == "yes" for one in made())
    assert all(YEARS[0] <= look.surveyed_on.year <= YEARS[1] for look in looks)
