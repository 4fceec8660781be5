"""Walks, ways and what ifs as a browser computes them equal the library's, from the same files."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import Open
from tests.e2e.helsinki import Helsinki
from tests.exposure.networks import random_bounds, random_homes, random_network
from tests.report.test_walkdata import written
from vidik.exposure.first import first_camera
from vidik.exposure.locating import homes_at
from vidik.exposure.seen import BOUNDS, Bound, seen_along
from vidik.exposure.walks import walks
from vidik.model.camera import Kind
from vidik.model.doorsteps import Doorsteps
from vidik.model.seen import Seen
from vidik.model.walk_network import WalkNetwork
from vidik.outside.tables import load_track_rules
from vidik.report.walkdata import head_of, read_seen, read_ways
from vidik.sight.tiles import Paths, watched_in

WALKING = Path(__file__).parents[2] / "web/src/walking"

#: Asks a worker of its own questions about the files, and returns the answers.
ASK = """
async ([files, questions]) => {
  const worker = new Worker("assets/walking-worker.js", { type: "module" });
  const ask = (what, asked) => new Promise((done, failed) => {
    worker.onmessage = ({ data }) => data.fault ? failed(new Error(data.fault)) : done(data.told);
    worker.postMessage({ id: 0, what, asked });
  });
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
  await ask("open", { ways: bytes(files[0]) });
  await ask("level", { seen: bytes(files[1]) });
  if (files[2]) await ask("alone", { alone: bytes(files[2]) });
  const told = [];
  for (const [what, asked] of questions) {
    const answer = await ask(what, asked);
    // a whole city's lines would take a minute to be handed over to Python
    told.push(what === "whatif" ? { ...answer, lost: answer.lost.length } : answer);
  }
  worker.terminate();
  return told;
}
"""

#: The first camera is expected where a metre is seen more likely than not.
LIKELY = {"least": 1.0, "expected": 0.5, "most": 0.0}

#: Of walks without some cameras, by how much the share in view may differ.
WALKS_OFF = {"least": 1e-5, "expected": 2e-3, "most": 1e-5}


def asked(page: Page, files: Sequence[bytes], questions: Sequence[tuple[str, Any]]) -> list[Any]:
    """Return what a browser answers."""
    packed = [base64.b64encode(file).decode() for file in files]
    told: list[Any] = page.evaluate(ASK, [packed, [list(one) for one in questions]])
    return told


def doorstep(homes: Doorsteps, i: int) -> dict[str, int]:
    return {"edge": int(homes.edge[i]), "offset": int(homes.offset_mm[i])}


def assert_same_homes(page: Page, files: Sequence[bytes], homes: Doorsteps) -> None:
    """Hold the browser's figures of some homes against the library's."""
    head = head_of(files[0])
    network = read_ways(files[0])
    seen = read_seen(files[1], len(network))
    told = asked(page, files, [("home", doorstep(homes, i)) for i in range(len(homes))])
    for bound, one in seen.items():
        wanted = walks(network, one, homes, budget_mm=head["budget_mm"])
        for name in ("reached_m", "walked_m", "seen_m"):
            got = [each["walks"][bound][name] for each in told]
            assert got == pytest.approx(getattr(wanted, name), rel=1e-9, abs=1e-9), (bound, name)
        first = first_camera(network, one, homes, chance=LIKELY[bound])
        for name in ("metres", "flat_m"):
            got = [(each["first"][bound] or {name: np.nan})[name] for each in told]
            assert got == pytest.approx(getattr(first, name), rel=1e-9, nan_ok=True), (bound, name)


@pytest.mark.parametrize("seed", range(4))
def test_homes_on_random_networks(open_page: Open, site: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    # walks of 1,200 m do not come to all of it
    network = random_network(rng, 150, 260, side_m=3000.0)
    files = list(written(network, random_bounds(rng, network)).values())[:2]
    back = read_ways(files[0])
    assert_same_homes(open_page(f"{site}/"), files, random_homes(rng, back, 60))


def test_homes_in_helsinki(helsinki: Helsinki, helsinki_page: Page) -> None:
    files = files_of(helsinki)
    network = read_ways(files[0])
    assert_same_homes(helsinki_page, files, random_homes(np.random.default_rng(1), network, 100))


def files_of(helsinki: Helsinki) -> list[bytes]:
    """Return the files that a reader of Helsinki's map fetches first."""
    return [(helsinki.folder / f"walking/{name}.walk").read_bytes() for name in ("ways", "detect")]


