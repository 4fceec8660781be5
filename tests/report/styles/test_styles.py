"""Styles: well formed, true to the tables they are for, and the same in QML and SLD."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from tests.makers import bands_of, overlaps_of, published
from vidik.model.camera import Kind
from vidik.report.styles.layers import layer_styles
from vidik.report.styles.qml import project, qml
from vidik.report.styles.signs import cone, eye
from vidik.report.styles.sld import sld
from vidik.report.styles.style import Condition, LayerStyle
from vidik.report.tables import tables_of
from vidik.report.texts import texts_of

TOWN = published()
TEXTS = texts_of("en")
STYLES = layer_styles(TOWN, TEXTS, level="detect")
TABLES = {t.name: t for t in tables_of(TOWN, bands_of(TOWN), overlaps_of(TOWN))}
SPACES = {
    "sld": "http://www.opengis.net/sld",
    "se": "http://www.opengis.net/se",
    "ogc": "http://www.opengis.net/ogc",
}

each = pytest.mark.parametrize("style", STYLES, ids=lambda style: style.table)


def holds(test: Condition, row: dict[str, object]) -> bool:
    """Return whether a row meets a test: the slow, obvious way."""
    value = row[test.field]
    if test.comparison in ("known", "unknown"):
        return (value is not None) is (test.comparison == "known")
    if value is None:
        return False
    other = test.value * row[test.times] if test.times else test.value
    match test.comparison:
        case "=":
            return bool(value == other)
        case ">":
            return bool(value > other)
        case ">=":
            return bool(value >= other)
        case _:
            return bool(value <= other)


def rows_of(style: LayerStyle) -> list[dict[str, object]]:
    table = TABLES[style.table]
    return [{field.name: field.of(item) for field in table.fields} for item in table.items]


def test_every_table_with_shapes_has_a_style() -> None:
    assert {style.table for style in STYLES} == {t.name for t in TABLES.values() if t.geometry}


@each
def test_a_style_asks_only_for_columns_that_there_are(style: LayerStyle) -> None:
    assert set(style.fields()) <= {field.name for field in TABLES[style.table].fields}


@each
def test_every_row_is_drawn(style: LayerStyle) -> None:
    """By some rule of some group; within a level, a class belongs to one rule but for hatching."""
    for row in rows_of(style):
        drawn = [
            rule
            for group in style.groups
            if all(holds(test, row) for test in group.where)
            for rule in group.rules
            if all(holds(test, row) for test in rule.where)
        ]
        assert drawn, row


def test_a_piece_of_street_is_in_one_class_of_each_level() -> None:
    (style,) = (style for style in STYLES if style.table == "streets")
    for row in rows_of(style):
        for group in style.groups:
            found = [r for r in group.rules if all(holds(test, row) for test in r.where)]
            assert len(found) == 1


@each
def test_one_level_is_shown_to_begin_with(style: LayerStyle) -> None:
    if style.table in ("views", "overlap", "streets"):
        assert [group.label.split(":")[0] for group in style.groups if group.shown] == ["Detect"]


@each
def test_qml_has_every_rule_and_a_symbol_for_it(style: LayerStyle) -> None:
    root = ET.fromstring(qml(style))
    symbols = {symbol.get("name") for symbol in root.findall("renderer-v2/symbols/symbol")}
    groups = root.findall("renderer-v2/rules/rule")
    assert [group.get("label") for group in groups] == [group.label for group in style.groups]
    for element, group in zip(groups, style.groups, strict=True):
        assert (element.get("checkstate") == "0") is not group.shown
        rules = element.findall("rule")
        assert [rule.get("label") for rule in rules] == [rule.label for rule in group.rules]
        assert {rule.get("symbol") for rule in rules} <= symbols
    asked = set(re.findall(r'"(\w+)"', " ".join(r.get("filter", "") for r in root.iter("rule"))))
    asked |= {
        name
        for option in root.iter("Option")
        if option.get("name") == "expression"
        for name in re.findall(r'"(\w+)"', option.get("value", ""))
    }
    assert asked == set(style.fields())


@each
def test_sld_has_the_rules_that_are_shown_to_begin_with(style: LayerStyle) -> None:
    root = ET.fromstring(sld(style))
    assert root.tag == f"{{{SPACES['sld']}}}StyledLayerDescriptor"
    assert root.get("version") == "1.1.0"
    titles = [title.text for title in root.iterfind(".//se:Rule/se:Description/se:Title", SPACES)]
    assert titles == [rule.label for group in style.groups if group.shown for rule in group.rules]
    asked = {name.text for name in root.iterfind(".//ogc:PropertyName", SPACES)}
    shown = replace(style, groups=tuple(group for group in style.groups if group.shown))
    assert asked == set(shown.fields())
    for rule in root.iterfind(".//se:Rule", SPACES):
        order = [child.tag.partition("}")[2] for child in rule]
        assert order[:2] == ["Name", "Description"]
        assert order[-1].endswith("Symbolizer")


def test_the_most_is_hatched_in_both_and_nothing_else_is() -> None:
    """As GeoServer's manual writes hatching: a mark “shape://slash” in a graphic fill."""
    (style,) = (style for style in STYLES if style.table == "views")
    root = ET.fromstring(sld(style))
    hatched = {
        rule.findtext("se:Name", "", SPACES)
        for rule in root.iterfind(".//se:Rule", SPACES)
        if rule.findtext(".//se:GraphicFill/se:Graphic/se:Mark/se:WellKnownName", "", SPACES)
        == "shape://slash"
    }
    assert hatched == {"possibly in view"}
    symbols = ET.fromstring(qml(style)).findall("renderer-v2/symbols/symbol")
    lined = {one.get("name") for one in symbols if one.find("layer[@class='LinePatternFill']")}
    rules = ET.fromstring(qml(style)).findall("renderer-v2/rules/rule/rule")
    assert {rule.get("label") for rule in rules if rule.get("symbol") in lined} == hatched


