"""Files of scores, as people have them, and as they should not be."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vidik.errors import InputError, VidikError
from vidik.outside.scores.comparisons import read_scores
from vidik.outside.scores.lists import read_score_lists

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


def test_bobs_table(tmp_path):
    text = (
        "probe_template_id,probe_subject_id,probe_gender,bio_ref_subject_id,score\n"
        "ana/1,ana,f,ana,0.7\nana/1,ana,f,eva,-0.1\nivo/1,ivo,m,eva,\nivo/1,,m,eva,0.5\n"
    )
    path = written(tmp_path, text)
    found, rejected = read_scores(path, group="probe_gender")
    assert (found.score.tolist(), found.mated.tolist()) == ([0.7, -0.1], [True, False])
    assert (found.nonmated_failures, found.groups) == (1, ("f", "m"))
    assert found.subject.tolist() == [0, 0]
    assert [(row.id, row.reason) for row in rejected] == [("row 4", "not said who it is")]
    with pytest.raises(InputError, match=r"lacks a column: 'gender' .it has probe_template_id"):
        read_scores(path, group="gender")


def test_texts_of_two_columns(tmp_path):
    for text in ("1 0.7\n-1 0.2\n", "0.7 genuine\n0.2 impostor\n", "0.7 1\n0.2 0\n"):
        found, rejected = read_scores(written(tmp_path, text, "scores.txt"))
        assert (found.score.tolist(), found.mated.tolist()) == ([0.7, 0.2], [True, False])
        assert rejected == ()


def test_a_packed_table(tmp_path):
    with gzip.open(tmp_path / "scores.csv.gz", "wt") as file:
        file.write(TABLE)
    found, rejected = read_scores(tmp_path / "scores.csv.gz")
    assert (found.score.tolist(), rejected) == ([0.9, 0.2, 0.8, 0.3], ())


def test_two_lists(tmp_path):
    mated = written(tmp_path, "0.9\n\nana eva 0.8\nn/a\nabc\n", "genuine.txt")
    nonmated = written(tmp_path, " 0.1 \n2e-1\n", "impostor.txt")
    found, rejected = read_score_lists(mated, nonmated)
    assert found.scores(mated=True).tolist() == [0.9, 0.8]
    assert found.scores(mated=False).tolist() == [0.1, 0.2]
    assert [(row.source, row.id, row.value) for row in rejected] == [
        ("genuine.txt", "row 4", "abc")
    ]
    assert (found.mated_failures, found.nonmated_failures) == (1, 0)
    turned, _ = read_score_lists(mated, nonmated, distances=True)
    assert np.array_equal(turned.score, -found.score)


def test_a_histogram_of_scores_of_two_people(tmp_path):
    mated = written(tmp_path, "3\n2\n", "genuine.txt")
    nonmated = written(tmp_path, "2\n0\n1\n", "impostor.txt")
    found, _ = read_score_lists(mated, nonmated, histogram=True)
    assert found.scores(mated=False).tolist() == [0.0, 0.0, 2.0]
    for bad in ("2\n-1\n", "0.5\n", "x\n", "nan\n", "1e12\n"):
        with pytest.raises(InputError, match="no number of scores"):
            read_score_lists(mated, written(tmp_path, bad, "impostor.txt"), histogram=True)
    with pytest.raises(InputError, match="has no score"):
        read_score_lists(mated, written(tmp_path, "0\n", "impostor.txt"), histogram=True)


def test_rows_that_cannot_be_used_are_told_and_the_others_are_read(tmp_path):
    text = "score,mated\n0.9,true\nabc,true\n1e999,false\n0.1,maybe\n0.2,false\ninf,0\n"
    found, rejected = read_scores(written(tmp_path, text))
    assert found.score.tolist() == [0.9, 0.2]
    assert [(row.id, row.field, row.value) for row in rejected] == [
        ("row 4", "mated", "maybe"), ("row 2", "score", "abc"), ("row 3", "score", "1e999"),
        ("row 6", "score", "inf"),
    ]  # fmt: skip


def test_comparisons_without_a_score_are_counted(tmp_path):
    text = (
        "score,mated,failure\n0.9,1,\n0.1,0,\n,1,\nnan,1,acquire\nN/A,0,FTA\n,1,enrol\n"
        "NULL,0,fte\n0.5,1,acquire\n,1,broken\n,maybe,enrol\n"
    )
    found, rejected = read_scores(written(tmp_path, text))
    assert found.score.tolist() == [0.9, 0.1]
    assert (found.mated_failures, found.nonmated_failures) == (2, 1)
    assert (found.mated_unenrolled, found.nonmated_unenrolled) == (1, 1)
    assert [(row.id, row.field, row.reason) for row in rejected] == [
        ("row 10", "mated", "neither mated nor nonmated"),
        ("row 9", "failure", "no failure that is known"),
        ("row 8", "failure", "a failure with a score"),
    ]


def test_numbers_that_are_none_in_a_table_of_numbers(tmp_path):
    path = tmp_path / "scores.parquet"
    scores = pa.array([0.5, float("nan"), None, float("inf"), 0.25])
    pq.write_table(pa.table({"score": scores, "mated": [1, 1, 0, 0, 0]}), path)
    found, rejected = read_scores(path)
    assert (found.score.tolist(), found.mated.tolist()) == ([0.5, 0.25], [True, False])
    assert (found.mated_failures, found.nonmated_failures) == (1, 1)
    assert [(row.id, row.value) for row in rejected] == [("row 4", "inf")]


def test_columns_of_other_types(tmp_path):
    path = tmp_path / "scores.parquet"
    table = pa.table({
        "score": pa.array(["0.5", "0.25"]).dictionary_encode(), "mated": pa.array([1, 0]),
        "subject": pa.array(["ana", None]).dictionary_encode(), "embedding": [[1.0], [2.0]],
    })  # fmt: skip
    pq.write_table(table, path)
    found, rejected = read_scores(path)
    assert (found.score.tolist(), found.subject.tolist(), rejected) == ([0.5, 0.25], [0, -1], ())
    pq.write_table(pa.table({"score": [[0.5]], "mated": [1]}), path)
    with pytest.raises(InputError, match=r"lacks a column: 'score' .it has mated"):
        read_scores(path)
    pq.write_table(pa.table({"score": pa.array([b"\xff"]), "mated": [1]}), path)
    with pytest.raises(InputError, match="a column cannot be read"):
        read_scores(path)


def test_somebody_of_two_groups_is_refused(tmp_path):
    text = "score,mated,subject,group\n0.5,1,ana,x\n0.5,0,ana,\n0.4,0,eva,y\n0.5,0,ana,y\n"
    with pytest.raises(InputError, match=r"several groups: 'ana' .both x and y"):
        read_scores(written(tmp_path, text))


def test_parts_of_a_file_are_as_good_as_all_at_once(tmp_path, monkeypatch):
    rows = [f"{i / 100},{i % 2},p{i % 7},{'abc'[i % 7 % 3]}" for i in range(100)]
    text = "\n".join(["score,mated,subject,group", *rows, "x,1,p0,a"])
    whole = read_scores(written(tmp_path, text))
    pq.write_table(
        pa.table({"score": [i / 100 for i in range(100)], "mated": [i % 2 for i in range(100)],
                  "subject": [f"p{i % 7}" for i in range(100)],
                  "group": ["abc"[i % 7 % 3] for i in range(100)]}), tmp_path / "a.parquet"
    )  # fmt: skip
    monkeypatch.setattr("vidik.outside.scores.parts._BLOCK", 128)
    monkeypatch.setattr("vidik.outside.scores.parts.ROWS", 7)
    found, rejected = read_scores(tmp_path / "scores.csv")
    assert (rejected, [row.id for row in rejected]) == (whole[1], ["row 101"])
    for other in (found, read_scores(tmp_path / "a.parquet")[0]):
        for name in ("score", "mated", "subject", "group"):
            assert np.array_equal(getattr(other, name), getattr(whole[0], name))
        assert other.groups == ("a", "b", "c")


@pytest.mark.parametrize("names", [("mated", "nonmated"), ("positives", "negatives")])
def test_hdf5_of_two_arrays(tmp_path, names):
    with h5py.File(tmp_path / "scores.h5", "w") as file:
        file[names[0]], file[names[1]] = [0.9, np.nan], np.array([1, 2, 3])
    found, rejected = read_scores(tmp_path / "scores.h5")
    assert found.scores(mated=True).tolist() == [0.9]
    assert found.scores(mated=False).tolist() == [1.0, 2.0, 3.0]
    assert (found.mated_failures, rejected) == (1, ())


def test_hdf5_of_columns_and_what_is_no_hdf5_of_scores(tmp_path, monkeypatch):
    path = tmp_path / "scores.hdf5"
    with h5py.File(path, "w") as file:
        file["score"], file["mated"] = [0.9, 0.1, 0.2], [True, False, False]
        file["subject"], file["group"] = ["ana", "ana", "eva"], ["x", "x", "y"]
    found, rejected = read_scores(path)
    assert (found.score.tolist(), found.mated.tolist()) == ([0.9, 0.1, 0.2], [True, False, False])
    assert (found.subject.tolist(), found.groups, rejected) == ([0, 0, 1], ("x", "y"), ())
    with h5py.File(path, "a") as file:
        file["failure"] = [""]
    with pytest.raises(InputError, match="3 scores and 1 values of another column: 'failure'"):
        read_scores(path)
    with h5py.File(path, "w") as file:
        file["similarities"] = [[0.5]]
    with pytest.raises(InputError, match=r"neither columns nor two arrays.*it has similarities"):
        read_scores(path)
    with h5py.File(path, "w"):
        pass
    with pytest.raises(InputError, match="it has nothing"):
        read_scores(path)
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(VidikError, match=r"not installed .pip install 'vidik\[hdf5\]'"):
        read_scores(path)


def test_of_many_bad_rows_it_is_told_how_many(tmp_path):
    _, rejected = read_scores(written(tmp_path, "score,mated\n1,1\n" + "x,1\n" * 250))
    assert len(rejected) == 101
    assert rejected[-1].reason == "not a number: 150 more rows"


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("", "a.csv", "is empty"),
        ("score,mated\n", "a.csv", "is empty"),
        ("score,score\n1,2\n", "a.csv", "two columns of one name: 'score'"),
        ("no gzip", "a.csv.gz", "cannot be read"),
        ("no hdf5", "a.h5", "cannot be read"),
        ("score,mated\nx,y\n", "a.csv", "no comparison that can be used"),
        ("score\n0.5\n", "a.csv", "lacks a column"),
        ("score,mated\n0.5,1,7\n", "a.csv", "cannot be read"),
        ("", "a.txt", "is empty"),
        ("0.5\n0.7\n", "a.txt", "neither a table nor a text of scores"),
        ("a b c 0.5\na b 0.5\n", "a.txt", "neither a table nor a text of scores"),
        ("PAR1", "a.parquet", "cannot be read"),
    ],
)
def test_what_is_no_file_of_scores_is_refused(tmp_path, text, name, message):
    with pytest.raises(InputError, match=message):
        read_scores(written(tmp_path, text, name))


def test_missing_files(tmp_path):
    for name in ("a.csv", "a.txt", "a.parquet", "a.h5"):
        with pytest.raises(InputError, match="no such file"):
            read_scores(tmp_path / name)
