from __future__ import annotations

import tomllib
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest

from vidik.errors import InputError
from vidik.outside.tables import load_public_space_rules, load_street_rules, public_space_rules

STREETS = load_street_rules()
Change = Callable[[dict[str, Any]], object]


def table() -> dict[str, Any]:
    text = files("vidik").joinpath("data", "public_space.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_every_row_says_why() -> None:
    rules = load_public_space_rules(STREETS)
    texts = [row.reason for row in (*rules.areas, *rules.exclusions)]
    texts += [row.source for row in (*rules.stops, *rules.widths.values(), rules.pavement)]
    assert all(len(text) > 5 for text in texts)


def test_pavements_are_ground_though_no_length() -> None:
    tags = {"highway": "footway", "footway": "sidewalk"}
    assert STREETS.why_not(tags) is not None
    assert STREETS.closes(tags) is None
    assert STREETS.closes(tags | {"access": "private"}) == "not open to everybody"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.pop("version"), "version"),
        (lambda t: t["kinds"].remove("park"), "no such kind of public space: park"),
        (lambda t: t["kinds"].append("park"), "a kind stands twice"),
        (lambda t: t["areas"][0].update(kind="stall"), "no such kind of public space: stall"),
        (lambda t: t["areas"][0].update(doubt="some"), "a doubt of least, expected, most"),
        (lambda t: t["areas"][0].update(colour="red"), "colour"),
        (lambda t: t["areas"][0].update(tags={}), "an area needs tags"),
        (lambda t: t["areas"][0]["tags"].update(place="square"), "the values of a tag are a list"),
        (lambda t: t["exclusions"][0].update(because="x"), "an exclusion has no because"),
        (lambda t: t["stops"][0].update(shape="circle"), "circle"),
        (lambda t: t["stops"][0].update(width_m=[-1, 2, 3]), "a stop needs"),
        (lambda t: t["widths"].pop("track"), "a width for each class that counts: track"),
        (lambda t: t["widths"].update(trail=t["widths"]["path"]), "trail"),
        (lambda t: t["widths"]["path"].update(width_m=[3, 2, 1]), "least <= expected <= most"),
        (lambda t: t["widths"]["path"].update(width_m=[0, 2, 3]), "a width above 0 m"),
        (lambda t: t["widths"]["path"].update(width_m=[1, 2]), "most"),
        (lambda t: t["lane"].update(width_m=[0, 1, 2]), "a lane needs a width"),
        (lambda t: t["pavement"].update(sides=[0, 1, 3]), "0 to 2 sides"),
        (lambda t: t.update(estimate_off=1.5), "an estimate is off"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(change: Change, message: str) -> None:
    changed = table()
    change(changed)
    with pytest.raises(InputError, match=r"vidik/data/public_space\.toml: cannot be used") as fault:
        public_space_rules(changed, STREETS)
    assert message in str(fault.value)
