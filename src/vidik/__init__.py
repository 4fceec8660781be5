"""Vidik: an open observatory of public-space surveillance."""

__version__ = "0.1.0"

__all__ = ["__version__"]
