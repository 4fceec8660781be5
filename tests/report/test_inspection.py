import datetime as dt
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from tests.makers import (
    TOWN,
    bands_of,
    camera,
    homes_of_town,
    optics,
    overlaps_of,
    published,
    survey,
    watched_ways,
    ways,
)
from tests.report.towns import clearances_of, district_of_town, operated_in, town_of
from tests.switched import switched_on_town
from vidik.errors import PublicationError
from vidik.exposure.seen import seen_by_level
from vidik.jobs.claims import check_claims
from vidik.jobs.downloads import all_downloads
from vidik.model.rejection import Rejection
from vidik.outside.containers import tables_in
from vidik.outside.tables import load_walking_rules
from vidik.outside.tiles import pmtiles
from vidik.report.answers import answers
from vidik.report.downloads import downloads
from vidik.report.inspection import inspect
from vidik.report.pages import Pages
from vidik.report.picture import pictures
from vidik.report.secrets import secrets_of
from vidik.report.texts import known_languages, texts_of
from vidik.report.tilefeatures import tile_files, tiles_about
from vidik.report.walkdata import walking_files

BELL = camera(2023564103, 55.3, 12.7, camera__mount="doorbell", operator="Hans Müller")
SHOWN = camera(2, -40.0, 8.0, operator="Petra Beispiel")
EVERYONE = [SHOWN, BELL]
CLEAR = town_of(EVERYONE)
SECRETS = secrets_of(EVERYONE, clearances_of(EVERYONE), CLEAR)
#: What leaks if somebody makes outputs of cameras that never passed the gate.
LEAKY = town_of(EVERYONE, clearances=clearances_of([SHOWN, replace(BELL, tags={}, mount=None)]))

CREDIT = CLEAR.attribution


def json_of(**members):
    return json.dumps({"attribution": CREDIT, **members}, ensure_ascii=False).encode()


def html_of(text):
    return f"<html><body>{text} {CREDIT}</body></html>".encode()


def outputs(town):
    bands, overlaps = bands_of(town), overlaps_of(town)
    homes = homes_of_town(optics(), districts=True)
    town = replace(town, districts=(district_of_town(),), homes=homes)
    operated = operated_in(town)
    yield from all_downloads(town, bands, overlaps, operated, level="detect", language="en")
    yield from answers(town)
    drawn = dict(pictures(town, bands))
    for slug, drawing in drawn.items():
        yield f"camera/{slug}/picture.svg", drawing.svg(texts_of("en"), alone=True).encode()
    manifest = {"code": "", "versions": {}, "assumptions": {}, "made": "2024-06-01T00:00:00+00:00"}
    yield from Pages(
        published=town,
        manifest=manifest,
        version="0.1",
        pictures=drawn,
        languages=known_languages(),
        operated=operated,
        trials=check_claims(None)[0],
        switched=switched_on_town(),
    ).all()
    for name, layers in tile_files(town, bands, overlaps).items():
        yield (
            f"tiles/{name}.pmtiles",
            pmtiles(layers(), name=name, about=tiles_about(town), min_zoom=10, max_zoom=16),
        )


def refused(path, data, *, town=CLEAR, secrets=SECRETS):
    try:
        inspect(path, data, town, secrets, tables_in=tables_in)
    except PublicationError as fault:
        return str(fault)
    return None


def test_what_the_gate_let_through_passes():
    for path, data in outputs(CLEAR):
        assert refused(path, data) is None, path


def test_an_output_that_went_around_the_gate_is_refused():
    telling = {"downloads/cameras", "downloads/views", "cameras.json", "tiles/watch", "answers/0_0"}
    telling |= {"tiles/watch-monitor", "downloads/vidik", "downloads/review"}
    found = {path for path, data in outputs(LEAKY) if refused(path, data)}
    assert {path.rpartition(".")[0] for path in found} >= telling - {"cameras.json"}
    assert {"cameras.json", "downloads/vidik.gpkg", "downloads/vidik.xlsx"} <= found
    assert "camera/osm-node-2023564103/index.html" in found


def ways_of(town):
    """Return the files of ways."""
    network = ways()
    watched = watched_ways(network, town)
    seen = seen_by_level(network, watched)
    return dict(walking_files(town, network, seen, watched.watchers, load_walking_rules()))


