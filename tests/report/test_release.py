"""A release is a Data Package whose tables keep to the licences of their sources."""

import csv
import datetime as dt
import hashlib
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.statements import DOORBELL, LIST, NOON, OSM, RULES, SHOP, judged, origin, said
from vidik.errors import PublicationError
from vidik.report.last_look import last_look
from vidik.report.release import DESCRIPTION, Release, check_together, release_files

RELEASE = Release("2026-11", "the editors", "Cameras", NOON, "abc", "1.0")
ALONE = origin("alone", licence="CC-BY-4.0")


def files(*statements, origins=(LIST, OSM), release=RELEASE):
    return release_files(release, judged(*statements), origins, RULES)


def described(made):
    return json.loads(made[DESCRIPTION])


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_it_is_a_data_package_as_the_standard_has_it():
    made = files(said(), said("node/1", origin="osm", north=50))
    told = described(made)
    assert re.fullmatch(r"[-a-z0-9._/]+", told["name"])
    assert told["profile"] == "data-package"
    dt.datetime.fromisoformat(told["created"])
    assert all("name" in one or "path" in one for one in told["licenses"])
    assert all(one["title"] for one in (*told["sources"], *told["contributors"]))
    assert len({one["name"] for one in told["resources"]}) == len(told["resources"])
    for one in told["resources"]:
        data = made[one["path"]]
        assert one["bytes"] == len(data)
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert re.fullmatch(r"[-a-z0-9._/]+", one["name"])
        if one["profile"] == "tabular-data-resource":
            names = [field["name"] for field in one["schema"]["fields"]]
            assert data.decode().splitlines()[0].split(",") == names
            assert set(one["schema"]["primaryKey"]) <= set(names)
            for row in rows(data) if one["name"] != "figures" else ():
                json.loads(row["tags"])
                dt.date.fromisoformat(row["since"])
        else:
            collection = json.loads(data)
            assert collection["type"] == "FeatureCollection"
            assert all(f["geometry"]["type"] == "Point" for f in collection["features"])
    assert "2026-11" in told["citation"]
    assert "© OpenStreetMap contributors" in told["citation"]


def test_all_files_have_their_checksums():
    made = files(said())
    lines = dict(reversed(line.split("  ")) for line in made["checksums.txt"].decode().splitlines())
    assert lines.keys() == made.keys() - {"checksums.txt"}
    assert all(hashlib.sha256(made[path]).hexdigest() == hash for path, hash in lines.items())


def test_what_is_mixed_is_under_the_odbl_and_what_does_not_mix_stays_apart():
    some = said(), said("node/1", origin="osm", north=50), said("x", origin="alone", north=90)
    made = files(*some, origins=[LIST, OSM, ALONE])
    assert {row["source"] for row in rows(made["together/cameras.csv"])} == {"list", "osm"}
    assert {row["source"] for row in rows(made["sources/alone.csv"])} == {"alone"}
    licences = {one["path"]: one["licenses"][0]["name"] for one in described(made)["resources"]}
    assert licences["together/cameras.csv"] == "ODbL-1.0"
    assert licences["sources/alone.csv"] == "CC-BY-4.0"
    assert licences["sources/list.geojson"] == "CC0-1.0"


def test_the_build_refuses_to_mix_what_does_not_mix():
    with pytest.raises(PublicationError, match=r"source “alone”.*merged with others"):
        check_together([LIST, ALONE], RULES)


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (origin("list", synthetic=True), "made up"),
        (origin("list", licence="proprietary"), "does not allow it to be published"),
        (origin("list", licence="CC-BY-ND-4.0"), "does not allow it to be published"),
        (origin("list", licence="unheard of"), "does not allow it to be published"),
    ],
)
def test_what_may_not_be_published_is_refused(source, why):
    with pytest.raises(PublicationError, match=why):
        files(said(), origins=[source])


def test_homes_are_counted_and_leave_no_trace():
    bell = said("node/123456789", origin="osm", tags=DOORBELL, north=300)
    lost = said("9", place=False)
    made = files(said(), bell, lost)
    assert described(made)["left_out"] == {"private": {"list": 0, "osm": 1}, "withheld": 1}
    for data in made.values():
        for trace in (bell.id, "123456789", str(bell.observation.lat), lost.id):
            assert trace not in data.decode()


def test_no_cell_is_run_and_no_attribute_names_a_person():
    evil = said("=HYPERLINK(1)", tags=SHOP | {"ref": "=1+1", "email": "ana@example.org"})
    made = files(evil)
    (row,) = rows(made["sources/list.csv"])
    assert row["object"] == "'=HYPERLINK(1)"
    assert not any(str(value).startswith(("=", "+", "-", "@")) for value in row.values())
    assert b"example.org" not in b"".join(made.values())


def test_the_order_changes_no_byte():
    some = [said(str(i), north=40 * i) for i in range(5)]
    assert files(*some) == files(*reversed(some), origins=(OSM, LIST))


@pytest.mark.parametrize(
    "change", [{"version": "../x"}, {"version": ""}, {"role": "a@b.rs"}, {"role": " "}]
)
def test_a_release_has_a_version_and_a_role(change):
    told = {
        "version": "1",
        "role": "us",
        "title": "t",
        "known": NOON,
        "register": "r",
        "software": "1",
    }
    with pytest.raises(ValueError, match=r"version|role"):
        Release(**{**told, **change})


statements = st.builds(
    said,
    st.sampled_from(["1", "2", "node/123456789", "=1", "ana@example.org"]),
    origin=st.sampled_from(["list", "osm"]),
    north=st.sampled_from([0.0, 1.0, 9.0, 700.0]),
    place=st.booleans(),
    tags=st.sampled_from([SHOP, DOORBELL, {"man_made": "surveillance"}]),
)


@given(st.lists(statements, max_size=6, unique_by=lambda one: one.id))
def test_every_file_stands_the_last_look_and_every_statement_is_counted(some):
    told = judged(*some)
    made = release_files(RELEASE, told, [LIST, OSM], RULES)
    look = last_look(told)
    for path, data in made.items():
        look(path, data)
    left_out = described(made)["left_out"]
    shown = sum(len(rows(made[f"sources/{key}.csv"])) for key in ("list", "osm"))
    assert shown + sum(left_out["private"].values()) + left_out["withheld"] == len(some)
