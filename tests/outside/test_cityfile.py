from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidik.errors import SettingsError
from vidik.outside.cityfile import load_city
from vidik.settings import CitySettings, FileSource, LevelHeight, SyntheticSource

PLACE = '[place]\nname = "Town"\n'
SOURCE = """
[[sources]]
key = "osm"
name = "OpenStreetMap"
path = "town.osm.pbf"
licence = "ODbL-1.0"
attribution = "© OpenStreetMap contributors"
"""

TERRAIN = """
[terrain]
name = "Ground"
path = "ground.tif"
licence = "CC-BY-4.0"
attribution = "Land survey"
"""


def write(folder: Path, text: str) -> Path:
    (folder / "town.osm.pbf").touch()
    path = folder / "city.toml"
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, text: str) -> CitySettings:
    return load_city(write(folder, text))


def complaint(folder: Path, text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(folder, text)
    assert caught.value.file is not None
    assert str(caught.value).count("\n") == 0
    return caught.value


def test_the_least_city_file_gets_every_default(tmp_path: Path) -> None:
    city = load(tmp_path, PLACE + SOURCE)
    (source,) = city.sources
    assert isinstance(source, FileSource)
    assert (source.path, source.format, source.retrieved) == ("town.osm.pbf", None, None)
    assert source.gives == ("cameras", "buildings", "streets", "basemap")
    assert city.place.boundary == "data"
    assert city.assumptions.outward_share == 0.963
    assert city.assumptions.metres_per_level.span.expected == 3.0
    assert (city.output.folder, city.output.languages) == ("site", ("en",))
    assert not city.synthetic


def test_every_key_is_read(tmp_path: Path) -> None:
    for name in ("optics.toml", "heights.toml", "ground.tif"):
        (tmp_path / name).touch()
    city = load(
        tmp_path,
        """
[place]
name = "Town"
names = { sr-Latn = "Varoš" }
boundary = [24, 60.1, 25.5, 60.3]
"""
        + SOURCE
        + """
format = "pbf"
retrieved = 2019-04-21
gives = ["buildings", "streets"]

[[sources]]
kind = "synthetic"
count = 10
seed = 7
"""
        + TERRAIN
        + """
[assumptions]
optics = "optics.toml"
max_reach_m = 150
heights = "heights.toml"
target_m = 0
metres_per_level = { least = 2.7, expected = 3, most = 3.5 }
wall_m = 0.5
outward_share = 0.9

[publication]
deny = ["amenity=clinic", "office=*"]
deny_areas = [[24.1, 60.1, 24.2, 60.2]]
organisations = ["City of Town"]
hide = ["osm:node/1"]

[output]
folder = "public"
languages = ["en", "sr-Latn"]
""",
    )
    osm, made_up = city.sources
    assert isinstance(osm, FileSource)
    assert osm.retrieved == dt.date(2019, 4, 21)
    assert isinstance(made_up, SyntheticSource)
    assert (made_up.key, made_up.gives, made_up.seed) == ("synthetic", ("cameras",), 7)
    assert city.synthetic
    assert city.place.names == {"sr-Latn": "Varoš"}
    assert city.place.boundary == (24.0, 60.1, 25.5, 60.3)
    assert city.assumptions.metres_per_level == LevelHeight(least=2.7, expected=3.0, most=3.5)
    assert city.terrain is not None
    assert (city.terrain.key, city.terrain.path) == ("terrain", "ground.tif")
    assert (city.assumptions.heights, city.assumptions.target_m) == ("heights.toml", 0)
    assert city.publication.deny_areas == ((24.1, 60.1, 24.2, 60.2),)


@pytest.mark.parametrize(
    ("text", "place", "value", "meant"),
    [
        (
            PLACE + SOURCE + "retreived = 2019-04-21",
            "sources[0].retreived",
            "2019-04-21",
            "retrieved",
        ),
        (PLACE + SOURCE + "[asumptions]\nwall_m = 1", "asumptions", None, "assumptions"),
        (PLACE + SOURCE + "[assumptions]\nwall = 1", "assumptions.wall", "1", "wall_m"),
        ("[place]\nnmae = 'Town'" + SOURCE, "place.nmae", "Town", "name"),
        (PLACE + SOURCE + "gives = ['camera']", "sources[0].gives[0]", "camera", "cameras"),
        (PLACE + SOURCE + "format = 'geojsn'", "sources[0].format", "geojsn", "geojson"),
        (PLACE + SOURCE + "kind = 'synthetik'", "sources[0].kind", "synthetik", "synthetic"),
        (
            PLACE + SOURCE + "[assumptions]\nmetres_per_level = { lest = 2 }",
            "assumptions.metres_per_level.lest",
            "2",
            "least",
        ),
        (PLACE + SOURCE + TERRAIN + "attribtion = 'x'", "terrain.attribtion", "x", "attribution"),
        (
            PLACE + "[[sources]]\nkind = 'synthetic'\ncuont = 1\n" + SOURCE,
            "sources[0].cuont",
            "1",
            "count",
        ),
    ],
)
def test_a_misspelt_word_is_named_with_what_was_meant(
    tmp_path: Path, text: str, place: str, value: str | None, meant: str
) -> None:
    error = complaint(tmp_path, text)
    assert error.place == place
    assert f"did you mean `{meant}`?" in str(error)
    assert str(error).startswith(str(tmp_path / "city.toml"))
    if value is not None:
        assert value in str(error)


def test_a_key_nobody_could_mean_lists_the_known_ones(tmp_path: Path) -> None:
    assert "known keys: folder, languages" in str(
        complaint(tmp_path, PLACE + SOURCE + "[output]\nq = 1")
    )


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[place]\nname = ", "line 2, column 8", "not TOML"),
        ("[place]\nname = 'Town'\nname = 'City'\n", "line 3", "not TOML"),
        ("[place", "line 1, column 7", "not TOML"),
        ("", "place", "required"),
        (PLACE, "sources", "required"),
        (PLACE + "[sources]\nkey = 'osm'", "sources", "[[sources]]"),
        ("sources = []\n" + PLACE, "sources", "not be empty"),
        ("[place]\nname = ''" + SOURCE, "place.name", "not be empty"),
        ("[place]\nname = 7" + SOURCE, "place.name", "text in quotes"),
        ("place = 'Town'\n" + SOURCE, "place", "section of keys"),
        (PLACE + "[[sources]]\nkey = 'osm'", "sources[0].name", "required"),
        (PLACE + SOURCE + "retrieved = 'last week'", "sources[0].retrieved", "2019-04-01"),
        (PLACE + SOURCE + "gives = []", "sources[0].gives", "not be empty"),
        (PLACE + SOURCE + "gives = ['cameras', 'cameras']", "sources[0].gives", "twice"),
        (PLACE + SOURCE + "[assumptions]\nwall_m = inf", "assumptions.wall_m", "finite"),
        (PLACE + SOURCE + "[assumptions]\nwall_m = nan", "assumptions.wall_m", "number"),
        (PLACE + SOURCE + "[assumptions]\nwall_m = -1", "assumptions.wall_m", "greater than"),
        (PLACE + SOURCE + "[assumptions]\nwall_m = 'a'", "assumptions.wall_m", "a number"),
        (
            PLACE + SOURCE + "[assumptions]\nmetres_per_level.least = 9",
            "assumptions.metres_per_level",
            "least <= expected <= most",
        ),
        (PLACE + SOURCE + "[publication]\ndeny = ['clinics']", "publication.deny[0]", "key=value"),
        (PLACE + SOURCE + "[publication]\ndeny_areas = ['data']", "publication.deny_areas[0]", ""),
        (PLACE + SOURCE + "[output]\nlanguages = ['English']", "output.languages[0]", "English"),
        (PLACE + "names = { English = 'Town' }" + SOURCE, "place.names.English", "English"),
        (PLACE + "names = { en = '' }" + SOURCE, "place.names.en", "should not be empty"),
        (PLACE + "names = 'Town'" + SOURCE, "place.names", "a section of keys"),
        (PLACE + SOURCE + SOURCE, None, "two sources have the key 'osm'"),
        (PLACE + SOURCE + "gives = ['streets']", None, "no source gives cameras"),
        (
            PLACE + "[[sources]]\nkind = 'synthetic'\ncount = 3",
            None,
            "need a source that gives buildings or streets",
        ),
        (PLACE + "[[sources]]\nkind = 'synthetic'\ncount = 0" + SOURCE, "sources[0].count", "0"),
    ],
)
def test_every_fault_is_placed_and_explained(
    tmp_path: Path, text: str, place: str | None, words: str
) -> None:
    error = complaint(tmp_path, text)
    if place is None:
        assert error.place is None
    else:
        assert (error.place or "").startswith(place)
    assert words in str(error)


