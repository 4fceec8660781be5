"""Feeds as their specifications have them: JSON Feed 1.1 and RFC 4287, field by field."""

import datetime as dt
import json
import re
import uuid
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from vidik.report.feeds import Feed, Item, atom, json_feed, lasting_id

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = dt.date(2025, 6, 1)


def item(number=1, **told):
    return Item(
        **{
            "id": lasting_id("item", str(number)), "title": "new: node/1", "text": "<b>A & B</b>",
            "day": DAY, "url": "https://www.openstreetmap.org/node/1", "tags": ("new",),
            "rights": "© OpenStreetMap contributors (ODbL-1.0)", **told,
        }
    )  # fmt: skip


def feed(*items):
    return Feed(lasting_id("feed"), "Changes", "What changed.", "Vidik", "©", DAY, items)


def test_json_feed_has_what_version_1_1_asks_for():
    told = json.loads(json_feed(feed(item(), item(2, url=None))))
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(told["title"], str)
    assert "©" in told["description"]
    assert all(isinstance(author["name"], str) for author in told["authors"])
    # what is not of the standard begins with an underscore
    known = {"version", "title", "description", "authors", "items"}
    assert all(key in known or key.startswith("_") for key in told)
    for one in told["items"]:
        assert isinstance(one["id"], str)
        assert "content_text" in one
        assert RFC3339.fullmatch(one["date_published"])
        assert isinstance(one["tags"], list)
        known = {"id", "url", "title", "content_text", "date_published", "tags"}
        assert all(key in known or key.startswith("_") for key in one)
    assert len({one["id"] for one in told["items"]}) == 2
    assert "url" not in told["items"][1]


def test_atom_has_what_rfc_4287_asks_for():
    root = ET.fromstring(atom(feed(item(), item(2, url=None))))
    assert root.tag == f"{ATOM}feed"
    for parent in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):  # each exactly once
            assert len(parent.findall(f"{ATOM}{name}")) == 1
        assert RFC3339.fullmatch(parent.findtext(f"{ATOM}updated"))
        assert uuid.UUID(parent.findtext(f"{ATOM}id")).version == 5
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Vidik"
    first, second = root.iter(f"{ATOM}entry")
    assert first.find(f"{ATOM}link").attrib == {
        "rel": "alternate", "href": "https://www.openstreetmap.org/node/1",
    }  # fmt: skip
    # without a link an entry must have content
    assert second.find(f"{ATOM}link") is None
    assert second.find(f"{ATOM}content").get("type") == "text"
    assert second.findtext(f"{ATOM}content") == "<b>A & B</b>"


def test_an_empty_feed_is_a_feed():
    assert json.loads(json_feed(feed()))["items"] == []
    assert ET.fromstring(atom(feed())).findall(f"{ATOM}entry") == []


@given(st.text(), st.text())
def test_any_text_makes_a_feed_that_can_be_read(title, text):
    made = feed(item(title=title, text=text))
    assert len(json.loads(json_feed(made))["items"]) == 1
    assert len(list(ET.fromstring(atom(made)).iter(f"{ATOM}entry"))) == 1
    assert atom(made) == atom(made)


def test_ids_last_and_differ():
    assert lasting_id("a", "b") == lasting_id("a", "b")
    assert lasting_id("a", "b") != lasting_id("ab") != lasting_id("a", "", "b")
