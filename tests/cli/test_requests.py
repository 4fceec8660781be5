"""Requests from the command line, in either database, and what is refused at the door."""

import datetime as dt
import re

import pytest

from tests.cli.lists import NEW, sheet
from vidik.errors import InputError
from vidik.jobs.requests import add_request, go_on, requests_listed
from vidik.model.request import Channel, Standing, Wish

US = ("--role", "the editors")
ROWS = ["K-1;44,8;20,45;MUP", "K-2;44,81;20,46;MUP", "K-3;44,82;20,47;MUP"]


@pytest.fixture
def filled(vidik):
    vidik("import", sheet("list.csv", ROWS), "--source", "city", *NEW)
    return vidik


def asked(run, *args, by="e-mail", **told):
    return run("request", "add", *args, "--by", by, *US, **told).split()[0]


def test_a_request_is_taken_looked_at_answered_and_looked_at_again(filled):
    reference = asked(filled, "not-there", "--about", "city:row 2", "--came", "2026-01-10")
    assert re.fullmatch(r"[0-9A-Z]{5}-[0-9A-Z]{5}", reference)
    written = reference.lower().replace("-", " ")
    out = filled("request", "look", written, "--day", "2026-01-12", *US)
    assert f"{reference}: looked-at since 2026-01-12." in out
    filled("withdraw", "row 2", *US, "--reason", "taken down")
    filled("request", "answer", reference, "corrected", "--reason", "It was taken down.",
           "--rests-on", "a photo of 11 January 2026", "--statement", "row 2",
           "--day", "2026-01-20", *US)  # fmt: skip
    filled("request", "reopen", reference, "--reason", "a new photo", "--day", "2026-02-01", *US)
    out = " ".join(filled("request", "show", reference).split())
    for words in ("asks for │ not-there", "came by │ e-mail", "city:row 2", "It was taken down.",
                  "a photo of 11 January 2026", "2026-02-01 │ reopened"):  # fmt: skip
        assert words in out
    assert "reopened" in filled("request", "list")


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ("row 3", "city:row 3"),
        ("https://example.org/mk/camera/city-row-3/", "city:row 3"),
        ("camera/city-row-3", "city:row 3"),
        ("camera/city-row-3-2/index.html", "city:row 3"),
        ("https://example.org/#map=18/44.81/20.46&camera=city-row-3", "city:row 3"),
        ("https://example.org/sr-Latn/summary/", "summary/"),
        ("44.812345, 20.412345", "44.812345, 20.412345"),
    ],
)
def test_it_is_about_a_statement_a_page_or_a_place(filled, about, shown):
    reference = asked(filled, "wrong-detail", "--about", about)
    assert shown in filled("request", "show", reference)


def test_the_newest_statement_of_an_object_is_meant(filled):
    filled("import", sheet("new.csv", ["K-1;44,8001;20,45;MUP"]), "--source", "city",
           "--dated", "2025-05-01")  # fmt: skip
    reference = asked(filled, "wrong-place", "--about", "city:row 2")
    about = filled("request", "show", reference)
    found = re.search(r"\(([0-9a-f]{12})\)", about)
    assert "44.800100" in filled("show", found[1])
    filled("import", sheet("other.csv", ROWS), "--source", "other", *NEW)
    out = filled("request", "add", "not-there", "--about", "row 2", "--by", "letter", *US, code=1)
    assert "more than one statement: 'row 2'" in out


def test_who_wants_to_be_left_out_points_at_nothing(filled):
    reference = asked(filled, "home", by="letter")
    out = filled("request", "show", reference)
    assert "home" in out
    assert not any(word in out for word in ("place", "page", "statement "))
    assert "about one statement, one page or one place" in filled(
        "request", "add", "wrong-place", "--by", "letter", *US, code=1
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("add", "not-there", "--about", "row 99", "--by", "form", *US),
            "about: nothing of this name: 'row 99'",
        ),
        (
            ("add", "not-there", "--about", "camera/nobody/", "--by", "form", *US),
            "about: no camera has this page: 'camera/nobody/'",
        ),
        (
            ("add", "person", "--by", "form", *US, "--came", "2999-01-01"),
            "came: a day that is still to come: '2999-01-01'",
        ),
        (
            ("add", "missing", "--about", "row 2", "--by", "form", *US),
            "missing: a missing camera needs its place: 'row 2'",
        ),
        (("look", "KD4Y6-V9EQ9", *US), "no such request: 'KD4Y6-V9EQ9'"),
        (("look", "KD4Y6-V9EQ8", *US), "reference: a mistake in the reference"),
        (("show", "KD4Y6"), "reference: not a reference"),
    ],
)
def test_mistakes_are_said_in_a_line(filled, words, message):
    out = filled("request", *words, code=1)
    assert message in out
    assert "Traceback" not in out
    assert "Requests" in filled("request", "list")


