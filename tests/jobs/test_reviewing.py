"""A review keeps each decision at once, takes back by deciding again, and loses nobody's."""

import datetime as dt
import itertools
import re
import shutil
import tempfile
from dataclasses import replace
from html import unescape
from types import MappingProxyType

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.outside.database.makers import edition, origin, said, take
from vidik.errors import InputError
from vidik.jobs.comparing import compare_sources
from vidik.jobs.desk import Desk
from vidik.jobs.review_page import serve_review
from vidik.jobs.reviewing import Outcome, Review, mark_of
from vidik.model.basemap import BaseShape
from vidik.model.decision import Verdict
from vidik.outside.database.register import Register
from vidik.register.resolving import frame_of, resolve
from vidik.report.backdrop import Backdrop

SAME, DIFFERENT, OPEN = Verdict.SAME, Verdict.DIFFERENT, Verdict.OPEN


def ticking():
    """Return a clock that goes on by a second each time it is read."""
    seconds = itertools.count()
    return lambda: dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC) + dt.timedelta(seconds=next(seconds))


def fill(register, told=MappingProxyType({}), **source):
    """Take two lists in whose rows lie midway between each other's."""
    for key in ("street", "city"):
        register.describe(origin(key, **source))
    rows = [said(origin="street", lat=44.8 + i / 5000, attributes=told) for i in range(12)]
    take(register, edition("street", "s.csv"), rows)
    rows = [said(origin="city", lat=44.8001 + i / 5000, attributes=told) for i in range(0, 12, 2)]
    take(register, edition("city", "c.csv"), rows)


@pytest.fixture
def place(database):
    with Register(database, create=True) as register:
        fill(register)
    return database


@pytest.fixture
def begun(place):
    """Return a review and its register."""
    with Register(place) as register:
        yield review_of(place, register), register


def review_of(place, register, role="the editors", clock=None):
    comparison = compare_sources(place, "street", "city")
    return Review(register, comparison, role=role, now=clock or ticking())


def verdicts(register):
    return [one.verdict for one in register.decisions()]


def state(review):
    held = review.held()
    return [None if d is None else d.verdict for d in
            (review.decision(i, held) for i in range(len(review.pairs)))]  # fmt: skip


def sharing(review):
    """Return two pairs that share a row."""
    for (i, a), (j, b) in itertools.combinations(enumerate(review.pairs), 2):
        if a.one.id == b.one.id or a.other.id == b.other.id:
            return i, j
    raise AssertionError("no two pairs share a row")


def test_every_pair_is_asked_once(begun):
    review, _ = begun
    assert len(review.pairs) > 3
    keys = [(pair.one.id, pair.other.id) for pair in review.pairs]
    assert len(set(keys)) == len(keys)


def test_a_decision_is_kept_at_once_and_taken_back_by_another(begun):
    review, register = begun
    assert review.settle(0, DIFFERENT, seen="") is Outcome.KEPT
    (kept,) = register.decisions()
    assert (kept.verdict, kept.role) == (DIFFERENT, "the editors")
    assert {kept.observation, kept.other} == {review.pairs[0].one.id, review.pairs[0].other.id}
    assert review.settled(review.held()) == 1
    assert review.last == 0
    assert review.take_back() == (Outcome.KEPT, 0)
    assert verdicts(register) == [DIFFERENT, OPEN]
    assert state(review)[0] is None
    assert review.last is None
    assert review.take_back() == (Outcome.NOTHING, None)
    assert verdicts(register) == [DIFFERENT, OPEN]


def test_what_held_before_holds_again(begun):
    review, register = begun
    review.settle(0, SAME, seen="")
    seen = mark_of(review.decision(0, review.held()))
    review.settle(0, DIFFERENT, seen=seen)
    assert state(review)[0] is DIFFERENT
    review.take_back()
    assert state(review)[0] is SAME
    assert review.take_back() == (Outcome.KEPT, 0)
    assert state(review)[0] is None
    assert verdicts(register) == [SAME, DIFFERENT, SAME, OPEN]


def test_the_same_once_more_changes_nothing(begun):
    review, register = begun
    review.settle(0, SAME, seen="")
    seen = mark_of(review.decision(0, review.held()))
    assert review.settle(0, SAME, seen=seen) is Outcome.KEPT
    assert verdicts(register) == [SAME]


