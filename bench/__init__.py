"""Timings beside the peers a user would pick instead; never part of the tests."""
