"""Serve a built folder on this machine until somebody stops it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from vidik.errors import InputError
from vidik.web.app import create_app

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["answer", "check_folder", "listen", "serve_folder"]

#: What every built folder holds.
_LANDMARKS = ("index.html", "summary.json", "tiles")


def serve_folder(
    folder: Path, *, host: str = "127.0.0.1", port: int = 8000, ready: Callable[[str], None]
) -> None:
    """Serve a folder that `vidik build` wrote; return when the user stops it.

    Parameters
    ----------
    folder
        The built folder.
    host
        Name or address to listen on.
    port
        Port to listen on; 0 takes any free one.
    ready
        Called with the address once the port is taken.

    Raises
    ------
    InputError
        If the folder is not a built observatory, or the port cannot be had.
    """
    check_folder(folder)
    with listen(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listener.getsockname()[1]}")
        answer(create_app(folder), listener)


def answer(app: ASGIApp, listener: socket.socket) -> None:
    """Answer whoever asks; return when the user stops it.

    Parameters
    ----------
    app
        What answers.
    listener
        As of `listen`.
    """
    config = uvicorn.Config(app, lifespan="off", log_level="warning", server_header=False)
    with suppress(KeyboardInterrupt):  # that is how a server is meant to end
        uvicorn.Server(config).run(sockets=[listener])


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not a built observatory.

    Raises
    ------
    InputError
        Saying what is missing, and how to make it.
    """
    if not folder.exists():
        raise InputError(
            "there is no such folder", file=folder, hint="vidik build city.toml makes one"
        )
    if not folder.is_dir():
        raise InputError("this is a file, not a built folder", file=folder)
    for name in _LANDMARKS:
        if not (folder / name).exists():
            raise InputError(
                f"this is not a built observatory: it has no {name}",
                file=folder,
                hint="name the folder that vidik build wrote",
            )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that holds a port: a taken one is noticed before anything starts.

    Raises
    ------
    InputError
        If the host is not this machine's, or the port cannot be had.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except (OSError, UnicodeError) as problem:
        raise InputError("there is no such host", value=host) from problem
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as problem:
        listener.close()
        raise InputError(
            f"port {port} of {host} cannot be used: {problem.strerror}",
            hint=f"choose another one, such as --port {port + 1}",
        ) from problem
    return listener
