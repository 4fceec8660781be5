"""Builds that are killed on demand (`tests.forking`), each with its own ``SOURCE_DATE_EPOCH``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.forking import serve
from vidik.jobs.build import build_city
from vidik.outside.cache import Cache


def build(epoch: str, begin: Callable[[], None]) -> None:
    """Build the city that the program was started with."""
    city_file = Path(sys.argv[1])
    os.environ["SOURCE_DATE_EPOCH"] = epoch
    begin()
    build_city(city_file, threads=2, cache=Cache(city_file.parent / "cache"))


if __name__ == "__main__":
    build("1600000000", lambda: None)  # so that no fork has to load and compile what a build takes
    serve(build)
