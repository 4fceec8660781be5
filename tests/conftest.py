"""Rules of the whole test run: no test may be skipped in CI, and time is no fault."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("CI") == "true"

# A busy machine is slow; that says nothing about the code. In CI the same examples every time.
settings.register_profile(
    "vidik", deadline=None, derandomize=IN_CI, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("vidik")


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"CI=true: a test that could not run has failed. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.fixture(scope="session")
def helsinki_pbf() -> Path:
    """Return the real extract that `make test` fetches."""
    # here, because the rules above are also tried out alone, in a folder without our modules
    from tests.shared_data import helsinki

    return helsinki()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Generator[str, None, None]:
    """Yield the address of a running server of PostgreSQL."""
    from tests.databases import running_server

    yield from running_server(tmp_path_factory.mktemp("postgresql"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a register can be made: a file, then a database of a server."""
    if request.param == "sqlite":
        return str(tmp_path / "register.sqlite")
    from tests.databases import empty_database

    return empty_database(request.getfixturevalue("postgresql"))
