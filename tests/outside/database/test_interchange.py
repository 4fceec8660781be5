"""A register goes into a file and comes back as it was, from one database into the other."""

import datetime as dt
import hashlib
import json
import random
import zipfile

import pytest

from tests.outside.database.makers import DAY, NOON, edition, origin, said, take
from vidik.errors import InputError, OutputError, VidikError
from vidik.model.decision import Decision, Verdict
from vidik.model.origin import Obtained
from vidik.model.rejection import Rejection
from vidik.outside.database.interchange import load, store
from vidik.outside.database.register import Register


@pytest.fixture
def filled(database):
    with Register(database, create=True, now=lambda: NOON) as register:
        for key in ("b_list", "blist", "a"):
            register.describe(origin(key, obtained=Obtained.LEAKED, url="https://example.org"))
        take(
            register, edition("a", mapping={"lon": "X"}, retrieved=DAY),
            [said("ž", origin="a", attributes={"name": "Б"}), said(origin="a"), said(origin="a")],
            rejected=[Rejection("a", "row 9", "*", "x", "why")],
        )  # fmt: skip
        take(
            register,
            edition("blist", complete=False),
            [said("x", origin="blist", lon=None, lat=None)],
        )
        first, second, *_ = register.state()
        register.decide(
            Decision(NOON, "us", Verdict.DIFFERENT, "far", observation=first.id, other=second.id)
        )
        register.erase(second.id, reason="asked for")
    return database


def test_out_and_in_again_is_the_same_in_either_database(filled, postgresql, tmp_path):
    from tests.databases import empty_database

    rows = store(filled, tmp_path / "a.zip")
    for number, place in enumerate((str(tmp_path / "new.sqlite"), empty_database(postgresql))):
        assert load(tmp_path / "a.zip", place) == rows
        store(place, tmp_path / f"{number}.zip")
        assert (tmp_path / f"{number}.zip").read_bytes() == (tmp_path / "a.zip").read_bytes()
        with Register(filled) as one, Register(place) as other:
            assert list(one.state()) == list(other.state())
            assert one.decisions() == other.decisions()
            # and it can be gone on with
            assert take(other, edition("a", file="next", dated=DAY + dt.timedelta(1)),
                        [said("n", origin="a")]).new  # fmt: skip


def test_the_file_says_what_it_holds_and_nobody_else_reads_it(filled, tmp_path):
    store(filled, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        told = json.loads(packed.read("datapackage.json"))
        for resource in told["resources"]:
            lines = packed.read(resource["path"]).splitlines()
            assert len(lines) == resource["rows"]
            for line in lines:
                assert list(json.loads(line)) == [f["name"] for f in resource["schema"]["fields"]]


def rewritten(source, target, change):
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda n, d: d.replace(b"why", b"who"), "was changed since it was stored"),
        (lambda n, d: d if n != "listing.jsonl" else None, "a table is missing"),
        (lambda n, d: d if n != "datapackage.json" else b"[]", "does not say what it holds"),
        (lambda n, d: d.replace(b'"version": "1"', b'"version": "99"'), "stored by a newer Vidik"),
        (lambda n, d: d if n != "origin.jsonl" else b"{}\n", "not a row of this table"),
        (lambda n, d: d if n != "origin.jsonl" else b"[" * 100_000, "not a row of this table"),
        (lambda n, d: d if n != "origin.jsonl" else b"x" * 10_000_001, "a line too long"),
    ],
)
def test_a_file_that_is_not_as_it_was_stored_makes_no_register(filled, tmp_path, change, message):
    store(filled, tmp_path / "a.zip")
    broken = rewritten(tmp_path / "a.zip", tmp_path / "b.zip", change)
    with pytest.raises(InputError, match=message):
        load(broken, str(tmp_path / "new.sqlite"))
    assert not (tmp_path / "new.sqlite").exists()


def test_nothing_is_put_over_a_register(filled, tmp_path):
    store(filled, tmp_path / "a.zip")
    with pytest.raises(InputError, match="there is"):
        load(tmp_path / "a.zip", filled)


def test_no_file_and_no_zip_are_said_so(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "a.zip", str(tmp_path / "r"))
    (tmp_path / "a.zip").write_bytes(b"PK nonsense")
    with pytest.raises(InputError, match="not a stored register"):
        load(tmp_path / "a.zip", str(tmp_path / "r"))
    assert not (tmp_path / "r").exists()


