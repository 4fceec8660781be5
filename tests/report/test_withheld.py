"""What is shown of rows that were not understood."""

from __future__ import annotations

import pytest

from vidik.model.rejection import Rejection
from vidik.outside.tables import load_publication_rules
from vidik.report.withheld import WITHHELD, rejections

RULES = load_publication_rules()


@pytest.mark.parametrize(
    ("source", "field", "value", "shown"),
    [
        ("income", "income", "12.345", True),
        ("income", "district", "Нигде", True),
        # whoever typed a name into a column of numbers did not publish it
        ("income", "income", "Петар Петровић", False),
        ("income", "district", "petar@example.org", False),
        ("osm", "district", "Нигде", False),
    ],
)
def test_cells_of_tables_of_districts_are_shown_if_they_name_nobody(
    source: str, field: str, value: str, shown: bool
) -> None:
    row = Rejection(source, "row 3", field, value, "not a number")
    (told,) = rejections([row], {}, RULES, statistics={"income": "district"})
    assert (told.id, told.field) == ("row 3", field)
    assert told.value == (value if shown else WITHHELD)
