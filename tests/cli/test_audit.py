"""``vidik audit``: what a user sees."""

from __future__ import annotations

import json
import tomllib

import numpy as np
import pytest
from click.testing import CliRunner

from vidik.cli import main


def run(*arguments: object):
    return CliRunner().invoke(main, ["audit", *map(str, arguments)])


def test_the_trials_that_come_with_vidik():
    done = run("claims")
    assert done.exit_code == 0
    assert "cannot be known: alerts" in done.output
    assert "swp_ucl_2017: 173 true alerts + 2,554 false alerts = 2,727" in done.output
    assert "2 of 23 trials say how many faces and how many alerts" in done.output
    one = run("claims", "--trial", "mps_2024_25").output
    assert "0.00032% (10 of 3,147,436; 0.00015% to 0.00058%)" in one
    assert "0.48% (10 of 2,077; 0.23% to 0.88%)" in one
    # around 35 false alerts: no exact count
    assert "about 97.2% (35 of 36" in run("claims", "--trial", "mps_nhc_2017").output


def test_for_programs():
    made = json.loads(run("claims", "--json", "--trial", "mps_2024_25").output)
    (trial,) = made["trials"]
    assert trial["rates"][0] == {
        "what": "false_alerts", "of": "faces", "count": 10, "total": 3147436,
        "rate": pytest.approx(3.177e-6, rel=1e-3), "low": pytest.approx(1.52e-6, rel=1e-2),
        "high": pytest.approx(5.84e-6, rel=1e-2), "confidence": 0.95, "method": "Clopper–Pearson",
        "about": False,
    }  # fmt: skip
    assert trial["rates"][2] == {
        "what": "true_alerts", "of": "alerts", "cannot_be_known": ["true_alerts"],
    }  # fmt: skip
    assert [one["kind"] for one in trial["findings"]] == ["parts", "share"]
    assert made["rejected"] == []
    assert json.loads(run("claims", "--schema").output)["title"] == "Claims"


def test_from_a_press_release_to_its_check(tmp_path):
    text, claims = tmp_path / "release.txt", tmp_path / "claims.toml"
    text.write_text(
        "Of 12,120 faces 11 led to alerts. There were 11 alerts, of which one was false."
    )
    done = run("propose", text, "--url", "https://example.org/", "--kind", "authority")
    assert done.exit_code == 0
    assert tomllib.loads(done.output)["trials"][0]["sources"][0]["kind"] == "authority"
    claims.write_text(done.output, encoding="utf-8")
    done = run("claims", claims)
    assert done.exit_code == 0
    assert "9.1% (1 of 11; 0.23% to 41.3%)" in done.output


def test_what_cannot_be_used_is_told(tmp_path):
    path = tmp_path / "claims.toml"
    path.write_text('version = "1"\n[[trials]]\nkey = "x"\n')
    done = run("claims", path)
    assert done.exit_code == 0
    assert "Not understood of the claims: 3" in done.output
    assert run("claims", "--trial", "nobody").exit_code == 1
    assert "no such trial" in run("claims", "--trial", "nobody").output
    path.write_text("nothing here")
    done = run("propose", path, "--url", "https://example.org/")
    assert done.exit_code == 1
    assert "states no figure that is understood" in done.output


def scored(tmp_path, *, sign=1.0):
    rng = np.random.default_rng(7)
    rows = ["score,mated,group,subject"]
    for group, shift in (("a", 0.0), ("b", 0.5)):
        rows += [
            f"{sign * s},1,{group},{group}{i // 5}" for i, s in enumerate(rng.normal(3.0, 1.0, 500))
        ]
        rows += [
            f"{sign * s},0,{group},{group}{i // 50}"
            for i, s in enumerate(rng.normal(shift, 1.0, 5000))
        ]
    path = tmp_path / "scores.csv"
    path.write_text("\n".join(rows))
    return path


def test_scores_of_a_matcher(tmp_path):
    done = run("scores", scored(tmp_path), "--fmr", "0.001", "--threshold", "2")
    assert done.exit_code == 0
    assert "1,000 mated and 10,000 nonmated comparisons" in done.output
    assert "Both errors are as frequent at" in done.output
    rows = [line.split("│") for line in done.output.splitlines() if line.count("│") == 4]
    assert [row[2].strip() for row in rows] == ["all", "a", "b", "all", "a", "b"]
    assert "of 5,000;" in rows[1][3]
    assert "inequity" in done.output
    assert "bootstrap of 200 people" in done.output
    assert run("scores", scored(tmp_path)).output == run("scores", scored(tmp_path)).output
    turned = run("scores", scored(tmp_path, sign=-1.0), "--distances", "--threshold", "-2")
    assert turned.exit_code == 0
    assert [row for row in turned.output.splitlines() if " -2 " in row]


