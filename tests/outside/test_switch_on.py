"""Files of assumptions, and the matchers that come with Vidik: what is in them, and bad ones."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from vidik.errors import InputError
from vidik.outside.claims import published_trials
from vidik.outside.packaged import table_of
from vidik.outside.switch_on import assumptions_schema, published_matchers, read_assumptions


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_comes_with_vidik_has_a_source_and_a_range_for_everything():
    supposed, given = read_assumptions()
    assert given == frozenset()
    for name, one in supposed.by_name.items():
        assert one.source, name
        assert one.is_doubtful or one.basis == "decision", name
    for one in published_matchers():
        assert one.sources, one.key
        assert one.false_positive.source, one.key


def test_matchers_say_what_the_trials_say():
    matchers = {one.key: one for one in published_matchers()}
    trials = {one.key: one for one in published_trials()}
    npl, share = matchers["npl_2023_060"], trials["npl_2023"].shares[1]
    assert (share.one_in, share.watchlist, share.threshold) == (6000, npl.watchlist, npl.threshold)
    rate = npl.false_positive.rate
    assert rate.count == trials["npl_2023_fp06"].known("false_alerts").value
    assert rate.count / rate.of == pytest.approx(share.value)
    assert npl.found.low < trials["npl_2023"].shares[0].value < npl.found.high
    mps, trial = matchers["mps_2024_25"].false_positive.rate, trials["mps_2024_25"]
    assert (mps.count, mps.of) == (trial.known("false_alerts").value, trial.known("faces").value)
    for key in ("swp_walesitaly_2018", "bpol_suedkreuz_p1", "bpol_suedkreuz_p2"):
        low, high = next(s for s in trials[key].shares if s.count == "false_alerts").between
        assert (matchers[key].false_positive.low, matchers[key].false_positive.high) == (
            pytest.approx(low, rel=5e-4), pytest.approx(high, rel=5e-4),
        )  # fmt: skip


def test_a_file_of_ones_own_replaces_what_it_names(tmp_path):
    path = written(
        tmp_path,
        """
        matcher = "mps_2024_25"
        camera_factor = 2
        total = { low = 1000, high = 3000, shape = "uniform", source = "the city" }
        captured = { count = 30, of = 100 }
        people = { per = "city", exactly = 5000, basis = "counted" }
        [[groups]]
        name = "a"
        share = { low = 0.1, high = 0.2, shape = "uniform" }
        factor = { low = 10, high = 100, shape = "log-uniform" }
        [[groups]]
        name = "b"
        share = { exactly = 0.9 }
        factor = { exactly = 1 }
        """,
    )
    supposed, given = read_assumptions(path)
    assert given == {"matcher", "camera_factor", "total", "captured", "people", "groups"}
    assert supposed.matcher.key == "mps_2024_25"
    assert (supposed.camera_factor, supposed.per_home) == (2.0, False)
    assert supposed.captured.rate.count == 30
    assert supposed.captured.low < 0.3 < supposed.captured.high
    assert supposed.total.source == "the city"
    assert [one.name for one in supposed.groups] == ["a", "b"]
    assert supposed.listed == read_assumptions()[0].listed
    assert read_assumptions(path, matcher="npl_2023_060")[0].matcher.key == "npl_2023_060"


def test_the_example_of_the_method_note(tmp_path):
    note = Path(__file__).parents[2] / "docs" / "explanation" / "switch-on.md"
    (example,) = re.findall(r"```toml\n(.*?)```", note.read_text("utf-8"), re.DOTALL)
    supposed, given = read_assumptions(written(tmp_path, example))
    assert given == {"matcher", "camera_factor", "people", "captured"}
    assert supposed.captured.rate.of == 900


def test_a_matcher_of_ones_own(tmp_path):
    path = written(
        tmp_path,
        '[matcher]\nkey = "own"\nname = "Ours"\nper = "comparison"\n'
        'false_positive = { low = 1e-8, high = 1e-6, shape = "log-uniform" }\n',
    )
    matcher = read_assumptions(path)[0].matcher
    assert (matcher.key, matcher.per, matcher.found) == ("own", "comparison", None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nonsense", "cannot be read"),
        ("walk = 3", "walk: "),
        ("captured = 3", "captured"),
        ("captured = { low = -1, high = 1, shape = 'uniform' }", "captured.low"),
        ("captured = { low = nan, high = 1, shape = 'uniform' }", "captured.low"),
        ("captured = { low = 0.5, high = 0.1, shape = 'uniform' }", "captured: needs 0 <= low"),
        ("captured = { low = 0, high = 0.1, shape = 'log-uniform' }", "captured: a log-uniform"),
        ("captured = { low = 0.5, high = 0.6 }", "captured: lacks a part"),
        ("captured = { count = 5 }", "captured: lacks a part"),
        ("captured = { count = 5, of = 3 }", "captured: not a share"),
        ("captured = { exactly = 0.5, low = 0.1 }", "captured: is stated in no way, or in two"),
        ("captured = {}", "captured: is stated in no way"),
        ("captured = { exactly = 2 }", "captured is a share"),
        ("watchlist = { exactly = 0 }", "watchlist has at least one"),
        ("camera_factor = 0.5", "camera_factor"),
        ("matcher = 'best'", "no such matcher: 'best' (one of npl_2023_060"),
        (
            "[matcher]\nkey = 'a'\nname = 'A'\nper = 'comparison'\nwatchlist = 5\n"
            "false_positive = { exactly = 0.1 }",
            "no watchlist",
        ),
        (
            "[[groups]]\nname = 'a'\nshare = { exactly = 1 }\nfactor = { exactly = 1 }",
            "two or more",
        ),
        ("[[groups]]\nname = 'a'\nshare = {}\nfactor = { exactly = 1 }", "groups[0].share"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, text, told):
    path = written(tmp_path, text)
    with pytest.raises(InputError) as fault:
        read_assumptions(path)
    assert told in str(fault.value)
    assert "mine.toml" in str(fault.value)


def test_no_file(tmp_path):
    with pytest.raises(InputError, match="no such file of assumptions"):
        read_assumptions(tmp_path / "none.toml")


def test_the_schema_fits_what_comes_with_vidik():
    jsonschema.validate(table_of("switch_on.toml"), assumptions_schema())
    stored = json.loads(
        files("vidik").joinpath("data", "assumptions.schema.json").read_text("utf-8")
    )
    assert stored == json.loads(json.dumps(assumptions_schema()))
