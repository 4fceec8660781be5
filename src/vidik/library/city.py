"""City: all that a city file declares, worked out as `vidik build` does."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.run import Clock
from vidik.jobs.switch_on import LEVEL, switched_on_in
from vidik.jobs.what_if import Question
from vidik.library.buildings import Buildings
from vidik.library.cameras import Cameras
from vidik.library.ground import PublicGround
from vidik.library.overlap import Overlap, overlap
from vidik.library.streets import PublicStreets
from vidik.library.views import CameraViews
from vidik.library.watched import WatchedGround, WatchedStreets
from vidik.model.place import Place
from vidik.model.rules import Verdict
from vidik.model.surveyed import Surveyed
from vidik.model.switched_on import SwitchedOn
from vidik.outside.cache import Cache, cache_folder
from vidik.outside.progress import Silent
from vidik.outside.workers import Threads

__all__ = ["City", "read_city"]


@dataclass(frozen=True, eq=False, repr=False)
class City:
    """A city, each part worked out when it is first asked for, and kept; made by `read_city`.

    Parameters
    ----------
    observation
        The way from the sources to the figures, which `vidik build` takes, too.
    """

    observation: Observation

    @property
    def place(self) -> Place:
        """Its name, boundary and metric frame."""
        return self.observation.city.place

    @cached_property
    def cameras(self) -> Cameras:
        """All mapped cameras but those at places of the deny-list."""
        told = self.observation.told
        withheld = len(self.observation.city.cameras) - len(told)
        return Cameras(**self._about(), cameras=told, withheld=withheld)

    @cached_property
    def buildings(self) -> Buildings:
        """The walls; each has a height, if only an assumed one."""
        city = self.observation.city
        return Buildings(
            **self._about(),
            place=city.place,
            footprints=city.footprints,
            roofs_unknown=city.roofs_assumed,
            denied=city.denied,
        )

    @cached_property
    def streets(self) -> PublicStreets:
        """The public streets inside the boundary."""
        return PublicStreets(
            **self._about(), place=self.place, streets=self.observation.city.streets
        )

    @cached_property
    def public_space(self) -> PublicGround:
        """The public space inside the boundary."""
        return PublicGround(
            **self._about(), place=self.place, space=self.observation.city.public_space
        )

    @cached_property
    def views(self) -> CameraViews:
        """What the cameras see that watch an outside."""
        seen, inputs = self.observation.seen, self.observation.inputs
        return CameraViews(
            **self._about(),
            place=self.place,
            cameras=tuple(camera for camera in self.observation.told if not camera.indoor),
            views=seen.views,
            optics=inputs.optics,
            heights=inputs.heights,
            on_wall=seen.on_wall,
            footprints=self.observation.city.footprints,
            at_homes=frozenset(
                key
                for key, one in self.observation.clearances.items()
                if one.verdict is Verdict.PRIVATE
            ),
        )

    @cached_property
    def watched(self) -> WatchedStreets:
        """How much of the streets they watch."""
        return WatchedStreets(
            **self._about(),
            place=self.place,
            streets=self.observation.city.streets,
            watched=self.observation.watched,
        )

    @cached_property
    def coverage(self) -> WatchedGround:
        """How much of the public space they watch."""
        return WatchedGround(**self._about(), coverage=self.observation.coverage)

    @cached_property
    def overlap(self) -> Overlap:
        """How much ground one, two and more of them watch."""
        return overlap(self.views, threads=self.observation.threads)

    def switched_on(
        self,
        *,
        assumptions: str | os.PathLike[str] | None = None,
        watchlist: int | None = None,
        matcher: str | None = None,
        level: str = LEVEL,
        operator: str | None = None,
    ) -> SwitchedOn:
        """Return what switching face recognition on would mean, with all that it rests on.

        Parameters
        ----------
        assumptions
            A file of one's own; None: what comes with Vidik is supposed.
        watchlist
            How many people are on it; None: as the assumptions say.
        matcher
            Key of one that was published; None: likewise.
        level
            Key of the level at which a camera could take a face.
        operator
            Whose cameras; None: everybody's.
        """
        found, _ = switched_on_in(
            self.observation,
            assumptions=None if assumptions is None else Path(assumptions),
            watchlist=watchlist,
            matcher=matcher,
            level=level,
            operator=operator,
        )
        return found

    @cached_property
    def questions(self) -> dict[object, tuple[object, Question]]:
        """What has been asked of it (`vidik.what_if`), ready to be asked again."""
        return {}

    @property
    def surveyed(self) -> Surveyed:
        """How much of streets and public space somebody looked at for cameras."""
        return self.observation.surveyed

    def _about(self) -> dict[str, Any]:
        inputs, city = self.observation.inputs, self.observation.city
        assumed = inputs.settings.assumptions
        storey = assumed.metres_per_level
        verdicts = self.observation.clearances
        gone = {
            camera.location
            for camera in city.cameras
            if verdicts[camera.id].verdict is Verdict.WITHHELD
        }
        return {
            "title": city.place.name,
            "sources": inputs.sources,
            "dated": city.dated,
            "rejected": tuple(row for row in city.rejected if f"{row.source}:{row.id}" not in gone),
            "assumptions": {
                "storey": f"{storey.least:g}–{storey.most:g} m",
                "street rules": inputs.space_rules.streets.version,
                "public space rules": inputs.space_rules.version,
                "optics": inputs.optics.version,
                "heights": inputs.heights.version,
                "target": f"{inputs.heights.target_m:g} m",
                "reach": f"up to {inputs.optics.max_reach_m:g} m",
                "wall": f"{assumed.wall_m:g} m",
                "outward": f"{assumed.outward_share:g}",
                "ground": inputs.settings.terrain.name if inputs.settings.terrain else "level",
            },
        }

    def __repr__(self) -> str:
        """Return which city it is, by which file, and where its figures are."""
        return (
            f"{self.observation.inputs.settings.place.name}, by "
            f"{self.observation.inputs.city_file.name}\n"
            ".cameras .buildings .streets .public_space .surveyed "
            ".views .watched .coverage .overlap"
        )


def read_city(
    city_file: str | os.PathLike[str], *, threads: int | None = None, cache: bool = True
) -> City:
    """Return the city that a city file declares, with the figures that `vidik build` publishes.

    Nothing is written, and nothing is cleared for publication: the result is for the user's own
    machine. What is published goes through `vidik build` and its gate (``docs/publication.md``).

    Parameters
    ----------
    city_file
        The path of a ``city.toml``, such as `vidik new` writes.
    threads
        How many to compute with; None: one per processor. Results do not depend on it.
    cache
        Whether to keep results in the user's cache folder, and to take from there what an earlier
        build or reading left.

    Returns
    -------
    City
        Cameras, walls, streets, public space, views and what they watch; each part is worked out
        when it is first asked for.

    Raises
    ------
    VidikError
        If the city file or a source cannot be used, with file, key and value.
    """
    progress, count = Silent(), threads or os.cpu_count() or 1
    return City(
        Observation(
            read_inputs(Path(city_file), progress),
            Cache(cache_folder() if cache else None),
            Clock(),
            progress,
            count,
            Threads(count),
        )
    )