def test_a_cone_is_turned_to_where_the_camera_looks() -> None:
    (style,) = (style for style in STYLES if style.table == "cameras")
    expressions = re.findall(r'name="expression" value="([^"]*)"', qml(style).decode())
    start, middle = (text.replace("&quot;", '"') for text in expressions)
    assert start == '"direction_start"'
    assert middle == '"direction_start" + "direction_width" / 2'


@pytest.mark.parametrize("kind", Kind)
def test_a_sign_is_a_picture_that_qgis_can_hold(kind: Kind) -> None:
    (style,) = (style for style in STYLES if style.table == "cameras")
    text = qml(style).decode()
    for sign in (eye(kind, doubt=False), eye(kind, doubt=True), cone(doubt=True)):
        ET.fromstring(sign)
        assert base64.b64encode(sign.encode()).decode() in text
    assert eye(kind, doubt=True).count("dasharray") == 1


def test_kinds_have_signs_of_their_own() -> None:
    assert len({eye(kind, doubt=False) for kind in Kind}) == len(Kind)


@pytest.mark.parametrize("synthetic", [False, True])
def test_a_project_has_every_layer_the_credit_and_the_mark(synthetic: bool) -> None:
    town = published(synthetic=synthetic)
    text = project(town, STYLES, TEXTS, package="vidik.gpkg")
    root = ET.fromstring(text)
    layers = root.findall("projectlayers/maplayer")
    assert [layer.findtext("datasource") for layer in layers] == [
        f"./vidik.gpkg|layername={style.table}" for style in STYLES
    ]
    ids = [layer.findtext("id") or "" for layer in layers]
    assert all(len(one) > 10 for one in ids), "QGIS renames layers of shorter ids"
    tree = root.findall("layer-tree-group/layer-tree-layer")
    assert [layer.get("id") for layer in tree] == ids[::-1], "the top of the tree lies on top"
    assert {layer.findtext("resourceMetadata/rights") for layer in layers} == {town.attribution}
    assert (b'class="synthetic"' in text) is synthetic
    extent = [float(one.text or "") for one in root.find("mapcanvas/extent") or ()]
    assert extent[0] < extent[2]
    assert extent[1] < extent[3]


def test_labels_are_in_the_language_of_the_site() -> None:
    made = layer_styles(TOWN, texts_of("sr-Cyrl"), level="detect")
    assert all(re.search("[а-ш]", style.title) for style in made)


def test_a_town_where_nobody_looked_has_a_style_for_looks_all_the_same() -> None:
    made = layer_styles(replace(TOWN, surveys=()), TEXTS, level="detect")
    assert all(group.rules for style in made for group in style.groups)


def test_views_that_lie_upon_each_other_never_look_certain() -> None:
    (style,) = (style for style in STYLES if style.table == "views")
    for group in style.groups:
        *doubtful, certain = group.rules
        colours = {rule.symbol.colour for rule in doubtful}
        assert certain.symbol.colour not in colours
        opacities = [rule.symbol.opacity for rule in group.rules[1:]]
        assert opacities == sorted(opacities)