def test_a_decision_of_somebody_else_is_not_lost(place):
    clock = ticking()
    with Register(place) as mine, Register(place) as theirs:
        here, there = (review_of(place, one, role, clock) for one, role in
                       ((mine, "the editors"), (theirs, "the city")))  # fmt: skip
        assert here.settle(0, SAME, seen="") is Outcome.KEPT
        assert there.settle(0, DIFFERENT, seen="") is Outcome.MEANWHILE
        assert verdicts(mine) == [SAME]
        seen = mark_of(there.decision(0, there.held()))
        assert there.settle(0, DIFFERENT, seen=seen) is Outcome.KEPT
        # what I decided has been decided anew by somebody else: I cannot take that back
        assert here.take_back() == (Outcome.MEANWHILE, 0)
        assert state(here)[0] is DIFFERENT
        assert [one.role for one in mine.decisions()] == ["the editors", "the city"]


def test_what_is_settled_is_not_asked_again(place, begun):
    review, register = begun
    for number in range(len(review.pairs)):
        review.settle(number, DIFFERENT, seen="")
    review.take_back()
    left = compare_sources(place, "street", "city").unclear
    settled = {frozenset((d.observation, d.other)) for d in register.decisions()}
    kept = frozenset((review.pairs[-1].one.id, review.pairs[-1].other.id))
    assert {frozenset((p.one.id, p.other.id)) for p in left} & settled == {kept}


def test_a_list_with_a_camera_twice_is_said_and_not_slipped_in(begun):
    review, register = begun
    first, second = sharing(review)
    assert review.settle(first, SAME, seen="") is Outcome.KEPT
    doubled = review.doubled(second, review.held())
    assert doubled
    for row, taken in doubled:
        assert row.observation.origin != taken[0].observation.origin
    assert review.settle(second, SAME, seen="") is Outcome.TWICE
    assert verdicts(register) == [SAME]
    assert review.settle(second, SAME, seen="", twice=True) is Outcome.KEPT
    pairs = [review.pairs[i] for i in (first, second)]
    cameras = resolve(register.state(), register.decisions()).cameras
    (joined,) = [c for c in cameras if pairs[0].one.id in {s.id for s in c.statements}]
    assert {s.id for s in joined.statements} >= {
        row.id for pair in pairs for row in (pair.one, pair.other)
    }


def test_different_needs_no_second_look(begun):
    review, _ = begun
    first, second = sharing(review)
    review.settle(first, SAME, seen="")
    assert review.settle(second, DIFFERENT, seen="") is Outcome.KEPT


def test_a_row_of_several_cameras_may_be_several_rows(database):
    with Register(database, create=True) as register:
        for key in ("street", "city"):
            register.describe(origin(key))
        far = [said(origin="street", lat=44.9 + i / 500) for i in range(20)]
        two = [said(origin="street", lat=44.8 + d) for d in (0.0, 0.0002)]
        take(register, edition("street", "s.csv"), [*two, *far])
        far = [said(origin="city", lat=44.9 + i / 500) for i in range(20)]
        mast = said(origin="city", lat=44.8001, devices=2)
        take(register, edition("city", "c.csv"), [mast, *far])
        comparison = compare_sources(database, "street", "city")
        ones = {one.id: one for one in comparison.compared.ones}
        rows = [ones[one.id] for one in two]
        (mast,) = [one for one in comparison.compared.others if one.observation.devices == 2]
        made = [type(comparison.pairs[0])("ambiguous", row, mast, 0.5, 11.0, "visit")
                for row in rows]  # fmt: skip
        review = Review(register, replace(comparison, pairs=tuple(made)), role="us", now=ticking())
        assert review.settle(0, SAME, seen="") is Outcome.KEPT
        assert review.doubled(1, review.held()) == []
        assert review.settle(1, SAME, seen="") is Outcome.KEPT


def test_the_next_pair_comes_round_again(begun):
    review, _ = begun
    count = len(review.pairs)
    assert review.following(review.held()) == 0
    assert review.following(review.held(), count - 1) == 0
    review.settle(0, DIFFERENT, seen="")
    assert review.following(review.held(), count - 1) == 1
    for number in range(1, count):
        assert review.following(review.held(), number) is not None
        review.settle(number, DIFFERENT, seen="")
    assert review.following(review.held()) is None
    assert review.settled(review.held()) == count


@pytest.mark.parametrize("role", ["ana@example.org", " "])
def test_a_role_is_refused_before_anybody_looks(place, role):
    with Register(place) as register, pytest.raises(InputError, match="names a role"):
        review_of(place, register, role)


def test_what_was_erased_meanwhile_is_told(begun):
    review, register = begun
    register.erase(review.pairs[0].one.id, reason="asked for")
    with pytest.raises(InputError, match="no such statement"):
        review.settle(0, SAME, seen="")
    assert verdicts(register) == []
    assert review.last is None


