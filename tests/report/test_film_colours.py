"""Colours of films are those of the map."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from vidik.report.film_colours import DAY, NIGHT, Colours

PALETTE = Path(__file__).resolve().parents[2] / "web" / "src" / "palette.ts"


@pytest.mark.parametrize(("colours", "theme"), [(DAY, "light"), (NIGHT, "dark")])
def test_every_colour_is_one_of_the_map(colours: Colours, theme: str) -> None:
    text = PALETTE.read_text(encoding="utf-8").split("PALETTES:")[1]
    part = text.split(f"  {theme}: {{")[1].split("\n  },")[0]
    # the first of a name: kinds of public space have some again
    named = dict(reversed(re.findall(r"(\w+): \"(#[0-9A-F]{6})\"", part)))
    other = {"quiet": "label", "hairline": "casing" if theme == "light" else "rail", "wall": "rail"}
    for field in fields(Colours):
        value = getattr(colours, field.name)
        if field.name == "way":
            assert value in part
        else:
            assert value == named[other.get(field.name, field.name)], field.name
