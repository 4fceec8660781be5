import pytest

from vidik.model.rules import Selector, words_of
from vidik.outside.tables import load_publication_rules

RULES = load_publication_rules()


@pytest.mark.parametrize(
    "name",
    [
        "City of Helsinki",
        "Stadt Wien",
        "ÖBB",
        "Novomatic AG",
        "NIS a.d.",
        "Delta d.o.o.",
        "МУП",
        "Министарство унутрашњих послова",
        "Helsingin kaupunki",
        "Oy Sinebrychoff Ab",
        "Embassy of France",
        "Landespolizeidirektion",
        "Erste Bank",
        "McDonald's",
        "Deutsche Bahn AG",
        "Verein e.V.",
        "HELSINKI CITY",
        "Suomen Pankki",
        "Väylävirasto",
        "Wohnbaugenossenschaft Süd",
    ],
)
def test_organisations_are_known_by_their_names(name):
    assert RULES.operators.names_organisation(name)


@pytest.mark.parametrize(
    "name",
    [
        "Hans Müller",
        "Gerhard Lehmann",
        "HANS MEIER",
        "J.P. Müller",
        "A. D. Petrović",
        "Dr. Jane Hall",
        "Max Mustermann e.U.",
        "Петар Петровић",
        "RA Hans Müller",
        "Hans & Maria Müller",
        "Ville Virtanen",
        "Matti Meikäläinen",
        "Park Ji-sung",
        "Jovan Jovanović Zmaj",
        "Ko. AG Miller",
        "",
    ],
)
def test_people_are_not(name):
    assert not RULES.operators.names_organisation(name)


def test_a_city_can_name_its_organisations():
    rules = RULES.extended(organisations=["Schneider Peklar"])
    assert rules.operators.names_organisation("schneider  peklar")
    assert not RULES.operators.names_organisation("Schneider Peklar")


def test_extending_takes_nothing_away():
    more = RULES.extended(denied=[Selector("x", ids=("a",))], on_request=["osm:node/1"])
    assert more.denied.selectors[: len(RULES.denied.selectors)] == RULES.denied.selectors
    assert more.on_request == {"osm:node/1"}
    assert RULES.on_request == frozenset()


def test_phrases_match_whole_words_only():
    selector = Selector("x", phrases={"name*|note": ("safe house",)})
    assert selector.matches({"name:en": "The Safe-House"})
    assert selector.matches({"note": "a safe  house"})
    assert not selector.matches({"name": "unsafe houses"})
    assert not selector.matches({"fixme": "safe house"})
    assert words_of("“Safe”, house!") == " safe house "


def test_values_match_in_lists_and_any_case():
    selector = Selector("x", tags={"a": ("one", "two"), "b": ("*",)})
    assert selector.matches({"a": "zero; TWO", "b": ""})
    assert not selector.matches({"a": "zero", "b": "x"})
    assert not selector.matches({"a": "one"})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("camera:type", "fixed"),
        ("height", "5 m"),
        ("check_date", "2024-01-01"),
        ("operator:wikidata", "Q1"),
        ("surveillance:zone", "town"),
        ("ref", "0945"),
    ],
)
def test_tags_of_the_surveillance_schema_are_shown(key, value):
    assert RULES.tags.shows(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("contact:phone", "1"),
        ("phone", "+43 1 234"),
        ("email", "a@b.rs"),
        ("note", "x"),
        ("user", "x"),
        ("description", "x"),
        ("fixme", "x"),
        ("image", "x"),
        ("source:url", "x"),
        ("created_by", "x"),
        ("addr:street", "x"),
        ("camera:owner", "x"),
        ("operator", "x"),
        ("name", "x"),
        ("mapillary", "1"),
        ("ref", "call +43 1 513 45 67"),
        ("model", "ask hans@example.org"),
        ("ref", "@hansi"),
    ],
)
def test_tags_that_may_carry_people_are_not(key, value):
    assert not RULES.tags.shows(key, value)


def test_dates_and_directions_are_no_telephone_numbers():
    for value in ("2024-01-01", "90-270", "0.5", "10;190;280", "-45", "102'0\""):
        assert not RULES.tags.is_personal(value)


def test_licences_say_why():
    assert RULES.licences["ODbL-1.0"].merges
    assert not RULES.licences["CC-BY-NC-4.0"].merges
    assert all(licence.reason for licence in RULES.licences.values())


def test_licences_say_what_may_be_published_and_what_the_map_may_have():
    may = {key for key, licence in RULES.licences.items() if licence.publishes}
    assert RULES.licences.keys() - may == {"CC-BY-ND-4.0", "proprietary"}
    osm = {key for key, licence in RULES.licences.items() if licence.osm}
    assert osm == {"CC0-1.0", "PDDL-1.0", "CC-BY-4.0-waiver"}
    assert all(s.reason.endswith(".") for s in RULES.denied.selectors)
