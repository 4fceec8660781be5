"""Matchers under test: somebody else's program or server, that is asked one thing at a time.

Vidik has no matcher. It sends a question and takes an answer back, as `vidik.outside.matcher_words`
has them. A program reads a question a line from its input and writes an answer a line to its
output; to a server each question is a POST, and its reply the answer.

What comes back is a stranger's: it is bounded in time and length, nothing in it is obeyed, and no
word of it is kept but scores. A server's redirections are not followed.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import queue
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from vidik.errors import InputError, MatcherError
from vidik.model.blind_test import Failure
from vidik.outside.matcher_words import Said

__all__ = ["FROM_ELSEWHERE", "CommandMatcher", "Matcher", "WebMatcher"]

#: Bytes of an answer, at most: 10,000 candidates and more.
LONGEST = 2**20

#: Lines that nobody asked for, before an answer, after which a matcher is given up.
STRANGE = 1_000

#: Why a program that is there is not found.
FROM_ELSEWHERE = "a program runs in an empty folder: name its files by their whole paths"

#: Seconds in which what a program said last is waited for when it is ended.
_FAREWELL = 1.0

#: What a program finds in its environment besides what its user names.
_ENVIRONMENT = ("PATH", "SYSTEMROOT")


class Matcher(Protocol):
    """Somebody else's matcher.

    Attributes
    ----------
    strange
        How many lines nobody had asked for, by what they were.
    """

    strange: Counter[str]

    @property
    def runs(self) -> bool:
        """Whether it can be asked; if not, it may be started again."""

    def start(self) -> None:
        """Begin, or begin anew: nobody is enrolled.

        Raises
        ------
        MatcherError
            If that is not possible.
        """

    def ask(self, question: Said) -> Said | Failure:
        """Return what is said to a question, or why nothing is.

        Parameters
        ----------
        question
            As `vidik.outside.matcher_words` has it.

        Raises
        ------
        MatcherError
            If there is nobody to ask.
        """

    def close(self) -> None:
        """End it."""


class CommandMatcher:
    """A program that reads questions from its input and writes answers to its output.

    It runs in an empty folder of its own, which is removed, and finds nothing in its environment
    but where programs are and what its user named. What it writes to its standard error is thrown
    away. It is a process of this user's all the same, and may read what this user may: who does not
    trust it starts it as another user, or in a container without a network.

    Parameters
    ----------
    command
        The program and its arguments.
    seconds
        How long it may take for an answer.
    environment
        What it finds in its environment, by name.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        seconds: float,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.strange: Counter[str] = Counter()
        self._command, self._seconds = list(command), seconds
        own = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._environment = own | dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._listener = threading.Thread()
        self._past: set[str] = set()

    def __enter__(self) -> Self:
        """Return it, not yet begun."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the program."""
        self.close()

    @property
    def runs(self) -> bool:
        """Whether the program runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the program, or start it again.

        Raises
        ------
        MatcherError
            If it cannot be started.
        """
        self.close()
        self._folder = Path(tempfile.mkdtemp(prefix="vidik-matcher-"))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the program its user named, without a shell
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=self._environment,
                # what it starts itself ends with it
                start_new_session=True,
            )
        except OSError as fault:
            self.close()
            raise MatcherError(
                f"the matcher cannot be started: {fault.strerror or fault}",
                value=self._command[0],
                hint=FROM_ELSEWHERE,
            ) from fault
        # bounded, so that what nobody reads fills no memory
        self._lines = queue.Queue(maxsize=16)
        self._listener = threading.Thread(
            target=_listen, args=(self._process.stdout, self._lines), daemon=True
        )
        self._listener.start()

    def ask(self, question: Said) -> Said | Failure:
        """Return what the program says to a question, or why it says nothing.

        Parameters
        ----------
        question
            As `vidik.outside.matcher_words` has it.

        Raises
        ------
        MatcherError
            If it was not started.
        """
        process = self._process
        if process is None:
            raise MatcherError("the matcher was not started")
        assert process.stdin is not None
        until = time.monotonic() + self._seconds
        # one that does not even take a question would keep the writing waiting
        deaf = threading.Timer(self._seconds, self._kill)
        deaf.start()
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            self._kill()
            return "died" if time.monotonic() < until else "timed out"
        finally:
            deaf.cancel()
        name = question["question"]
        try:
            return self._answer(name, until)
        finally:
            self._past.add(name)

    def _answer(self, name: str, until: float) -> Said | Failure:
        """Return the line that answers a question; others are counted."""
        for _ in range(STRANGE):
            try:
                line = self._lines.get(timeout=max(until - time.monotonic(), 0.0))
            except queue.Empty:
                return "timed out"
            if line is None or not line.endswith(b"\n"):
                self._kill()
                return "died" if line is None or len(line) <= LONGEST else "too long"
            said = _object(line)
            if said is None:
                # of a line that is no JSON nobody knows which question it is about
                return "not JSON"
            of = said.get("question")
            if of == name:
                return said
            asked = isinstance(of, str) and of in self._past
            self.strange["late or twice" if asked else "not asked for"] += 1
        self._kill()
        return "no answer to the question"

    def close(self) -> None:
        """End the program and what runs with it, and remove its folder."""
        process, self._process = self._process, None
        if process is not None:
            _end(process)
            assert process.stdin is not None
            with contextlib.suppress(OSError):
                process.stdin.close()
            # the listener waits for room in the queue, or for the end: not for ever, as what the
            # program set free may hold its output open
            until = time.monotonic() + _FAREWELL
            while self._listener.is_alive() and time.monotonic() < until:
                with contextlib.suppress(queue.Empty):
                    self._lines.get(timeout=0.05)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _kill(self) -> None:
        if self._process is not None:
            _end(self._process)


