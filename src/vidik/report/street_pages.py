"""Pages about streets: one for each name, its watched metres, and the cameras that may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vidik.model.published import Published, PublishedCamera, StreetFigures
from vidik.report import portrait
from vidik.report.charts.shares import street_chart
from vidik.report.citation import page_citation
from vidik.report.districts import district_of
from vidik.report.headlines import shares_of
from vidik.report.layout import Layout
from vidik.report.slugs import slugs_of

__all__ = ["StreetIndex", "Watcher", "street_pages"]


@dataclass(frozen=True, slots=True)
class Watcher:
    """A camera that is shown and may see some of a street.

    Parameters
    ----------
    camera
        The camera.
    best
        Number of the most detailed level at which it may see any of it.
    sure
        The same for certain; −1 if nothing is certain.
    """

    camera: PublishedCamera
    best: int
    sure: int


@dataclass(frozen=True, eq=False)
class StreetIndex:
    """What is the same on the pages of streets in every language.

    Parameters
    ----------
    slugs
        Part of the address, by name of the street.
    middles
        Longitude and latitude of the middle of its longest piece.
    watchers
        Cameras that may see it, in order of their ids.
    private
        Cameras on private homes along it.
    districts
        Name and part of the address of each district that it lies in.
    """

    slugs: Mapping[str, str]
    middles: Mapping[str, tuple[float, float]]
    watchers: Mapping[str, Sequence[Watcher]]
    private: Mapping[str, int]
    districts: Mapping[str, Sequence[tuple[str, str]]]

    @classmethod
    def of(cls, published: Published) -> StreetIndex:
        """Return the index of a city's streets.

        Parameters
        ----------
        published
            The city; who watches a street is known of the cameras that are shown.
        """
        private: dict[str, int] = defaultdict(int)
        for stretch in published.private:
            private[stretch.street] += stretch.cameras
        return cls(
            slugs=slugs_of(name for name in published.streets.names if name),
            middles=_middles(published),
            watchers=_watchers(published),
            private=private,
            districts=_districts(published),
        )


def _middles(published: Published) -> dict[str, tuple[float, float]]:
    streets = published.streets
    lengths = streets.lengths().tolist()
    longest: dict[str, int] = {}
    for piece, name in enumerate(streets.names):
        if name not in longest or lengths[piece] > lengths[longest[name]]:
            longest[name] = piece
    offsets = streets.offsets.tolist()
    vertices = [(offsets[i] + offsets[i + 1]) // 2 for i in longest.values()]
    places = published.place.frame.to_degrees(streets.vertices[vertices].reshape(-1, 2))
    return {name: (lon, lat) for name, (lon, lat) in zip(longest, places.tolist(), strict=True)}


def _districts(published: Published) -> dict[str, list[tuple[str, str]]]:
    parts = published.districts
    slugs = slugs_of(one.name for one in parts)
    home = district_of(published.streets, published.place.frame, [one.area for one in parts])
    pairs = sorted(set(zip(published.streets.names, home.tolist(), strict=True)))
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, number in pairs:
        if number >= 0:
            found[name].append((parts[number].name, slugs[parts[number].name]))
    return found


def _watchers(published: Published) -> dict[str, list[Watcher]]:
    told = published.watched.watchers
    if told is None or not len(told):
        return {}
    names = sorted(set(published.streets.names))
    number = {name: i for i, name in enumerate(names)}
    street = np.array([number[name] for name in published.streets.names])[told.piece]
    # one row for each street and camera
    pairs, row = np.unique(street * len(told.ids) + told.camera, return_inverse=True)
    best, sure = np.full(len(pairs), -1), np.full(len(pairs), -1)
    np.maximum.at(best, row, told.level)
    np.maximum.at(sure, row[told.sure], told.level[told.sure])
    cameras = {camera.id: camera for camera in published.cameras}
    found: dict[str, list[Watcher]] = defaultdict(list)
    for pair, possible, certain in zip(pairs.tolist(), best.tolist(), sure.tolist(), strict=True):
        which, camera = divmod(pair, len(told.ids))
        found[names[which]].append(Watcher(cameras[told.ids[camera]], possible, certain))
    return found


def street_pages(
    site: Layout, index: StreetIndex, streets: Sequence[StreetFigures]
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of those among some streets that have a name.

    Parameters
    ----------
    site
        The city in one language.
    index
        Of its streets.
    streets
        Figures of the streets.
    """
    published, texts, levels = site.published, site.texts, site.published.watched.levels
    for street in streets:
        if not street.name:
            continue
        shares = shares_of(street.watched_m, street.length_m, published.optics, texts)
        lon, lat = index.middles.get(street.name, (0.0, 0.0))
        path = f"street/{index.slugs[street.name]}/"
        yield (
            f"{path}index.html",
            site.render(
                "street.html",
                path=path,
                page="",
                street=street,
                cited=page_citation(site, heading=street.name, path=path),
                said=site.sentence_of(shares),
                chart=street_chart(
                    street.watched_m, street.length_m, origin=site.origin, texts=texts
                ),
                watchers=[
                    {
                        "camera": one.camera,
                        "title": portrait.title(one.camera, texts),
                        "best": texts.level_name(levels[one.best]),
                        "sure": texts.level_name(levels[one.sure]) if one.sure >= 0 else "",
                    }
                    for one in index.watchers.get(street.name, ())
                ],
                private=index.private.get(street.name, 0),
                districts=index.districts.get(street.name, ()),
                map_state=f"#map=17/{lat:.5f}/{lon:.5f}",
            ),
        )
