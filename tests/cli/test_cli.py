from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.jobs.small_city import write_city
from vidik import __version__
from vidik.cli import COMMANDS, Commands, main
from vidik.errors import InputError


def run(*args: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_help_and_version() -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert all(f"  {name} " in out for name in COMMANDS)
    assert run("--version")[:2] == (0, f"vidik, version {__version__}\n")


def test_the_package_runs_as_the_command() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "vidik", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout == f"vidik, version {__version__}\n"


def test_help_does_not_wait_for_the_heavy_libraries() -> None:
    code = (
        "import sys; from vidik.cli import main; main(['--help'], standalone_mode=False);"
        "print({'numba', 'numpy', 'osmium', 'shapely'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("\nset()\n")


@pytest.mark.parametrize(("name", "short"), COMMANDS.items())
def test_the_list_of_commands_says_what_each_says_of_itself(name: str, short: str) -> None:
    code, out, _ = run(name, "--help")
    assert code == 0
    assert short in out


def test_wrong_usage_is_2(tmp_path: Path) -> None:
    assert run("buidl")[0] == 2
    assert run("new")[0] == 2
    assert run("build", "--threads", "0", "city.toml")[0] == 2


def test_new_then_new_again(tmp_path: Path) -> None:
    code, out, _ = run("new", tmp_path, "--name", "Town")
    assert code == 0
    assert f"vidik build {tmp_path / 'city.toml'}" in out
    code, out, err = run("new", tmp_path)
    assert (code, out) == (1, "")
    assert err == f"{tmp_path / 'city.toml'}: is there already, and was left as it is\n"


def test_a_fault_in_the_city_file_is_one_line(tmp_path: Path) -> None:
    run("new", tmp_path)
    (tmp_path / "extract.osm.pbf").touch()
    path = tmp_path / "city.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("licence =", "lisence ="), "utf-8")
    code, _, err = run("build", path)
    assert code == 1
    assert err.count("\n") == 1
    assert "sources[0].lisence" in err
    assert "did you mean `licence`?" in err


def test_a_build_tells_its_times(tmp_path: Path) -> None:
    code, _, told = run("build", "--times", write_city(tmp_path))
    assert code == 0
    rows = [[cell.strip() for cell in line.split("│")] for line in told.splitlines()]
    told_of = {row[1]: row[2:] for row in rows if len(row) > 3}
    assert float(told_of["writing"][0]) > 0
    pages = len(list((tmp_path / "site" / "camera").iterdir()))
    count, seconds, each = told_of["camera/"][:3]
    assert int(count) == pages
    assert float(each) == pytest.approx(1000 * float(seconds) / pages, abs=10.0 / pages)


def failing(error: BaseException) -> click.Group:
    def fail() -> None:
        raise error

    class Failing(Commands):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
            return click.Command(cmd_name, callback=fail)

    return Failing("vidik")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("not a tag\nof ours", file="a\nb"), 1, "a b: not a tag of ours\n"),
        (OSError(28, "No space left on device", "site/x"), 1, "site/x: No space left on device\n"),
        (OSError("odd"), 1, "odd\n"),
        (KeyboardInterrupt(), 130, "Stopped. Nothing was left half-written.\n"),
    ],
)
def test_errors_become_one_line_and_an_exit_code(
    error: BaseException, code: int, said: str
) -> None:
    result = CliRunner().invoke(failing(error), ["build"])
    assert (result.exit_code, result.stderr) == (code, said)


def test_messages_are_red_on_a_terminal_only() -> None:
    failure = failing(InputError("bad"))
    assert CliRunner().invoke(failure, ["build"], color=True).stderr == "\x1b[31mbad\x1b[0m\n"
    assert CliRunner().invoke(failure, ["build"]).stderr == "bad\n"


def test_faults_of_the_program_itself_are_not_dressed_up() -> None:
    assert isinstance(
        CliRunner().invoke(failing(ZeroDivisionError()), ["x"]).exception, ZeroDivisionError
    )


def opened_for_reading(pipe: Path, process: subprocess.Popen[str]) -> int:
    """Return the writing end of a named pipe, once the process has opened the other one."""
    while process.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:  # nobody reads yet
            time.sleep(0.02)
    raise AssertionError(f"the build ended before it read its city file: {process.stderr}")


def test_ctrl_c_stops_a_real_process_with_a_sentence(tmp_path: Path) -> None:
    """A named pipe as city file holds the build until the signal comes."""
    pipe = tmp_path / "city.toml"
    os.mkfifo(pipe)
    vidik = [sys.executable, "-c", "from vidik.cli import main; main()", "build", str(pipe)]
    with subprocess.Popen(vidik, stderr=subprocess.PIPE, text=True) as process:
        writing = opened_for_reading(pipe, process)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        os.close(writing)
    assert process.returncode == 130
    assert err.strip() == "Stopped. Nothing was left half-written."