def test_further_faults_are_counted(tmp_path: Path) -> None:
    text = PLACE + SOURCE + "retreived = 2019-04-21\n[output]\nfolder = 1\nlanguages = 2"
    assert "3 more faults" in str(complaint(tmp_path, text))


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ([179.5, -20, -179.5, -15], "antimeridian"),
        ([-100, 0, 100, 10], "antimeridian"),
        ([60.1, 124.9, 60.2, 125.0], "swapped"),
        ([200, 60, 210, 61], "not on the globe"),
        ([24.9, 60.2, 25.0, 60.1], "west, south, east, north"),
        ([24.9, 60.1, 24.9, 60.2], "west, south, east, north"),
        ([24.9, 60.1, 25.0], "four numbers"),
        ([24.9, 60.1, 25.0, 60.2, 1], "four numbers"),
        (["a", 60.1, 25.0, 60.2], "a number"),
        (7, "list"),
    ],
)
def test_impossible_boxes_are_refused(tmp_path: Path, box: object, words: str) -> None:
    error = complaint(tmp_path, f"{PLACE}boundary = {box}\n{SOURCE}")
    assert (error.place or "").startswith("place.boundary")
    assert words in str(error)


def test_missing_files_are_named_as_they_stand_in_the_city_file(tmp_path: Path) -> None:
    source = SOURCE.replace("town.osm.pbf", "elsewhere.osm.pbf")
    error = complaint(tmp_path, PLACE + source)
    assert (error.place, error.value) == ("sources[0].path", "elsewhere.osm.pbf")
    error = complaint(tmp_path, PLACE + SOURCE + "[assumptions]\noptics = 'mine.toml'")
    assert (error.place, error.value) == ("assumptions.optics", "mine.toml")
    error = complaint(tmp_path, PLACE + SOURCE + "[assumptions]\nheights = 'mine.toml'")
    assert (error.place, error.value) == ("assumptions.heights", "mine.toml")
    error = complaint(tmp_path, PLACE + SOURCE + TERRAIN)
    assert (error.place, error.value) == ("terrain.path", "ground.tif")
    error = complaint(tmp_path, PLACE + "boundary = 'district.geojson'\n" + SOURCE)
    assert (error.place, error.value) == ("place.boundary", "district.geojson")


