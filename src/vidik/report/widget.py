"""Widget: a map to move about in, as one document that asks no host for anything.

What the document shows is packed into it: compressed, as text of 64 letters that can neither end an
element nor begin one. Its policy knows one script, by its hash; that one unpacks the others.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from vidik.errors import VidikError
from vidik.report.layout import environment
from vidik.report.legends import depth_legend
from vidik.report.texts import SPACES, texts_of

__all__ = ["LIMIT_MB", "Scene", "document", "features", "rendered"]

#: More than that no browser draws in good time.
LIMIT_MB = 50

#: Of degrees: 11 cm.
_DECIMALS = 6

#: First and last letter of the alphabets that files of type hold, beside those of Western Europe.
_ALPHABETS = {
    "latin-ext": ("\u0100", "\u03ff"),
    "cyrillic": ("\u0400", "\u045f"),
    "cyrillic-ext": ("\u0460", "\u052f"),
}


@dataclass(frozen=True, eq=False, kw_only=True)
class Scene:
    """What a map shows, and what is written about it.

    Parameters
    ----------
    title, about
        What it is of, and what it shows: “Helsinki”, “What mapped cameras may see”.
    caveat
        What it cannot show; “” for nothing.
    credit
        Who says so, and the state of the data.
    whose
        “mapped cameras”, or “made-up cameras”.
    synthetic
        True if anything in it was made up.
    bounds
        West, south, east and north in degrees: what it shows first.
    boundary
        Where its figures end; None if that is nowhere.
    levels, level
        Keys of the levels to choose among, none if it has no levels; and the one shown first.
    ground
        What colours the ground: ``views``, ``overlap``, ``certain``, ``space`` or ``nothing``; or
        ``ways``, if the streets are ways from one place to another.
    layers
        Features (`features`) by the name that a site's tiles have for them: ``buildings``,
        ``streets``, ``watched``, ``views``, ``overlap``, ``space``, ``cameras``.
    streets
        Name, metres, and watched metres at each level of what features of ``streets`` number.
    lists
        Of two lists that are compared: names, and what each says of every pair, by the number that
        features of ``rows`` and ``joins`` have; None if there are none.
    """

    title: str
    about: str
    caveat: str
    credit: str
    whose: str
    synthetic: bool
    bounds: tuple[float, float, float, float]
    boundary: Geometry | None
    levels: Sequence[str] = ()
    level: str = ""
    ground: str = "nothing"
    layers: Mapping[str, Sequence[str]]
    streets: Sequence[Sequence[object]] = ()
    lists: Mapping[str, object] | None = None


def features(
    shapes: Sequence[Geometry] | NDArray[np.object_], said: Iterable[Mapping[str, object]]
) -> list[str]:
    """Return features of GeoJSON, to 11 cm.

    Parameters
    ----------
    shapes
        Longitude and latitude.
    said
        Of each, its properties.
    """
    given = np.array([*shapes, None], dtype=object)[:-1]  # NumPy must not look into them
    rounded = shapely.transform(given, lambda points: np.round(points, _DECIMALS))
    return [
        f'{{"type":"Feature","properties":{_json(about)},"geometry":{shape}}}'
        for shape, about in zip(shapely.to_geojson(rounded), said, strict=True)
    ]


def document(scene: Scene, parts: Mapping[str, bytes], *, dark: bool | None = None) -> str:
    """Return a map as one HTML document, in which text of sources stays text.

    Parameters
    ----------
    scene
        What it shows.
    parts
        The front end's files for it, by name.
    dark
        Light on dark; None: as the reader's system is set.

    Raises
    ------
    VidikError
        If it holds more than a browser draws in good time.
    """
    said = f"{scene.title}{scene.about}{scene.credit}"
    return rendered("widget.html", scene, parts, style="style.css", dark=dark, said=said)


def rendered(
    template: str,
    scene: Scene,
    parts: Mapping[str, bytes],
    *,
    style: str,
    said: str,
    dark: bool | None = None,
    **values: Any,
) -> str:
    """Return a document with a map in it, everything that it needs packed into it.

    Parameters
    ----------
    template
        Its file; it includes ``stage.html`` and ``packed.html``.
    scene
        What the map shows.
    parts
        The front end's files for it, by name.
    style
        Which of them is its style sheet.
    said
        What is written in it beside the map: files of type for its letters go along.
    dark
        Light on dark; None: as the reader's system is set.
    **values
        What only this template uses.

    Raises
    ------
    VidikError
        If it holds more than a browser draws in good time.
    """
    text = _text_of(scene)
    if len(text) > LIMIT_MB * 1_000_000:
        raise VidikError(
            f"too large for a map in one document: {len(text) / 1e6:,.0f} MB of shapes, "
            f"of {LIMIT_MB} at the most",
            hint="one level alone (level=…), a smaller place, or a map of any size: vidik build",
        )
    written = {*text, *said}
    alphabets = [
        name
        for name, (first, last) in _ALPHABETS.items()
        if any(first <= letter <= last for letter in written)
    ]
    packed = {
        "program": parts["map.js"],
        "worker": parts["worker.js"],
        "scene": text.encode(),
        **{f"type-{name}": parts[f"source-sans-{name}.woff2"] for name in ("latin", *alphabets)},
    }
    script, sheet = (parts[name].decode() for name in ("unpack.js", style))
    return (
        environment(texts_of("en"))
        .get_template(template)
        .render(
            scene=scene,
            theme={None: "", False: "light", True: "dark"}[dark],
            policy=_policy(script, sheet),
            script=script,
            style=sheet,
            notices=parts["notices.txt"].decode(),
            packed={name: _packed(content) for name, content in packed.items()},
            **values,
        )
    )


def _policy(script: str, style: str) -> str:
    """Return what the document may do: run one script and what that unpacks, and ask nobody."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}' 'strict-dynamic'; "
        f"style-src '{_hash(style)}'; img-src data:; worker-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _packed(content: bytes) -> str:
    return b64encode(gzip.compress(content, mtime=0)).decode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text_of(scene: Scene) -> str:
    """Return what the map's script reads, as JSON."""
    texts = texts_of("en")
    boundary = () if scene.boundary is None else shapely.get_parts(scene.boundary)
    rings = [np.round(shapely.get_coordinates(part.exterior), _DECIMALS) for part in boundary]
    about = _json(
        {
            "bounds": scene.bounds,
            "boundary": [ring.tolist() for ring in rings],
            "levels": list(scene.levels),
            "level": scene.level,
            "ground": scene.ground,
            "whose": scene.whose,
            "synthetic": scene.synthetic,
            "streets": list(scene.streets),
            "lists": scene.lists,
            "spaces": {kind: texts.space_name(kind) for kind in SPACES},
            "depths": {sign.removeprefix("depth-"): label for sign, label in depth_legend(texts)},
        }
    )
    layers = ",".join(
        f'"{name}":{{"type":"FeatureCollection","features":[{",".join(rows)}]}}'
        for name, rows in scene.layers.items()
    )
    return f'{about[:-1]},"layers":{{{layers}}}}}'
