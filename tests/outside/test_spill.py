"""Values filed under tiles come back in the order of filing."""

from __future__ import annotations

import numpy as np
import pytest

from vidik.errors import OutputError
from vidik.outside.spill import Spill


def test_what_is_filed_comes_back(tmp_path):
    with Spill(tmp_path) as spill:
        spill.add("walls", (0, 0), np.arange(3))
        spill.add("walls", (-1, 2), "other")
        spill.add("walls", (5, -7), "south")
        spill.add("walls", (0, 0), {"more": 1})
        first, second = spill.read("walls", (0, 0))
        assert first.tolist() == [0, 1, 2]
        assert first.flags.writeable
        assert second == {"more": 1}
        assert spill.read("walls", (9, 9)) == []
        assert spill.read("streets", (0, 0)) == []
        assert spill.tiles("walls") == [(5, -7), (0, 0), (-1, 2)]
        assert spill.tiles("streets") == []
    assert list(tmp_path.iterdir()) == []


def test_what_is_taken_is_gone(tmp_path):
    with Spill(tmp_path) as spill:
        spill.add("walls", (0, 0), 1)
        spill.add("walls", (0, 0), 2)
        assert spill.take("walls", (0, 0)) == [1, 2]
        assert spill.take("walls", (0, 0)) == spill.tiles("walls") == []
        spill.file("nodes").write_bytes(b"somebody else's")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(OutputError, match="nowhere"):
        Spill(tmp_path / "nowhere")
