"""Styles as SLD 1.1 (OGC 05-078r4) with Symbology Encoding, for everything that is not QGIS.

SLD has no rules that can be switched on: it has those that are shown to begin with.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from vidik.report.styles.style import Condition, Fill, LayerStyle, Sign, Stroke, Symbol
from vidik.report.xmlfile import xml_bytes

__all__ = ["sld"]

_SLD = "http://www.opengis.net/sld"
_SE = "http://www.opengis.net/se"
_OGC = "http://www.opengis.net/ogc"
for _prefix, _uri in (("sld", _SLD), ("se", _SE), ("ogc", _OGC)):
    ET.register_namespace(_prefix, _uri)

#: Pixels of SLD, 0.28 mm each (OGC 05-077r4).
_PIXEL_MM = 0.28

_COMPARISONS = {
    "=": "PropertyIsEqualTo",
    ">": "PropertyIsGreaterThan",
    ">=": "PropertyIsGreaterThanOrEqualTo",
    "<=": "PropertyIsLessThanOrEqualTo",
}


def sld(style: LayerStyle) -> bytes:
    """Return a style as SLD.

    Parameters
    ----------
    style
        Of the layer.
    """
    root = ET.Element(f"{{{_SLD}}}StyledLayerDescriptor", version="1.1.0")
    layer = _in(root, _SLD, "NamedLayer")
    _in(layer, _SE, "Name", style.table)
    user = _in(layer, _SLD, "UserStyle")
    _in(user, _SE, "Name", style.table)
    made = _in(user, _SE, "FeatureTypeStyle")
    for group in style.groups:
        for rule in group.rules if group.shown else ():
            one = _in(made, _SE, "Rule")
            _in(one, _SE, "Name", rule.label)
            _in(_in(one, _SE, "Description"), _SE, "Title", rule.label)
            _filter(one, (*group.where, *rule.where))
            _symbol(one, rule.symbol)
    return xml_bytes(root)


def _in(parent: ET.Element, space: str, name: str, text: str | None = None) -> ET.Element:
    made = ET.SubElement(parent, f"{{{space}}}{name}")
    made.text = text
    return made


def _filter(rule: ET.Element, tests: Sequence[Condition]) -> None:
    if not tests:
        return
    parent = _in(rule, _OGC, "Filter")
    if len(tests) > 1:
        parent = _in(parent, _OGC, "And")
    for test in tests:
        _compared(parent, test)


def _compared(parent: ET.Element, test: Condition) -> None:
    if test.comparison in ("known", "unknown"):
        if test.comparison == "known":
            parent = _in(parent, _OGC, "Not")
        _in(_in(parent, _OGC, "PropertyIsNull"), _OGC, "PropertyName", test.field)
        return
    made = _in(parent, _OGC, _COMPARISONS[test.comparison])
    _in(made, _OGC, "PropertyName", test.field)
    value = f"{test.value}".lower() if isinstance(test.value, bool) else f"{test.value}"
    if test.times:
        made = _in(made, _OGC, "Mul")
        _in(made, _OGC, "Literal", value)
        _in(made, _OGC, "PropertyName", test.times)
    else:
        _in(made, _OGC, "Literal", value)


def _symbol(rule: ET.Element, symbol: Symbol) -> None:
    match symbol:
        case Fill():
            made = _in(rule, _SE, "PolygonSymbolizer")
            if symbol.hatched:
                graphic = _in(_in(_in(made, _SE, "Fill"), _SE, "GraphicFill"), _SE, "Graphic")
                mark = _in(graphic, _SE, "Mark")
                _in(mark, _SE, "WellKnownName", "shape://slash")
                _stroked(mark, Stroke(symbol.colour, 0.2, symbol.opacity))
                _in(graphic, _SE, "Size", "6")
                _stroked(made, Stroke(symbol.colour, 0.2, symbol.opacity))
            else:
                _filled(made, symbol.colour, symbol.opacity)
        case Stroke():
            _stroked(_in(rule, _SE, "LineSymbolizer"), symbol)
        case Sign():
            graphic = _in(_in(rule, _SE, "PointSymbolizer"), _SE, "Graphic")
            mark = _in(graphic, _SE, "Mark")
            _in(mark, _SE, "WellKnownName", symbol.plain)
            _filled(mark, symbol.colour, 1.0 if symbol.turn is None else 0.6)
            _in(graphic, _SE, "Size", f"{symbol.size_mm / _PIXEL_MM / 2:.1f}")
            if symbol.turn is not None:
                turned = _in(graphic, _SE, "Rotation")
                if symbol.turn.width:
                    turned = _in(turned, _OGC, "Add")
                    half = _in(turned, _OGC, "Div")
                    _in(half, _OGC, "PropertyName", symbol.turn.width)
                    _in(half, _OGC, "Literal", "2")
                _in(turned, _OGC, "PropertyName", symbol.turn.start)


def _filled(parent: ET.Element, colour: str, opacity: float) -> None:
    fill = _in(parent, _SE, "Fill")
    _in(fill, _SE, "SvgParameter", colour).set("name", "fill")
    _in(fill, _SE, "SvgParameter", f"{opacity:g}").set("name", "fill-opacity")


def _stroked(parent: ET.Element, line: Stroke) -> None:
    stroke = _in(parent, _SE, "Stroke")
    pixels = line.width_mm / _PIXEL_MM
    for name, value in (
        ("stroke", line.colour),
        ("stroke-opacity", f"{line.opacity:g}"),
        ("stroke-width", f"{pixels:.2f}"),
        ("stroke-dasharray", " ".join(f"{length * pixels:.2f}" for length in line.dashes)),
    ):
        if value:
            _in(stroke, _SE, "SvgParameter", value).set("name", name)