def test_scores_the_wrong_way_round_and_of_one_kind_are_refused(tmp_path):
    done = run("scores", scored(tmp_path, sign=-1.0))
    assert done.exit_code == 1
    assert "perhaps these are distances: --distances" in done.output
    path = tmp_path / "one.csv"
    path.write_text("score,mated\n1,1\n")
    assert "has no nonmated comparison" in run("scores", path).output


def test_a_det_as_a_picture_and_its_table(tmp_path):
    plot, table = tmp_path / "det.svg", tmp_path / "det.csv"
    path = scored(tmp_path)
    done = run("scores", path, "--plot", plot, "--table", table, "--synthetic")
    assert done.exit_code == 0
    assert "Synthetic: made up" in plot.read_text(encoding="utf-8")
    head, *rows = table.read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("threshold,fmr_errors,nonmated,fmr,fmr_low,fmr_high,fmr_people_low")
    assert all(row.endswith(",true") for row in rows)
    assert run("scores", path, "--plot", plot, "--roc").exit_code == 0
    assert "Not missed" in plot.read_text(encoding="utf-8")
    refused = run("scores", path, "--plot", tmp_path / "det.png")
    assert refused.exit_code == 2
    assert "pictures are SVG" in refused.output
    streamed = run("scores", path, "--stream")
    assert streamed.exit_code == 0
    assert "Thresholds are told apart to one part in 32,768" in streamed.output


def test_failures_are_shown(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("score,mated\n" + "0.9,1\n" * 9 + "0.1,0\n" * 9 + ",1\nNA,0\n")
    done = run("scores", path, "--threshold", "0.5")
    assert "No sample (FTA): 10.0% (2 of 20;" in done.output
    assert "GFRR" in done.output
    assert "10.0% (1 of 10;" in done.output


def test_searches_of_a_watchlist(tmp_path):
    path, plot, ranks, table = (tmp_path / name for name in ("s.csv", "d.svg", "r.svg", "d.csv"))
    rng = np.random.default_rng(3)
    rows = ["search,subject,mate,candidate,score"]
    for i in range(400):
        mate = f"c{i % 10}" if i % 2 else ""
        scores = rng.normal(0.0, 1.0, 10) + 3.0 * (np.arange(10) == i % 10) * (i % 2)
        rows += [f"{i},p{i % 50},{mate},c{k},{score}" for k, score in enumerate(scores)]
    path.write_text("\n".join(rows))
    done = run("identification", path, "--plot", plot, "--plot-ranks", ranks, "--table", table)
    assert done.exit_code == 0, done.output
    assert "200 searches for people enrolled and 200 for others" in done.output
    assert "--gallery says how many are enrolled" in done.output
    assert "bootstrap of" in done.output
    assert "False alarm" in plot.read_text(encoding="utf-8")
    assert "The first candidate" in ranks.read_text(encoding="utf-8")
    assert table.read_text(encoding="utf-8-sig").startswith("threshold,fpir_errors,")
    only = [rows[0], *(row for row in rows[1:] if int(row.split(",")[0]) % 2)]
    path.write_text("\n".join(only))
    done = run("identification", path)
    assert done.exit_code == 0
    assert "cannot be known: searches of that kind" in done.output
    refused = run("identification", path, "--plot", plot)
    assert refused.exit_code == 1
    assert "one kind alone have no curve" in refused.output
    assert "more people are candidates" in run("identification", path, "--gallery", 3).output


def test_how_often_intervals_hold_the_rate():
    done = run("coverage", "--of", 10, "--rate", 0.01)
    assert done.exit_code == 0
    assert "90.44% at 0.01" in done.output
    assert "99.57% at 0.01" in done.output


def test_a_report_to_print(tmp_path):
    done = run("report", str(tmp_path / "trials.pdf"), "--language", "sr-Latn")
    assert done.exit_code == 0
    assert "23 trials" in done.output
    assert (tmp_path / "trials.pdf").read_bytes().startswith(b"%PDF-1.7")
