"""The page of corrections: each request with its status, and nothing that it must not say."""

import datetime as dt

import pytest

from tests.makers import published, requests
from tests.report.test_pages import Page, built
from vidik.model.correction import Correction

LOGGED = Correction(
    dt.date(2024, 6, 25), "Gazi Street was called a square.", "It is a street.", "minutes", "us",
    ("summary/",),
)  # fmt: skip


def site(**told):
    return built(published(), **{"requests": requests(), **told})


def text(path, **told):
    return Page(site(**told)[path].decode()).text


def test_it_says_how_many_are_open_and_how_long_answers_took():
    page = text("corrections/index.html")
    # answers after 27, 19, 10, 7 and 4 days
    assert (
        "3 requests are open. 5 requests were answered. Half of the answers or more came within "
        "10 days." in page
    )
    alone = text("corrections/index.html", requests=requests()[:1])
    assert "1 request is open. 0 requests were answered. Whoever asks" in alone


def test_each_request_has_its_reference_and_its_status():
    page = text("corrections/index.html")
    for reference, status in (
        ("KD4Y6-V9EQ9", "received since 1 June 2024"),
        ("5RGKT-RGTTQ", "being looked at since 3 June 2024"),
        ("18G8G-E8HH6", "being looked at again since 29 June 2024"),
        ("JGQNF-Y6G9D", "corrected since 28 June 2024"),
        ("3RK1Y-3CJRW", "partly corrected since 20 June 2024"),
        ("Q1T4P-7Q3EZ", "declined since 11 June 2024"),
        ("GN378-1H5GE", "not for us to decide; forwarded since 8 June 2024"),
    ):
        assert f"{reference} came on 1 June 2024 {status}" in page
    assert "The plate on the pole says otherwise. It rests on: a photo of 9 June 2024" in page
    assert "Only its operator knows. Forwarded to: City police" in page


def test_what_must_not_be_pointed_at_has_a_reference_and_a_status_alone():
    html = site()["corrections/index.html"].decode()
    row = html.partition('id="HCK6E-M9J54">')[2].partition("</tr>")[0]
    assert Page(row).text == "HCK6E-M9J54 came on 1 June 2024 corrected since 5 June 2024"
    assert html.count("HCK6E-M9J54") == 2


def test_what_was_put_right_is_in_the_log_among_the_corrections_by_day():
    page = text("corrections/index.html", corrections=(LOGGED,))
    assert "3 things that were said here had to be put right." in page
    places = [
        page.index(words)
        for words in (
            "28 June 2024 Somebody said A camera is shown at a wrong place. JGQNF-Y6G9D Decided "
            "corrected : It hangs on the <other> side",
            "25 June 2024 It was said Gazi Street was called a square.",
            "20 June 2024 Somebody said A camera is not there, or not any more. 3RK1Y-3CJRW",
        )
    ]
    assert places == sorted(places)


def test_pages_lead_to_the_request_that_is_about_them():
    made = site()
    for path, words in (
        (
            "camera/osm-node-1/",
            "A request to put something right here was answered on 28 June 2024",
        ),
        ("camera/osm-node-2/", "On 1 June 2024 somebody asked to put something right here"),
        ("street/gazi-street/", "A request to put something right here was answered on 11 June"),
    ):
        assert words in Page(made[f"{path}index.html"].decode()).text
    asking = [path for path, page in made.items() if b"corrections/#" in page]
    assert sorted(asking) == [
        "camera/osm-node-1/index.html", "camera/osm-node-2/index.html",
        "street/gazi-street/index.html",
    ]  # fmt: skip
    assert b'href="../../corrections/#JGQNF-Y6G9D"' in made["camera/osm-node-1/index.html"]
    assert b'id="JGQNF-Y6G9D"' in made["corrections/index.html"]


def test_without_requests_nothing_is_said_of_them():
    page = text("corrections/index.html", requests=())
    assert "Requests, and where they stand" not in page
    assert "What others asked" not in page


@pytest.mark.parametrize(
    ("language", "words"), [("sr-Cyrl", "Захтеви"), ("sr-Latn", "Zahtevi"), ("mk", "Барања")]
)
def test_every_language_has_its_words_and_marks_what_is_written_in_another(language, words):
    made = site(languages=("en", language))
    html = made[f"{language}/corrections/index.html"].decode()
    page = Page(html).text
    assert words in page
    assert '<span lang="en">The plate on the pole says otherwise.</span>' in html
    for english in ("request", "received", "being looked at", "somebody", "Forwarded", "rests on"):
        assert english not in page
