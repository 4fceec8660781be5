"""A register goes into a file and comes back as it was, from one database into the other."""

import datetime as dt
import json
import zipfile

import pytest

from tests.outside.database.makers import DAY, NOON, edition, origin, said, take
from vidik.errors import InputError, OutputError
from vidik.model.decision import Decision, Verdict
from vidik.model.origin import Obtained
from vidik.model.rejection import Rejection
from vidik.model.request import Channel, Request, Standing, Step, Wish
from vidik.outside.database.interchange import load, store
from vidik.outside.database.requests import Requests


@pytest.fixture
def filled(database):
    with Requests(database, create=True, now=lambda: NOON) as register:
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
        received = Step(DAY, NOON, "us", Standing.RECEIVED)
        answer = Step(DAY, NOON, "us", Standing.CORRECTED, "gone", statements=(first.id, second.id))
        register.ask(Request(
            "KD4Y6-V9EQ9", Wish.NOT_THERE, Channel.FORM, (received,), statement=second.id
        ))  # fmt: skip
        register.go_on("KD4Y6-V9EQ9", answer)
        # a database that sorts as people do would put this one first
        register.ask(Request("5RGKT-RGTTQ", Wish.HOME, Channel.LETTER, (received,)))
        register.ask(Request(
            "18G8G-E8HH6", Wish.MISSING, Channel.COUNCIL, (received,), lon=20.1, lat=44.1
        ))  # fmt: skip
        register.erase(second.id, reason="asked for")
    return database


def test_out_and_in_again_is_the_same_in_either_database(filled, postgresql, tmp_path):
    from tests.databases import empty_database

    rows = store(filled, tmp_path / "a.zip")
    for number, place in enumerate((str(tmp_path / "new.sqlite"), empty_database(postgresql))):
        assert load(tmp_path / "a.zip", place) == rows
        store(place, tmp_path / f"{number}.zip")
        assert (tmp_path / f"{number}.zip").read_bytes() == (tmp_path / "a.zip").read_bytes()
        with Requests(filled) as one, Requests(place) as other:
            assert list(one.state()) == list(other.state())
            assert one.decisions() == other.decisions()
            assert one.requests() == other.requests()
            assert len(one.requests()) == 3
            # and it can be gone on with
            assert take(other, edition("a", file="next", dated=DAY + dt.timedelta(1)),
                        [said("n", origin="a")]).new  # fmt: skip
            other.go_on("5RGKT-RGTTQ", Step(DAY, NOON, "us", Standing.LOOKED_AT))


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


def without_requests(name, data, *, version="1"):
    """Return a part of a stored register as the version before requests stored it."""
    if name.partition(".")[0] in ("request", "step", "outcome"):
        return None
    if name != "datapackage.json":
        return data
    told = json.loads(data)
    told["version"] = version
    told["resources"] = [
        one for one in told["resources"] if one["name"] not in ("request", "step", "outcome")
    ]
    return json.dumps(told, indent=2).encode()


def test_a_backup_made_before_there_were_requests_is_restored(filled, postgresql, tmp_path):
    from tests.databases import empty_database

    rows = store(filled, tmp_path / "a.zip")
    old = rewritten(tmp_path / "a.zip", tmp_path / "old.zip", without_requests)
    for place in (str(tmp_path / "new.sqlite"), empty_database(postgresql)):
        # three requests, four steps, two outcomes
        assert load(old, place) == rows - 9
        with Requests(filled) as one, Requests(place) as other:
            assert list(one.state()) == list(other.state())
            assert other.requests() == ()
            other.ask(one.requests()[1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda n, d: d.replace("ž".encode(), b"z"), "was changed since it was stored"),
        (lambda n, d: d if n != "listing.jsonl" else None, "a table is missing"),
        (lambda n, d: without_requests(n, d, version="2"), "a table is missing"),
        (lambda n, d: d if n != "datapackage.json" else b"[]", "does not say what it holds"),
        (lambda n, d: d.replace(b'"version": "2"', b'"version": "99"'), "stored by a newer Vidik"),
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
