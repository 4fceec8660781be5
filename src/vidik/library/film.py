"""Film: a walk between two points of a city, and which mapped cameras could see it."""

from __future__ import annotations

import os
from pathlib import Path

from vidik.jobs.film import Filmed, film_way
from vidik.jobs.ways import Point
from vidik.library.city import City
from vidik.report.layout import DEFAULT_LEVEL

__all__ = ["Filmed", "film"]


def film(
    city: City | str | os.PathLike[str],
    start: Point,
    end: Point,
    path: str | os.PathLike[str],
    *,
    level: str = DEFAULT_LEVEL,
    way: int = 1,
    upright: bool = False,
    dark: bool = False,
    seconds: float = 60.0,
    language: str = "en",
    threads: int | None = None,
) -> Filmed:
    """Write a film of a walk in which mapped cameras light up while they could see the walker.

    A film is published: it shows what the gate lets out of a city file, and nothing else.

    Parameters
    ----------
    city
        A city file, or what `vidik.read_city` made of one: its file is read once more.
    start, end
        Where the walk begins and ends, longitude and latitude, degrees; within 150 m of a way. They
        are kept nowhere but in the pictures.
    path
        The film, H.264 in MP4; a file that is there is replaced.
    level
        Key of the level at which a camera sees who walks.
    way
        Which of all ways between the points: 1 is the quickest one.
    upright
        1080 × 1920 pixels, for telephones; else 1920 × 1080.
    dark
        Light on dark.
    seconds
        How long it is, 20 or more.
    language
        BCP 47 tag of its words.
    threads
        How many to compute with; None: one per processor. The film does not depend on it.

    Returns
    -------
    Filmed
        Where it is, how long film and walk are, and how many cameras light up.

    Raises
    ------
    VidikError
        If there is no encoder (``pip install 'vidik[film]'``), an input cannot be used, no such way
        leads there, or the film cannot be written.
    """
    city_file = city.observation.inputs.city_file if isinstance(city, City) else Path(city)
    return film_way(
        city_file, start, end, Path(path), level=level, way=way, upright=upright, dark=dark,
        seconds=seconds, language=language, threads=threads,
    )  # fmt: skip
