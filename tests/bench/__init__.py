"""Tests of what cameras see."""
