"""The register's commands, run on a register in either database."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from vidik.cli import main


@pytest.fixture
def vidik(database, tmp_path, monkeypatch):
    """Return what runs a command on a register in either database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VIDIK_REGISTER", database)

    def run(*args, code=0, given=None):
        done = CliRunner().invoke(main, ["register", *map(str, args)], input=given)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == code, done.output
        return done.output

    return run