def test_a_place_that_cannot_be_written_is_named(filled, tmp_path):
    with pytest.raises(OutputError, match=r"none/a\.zip: cannot be written"):
        store(filled, tmp_path / "none" / "a.zip")


def test_a_file_with_a_bit_flipped_makes_no_other_register(filled, tmp_path):
    rows = store(filled, tmp_path / "a.zip")
    whole = (tmp_path / "a.zip").read_bytes()
    rng = random.Random(3)
    refused = 0
    for number in range(60):
        broken = bytearray(whole)
        broken[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
        (tmp_path / "b.zip").write_bytes(broken)
        place = tmp_path / f"{number}.sqlite"
        try:
            # a bit that says nothing of the content may flip
            assert load(tmp_path / "b.zip", str(place)) == rows
        except InputError:
            refused += 1
            assert not place.exists()
        else:
            store(str(place), tmp_path / "c.zip")
            assert (tmp_path / "c.zip").read_bytes() == whole
    assert refused > 30
    assert not [one for one in tmp_path.iterdir() if ".new" in one.name]


def told_otherwise(source, target, table, **values):
    """Rewrite the first row of a table, and let the file say that this is how it was stored."""
    held = {}
    with zipfile.ZipFile(source) as old:
        held = {name: old.read(name) for name in old.namelist()}
    first, *others = held[f"{table}.jsonl"].splitlines(keepends=True)
    row = json.dumps(json.loads(first) | values).encode() + b"\n"
    held[f"{table}.jsonl"] = row + b"".join(others)
    described = json.loads(held["datapackage.json"])
    for one in described["resources"]:
        one["hash"] = f"sha256:{hashlib.sha256(held[one['path']]).hexdigest()}"
    held["datapackage.json"] = json.dumps(described).encode()
    with zipfile.ZipFile(target, "w") as new:
        for name, data in held.items():
            new.writestr(name, data)
    return target


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("observation", {"lon": "east"}),
        ("observation", {"lon": None}),
        ("observation", {"lon": 1e400}),
        ("observation", {"devices": 0}),
        ("observation", {"devices": 10**30}),
        ("observation", {"devices": True}),
        ("observation", {"claim": "perhaps"}),
        ("observation", {"attributes": "["}),
        ("observation", {"attributes": "[]"}),
        ("observation", {"attributes": '{"name": 1}'}),
        ("observation", {"object": "another"}),
        ("observation", {"object": ["a", "list"]}),
        ("observation", {"observed": "yesterday"}),
        ("observation", {"id": "00"}),
        ("origin", {"kind": "rumour"}),
        ("origin", {"draft": "no"}),
        ("origin", {"key": None}),
        ("edition", {"recorded": "now"}),
        ("edition", {"id": 10**30}),
        ("decision", {"verdict": "perhaps"}),
        ("decision", {"observation": None}),
        ("register", {"salt": 5}),
        ("listing", {"edition": 99}),
    ],
)
def test_a_row_that_no_register_has_is_refused(filled, tmp_path, table, values):
    store(filled, tmp_path / "a.zip")
    made = told_otherwise(tmp_path / "a.zip", tmp_path / "b.zip", table, **values)
    with pytest.raises(InputError, match=r"b\.zip.*(not a row of this table|does not fit)"):
        load(made, str(tmp_path / "new.sqlite"))
    assert not list(tmp_path.glob("*new*"))


def test_what_cannot_be_read_or_made_is_said_so(filled, tmp_path):
    store(filled, tmp_path / "a.zip")
    with pytest.raises(InputError, match=f"{tmp_path}: cannot be read"):
        load(tmp_path, str(tmp_path / "new.sqlite"))
    (tmp_path / "file").touch()
    with pytest.raises(VidikError, match=r"cannot be (made|used as a register)"):
        load(tmp_path / "a.zip", str(tmp_path / "file" / "new.sqlite"))


def test_nobody_decides_in_advance_who_reads_a_backup(filled, tmp_path):
    (tmp_path / "theirs").touch(0o666)
    (tmp_path / ".a.zip.new").symlink_to(tmp_path / "theirs")
    store(filled, tmp_path / "a.zip")
    assert (tmp_path / "theirs").read_bytes() == b""
    assert not (tmp_path / "a.zip").is_symlink()
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0
