"""The loops of sight, compiled: arrays in, arrays out, no checks; the wrappers validate."""

from vidik.sight.kernels.chance import probability
from vidik.sight.kernels.envelope import envelope
from vidik.sight.kernels.stars import points_inside, segment_inside
from vidik.sight.kernels.streets import watch

__all__ = ["envelope", "points_inside", "probability", "segment_inside", "watch"]
