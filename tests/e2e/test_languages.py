"""The site in its languages: changed on the way, without losing what is shown."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.e2e.test_site import SEEN, at, degrees, drawn
from tests.report.test_languages import left_over

ANSWERS = {
    "sr-Cyrl": (
        "У овој тачки 1 уцртана камера могла би да види довољно добро да се примети",
        "20 m одавде, на југозапад. У најбољем случају довољно добро да се",
        "запис: 3. мај 2024.",
    ),
    "sr-Latn": (
        "U ovoj tački 1 ucrtana kamera mogla bi da vidi dovoljno dobro da se primeti",
        "20 m odavde, na jugozapad. U najboljem slučaju dovoljno dobro da se",
        "zapis: 3. maj 2024.",
    ),
    "mk": (
        "Во оваа точка 1 вцртана камера би можела да види доволно добро за да се забележи",
        "20 m оттука, на југозапад. Во најдобар случај доволно добро за да се",
        "запис: 3 мај 2024 г.",
    ),
}


def test_the_map_keeps_what_it_shows(open_page: Open, site: str) -> None:
    page = open_page(site + at(*SEEN, more="&level=identify&ground=overlap"))
    drawn(page)
    state = page.url.partition("#")[2]
    page.get_by_role("link", name="Српски").click()
    drawn(page)
    expect(page).to_have_url(re.compile(r"/sr-Cyrl/#"))
    assert page.url.partition("#")[2] == state
    assert page.evaluate("document.documentElement.lang") == "sr-Cyrl"
    expect(page.get_by_label("Идентификација")).to_be_checked()
    expect(page.get_by_label("Колико камера то можда види")).to_be_checked()

    # What is chosen after that goes along as well, by keyboard; the first language is the root.
    page.get_by_label("Осматрање").check()
    page.get_by_role("link", name="English").focus()
    page.keyboard.press("Enter")
    drawn(page)
    expect(page).to_have_url(re.compile(rf"^{site}/#.*level=observe"))
    expect(page.get_by_label("Observe")).to_be_checked()


def test_a_page_leads_to_itself(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/camera/osm-node-1/")
    for name, folder, heading in (
        ("Srpski", "sr-Latn/", "Fiksna kamera, upravlja City police"),
        ("Македонски", "mk/", "Фиксна камера, управува City police"),
        ("English", "", "Fixed camera of City police"),
    ):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_have_text(heading)
        expect(page).to_have_url(f"{site}/{folder}camera/osm-node-1/")


@pytest.mark.parametrize("language", ANSWERS)
def test_an_answer_is_in_the_language_of_the_page(
    open_page: Open, site: str, language: str
) -> None:
    lat, lon = degrees(*SEEN)
    page = open_page(f"{site}/{language}/#map=18/{lat}/{lon}&point={lat},{lon}")
    drawn(page)
    lead, first, source = ANSWERS[language]
    answer = page.locator("#answer")
    expect(answer.locator(".lead")).to_contain_text(lead)
    expect(answer.locator(".sightings > li").first).to_contain_text(first)
    expect(answer.locator(".sightings > li").first).to_contain_text(source)
    if language != "sr-Latn":
        assert list(left_over(page.content())) == []
    # The names of streets stay as they are mapped.
    page.locator("#find").fill("Dj")
    expect(page.locator("#found li > :first-child")).to_have_text(["Улица Ђорђа Васића"])


def test_a_missing_page_leads_back_in_its_language(open_page: Open, site: str) -> None:
    page = open_page(f"{site}/mk/camera/gone/", expected="404")
    expect(page.locator("h1")).to_have_text("Нема таква страница")
    page.get_by_role("link", name="Назад на картата").click()
    drawn(page)
    expect(page).to_have_url(re.compile(rf"^{site}/mk/(#|$)"))
