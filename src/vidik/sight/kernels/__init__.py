"""The loops of sight, compiled: arrays in, arrays out, no checks; the wrappers validate."""

from vidik.sight.kernels.chance import chances
from vidik.sight.kernels.chords import chorded
from vidik.sight.kernels.patches import patches
from vidik.sight.kernels.stars import points_inside
from vidik.sight.kernels.streets import watch
from vidik.sight.kernels.views import Desk, Solved, new_desk, put, solve

__all__ = [
    "Desk",
    "Solved",
    "chances",
    "chorded",
    "new_desk",
    "patches",
    "points_inside",
    "put",
    "solve",
    "watch",
]
