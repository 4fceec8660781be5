"""What if: the figures of a city with other cameras, only what these touch worked out anew.

The result is equal, bit by bit, to what working out everything anew would give. What stands where
is what a person says: nothing here looks for a place.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vidik.errors import InputError
from vidik.exposure.locating import homes_at
from vidik.exposure.seen import BOUNDS
from vidik.exposure.walks import FARTHEST_MM
from vidik.jobs.given import Given, read_given
from vidik.jobs.inputs import read_inputs
from vidik.jobs.observe import Observation
from vidik.jobs.place import left_out, split
from vidik.jobs.run import Clock
from vidik.jobs.situation import Ground, Situation, Work, changed
from vidik.model.camera import Camera
from vidik.model.change import Change
from vidik.model.rejection import Rejection
from vidik.model.rules import Verdict
from vidik.model.supposed import Supposed
from vidik.outside.cache import Cache, cache_folder, digest_of
from vidik.outside.progress import Progress, Silent
from vidik.outside.workers import Threads
from vidik.report.clearance import classify
from vidik.report.what_if import Figures, figures_of, supposed
from vidik.sight.tiles import joined_coverage

__all__ = ["Answer", "Question", "question", "what_if"]


@dataclass(frozen=True, eq=False)
class Answer:
    """What difference other cameras make.

    Parameters
    ----------
    figures
        As they are and as they would be.
    added, removed, changed
        How many cameras that watch an outside are new, gone, or not as they were.
    rejected
        What was not understood of the cameras given, and how many of them were left out.
    before, after
        All that the figures are sums of.
    """

    figures: tuple[Supposed, ...]
    added: int
    removed: int
    changed: int
    rejected: tuple[Rejection, ...]
    before: Situation
    after: Situation


@dataclass(frozen=True, eq=False)
class Question:
    """A city as it is, ready to be asked what if.

    Parameters
    ----------
    observation
        The way from its sources to its figures.
    ground
        What stays as it is.
    before
        What follows from its cameras.
    homes_left_out
        How many homes stand too far from any way.
    """

    observation: Observation
    ground: Ground
    before: Situation
    homes_left_out: int

    def answer(
        self,
        given: Given,
        *,
        removed: Iterable[str] = (),
        turned: Mapping[str, float] | None = None,
    ) -> Answer:
        """Return what difference other cameras make.

        Parameters
        ----------
        given
            Cameras that are there, too; one with the id of a present camera takes its place. Those
            outside the boundary and at places of the deny-list are left out, as everywhere.
        removed
            Ids of cameras that are not there.
        turned
            Where the axis of cameras points, degrees clockwise from north, by their id.

        Raises
        ------
        InputError
            If a camera that is taken away or turned is not there, or two things are supposed of
            one.
        """
        observed = self.observation
        counted, rejected = self._counted(given)
        change = Change(counted, frozenset(removed), dict(turned or {}))
        cameras = [one for one in change.applied(observed.told) if not one.indoor]
        after = changed(
            self.ground,
            self.before,
            cameras,
            threads=observed.threads,
            progress=observed.progress,
        )
        was = {camera.id: camera for camera in self.before.cameras}
        now = {camera.id: camera for camera in cameras}
        return Answer(
            figures=supposed(self._figures(self.before), self._figures(after)),
            added=len(now.keys() - was.keys()),
            removed=len(was.keys() - now.keys()),
            changed=sum(was[key] != now[key] for key in was.keys() & now.keys()),
            rejected=rejected,
            before=self.before,
            after=after,
        )

    def _counted(self, given: Given) -> tuple[tuple[Camera, ...], tuple[Rejection, ...]]:
        """Return the cameras that figures count, and what became of the others."""
        city, rules = self.observation.city, self.observation.inputs.rules
        inside, outside = split(given.cameras, city.place)
        verdicts = classify(
            inside, [*city.denied, *given.denied], rules, frame=city.place.frame, homes=city.homes
        )
        told = tuple(one for one in inside if verdicts[one.id].verdict is not Verdict.WITHHELD)
        # of those at places of the deny-list nothing is said, not even which row it was
        gone = {one.location for one in given.cameras} - {one.location for one in told}
        rows = (row for row in given.rejected if f"{row.source}:{row.id}" not in gone)
        return told, (*rows, *left_out(Counter(camera.source for camera in outside)))

    def _figures(self, of: Situation) -> Figures:
        return figures_of(
            of.cameras,
            streets=of.streets,
            places=None if of.places is None else joined_coverage(list(of.places.values())),
            walks=of.walks,
            first=of.first,
            weight=self.ground.homes.weight,
            level=self.ground.level,
            pace_m_per_min=self.observation.inputs.walking.pace_m_per_min,
        )


def question(
    observation: Observation,
    *,
    level: str,
    minutes: float | None = None,
    homes: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None,
    ground: bool = True,
) -> Question:
    """Return a city ready to be asked, from what an earlier build or question left, if any did.

    Parameters
    ----------
    observation
        The way from its sources to its figures.
    level
        Key of the level at which walks are in view.
    minutes
        How long a walk takes at most; None: as the table says.
    homes
        Where homes stand, shape (h, 2), metres, and how much each counts; None: those of the map.
    ground
        Whether public ground is asked about, too, which takes longer than all the rest.

    Raises
    ------
    InputError
        If there is no such level, or walks are too long.
    """
    inputs, city = observation.inputs, observation.city
    levels = [one.key for one in inputs.optics.levels]
    if level not in levels:
        raise InputError("no such level", value=level, hint=f"one of {', '.join(levels)}")
    rules = inputs.walking
    minutes = rules.minutes if minutes is None else minutes
    budget = round(1000.0 * minutes * rules.pace_m_per_min)
    if not 0 < budget < FARTHEST_MM:
        longest = FARTHEST_MM / 1000.0 / rules.pace_m_per_min
        raise InputError(
            "walks of so many minutes are not counted",
            value=minutes,
            hint=f"more than 0 and less than {longest:.0f}",
        )
    if homes is None:
        located, kept = observation.doorsteps
        left_out = len(city.dwellings) - len(kept)
    else:
        located, kept = homes_at(city.network, *homes, reach_m=rules.reach_m)
        left_out = len(homes[0]) - len(kept)
    stays = Ground(
        sight=observation.sight,
        footprints=city.footprints,
        frame=city.place.frame,
        streets=city.streets,
        space=city.public_space,
        network=city.network,
        homes=located,
        level=level,
        budget_mm=budget,
        tiling=observation.tiling,
    )
    work = Work(stays, observation.threads, observation.progress)
    cameras = tuple(camera for camera in observation.told if not camera.indoor)
    seen, ways = observation.seen, observation.watched_ways
    along = work.along(ways)
    key = digest_of(
        "walks",
        inputs.sight_key(),
        seen.views.ids,
        level,
        budget,
        [digest_of(column.tolist()) for column in (located.edge, located.offset_mm)],
    )
    before = Situation(
        cameras=cameras,
        seen=seen,
        streets=observation.watched,
        places=observation.cache.keep(
            "squares",
            digest_of("squares", inputs.sight_key(), seen.views.ids),
            lambda: work.places(cameras, seen.views),
        )
        if ground
        else None,
        ways=ways,
        along=along,
        walks=observation.cache.keep(
            "walks", key, lambda: {bound: work.walks(along[bound], located) for bound in BOUNDS}
        ),
        first=work.first(along),
    )
    return Question(observation, stays, before, left_out)


def what_if(
    city_file: Path,
    *,
    lists: Sequence[Path] = (),
    removed: Collection[str] = (),
    turned: Mapping[str, float] | None = None,
    level: str,
    minutes: float | None = None,
    ground: bool = True,
    threads: int | None = None,
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> tuple[Question, Answer]:
    """Return what difference other cameras make to the figures of a city.

    Parameters
    ----------
    city_file
        The city file.
    lists
        Files of cameras that are there, too, in any format that Vidik reads.
    removed, turned
        As of `Question.answer`.
    level, minutes, ground
        As of `question`.
    threads
        How many to compute with; None: one per processor. The result does not depend on it.
    progress
        Told how far the work is; None: nobody is.
    cache
        Where the stages of the city as it is are kept; None: the user's cache folder. Nothing that
        is supposed is kept.

    Raises
    ------
    VidikError
        If the city file, a source or a list cannot be used, or a camera is not there.
    """
    progress, count = progress or Silent(), threads or os.cpu_count() or 1
    inputs = read_inputs(city_file, progress)
    observation = Observation(
        inputs, cache or Cache(cache_folder()), Clock(), progress, count, Threads(count)
    )
    given = read_given(lists, inputs.rules, threads=count, progress=progress)
    # what is misspelt is told before any work begins
    Change(given.cameras, frozenset(removed), dict(turned or {})).applied(observation.told)
    asked = question(observation, level=level, minutes=minutes, ground=ground)
    return asked, asked.answer(given, removed=removed, turned=turned)
