"""Tests of what a user does: build, new, serve."""
