"""A look at files from another process."""

import os
import signal
import subprocess
import sys
import time

import pytest

from vidik.errors import OutputError, PublicationError
from vidik.outside.beside import Beside

SMALL, LARGE = b"x" * 10, b"x" * 4_000_000


def refuse_secrets(path, data):
    if "secret" in path:
        raise PublicationError("must not be published", file=path)


def tell_where(path, data):
    raise PublicationError(f"{os.getpid()}", file=path)


def die(path, data):
    os.kill(os.getpid(), signal.SIGKILL)


def pid_of_look(beside, data):
    try:
        verdict = beside.look("a", data)
        verdict.result()
    except PublicationError as error:
        return int(error.message)
    raise AssertionError("the look said nothing")


@pytest.mark.parametrize("data", [SMALL, LARGE])
def test_what_is_wrong_is_said_of_the_file_it_is_wrong_with(data):
    with Beside(refuse_secrets) as beside:
        for path in ("a", "b"):
            verdict = beside.look(path, data)
            assert verdict is None or verdict.result() is None
        with pytest.raises(PublicationError, match="secret: must not be published") as caught:
            beside.look("secret", data).result()
        assert caught.value.file == "secret"
        assert beside.look("c", LARGE).result() is None


def test_large_files_alone_are_looked_at_in_another_process():
    with Beside(tell_where) as beside:
        assert pid_of_look(beside, SMALL) == os.getpid()
        assert pid_of_look(beside, LARGE) != os.getpid()


def test_a_few_files_need_no_process():
    with Beside(tell_where) as beside:
        assert pid_of_look(beside, LARGE[:1_000_000]) == os.getpid()
        assert pid_of_look(beside, LARGE) != os.getpid()


def test_a_process_that_dies_never_says_that_a_file_is_good():
    with Beside(die) as beside:
        verdicts = [beside.look(path, LARGE) for path in "abc"]
        for path, verdict in zip("abc", verdicts, strict=True):
            with pytest.raises(OutputError, match=f"{path}: the process that looks at files ended"):
                verdict.result()


def two_files():
    yield "mine", f"made by {os.getpid()}".encode()
    yield "also mine", LARGE


def a_secret():
    yield "plain", SMALL
    yield "secret", SMALL


def test_what_is_made_there_is_looked_at_there_and_handed_over():
    taken = {}

    def take(path, data, seconds):
        assert seconds >= 0
        taken[path] = data
        assert beside.look(path, data) is None  # it is known to be good

    with Beside(refuse_secrets) as beside:
        beside.make(two_files, take).result()
        assert beside.look("c", LARGE).result() is None
        with pytest.raises(PublicationError, match="secret: must not be published"):
            beside.make(a_secret, take).result()
    assert list(taken) == ["mine", "also mine", "plain"]
    assert taken["mine"] != f"made by {os.getpid()}".encode()


def test_only_the_very_file_that_was_made_there_is_known_to_be_good():
    taken = []
    with Beside(tell_if_large) as beside:
        beside.make(small_file, lambda path, data, _: taken.append((path, data))).result()
        ((path, _),) = taken
        with pytest.raises(PublicationError):
            beside.look(path, LARGE).result()  # another one of that name


def small_file():
    yield "a", SMALL


def tell_if_large(path, data):
    if len(data) > 100:
        raise PublicationError("too large", file=path)


def test_an_error_of_whoever_takes_files_is_theirs():
    def full(path, data, seconds):
        raise OutputError("no space left", file=path)

    with Beside(refuse_secrets) as beside, pytest.raises(OutputError, match="no space left"):
        beside.make(small_file, full).result()


def killed():
    yield "a", SMALL
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_that_dies_while_it_makes_files_is_an_error():
    taken = []
    with Beside(refuse_secrets) as beside, pytest.raises(OutputError, match="ended before"):
        beside.make(killed, lambda path, *_: taken.append(path)).result()
    assert taken == ["a"]


UNGUARDED = """
from functools import partial
from vidik.errors import OutputError
from vidik.outside.beside import Beside

with Beside(partial(print, "x" * 1_000_000)) as beside:
    try:
        beside.look("a", b"x" * 4_000_000).result()
    except OutputError as error:
        print(error.message)
"""


def test_a_process_that_cannot_start_is_an_error_and_no_wait_without_end(tmp_path):
    # a script without a guard is run once more by the process that it starts, which Python refuses
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED)
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=100, check=True
    )
    assert done.stdout == "the process that looks at files ended before it was done\n"


def test_an_error_that_nobody_foresaw_passes_no_file():
    with Beside(int) as beside, pytest.raises(OutputError, match="ended before it was done"):
        beside.look("a", LARGE).result()


def test_nothing_is_left_running():
    with Beside(tell_where) as beside:
        other = pid_of_look(beside, LARGE)
    with pytest.raises(ProcessLookupError):
        os.kill(other, 0)


def test_an_error_here_ends_the_other_process_at_once():
    def stopped():
        with Beside(sleep_long) as beside:
            beside.look("a", LARGE)
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert time.monotonic() - began < 30


def sleep_long(path, data):
    time.sleep(60)
