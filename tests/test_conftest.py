"""In CI a test that is skipped has failed."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

SKIPS = """
import pytest

def test_passes():
    pass

def test_is_skipped():
    pytest.skip("no data here")

@pytest.mark.xfail(strict=True)
def test_is_expected_to_fail():
    raise ValueError
"""


@pytest.mark.parametrize(("ci", "skipped", "failed"), [("true", 0, 1), ("false", 1, 0)])
def test_a_skip_is_a_failure_in_ci_only(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, skipped: int, failed: int
) -> None:
    monkeypatch.setenv("CI", ci)
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(SKIPS)
    result = pytester.runpytest_subprocess("-p", "no:xdist")
    result.assert_outcomes(passed=1, skipped=skipped, failed=failed, xfailed=1)
    if failed:
        result.stdout.fnmatch_lines(["*could not run has failed*no data here*"])


def test_a_module_that_skips_itself_fails_in_ci(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile("import pytest\npytest.importorskip('no_such_module')\n")
    assert pytester.runpytest_subprocess("-p", "no:xdist").ret == pytest.ExitCode.INTERRUPTED
