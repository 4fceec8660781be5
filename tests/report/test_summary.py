import json

import jsonschema
import pytest

from tests.makers import camera, published
from tests.report.towns import RULES, town_of
from vidik.model.rejection import Rejection
from vidik.report.summary import summary, summary_schema

SCHEMA = json.loads(summary_schema())


def made(town):
    value = summary(town, version="0.1", rules=RULES, assumptions={"wall_m": 1.0})
    return json.loads(json.dumps(value, allow_nan=False))


@pytest.mark.parametrize(
    "town",
    [
        town_of([]),
        town_of([camera(1, 0, 0, synthetic=True)]),
        town_of(
            [camera(1, 0, 0), camera(2, 0, 9, camera__mount="doorbell")],
            rejected=[Rejection("osm", "node/1", "height", "x", "no height")] * 2,
        ),
    ],
    ids=["empty", "synthetic", "usual"],
)
def test_the_schema_describes_every_member(town):
    jsonschema.validate(made(town), SCHEMA, cls=jsonschema.Draft202012Validator)


def test_the_schema_is_one_and_explains_what_it_holds():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["additionalProperties"] is False
    assert all("description" in v for v in SCHEMA["properties"]["cameras"]["properties"].values())


def test_the_figures_are_those_of_the_city():
    rows = [
        Rejection("osm", "node/1", "height", "x", "no height"),
        Rejection("osm", "node/1", "camera:direction", "x", "no direction"),
    ]
    town = town_of([camera(1, 0, 0), camera(2, 0, 9, camera__mount="doorbell")], rejected=rows)
    value = made(town)
    assert value["cameras"]["total"] == 2
    assert value["cameras"]["private"] == 1
    assert value["rejected"] == {
        "total": 2,
        "by_reason": {"no direction": 1, "no height": 1},
        "by_field": {"camera:direction": 1, "height": 1},
        "by_source": {"osm": 2},
    }
    watched = value["streets"]["watched"]["detect"]
    span = town.figures.watched_m["detect"]
    assert watched["most_m"] == round(span.most, 2)
    assert watched["most_share"] == pytest.approx(span.most / town.figures.street_m, abs=1e-6)
    assert "mapped" in value["caveats"][0]


def test_a_change_of_the_summary_without_its_schema_is_noticed():
    value = made(town_of([])) | {"surprise": 1}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(value, SCHEMA)


def test_looks_are_told_with_both_denominators():
    looked = made(published())["surveyed"]
    assert (looked["of_street_m"], looked["of_ground_m2"]) == (2400.0, 2500.0)
    assert (looked["street_share"], looked["ground_share"]) == (0.5, 0.5)
    assert [look["year"] for look in looked["last_looks"]] == [2024, 2021]
    jsonschema.validate(made(published()), SCHEMA)
    nobody = made(town_of([]))["surveyed"]
    assert (nobody["surveys"], nobody["street_m"], nobody["last_looks"]) == (0, 0.0, [])


def test_public_space_is_told_by_kind_and_in_all():
    space = made(town_of([]))["public_space"]
    assert space["version"] == "test"
    assert list(space["by_kind"]) == ["square", "street"]
    assert space["by_kind"]["street"] == {
        "least_m2": 1600.0, "expected_m2": 2000.0, "most_m2": 2800.0
    }  # fmt: skip
    assert space["total"] == {"least_m2": 2100.0, "expected_m2": 2500.0, "most_m2": 3300.0}
