"""``vidik audit plan``: what a user sees."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from tests.shared_data import ROOT
from vidik.cli import main

METHOD = ROOT / "docs" / "explanation" / "planning-a-test.md"


def run(*arguments: object):
    return CliRunner().invoke(main, ["audit", "plan", *map(str, arguments)])


def test_a_claim_with_what_it_takes():
    done = run(
        "--at-most", "1/6000", "--truth", "1 in 30000", "--passes-each", 10,
        "--correlation", 0, 0.05, 0.2, "--passes-a-day", 3000, "--groups", 4, "--factor", 2,
        "--every", 3000,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = " ".join(done.output.split())
    # what a reader needs stands first
    assert told.startswith(
        "To support that the rate is at most 1 in 6,000, at 0.95 confidence, takes 46,520 to "
        "130,260 (expected 67,460) passes of 4,652 to 13,026 (expected 6,746) people, 16 to 44 "
        "(expected 23) days. It is supported if no more than 3 to 8 (expected 4) of them are "
        "errors. If the rate is 1 in 30,000, that is so in 93% of cases; if it is as high as 1 in "
        "6,000, in 5.0%."
    )
    assert "no error allowed │ 17,973 │ 0.050 │ 0.549 │ 0 │ 0 │ 1,798 │ 17,980 │ 6 " in told
    assert "│ 0.2 │ 0 │ 5,033 │ 50,330 │ 17 " in told
    assert "the smallest with the power │ 37,773 │ 0.050 │ 0.866 │ 0 │ 2 │ 3,778 " in told
    assert "it and every larger one │ 46,520 │ 0.050 │ 0.928 │ 0 │ 3 │ 4,652 │ 46,520 │" in told
    assert "│ 0.2 │ 8 │ 13,026 │ 130,260 │ 44 " in told
    assert "All of this is for passes of different people." in told
    assert "(the rule of 30): 901,818 passes" in told
    assert "no group is worse by a factor of 2" in told
    assert "1 in 6,000 │ 0.037 │ 0.961 │ 17,161" in told


def test_a_claim_about_who_is_found_is_one_about_who_is_missed():
    one = run("--at-least", "89%", "--truth", 0.92, "--groups", 3, "--difference", 0.05)
    other = run("--at-most", 0.11, "--truth", "8%", "--groups", 3, "--difference", 0.05)
    assert one.exit_code == 0, one.output
    assert one.output == other.output
    assert "at most 11%" in one.output
    assert "no group is worse by 0.05" in one.output


def test_nothing_is_told_that_nobody_asked_for():
    told = " ".join(run("--at-most", "1/6000").output.split())
    assert "independent passes ┃ errors allowed" in told
    assert not any(word in told for word in ("correlation", "people", "days"))
    assert "17,973 │ 0 28,462 │ 1 37,773 │ 2" in told


def test_for_programs():
    done = run("--at-most", "1/6000", "--truth", "1/30000", "--every", 3000, "--json")
    made = json.loads(done.output)
    assert made["for_good"][0]["trials"] == 46520
    assert made["shown"][0][1][0]["days"] is None
    assert made["sequence"]["test"]["looks"][0] == {"trials": 3000, "support": -1, "give_up": 2}
    assert json.loads(run("--at-most", 0.01, "--json").output)["smallest"] is None


def test_past_trials():
    done = run("--past")
    assert done.exit_code == 0
    told = " ".join(done.output.split())
    assert "mps_2024_25 │ faces │ 3,147,436 │ 1 in 1,050,640 │ 10 │ 11 " in told
    assert "Of 32 of 46 rates it was not said of how many" in told
    made = json.loads(run("--past", "--json", "--trial", "mps_croydon_fixed").output)
    assert [one["of"] for one in made["trials"]] == ["faces", "alerts"]
    assert made["trials"][0]["shown"]["ratio"] is None  # not even if all were of one half
    assert made["trials"][1]["shown"] is None
    assert run("--past", "--trial", "nobody").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "either --at-most or --at-least"),
        (("--at-most", 0.1, "--at-least", 0.9), "either --at-most or --at-least"),
        (("--at-most", "often"), "is no rate: 1/6000, 0.11, 11%"),
        (("--at-most", "1/0"), "no rate from 0 to 1"),
        (("--at-most", "7/6"), "no rate from 0 to 1"),
        (("--at-most", 0.1, "--passes-each", 3), "need --correlation"),
        (("--at-most", 0.1, "--correlation", 0.2, 0.1, 0.3), "in this order"),
        (("--at-most", 0.1, "--groups", 3), "--groups goes with"),
        (("--at-most", 0.1, "--groups", 3, "--factor", 2), "--groups needs --truth"),
        (("--at-most", 0.1, "--every", 3), "--every needs --truth"),
        (("--at-most", 0.1, "--trial", "x"), "go with --past"),
        (("--at-most", 0.1, "--share", 0.1), "--share goes with --groups"),
        (("--at-most", 0.1, "--confidence", 1), "not in the range"),
        (("--at-most", 0.1, "--truth", 0.05, "--power", 0.01), "not in the range"),
    ],
)
def test_a_wrong_use_is_told(arguments, said):
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--at-most", 0), "a rate to show lies between 0 and 1"),
        (("--at-most", 0.1, "--truth", 0.2), "not below the one claimed"),
        (("--at-most", 0.1, "--truth", 0.0999), "too near 0.1"),
        (("--at-most", 0.1, "--truth", 0, "--every", 5), "not above 0"),
        (("--at-most", 0.1, "--truth", 0.05, "--groups", 2, "--factor", 1), "above 1"),
        (("--at-most", 0.1, "--truth", 0, "--groups", 2, "--factor", 2), "a rate lies between"),
        (("--at-most", 0.1, "--truth", 0.05, "--groups", 2, "--factor", 2, "--share", 1), "share"),
        (("--at-most", 0.1, "--truth", "0.09999999999999999"), "more than 1,000,000,000,000 tri"),
        (("--at-most", 0.6, "--truth", 0.5, "--groups", 2, "--factor", 3), "no rate is 3 times"),
        (("--past", "nowhere.toml"), "no such file of claims"),
    ],
)
def test_what_cannot_be_planned_is_one_sentence(arguments, said):
    done = run(*arguments)
    assert done.exit_code == 1
    assert said in done.output
    assert "Traceback" not in done.output


def test_the_commands_of_the_method_run_and_its_figures_are_theirs():
    text = METHOD.read_text(encoding="utf-8")
    commands = re.findall(r"^    vidik audit plan (.*)$", text, flags=re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert run(*command.split()).exit_code == 0
    told = run("--at-most", "1/6000", "--truth", "1/30000", "--every", 3000).output
    for figure in ("17,973", "37,773", "46,520", "33,298", "17,161"):
        assert figure in told
        assert figure in text.replace("\n", " ")
