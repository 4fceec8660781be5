"""Write the reference pages that follow from the code: commands, city file, published data.

With ``--check`` nothing is written; a page that is not current is named, and the exit code is 1.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from vidik.cli import COMMANDS
from vidik.cli import main as vidik
from vidik.report.tables import tables_of
from vidik.settings import (
    Assumptions,
    CitySettings,
    CorrectionEntry,
    CorrectionLog,
    DistrictSource,
    DistrictTable,
    FileSource,
    FileSurveys,
    HomeTable,
    LevelHeight,
    Output,
    PlaceSettings,
    Publication,
    RegisterSource,
    SyntheticSource,
    SyntheticSurveys,
    TerrainSource,
)

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # for the made-up town of the tests

from tests.makers import published  # noqa: E402 — after the path to it

FOLDER = ROOT / "docs" / "reference"
SCHEMAS = ROOT / "src" / "vidik" / "data"
MADE = "<!-- Written by scripts/reference.py; change the code, then `make reference`. -->\n\n"

SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("`[place]`", PlaceSettings),
    ("`[[sources]]`, a file", FileSource),
    ("`[[sources]]`, made-up cameras", SyntheticSource),
    ("`[[surveys]]`, a file", FileSurveys),
    ("`[[surveys]]`, made-up surveys", SyntheticSurveys),
    ("`[districts]`", DistrictSource),
    ("`[terrain]`", TerrainSource),
    ("`[homes]`", HomeTable),
    ("`[[tables]]`", DistrictTable),
    ("`[cameras]`", RegisterSource),
    ("`[assumptions]`", Assumptions),
    ("`[assumptions.metres_per_level]`", LevelHeight),
    ("`[publication]`", Publication),
    ("`[output]`", Output),
)

#: Of files that the city file names.
FURTHER: tuple[tuple[str, type[BaseModel]], ...] = (
    ("`[[corrections]]`, in a file of its own", CorrectionEntry),
)


def commands() -> str:
    """Return the page about the commands: what each says about itself with ``--help``."""
    page = f"{MADE}# Commands\n\nExit codes: 0 done, 1 something to mend (one line says what), "
    page += "2 wrong usage, 130 stopped with Ctrl-C.\n"
    root = click.Context(vidik, info_name="vidik", max_content_width=88, terminal_width=88)
    page += f"\n## vidik\n\n```text\n{vidik.get_help(root)}\n```\n"
    for name in COMMANDS:
        command = vidik.get_command(root, name)
        assert command is not None
        page += _told(command, name, root, "##")
    return page


def _told(command: click.Command, name: str, parent: click.Context, heading: str) -> str:
    """Return what a command says about itself, then those in it."""
    context = click.Context(command, info_name=name, parent=parent)
    told = f"\n{heading} {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    inner = sorted(command.commands.items()) if isinstance(command, click.Group) else []
    return told + "".join(_told(one, word, context, f"{heading}#") for word, one in inner)


def city_file() -> str:
    """Return the page about the keys of ``city.toml``."""
    page = (
        f"{MADE}# The city file\n\n`city.toml` declares a place, its sources, the assumptions and "
    )
    page += (
        "the output. `vidik new` writes one with comments. A key that is not in these tables is "
    )
    page += "refused. Paths are relative to the city file's folder.\n"
    definitions = CitySettings.model_json_schema()["$defs"]
    definitions |= CorrectionLog.model_json_schema()["$defs"]
    for title, model in (*SECTIONS, *FURTHER):
        about = " ".join((model.__doc__ or "").replace("``", "`").split())
        page += f"\n## {title}\n\n{about}\n\n| key | value | without it | meaning |\n"
        page += "|---|---|---|---|\n"
        schema = definitions[model.__name__]
        for key, field in model.model_fields.items():
            form = _form(schema["properties"][key], definitions)
            meaning = " ".join((field.description or "").split())
            page += f"| `{key}` | {form} | {_default(field)} | {meaning} |\n"
    return page


def data() -> str:
    """Return the page about what a site publishes: tables to download, and the summary."""
    page = (
        f"{MADE}# Published data\n\nEvery site offers these tables as GeoJSON, GeoParquet and CSV "
    )
    page += "under `downloads/`, with the same dictionary as `dictionary.csv`, and its figures as "
    page += (
        "`summary.json`. The same rows are packed in `vidik.gpkg`, and those without their shapes "
    )
    page += "in `vidik.xlsx`; [in QGIS](../how-to/in-qgis.md) says what opens them. All of it is "
    page += "about *mapped* cameras.\n"
    town = published()
    for table in tables_of(town, (), ()):
        page += f"\n## {table.name}\n\n{table.geometry or 'No shape.'}\n\n"
        page += "| field | type | unit | meaning | source |\n"
        page += "|---|---|---|---|---|\n"
        rows = []
        for field in table.fields:
            name, meaning = field.name, field.said()
            for level in town.optics.levels:
                name = name.replace(f"{level.key}_", "‹level›_")
                meaning = meaning.replace(f"at level {level.key} ", "at that level ")
            meaning, unit = meaning.replace("<", "&lt;"), field.unit or "—"
            rows.append(f"| `{name}` | {field.type} | {unit} | {meaning} | {field.source} |\n")
        page += "".join(dict.fromkeys(rows))  # the levels' columns are alike: once is enough
    for name in ("summary", "changes"):
        schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        page += f"\n## {name}.json\n\n{schema['description']} `{name}.schema.json`, beside it, "
        page += "says the same for machines.\n\n| path | type | meaning |\n|---|---|---|\n"
        for path, kind, meaning in _paths(schema, "", schema.get("$defs", {})):
            page += f"| `{path}` | {kind} | {meaning} |\n"
    return page


def _paths(
    schema: Mapping[str, Any], path: str, definitions: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """Yield path, type and meaning of everything that a JSON Schema describes."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[-1]] | schema
    kind = schema.get("type", "")
    if path and schema.get("description"):
        yield path, " or ".join(kind) if isinstance(kind, list) else kind, schema["description"]
    for key, inner in schema.get("properties", {}).items():
        yield from _paths(inner, f"{path}.{key}" if path else key, definitions)
    if isinstance(inner := schema.get("additionalProperties"), dict):
        yield from _paths(inner, f"{path}.‹key›", definitions)
    if isinstance(inner := schema.get("items"), dict):
        yield from _paths(inner, f"{path}[]", definitions)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*required*"
    return f"`{_toml(field.default)}`" if field.default not in (None, (), {}) else "—"


