"""Results as pictures: what each carries, by day and by night."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

import vidik
from tests.library.rows import write


@pytest.fixture(autouse=True)
def without_a_screen() -> Iterator[None]:
    mpl.use("Agg")
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("town") / "town.geojson")


@pytest.fixture(scope="module")
def views(path: Path) -> vidik.CameraViews:
    return vidik.views(vidik.read_cameras(path), vidik.read_buildings(path))


def words(ax: Axes) -> str:
    """Return all that is written in a picture."""
    legend = ax.get_legend()
    assert legend is not None
    lines = [ax.get_title("left"), *(text.get_text() for text in ax.texts)]
    return "\n".join([*lines, *(text.get_text() for text in legend.get_texts())])


@pytest.mark.parametrize("dark", [False, True])
def test_every_picture_says_what_it_shows_and_who_says_so(
    path: Path, views: vidik.CameraViews, dark: bool, tmp_path: Path
) -> None:
    watched = vidik.watched(vidik.read_streets(path), views)
    drawn = [
        views.plot(dark=dark),
        watched.plot(dark=dark),
        vidik.overlap(views, level="detect").plot(dark=dark),
    ]
    for i, ax in enumerate(drawn):
        text = words(ax)
        assert "town.geojson" in text
        assert "date unknown" in text
        assert "Mapped cameras only" in text
        assert "made up" not in text
        picture = tmp_path / f"{i}.png"
        ax.figure.savefig(picture)
        paper = plt.imread(picture)[1, 1, :3]
        assert paper.mean() < 0.2 if dark else paper.mean() > 0.9
    assert all(" at level detect" in words(ax) for ax in drawn)


def test_least_is_solid_expected_lighter_most_hatched(views: vidik.CameraViews) -> None:
    ax = views.plot(level="monitor")
    hatched = [patch for patch in ax.patches if patch.get_hatch()]
    assert len(hatched) == 1
    assert not hatched[0].get_fill() or hatched[0].get_facecolor()[3] == 0.0
    fills = [one for one in ax.collections if isinstance(one, PathCollection)][1:]
    opacity = [one.get_alpha() for one in fills]
    assert opacity == sorted(opacity)
    assert opacity[-1] == 1.0
    least, *expected = (mpl.colors.to_rgb(one.get_facecolor()[0]) for one in reversed(fills))
    assert all(sum(colour) > sum(least) for colour in expected), "lighter, on paper"


def test_made_up_cameras_are_marked_in_the_picture(path: Path) -> None:
    buildings, streets = vidik.read_buildings(path), vidik.read_streets(path)
    made_up = vidik.synthetic_cameras(buildings, streets, count=4, seed=1)
    text = words(vidik.views(made_up, buildings).plot())
    assert "made up" in text
    assert "Made-up cameras: they do not exist." in text
    assert "What made-up cameras may see" in text
    assert "Made-up cameras, placed at random by Vidik" in text


def test_a_picture_goes_where_it_is_wanted(views: vidik.CameraViews) -> None:
    _, (left, right) = plt.subplots(1, 2)
    assert views.plot(left, level="face") is left
    assert "level face" in words(left)
    assert right.get_legend() is None
    with pytest.raises(vidik.InputError, match="no such level: 'blurry'"):
        views.plot(level="blurry")


def test_charts_are_those_of_the_pages(path: Path, views: vidik.CameraViews) -> None:
    watched = vidik.watched(vidik.read_streets(path), views)
    ground = vidik.coverage(vidik.read_public_space(path, vidik.read_buildings(path)), views)
    for chart, spans in ((watched.chart(), watched.share), (ground.chart(), ground.share)):
        assert [row.marks[0].end for row in chart.rows] == [span.most for span in spans.values()]
        assert "town.geojson" in chart.svg(alone=True)
    deep = ground.depth_chart(level="observe", language="sr-Latn")
    assert "Izvor: town.geojson" in deep.svg(alone=True)
    with pytest.raises(vidik.InputError, match="no such level: 'blurry'"):
        ground.depth_chart(level="blurry")
    with pytest.raises(vidik.InputError, match="no catalogue of messages"):
        watched.chart(language="tlh")
