"""The page about face recognition: a card for every trial, which says what was published."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from tests.makers import published
from tests.switched import switched_on_town
from vidik.jobs.claims import check_claims
from vidik.report.pages import Pages
from vidik.report.recognition_here import here, page_data
from vidik.report.texts import texts_of
from vidik.report.trial_cards import card, when


@pytest.fixture(scope="module")
def trials():
    return check_claims(None)[0]


def cards(trials, language="en"):
    return {one.trial.key: card(one, texts_of(language)) for one in trials}


def test_every_trial_has_a_card_and_each_rate_a_place(trials):
    made = cards(trials)
    assert len(made) == 23
    for one in made.values():
        assert len(one.known) + len(one.unknown) == 4
        assert one.sources


def test_a_rate_stands_with_its_count_and_interval(trials):
    (faces, alerts, of_faces) = cards(trials)["mps_2024_25"].known
    assert faces == (
        "False alerts, of all faces",
        "1 in 314,744 (0.00032%)",
        "10 of 3,147,436; between 0.00015% and 0.00058%",
    )
    assert alerts[1:] == ("0.48%", "10 of 2,077; between 0.23% and 0.88%")
    assert of_faces[0] == "Alerts, of all faces"


def test_what_was_not_published_is_named(trials):
    (why,) = [
        why for asked, why in cards(trials)["mps_croydon_fixed"].unknown if "of all alerts" in asked
    ][:1]
    assert why == "not published: alerts"


def test_a_count_stated_as_about_so_many_says_so(trials):
    assert cards(trials)["mps_nhc_2017"].known[0][1] == "about 97.2%"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "sr-Cyrl",
            "173 тачне узбуне + 2.554 лажне узбуне = 2.727, а укупно је 2.632 узбуне: 95 превише",
        ),
        (
            "sr-Latn",
            "173 tačne uzbune + 2.554 lažne uzbune = 2.727, a ukupno je 2.632 uzbune: 95 previše",
        ),
        (
            "mk",
            "173 точни тревоги + 2.554 лажни тревоги = 2.727, а вкупно има 2.632 тревоги: "
            "95 премногу",
        ),
    ],
)
def test_what_does_not_add_up_is_said_in_each_language(trials, language, sentence):
    assert cards(trials, language)["swp_ucl_2017"].findings[0].sentence == sentence


def test_days_are_as_exact_as_they_were_published(trials):
    said = {one.trial.key: when(one.trial, texts_of("en")) for one in trials}
    assert said["mps_2024_25"] == "September 2024 – September 2025"
    assert said["swp_queenst_2017_12_21"] == "21 December 2017"
    assert said["swp_walesitaly_2018"] == "2018"


def test_the_page_is_there_for_whoever_gives_trials_and_calls_nothing_false(trials):
    pages = Pages(published=published(), manifest={}, version="1", trials=trials)
    text = dict(pages.all())["recognition/index.html"].decode()
    assert text.count('<article class="card"') == 23
    assert "do not add up" in text or "does not add up" in text
    # “false alert” is what is counted; no figure of anybody is called false
    assert not re.search(r"\b(is|are|was) (false|a lie)\b", text.replace("not called false", ""))
    without = dict(Pages(published=published(), manifest={}, version="1").all())
    assert "recognition/index.html" not in without
    assert "recognition/" not in without["index.html"].decode()


def test_what_it_would_mean_stands_beside_what_it_rests_on(trials):
    switched = switched_on_town()
    pages = Pages(published=published(), manifest={}, version="1", trials=trials, switched=switched)
    files = dict(pages.all())
    text = files["recognition/index.html"].decode()
    told = here(pages._site("en"), switched)
    assert "8 of 11 mapped cameras could take a face." in text
    # what rests on least comes first, and the figures come after what a critic would attack
    assert text.index("attack first") < text.index("False alerts a day")
    assert told.doubts[0].basis == "a guess"
    assert told.doubts[-1].basis == "decided by whoever switches it on"
    shares = [
        float(one.share.rstrip("%")) for one in told.doubts if one.share and one.share[0].isdigit()
    ]
    assert 85 < sum(shares) < 101
    data = json.loads(files["recognition.json"])
    assert data["passes"] == sorted(data["passes"])
    middle = len(data["passes"]) // 2
    assert data["passes"][middle] == pytest.approx(
        switched.projection.whole.passes.formula, rel=1e-4
    )
    assert len(data["areas"]) == len(switched.parts)
    assert not re.search(r"osm-|node|camera", json.dumps(data))


def test_squares_without_a_name_are_numbered(trials):
    told = here(
        Pages(published=published(), manifest={}, version="1")._site("en"),
        switched_on_town(squares=True),
    )
    assert [row[0] for row in told.parts] == ["Square 1", "Square 2"]


def test_of_a_matcher_whose_misses_nobody_told_nothing_right_is_told(trials):
    switched = switched_on_town()
    unknown = replace(
        switched,
        assumptions=replace(
            switched.assumptions, matcher=replace(switched.assumptions.matcher, found=None)
        ),
        projection=replace(switched.projection, true_alerts=None, right=None),
    )
    told = here(Pages(published=published(), manifest={}, version="1")._site("en"), unknown)
    assert told.right == told.share == "cannot be known"
    assert page_data(unknown, published())["assumed"]["found"] is None
