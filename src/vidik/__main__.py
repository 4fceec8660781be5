"""``python -m vidik``: the command ``vidik``."""

from vidik.cli import main

main()
