"""The command line: ``vidik``, one file per command."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any

import click

from vidik import __version__
from vidik.errors import VidikError
from vidik.register.spelling import readable

__all__ = ["main"]

#: Commands in the order of a user's day, and what they do. Their modules are imported when they are
#: called: computing views takes libraries that ``vidik --help`` need not wait for.
COMMANDS = {
    "new": "Write a commented city file into FOLDER.",
    "build": "Build the observatory that CITY_FILE declares.",
    "measure": "Work out the figures of CITY_FILE alone, a country's if need be.",
    "way": "Find ways between two points of CITY_FILE that trade time for time in view.",
    "film": "Film a walk between two points of CITY_FILE, and what could see it.",
    "walked": "Tell where along WALK_FILE cameras of CITY_FILE could see the walker.",
    "whatif": "Ask of CITY_FILE what other cameras would change.",
    "necessity": "Tell how few of its cameras an operator would need.",
    "register": "Keep what sources say of cameras: each statement, who made it, and since when.",
    "audit": "Recompute what was published of face recognition.",
    "serve": "Serve FOLDER, which vidik build wrote, until Ctrl-C.",
    "warm": "Compile what Vidik computes with, once per machine.",
}

#: Objects that are made before garbage is looked for. Of a city there are hundreds of thousands
#: that stay, and Python would look through all of them again and again.
_OBJECTS = 100_000

#: Exit codes; click itself answers a wrong usage with 2.
FAULT, STOPPED = 1, 130


class Commands(click.Group):
    """The commands, and the one place where errors become messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"vidik.cli.{cmd_name}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, and say in one line what went wrong."""
        gc.set_threshold(_OBJECTS, 20, 50)
        try:
            return super().invoke(ctx)
        except VidikError as error:
            _say(str(error))
            ctx.exit(FAULT)
        except BrokenPipeError:
            raise  # click knows: whoever reads our output has gone
        except OSError as error:
            # What no job foresaw, a disk pulled out, say: still a sentence.
            _say(": ".join(str(part) for part in (error.filename, error.strerror or error) if part))
            ctx.exit(FAULT)
        except KeyboardInterrupt:
            _say("Stopped. Nothing was left half-written.")
            ctx.exit(STOPPED)


def _say(message: str) -> None:
    # One line, whatever a file name holds, and nothing in it that a terminal obeys.
    click.secho(" ".join(readable(message).splitlines()), fg="red", err=True)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="vidik")
def main() -> None:
    """Build and serve an open observatory of public-space surveillance.

    A city file (city.toml) says which place, which sources, which assumptions. `vidik new` writes
    one, `vidik build` turns it into a folder with a map, pages and downloads, `vidik serve` shows
    the folder in a browser.
    """
