import pytest

from vidik.model.optics import Level


@pytest.mark.parametrize("key", ["", "Face", "face recognition", "../face", "lice/face", "лице"])
def test_a_level_is_named_as_a_file_can_be(key):
    with pytest.raises(ValueError, match="only a to z, 0 to 9, _ and -"):
        Level(key, 400.0, "test")


def test_a_level_begins_above_nothing():
    assert Level("face-2_a", 400.0, "test").key == "face-2_a"
    with pytest.raises(ValueError, match="above 0"):
        Level("face", 0.0, "test")
