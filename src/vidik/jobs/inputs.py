"""Inputs: all that a build depends on, read and checked before the work begins."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from vidik.errors import InputError, SettingsError
from vidik.jobs.gather import rules_of, sources_of
from vidik.jobs.registered import Registered, read_registered
from vidik.model.correction import Correction
from vidik.model.earlier import Earlier
from vidik.model.heights import Heights
from vidik.model.home_rules import HomeRules
from vidik.model.optics import Optics
from vidik.model.public_space_rules import PublicSpaceRules
from vidik.model.rules import PublicationRules
from vidik.model.source import Source
from vidik.model.walking_rules import WalkingRules
from vidik.outside.assets import front_end
from vidik.outside.cache import digest_of, digest_of_bytes, digest_of_file, digest_of_package
from vidik.outside.cityfile import load_city
from vidik.outside.corrections import read_corrections
from vidik.outside.earlier import read_earlier
from vidik.outside.lists import companions_of
from vidik.outside.progress import Progress
from vidik.outside.tables import (
    load_heights,
    load_home_rules,
    load_optics,
    load_public_space_rules,
    load_publication_rules,
    load_street_rules,
    load_walking_rules,
)
from vidik.report.licences import check_licences
from vidik.report.texts import texts_of
from vidik.settings import CitySettings, SyntheticSource, SyntheticSurveys

__all__ = ["Inputs", "read_inputs"]


@dataclass(frozen=True, eq=False)
class Inputs:
    """All that a build depends on besides the data in the sources.

    Parameters
    ----------
    city_file, settings
        The city file and what it says.
    sources
        As every output names them.
    rules, space_rules, walking, home_rules, optics, heights
        The tables in force, with what the city file adds.
    made
        ``SOURCE_DATE_EPOCH``; None if it is not set.
    code
        Hash of Vidik's own code and data.
    files
        Hashes of the sources by key, and of other files by path.
    corrections
        The public log, from the newest.
    earlier
        A build to compare with; None: with none.
    registered
        What the register says that cameras come from; None: they come from sources.
    """

    city_file: Path
    settings: CitySettings
    sources: tuple[Source, ...]
    rules: PublicationRules
    space_rules: PublicSpaceRules
    walking: WalkingRules
    home_rules: HomeRules
    optics: Optics
    heights: Heights
    made: dt.datetime | None
    code: str
    files: Mapping[str, str]
    corrections: tuple[Correction, ...] = ()
    earlier: Earlier | None = None
    registered: Registered | None = None

    @cached_property
    def front_end(self) -> Mapping[str, bytes]:
        """Files of the front end, by path."""
        return front_end()

    def city_key(self) -> str:
        """Return the hash of all that reading the sources depends on."""
        settings = self.settings.model_dump(mode="json")
        return digest_of(
            self.code,
            settings["place"],
            settings["sources"],
            settings["surveys"],
            settings["districts"],
            settings["homes"],
            settings["tables"],
            settings["publication"]["deny"],
            settings["publication"]["deny_areas"],
            settings["assumptions"]["metres_per_level"],
            repr(self.heights.roof),
            dict(self.files),
        )

    def sight_key(self) -> str:
        """Return the hash of all that the views depend on."""
        assumed = self.settings.assumptions
        return digest_of(
            self.city_key(),
            repr(self.optics),
            repr(self.heights),
            assumed.wall_m,
            assumed.outward_share,
        )

    def shown_key(self) -> str:
        """Return the hash of all that what is shown depends on, whatever form it takes."""
        return digest_of(self.sight_key(), self.settings.model_dump(mode="json"))

    def figures_key(self) -> str:
        """Return the hash of all that figures without a map depend on."""
        return digest_of("figures", self.shown_key(), self.made)

    def key(self) -> str:
        """Return the hash of all that the outputs depend on."""
        return digest_of(
            self.shown_key(),
            {path: digest_of_bytes(data) for path, data in self.front_end.items()},
            self.made,
            repr(self.corrections),
            repr(self.registered.requests if self.registered else ()),
            self.earlier and self.earlier.sha256,
        )


def read_inputs(city_file: Path, progress: Progress, *, since: Path | None = None) -> Inputs:
    """Read and check everything but the data in the sources.

    Parameters
    ----------
    city_file
        The city file.
    progress
        Told how far the work is.
    since
        Folder of an earlier build to compare with; None: the city file's, if it names one.

    Raises
    ------
    VidikError
        If anything is missing, misspelt or not allowed.
    """
    settings = load_city(city_file)
    _check_languages(settings, city_file)
    rules = rules_of(settings, load_publication_rules())
    assumed = settings.assumptions
    optics = load_optics(city_file.parent / assumed.optics if assumed.optics else None)
    if assumed.max_reach_m is not None:
        optics = replace(optics, max_reach_m=assumed.max_reach_m)
    heights = load_heights(city_file.parent / assumed.heights if assumed.heights else None)
    if assumed.target_m is not None:
        heights = replace(heights, target_m=assumed.target_m)
    hashes: dict[str, str] = {}
    beside: dict[str, str] = {}
    for one in (*settings.sources, *settings.surveys, *settings.further):
        if not isinstance(one, SyntheticSource | SyntheticSurveys):
            path = city_file.parent / one.path
            with progress.task(f"Checking {one.key}"):
                hashes[one.key] = _digest_of_source(path, one.key)
            beside |= {file.name: digest_of_file(file) for file in companions_of(path)}
        else:
            hashes[one.key] = digest_of(one.model_dump(mode="json"))
    registered = None if settings.cameras is None else read_registered(settings.cameras, city_file)
    sources = sources_of(settings, city_file, hashes)
    if registered is not None:
        sources = (*sources, *_apart(registered.sources, sources, city_file))
        hashes["register"] = registered.digest
    check_licences(sources, rules)
    declared = [settings.place.boundary, *settings.publication.deny_areas]
    return Inputs(
        city_file=city_file,
        settings=settings,
        sources=sources,
        rules=rules,
        space_rules=load_public_space_rules(load_street_rules()),
        walking=load_walking_rules(),
        home_rules=load_home_rules(),
        optics=optics,
        heights=heights,
        made=_source_date(),
        code=digest_of_package(),
        files={
            **hashes,
            **beside,
            **{
                path: digest_of_file(city_file.parent / path)
                for path in declared
                if isinstance(path, str) and path != "data"
            },
        },
        corrections=read_corrections(city_file.parent / settings.publication.corrections)
        if settings.publication.corrections
        else (),
        earlier=_earlier(settings, city_file, since),
        registered=registered,
    )


def _apart(
    registered: Sequence[Source], declared: Sequence[Source], city_file: Path
) -> Sequence[Source]:
    """Return the sources of a register, none of which is called like one of the city file."""
    taken = {one.key for one in declared}
    for one in registered:
        if one.key in taken:
            raise SettingsError(
                "a source of the register has the same key", file=city_file, value=one.key,
                hint="give that of the city file another one",
            )  # fmt: skip
    return registered


def _earlier(settings: CitySettings, city_file: Path, since: Path | None) -> Earlier | None:
    """Return the build to compare with, if it is one of this place that may be compared."""
    declared = settings.output.since
    folder = since or (city_file.parent / declared if declared else None)
    if folder is None:
        return None
    if folder.resolve() == (city_file.parent / settings.output.folder).resolve():
        raise SettingsError(
            "this very folder is about to be replaced, so the next build could not compare",
            file=city_file,
            place="output.since",
            value=str(folder),
            hint="copy the earlier build elsewhere",
        )
    earlier = read_earlier(folder)
    name = earlier.manifest.get("place", {}).get("name")
    if name != settings.place.name:
        raise InputError(
            f"is a build of another place than “{settings.place.name}”", file=folder, value=name
        )
    if earlier.manifest.get("synthetic") and not settings.synthetic:
        raise InputError(
            "holds made-up data, and this build holds none: what is made up needs its mark",
            file=folder,
        )
    return earlier


def _check_languages(settings: CitySettings, city_file: Path) -> None:
    """Refuse a language that the pages cannot be written in, before anything is computed."""
    for i, language in enumerate(settings.output.languages):
        try:
            texts_of(language)
        except InputError as fault:
            raise SettingsError(
                fault.message,
                file=city_file,
                place=f"output.languages[{i}]",
                value=language,
                hint=fault.hint,
            ) from None


def _digest_of_source(path: Path, key: str) -> str:
    try:
        return digest_of_file(path)
    except FileNotFoundError:
        raise InputError(f"the file of source “{key}” does not exist", file=path) from None
    except IsADirectoryError:
        raise InputError(f"the file of source “{key}” is a folder", file=path) from None
    except OSError as fault:
        raise InputError(
            f"the file of source “{key}” cannot be read: {fault.strerror}", file=path
        ) from None


def _source_date() -> dt.datetime | None:
    """Return ``SOURCE_DATE_EPOCH`` as a time, None if it is not set."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if value is None:
        return None
    try:
        return dt.datetime.fromtimestamp(int(value), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise SettingsError(
            "SOURCE_DATE_EPOCH must be whole seconds since 1970", value=value
        ) from None
