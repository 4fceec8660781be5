from xml.etree import ElementTree as ET

from tests.makers import bands_of, camera, published
from tests.report.towns import town_of
from vidik.report.picture import PICTURE_STYLE, pictures
from vidik.report.texts import texts_of

TEXTS = texts_of("en")


def drawn(town, **options):
    drawings = dict(pictures(town, bands_of(town)))
    return {slug: drawing.svg(TEXTS, **options) for slug, drawing in drawings.items()}


def test_every_camera_shown_has_a_picture_and_no_other():
    town = town_of(
        [camera(1, 0, 0), camera(2, 9, 9, camera__mount="doorbell"), camera(3, 0, 9, indoor=True)]
    )
    assert set(drawn(town)) == {"osm-node-1", "osm-node-3"}


def test_pictures_are_svg_with_the_credit():
    for svg in drawn(published()).values():
        ET.fromstring(svg)
        assert "© OpenStreetMap contributors" in svg
        assert "synthetic" not in svg
        assert "<style" not in svg
        assert len(svg) < 25_000


def test_made_up_pictures_carry_the_mark():
    for svg in drawn(published(synthetic=True)).values():
        assert 'class="synthetic"' in svg
        assert "made up" in svg


def test_a_picture_that_stands_alone_has_colours_for_the_dark():
    svg = next(iter(drawn(published(), alone=True).values()))
    assert PICTURE_STYLE in svg
    ET.fromstring(svg)


def test_uncertainty_has_its_grammar():
    directed, bare = (drawn(published())[f"osm-node-{i}"] for i in (1, 4))
    assert 'class="pic-least"' in directed
    assert 'class="pic-least"' not in bare
    for svg in (directed, bare):
        assert 'class="pic-most"' in svg
        assert 'class="pic-expected"' in svg


def test_a_long_credit_is_broken_and_not_cut():
    town = published()
    long = "© OpenStreetMap contributors; " + "a list of somebody else, as it stood in May; " * 4
    object.__setattr__(town, "attribution", long.strip())
    for svg in drawn(town).values():
        lines = [str(one.text) for one in ET.fromstring(svg).findall(".//{*}text")]
        assert " ".join(lines).endswith(long.strip())
        assert max(map(len, lines)) < 90


def test_text_from_sources_is_escaped():
    town = published()
    object.__setattr__(town, "attribution", "<script>&")
    for svg in drawn(town).values():
        ET.fromstring(svg)
        assert "<script>" not in svg


def test_the_same_city_gives_the_same_pictures():
    assert drawn(published()) == drawn(published())