def test_ways_pass_with_cameras_that_are_shown_alone():
    for path, data in ways_of(CLEAR).items():
        assert refused(path, data) is None, path
    assert any(refused(path, data) for path, data in ways_of(LEAKY).items())


def test_ways_without_credit_or_mark_are_refused():
    made_up = replace(CLEAR, synthetic=True)
    for path, data in ways_of(CLEAR).items():
        assert "the mark of made-up data" in refused(path, data, town=made_up)
        nobody = replace(CLEAR, attribution="© nobody")
        assert "the credit" in refused(path, data, town=nobody)
    for path, data in ways_of(made_up).items():
        assert refused(path, data, town=made_up) is None, path


def test_no_refusal_tells_the_secret():
    for path, data in outputs(LEAKY):
        message = refused(path, data)
        if message:
            assert "Müller" not in message
            assert "2023564103" not in message.replace(path, "")


LON, LAT = BELL.lon, BELL.lat


@pytest.mark.parametrize(
    "text",
    [
        "osm:node/2023564103",
        "https://www.openstreetmap.org/node/2023564103",
        "camera/osm-node-2023564103/",
        "osm:node/2023564103#2",
        "id=2023564103",
        "run by Hans Müller, Graz",
        "HANS MÜLLER",
        "Hans  Müller",
        f"{LON:.7f}, {LAT:.7f}",
        f"{LON:.6f} {LAT:.6f}",
        f"#map=18/{LAT:.5f}/{LON:.5f}",
        f"{np.floor(LON * 1e5) / 1e5:.5f},{np.floor(LAT * 1e5) / 1e5:.5f}",
        "Petra Beispiel",
    ],
)
def test_finds_every_trace_in_a_page(text):
    assert "must not be published" in (refused("index.html", html_of(text)) or "")


@pytest.mark.parametrize(
    "text",
    [
        "node/20235641031",
        "node/202356410",
        "0.2023564103",
        f"{LON + 1e-4:.7f}, {LAT:.7f}",
        "Hans and Mr Müller",
        "Müller",
        "osm:node/2",
    ],
)
def test_finds_nothing_where_nothing_is(text):
    assert refused("index.html", html_of(text)) is None


def test_finds_traces_in_json_even_behind_escapes():
    assert refused("x.json", json_of(a={"b": ["osm:node/2023564103"]}))
    assert refused("x.json", json_of(place=[round(LON, 6), round(LAT, 6)]))
    escaped = json.dumps({"attribution": CREDIT, "a": "Hans Müller"}).encode()
    assert b"\\u" in escaped
    assert refused("x.json", escaped)
    assert refused("x.json", json_of(a="Hans Maier")) is None


def test_one_word_names_count_as_whole_values_only():
    one = camera(7, 0, 0, camera__mount="doorbell", operator="Petrović")
    town = town_of([one])
    secrets = secrets_of([one], clearances_of([one]), town)
    assert refused("x.json", json_of(operator="Petrović"), town=town, secrets=secrets)
    assert refused("index.html", html_of("<td>Petrović</td>"), town=town, secrets=secrets)
    said = html_of("<p>The Petrović family</p>")
    assert refused("index.html", said, town=town, secrets=secrets) is None


def test_names_shown_by_right_are_no_secrets():
    one = camera(7, 0, 0, camera__mount="doorbell", operator="Gazi Street")
    town = town_of([one])
    secrets = secrets_of([one], clearances_of([one]), town)
    assert refused("index.html", html_of("Gazi Street"), town=town, secrets=secrets) is None


def test_a_camera_shown_beside_a_hidden_one_is_no_secret():
    beside = camera(3, 55.3, 12.7, surveillance="public", operator="City police")
    everyone = [BELL, beside]
    town = town_of(everyone)
    secrets = secrets_of(everyone, clearances_of(everyone), town)
    for path, data in outputs(town):
        assert refused(path, data, town=town, secrets=secrets) is None, path


