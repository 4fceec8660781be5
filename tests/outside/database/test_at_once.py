"""Several who use one register at once, in either database."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.outside.database.makers import edition, origin, said, take
from vidik.errors import InputError
from vidik.outside.database import engine
from vidik.outside.database.interchange import load, store
from vidik.outside.database.register import Ended, Register


@pytest.fixture
def register(database):
    with Register(database, create=True) as register:
        register.describe(origin())
        take(register, edition(file="first"), [said("a"), said("b")])
        yield register


class Slow:
    """An import that stops in the middle until it may go on."""

    def __init__(self, database, statements):
        self._database, self._statements = database, statements
        self.midway, self.go_on = threading.Event(), threading.Event()

    def run(self, file):
        """Take the statements in."""

        def rows():
            for i, one in enumerate(self._statements):
                if i:
                    self.midway.set()
                    assert self.go_on.wait(60)
                yield f"row {i}", one

        with Register(self._database) as register:
            new = edition(file=file, complete=False)
            return register.take_in(new, rows(), lambda: Ended(new.dated))


def beside(database, statements, work):
    """Have an import go on halfway, begin something else, end both; return what came of them."""
    slow = Slow(database, statements)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow.run, "second")
        assert slow.midway.wait(60)
        other = pool.submit(work)
        time.sleep(0.3)
        assert not other.done()  # it waits
        slow.go_on.set()
        return first.result(60), other.result(60)


def adding(database, file, statements):
    with Register(database) as register:
        return take(register, edition(file=file, complete=False), statements)


def test_the_same_file_comes_in_once(register, database):
    new = [said("c"), said("d")]
    first, second = beside(database, new, lambda: adding(database, "second", new))
    assert (first.new, first.unheard) == (True, 2)
    assert (second.new, second.statements) == (False, 2)


def test_lists_that_say_the_same_do_not_block_each_other(register, database, monkeypatch):
    monkeypatch.setattr("vidik.outside.database.adding._CHUNK", 1)
    new = [said("c"), said("d"), said("e")]
    first, second = beside(database, new, lambda: adding(database, "third", new[::-1]))
    assert (first.new, first.unheard, second.new, second.unheard) == (True, 3, True, 0)


def test_what_is_erased_while_a_list_says_it_again_is_gone(register, database, monkeypatch):
    monkeypatch.setattr("vidik.outside.database.adding._CHUNK", 1)
    one = said("a")

    def erase():
        with Register(database) as other:
            other.erase(one.id, reason="asked for")

    beside(database, [said("c"), one, said("d")], erase)
    assert sorted(s.observation.object for s in register.state()) == ["b", "c", "d"]
    assert register.find("a") == ()


def test_who_waits_too_long_is_told_why(register, database, monkeypatch):
    monkeypatch.setattr(engine, "_PATIENCE", 1)
    slow = Slow(database, [said("c"), said("d")])
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow.run, "second")
        assert slow.midway.wait(60)
        with pytest.raises(InputError, match="another command is writing to it"):
            adding(database, "third", [said("e")])
        slow.go_on.set()
        assert first.result(60).new


def test_readers_see_what_was_there_while_somebody_writes(register, database):
    slow = Slow(database, [said("c"), said("d")])
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow.run, "second")
        assert slow.midway.wait(60)
        with Register(database) as reader:
            assert {one.observation.object for one in reader.state()} == {"a", "b"}
        slow.go_on.set()
        assert first.result(60).new
    assert len(list(register.state())) == 4


def test_what_is_stored_is_of_one_moment(register, database, tmp_path):
    before = list(register.state())
    numbers = iter(range(100))

    def write(_):
        number = next(numbers)
        adding(database, f"more {number}", [said(f"more {number}")])

    store(database, tmp_path / "a.zip", advance=write)
    assert len(list(register.state())) > len(before)
    load(tmp_path / "a.zip", str(tmp_path / "again.sqlite"))
    with Register(str(tmp_path / "again.sqlite")) as again:
        assert list(again.state()) == before
        assert [one.edition.file for one in again.editions()] == ["first"]
