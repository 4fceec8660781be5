"""Coordinate systems: none from which places would come out hundreds of metres off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Transformer

from vidik.errors import InputError
from vidik.outside.reproject import way_to_degrees

BEOGRAD = (20.4569, 44.8176)


@pytest.mark.parametrize(
    ("first", "anew"),
    [("31275", "8677"), ("31276", "8678"), ("31277", "6316"), ("31278", "8679")],
)
def test_the_balkan_zones_are_those_that_replaced_them(first: str, anew: str) -> None:
    turn = Transformer.from_crs("EPSG:4326", f"EPSG:{anew}", always_xy=True)
    here = np.array([turn.transform(*BEOGRAD)])
    way = way_to_degrees(f"EPSG:{first}", file=Path("a"))
    assert way is not None
    # PROJ alone leaves the shift of the datum out: 426 m
    assert way(here)[0] == pytest.approx(BEOGRAD, abs=1e-6)


def test_a_system_that_nothing_leads_from_is_refused() -> None:
    with pytest.raises(InputError, match="not known, or not well enough"):
        way_to_degrees("+proj=tmerc +lon_0=21 +ellps=bessel +type=crs", file=Path("a"))


def test_degrees_need_no_way() -> None:
    assert way_to_degrees(None, file=Path("a")) is None
    assert way_to_degrees("EPSG:4326", file=Path("a")) is None
