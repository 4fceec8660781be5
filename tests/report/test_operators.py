from tests.makers import TOWN, camera
from tests.report.towns import RULES
from vidik.report.operators import operator_labels, organisations


def known(*cameras, rules=RULES):
    return organisations(cameras, rules, frame=TOWN)


def test_a_name_that_says_so_is_an_organisation():
    assert known(camera(1, 0, 0, operator="City police")) == {"City police"}


def test_a_person_with_many_cameras_at_home_stays_a_person():
    at_home = [camera(i, 3 * i, 0, operator="Gerhard Lehmann") for i in range(1, 9)]
    assert known(*at_home) == frozenset()


def test_a_name_found_far_and_wide_is_an_organisation():
    far = [camera(i, 300 * i, 0, operator="Löffler") for i in range(1, 4)]
    assert known(*far) == {"Löffler"}
    assert known(*far[:2]) == frozenset()


def test_doorbells_are_no_places_of_business():
    bells = [
        camera(i, 300 * i, 0, operator="Bell Maker", camera__mount="doorbell") for i in range(1, 9)
    ]
    assert known(*bells) == frozenset()


def test_tags_that_only_organisations_have_prove_it_for_the_name():
    proof = camera(1, 0, 0, operator="Wien Süd", **{"operator:wikidata": "Q1"})
    assert known(proof, camera(2, 0, 0, operator="Wien Süd")) == {"Wien Süd"}
    typed = camera(3, 0, 0, operator="Nord", operator__type="Government")
    assert known(typed) == {"Nord"}


def test_a_list_is_shown_only_if_all_in_it_are_organisations():
    mixed = camera(1, 0, 0, operator="City police; Hans Müller")
    assert known(mixed) == frozenset()
    assert known(camera(1, 0, 0, operator="City police;Stadt Wien")) == {"City police;Stadt Wien"}


def test_people_get_a_running_number_that_carries_nothing_of_the_name():
    cameras = [
        camera(3, 0, 0, operator="Berta Beispiel"),
        camera(1, 0, 0, operator="Hans Müller"),
        camera(2, 0, 0, operator="hans  müller"),
        camera(4, 0, 0, operator="City police"),
        camera(5, 0, 0, operator="unknown"),
    ]
    assert operator_labels(cameras, RULES, known=known(*cameras)) == {
        "Hans Müller": "operator 1, name withheld",
        "hans  müller": "operator 1, name withheld",
        "Berta Beispiel": "operator 2, name withheld",
        "City police": "City police",
        "unknown": None,
    }


def test_a_city_names_its_organisations():
    one = camera(1, 0, 0, operator="Schneider Peklar")
    rules = RULES.extended(organisations=["Schneider Peklar"])
    assert known(one, rules=rules) == {"Schneider Peklar"}