def test_an_answer_says_why(filled):
    reference = asked(filled, "not-there", "--about", "row 2")
    answer = ("request", "answer", reference)
    assert "Missing option '--reason'" in filled(*answer, "declined", *US, code=2)
    assert "needs the rule or the evidence" in filled(
        *answer, "declined", "--reason", "it hangs there", *US, code=1
    )
    assert "says to whom" in filled(*answer, "forwarded", "--reason", "x", *US, code=1)
    out = filled(*answer, "corrected", "--reason", "x", "--statement", "nothing", *US, code=1)
    assert "nothing of this name" in out
    filled(*answer, "forwarded", "--reason", "theirs", "--to", "City of Užice", *US)
    out = filled(*answer, "corrected", "--reason", "x", *US, code=1)
    assert "“corrected” cannot follow “forwarded”" in out


PERSONAL = [
    "write to ana@example.org", "+381 64 123 45 67", "0038164 1234567", "ring 064/123-4567",
    "(011) 123 4567", "064 1234567.", "тел. 3041 234", "Tel: 30 41 23", "twitter.com/ana",
    "@anaana", "case 12/2024, 064-123-4567",
]  # fmt: skip
HARMLESS = [
    "decision 011-00-00123/2024-05", "case 011-3/2026", "seen on 05.03.2026.", "05-03-2026",
    "node/0123456789", "44.8123, 20.4123", "ISO 19115, p. 12", "in 2024, twice", "12 m further",
    "K-007", "phones were off", "https://example.org/05/03/2026",
]  # fmt: skip


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("field", ["reason", "rests_on", "forwarded_to", "role"])
def test_ways_to_reach_people_do_not_come_in(filled, database, text, field):
    told = {"role": "us", "reason": "x", "rests_on": "y", "forwarded_to": "z", field: text}
    made = add_request(database, Wish.NOT_THERE, Channel.FORM, role="us", about="row 2")
    with pytest.raises(InputError, match="none is kept here") as caught:
        go_on(database, made.reference, Standing.FORWARDED, **told)
    assert (caught.value.place, caught.value.value) == (field.replace("_", " "), text)
    with pytest.raises(InputError, match="none is kept here"):
        add_request(database, Wish.HOME, Channel.FORM, role=text)
    assert len(requests_listed(database, days=30)) == 1


def test_numbers_of_cases_and_days_do(filled, database):
    for text in HARMLESS:
        made = add_request(database, Wish.NOT_THERE, Channel.FORM, role="us", about="row 2")
        go_on(database, made.reference, Standing.DECLINED, role="us", reason=text, rests_on=text)


def test_what_is_open_too_long_comes_first(filled, database):
    def add(came):
        return add_request(
            database, Wish.NOT_THERE, Channel.FORM, role="us", about="row 2",
            came=dt.date.fromisoformat(came),
        ).reference  # fmt: skip

    answered, late, later, fresh = (
        add(day) for day in ("2026-01-01", "2026-01-02", "2026-01-15", "2026-02-03")
    )
    go_on(database, answered, Standing.PARTLY, role="us", reason="x", day=dt.date(2026, 1, 12))
    go_on(database, later, Standing.LOOKED_AT, role="us", day=dt.date(2026, 1, 16))

    def now():
        return dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)

    rows = requests_listed(database, days=30, now=now)
    assert [row[0] for row in rows] == [late, later, fresh, answered]
    assert [row[-2] for row in rows] == [62, 49, 30, 11]
    assert [bool(row[-1]) for row in rows] == [True, True, False, False]
    assert [row[0] for row in requests_listed(database, days=50, only_open=True, now=now)] == [
        late, later, fresh,
    ]  # fmt: skip
    assert "open longer than 0 days" in filled("request", "list", "--days", "0", "--open")


def test_a_register_that_is_not_there_is_not_made(vidik, tmp_path):
    out = vidik("request", "add", "home", "--by", "form", *US, "-r", "none.sqlite", code=1)
    assert "no such register" in out
    assert not (tmp_path / "none.sqlite").exists()