def _toml(value: object) -> str:
    if isinstance(value, BaseModel):
        return f"{{ {', '.join(f'{k} = {_toml(v)}' for k, v in value)} }}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _form(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return in words what a JSON Schema allows."""
    if "$ref" in schema:
        return "section"
    if options := schema.get("anyOf", schema.get("oneOf")):
        forms = [_form(option, definitions) for option in options if option.get("type") != "null"]
        return " or ".join(forms)
    if "const" in schema:
        return f'`"{schema["const"]}"`'
    if "enum" in schema:
        return ", ".join(f"`{choice}`" for choice in schema["enum"])
    if "prefixItems" in schema:
        return "four numbers"
    if schema["type"] == "array":
        return f"list of {_form(schema['items'], definitions)}"
    if schema["type"] == "object":
        return "text by language"
    if schema.get("format") == "date":
        return "day"
    words = {
        "string": "text",
        "number": "number",
        "integer": "whole number",
        "boolean": "true, false",
    }
    return f"{words[schema['type']]}{''.join(_bounds(schema))}"


def _bounds(schema: Mapping[str, Any]) -> Iterator[str]:
    for key, words in (
        ("exclusiveMinimum", "above"),
        ("minimum", "from"),
        ("maximum", "to"),
    ):
        if key in schema:
            yield f" {words} {schema[key]:g}" if schema[key] < 1e6 else f" {words} {schema[key]:,}"


def main() -> int:
    """Write the pages, or check them."""
    pages = {"cli.md": commands(), "city-file.md": city_file(), "data.md": data()}
    stale = [
        name
        for name, text in pages.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for name in stale:
            print(f"docs/reference/{name} is not current: run `make reference`")
        return int(bool(stale))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(pages[name], encoding="utf-8")
        print(f"docs/reference/{name} is written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