@pytest.mark.parametrize("folder", [".", "..", "x/..", "/"])
def test_an_output_that_would_replace_its_own_input_is_refused(tmp_path: Path, folder: str) -> None:
    error = complaint(tmp_path, PLACE + SOURCE + f"[output]\nfolder = '{folder}'")
    assert (error.place, error.value) == ("output.folder", folder)


def test_an_output_that_would_replace_a_source_is_refused(tmp_path: Path) -> None:
    source = SOURCE.replace("town.osm.pbf", "site/town.osm.pbf")
    assert complaint(tmp_path, PLACE + source).place == "output.folder"


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 5000, PLACE + SOURCE + '[output]\nfolder="\\u0000"']
)
def test_hostile_city_files_end_in_a_message(tmp_path: Path, text: str) -> None:
    assert complaint(tmp_path, text)


def test_a_city_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no such city file.*vidik new"):
        load_city(tmp_path / "city.toml")
    with pytest.raises(SettingsError, match=r"this is a folder.*city\.toml"):
        load_city(tmp_path)
    (tmp_path / "city.toml").write_bytes(b"[place]\nname = '\xff'")
    with pytest.raises(SettingsError, match="byte 16: not UTF-8"):
        load_city(tmp_path / "city.toml")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_whatever_ends_in_anything_but_settings_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("city") / "city.toml"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(SettingsError):
        load_city(path)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(
    section=st.sampled_from(["place", "sources", "assumptions", "publication", "output"]),
    value=json_like,
)
def test_settings_refuse_any_wrong_section_without_breaking(section: str, value: object) -> None:
    good: dict[str, object] = {
        "place": {"name": "Town"},
        "sources": [{"kind": "file", "key": "osm", "name": "o", "path": "p"}],
    }
    good["sources"][0] |= {"licence": "ODbL-1.0", "attribution": "©"}
    try:
        CitySettings.model_validate(good | {section: value})
    except ValueError:
        return
    assert section in ("assumptions", "publication", "output")
