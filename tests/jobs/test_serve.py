"""Serving: what must be there first, and what a user is told if it is not."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from vidik.errors import InputError
from vidik.jobs.serve import check_folder, listen, serve_folder


def built(folder: Path) -> Path:
    (folder / "tiles").mkdir(parents=True)
    for name in ("index.html", "summary.json"):
        (folder / name).write_text("{}")
    return folder


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such folder.*vidik build"):
        check_folder(tmp_path / "site")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "site"
    path.write_text("")
    with pytest.raises(InputError, match="a file, not a built folder"):
        check_folder(path)


@pytest.mark.parametrize("missing", ["index.html", "summary.json"])
def test_a_folder_that_was_not_built(tmp_path: Path, missing: str) -> None:
    folder = built(tmp_path / "site")
    (folder / missing).unlink()
    with pytest.raises(InputError, match=f"not a built observatory: it has no {missing}"):
        check_folder(folder)


def test_a_port_in_use(tmp_path: Path) -> None:
    folder = built(tmp_path / "site")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} of 127.0.0.1 cannot be used.*--port"):
            serve_folder(folder, port=port, ready=lambda _: None)


def test_a_host_that_is_not_there() -> None:
    with pytest.raises(InputError, match="no such host"):
        listen("a" * 70, 0)


def test_any_free_port() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.getsockname()[1] > 0
