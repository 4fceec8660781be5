"""The server of a review: whom it answers, what it takes, and that nothing goes around that."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

import pytest
import uvicorn

from vidik.errors import InputError
from vidik.jobs.serve import listen
from vidik.web.reviewing import HEADERS, create_review

SECRET = "a-secret-of-this-run"
FORM = "application/x-www-form-urlencoded"


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: str


@dataclass
class Desk:
    """A review of no pairs, which remembers what it was asked."""

    port: int = 0
    done: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def page(self, name: str, asked: Mapping[str, str]) -> str | None:
        return f"page {name} {sorted(asked.items())}" if name in ("", "all", "1") else None

    def act(self, name: str, fields: Mapping[str, str]) -> str | None:
        if fields.get("pair") == "fault":
            raise InputError("no such <b>statement</b>")
        self.done.append((name, dict(fields)))
        return "2?said=kept" if name == "decide" else None

    @property
    def ours(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, body, told)
            reply = line.getresponse()
            headers = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, headers, reply.read().decode())

    def decide(self, body: str = "pair=1&verdict=same", path: str = "decide", **headers: str) -> Reply:
        told = {"Content_Type": FORM, "Origin": f"http://{self.ours}", **headers}
        return self.ask(f"/{SECRET}/{path}", "POST", body.encode(), **told)


@pytest.fixture(scope="module")
def running() -> Iterator[Desk]:
    desk = Desk()
    app = create_review(
        SECRET,
        {"review.js": b"1", "review.css": b"*{}", "a.woff2": b"wOF2", "favicon.svg": b"<svg/>"},
        page=desk.page,
        act=desk.act,
        fault=lambda text: f"<p>{text.replace('<', '&lt;')}",
    )
    with listen("127.0.0.1", 0) as listener:
        desk.port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            thread.join(0.01)
        yield desk
        server.should_exit = True
        thread.join()


@pytest.fixture
def desk(running: Desk) -> Desk:
    running.done.clear()
    return running


def test_pages_come_with_the_secret_and_a_strict_policy(desk: Desk) -> None:
    for path in ("", "1", "all", "nowhere", "assets/review.js"):
        reply = desk.ask(f"/{SECRET}/{path}")
        assert reply.status == (404 if path == "nowhere" else 200)
        for name, value in HEADERS.items():
            assert reply.headers[name.lower()] == value
        assert "set-cookie" not in reply.headers
    assert desk.ask(f"/{SECRET}/1?said=kept&of=3").body == "page 1 [('of', '3'), ('said', 'kept')]"


def test_the_policy_has_no_inline_code_and_no_other_host() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    for word in ("unsafe", "http", "*", "data:", "blob:", "eval"):
        assert word not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert HEADERS["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("review.js", "text/javascript; charset=utf-8"),
        ("review.css", "text/css; charset=utf-8"),
        ("a.woff2", "font/woff2"),
        ("favicon.svg", "image/svg+xml"),
    ],
)
def test_files_say_what_they_are(desk: Desk, name: str, kind: str) -> None:
    assert desk.ask(f"/{SECRET}/assets/{name}").headers["content-type"] == kind


@pytest.mark.parametrize(
    "path",
    [
        "/", "/1", "//1", f"/{SECRET}", f"/{SECRET}x/1", f"/{SECRET[:-1]}/1", f"/x/{SECRET}/1",
        f"/%00{SECRET}/1", "/%ff/1", "/ж/1".encode().decode("latin-1"), f"/{SECRET.upper()}/1",
        f"/?{SECRET}", f"/{'a' * 5000}/1",
    ],
)  # fmt: skip
def test_nothing_without_the_secret(desk: Desk, path: str) -> None:
    with socket.create_connection(("127.0.0.1", desk.port), 20) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: {desk.ours}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.split()[1] in (b"404", b"400")
    assert b"page 1" not in answer
    assert SECRET.encode() not in answer


@pytest.mark.parametrize(
    "path",
    [
        "assets/../1", "assets/..%2f..%2fetc/passwd", "../1", "assets/", "assets/x.js",
        "x/assets/review.js", "%2e%2e/1", "assets/review.js/", "etc/passwd", "..%5c1",
    ],
)  # fmt: skip
def test_no_way_leads_out_of_it(desk: Desk, path: str) -> None:
    assert desk.ask(f"/{SECRET}/{path}").status == 404


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:80", "127.0.0.1.evil.example", "127.0.0.1@evil.example:80",
        "[::1]:80", "0.0.0.0:80", "127.0.0.2:80", "127.0.0.1:8x", "127.0.0.1:8:8", "", "localhost.:80",
    ],
)  # fmt: skip
def test_only_its_own_name_is_answered(desk: Desk, host: str) -> None:
    assert desk.ask(f"/{SECRET}/1", Host=host).status == 403
    reply = desk.decide(Host=host, Origin=f"http://{host}")
    assert (reply.status, desk.done) == (403, [])


def test_a_forwarded_port_has_its_own_number(desk: Desk) -> None:
    for host in ("localhost:9000", "127.0.0.1:9000", "127.0.0.1"):
        assert desk.ask(f"/{SECRET}/1", Host=host).status == 200
        assert desk.decide(Host=host, Origin=f"http://{host}").status == 303


def test_a_decision_of_its_own_page_is_taken(desk: Desk) -> None:
    reply = desk.decide("pair=1&verdict=same&seen=&pair=2", Sec_Fetch_Site="same-origin")
    assert (reply.status, reply.headers["location"]) == (303, "2?said=kept")
    assert desk.done == [("decide", {"pair": "1", "verdict": "same", "seen": ""})]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1"},
        {"Origin": "https://{ours}"}, {"Origin": "http://{ours}."}, {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost:1"}, {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"}, {"Sec_Fetch_Site": "none"},
    ],
)  # fmt: skip
def test_decisions_of_other_pages_are_refused(desk: Desk, headers: dict[str, str]) -> None:
    told = {name: value.replace("{ours}", desk.ours) for name, value in headers.items()}
    assert (desk.decide(**told).status, desk.done) == (403, [])


def test_decisions_from_nowhere_are_refused(desk: Desk) -> None:
    reply = desk.ask(f"/{SECRET}/decide", "POST", b"pair=1", Content_Type=FORM)
    assert (reply.status, desk.done) == (403, [])


def test_a_question_decides_nothing(desk: Desk) -> None:
    for method in ("GET", "HEAD"):
        assert desk.ask(f"/{SECRET}/decide?pair=1&verdict=same", method).status == 404
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert desk.ask(f"/{SECRET}/decide", method, Origin=f"http://{desk.ours}").status == 405
    assert desk.done == []


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data; boundary=x", ""])
def test_only_forms_are_read(desk: Desk, kind: str) -> None:
    assert (desk.decide(Content_Type=kind).status, desk.done) == (415, [])


def test_long_forms_are_refused(desk: Desk) -> None:
    assert desk.decide("pair=" + "1" * 5000).status == 413
    assert desk.decide("&".join(f"a{i}=1" for i in range(50))).status == 400
    assert desk.ask(f"/{SECRET}/1?{'a' * 5000}").status == 414
    assert desk.ask(f"/{SECRET}/1?{'a=1&' * 50}").status == 400
    with socket.create_connection(("127.0.0.1", desk.port), 20) as line:
        head = (
            f"POST /{SECRET}/decide HTTP/1.1\r\nHost: {desk.ours}\r\nOrigin: http://{desk.ours}\r\n"
            f"Content-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        line.sendall(head.encode() + (b"1000\r\n" + b"a" * 4096 + b"\r\n") * 2)
        assert line.recv(65536).split()[1] == b"413"
    assert desk.done == []


def test_bytes_that_are_no_text_do_no_harm(desk: Desk) -> None:
    reply = desk.ask(
        f"/{SECRET}/decide", "POST", b"pair=\xff\xfe%ff%00", Content_Type=FORM,
        Origin=f"http://{desk.ours}",
    )  # fmt: skip
    assert reply.status == 303


def test_what_went_wrong_is_said_on_a_page(desk: Desk) -> None:
    reply = desk.decide("pair=fault")
    assert reply.status == 409
    assert "no such &lt;b>statement" in reply.body
    assert reply.headers["cache-control"] == "no-store"


def test_there_is_no_socket(desk: Desk) -> None:
    reply = desk.ask(
        f"/{SECRET}/1", Connection="Upgrade", Upgrade="websocket", Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
    )  # fmt: skip
    assert reply.status != 101
