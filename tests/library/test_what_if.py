"""What if and necessity by what `import vidik` offers, on a small town."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import vidik
from tests.jobs.small_city import Osm, town, write_city
from vidik.cli import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a town in which one operator has three cameras, and lists of others."""
    folder = tmp_path_factory.mktemp("supposed")
    osm = town()
    for x in (-60, -50, 60):
        osm.node(x, -2, man_made="surveillance", camera__type="dome", operator="Grad d.o.o.")
    write_city(folder, osm=osm)
    (folder / "tender.csv").write_text(
        "id,lat,lon,direction,type\n1,44.0000,20.0005,90,fixed\n2,44.0001,20.0003,,dome\n"
        "3,45.0,21.0,,dome\n"
    )
    return folder


@pytest.fixture(scope="module")
def city(folder: Path) -> vidik.City:
    return vidik.read_city(folder / "city.toml", cache=False)


def test_a_tenders_cameras_watch_more(city: vidik.City, folder: Path) -> None:
    found = vidik.what_if(city, added=folder / "tender.csv")
    assert (found.added, found.removed, found.changed) == (2, 0, 0)
    assert any("outside the boundary" in row.reason for row in found.rejected)
    for one in found.figures:
        assert one.after.most >= one.before.most - 1e-9, one
    street = found["street watched", "detect"]
    assert street.before == city.watched.total_m["detect"]
    assert street.difference[2] > 0.0
    assert found["cameras", ""].difference == (2.0, 2.0, 2.0)
    table = found.to_dataframe()
    assert len(table) == len(found) == len(found.figures)
    assert (table["difference_most"] == table["after_most"] - table["before_most"]).all()
    assert "supposed 2 cameras added" in repr(found)
    assert "Supposed, not so" in found.caveat


def test_the_figures_before_are_those_of_the_city(city: vidik.City) -> None:
    found = vidik.what_if(city)
    ground = city.coverage.levels["detect"]
    told = found["public space watched", "detect"].before
    # in smaller squares: sums in another order, another sample
    assert told.least == pytest.approx(ground.watched.least, rel=1e-9)
    assert told.most == pytest.approx(ground.watched.most, rel=1e-9)
    assert abs(told.expected - ground.watched.raw) < 6 * ground.watched.standard_error
    assert all(one.same for one in found.figures)


def test_a_camera_taken_away_and_one_turned(city: vidik.City) -> None:
    ids = [camera.id for camera in city.cameras.cameras]
    found = vidik.what_if(city, removed=ids[:1], turned={ids[1]: 10.0}, ground=False)
    assert (found.added, found.removed, found.changed) == (0, 1, 1)
    assert found.after.places is None
    assert not any("public space" in one.figure for one in found.figures)
    again = vidik.what_if(city, removed=ids, ground=False)
    assert again["street watched", "detect"].after == vidik.Span(0.0, 0.0, 0.0)
    assert again["walks in view", "detect"].after == vidik.Span(0.0, 0.0, 0.0)


def test_what_was_read_may_be_given_and_replaces(city: vidik.City, folder: Path) -> None:
    osm = Osm()
    osm.count = next(
        int(camera.id.partition("/")[2].partition("#")[0]) - 1
        for camera in city.cameras.cameras
        if camera.operator == "Grad d.o.o."
    )
    osm.node(30, -10, man_made="surveillance", camera__type="dome", operator="Grad d.o.o.")
    (folder / "moved.osm").write_text(osm.text())
    given = vidik.read_cameras(folder / "moved.osm")
    found = vidik.what_if(city, added=given)
    assert (found.added, found.removed, found.changed) == (0, 0, 1)


def test_what_cannot_be_supposed_is_refused(city: vidik.City, folder: Path) -> None:
    with pytest.raises(vidik.InputError, match="no such camera"):
        vidik.what_if(city, removed=["osm:node/999999"])
    with pytest.raises(vidik.InputError, match="no such level"):
        vidik.what_if(city, level="everything")
    with pytest.raises(vidik.InputError, match="more than 0"):
        vidik.what_if(city, minutes=-1.0)
    with pytest.raises(vidik.InputError, match="no such figure"):
        vidik.what_if(city).plot(figure="safety")


def test_it_is_drawn(city: vidik.City, folder: Path) -> None:
    pytest.importorskip("matplotlib").use("agg")
    axes = vidik.what_if(city, added=folder / "tender.csv").plot()
    assert [label.get_text() for label in axes.get_yticklabels()][-1] == city.views.levels[0]
    assert "Supposed, not so" in "".join(text.get_text() for text in axes.texts)


def test_how_few_cameras_would_do(city: vidik.City) -> None:
    found = vidik.necessity(city.streets, city.views, "Grad d.o.o.")
    numbers = found.found
    assert numbers.cameras == 4
    assert 1 <= numbers.kept[-1].least <= numbers.kept[0].most <= 4
    assert 0.0 < found.overlap < 1.0
    assert numbers.watched_m < city.watched.total_m["detect"].most + 1e-6
    table = found.to_dataframe()
    assert list(table["share"]) == [1.0, 0.99, 0.95]
    assert not any("osm:" in str(value) for value in table.to_numpy().ravel())
    sure = vidik.necessity(city.streets, city.views, "Grad d.o.o.", certain=True)
    assert sure.found.watched_m <= numbers.watched_m


def test_of_few_cameras_nothing_is_said(city: vidik.City) -> None:
    with pytest.raises(vidik.InputError, match="fewer than 3"):
        vidik.necessity(city.streets, city.views, "Nobody")
    with pytest.raises(vidik.InputError, match="is no share"):
        vidik.necessity(city.streets, city.views, "Grad d.o.o.", shares=[2.0])


def run(*args: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_the_commands_tell_the_same(city: vidik.City, folder: Path, monkeypatch) -> None:
    monkeypatch.setenv("VIDIK_CACHE", str(folder / "cache"))
    ids = [camera.id for camera in city.cameras.cameras]
    code, out, err = run(
        "whatif", folder / "city.toml", "--with", folder / "tender.csv", "--without", ids[0],
        "--turn", f"{ids[1]}=90", "--quiet",
    )  # fmt: skip
    assert code == 0, err
    assert "supposed 2 cameras added, 1 taken away, 1 changed" in out
    assert "street watched" in out
    assert "figures stay the same" in out
    assert "Mapped cameras only" in out
    assert run("whatif", folder / "city.toml", "--turn", "x=north")[0] == 2
    assert run("whatif", folder / "city.toml", "--with", folder / "none.csv", "-q")[0] == 1
    code, out, err = run("necessity", folder / "city.toml", "--operator", "Grad d.o.o.", "-q")
    assert code == 0, err
    assert "Grad d.o.o.: 4 cameras" in out
    assert "osm:" not in out
