"""Two lists compared as one document: every row in it, text that stays text, and no way out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter

import pytest
import shapely

from tests.library.test_widget import NASTY, Elements, packed
from tests.outside.database.makers import origin
from tests.report.statements import LAT, LON, NOON, said
from vidik.model.basemap import BaseShape
from vidik.model.decision import Decision, Verdict
from vidik.model.district import District
from vidik.model.reconciliation import Standing
from vidik.outside.assets import widget_parts
from vidik.register.pairing import pairs_of
from vidik.register.resolving import compare, frame_of
from vidik.report.comparison_page import comparison_document
from vidik.report.reconciled import reconciled

ONE, OTHER = origin("one", name="Street <i>"), origin("other", name="City", draft=True)
DISTRICT = District(f"Middle {NASTY}", "d", shapely.box(LON - 1, LAT - 1, LON + 1, LAT + 1), {})
STREET = BaseShape("streets", "primary", NASTY, shapely.LineString([(LON, LAT), (LON, LAT + 0.01)]))


def compared(decisions=()):
    """Return two lists with pairs, rows alone, and rows that are unclear."""
    ones = [said(f"1-{i}", origin="one", north=20 * i, tags={"operator": NASTY}) for i in range(12)]
    others = [said(f"2-{i}", origin="other", north=20 * i + 11, tags={}) for i in range(0, 12, 2)]
    others.append(said("2-far", origin="other", north=5000, tags={}))
    made = compare(ones, others, frame_of([*ones, *others]), decisions)
    return made, tuple(pairs_of(made, decisions))


def page(origins=(ONE, OTHER), decisions=(), **more):
    found, pairs = compared(decisions)
    (figures,) = reconciled([found], more.get("districts", ()))
    return comparison_document(figures, pairs, origins, widget_parts(), version="9", **more), pairs


def scene(document):
    return json.loads(packed(document, "scene"))


def test_every_row_has_one_sign_and_every_pair_a_line():
    document, pairs = page()
    layers = scene(document)["layers"]
    signs = Counter(f["properties"]["sign"] for f in layers["rows"]["features"])
    rows = {row.id for pair in pairs for row in (pair.one, pair.other) if row is not None}
    assert signs.total() == len(rows) == 19
    kinds = Counter(pair.standing for pair in pairs)
    assert kinds[Standing.AMBIGUOUS] > 0
    assert signs["alone-other"] >= 1
    joined = [pair for pair in pairs if pair.one is not None and pair.other is not None]
    assert len(layers["joins"]["features"]) == len(joined)
    for line, pair in zip(layers["joins"]["features"], joined, strict=True):
        (x, y), _ = line["geometry"]["coordinates"]
        assert (x, y) == pytest.approx(
            (pair.one.observation.lon, pair.one.observation.lat), abs=1e-6
        )
    assert len(scene(document)["lists"]["pairs"]) == len(pairs)


def test_a_row_in_an_unclear_pair_has_the_sign_of_the_unclear():
    document, pairs = page()
    unclear = {
        row.id
        for pair in pairs
        if pair.standing == Standing.AMBIGUOUS
        for row in (pair.one, pair.other)
        if row is not None
    }
    signs = [f["properties"]["sign"] for f in scene(document)["layers"]["rows"]["features"]]
    assert sum(sign.startswith("ambiguous-") for sign in signs) == len(unclear)


def test_it_says_that_it_is_for_the_house_and_what_is_a_draft():
    document, _ = page()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", document))
    assert "For the house only." in text
    assert "cameras on homes among them, and “City” is a draft" in text
    other, _ = page((ONE, origin("other", name="City")))
    assert "is a draft" not in other


def test_its_policy_knows_one_script_and_one_sheet_and_lets_nothing_be_fetched():
    document, _ = page()
    elements = Elements(document)
    (policy,) = [
        about["content"] or ""
        for about, _ in elements.of("meta")
        if about.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none';")
    assert "connect-src" not in policy
    scripts = [text for about, text in elements.of("script") if about.get("type") != "text/plain"]
    (sheet,) = [text for _, text in elements.of("style")]
    for text in (*scripts, sheet):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert len(scripts) == 1
    for tag in ("link", "img", "iframe", "object"):
        assert elements.of(tag) == []
    assert all(not about.get("src") for about, _ in elements.of("script"))


def test_what_sources_say_stays_text():
    document, _ = page(districts=[DISTRICT], base=[STREET])
    outside = re.sub(r"<script.*?</script>", "", document, flags=re.DOTALL)
    assert "<img" not in outside
    assert "alert(1)</script>" not in outside
    assert "Street &lt;i&gt;" in outside
    made = scene(document)
    assert made["layers"]["streets"]["features"][0]["properties"]["name"] == NASTY
    assert any(NASTY in pair[2].values() for pair in made["lists"]["pairs"])


def test_the_map_is_credited_where_there_is_one():
    assert "© OpenStreetMap contributors" not in page()[0].split("<template")[0]
    assert "© OpenStreetMap contributors" in page(base=[STREET])[0].split("<template")[0]


def test_what_is_made_up_is_marked():
    document, _ = page((ONE, origin("other", synthetic=True)))
    assert "Made up" in document
    assert scene(document)["synthetic"] is True
    assert "Synthetic: made up" in document


def test_what_somebody_decided_is_told_with_the_role():
    _, pairs = page()
    pair = next(p for p in pairs if p.standing == Standing.AMBIGUOUS and p.one and p.other)
    made = Decision(
        NOON, "the <editors>", Verdict.SAME, "seen",
        observation=pair.one.id, other=pair.other.id,
    )  # fmt: skip
    document, _ = page(decisions=[made])
    (told,) = [one[1] for one in scene(document)["lists"]["pairs"] if "Decided" in one[1]]
    assert told.startswith("Decided by the <editors>. Before: ")
    assert "the &lt;editors&gt;" in document


def test_the_same_lists_give_the_same_bytes():
    assert page(districts=[DISTRICT])[0] == page(districts=[DISTRICT])[0]
