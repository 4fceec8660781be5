"""The way of a city's own list, command by command as docs/how-to/a-citys-own-list.md has it."""

import csv
import io
import re
import shlex
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner

from tests.jobs.test_leaks import shapes_in, texts_in
from tests.shared_data import ROOT
from vidik.cli import main
from vidik.outside.database.register import Register

GUIDE = (ROOT / "docs/how-to/a-citys-own-list.md").read_text(encoding="utf-8")
REFERENCE = "KD4Y6-V9EQ9"
DEG = 1 / 111_320
DEG_LON = DEG / 0.4975  # at 60.17° north
#: Where only the city has cameras: rows 2 to 5; row 3 is right from the third edition on.
ALONE = [(24.93861, 60.16931), (24.94101, 60.16983), (24.93942, 60.17043), (24.94188, 60.17071)]
RIGHT = (24.94133, 60.16961)
#: What of the inventory nothing may hold as long as it is a draft.
TRACES = ("Inventory of the city", "City of Helsinki", "HKI-", "city-row", "city:row")


def commands(section: str) -> list[list[str]]:
    """Return the commands of a section, as a shell takes them apart."""
    text = GUIDE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    assert text, section
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def city_file() -> str:
    (found,) = re.findall(r"^```toml\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)
    return found


class Clerk:
    """Somebody who types what the guide says."""

    def __init__(self) -> None:
        self.reference = REFERENCE

    def types(self, *words: str, code: int = 0) -> str:
        said = [word.replace(REFERENCE, self.reference) for word in words]
        done = CliRunner().invoke(main, [*said, *(["--quiet"] if said[0] == "build" else [])])
        assert done.exit_code == code, (said, done.output)
        return done.output

    def follows(self, section: str) -> str:
        """Type all commands of a section, and return what they said."""
        told = []
        for program, *words in commands(section):
            assert program == "vidik"
            told.append(self.types(*words))
            if found := re.match(r"(\w{5}-\w{5}) is the reference", told[-1]):
                self.reference = found[1]
        return "\n".join(told)


def inventory(name: str, rows: list[tuple[float, float]]) -> None:
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["ID", "Latitude", "Longitude", "Operator"])
    for number, (lon, lat) in enumerate(rows, 1):
        write.writerow([f"HKI-{number:03}", f"{lat:.6f}", f"{lon:.6f}", "Helsingin kaupunki"])
    Path(name).write_text(out.getvalue(), encoding="utf-8")


def leaks(folder: str, places: list[tuple[float, float]], traces=TRACES) -> set[str]:
    """Return which traces of the inventory a folder holds, and in which files its places."""
    near = shapely.STRtree([shapely.Point(place).buffer(2 * DEG) for place in places])
    found: set[str] = set()
    for file in sorted(Path(folder).rglob("*")):
        if not file.is_file() or file.parts[1] == "assets":
            continue
        path, data = file.relative_to(folder).as_posix(), file.read_bytes()
        for text in texts_in(path, data):
            found |= {trace for trace in traces if trace in text}
        for shape in shapes_in(path, data):
            if shape.geom_type == "Point" and len(near.query(shape, predicate="intersects")):
                found.add(path)
    return found


def page(path: str) -> str:
    text = (Path("site") / path / "index.html").read_text(encoding="utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def row_of(reference: str) -> str:
    text = page("corrections")
    return text.partition("Status, what was asked")[2].partition(reference)[2][:300]


@pytest.mark.timeout(900)
def test_the_guide_leads_from_an_inventory_to_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, helsinki_pbf: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    Path("helsinki.osm.pbf").symlink_to(helsinki_pbf)
    Path("city.toml").write_text(city_file(), encoding="utf-8")
    west, south, east, north = 24.9375, 60.1687, 24.9425, 60.1712
    clerk = Clerk()

    # what the street has, the inventory has, too, a little beside: half of it
    first = commands("Take it in, as a draft")[0]
    clerk.types(*first[1:], "-r", "street.sqlite")
    with Register("street.sqlite") as street:
        there = sorted(
            (said.lon, said.lat)
            for said in (one.observation for one in street.state())
            if west < said.lon < east and south < said.lat < north
        )[::2]
    beside = [(lon + 2 * DEG_LON, lat - 2 * DEG) for lon, lat in there]
    assert len(beside) > 10
    inventory("inventory.csv", [*ALONE, *beside[:-1]])
    inventory("inventory-2.csv", [*ALONE, *beside])
    inventory("inventory-3.csv", [ALONE[0], RIGHT, *ALONE[2:], *beside])

    out = clerk.follows("Take it in, as a draft")
    assert "a draft" in out
    assert f"{len(ALONE) + len(beside) - 1} statements of Inventory of the city" in out
    assert "only in city" in clerk.follows("Compare it with the street")
    with Path("both.csv").open(encoding="utf-8-sig", newline="") as file:
        standing = [row["standing"] for row in csv.DictReader(file)]
    assert standing.count("matched") >= 5  # others hang side by side
    out = clerk.follows("Correct it")
    assert "new" in out

    # a draft: on the site and in exports there is nothing of it, and releases and feeds refuse
    out = clerk.follows("Look at the site without it")
    assert "Left out: city, a draft." in out
    assert leaks("site", ALONE) == set()
    assert not any(trace in Path("public.csv").read_text("utf-8") for trace in TRACES)
    assert "HKI-002" in Path("house.csv").read_text("utf-8")
    publish = commands("Publish it")[-1]
    clerk.types(*publish[1:2], "publish", "draft", *publish[4:])
    assert leaks("draft", ALONE) == set()
    feed = ("register", "changes", "--source", "city", "--feed", "city.json", "--map",
            "helsinki.osm.pbf")  # fmt: skip
    assert "city: a draft" in clerk.types(*feed, code=1)
    assert not Path("city.json").exists()

    clerk.follows("Publish it")
    assert {"Inventory of the city", "HKI-", "city-row"} <= leaks("site", ALONE)
    assert {"Inventory of the city", "HKI-"} <= leaks("release-2026-04", ALONE)
    assert "Inventory of the city" in page("camera/city-row-3")
    assert "Inventory of the city" in page("reconciliation")
    assert not Path("site/camera/city-row-6").exists()
    clerk.types(*feed)
    assert "HKI-" in Path("city.json").read_text("utf-8")
    assert "Requests, and where they stand" not in page("corrections")

    # two requests: one that nobody looked at yet, and one that ends in a correction
    add = commands("Answer those who say that something is wrong")[0]
    asked = clerk.types(*add[1:]).split()[0]
    clerk.follows("Answer those who say that something is wrong")
    answered = clerk.reference
    assert answered != asked
    assert "received since" in row_of(asked)
    assert "A camera is shown at a wrong place." in row_of(asked)
    told = row_of(answered)
    for words in ("corrected since", "It hangs at the other end of the street.",
                  "It rests on: a visit on 4 May 2026"):  # fmt: skip
        assert words in told
    corrected = page("camera/city-row-3")
    assert f"{RIGHT[1]:.6f}, {RIGHT[0]:.6f}" in corrected
    assert "A request to put something right here was answered on" in corrected
    assert "1 request is open. 1 request was answered." in page("corrections")