def _listen(stream: Any, lines: queue.Queue[bytes | None]) -> None:
    """Hand on each line, until one is too long; then nothing, and close the stream."""
    with stream, contextlib.suppress(OSError):
        while line := stream.readline(LONGEST + 1):
            lines.put(line)
            if not line.endswith(b"\n"):
                break
    lines.put(None)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and what it started, which may go on when the program itself has ended."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


class WebMatcher:
    """A server that answers questions.

    Parameters
    ----------
    url
        Where questions go: https, or http on this machine.
    seconds
        How long it may take for an answer, from the first byte sent to the last received.
    token
        A secret that it knows its customers by (``Authorization: Bearer …``).

    Raises
    ------
    InputError
        If that is no such address.
    """

    def __init__(self, url: str, *, seconds: float, token: str | None = None) -> None:
        self.strange: Counter[str] = Counter()
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
            (host or "").encode("idna")
        except ValueError as fault:
            raise InputError(f"is no address of a matcher: {fault}", value=url) from fault
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            raise InputError("is no address of a matcher", value=url, hint="https://…")
        if parts.scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
            raise InputError(
                "pictures of people do not go through a network unencrypted",
                value=url,
                hint="https",
            )
        self._host, self._port, self._tls = host, port, parts.scheme == "https"
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not self._path.isascii() or not self._path.isprintable() or " " in self._path:
            raise InputError("is no address of a matcher", value=url, hint="%20 instead of a space")
        self._seconds = seconds
        self._headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if token is not None:
            if not token.isascii() or not token.isprintable():
                raise InputError("the secret of the matcher is no line of ASCII letters")
            self._headers["Authorization"] = f"Bearer {token}"

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Do nothing: no connection is kept."""

    @property
    def runs(self) -> bool:
        """Whether it can be asked: always, or asking says that it cannot be reached."""
        return True

    def start(self) -> None:
        """Do nothing: a server runs already."""

    def close(self) -> None:
        """Do nothing: no connection is kept."""

    def ask(self, question: Said) -> Said | Failure:
        """Return what the server says to a question, or why it says nothing.

        Parameters
        ----------
        question
            As `vidik.outside.matcher_words` has it.

        Raises
        ------
        MatcherError
            If it cannot be reached.
        """
        connection = self._connection()
        late = threading.Event()
        # a connection forgets its socket when the reply has begun
        held: list[socket.socket] = []

        def end() -> None:
            # a server that sends a byte now and then would keep each single reading waiting
            late.set()
            for one in (connection.sock, *held):
                if one is not None:
                    with contextlib.suppress(OSError):
                        one.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            held.append(self._connected(connection))
            connection.request("POST", self._path, json.dumps(question).encode(), self._headers)
            response = connection.getresponse()
            text = response.read(LONGEST + 1)
        except TimeoutError:
            return "timed out"
        except (OSError, http.client.HTTPException):
            return "timed out" if late.is_set() else "died"
        finally:
            timer.cancel()
            connection.close()
        if late.is_set():
            return "timed out"
        return _reply(question["question"], response.status, text)

    def _connection(self) -> http.client.HTTPConnection:
        if self._tls:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=self._seconds, context=context
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)

    def _connected(self, connection: http.client.HTTPConnection) -> socket.socket:
        try:
            connection.connect()
        except OSError as fault:
            raise MatcherError(
                f"the matcher cannot be reached: {fault.strerror or fault}",
                value=self._host,
                hint="what was answered is kept; run again to go on",
            ) from fault
        assert connection.sock is not None
        return connection.sock


def _reply(name: str, status: int, text: bytes) -> Said | Failure:
    """Return what a server's reply says."""
    if 300 <= status < 400:
        return "redirected"
    if status != http.client.OK:
        return "not HTTP 200"
    if len(text) > LONGEST:
        return "too long"
    said = _object(text)
    if said is None:
        return "not JSON"
    return said if said.get("question") == name else "no answer to the question"


def _object(text: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a text; None if it is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
