"""Scores that no rate can be made of, in every format: a clear error, never a silent number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from vidik.errors import InputError
from vidik.jobs.scores import Verified, verified

Scores = Sequence[float]


def table(mated: Scores, nonmated: Scores) -> pa.Table:
    kinds = [True] * len(mated) + [False] * len(nonmated)
    return pa.table({"score": pa.array([*mated, *nonmated], pa.float64()), "mated": kinds})


def csv(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    rows = [*(f"{score},genuine" for score in mated), *(f"{score},impostor" for score in nonmated)]
    return _of(folder / "scores.csv", "\n".join(["score,mated", *rows]))


def parquet(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    pq.write_table(table(mated, nonmated), folder / "scores.parquet")
    return verified(folder / "scores.parquet", thresholds=[0.5])


def streamed(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    pq.write_table(table(mated, nonmated), folder / "scores.parquet")
    return verified(folder / "scores.parquet", thresholds=[0.5], stream=True)


def hdf5(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    with h5py.File(folder / "scores.h5", "w") as file:
        file["genuine"], file["impostor"] = np.array(mated), np.array(nonmated)
    return verified(folder / "scores.h5", thresholds=[0.5])


def bob_two(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    rows = [*(f"1 {score}" for score in mated), *(f"-1 {score}" for score in nonmated)]
    return _of(folder / "scores.txt", "\n".join(rows))


def bob_four(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    rows = [*(f"a a p {score}" for score in mated), *(f"a b p {score}" for score in nonmated)]
    return _of(folder / "scores-dev", "\n".join(rows))


def bob_five(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    rows = [*(f"a m a p {score}" for score in mated), *(f"a m b p {score}" for score in nonmated)]
    return _of(folder / "scores-dev", "\n".join(rows))


def bob_table(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    rows = [*(f"a,a,{score}" for score in mated), *(f"a,b,{score}" for score in nonmated)]
    head = "probe_subject_id,bio_ref_subject_id,score"
    return _of(folder / "scores.csv", "\n".join([head, *rows]))


def lists(folder: Path, mated: Scores, nonmated: Scores) -> Verified:
    for name, scores in (("genuine", mated), ("impostor", nonmated)):
        (folder / name).write_text("".join(f"{score}\n" for score in scores))
    return verified(folder / "genuine", folder / "impostor", thresholds=[0.5])


def _of(path: Path, text: str) -> Verified:
    path.write_text(text)
    return verified(path, thresholds=[0.5])


every_format = pytest.mark.parametrize(
    "read",
    [csv, parquet, streamed, hdf5, bob_two, bob_four, bob_five, bob_table, lists],
    ids=lambda read: read.__name__,
)
Read = Callable[[Path, Scores, Scores], Verified]

NAN, INF = float("nan"), float("inf")


@every_format
def test_the_rates_of_every_format(tmp_path: Path, read: Read) -> None:
    found = read(tmp_path, [0.9, 0.8, 0.3], [0.1, 0.6])
    (row,) = found.rows
    assert (row.all.false_match.count, row.all.false_match.of) == (1, 2)
    assert (row.all.false_non_match.count, row.all.false_non_match.of) == (1, 3)
    assert found.rejected == ()


@every_format
def test_an_empty_file(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"is empty|has no score"):
        read(tmp_path, [], [])


@every_format
def test_one_kind_alone(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"has no nonmated comparison|is empty"):
        read(tmp_path, [0.5, 0.7], [])
    with pytest.raises(InputError, match=r"has no mated comparison|is empty"):
        read(tmp_path, [], [0.5, 0.7])


@every_format
def test_not_a_number_is_a_comparison_without_a_score(tmp_path: Path, read: Read) -> None:
    found = read(tmp_path, [0.9, NAN, 0.3], [0.1, NAN, NAN, 0.6])
    assert (found.mated, found.nonmated) == (2, 2)
    assert (found.failures.acquire.count, found.failures.acquire.of) == (3, 7)
    assert found.rows[0].generalised is not None
    gfar, gfrr = found.rows[0].generalised
    assert (gfar.count, gfar.of, gfrr.count, gfrr.of) == (1, 4, 2, 3)


@every_format
def test_nothing_but_not_a_number(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"has no mated comparison|has no score"):
        read(tmp_path, [NAN], [NAN])


@every_format
def test_infinite_scores_are_told_and_left_out(tmp_path: Path, read: Read) -> None:
    found = read(tmp_path, [0.9, INF], [0.1, -INF, 0.2])
    assert (found.mated, found.nonmated) == (1, 2)
    assert [row.reason for row in found.rejected] == ["not a number"] * 2
    assert {row.field for row in found.rejected} == {"score"}


@every_format
def test_the_wrong_way_round(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputError, match=r"perhaps these are distances: --distances"):
        read(tmp_path, [0.1, 0.2], [0.8, 0.9])
