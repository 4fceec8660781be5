"""The rules of publication that come with Vidik are whole, and a broken file is explained."""

import tomllib
from importlib.resources import files

import pytest

from vidik.errors import InputError
from vidik.outside import tables
from vidik.outside.tables import load_publication_rules

TEXT = files("vidik").joinpath("data", "publication.toml").read_text(encoding="utf-8")


def test_every_rule_in_the_file_is_loaded():
    table, rules = tomllib.loads(TEXT), load_publication_rules()
    assert rules.version == table["version"]
    assert len(rules.denied.selectors) == len(table["denied"]["selectors"])
    for name in ("signs", "hints", "shared_hints", "institutions", "public_spaces"):
        assert len(getattr(rules.dwellings, name)) == len(table["dwellings"][name])
    assert rules.licences.keys() == table["licences"].keys()


def test_every_rule_has_its_reason():
    rules = load_publication_rules()
    selectors = [*rules.denied.selectors, *rules.dwellings.signs, *rules.dwellings.hints]
    for selector in selectors:
        assert selector.reason.endswith(".")
        assert len(selector.reason) > 10


def test_no_list_repeats_itself():
    def check(value):
        if isinstance(value, dict):
            for one in value.values():
                check(one)
        elif isinstance(value, list) and value and isinstance(value[0], str):
            assert len(value) == len(set(value))
        elif isinstance(value, list):
            for one in value:
                check(one)

    check(tomllib.loads(TEXT))


def test_phrases_are_written_as_they_are_compared():
    rules = load_publication_rules()
    for selector in (*rules.denied.selectors, *rules.dwellings.signs):
        for phrases in selector.phrases.values():
            assert all(phrase == phrase.casefold() for phrase in phrases)


def test_loading_twice_gives_equal_rules():
    assert load_publication_rules() == load_publication_rules()


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.pop("licences"),
        lambda table: table["denied"].update(radius=3),
        lambda table: table["denied"]["selectors"].append({"reason": "x", "tag": {"a": ["b"]}}),
        lambda table: table["denied"]["selectors"].append({"reason": "x"}),
        lambda table: table.update(output_licence="proprietary"),
        lambda table: table["licences"].update({"X": {"name": "X"}}),
    ],
)
def test_a_broken_table_is_explained(change):
    table = tomllib.loads(TEXT)
    change(table)
    with pytest.raises(InputError, match=r"publication\.toml"):
        tables.publication_rules(table)
