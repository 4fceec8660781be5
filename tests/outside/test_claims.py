"""Claims files: what is right comes back, and so does what is not, with its place."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from vidik.audit.proposing import proposed
from vidik.errors import InputError
from vidik.model.trial import TrialSource
from vidik.outside.claims import claims_schema, published_trials, read_claims, read_release
from vidik.report.claims import proposal

GOOD = {
    "key": "one",
    "operator": "o",
    "place": "p",
    "sources": [{"kind": "news", "url": "https://example.org/"}],
    "counts": [{"what": "faces", "value": 5}],
    "shares": [{"count": "false_alerts", "percent": "0.10"}],
}


def written(tmp_path: Path, *trials: object, **more: object) -> Path:
    path = tmp_path / "claims.json"
    path.write_text(json.dumps({"version": "1", "trials": trials} | more), encoding="utf-8")
    return path


def test_the_published_schema_is_that_of_the_reader():
    stored = json.loads(files("vidik").joinpath("data", "claims.schema.json").read_text("utf-8"))
    assert stored == claims_schema()
    Draft202012Validator.check_schema(stored)


def test_what_comes_with_vidik_fits_its_schema():
    table = tomllib.loads(files("vidik").joinpath("data", "trials.toml").read_text("utf-8"))
    Draft202012Validator(claims_schema()).validate(table)
    assert len(published_trials()) == len(table["trials"])


def test_toml_and_json_say_the_same(tmp_path):
    toml = tmp_path / "claims.toml"
    toml.write_text(files("vidik").joinpath("data", "trials.toml").read_text("utf-8"), "utf-8")
    made = written(tmp_path, *tomllib.loads(toml.read_text("utf-8"))["trials"])
    assert read_claims(toml) == read_claims(made) == (published_trials(), ())


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"counts": [{"what": "faces", "value": -5}]}, "counts.0.value", "-5"),
        ({"counts": [{"what": "faces", "value": "many"}]}, "counts.0.value", "many"),
        ({"counts": [{"what": "noses", "value": 5}]}, "counts.0.what", "noses"),
        ({"counts": [{"what": "faces", "value": 5, "source": 3}]}, "*", "one"),
        ({"shares": [{"count": "faces", "percent": "a lot"}]}, "shares.0.percent", "a lot"),
        ({"shares": [{"count": "faces"}]}, "*", "one"),
        ({"sums": [{"what": "faces", "total": 3, "parts": [3]}]}, "sums.0.parts", "[3]"),
        ({"sources": []}, "sources", "[]"),
        ({"sources": [{"kind": "news", "url": "javascript:x"}]}, "sources.0.url", "javascript:x"),
        ({"colour": "red"}, "colour", "red"),
    ],
)
def test_a_bad_trial_is_told_and_the_others_are_read(tmp_path, change, field, value):
    other = GOOD | {"key": "two"}
    trials, rejected = read_claims(written(tmp_path, GOOD | change, other))
    assert [one.key for one in trials] == ["two"]
    assert [(row.id, row.field, row.value) for row in rejected] == [("one", field, value)]
    assert rejected[0].reason


def test_a_second_trial_of_one_key_and_what_is_no_trial(tmp_path):
    trials, rejected = read_claims(written(tmp_path, GOOD, GOOD, 7))
    assert [one.key for one in trials] == ["one"]
    assert [(row.id, row.field) for row in rejected] == [("one", "key"), ("trial 3", "*")]


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("{", "a.json", "cannot be read"),
        ("= 3", "a.toml", "cannot be read"),
        ("[" * 100_000, "a.json", "cannot be read"),
        ("[]", "a.json", "holds no claims"),
        ('{"trials": 3}', "a.json", "holds no claims"),
        ('{"trials": [], "colour": 1}', "a.json", "no such key"),
    ],
)
def test_what_is_no_claims_file_is_refused(tmp_path, text, name, message):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_claims(path)


def test_a_missing_file(tmp_path):
    for read in (read_claims, read_release):
        with pytest.raises(InputError, match="no such"):
            read(tmp_path / "none.toml")


def test_texts_that_are_none(tmp_path):
    path = tmp_path / "release.txt"
    path.write_bytes(b"\xe9t\xe9")
    with pytest.raises(InputError, match="UTF-8"):
        read_release(path)
    path.write_bytes(b"x" * (2**20 + 1))
    with pytest.raises(InputError, match="longer than a press release"):
        read_release(path)


def test_what_is_proposed_can_be_read_again(tmp_path):
    text = 'A "success": 11 alerts, of which 2 were false.\n\nOver 90% of matches \\ were right.'
    source = TrialSource("authority", "https://example.org/")
    path = tmp_path / "proposed.toml"
    path.write_text(proposal(list(proposed(text)), source), encoding="utf-8")
    (trial,), rejected = read_claims(path)
    assert rejected == ()
    assert [(one.what, one.value) for one in trial.counts] == [("alerts", 11), ("false_alerts", 2)]
    assert [(one.percent, one.bound) for one in trial.shares] == [("90", "at least")]
    assert trial.counts[0].quote.startswith('A "success"')
