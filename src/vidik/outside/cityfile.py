"""City files: ``city.toml`` read into `CitySettings`, its faults explained in plain words."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError

from vidik.errors import SettingsError
from vidik.outside.boundary import read_boundary
from vidik.settings import (
    Assumptions,
    CitySettings,
    CorrectionEntry,
    DistrictSource,
    DistrictTable,
    FileSource,
    HomeTable,
    LevelHeight,
    Output,
    PlaceSettings,
    Publication,
    RegisterSource,
    SyntheticSource,
    TerrainSource,
)

__all__ = ["load_city", "settings_error"]

#: The table of keys behind a place in the file, to guess which key was meant.
_SECTIONS: Mapping[tuple[str, ...], type[BaseModel]] = {
    (): CitySettings,
    ("place",): PlaceSettings,
    ("sources", "<file>"): FileSource,
    ("sources", "<synthetic>"): SyntheticSource,
    ("districts",): DistrictSource,
    ("terrain",): TerrainSource,
    ("homes",): HomeTable,
    ("tables",): DistrictTable,
    ("cameras",): RegisterSource,
    ("assumptions",): Assumptions,
    ("assumptions", "metres_per_level"): LevelHeight,
    ("publication",): Publication,
    ("output",): Output,
    ("corrections",): CorrectionEntry,
}

#: What pydantic calls a fault → what it is called here.
_MESSAGES = {
    "bool_parsing": "should be true or false",
    "date_from_datetime_parsing": "should be a day, like 2019-04-01",
    "date_from_datetime_inexact": "should be a day without a time, like 2019-04-01",
    "date_parsing": "should be a day, like 2019-04-01",
    "date_type": "should be a day, like 2019-04-01",
    "dict_type": "should be a section of keys",
    "finite_number": "should be a finite number",
    "float_parsing": "should be a number",
    "float_type": "should be a number",
    "int_from_float": "should be a whole number",
    "int_parsing": "should be a whole number",
    "int_type": "should be a whole number",
    "missing": "this key is required",
    "model_attributes_type": "should be a section of keys",
    "model_type": "should be a section of keys",
    "string_too_short": "should not be empty",
    "string_type": "should be text in quotes",
    "too_short": "should not be empty",
    "tuple_type": "should be a list",
}


def load_city(path: Path) -> CitySettings:
    """Read a city file and check all that can be checked without reading the sources.

    Parameters
    ----------
    path
        The file. Paths in it are relative to its folder, and are returned as they stand.

    Returns
    -------
    CitySettings
        The settings; the files that it names exist.

    Raises
    ------
    SettingsError
        Naming the file, the place in it, the value, and what was probably meant.

    See Also
    --------
    vidik.outside.boundary.read_boundary : Returns the boundary itself.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SettingsError(
            "no such city file", file=path, hint="`vidik new FOLDER` writes one"
        ) from None
    except IsADirectoryError:
        raise SettingsError(
            "this is a folder", file=path, hint=f"did you mean {path / 'city.toml'}?"
        ) from None
    except UnicodeDecodeError as error:
        raise SettingsError(
            "not UTF-8 text", file=path, place=f"byte {error.start}", hint="save it as UTF-8"
        ) from None
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", file=path) from None
    try:
        declared = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _syntax_error(error, text, path) from None
    except RecursionError:
        raise SettingsError("not a city file: lists within lists without end", file=path) from None
    try:
        city = CitySettings.model_validate(declared)
    except ValidationError as error:
        raise settings_error(error, path) from None
    _check_files(city, path)
    return city


