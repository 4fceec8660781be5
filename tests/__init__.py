"""Tests of Vidik, laid out as the package is."""
