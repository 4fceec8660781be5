"""Addresses: taken apart, and found by the city's own streets and house numbers."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point

from tests.makers import TOWN
from tests.shared_data import shared
from vidik.model.feature import Feature
from vidik.model.located import Located
from vidik.outside.listwords import load_list_words
from vidik.outside.osm import read_osm_parts
from vidik.register.addresses import House, Wanted, house_number, street_key, wanted
from vidik.register.gazetteer import Gazetteer, gazetteer_of
from vidik.register.locating import located, locator
from vidik.register.tags import Unread
from vidik.report.latin import to_latin

WORDS = load_list_words().streets
BARE = str.maketrans("čćšž", "ccsz")


def at(east: float, north: float) -> tuple[float, float]:
    ((lon, lat),) = TOWN.to_degrees([[east, north]]).tolist()
    return lon, lat


def street(name: str, *points: tuple[float, float], **tags: str) -> Feature:
    line = LineString([at(*point) for point in points])
    number = abs(hash((name, points))) % 10**9
    return Feature(f"way/{number}", line, {"highway": "residential", "name": name} | tags)


def house(name: str, number: str, east: float, north: float) -> Feature:
    tags = {"addr:street": name, "addr:housenumber": number}
    return Feature(f"node/{name}{number}", Point(at(east, north)), tags)


def town(name: str, east: float, north: float) -> Feature:
    return Feature(f"node/{name}", Point(at(east, north)), {"place": "town", "name": name})


@pytest.fixture(scope="module")
def small() -> Gazetteer:
    """Return a long street with numbers on both sides, two that cross it, two of one name."""
    along = "Булевар ослобођења"
    return gazetteer_of(
        [
            street(along, (0, 0), (500, 0), **{"name:sr-Latn": "Bulevar oslobođenja"}),
            street(along, (500, 0), (1000, 0)),
            *(house(along, str(n), n * 10, 20 if n % 2 else -20) for n in range(1, 60) if n != 31),
            house(along, "90a", 900, -20),
            house(along, "92-94", 930, -20),
            street("Дунавска", (250, -300), (250, 300), old_name="Улица 7. јула"),
            street("Змај Јовина", (250, 300), (600, 300)),
            street("Николе Тесле", (0, 5000), (400, 5000)),
            street("Николе Тесле", (0, -5000), (400, -5000)),
            house("Николе Тесле", "4", 100, 5010),
            street("Школска", (200, 4900), (200, 5100)),
            street("Школска", (200, -4900), (200, -5100)),
            street("Краља Петра I", (800, -300), (800, 300)),
            street("Трг 27. марта", (700, -100), (800, -100)),
            street("Ћирила и Методија", (0, 600), (300, 600)),
            street("Војводе Путника", (0, 900), (300, 900)),
            street("S Roman St", (2000, 0), (2000, 1000)),
            *(house("S Roman St", str(3600 + 10 * i), 2010, 300 + 10 * i) for i in range(10)),
            town("Горњи Град", 0, 5000),
            town("Доњи Град", 0, 0),
            Feature("node/9", Point(at(0, 0)), {"amenity": "pub"}),
            Feature("node/8", Point(at(50, 60)), {"amenity": "school", "name": "ОШ „Вук Караџић“"}),
            *(
                Feature(f"node/{i}", Point(at(i, 60)), {"shop": "kiosk", "name": "Трафика"})
                for i in (1000, 2000)
            ),
        ],
        WORDS,
    )


def found(gazetteer: Gazetteer, text: str, **more: str) -> tuple[float, float, Located]:
    """Return metres east and north of the centre, and what was found."""
    place = located(gazetteer, text, **more)
    assert isinstance(place, Located), place
    ((east, north),) = TOWN.to_metres([[place.lon, place.lat]]).tolist()
    return east, north, place


def reason(gazetteer: Gazetteer, text: str) -> str:
    place = located(gazetteer, text)
    assert isinstance(place, Unread), place
    return place.reason


# -- taken apart -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Булевар ослобођења", "Bulevar oslobođenja", "BULEVAR OSLOBODJENJA", "bul. oslobodenja",
        "Ул. Бул. ослобођења", "Bulevara oslobođenja", "ulica Bulevar Oslobođenja",
    ],
)  # fmt: skip
def test_one_spelling_of_a_street(text: str) -> None:
    assert street_key(text, WORDS) == "bulevar oslobodenja"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Svetog Save", "Sv. Save"), ("Dr Zorana Đinđića", "Doktora Zorana Djindjica"),
     ("Petra I", "Петра Првог"), ("Prvog maja", "1. maja"), ("Вука Караџића", "Vuka Karadžića"),
     ("Hauptstr.", "Hauptstraße"), ("W 42 St", "West 42nd Street"),
     ("N Lake Shore Dr", "North Lake Shore Drive")],
)  # fmt: skip
def test_titles_and_numbers_are_one_spelling(one: str, other: str) -> None:
    assert street_key(one, WORDS) == street_key(other, WORDS)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("25", "25"),
        ("25б", "25b"),
        ("12-14", "12"),
        ("12/a", "12a"),
        ("42nj", "42nj"),
        ("7 c", "7c"),
    ],
)
def test_house_numbers(text: str, number: str) -> None:
    assert str(house_number(text)) == number


def test_ways_to_understand() -> None:
    assert next(wanted("36XX S Roman St")) == Wanted("S Roman St", block=(3600, 3699))
    assert Wanted("Dunavska", House(12)) in list(wanted("Dunavska br. 12, Novi Sad"))
    assert Wanted("Dunavska", House(12, "b")) in list(wanted("Novi Sad, Dunavska 12b (ispred)"))
    assert next(wanted("ugao Dunavske i Zmaj Jovine")) == Wanted("Dunavske", crossing="Zmaj Jovine")


# -- found -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Булевар ослобођења 12", "Bulevar oslobodjenja br. 12", "bul. oslobođenja 12, Donji Grad",
        "Bulevar oslobođenja, 12", "Бул. ослобођења 12 (испред банке)", "12 Bulevar oslobođenja",
        "Bulevar oslobođenja 12-14", "Bulevar oslobođenja 12 kod pijace",
        "Доњи Град, Бул. ослобођења 12", "Bulevar oslobođenja 12 Donji Grad",
        "Булевар ослобођења 12, 21000 Доњи Град", "Bulevar oslobođenja 12 21000 Donji Grad",
        "Bulevar oslobođenja, ispred broja 12", "Булевар ослобођења код бр. 12",
        "preko puta Bulevara oslobođenja 12", "Bulevar oslobođenja 12 / lokal 3",
        "Булевар ослобођења 12 - Градска кућа",
    ],
)  # fmt: skip
def test_a_house_number(small: Gazetteer, text: str) -> None:
    east, north, place = found(small, text)
    assert (east, north) == pytest.approx((120, -20), abs=0.1)
    assert (place.by, place.accuracy_m) == ("house number", 15.0)


def test_both_ends_of_a_range(small: Gazetteer) -> None:
    assert found(small, "Bulevar oslobođenja 94")[:2] == pytest.approx((930, -20), abs=0.1)


def test_another_letter(small: Gazetteer) -> None:
    _, _, place = found(small, "Bulevar oslobođenja 12c")
    assert (place.by, place.accuracy_m) == ("house number 12, another letter", 30.0)


def test_between_neighbours_on_its_side(small: Gazetteer) -> None:
    east, north, place = found(small, "Bulevar oslobođenja 31")
    assert (east, north) == pytest.approx((310, 20), abs=0.1)
    assert place.by == "between numbers 29 and 33"
    assert 20 <= place.accuracy_m <= 25
    east, north, place = found(small, "Bulevar oslobođenja 70")
    assert north == pytest.approx(-20, abs=0.1)
    assert 580 < east < 900
    assert place.accuracy_m == pytest.approx(max(east - 580, 900 - east), abs=1)


def test_a_street_alone_is_good_to_its_farther_end(small: Gazetteer) -> None:
    east, north, place = found(small, "Трг 27. марта бб")
    assert (east, north) == pytest.approx((750, -100), abs=0.5)
    assert place.by == "street"
    assert place.accuracy_m == pytest.approx(50, abs=1)


def test_a_number_beyond_the_last_is_the_street(small: Gazetteer) -> None:
    _, _, place = found(small, "Bulevar oslobođenja 400")
    assert place.by == "street"
    assert place.accuracy_m > 450
    assert "no number near 400" in place.notes[0]


@pytest.mark.parametrize(
    "text",
    ["Дунавска и Змај Јовина", "ugao Dunavske i Zmaj Jovine", "Zmaj Jovina / Dunavska",
     "corner of Dunavska and Zmaj Jovina", "Dunavska x Zmaj Jovina", "Dunavska & Zmaj Jovina",
     "раскрсница Дунавска - Змај Јовина", "Ecke Dunavska und Zmaj Jovina, Donji Grad",
     "na uglu ulica Dunavske i Zmaj Jovine", "Ugao Dunavske sa Zmaj Jovinom",
     "Zmaj Jovina ulica - ugao sa Dunavskom", "Дунавска на углу са Змај Јовином",
     "ugao ulica: Dunavska, Zmaj Jovina", "Dunavska-Zmaj Jovina",
     "raskrsnica Nikole Tesle, Dunavske i Zmaj Jovine"],
)  # fmt: skip
def test_crossings(small: Gazetteer, text: str) -> None:
    east, north, place = found(small, text)
    assert (east, north) == pytest.approx((250, 300), abs=0.1)
    assert (place.by, place.accuracy_m) == ("crossing", 20.0)


def test_the_first_of_a_name_is_no_and(small: Gazetteer) -> None:
    for text in (
        "corner of Kralja Petra I and Булевар ослобођења",
        "Краља Петра Првог и Бул. ослобођења",
    ):
        assert found(small, text)[0] == pytest.approx(800, abs=0.1)


def test_a_name_with_an_and_is_no_crossing(small: Gazetteer) -> None:
    assert found(small, "Ćirila i Metodija 3")[2].by == "street"


def test_a_school_by_its_name(small: Gazetteer) -> None:
    east, north, place = found(small, "OŠ Vuk Karadžić, Donji Grad")
    assert (east, north) == pytest.approx((50, 60), abs=0.1)
    assert (place.by, place.accuracy_m) == ("named place", 30.0)
    assert "no street of this name" in reason(small, "Trafika")  # there are two


def test_an_old_name_and_an_abbreviation(small: Gazetteer) -> None:
    assert found(small, "Ulica 7. jula")[0] == pytest.approx(250, abs=0.5)
    assert found(small, "V. Putnika 5")[1] == pytest.approx(900, abs=0.5)


def test_a_blurred_block(small: Gazetteer) -> None:
    _, north, place = found(small, "36XX S Roman St")
    assert north == pytest.approx(345, abs=1)
    assert place.by == "block of numbers 3600 to 3699"
    assert place.accuracy_m == pytest.approx(45, abs=1)
    assert found(small, "3600 block of S Roman Street")[2] == place


@pytest.mark.parametrize(
    "text",
    ["Bulevar oslobođenja od broja 10 do 20", "Булевар ослобођења од 10 до 20",
     "10-20 Bulevar oslobođenja"],
)  # fmt: skip
def test_from_one_number_to_another(small: Gazetteer, text: str) -> None:
    east, _, place = found(small, text)
    assert east == pytest.approx(150, abs=1)
    assert place.by == "block of numbers 10 to 20"
    assert 50 < place.accuracy_m < 60


def test_several_streets_of_a_name(small: Gazetteer) -> None:
    why = reason(small, "Nikole Tesle 12")
    assert why.startswith("2 streets are called so: ")
    assert "Горњи Град" in why
    assert "Доњи Град" in why
    assert found(small, "Nikole Tesle 12, Gornji Grad")[1] == pytest.approx(5000, abs=1)
    assert found(small, "Nikole Tesle 12", usual="Donji Grad")[1] == pytest.approx(-5000, abs=1)
    place = found(small, "Nikole Tesle 4")[2]
    assert place.by == "house number"
    assert place.notes == ("2 streets are called so; this is the one in Горњи Град",)


def test_crossings_of_one_name_in_several_towns(small: Gazetteer) -> None:
    assert reason(small, "Nikole Tesle i Школска").startswith("2 streets are called so")
    assert found(small, "Школска и Nikole Tesle, Gornji Grad")[1] == pytest.approx(5000, abs=0.1)
    assert found(small, "Nikole Tesle / Školska", usual="Donji Grad")[1] == pytest.approx(
        -5000, abs=0.1
    )


def test_a_town_is_no_street(small: Gazetteer) -> None:
    assert reason(small, "Nepostojeća 5, Gornji Grad") == "no street of this name is on the map"


def test_a_reader_looks_up_with_the_town_beside(small: Gazetteer) -> None:
    locate = locator(small, usual="Donji Grad")
    there = located(small, "Nikole Tesle 12, Donji Grad")
    for town in ("", "Elsewhere"):
        place = locate("Nikole Tesle 12", town)
        assert isinstance(place, Located)
        assert place.notes[-1] == "2 streets are called so; this is the one in Доњи Град"
        assert replace(place, notes=place.notes[:-1]) == there
    assert locate("Nikole Tesle 12", "Горњи Град") == located(small, "Nikole Tesle 12, Gornji Grad")


def test_what_is_not_found_comes_with_the_nearest_spellings(small: Gazetteer) -> None:
    assert reason(small, "Dunvaska 5") == "no street of this name is on the map; like it: Дунавска"
    assert reason(small, "Nepostojeća 5") == "no street of this name is on the map"
    assert "no street of this name" in reason(small, "Dunavska i Nepostojeća")


def test_streets_that_do_not_meet(small: Gazetteer) -> None:
    for text in ("Dunavska i Vojvode Putnika", "ugao Dunavske i Vojvode Putnika, Donji Grad"):
        assert reason(small, text) == "these streets do not meet: 600 m lie between them"


def test_a_map_without_streets() -> None:
    assert isinstance(located(gazetteer_of([], WORDS), "Dunavska 1"), Unread)


@given(st.text(max_size=60))
def test_no_text_breaks_it(small: Gazetteer, text: str) -> None:
    assert isinstance(located(small, text), Located | Unread)


def test_a_city_finds_its_own_addresses_in_either_script() -> None:
    parts = read_osm_parts(shared("novi_sad.osm.pbf"), source="osm")
    features = [feature for part in parts for feature in part.features]
    gazetteer = gazetteer_of(features, WORDS)
    assert gazetteer.houses > 30_000
    mapped = [f for f in features if "addr:street" in f.tags and "addr:housenumber" in f.tags]
    ambiguous = 0
    for one in random.Random(5).sample(mapped, 1500):
        text = f"{one.tags['addr:street']} {one.tags['addr:housenumber']}"
        latin = to_latin(text)
        bare = latin.lower().replace("đ", "dj").translate(BARE)
        places = [located(gazetteer, written) for written in (text, latin, bare)]
        assert places[0] == places[1] == places[2], text
        place = places[0]
        if isinstance(place, Unread):
            assert "streets are called so" in place.reason, text
            ambiguous += 1
            continue
        middle = one.geometry.centroid
        east = (middle.x - place.lon) * 111_320 * math.cos(math.radians(middle.y))
        off = math.hypot(east, (middle.y - place.lat) * 111_320)
        assert off <= place.accuracy_m + 25, text  # a building's middle is not its door
    assert ambiguous < 0.12 * 1500