def _check_files(city: CitySettings, path: Path) -> None:
    read_boundary(city.place.boundary, city_file=path)
    for number, area in enumerate(city.publication.deny_areas):
        read_boundary(area, city_file=path, place=f"publication.deny_areas[{number}]")
    for table in ("optics", "heights"):
        own = getattr(city.assumptions, table)
        if own is not None and not (path.parent / own).is_file():
            raise SettingsError("no such file", file=path, place=f"assumptions.{table}", value=own)
    log = city.publication.corrections
    if log is not None and not (path.parent / log).is_file():
        raise SettingsError("no such file", file=path, place="publication.corrections", value=log)
    given = {
        f"sources[{number}].path": source.path
        for number, source in enumerate(city.sources)
        if isinstance(source, FileSource)
    }
    given |= {f"tables[{number}].path": one.path for number, one in enumerate(city.tables)}
    for key in ("districts", "terrain", "homes"):
        if (one := getattr(city, key)) is not None:
            given[f"{key}.path"] = one.path
    if city.cameras is not None and "://" not in city.cameras.path:
        given["cameras.path"] = city.cameras.path
    output = (path.parent / city.output.folder).resolve()
    for kept in (path, *(path.parent / name for name in given.values())):
        if kept.resolve().is_relative_to(output):
            raise SettingsError(
                f"the output would replace the folder that {kept.name} is in",
                file=path,
                place="output.folder",
                value=city.output.folder,
            )
    for place, name in given.items():
        if not (path.parent / name).exists():
            raise SettingsError(
                "no such file",
                file=path,
                place=place,
                value=name,
                hint="paths are relative to the city file's folder",
            )


def _syntax_error(error: tomllib.TOMLDecodeError, text: str, path: Path) -> SettingsError:
    message = re.sub(r" \(at .*\)$", "", str(error))
    where = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
    if where:
        line, column = int(where[1]), int(where[2])
    else:  # “at end of document”
        line, column = len(text.splitlines()) or 1, len(text.splitlines()[-1]) + 1 if text else 1
    return SettingsError(
        f"not TOML: {message[:1].lower()}{message[1:]}",
        file=path,
        place=f"line {line}, column {column}",
    )


def settings_error(error: ValidationError, path: Path) -> SettingsError:
    """Explain the first fault; a misspelt key comes before the missing key that it causes.

    Parameters
    ----------
    error
        What was found in the file.
    path
        Of the file.
    """
    faults = sorted(error.errors(), key=lambda fault: fault["type"] != "extra_forbidden")
    fault = cast("Mapping[str, Any]", faults[0])
    kind, location, context = fault["type"], list(fault["loc"]), fault.get("ctx", {})
    value, hint = fault["input"], None
    if kind == "extra_forbidden":
        message = "no such key"
        known = _keys_of(location[:-1])
        hint = _did_you_mean(location[-1], known) or f"known keys: {', '.join(known)}"
    elif kind in ("literal_error", "union_tag_invalid"):
        if kind == "union_tag_invalid":
            location.append("kind")
            value = str(context["tag"]).strip("<>")
        choices = re.findall(r"'<?(\w+)>?'", context.get("expected") or context["expected_tags"])
        message = f"should be one of {', '.join(choices)}"
        hint = _did_you_mean(str(value), choices)
    elif kind == "value_error":
        message = str(context["error"])
    elif kind == "tuple_type" and location == ["sources"]:
        message, hint = "should be a list of sections", "write [[sources]], in double brackets"
    elif kind == "too_long" or (kind == "missing" and isinstance(location[-1], int)):
        message = "needs four numbers: west, south, east, north"
    else:
        message = _MESSAGES.get(kind) or fault["msg"][:1].lower() + fault["msg"][1:]
    if kind == "missing" or isinstance(value, Mapping):
        value = None
    elif isinstance(value, dt.date):
        value = str(value)
    if len(faults) > 1:
        more = f"{len(faults) - 1} more fault{'s' if len(faults) > 2 else ''} after this one"
        hint = f"{hint}; {more}" if hint else more
    return SettingsError(message, file=path, place=_place(location), value=value, hint=hint)


def _place(location: Sequence[str | int]) -> str | None:
    """Return ``sources[0].retrieved`` for ("sources", 0, "<file>", "retrieved").

    What stands in brackets is not a key: the form of a source, or pydantic's name for “the key”.
    """
    text = ""
    for part in location:
        if isinstance(part, int):
            text += f"[{part}]"
        elif not part.startswith(("<", "[")):
            text += f".{part}" if text else part
    return text or None


def _keys_of(location: Sequence[str | int]) -> list[str]:
    section = _SECTIONS[tuple(part for part in location if isinstance(part, str))]
    return list(section.model_fields)


def _did_you_mean(word: str, known: Sequence[str]) -> str | None:
    close = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else None
