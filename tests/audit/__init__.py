"""Tests of what the views mean for people."""
