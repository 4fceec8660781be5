"""Pages of streets: the published figures, and the cameras that the watched stretches name."""

from __future__ import annotations

from dataclasses import replace

from tests.makers import camera
from tests.report.test_pages import Page, built
from tests.report.towns import town_of
from vidik.model.published import Published
from vidik.report.street_pages import StreetIndex
from vidik.sight.stretches import watched


def town() -> Published:
    """Return the town with one camera at Gazi Street and a doorbell at Pine Street."""
    made = town_of([camera(1, 30, 3), camera(2, -40, 78, camera__mount="doorbell")])
    told = watched(
        made.streets,
        made.views,
        levels=[level.key for level in made.optics.levels],
        watchers=True,
    )
    return replace(made, watched=told)


def test_a_street_names_the_cameras_that_may_see_it() -> None:
    index = StreetIndex.of(town())
    (one,) = index.watchers["Gazi Street"]
    assert one.camera.id == "osm:node/1"
    assert one.best == 5
    assert one.sure == -1
    assert all(
        found.camera.id == "osm:node/1" for them in index.watchers.values() for found in them
    )


def test_without_a_record_of_watchers_none_is_named() -> None:
    made = town()
    assert (
        StreetIndex.of(replace(made, watched=replace(made.watched, watchers=None))).watchers == {}
    )


def test_every_street_with_a_name_has_a_page_with_its_figures() -> None:
    site = built(town())
    streets = {path for path in site if path.startswith("street/")}
    assert streets == {
        f"street/{name}/index.html"
        for name in ("gazi-street", "pine-street", "ulica-djordja-vasica")
    }
    page = Page(site["street/gazi-street/index.html"].decode()).text
    assert "of the 400 m of public street" in page
    assert "One camera that is shown here may see some of it." in page
    assert "Camera of unknown kind osm:node/1 Face software –" in page


def test_homes_are_counted_along_a_street_and_not_listed() -> None:
    page = Page(built(town())["street/pine-street/index.html"].decode()).text
    assert "One camera on a private home is mapped along it" in page
    assert "osm:node/2" not in page


def test_the_summary_leads_to_the_streets() -> None:
    assert b'href="../street/gazi-street/"' in built(town())["summary/index.html"]