def test_homes_stand_where_the_library_puts_them(open_page: Open, site: str) -> None:
    rng = np.random.default_rng(5)
    network = random_network(rng, 60, 90, side_m=900.0)
    files = list(written(network, random_bounds(rng, network)).values())[:2]
    back, frame = read_ways(files[0]), frame_of(files[0])
    places = rng.uniform(-100.0, 1000.0, (200, 2))
    lonlat = frame.to_degrees(places)
    questions = [("stand", {"lon": lon, "lat": lat}) for lon, lat in lonlat.tolist()]
    told = asked(open_page(f"{site}/"), files, questions)
    reach = head_of(files[0])["reach_m"]
    homes, kept = homes_at(back, places, np.ones(len(places)), reach_m=reach)
    assert [i for i, one in enumerate(told) if one] == kept.tolist()
    found = [one for one in told if one]
    # at a corner of several edges any of them is as near
    stood = frame.to_metres(np.array([[one["lon"], one["lat"]] for one in found]))
    wanted = np.concatenate(
        [
            back.ways.cut(homes.edge[[i]], homes.offset_mm[[i]] / 1e3, homes.offset_mm[[i]] / 1e3)[
                1
            ][:1]
            for i in range(len(homes))
        ]
    )
    assert np.hypot(*(stood - wanted).T).max() < 0.005


def frame_of(ways: bytes) -> Any:
    from tests.makers import TOWN

    assert head_of(ways)["proj"] == TOWN.proj
    return TOWN


