"""Splink as a program: “greedy FOLDER” or “best FOLDER” matches lists; “memory” tells its peak.

It is started with how far apart candidates may lie, metres, and the chance from which a pair is
taken. It answers with the seconds that it took, or “failed” where it could learn nothing. Runs in
an environment of its own (`splink.sh`), so it imports nothing of Vidik.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from splink import DuckDBAPI, Linker, SettingsCreator
from splink.internals.exceptions import SplinkException

#: Candidates lie this near each other along each axis, metres.
REACH_M = float(sys.argv[1])

#: log₂ of the odds from which a pair is taken.
LEAST_WEIGHT = np.log2(float(sys.argv[2]) / (1.0 - float(sys.argv[2])))

#: Distances are told apart at these, metres.
_STEPS_M = [round(REACH_M * twelfth / 12, 1) for twelfth in (1, 2, 3, 4, 5, 6, 8, 10)]

#: Columns of their own, since Splink does not learn from columns that it blocks on.
_NEAR = f"abs(l.east - r.east) < {REACH_M} and abs(l.north - r.north) < {REACH_M}"
_APART = "sqrt((x_l - x_r) * (x_l - x_r) + (y_l - y_r) * (y_l - y_r))"
_TURNED = "(180 - abs(180 - abs(direction_l - direction_r)))"

#: Pairs so near share a cell of at least one of four grids, each half a cell from the next.
BLOCKS = [f"l.cell_{k} = r.cell_{k} and {_NEAR}" for k in range(4)]


def columns(path: Path, key: str) -> pd.DataFrame:
    """Return one list as Splink wants it."""
    table = pd.DataFrame(dict(np.load(path / f"{key}.npz")))
    table["unique_id"] = np.arange(len(table))
    for field in ("name", "operator", "mount", "kind"):
        table[field] = table[field].where(table[field] != "")
    table["east"], table["north"] = table["x"], table["y"]
    for k in range(4):
        east = np.floor(table["x"] / (2 * REACH_M) + 0.5 * (k % 2)).astype(np.int64)
        north = np.floor(table["y"] / (2 * REACH_M) + 0.5 * (k // 2)).astype(np.int64)
        table[f"cell_{k}"] = east * 2**31 + north
    return table


def steps(name: str, what: str, limits: list[float], unit: str) -> cl.CustomComparison:
    """Return a comparison by how large a difference is."""
    levels = [
        cll.CustomLevel(f"{what} <= {limit}", label_for_charts=f"<= {limit} {unit}")
        for limit in limits
    ]
    missing = cll.CustomLevel(f"{what} is null", label_for_charts="null").configure(
        is_null_level=True
    )
    return cl.CustomComparison(
        output_column_name=name, comparison_levels=[missing, *levels, cll.ElseLevel()]
    )


def settings() -> SettingsCreator:
    """Return what is compared."""
    return SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=BLOCKS,
        comparisons=[
            steps("apart", _APART, _STEPS_M, "m"),
            cl.JaroWinklerAtThresholds("name", [0.92, 0.8]).configure(
                term_frequency_adjustments=True
            ),
            cl.JaroWinklerAtThresholds("operator", [0.92]).configure(
                term_frequency_adjustments=True
            ),
            cl.ExactMatch("kind"),
            cl.ExactMatch("mount"),
            steps("turned", _TURNED, [10, 20, 35, 60, 90], "degrees"),
        ],
        probability_two_random_records_match=0.2,
        retain_matching_columns=False,
    )


def linked(folder: Path) -> pd.DataFrame:
    """Return the candidates with their chances."""
    database = DuckDBAPI(duckdb.connect(config={"threads": 1}))
    lists = [database.register(columns(folder, k), table_name=f"list_{k}") for k in "lr"]
    linker = Linker(lists, settings(), log_level=logging.ERROR)
    # m and u of candidates, not of all pairs: what lies near has to be told apart
    linker.training.estimate_parameters_using_expectation_maximisation(
        BLOCKS[0],
        fix_u_probabilities=False,
        populate_probability_two_random_records_match_from_trained_values=True,
    )
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    return found.rename(columns={"unique_id_l": "l", "unique_id_r": "r"})


def greedily(found: pd.DataFrame) -> NDArray[np.int64]:
    """Return pairs, the likeliest first, each row in one."""
    ordered = found.sort_values("match_probability", ascending=False)
    taken: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for one, other in zip(ordered["l"].tolist(), ordered["r"].tolist(), strict=True):
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            pairs.append((one, other))
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def at_best(found: pd.DataFrame) -> NDArray[np.int64]:
    """Return the pairs with the greatest sum of weights over even odds."""
    left, one = np.unique(found["l"], return_inverse=True)
    right, other = np.unique(found["r"], return_inverse=True)
    weight = np.maximum(found["match_weight"].to_numpy(float) - LEAST_WEIGHT, 0.0) + 1e-9
    n, m = len(left), len(right)
    # each row may stay alone, with a partner of its own that weighs nothing
    costs = np.concatenate([-weight, np.full(n, -1e-9)])
    rows, others = np.concatenate([one, np.arange(n)]), np.concatenate([other, m + np.arange(n)])
    i, j = min_weight_full_bipartite_matching(csr_array((costs, (rows, others)), shape=(n, m + n)))
    value = csr_array((weight, (one, other)), shape=(n, m))
    real = j < m
    good = real.copy()
    good[real] = np.asarray(value[i[real], j[real]]).ravel() > 1e-6
    return np.column_stack([left[i[good]], right[j[good]]]).astype(np.int64)


def main() -> None:
    """Answer one request a line."""
    for line in sys.stdin:
        request, _, folder = line.strip().partition(" ")
        if request == "memory":
            status = Path("/proc/self/status").read_text()
            print(int(re.search(r"VmHWM:\s*(\d+)", status)[1]) * 1024, flush=True)
            continue
        begun = time.process_time()
        try:
            found = linked(Path(folder))
        except (SplinkException, ValueError):  # its chances became 0 or nan
            print("failed", flush=True)
            continue
        likely = found[found["match_weight"] > LEAST_WEIGHT]
        pairs = greedily(likely) if request == "greedy" else at_best(likely)
        took = time.process_time() - begun
        np.save(Path(folder) / "pairs.npy", pairs)
        print(took, flush=True)


if __name__ == "__main__":
    main()
