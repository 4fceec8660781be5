"""The server: ranges, compression, headers, and nothing outside the folder."""

from __future__ import annotations

import gzip
import http.client
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
import uvicorn

from vidik.jobs.serve import listen
from vidik.web.app import SECURITY_HEADERS, create_app

if sys.version_info >= (3, 14):
    from compression.zstd import decompress as unpack_zstd
else:
    import zstandard

    def unpack_zstd(data: bytes) -> bytes:
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)


TEXT = "Mapped is not all. " * 100
TILES = bytes(range(256)) * 8


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Site:
    folder: Path
    port: int

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, headers=told)
            reply = line.getresponse()
            return Reply(reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    outside = tmp_path_factory.mktemp("served")
    (outside / "secret.txt").write_text("secret")
    folder = outside / "site"
    for path, text in {
        "index.html": "<head></head>map",
        "404.html": '<head><title>No such page</title></head><a href="./">back</a>',
        "mk/404.html": "<head><title>Нема таква страница</title></head>",
        "summary/index.html": TEXT,
        "summary.json": "{}",
        "big.json": "[" + "1," * 2000 + "1]",
        "rejected.csv": "a,b\n" * 500,
        ".hidden/key.txt": "hidden",
        ".stamp": "hidden",
        "empty/keep.txt": "kept",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    (folder / "tiles").mkdir()
    (folder / "tiles/base.pmtiles").write_bytes(TILES)
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(
            uvicorn.Config(create_app(folder), lifespan="off", log_level="warning")
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            thread.join(0.01)
        yield Site(folder, listener.getsockname()[1])
        server.should_exit = True
        thread.join()


def test_pages_and_folders(site: Site) -> None:
    assert site.get("/").body == b"<head></head>map"
    assert site.get("/summary/").body.decode() == TEXT
    moved = site.get("/summary")
    assert moved.status == 307
    assert moved.headers["location"].endswith("/summary/")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/summary.json", "application/json"),
        ("/tiles/base.pmtiles", "application/vnd.pmtiles"),
        ("/rejected.csv", "text/csv; charset=utf-8"),
    ],
)
def test_files_say_what_they_are(site: Site, path: str, kind: str) -> None:
    assert site.get(path).headers["content-type"] == kind


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-126", 0, 126), ("bytes=1000-1003", 1000, 1003), ("bytes=-8", 2040, 2047)],
)
def test_ranges_are_answered(site: Site, asked: str, first: int, last: int) -> None:
    reply = site.get("/tiles/base.pmtiles", Range=asked, Accept_Encoding="gzip, br, zstd")
    assert reply.status == 206
    assert reply.headers["content-range"] == f"bytes {first}-{last}/{len(TILES)}"
    assert "content-encoding" not in reply.headers
    assert reply.body == TILES[first : last + 1]


def test_a_range_beyond_the_end_is_refused(site: Site) -> None:
    reply = site.get("/tiles/base.pmtiles", Range="bytes=5000-6000")
    assert reply.status == 416
    assert reply.headers["content-range"] == f"bytes */{len(TILES)}"


def test_a_range_of_text_counts_bytes_of_the_file(site: Site) -> None:
    reply = site.get("/big.json", Range="bytes=0-999", Accept_Encoding="gzip")
    assert reply.status == 206
    assert len(reply.body) == 1000
    assert "content-encoding" not in reply.headers


def test_a_range_of_an_older_version_gets_the_whole_file(site: Site) -> None:
    reply = site.get("/tiles/base.pmtiles", Range="bytes=0-9", If_Range='"older"')
    assert reply.status == 200
    assert reply.body == TILES