def told_points(told: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    return [(one["effort"], one["watched"]) for one in told]


@pytest.mark.parametrize("seed", range(4))
def test_ways_on_random_networks(open_page: Open, site: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = random_network(rng, 120, 480, side_m=3000.0)
    files = list(written(network, random_bounds(rng, network)).values())[:2]
    assert_same_ways(open_page(f"{site}/"), files, random_homes(rng, read_ways(files[0]), 40))


def test_ways_in_helsinki(helsinki: Helsinki, helsinki_page: Page) -> None:
    files = files_of(helsinki)
    homes = random_homes(np.random.default_rng(2), read_ways(files[0]), 40)
    assert_same_ways(helsinki_page, files, homes)


def assert_same_ways(page: Page, files: Sequence[bytes], homes: Doorsteps) -> None:
    """Hold the browser's ways from the first half of some places to the second against ours."""
    ways = pytest.importorskip("vidik.exposure.ways").ways
    network = read_ways(files[0])
    seen = read_seen(files[1], len(network))
    count = len(homes) // 2
    homes.edge[:4] = homes.edge[count : count + 4]  # both ends on one edge
    homes.offset_mm[:4] %= network.length_mm[homes.edge[:4]]
    pairs = [{"start": doorstep(homes, i), "end": doorstep(homes, i + count)} for i in range(count)]
    told = asked(page, files, [("ways", pair) for pair in pairs])
    few = asked(page, files, [("ways", {**pair, "most": 5}) for pair in pairs])
    several = 0
    for i, offers in enumerate(told):
        start, end = (
            Doorsteps(homes.edge[[k]], homes.offset_mm[[k]], np.ones(1)) for k in (i, i + count)
        )
        wanted = ways(network, seen, start, end)
        points = [(way.effort_mm, way.watched_mm) for way in wanted]
        assert told_points(offers) == points
        several += len(wanted) > 2
        for offer, way in zip(offers, wanted, strict=True):
            assert offer["minutes"] == pytest.approx(way.minutes(80.0), rel=1e-9)
            span = way.seen_minutes(80.0)
            assert offer["seen"]["expected"] == pytest.approx(span.expected, rel=1e-6, abs=1e-4)
            assert 0.0 <= offer["seen"]["least"] <= offer["seen"]["expected"] + 1e-9
        # some of them are shown, the first and the last always
        some = told_points(few[i])
        assert len(some) == min(len(points), 5)
        assert set(some) <= set(points)
        assert some[:1] + some[-1:] == points[:1] + points[-1:]
    assert several


def test_recordings_are_understood_by_the_same_rules() -> None:
    rules = load_track_rules()
    source = "".join((WALKING / name).read_text("utf-8") for name in ("walked.ts", "recording.ts"))
    for name in (
        "radius_m", "hdop_m", "accuracy_times", "worst_m", "fastest_m_per_s", "gap_s", "gap_m"
    ):  # fmt: skip
        found = re.findall(rf"const {name.upper()} = ([\d.]+);", source)
        assert [float(one) for one in found] == [getattr(rules, name)], name


def test_what_if_in_helsinki(helsinki: Helsinki, helsinki_page: Page) -> None:
    """Leaving out cameras comes to what the library works out from the views of the others."""
    names = ("ways", "detect", "detect-alone")
    files = [(helsinki.folder / f"walking/{name}.walk").read_bytes() for name in names]
    network, cameras = read_ways(files[0]), helsinki.published.cameras
    whole = read_seen(files[1], len(network))
    rng = np.random.default_rng(7)
    homes = random_homes(rng, network, 12)
    seeing = head_of(files[1])["cameras"]
    domes = [camera.slug for camera in cameras if camera.kind is Kind.DOME]
    assert domes
    for gone in (seeing[:1], rng.choice(seeing, 70, replace=False).tolist(), domes):
        told = what_if(helsinki_page, files, gone, homes)
        left = seen_by(helsinki, network, without=gone)
        for bound in BOUNDS:
            before, after = (told[0][when]["ways"][bound] for when in ("before", "after"))
            assert before == pytest.approx(counted_m(network, whole[bound]), rel=1e-9)
            # parts are rounded to millimetres; shares stand for a class, cameras' chances likewise
            close = 1e-3 * before if bound == "expected" else 1.0
            assert after == pytest.approx(counted_m(network, left[bound]), abs=close), bound
            assert after <= before
            assert_near_home([one["after"]["home"] for one in told], network, left, bound, homes)
        assert told[0]["whole"] == pytest.approx(network.length_mm[network.counted].sum() / 1e3)
        ways = told[0]["after"]["ways"]
        assert ways["least"] <= ways["expected"] <= ways["most"]


def test_what_if_nobody_and_what_if_all_are_gone(helsinki: Helsinki, helsinki_page: Page) -> None:
    names = ("ways", "detect", "detect-alone")
    files = [(helsinki.folder / f"walking/{name}.walk").read_bytes() for name in names]
    homes = random_homes(np.random.default_rng(3), read_ways(files[0]), 5)
    figures = asked(helsinki_page, files, [("home", doorstep(homes, i)) for i in range(len(homes))])
    for one, home in zip(what_if(helsinki_page, files, [], homes), figures, strict=True):
        assert one["before"] == one["after"]
        assert one["lost"] == 0
        assert one["before"]["home"] == {name: home[name] for name in ("walks", "first")}
    every = [camera.slug for camera in helsinki.published.cameras]
    for one in what_if(helsinki_page, files, every, homes):
        assert one["after"]["ways"] == dict.fromkeys(BOUNDS, 0)
        assert one["after"]["home"]["first"] == dict.fromkeys(BOUNDS)
        assert {walks["seen_m"] for walks in one["after"]["home"]["walks"].values()} == {0}


def what_if(
    page: Page, files: Sequence[bytes], gone: Sequence[str], homes: Doorsteps
) -> list[dict[str, Any]]:
    """Return what a browser says of cameras that are left out, once for each home."""
    return asked(
        page,
        files,
        [("whatif", {"gone": gone, "home": doorstep(homes, i)}) for i in range(len(homes))],
    )


def seen_by(
    helsinki: Helsinki, network: WalkNetwork, *, without: Sequence[str]
) -> Mapping[Bound, Seen]:
    """Return what is seen by the views of all cameras but some."""
    town = helsinki.published
    slugs = {camera.id: camera.slug for camera in town.cameras}
    left = [i for i, key in enumerate(town.views.ids) if slugs[key] not in without]
    levels = [level.key for level in town.optics.levels]
    found = watched_in(
        (levels, False), Paths(network.ways, town.views.only(left)), advance=lambda count: None
    )
    return {bound: seen_along(network, found, level="detect", bound=bound) for bound in BOUNDS}


def counted_m(network: WalkNetwork, seen: Seen) -> float:
    """Return how many metres of the city's ways are seen."""
    return float(seen.seen_mm[network.counted].sum()) / 1e3


def assert_near_home(
    told: Sequence[Mapping[str, Any]],
    network: WalkNetwork,
    seen: Mapping[Bound, Seen],
    bound: Bound,
    homes: Doorsteps,
) -> None:
    """Hold what a browser says of homes without some cameras against the library."""
    wanted = walks(network, seen[bound], homes, budget_mm=1_200_000)
    got = np.array([one["walks"][bound]["seen_m"] for one in told])
    assert got / wanted.walked_m == pytest.approx(wanted.share, abs=WALKS_OFF[bound])
    if bound != "expected":  # where that gets likelier than not, the class of a share decides
        first = first_camera(network, seen[bound], homes, chance=LIKELY[bound])
        far = [(one["first"][bound] or {"metres": np.nan})["metres"] for one in told]
        assert far == pytest.approx(first.metres, abs=0.002, nan_ok=True)
