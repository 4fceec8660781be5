"""Published trials: every rate that can be known, every figure that does not add up as quoted."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import shared
from vidik.audit.claims import RATES, recomputed
from vidik.model.trial import COUNTS, Count, Share, Sum, Trial, TrialSource
from vidik.outside.claims import published_trials
from vidik.report.findings import said as in_words
from vidik.report.texts import texts_of

NEWS = TrialSource("news", "https://example.org/")
COLUMNS = {
    "faces_seen": "faces",
    "watchlist": "watchlist",
    "alerts_total": "alerts",
    "true_alerts": "true_alerts",
    "false_alerts": "false_alerts",
    "unresolved_alerts": "unresolved_alerts",
    "interventions": "interventions",
    "arrests": "arrests",
}


def trial(**stated: object) -> Trial:
    return Trial("t", "o", "p", "2020", "2020", "v", (NEWS,), **stated)


def counts(**values: int) -> Trial:
    return trial(counts=tuple(Count(what, value) for what, value in values.items()))


def published(key: str):
    return recomputed(next(one for one in published_trials() if one.key == key))


def said(found, kind: str) -> list[str]:
    return [
        in_words(one, found.trial.sources, texts_of()).sentence
        for one in found.findings
        if one.kind == kind
    ]


def test_the_table_has_each_figure_of_the_data_it_was_typed_from():
    rows = {row["trial_id"]: row for row in csv.DictReader(shared_lines())}
    trials = {one.key: one for one in published_trials()}
    assert trials.keys() == rows.keys()
    assert len(trials) == 23
    for key, row in rows.items():
        assert (trials[key].operator, trials[key].place) == (row["operator"], row["place"])
        assert trials[key].sources[0].url == row["url"]
        for column, what in COLUMNS.items():
            stated = [one.value for one in trials[key].stated(what)]
            assert (str(stated[0]) if stated else "") == row[column] or (
                not row[column] and key == "mps_essex_2018_19"
            ), (key, what)


def shared_lines():
    return shared("fr_trials_published.csv").read_text(encoding="utf-8").splitlines()


def test_only_two_trials_say_how_many_faces_and_how_many_alerts():
    both = [one.key for one in published_trials() if one.known("faces") and one.known("alerts")]
    assert both == ["mps_2024_25", "mps_2022_01_28"]


def test_of_faces_and_of_alerts_are_two_questions():
    found = published("mps_2024_25")
    of_faces, of_alerts, _, _ = found.rates
    assert (of_faces.count, of_faces.of) == (10, 3_147_436)
    assert of_faces.value == pytest.approx(0.0000032, rel=0.01)
    assert of_alerts.value == pytest.approx(0.0048, rel=0.01)
    assert said(found, "share") == [
        "0.0003% is 10 false alerts of 3,147,436 faces; of 2,077 alerts it is 0.48%"
    ]
    assert said(found, "parts") == ["549 + 347 + 85 = 981, but 962 arrests were stated: 19 more"]


def test_alerts_that_are_more_than_all():
    assert said(published("swp_ucl_2017"), "parts") == [
        "173 true alerts + 2,554 false alerts = 2,727, but 2,632 alerts: 95 too many"
    ]


def test_three_percentages_of_three_denominators():
    assert said(published("mps_essex_2018_19"), "share") == [
        "19% is 8 true alerts of 42 alerts; of 26 alerts acted on it is 30.8%; "
        "of 22 people stopped it is 36.4%"
    ]


def test_none_seen_is_no_none():
    assert said(published("swp_2023_2024_total"), "zero") == [
        "no false alert was seen: with 95% confidence there may be up to 1 in 834,521 of "
        "at least 2,500,000 faces"
    ]
    assert said(published("essexpol_2024_17"), "zero") == [
        "no false alert was seen: as it is not said of how many, that is no bound at all"
    ]


def test_two_points_that_may_be_one_measurement():
    (line,) = said(published("npl_2023"), "per comparison")
    assert "are both 1.67 × 10⁻⁸ for each comparison" in line


def test_a_press_line_that_is_not_the_summary():
    assert said(published("bpol_suedkreuz_p2"), "versions") == [
        "false alerts: 0.34% (a summary of a report) and at most 0.1% (the authority)"
    ]


def test_what_is_not_published_cannot_be_known():
    found = published("mps_croydon_fixed")
    assert found.rates[1] is None
    assert found.missing[1] == ("alerts",)
    assert found.rates[0].of == 470_000


def test_shares_that_are_not_those_of_the_counts():
    stated = counts(false_alerts=10, faces=1000, alerts=50)
    wrong = replace(stated, shares=(Share("false_alerts", "2.0", of="faces"),))
    assert said(recomputed(wrong), "share") == ["stated: 2.0% of faces; 10 of 1,000 is 1.0%"]
    for percent in ("1", "1.0", "1.00"):
        right = replace(stated, shares=(Share("false_alerts", percent, of="faces"),))
        assert "stated" not in " ".join(said(recomputed(right), "share"))
    several = replace(
        stated,
        shares=(Share("false_alerts", "1", of="faces"), Share("false_alerts", "20", of="alerts")),
    )
    assert said(recomputed(several), "denominators") == [
        "2 percentages of the same 10 false alerts: 1% of 1,000 faces, 20% of 50 alerts"
    ]


def test_bounds_and_versions():
    for one, other, differ in (
        (Count("arrests", 7), Count("arrests", 7), False),
        (Count("arrests", 7), Count("arrests", 9), True),
        (Count("arrests", 7), Count("arrests", 5, "at least"), False),
        (Count("arrests", 7), Count("arrests", 9, "at least"), True),
        (Count("arrests", 100), Count("arrests", 103, "about"), False),
        (Count("arrests", 100), Count("arrests", 130, "about"), True),
    ):
        found = recomputed(trial(counts=(one, other)))
        assert bool(said(found, "versions")) is differ, (one, other)


def test_a_bound_is_not_reckoned_with_as_a_count():
    found = recomputed(trial(counts=(Count("faces", 1000, "at least"), Count("false_alerts", 1))))
    assert found.rates[0] is None


values = st.dictionaries(st.sampled_from(COUNTS), st.integers(0, 10**8), max_size=len(COUNTS))


@given(values, st.permutations(COUNTS))
def test_whatever_is_stated_in_whatever_order(stated, order):
    one = counts(**stated)
    shuffled = replace(one, counts=tuple(sorted(one.counts, key=lambda c: order.index(c.what))))
    found = recomputed(one)
    assert found.rates == recomputed(shuffled).rates
    for (what, of), rate, lacks in zip(RATES, found.rates, found.missing, strict=True):
        if rate is None:
            assert lacks or stated[what] > stated[of] or stated[of] == 0
        else:
            assert (rate.count, rate.of) == (stated[what], stated[of])
            assert rate.interval.low <= rate.value <= rate.interval.high


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=5), st.integers(-3, 3))
def test_a_sum_is_noted_exactly_when_it_does_not_add_up(parts, off):
    total = max(sum(parts) + off, 0)
    found = recomputed(trial(sums=(Sum("arrests", total, tuple(parts)),)))
    assert bool(found.findings) is (total != sum(parts))


def test_what_nobody_stated_is_refused():
    with pytest.raises(ValueError, match="no source 1"):
        trial(counts=(Count("faces", 1, source=1),))
    with pytest.raises(ValueError, match="per cent, or as one in"):
        Share("false_alerts")
    with pytest.raises(ValueError, match="-1 times"):
        Count("faces", -1)