def test_a_corner_near_a_hidden_camera_is_no_leak_but_its_very_place_is():
    def line(*points):
        collection = json.loads(dict(downloads(CLEAR, [], []))["downloads/private.geojson"])
        row = {"source": "osm", "licence": "ODbL-1.0", "synthetic": False}
        shape = {"type": "LineString", "coordinates": points}
        collection["features"] = [{"type": "Feature", "properties": row, "geometry": shape}]
        return json.dumps(collection, ensure_ascii=False).encode()

    far = [24.0, 60.0]
    assert refused("x.geojson", line([LON + 2e-6, LAT + 2e-6], far)) is None
    assert refused("x.geojson", line([round(LON, 7), round(LAT, 7)], far))


def test_credit_and_mark_are_asked_of_every_kind_of_output():
    made_up = town_of(
        [camera(1, 30, 38), BELL],
        sources=published(synthetic=True).sources,
        surveys=[survey(1, dt.date(2024, 5, 1), 60.0, synthetic=True)],
        rejected=[Rejection("osm", "node/1", "height", "x", "no height")],
    )
    nothing = secrets_of([], {}, made_up)
    for path, data in outputs(made_up):
        assert refused(path, data, town=made_up, secrets=nothing) is None, path
    other = replace(made_up, attribution="© Somebody else")
    software = ("downloads/dictionary.csv", "favicon.svg", "messages.json", ".qml", ".sld")
    for path, data in outputs(made_up):
        if not path.endswith(software):
            assert refused(path, data, town=other, secrets=nothing), path
    unmarked = [(p, d) for p, d in outputs(published()) if not p.endswith(software)]
    for path, data in unmarked:
        if not path.endswith(".csv"):
            assert refused(path, data, town=made_up, secrets=nothing), path


def test_an_unknown_kind_of_output_is_refused():
    assert "no rule" in refused("film.mp4", b"")
    assert "no rule" in refused("README", b"")
    assert refused("assets/font.woff2", b"") is None


def test_a_row_without_source_licence_or_mark_is_refused():
    data = dict(downloads(CLEAR, [], []))["downloads/cameras.csv"]
    assert refused("a.csv", data) is None
    for before, after in (
        (b",ODbL-1.0,", b",CC0-1.0,"),
        (b",osm,ODbL", b",,ODbL"),
        (b"contributors,false", b"contributors,"),
        (b"synthetic,geometry", b"made_up,geometry"),
        (CREDIT.encode(), b"me"),
    ):
        assert before in data
        assert refused("a.csv", data.replace(before, after))


def test_a_shape_is_read_to_its_end_or_refused():
    files = dict(downloads(CLEAR, [], []))
    table, collection = files["downloads/cameras.csv"], files["downloads/cameras.geojson"]
    assert "else than numbers" in refused("a.csv", table.replace(b"POINT (", b"POINT (x "))
    where = re.compile(rb'("coordinates": ?\[)[\d.]+')
    assert where.search(collection)
    assert "else than numbers" in refused("a.geojson", where.sub(rb"\g<1>1..2", collection))


def test_hidden_places_are_looked_for_at_the_camera_not_around_it():
    lon, lat = TOWN.to_degrees(np.array([[55.3, 15.7]]))[0]
    assert refused("index.html", html_of(f"{lon:.7f}, {lat:.7f}")) is None


PACKED = dict(
    all_downloads(CLEAR, bands_of(CLEAR), overlaps_of(CLEAR), level="detect", language="en")
)


def test_a_file_of_many_tables_that_cannot_be_opened_is_refused():
    for name in ("vidik.gpkg", "vidik.xlsx"):
        with pytest.raises(PublicationError, match="no rule of publication"):
            inspect(f"downloads/{name}", PACKED[f"downloads/{name}"], CLEAR, SECRETS)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b' upload="never"', b"", "it could be uploaded"),
        (b'attribution="', b'attribution="nobody, ', "the credit is missing"),
        (
            b"</osm>",
            b'<node id="-9" lat="%.6f" lon="%.6f" /></osm>' % (BELL.lat, BELL.lon),
            "place",
        ),
        (b"</osm>", b'<note text="Hans M&#252;ller" /></osm>', "a name"),
    ],
)
def test_a_file_for_mappers_is_looked_at(old, new, fault):
    data = PACKED["downloads/review.osm"]
    assert old in data
    assert fault in refused("downloads/review.osm", data.replace(old, new))
