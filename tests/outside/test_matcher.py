"""Somebody else's matcher: what is sent, what is taken, and what hostile ones come to."""

from __future__ import annotations

import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as s
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from tests import simulated_matcher
from tests.simulated_matcher import Simulated, picture_of, score
from vidik.errors import InputError, MatcherError
from vidik.model.blind_test import Answer
from vidik.outside.matcher import LONGEST, CommandMatcher, WebMatcher
from vidik.outside.matcher_words import (
    asked_to_compare,
    asked_to_enrol,
    asked_to_search,
    comparison_of,
    enrolment_of,
    search_of,
)

PROGRAM = Path(simulated_matcher.__file__)
PAIR = [picture_of(1, 0), picture_of(1, 1)]
TRUE = score((1, 0), (1, 1))


def command(*manner: str, seconds: float = 20.0, **more) -> CommandMatcher:
    return CommandMatcher([sys.executable, "-P", str(PROGRAM), *manner], seconds=seconds, **more)


def compare(matcher, name: str = "q1") -> Answer:
    return comparison_of(name, matcher.ask(asked_to_compare(name, PAIR)))


def search_all(matcher) -> Answer:
    """Enrol two people, and search for the first."""
    for name, subject in (("a", 1), ("b", 2)):
        said = matcher.ask(asked_to_enrol(name, picture_of(subject, 0)))
        assert enrolment_of(name, said) == Answer(name)
    return search_of("q", matcher.ask(asked_to_search("q", PAIR[1])), {"a", "b"})


class Handler(BaseHTTPRequestHandler):
    """A server of the simulated matcher; what it does beside answering is its class's."""

    matcher = Simulated()
    asked: list[tuple[str, dict]]
    manner: Callable[[BaseHTTPRequestHandler, bytes], None] | None = None

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, dict(self.headers)))
        text = json.dumps(self.matcher.said(question)).encode()
        if self.manner is not None:
            type(self).manner(self, text)
        else:
            self.answer(text)

    def answer(self, text: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@pytest.fixture
def served():
    """Return what starts a server that behaves as it is told, and says its address."""
    servers = []

    def start(manner=None):
        kind = type("Kind", (Handler,), {"manner": manner, "asked": [], "matcher": Simulated()})
        server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
        server.daemon_threads = True
        server.handle_error = lambda *_: None
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}/match", kind

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_both_ways_to_ask_give_what_the_matcher_says(served):
    url, kind = served()
    with command("honest") as program, WebMatcher(url, seconds=20.0, token="key") as server:
        for matcher in (program, server):
            matcher.start()
            assert compare(matcher) == Answer("q1", {"": TRUE})
            found = search_all(matcher)
            assert found.scores == pytest.approx(
                {"a": score((1, 1), (1, 0)), "b": score((1, 1), (2, 0))}
            )
            assert matcher.runs
            assert not matcher.strange
    path, headers = kind.asked[0]
    assert path == "/match"
    assert headers["Authorization"] == "Bearer key"
    assert "User-Agent" not in headers


