"""What switching recognition on would mean for the made-up town: eight cameras in two squares."""

from __future__ import annotations

import numpy as np
import shapely

from tests.makers import TOWN
from vidik.audit.projection import projection
from vidik.model.passers import Passers
from vidik.model.span import Span
from vidik.model.switched_on import CityPart, SwitchedOn
from vidik.outside.switch_on import read_assumptions

__all__ = ["switched_on_town"]


def switched_on_town(*, squares: bool = False) -> SwitchedOn:
    """Return it, as of a city of 20,000 homes; its parts have no names where they are squares."""
    supposed, given = read_assumptions(None)
    part = np.array([0, 0, 0, 0, 1, 1, 1, -1])
    passers = Passers(np.linspace(0.01, 0.08, 8), np.zeros(8), np.full(8, 0.8))
    corners = [(-150.0, -150.0, 0.0, 150.0), (0.0, -150.0, 150.0, 150.0)]
    areas = [
        shapely.transform(shapely.box(*corner), lambda places: TOWN.to_degrees(places))
        for corner in corners
    ]
    names = ("", "") if squares else ("West", "East")
    return SwitchedOn(
        place="Test town",
        level="face",
        operator=None,
        mapped=11,
        passers=passers,
        per_walk=Span(0.1, 0.36, 0.9),
        homes=20_000.0,
        counted=0,
        parts=tuple(CityPart(name, area) for name, area in zip(names, areas, strict=True)),
        part=part,
        assumptions=supposed,
        given=given,
        projection=projection(
            supposed,
            passers,
            area=part,
            areas=2,
            homes=20_000.0,
            rng=np.random.default_rng(1),
        ),
        synthetic=False,
        attribution="© OpenStreetMap contributors",
    )
