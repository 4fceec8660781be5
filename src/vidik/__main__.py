"""``python -m vidik``: the command ``vidik``."""

from vidik.cli import main

if __name__ == "__main__":
    main()
