"""Files of scores, as people have them, and as they should not be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vidik.errors import InputError
from vidik.outside.scores import read_score_lists, read_scores

TABLE = "score,mated,subject,group\n0.9,true,a,x\n0.2,FALSE,a,x\n0.8,genuine,b,y\n.3,impostor,c,\n"


def written(tmp_path: Path, text: str, name: str = "scores.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table(tmp_path):
    found, rejected = read_scores(written(tmp_path, TABLE))
    assert rejected == ()
    assert found.score.tolist() == [0.9, 0.2, 0.8, 0.3]
    assert found.mated.tolist() == [True, False, True, False]
    assert found.subject.tolist() == [0, 0, 1, 2]
    assert (found.group.tolist(), found.groups) == ([0, 0, 1, -1], ("x", "y"))
    assert found.of_group("x").score.tolist() == [0.9, 0.2]


def test_a_table_of_numbers_and_truth(tmp_path):
    path = tmp_path / "scores.parquet"
    pq.write_table(pa.table({"score": [0.5, 1e-7], "mated": [True, False]}), path)
    found, rejected = read_scores(path)
    assert (found.score.tolist(), found.mated.tolist(), rejected) == (
        [0.5, 1e-7],
        [True, False],
        (),
    )


def test_bobs_text_of_four_and_of_five_columns(tmp_path):
    four = written(tmp_path, "ana ana ana/1 0.7\nana eva eva/1 -0.1\n", "scores-dev")
    five = written(tmp_path, "ana m1 ana ana/1 0.7\nana m1 eva eva/1 -0.1\n", "scores-eval")
    for path in (four, five):
        found, rejected = read_scores(path)
        assert rejected == ()
        assert (found.score.tolist(), found.mated.tolist()) == ([0.7, -0.1], [True, False])
        assert found.subject.tolist() == [0, 1]


def test_two_lists(tmp_path):
    mated = written(tmp_path, "0.9\n\n0.8\nn/a\n", "genuine.txt")
    nonmated = written(tmp_path, " 0.1 \n2e-1\n", "impostor.txt")
    found, rejected = read_score_lists(mated, nonmated)
    assert found.scores(mated=True).tolist() == [0.9, 0.8]
    assert found.scores(mated=False).tolist() == [0.1, 0.2]
    assert [(row.source, row.id, row.value) for row in rejected] == [
        ("genuine.txt", "row 3", "n/a")
    ]
    turned, _ = read_score_lists(mated, nonmated, distances=True)
    assert np.array_equal(turned.score, -found.score)


def test_rows_that_cannot_be_used_are_told_and_the_others_are_read(tmp_path):
    text = "score,mated\n0.9,true\nnan,true\n,false\n0.1,maybe\n0.2,false\ninf,0\n"
    found, rejected = read_scores(written(tmp_path, text))
    assert found.score.tolist() == [0.9, 0.2]
    assert [(row.id, row.field, row.value) for row in rejected] == [
        ("row 2", "score", "nan"), ("row 3", "score", ""), ("row 6", "score", "inf"),
        ("row 4", "mated", "maybe"),
    ]  # fmt: skip


def test_of_many_bad_rows_it_is_told_how_many(tmp_path):
    _, rejected = read_scores(written(tmp_path, "score,mated\n1,1\n" + "x,1\n" * 250))
    assert len(rejected) == 101
    assert rejected[-1].reason == "not a number: 150 more rows"


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("", "a.csv", "cannot be read|lacks a column"),
        ("score,mated\n", "a.csv", "no comparison that can be used"),
        ("score,mated\nx,y\n", "a.csv", "no comparison that can be used"),
        ("score\n0.5\n", "a.csv", "lacks a column"),
        ("score,mated\n0.5,1,7\n", "a.csv", "cannot be read"),
        ("", "a.txt", "is empty"),
        ("0.5\n0.7\n", "a.txt", "neither a table nor bob's text"),
        ("a b c 0.5\na b 0.5\n", "a.txt", "neither a table nor bob's text"),
        ("PAR1", "a.parquet", "cannot be read"),
    ],
)
def test_what_is_no_file_of_scores_is_refused(tmp_path, text, name, message):
    with pytest.raises(InputError, match=message):
        read_scores(written(tmp_path, text, name))


def test_missing_files(tmp_path):
    for name in ("a.csv", "a.txt", "a.parquet"):
        with pytest.raises(InputError, match="no such file"):
            read_scores(tmp_path / name)
