"""Scores of a matcher, held and part by part; searches in a gallery."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vidik.audit.bootstrap import by_person
from vidik.audit.verification import curve, threshold_at
from vidik.errors import InputError
from vidik.jobs.scores import verified
from vidik.jobs.searches import identified
from vidik.outside.scores.comparisons import read_scores


def scored(path: Path, *, digits: int | None = 2, count: int = 6000, people: int = 40) -> Path:
    rng = np.random.default_rng(7)
    mated, subject = np.arange(count) % 5 == 0, rng.integers(0, people, count)
    score = rng.normal(np.where(mated, 2.5, 0.0) + 0.2 * (subject % 2), 1.0)
    score = score if digits is None else np.round(score * 2**digits) / 2**digits
    group = np.array(["y", "x", "z"])[np.where(subject == 2, 2, subject % 2)]
    table = pa.table({"score": score, "mated": mated, "subject": subject, "group": group})
    pq.write_table(table, path, row_group_size=1000)
    return path


def test_part_by_part_it_is_the_same(tmp_path, monkeypatch):
    path = scored(tmp_path / "scores.parquet", digits=6)
    held = verified(path, det=True, thresholds=[1.0, 2.013], targets=[0.01, 0.001])
    monkeypatch.setattr("vidik.outside.scores.parts.ROWS", 700)
    streamed = verified(path, det=True, thresholds=[1.0, 2.013], targets=[0.01, 0.001], stream=True)
    assert streamed.merged == 0
    assert streamed == held


@pytest.mark.parametrize("stream", [False, True])
def test_the_order_of_rows_changes_nothing(tmp_path, stream):
    path = scored(tmp_path / "scores.parquet")
    one = verified(path, det=True, stream=stream)
    table = pq.read_table(path)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(table))
        pq.write_table(table.take(order), tmp_path / "other.parquet")
        assert verified(tmp_path / "other.parquet", det=True, stream=stream) == one


def test_where_scores_are_merged_rates_are_exact_at_what_is_told(tmp_path):
    path = scored(tmp_path / "scores.parquet", digits=None, count=300_000)
    held, streamed = (verified(path, stream=one, det=True) for one in (False, True))
    comparisons, _ = read_scores(path)
    assert held.merged == 0
    assert streamed.merged > 0
    for point in streamed.points:
        false = comparisons.scores(mated=False) >= point.threshold
        assert point.false_match.count == false.sum()
        missed = comparisons.scores(mated=True) < point.threshold
        assert point.false_non_match.count == missed.sum()
    for one, other in zip(held.rows, streamed.rows, strict=True):
        assert one.asked == other.asked
        assert other.threshold >= one.threshold
        assert other.threshold - one.threshold < 1e-4 * one.threshold
        assert other.all.false_match.value <= one.asked


def test_rates_are_those_of_the_audit(tmp_path):
    path = scored(tmp_path / "scores.parquet")
    comparisons, _ = read_scores(path)
    found = verified(path, targets=[0.01], det=True)
    (row,) = found.rows
    assert row.threshold == threshold_at(comparisons, 0.01)
    assert row.generalised is None
    wrong = (comparisons.score >= row.threshold)[~comparisons.mated]
    own = by_person(wrong, comparisons.subject[~comparisons.mated], rng=np.random.default_rng(1))
    assert row.people is not None
    assert row.people[0].low == pytest.approx(own.low, abs=0.002)
    assert row.people[0].high == pytest.approx(own.high, abs=0.002)
    assert found.refused == {"z": "all comparisons are of one person, who is no group"}
    assert set(row.groups) == {"x", "y"}
    whole = curve(comparisons)
    assert {one.threshold for one in found.points} <= {*whole.threshold.tolist()}


def test_distances_have_the_curve_of_what_they_are_the_opposite_of(tmp_path):
    path = scored(tmp_path / "scores.parquet")
    table = pq.read_table(path)
    turned = table.set_column(0, "score", pa.array(-table["score"].to_numpy()))
    pq.write_table(turned, tmp_path / "distances.parquet")
    one = verified(path, det=True)
    other = verified(tmp_path / "distances.parquet", distances=True, det=True)
    assert [-point.threshold for point in other.points] == [p.threshold for p in one.points]
    assert [p.false_match for p in other.points] == [p.false_match for p in one.points]


def test_failures_are_told_and_counted_in_the_generalised_rates(tmp_path):
    rows = ["score,mated,failure", *["0.9,1,"] * 8, *["0.1,1,"] * 2, *["0.2,0,"] * 9, "0.8,0,"]
    rows += [",1,", ",1,enrol", ",0,acquire"]
    path = tmp_path / "scores.csv"
    path.write_text("\n".join(rows))
    for stream in (False, True):
        found = verified(path, thresholds=[0.5], stream=stream)
        assert (found.failures.enrol.count, found.failures.enrol.of) == (1, 23)
        assert (found.failures.acquire.count, found.failures.acquire.of) == (2, 22)
        gfar, gfrr = found.rows[0].generalised
        assert (gfar.count, gfar.of) == (1, 11)
        assert (gfrr.count, gfrr.of) == (2 + 2, 12)


@pytest.mark.parametrize("stream", [False, True])
def test_one_kind_alone_and_the_wrong_way_round_are_refused(tmp_path, stream):
    path = tmp_path / "scores.csv"
    for text, why in (
        ("score,mated\n0.5,1\n", "has no nonmated comparison"),
        ("score,mated\n0.5,0\n,1\n", "has no mated comparison"),
        ("score,mated\n0.5,1\n0.7,0\n", "perhaps these are distances"),
        ("score,mated\n0.5,x\n", "has no comparison that can be used|has no mated"),
    ):
        path.write_text(text)
        with pytest.raises(InputError, match=why):
            verified(path, stream=stream)
    path.write_text("score,mated\n0.5,1\n0.3,0\n")
    with pytest.raises(InputError, match="a threshold is a number"):
        verified(path, stream=stream, thresholds=[np.nan])
    with pytest.raises(InputError, match="lists have no groups"):
        verified(path, path, stream=True)
    with pytest.raises(InputError, match="a histogram is of two people alone"):
        verified(path, histogram=True)


def candidates(path: Path, *, strangers: int = 200, enrolled: int = 200, gallery: int = 20) -> Path:
    rng = np.random.default_rng(9)
    rows = ["search,subject,group,mate,candidate,score"]
    for i in range(strangers + enrolled):
        scores = rng.normal(0.0, 1.0, gallery).round(2)
        mate = i % gallery if i < enrolled else None
        if mate is not None:
            scores[mate] = round(rng.normal(2.5, 1.0), 2)
        who = f"c{mate}" if mate is not None else f"s{i % 37}"
        named = f"c{mate}" if mate is not None else ""
        rows += [f"{i},{who},{'ab'[i % 2]},{named},c{k},{s}" for k, s in enumerate(scores)]
    path.write_text("\n".join(rows))
    return path


def test_searches(tmp_path):
    found = identified(candidates(tmp_path / "searches.csv"), targets=[0.1], thresholds=[2.0])
    given, chosen = found.rows
    assert (given.threshold, given.asked, chosen.asked) == (2.0, None, 0.1)
    assert chosen.all.false_positive.value <= 0.1
    assert chosen.all.false_negative.count + chosen.all.true_positive.count == 200
    assert set(given.groups) == {"a", "b"}
    assert sum(one.false_positive.count for one in given.groups.values()) == (
        given.all.false_positive.count
    )
    at = {one.threshold: one for one in found.points}
    for row in found.rows:
        assert at[row.threshold].false_match == row.all.false_positive
        assert at[row.threshold].false_non_match == row.all.false_negative
    assert (found.searches.gallery, found.gallery_said) == (20, False)
    counts = [one.count for one in found.ranks.values()]
    assert counts == sorted(counts)
    assert counts[-1] == 200
    narrow = identified(tmp_path / "searches.csv", thresholds=[2.0], rank=1)
    assert narrow.rows[0].all.false_negative.count >= given.all.false_negative.count


def test_the_order_of_candidates_changes_nothing(tmp_path):
    one = identified(candidates(tmp_path / "searches.csv"), thresholds=[2.0])
    head, *rows = (tmp_path / "searches.csv").read_text().splitlines()
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(len(rows))
        (tmp_path / "other.csv").write_text("\n".join([head, *(rows[i] for i in order)]))
        other = identified(tmp_path / "other.csv", thresholds=[2.0])
        assert (other.rows, other.points, other.ranks) == (one.rows, one.points, one.ranks)


def test_searches_of_one_kind_have_one_rate(tmp_path):
    closed = identified(candidates(tmp_path / "closed.csv", strangers=0))
    assert closed.rows[0].all.false_positive is None
    assert (closed.rows[0].threshold, closed.points) == (-np.inf, ())
    assert closed.rows[0].all.false_negative.count == 0
    strange = identified(candidates(tmp_path / "open.csv", enrolled=0), thresholds=[2.0])
    assert strange.rows[0].all.true_positive is None
    assert strange.ranks == {}
    with pytest.raises(InputError, match="a threshold is a number"):
        identified(tmp_path / "closed.csv", thresholds=[np.inf])
    with pytest.raises(InputError, match="nobody was searched for who is not enrolled"):
        identified(tmp_path / "closed.csv", targets=[0.1])
    with pytest.raises(InputError, match="nobody was searched for who is enrolled"):
        identified(tmp_path / "open.csv", targets=[0.1])


def test_small_groups_of_searches_are_refused(tmp_path):
    path = candidates(tmp_path / "searches.csv", strangers=50, enrolled=50)
    found = identified(path, thresholds=[2.0])
    assert set(found.refused) == {"a", "b"}
    assert "of fewer than 30 of each no rate is told" in found.refused["a"]
    assert found.rows[0].groups == {}