def test_it_finds_nothing_in_its_environment_but_what_was_named(monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TESTER", "x")
    with command("environment", "SECRET_OF_THE_TESTER") as matcher:
        matcher.start()
        assert compare(matcher).scores == {"": 0.0}
    named = {"SECRET_OF_THE_TESTER": "x"}
    with command("environment", "SECRET_OF_THE_TESTER", environment=named) as matcher:
        matcher.start()
        assert compare(matcher).scores == {"": 1.0}


def test_it_runs_in_an_empty_folder_that_is_removed():
    with command("folder") as matcher:
        matcher.start()
        folder = matcher._folder
        assert folder is not None
        assert folder.stat().st_mode & 0o077 == 0
        assert compare(matcher).scores == {"": 0.0}
    assert not folder.exists()


@pytest.mark.parametrize(
    ("manner", "failure", "runs"),
    [
        (("nan",), "not a score", True),
        (("huge",), "too long", False),
        (("endless",), "too long", False),
        (("chatter",), "no answer to the question", False),
        (("words", "no JSON at all"), "not JSON", True),
        (("words", "[1, 2]"), "not JSON", True),
        (("words", '{"question": []}'), "timed out", True),
        (("words", '{"question": {"a": 1}}'), "timed out", True),
        (("words", '{"question": "q1"}'), "no answer to the question", True),
        (("words", '{"question": "q1", "score": "0.5"}'), "not a score", True),
        (("words", '{"question": "q1", "score": true}'), "not a score", True),
        (("words", '{"question": "q1", "score": 1e999}'), "not a score", True),
        (("words", '{"question": "q1", "score": 1' + "0" * 400 + "}"), "not a score", True),
        (("words", '{"question": "q1", "failed": true, "score": 1}'), "refused", True),
        (("words", "[" * 100_000), "not JSON", True),
        (("dies", "1"), "died", False),
        (("complains",), None, True),
        (("unasked",), None, True),
        (("twice",), None, True),
    ],
    ids=str,
)
def test_a_program_that_misbehaves(manner, failure, runs):
    with command(*manner, seconds=1.5 if failure == "timed out" else 20.0) as matcher:
        matcher.start()
        found = compare(matcher)
        assert found.failure == failure
        if failure is not None:
            assert found.scores == {}
        else:
            assert found.scores[""] == pytest.approx(TRUE)
        if not runs:
            assert not matcher.runs
        else:
            assert matcher.runs


def test_lines_that_nobody_asked_for_are_counted_and_shift_nothing():
    with command("twice") as matcher:
        matcher.start()
        for name in ("q1", "q2", "q3"):
            assert compare(matcher, name).scores[""] == pytest.approx(TRUE)
        assert matcher.strange == {"late or twice": 2}
    with command("unasked") as matcher:
        matcher.start()
        compare(matcher)
        assert matcher.strange == {"not asked for": 1}


def test_an_answer_that_comes_late_is_no_answer_to_the_next_question():
    with command("slow", "1.5", seconds=30.0) as matcher:
        matcher.start()
        assert compare(matcher, "q1").failure is None
        matcher._seconds = 0.3
        assert compare(matcher, "q2").failure == "timed out"
        matcher._seconds = 30.0
        assert compare(matcher, "q3").scores[""] == pytest.approx(TRUE)
        assert matcher.strange == {"late or twice": 1}


@pytest.mark.parametrize("manner", ["drip", "deaf"])
def test_a_program_that_takes_for_ever_is_not_waited_for(manner):
    with command(manner, seconds=1.0) as matcher:
        matcher.start()
        began = time.monotonic()
        assert compare(matcher).failure == "timed out"
        assert time.monotonic() - began < 4.0
    assert time.monotonic() - began < 6.0


def test_a_program_that_does_not_read_is_ended():
    """More than a pipe holds."""
    with CommandMatcher([sys.executable, "-c", "import time; time.sleep(60)"], seconds=1.0) as m:
        m.start()
        said = m.ask({"ask": "compare", "question": "q", "images": ["x" * 2**22]})
        assert said == "timed out"
        assert not m.runs


def test_it_can_be_started_again():
    with command("dies", "2") as matcher:
        matcher.start()
        assert compare(matcher, "q1").failure is None
        assert compare(matcher, "q2").failure == "died"
        matcher.start()
        assert compare(matcher, "q3").failure is None


@pytest.mark.parametrize("then", ["time.sleep(60)", "sys.exit()"], ids=["waits", "ends"])
def test_what_it_starts_ends_with_it(tmp_path, then):
    path = tmp_path / "pid"
    code = (
        "import subprocess, sys, time, pathlib;"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"pathlib.Path({str(path)!r}).write_text(str(p.pid)); {then}"
    )
    with CommandMatcher([sys.executable, "-c", code], seconds=1.0) as matcher:
        matcher.start()
        while not path.exists() or not path.read_text():
            time.sleep(0.05)
        while "exit" in then and matcher.runs:
            time.sleep(0.05)
    state = Path(f"/proc/{path.read_text()}/stat")
    for _ in range(50):
        if not state.exists() or state.read_text().split()[2] == "Z":
            break
        time.sleep(0.1)
    else:
        pytest.fail("what the matcher started still runs")


def test_what_it_sets_free_keeps_nobody_waiting():
    """A process of another group, which holds the output open for a while."""
    code = (
        "import os, time\n"
        "if os.fork() == 0:\n    os.setsid(); time.sleep(3); os._exit(0)\n"
        "time.sleep(60)"
    )
    matcher = CommandMatcher([sys.executable, "-c", code], seconds=1.0)
    matcher.start()
    time.sleep(0.3)
    listener = matcher._listener
    began = time.monotonic()
    matcher.close()
    assert time.monotonic() - began < 2.5
    assert listener.is_alive()
    listener.join(20.0)  # it closes what it reads when that has ended
    assert not listener.is_alive()


def test_a_program_that_is_not_there():
    with CommandMatcher(["/nowhere/matcher"], seconds=1.0) as matcher:
        with pytest.raises(MatcherError, match="cannot be started"):
            matcher.start()
        with pytest.raises(MatcherError, match="was not started"):
            compare(matcher)


def test_a_server_that_sends_elsewhere_is_not_followed(served):
    other, kind = served()
    for status in (301, 302, 307, 308):
        url, _ = served(lambda self, text, s=status: self.answer(b"", s, Location=other))
        assert compare(WebMatcher(url, seconds=5.0)).failure == "redirected"
    assert kind.asked == []


def drip(self, text: bytes) -> None:
    self.send_response(200)
    self.send_header("Content-Length", str(len(text)))
    self.end_headers()
    for letter in text:
        self.wfile.write(bytes([letter]))
        self.wfile.flush()
        time.sleep(0.3)


def drip_headers(self, _: bytes) -> None:
    self.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        self.wfile.write(f"X-{number}: x\r\n".encode())
        self.wfile.flush()
        time.sleep(0.3)


def endless(self, _: bytes) -> None:
    self.send_response(200)
    self.end_headers()
    while True:
        self.wfile.write(b"x" * 2**16)


@pytest.mark.parametrize(
    ("manner", "failure"),
    [
        (drip, "timed out"),
        (drip_headers, "timed out"),
        (endless, "too long"),
        (lambda self, _: time.sleep(10), "timed out"),
        (lambda self, text: self.answer(b" " * LONGEST + text), "too long"),
        (lambda self, text: self.answer(text, 500), "not HTTP 200"),
        (lambda self, text: self.answer(text, 204), "not HTTP 200"),
        (lambda self, text: self.answer(b"<html>"), "not JSON"),
        (lambda self, text: self.answer(text.replace(b"q1", b"q2")), "no answer to the question"),
        (lambda self, text: self.connection.shutdown(socket.SHUT_RDWR), "died"),
        (lambda self, text: self.wfile.write(b"garbage\r\n\r\n"), "died"),
    ],
    ids=[
        "drip", "drip headers", "endless", "silent", "long", "500", "204", "html", "another",
        "shut", "garbage",
    ],
)  # fmt: skip
def test_a_server_that_misbehaves(served, manner, failure):
    url, _ = served(manner)
    began = time.monotonic()
    assert compare(WebMatcher(url, seconds=0.8)) == Answer("q1", failure=failure)
    assert time.monotonic() - began < 4.0


def test_a_server_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(MatcherError, match=r"cannot be reached.*run again to go on"):
        compare(WebMatcher(f"http://127.0.0.1:{port}/", seconds=1.0))


def test_a_server_that_is_not_who_it_says(tmp_path):
    """A certificate that nobody vouches for: nothing is sent."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    both = tmp_path / "both.pem"
    both.write_bytes(
        key.private_bytes(s.Encoding.PEM, s.PrivateFormat.PKCS8, s.NoEncryption())
        + certificate.public_bytes(s.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    kind = type("Kind", (Handler,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.handle_error = lambda *_: None
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        with pytest.raises(MatcherError, match=r"cannot be reached.*certificate"):
            compare(WebMatcher(f"https://localhost:{server.server_port}/", seconds=5.0))
    finally:
        server.shutdown()
        server.server_close()
    assert kind.asked == []


def test_a_proxy_of_the_environment_is_not_asked(served, monkeypatch):
    proxy, kind = served()
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    url, own = served()
    assert compare(WebMatcher(url, seconds=5.0)).failure is None
    assert kind.asked == []
    assert len(own.asked) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://example.org/match", "unencrypted"),
        ("http://localhost.example.org/", "unencrypted"),
        ("http://127.0.0.1@example.org/", "no address"),
        ("https://user:word@example.org/", "no address"),
        ("rtsp://127.0.0.1/stream", "no address"),
        ("file:///etc/passwd", "no address"),
        ("https://", "no address"),
        ("https://example.org:port/", "no address"),
        ("https://[", "no address"),
        ("matcher", "no address"),
        ("http://127.0.0.1/a b", "no address"),
        ("http://127.0.0.1/\u010d", "no address"),
        ("http://127.0.0.1/a\x00", "no address"),
        ("https://a..example/", "no address"),
        ("https://" + "a" * 70 + ".example/", "no address"),
    ],
)
def test_what_is_no_address_of_a_matcher(url, said):
    with pytest.raises(InputError, match=said):
        WebMatcher(url, seconds=1.0)


def test_a_secret_is_one_line():
    with pytest.raises(InputError, match="no line of ASCII") as told:
        WebMatcher("https://example.org/", seconds=1.0, token="a\r\nHost: b")
    assert "Host" not in str(told.value)


candidates = st.lists(
    st.fixed_dictionaries(
        {"enrolled": st.sampled_from(["a", "b", "c", 7, None]),
         "score": st.one_of(st.floats(), st.integers(), st.text(max_size=2), st.booleans())}
    ),
    max_size=4,
)  # fmt: skip


@given(candidates)
def test_a_search_is_taken_whole_or_not_at_all(found):
    answer = search_of("q", {"question": "q", "candidates": found}, {"a", "b"})
    names = [one["enrolled"] for one in found]
    good = set(names) <= {"a", "b"} and len(set(names)) == len(names) and all(
        type(one["score"]) in (int, float) and abs(one["score"]) < 1e309 for one in found
    )  # fmt: skip
    if good:
        assert answer == Answer("q", {one["enrolled"]: one["score"] for one in found})
    else:
        assert answer.scores == {}
        assert answer.failure in ("unknown candidate", "a candidate twice", "not a score")


def test_one_enrolment_that_was_not_answered_does_not_spoil_every_search():
    """The matcher enrolled it all the same, too late, and returns it: whom it shows is missed."""
    said = {
        "question": "q",
        "candidates": [{"enrolled": "late", "score": 2.0}, {"enrolled": "a", "score": 0.5}],
    }
    assert search_of("q", said, {"a"}, {"late"}) == Answer("q", {"a": 0.5})
    assert search_of("q", said, {"a"}).failure == "unknown candidate"


@pytest.mark.parametrize("said", [{}, {"candidates": None}, {"candidates": [1]}, {"enrolled": 1}])
def test_what_is_no_answer(said):
    for answer in (
        enrolment_of("q", said), comparison_of("q", said), search_of("q", said, {"a"}),
    ):  # fmt: skip
        assert answer.failure == "no answer to the question"
    refused = {"failed": True, **said}
    assert enrolment_of("q", refused).failure == "refused"
    assert search_of("q", refused, {"a"}).failure == "refused"
