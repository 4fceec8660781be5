"""QGIS: styles as QML, and a project that opens the GeoPackage with them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import count
from xml.etree import ElementTree as ET

import pyproj

from vidik.model.published import Published
from vidik.report.styles.style import Condition, Fill, LayerStyle, Outline, Sign, Stroke, Symbol
from vidik.report.texts import Texts
from vidik.report.xmlfile import xml_bytes

__all__ = ["project", "qml"]

#: The oldest QGIS that was tried.
_VERSION = "3.22.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
#: The coordinate systems of the project and of its layers, with the numbers that QGIS has for them.
_WEB_MERCATOR, _DEGREES = ("EPSG:3857", "3857"), ("EPSG:4326", "3452")
_KINDS = {Fill: "fill", Outline: "fill", Stroke: "line", Sign: "marker"}
#: What QGIS calls the shapes of a layer.
_SHAPES = {"fill": "Polygon", "line": "Line", "marker": "Point"}


def qml(style: LayerStyle) -> bytes:
    """Return a style as QGIS keeps it beside a layer.

    Parameters
    ----------
    style
        Of the layer.
    """
    root = ET.Element("qgis", version=_VERSION, styleCategories="Symbology")
    root.append(_renderer(style))
    return xml_bytes(root, doctype=_DOCTYPE)


def project(
    published: Published, styles: Sequence[LayerStyle], texts: Texts, *, package: str
) -> bytes:
    """Return a QGIS project: every layer of the GeoPackage, drawn as the map draws it.

    Parameters
    ----------
    published
        The city, for its extent, credit and mark.
    styles
        From the bottom to the top.
    texts
        The language.
    package
        The GeoPackage, seen from the project.
    """
    place = published.place.name_in(texts.language)
    title = f"{place} · Vidik"
    if published.synthetic:
        title = f"{texts.gettext('Synthetic: made up')} · {title}"
    root = ET.Element("qgis", version=_VERSION, projectname=title)
    ET.SubElement(root, "title").text = title
    _crs(ET.SubElement(root, "projectCrs"), _WEB_MERCATOR)
    system = ET.SubElement(ET.SubElement(root, "properties"), "SpatialRefSys")
    ET.SubElement(system, "ProjectionsEnabled", type="int").text = "1"
    tree = ET.SubElement(root, "layer-tree-group")
    for style in reversed(styles):
        ET.SubElement(
            tree,
            "layer-tree-layer",
            id=_id(style),
            name=style.title,
            source=_source(package, style),
            providerKey="ogr",
            checked="Qt::Unchecked" if style.table in ("overlap", "surveys") else "Qt::Checked",
            expanded="0",
        )
    canvas = ET.SubElement(root, "mapcanvas", name="theMapCanvas")
    ET.SubElement(canvas, "units").text = "meters"
    extent = ET.SubElement(canvas, "extent")
    west, south, east, north = published.place.boundary.bounds
    to_metres = pyproj.Transformer.from_crs(_DEGREES[0], _WEB_MERCATOR[0], always_xy=True)
    bounds = (*to_metres.transform(west, south), *to_metres.transform(east, north))
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), bounds, strict=True):
        ET.SubElement(extent, name).text = f"{value:.2f}"
    _crs(ET.SubElement(canvas, "destinationsrs"), _WEB_MERCATOR)
    layers = ET.SubElement(root, "projectlayers")
    for style in styles:
        layers.append(_layer(published, style, package))
    about = ET.SubElement(root, "projectMetadata")
    ET.SubElement(about, "title").text = title
    words = f"{published.attribution} · {published.licence}"
    ET.SubElement(about, "abstract").text = words
    if published.synthetic:
        about.set("class", "synthetic")
    return xml_bytes(root, doctype=_DOCTYPE)


def _source(package: str, style: LayerStyle) -> str:
    return f"./{package}|layername={style.table}"


def _layer(published: Published, style: LayerStyle, package: str) -> ET.Element:
    kind = _KINDS[type(style.groups[0].rules[0].symbol)]
    layer = ET.Element(
        "maplayer", type="vector", geometry=_SHAPES[kind], hasScaleBasedVisibilityFlag="0"
    )
    ET.SubElement(layer, "id").text = _id(style)
    ET.SubElement(layer, "datasource").text = _source(package, style)
    ET.SubElement(layer, "layername").text = style.title
    _crs(ET.SubElement(layer, "srs"), _DEGREES)
    about = ET.SubElement(layer, "resourceMetadata")
    ET.SubElement(about, "rights").text = published.attribution
    ET.SubElement(about, "license").text = published.licence
    ET.SubElement(layer, "provider", encoding="UTF-8").text = "ogr"
    layer.append(_renderer(style))
    return layer


def _crs(parent: ET.Element, named: tuple[str, str]) -> None:
    name, number = named
    system = ET.SubElement(parent, "spatialrefsys")
    ET.SubElement(system, "srsid").text = number
    ET.SubElement(system, "authid").text = name


def _id(style: LayerStyle) -> str:
    """Return what a project calls a layer: QGIS makes another name of one under 11 letters."""
    return f"vidik-layer-{style.table}"


def _renderer(style: LayerStyle) -> ET.Element:
    """Return the rules, groups as rules without a symbol that hold the others."""
    renderer = ET.Element("renderer-v2", type="RuleRenderer", symbollevels="0", enableorderby="0")
    rules = ET.SubElement(renderer, "rules", key=f"{{{style.table}}}")
    symbols = ET.SubElement(renderer, "symbols")
    number = count()
    for g, group in enumerate(style.groups):
        parent = ET.SubElement(rules, "rule", key=f"{{{style.table}-{g}}}", label=group.label)
        _conditions(parent, group.where)
        if not group.shown:
            parent.set("checkstate", "0")
        for r, rule in enumerate(group.rules):
            name = f"{next(number)}"
            one = ET.SubElement(
                parent, "rule", key=f"{{{style.table}-{g}-{r}}}", label=rule.label, symbol=name
            )
            _conditions(one, rule.where)
            symbols.append(_symbol(name, rule.symbol))
    return renderer


def _conditions(rule: ET.Element, tests: Sequence[Condition]) -> None:
    if tests:
        rule.set("filter", " AND ".join(map(_expression, tests)))


def _expression(test: Condition) -> str:
    field = f'"{test.field}"'
    match test.comparison:
        case "known":
            return f"{field} IS NOT NULL"
        case "unknown":
            return f"{field} IS NULL"
    value = f"'{test.value}'" if isinstance(test.value, str) else f"{test.value}".lower()
    return f"{field} {test.comparison} {value}" + (f' * "{test.times}"' if test.times else "")


def _symbol(name: str, symbol: Symbol) -> ET.Element:
    """Return how one rule draws."""
    made = ET.Element("symbol", type=_KINDS[type(symbol)], name=name, alpha="1", force_rhr="0")
    match symbol:
        case Fill(hatched=True):
            _part(
                made,
                "SimpleFill",
                style="no",
                outline_color=_colour(symbol.colour, symbol.opacity),
                outline_style="solid",
                outline_width="0.15",
                outline_width_unit="MM",
            )
            lines = _part(made, "LinePatternFill", angle="45", distance="1.6", distance_unit="MM")
            lines.append(_symbol(f"@{name}@1", Stroke(symbol.colour, 0.2, symbol.opacity)))
        case Fill():
            _part(
                made,
                "SimpleFill",
                style="solid",
                color=_colour(symbol.colour, symbol.opacity),
                outline_style="no",
            )
        case Stroke():
            dashes = [f"{length * symbol.width_mm:g}" for length in symbol.dashes]
            _part(
                made,
                "SimpleLine",
                line_color=_colour(symbol.colour, symbol.opacity),
                line_width=f"{symbol.width_mm:g}",
                line_width_unit="MM",
                capstyle="round" if dashes else "flat",
                joinstyle="round",
                use_custom_dash="1" if dashes else "0",
                customdash=";".join(dashes),
                customdash_unit="MM",
            )
        case Sign():
            picture = base64.b64encode(symbol.svg.encode()).decode()
            part = _part(
                made,
                "SvgMarker",
                name=f"base64:{picture}",
                size=f"{symbol.size_mm:g}",
                size_unit="MM",
                angle="0",
            )
            if symbol.turn is not None:
                turned = f'"{symbol.turn.start}"'
                if symbol.turn.width:
                    turned += f' + "{symbol.turn.width}" / 2'
                part.append(_data_defined("angle", turned))
    return made


def _part(symbol: ET.Element, kind: str, **properties: str) -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": kind}, enabled="1", locked="0")
    layer.set("pass", "0")
    options = ET.SubElement(layer, "Option", type="Map")
    for name, value in properties.items():
        ET.SubElement(options, "Option", name=name, value=value, type="QString")
    return layer


def _data_defined(name: str, expression: str) -> ET.Element:
    made = ET.Element("data_defined_properties")
    options = ET.SubElement(made, "Option", type="Map")
    ET.SubElement(options, "Option", name="name", value="", type="QString")
    all_of_them = ET.SubElement(options, "Option", name="properties", type="Map")
    one = ET.SubElement(all_of_them, "Option", name=name, type="Map")
    ET.SubElement(one, "Option", name="active", value="true", type="bool")
    ET.SubElement(one, "Option", name="expression", value=expression, type="QString")
    ET.SubElement(one, "Option", name="type", value="3", type="int")
    ET.SubElement(options, "Option", name="type", value="collection", type="QString")
    return made


def _colour(colour: str, opacity: float) -> str:
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return ",".join(map(str, [*parts, round(255 * opacity)]))
