"""Features become statements, and what is about people stays outside."""

import datetime as dt

from shapely import LineString, Point

from vidik.model.feature import Feature
from vidik.model.observation import Claim
from vidik.outside.tables import load_publication_rules
from vidik.register.observing import Door, Observer

RULES = load_publication_rules()
DOOR = Door(RULES.tags, RULES.operators, b"salt")


def say(*features, assume=True, door=DOOR):
    return Observer("list", door, assume=assume).read(features)


def row(number=1, **tags):
    told = {key.replace("__", ":"): value for key, value in tags.items()}
    return Feature(f"row {number}", Point(20.0, 44.0), told)


def test_a_row_is_one_statement_with_its_place_and_all_that_it_says():
    said, rejected = say(row(3, camera__direction="90;270", ref="K-3"))
    ((place, one),) = said
    assert (place, one.object, one.claim) == ("row 3", None, Claim.PRESENT)
    assert (one.lon, one.lat, one.devices) == (20.0, 44.0, 2)
    assert dict(one.attributes) == {"camera:direction": "90;270", "ref": "K-3"}
    assert rejected == []


def test_what_has_a_name_keeps_it():
    ((_, one),), _ = say(Feature("node/7", Point(1, 2), {"man_made": "surveillance"}))
    assert one.object == "node/7"


def test_of_a_map_only_cameras_are_taken_and_of_a_list_every_row():
    bench = Feature("node/1", Point(1, 2), {"amenity": "bench"})
    assert say(bench, assume=False) == ([], [])
    assert len(say(bench, assume=True)[0]) == 1


def test_days_accuracy_and_absence_are_read():
    told = row(check_date="2024-05-06", vidik__accuracy_m="12.5", vidik__claim="absent")
    ((_, one),), _ = say(told)
    assert one.observed == dt.date(2024, 5, 6)
    assert one.accuracy_m == 12.5
    assert one.claim is Claim.ABSENT
    assert dict(one.attributes) == {"check_date": "2024-05-06"}


def test_people_stay_outside_and_it_is_said():
    said, rejected = say(
        row(
            operator="Petar Petrović",
            contact__email="petar@example.org",
            note="call +381 64 123 4567",
            reporter="Ana",
            name="Trg",
        )
    )
    ((_, one),) = said
    assert set(one.attributes) == {"operator", "name"}
    assert one.attributes["operator"].startswith("person ")
    assert {r.field for r in rejected} == {"operator", "contact:email", "note", "reporter"}
    assert "Petar" not in repr((said, rejected))
    assert "example.org" not in repr((said, rejected))


def test_a_pseudonym_is_of_this_register_alone_and_stays():
    one, other = DOOR, Door(RULES.tags, RULES.operators, b"other")
    assert one.pseudonym("Petar  Petrović") == one.pseudonym("petar petrović")
    assert one.pseudonym("Petar Petrović") != other.pseudonym("Petar Petrović")
    kept, changed = one.without_people({"operator": one.pseudonym("Petar Petrović")})
    assert (kept, changed) == ({"operator": one.pseudonym("Petar Petrović")}, [])


def test_organisations_keep_their_names():
    for tags in (
        {"operator": "Grad d.o.o."},
        {"operator": "MUP"},
        {"operator": "Petar Petrović", "operator:type": "government"},
    ):
        assert DOOR.without_people(tags) == (tags, [])


def test_what_cannot_be_used_comes_back():
    said, rejected = say(
        Feature("row 1", Point(), {}),
        Feature("row 2", Point(1, 2), {"disused": "yes"}),
        Feature("row 3", Point(1, 2), {"height": "tall"}),
        Feature("row 4", LineString([(0, 0), (0, 2)]), {}),
    )
    assert [place for place, _ in said] == ["row 3", "row 4"]
    assert [(r.id, r.field) for r in rejected] == [
        ("row 1", "geometry"),
        ("row 2", "*"),
        ("row 3", "height"),
    ]