steps = st.lists(
    st.tuples(
        st.integers(0, 1),  # who
        st.sampled_from(["same", "different", "back"]),
        st.integers(0, 2),  # which pair
        st.booleans(),  # whether they have looked since
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Return a register that nobody has reviewed, to be copied, and what is unclear in it."""
    place = tmp_path_factory.mktemp("fresh") / "register.sqlite"
    with Register(str(place), create=True) as register:
        fill(register)
    return place, compare_sources(str(place), "street", "city")


@settings(max_examples=25)
@given(taken=steps)
def test_two_reviewers_and_a_sheet_of_paper(fresh, taken):
    """Hold two reviews of one register to a list in which each keeps what is said, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        place = shutil.copy(fresh[0], folder)
        hold_to_paper(place, fresh[1], taken)


def hold_to_paper(place, comparison, taken):
    with Register(place) as register:
        clock = ticking()
        reviews = [Review(register, comparison, role=r, now=clock) for r in ("us", "them")]
        assert len(reviews[0].pairs) >= 3
        paper: list[list[str]] = [[], [], []]  # what holds of each pair, the newest last
        mine: list[list[tuple[int, int]]] = [[], []]  # pair, and the length of its pile then
        looked = [[0, 0, 0], [0, 0, 0]]
        piles = [0, 0, 0]  # changes of each pair so far
        for who, what, number, looks in taken:
            review, before = reviews[who], len(register.decisions())
            if what == "back":
                outcome, pair = review.take_back()
                if not mine[who]:
                    assert (outcome, pair) == (Outcome.NOTHING, None)
                    continue
                pair_, stamp = mine[who].pop()
                assert pair == pair_
                if piles[pair_] != stamp:
                    assert outcome is Outcome.MEANWHILE
                    assert len(register.decisions()) == before
                    continue
                assert outcome is Outcome.KEPT
                paper[pair_].pop()
                piles[pair_] += 1
                # what this reviewer had decided just before stands again, and is theirs
                mine[who] = [
                    (one, piles[pair_] if (one, when) == (pair_, stamp - 1) else when)
                    for one, when in mine[who]
                ]
            else:
                now = mark_of(review.decision(number, review.held()))
                fresh = looks or looked[who][number] == piles[number]
                seen = now if fresh else "2020-01-01 same"
                outcome = review.settle(number, Verdict(what), seen=seen, twice=True)
                if not fresh:
                    assert outcome is Outcome.MEANWHILE
                    continue
                assert outcome is Outcome.KEPT
                if paper[number][-1:] == [what]:
                    assert len(register.decisions()) == before
                    continue
                paper[number].append(what)
                piles[number] += 1
                mine[who].append((number, piles[number]))
                looked[who][number] = piles[number]
            assert len(register.decisions()) == before + 1
        holds = [pile[-1] if pile else None for pile in paper]
        assert [v and v.value for v in state(reviews[0])[:3]] == holds
        assert state(reviews[0]) == state(reviews[1])


# The pages


@pytest.fixture
def desk(begun):
    review, register = begun
    return desk_of(review, register)


def desk_of(review, register, base=(), credit=None):
    origins = register.origins()
    ground = Backdrop(base, frame_of((*review.compared.ones, *review.compared.others)))
    return Desk(review, (origins["street"], origins["city"]), ground, credit)


def hidden(page, name):
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


def test_forms_alone_settle_take_back_and_come_to_an_end(desk, begun):
    review, register = begun
    page = desk.page("", {})
    for _ in review.pairs:
        fields = {"pair": hidden(page, "pair"), "seen": hidden(page, "seen")}
        way = desk.act("decide", {**fields, "verdict": "different"})
        name, _, asked = way.partition("?")
        asked = dict(one.split("=") for one in asked.split("&"))
        page = desk.page(name, asked)
        assert f"Pair {fields['pair']} is settled as different cameras." in page
    assert name == "all"
    assert "Everything is settled" in page
    assert "Everything is settled" in desk.page("", {})
    way = desk.act("undo", {})
    assert way == f"{fields['pair']}?said=back&of={fields['pair']}"
    page = desk.page(fields["pair"], {"said": "back", "of": fields["pair"]})
    assert f"Taken back: pair {fields['pair']} is open." in page
    assert verdicts(register) == [DIFFERENT] * len(review.pairs) + [OPEN]


def test_a_second_same_of_a_row_is_asked_about_first(desk, begun):
    review, register = begun
    first, second = sharing(review)
    desk.act("decide", {"pair": str(first + 1), "verdict": "same", "seen": ""})
    page = desk.page(str(second + 1), {})
    assert "lists one camera twice" in page
    assert 'name="twice"' not in page
    form = {"pair": str(second + 1), "verdict": "same", "seen": ""}
    assert desk.act("decide", form) == f"{second + 1}?said=twice&of={second + 1}"
    assert verdicts(register) == [SAME]
    page = desk.page(str(second + 1), {"said": "twice", "of": str(second + 1)})
    assert "Same, all the same" in page
    desk.act("decide", {**form, "twice": hidden(page, "twice")})
    assert verdicts(register) == [SAME, SAME]


@pytest.mark.parametrize("name", ["0", "99", "-1", "1.5", "٣", "1e3", "nowhere", "9" * 30, "1/2"])
def test_there_is_no_page_of_other_names(desk, name):
    assert desk.page(name, {}) is None


@pytest.mark.parametrize(
    "fields",
    [{}, {"pair": "1"}, {"pair": "1", "verdict": "open"}, {"pair": "0", "verdict": "same"},
     {"pair": "1", "verdict": "withdrawn"}],
)  # fmt: skip
def test_forms_that_say_nothing_are_refused(desk, begun, fields):
    with pytest.raises(InputError, match="neither pair nor verdict"):
        desk.act("decide", fields)
    assert desk.act("withdraw", {"pair": "1"}) is None
    assert verdicts(begun[1]) == []


def test_a_stale_page_decides_nothing(desk, begun):
    desk.act("decide", {"pair": "1", "verdict": "same", "seen": ""})
    assert desk.act("decide", {"pair": "1", "verdict": "different", "seen": ""}) == (
        "1?said=meanwhile&of=1"
    )
    page = desk.page("1", {"said": "meanwhile", "of": "1"})
    assert "Somebody else decided meanwhile: pair 1 is settled as the same camera." in page
    assert verdicts(begun[1]) == [SAME]


def test_what_an_address_says_is_not_repeated(desk):
    page = desk.page("1", {"said": "<script>", "of": "1"})
    assert "<script>" not in page
    assert desk.page("1", {"said": "kept", "of": "<b>"}).count("<b>") == 0


HOSTILE = {
    "name": "<script>alert(1)</script>",
    "operator": "\u202egnp.exe",
    "note": '"><img src=x onerror=alert(1)>',
    "ref": '=HYPERLINK("http://evil.example")',
    "image": 'https://photos.example/1.jpg?a="b',
    "url": "https://photos.example/2.jpg",
    "website": "javascript:alert(1)",
    "</td><td>": "x",
    "description": "z" * 5000,
    "zero": "a\u200bb\x1b[2J",
}


def test_hostile_values_are_text(database):
    with Register(database, create=True) as register:
        fill(register, MappingProxyType(HOSTILE), name="<i>list</i>\u202e", attribution="<b>us</b>")
        review = review_of(database, register, role="<u>us</u>")
        desk = desk_of(review, register)
        review.settle(0, SAME, seen="")
        for page in (desk.page("1", {}), desk.page("all", {})):
            for markup in ("<script>alert", "<img", "<i>", "<b>", "<u>", "</td><td>x"):
                assert markup not in page
            for letter in "\u202e\u200b\x1b":
                assert letter not in page
        page = desk.page("1", {})
        assert "‹U+202E›gnp.exe" in page
        assert "(4,400 more letters)" in page
        links = re.findall(r'<a href="([^"]*)" rel="([^"]*)"', page)
        assert set(links) == {("https://photos.example/2.jpg", "noreferrer noopener")}
        assert re.findall(r"<(?:img|iframe|object|embed|video|audio|source)\b", page) == []


def test_the_ground_is_drawn_and_credited(begun):
    review, register = begun
    pair = review.pairs[0].one.observation
    house = shapely.box(pair.lon, pair.lat, pair.lon + 1e-4, pair.lat + 1e-4)
    desk = desk_of(review, register, [BaseShape("buildings", "building", "", house)], "© the map")
    page = desk.page("1", {})
    assert 'class="pic-building"' in page
    assert "© the map" in page
    assert 'class="pic-building"' not in desk_of(review, register).page("1", {})


def test_made_up_sources_carry_the_mark(place):
    with Register(place) as register:
        register.describe(origin("city", synthetic=True))
        review = review_of(place, register)
        page = desk_of(review, register).page("1", {})
    assert "Cameras on this page are made up." in page
    assert "Synthetic: made up" in page


def test_a_map_of_elsewhere_is_refused(place, tmp_path):
    far = tmp_path / "far.geojson"
    far.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        '{"building": "yes"}, "geometry": {"type": "Polygon", "coordinates": '
        "[[[0, 0], [0, 1], [1, 1], [0, 0]]]}}]}"
    )
    with pytest.raises(InputError, match="nothing near what the sources list"):
        serve_review(place, "street", "city", role="us", map=far, ready=pytest.fail)


def test_nothing_is_served_where_nothing_is_unclear(database):
    with Register(database, create=True) as register:
        for key in ("street", "city"):
            register.describe(origin(key))
            rows = [said(origin=key, lat=44.8 + i / 100) for i in range(5)]
            take(register, edition(key, key), rows)
    ready = pytest.fail
    assert serve_review(database, "street", "city", role="us", ready=ready) == (0, 0)