@pytest.mark.parametrize("path", ["/summary/", "/big.json", "/rejected.csv"])
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_text_is_compressed(site: Site, path: str, encoding: str) -> None:
    plain = site.get(path, Accept_Encoding="identity")
    packed = site.get(path, Accept_Encoding=encoding)
    assert packed.headers["content-encoding"] == encoding
    assert "accept-encoding" in packed.headers["vary"].lower()
    assert len(packed.body) < len(plain.body) / 4
    unpack = {
        "gzip": gzip.decompress,
        "br": brotli.decompress,
        "zstd": unpack_zstd,
    }[encoding]
    assert unpack(packed.body) == plain.body


def test_tiles_are_not_compressed_again(site: Site) -> None:
    reply = site.get("/tiles/base.pmtiles", Accept_Encoding="gzip, br, zstd")
    assert "content-encoding" not in reply.headers
    assert reply.body == TILES


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_what_is_known_is_not_sent_again(site: Site, encoding: str) -> None:
    first = site.get("/big.json", Accept_Encoding=encoding)
    assert first.headers["etag"].startswith("W/" if encoding == "gzip" else '"')
    again = site.get("/big.json", Accept_Encoding=encoding, If_None_Match=first.headers["etag"])
    assert again.status == 304
    assert again.body == b""


def test_a_replaced_file_has_another_tag_even_with_the_same_time_and_size(site: Site) -> None:
    path = site.folder / "summary.json"
    before = site.get("/summary.json").headers["etag"]
    times = path.stat()
    fresh = site.folder / "fresh.json"
    fresh.write_text("[]")
    fresh.replace(path)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert site.get("/summary.json").headers["etag"] != before


@pytest.mark.parametrize("path", ["/", "/tiles/base.pmtiles", "/nowhere", "/summary"])
def test_every_answer_carries_the_security_headers(site: Site, path: str) -> None:
    headers = site.get(path).headers
    for name, value in SECURITY_HEADERS.items():
        assert headers[name.lower()] == value


def test_only_the_map_that_asks_to_be_embedded_may_be_framed(site: Site) -> None:
    ours = SECURITY_HEADERS["Content-Security-Policy"]
    for path in ("/", "/?embedded", "/?embed=1&x", "/summary/"):
        assert site.get(path).headers["content-security-policy"] == ours
    policy = site.get("/?embed").headers["content-security-policy"]
    assert policy == ours.replace("frame-ancestors 'self'", "frame-ancestors *")


def test_the_policy_allows_no_inline_code_and_no_other_host() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/summary/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/link.txt",
        "/.stamp",
        "/.hidden/key.txt",
        "/%2ehidden/key.txt",
        "/summary/%00",
        "/" + "a" * 3000,
        "/nowhere",
        "/empty/",
    ],
)
def test_nothing_but_the_folder_is_served(site: Site, path: str) -> None:
    reply = site.get(path)
    assert reply.status in (400, 404)
    assert b"secret" not in reply.body
    assert b"hidden" not in reply.body
    assert b"root:" not in reply.body


@pytest.mark.parametrize(
    ("path", "way"), [("/x", "./"), ("/camera/gone/", "../../"), ("/camera/a/b", "../../")]
)
def test_a_missing_page_works_at_any_depth(site: Site, path: str, way: str) -> None:
    reply = site.get(path)
    assert reply.status == 404
    assert f'<head><base href="{way}">' in reply.body.decode()


@pytest.mark.parametrize(
    ("path", "way"), [("/mk", "mk/"), ("/mk/gone", "../mk/"), ("/mk/camera/gone/", "../../../mk/")]
)
def test_a_missing_page_is_in_the_language_of_its_folder(site: Site, path: str, way: str) -> None:
    reply = site.get(path)
    assert reply.status == 404
    assert f'<head><base href="{way}"><title>Нема таква страница' in reply.body.decode()


def test_only_reading_is_allowed(site: Site) -> None:
    for method in ("POST", "PUT", "DELETE"):
        reply = site.get("/index.html", method)
        assert reply.status == 405
        assert reply.headers["allow"] == "GET, HEAD"
    head = site.get("/index.html", "HEAD")
    assert head.status == 200
    assert head.body == b""
