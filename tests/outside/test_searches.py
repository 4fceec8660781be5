"""Files of candidates, as people have them, and as they should not be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from vidik.errors import InputError
from vidik.outside.scores.searches import read_searches

TABLE = """\
search,subject,group,mate,candidate,score,rank
s1,ana,x,ana,ana,0.9,1
s1,ana,x,ana,eva,0.4,2
s2,ivo,y,,eva,0.5,1
s2,ivo,y,,ana,0.3,2
s3,eva,x,eva,ana,0.6,1
s3,eva,x,eva,eva,0.5,2
s4,eva,x,eva,,,
"""
NAMES = ("top", "mate", "rank", "subject", "group")


def written(tmp_path: Path, text: str, name: str = "searches.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def same(one, other) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ("top", "mate", "rank")
    )


def test_a_table(tmp_path):
    found, rejected = read_searches(written(tmp_path, TABLE))
    assert rejected == ()
    assert found.mated.tolist() == [True, False, True, True]
    assert found.top.tolist() == [0.4, 0.5, 0.6, -np.inf]
    assert found.mate[found.mated].tolist() == [0.9, 0.5, -np.inf]
    assert found.rank.tolist() == [1, 0, 2, 0]
    assert (found.group.tolist(), found.groups, found.gallery) == ([0, 1, 0, 0], ("x", "y"), 2)
    assert found.subject.tolist() == [0, 2, 1, 1]
    assert read_searches(written(tmp_path, TABLE), gallery=500)[0].gallery == 500


def test_who_is_enrolled_may_be_said_by_name_and_ranks_left_out(tmp_path):
    whole, _ = read_searches(written(tmp_path, TABLE))
    table = pa_csv.read_csv(written(tmp_path, TABLE))
    enrolled = [one != "" for one in table["mate"].to_pylist()]
    named = table.drop_columns(["mate", "rank"]).append_column("enrolled", [enrolled])
    pq.write_table(named, tmp_path / "searches.parquet")
    assert same(read_searches(tmp_path / "searches.parquet")[0], whole)


def test_the_order_of_rows_changes_nothing_but_whose_search_comes_first(tmp_path):
    head, *rows = TABLE.splitlines()
    whole, _ = read_searches(written(tmp_path, TABLE))
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(rows))
        found, _ = read_searches(written(tmp_path, "\n".join([head, *(rows[i] for i in order)])))
        assert sorted(found.top) == sorted(whole.top)
        assert sorted(found.rank) == sorted(whole.rank)


def test_bobs_text_and_table_compare_with_everybody(tmp_path):
    lines = [
        "ana ana a/1 0.9", "eva ana a/1 0.4", "ana ivo i/1 0.3", "eva ivo i/1 0.5",
        "ana eva e/1 0.6", "eva eva e/1 0.5", "ana eva e/2 nan", "eva eva e/2 nan",
    ]  # fmt: skip
    four = written(tmp_path, "\n".join(lines), "scores-4")
    five = [" ".join((claimed, f"m-{claimed}", *rest)) for claimed, *rest in map(str.split, lines)]
    rows = [f"{probe},{real},{claimed},{score}".replace("nan", "")
            for claimed, real, probe, score in map(str.split, lines)]  # fmt: skip
    head = "probe_template_id,probe_subject_id,bio_ref_subject_id,score"
    for path in (four, written(tmp_path, "\n".join(five), "scores-5"),
                 written(tmp_path, "\n".join([head, *rows]))):  # fmt: skip
        found, rejected = read_searches(path)
        assert rejected == ()
        assert found.top.tolist() == [0.4, 0.5, 0.6]
        assert found.rank.tolist() == [1, 0, 2]
        assert found.mated.tolist() == [True, False, True]
        assert (found.mated_failures, found.nonmated_failures, found.gallery) == (1, 0, 2)


def test_pyeers_texts(tmp_path):
    scores = written(tmp_path, "q1 t1 0.9\nq1 t2 0.4\nq2 t1 0.6\nq2 t2 0.5\nq3 t1 0.2\n", "s.txt")
    pairs = written(tmp_path, "q1 t1\nq2 t2\nq4 t4\n", "tp.txt")
    found, rejected = read_searches(scores, pairs=pairs)
    assert rejected == ()
    assert found.mated.tolist() == [True, True, False]
    assert (found.rank.tolist(), found.mated_failures) == ([1, 2, 0], 1)
    with pytest.raises(InputError, match="lacks a column: 'mate'"):
        read_searches(scores)
    for bad, why in (
        ("q1\n", "line 1: not a query"),
        ("q1 t1\nq1 t2\n", "line 2: a query with two"),
    ):
        with pytest.raises(InputError, match=why):
            read_searches(scores, pairs=written(tmp_path, bad, "tp.txt"))


def test_searches_that_came_to_nothing(tmp_path):
    text = (
        "search,mate,candidate,score,failure\n1,ana,ana,0.9,\n2,ana,,,acquire\n3,eva,,,enrol\n"
        "4,,,,fta\n5,,,,\n6,,ana,0.2,\n7,,,,broken\n8,,eva,0.1,acquire\n"
    )
    found, rejected = read_searches(written(tmp_path, text))
    assert found.mated.tolist() == [True, False, False]
    assert found.top.tolist() == [-np.inf, -np.inf, 0.2]
    assert (found.mated_failures, found.nonmated_failures, found.mated_unenrolled) == (1, 1, 1)
    assert [(row.id, row.reason) for row in rejected] == [
        ("row 7", "no failure that is known"), ("row 8", "a failure with a score"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "field", "reason"),
    [
        (",,ana,0.5,3", "search", "no search"),
        ("s1,ana,eva,x,3", "score", "not a number"),
        ("s1,ana,eva,inf,3", "score", "not a number"),
        ("s1,ana,eva,,3", "score", "a candidate without a score"),
        ("s1,ana,,0.1,3", "candidate", "a score of nobody"),
        ("s1,ana,ana,0.1,3", "candidate", "a candidate twice in one search"),
        ("s1,ana,eva,0.1,0", "rank", "no place among candidates"),
        ("s1,ana,eva,0.1,1.5", "rank", "no place among candidates"),
        ("s1,ana,eva,0.1,", "rank", "no place among candidates"),
        ("s1,eva,eva,0.1,3", "mate", "not what the search said before"),
    ],
)
def test_rows_that_cannot_be_used_are_told_and_the_others_are_read(tmp_path, row, field, reason):
    text = f"search,mate,candidate,score,rank\ns1,ana,ana,0.5,1\n{row}\ns2,,ana,0.4,1\n"
    found, rejected = read_searches(written(tmp_path, text))
    assert len(found) == 2
    assert [(one.id, one.field, one.reason) for one in rejected] == [("row 2", field, reason)]


def test_files_that_cannot_be_used(tmp_path):
    head = "search,mate,candidate,score,rank\n"
    for text, why in (
        ("", "is empty"),
        (head, "is empty"),
        ("search,candidate,score\n1,ana,0.5\n", "lacks a column: 'mate'"),
        ("search,mate,score\n1,ana,0.5\n", "lacks a column: 'candidate'"),
        (f"{head},,,,\n", "no search that can be used"),
        (f"{head}1,a,a,0.5,1\n1,a,b,0.4,1\n", "the same rank: 'rank 1, score 0.4'"),
        (
            f"{head}1,a,a,0.4,1\n1,a,b,0.5,2\n1,a,c,0.1,3",
            "a better score than one of a better rank",
        ),
        (f"{head}1,a,a,0.1,2\n1,a,b,0.5,1\n", "others seem more alike.*--distances"),
    ):
        with pytest.raises(InputError, match=why):
            read_searches(written(tmp_path, text))
    with pytest.raises(InputError, match=r"more people are candidates.*: 2"):
        read_searches(written(tmp_path, TABLE), gallery=1)
    with pytest.raises(InputError, match="lacks a column: 'colour'"):
        read_searches(written(tmp_path, TABLE), group="colour")
    with pytest.raises(InputError, match="no such file"):
        read_searches(tmp_path / "none.csv")


def test_distances_are_turned(tmp_path):
    text = "search,mate,candidate,score\n1,ana,ana,0.1\n1,ana,eva,0.5\n2,,ana,0.7\n"
    found, _ = read_searches(written(tmp_path, text), distances=True)
    assert (found.mate[0], found.top.tolist()) == (-0.1, [-0.5, -0.7])
