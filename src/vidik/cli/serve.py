"""``vidik serve``: show a built folder in the browser."""

from __future__ import annotations

from pathlib import Path

import click

from vidik.jobs.serve import serve_folder

__all__ = ["serve"]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes any free one.",
)
def serve(folder: Path, host: str, port: int) -> None:
    """Serve FOLDER, which vidik build wrote, until Ctrl-C.

    Compresses text and answers the partial requests that map tiles need. Only this machine can see
    it unless --host says otherwise.
    """
    serve_folder(
        folder,
        host=host,
        port=port,
        ready=lambda address: click.echo(f"{folder} is at {address} (Ctrl-C stops it)"),
    )
