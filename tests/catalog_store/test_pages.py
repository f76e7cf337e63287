"""Remembered answers are kept as long as they are used and there is room."""

from datetime import datetime, timedelta

from catalog_store.database import Database
from catalog_store.pages import RememberedPages


def test_an_answer_is_recalled_with_its_mark(database: Database, now: datetime) -> None:
    pages = RememberedPages(database, clock=lambda: now)
    assert pages.recall("a") is None
    pages.remember("a", 'W/"1"', "old")
    pages.remember("a", 'W/"2"', "new")
    assert pages.recall("a") == ('W/"2"', "new")


def test_what_was_used_least_recently_goes_first(database: Database, now: datetime) -> None:
    times = iter([now + timedelta(minutes=number) for number in range(9)])
    pages = RememberedPages(database, clock=lambda: next(times), most=2)
    for key in ("a", "b", "c"):
        pages.remember(key, "1", key)
    pages.recall("a")
    assert pages.tidy() == 1
    assert [pages.recall(key) is not None for key in ("a", "b", "c")] == [True, False, True]


def test_what_is_kept_takes_no_more_than_its_room(database: Database, now: datetime) -> None:
    times = iter([now + timedelta(minutes=number) for number in range(9)])
    pages = RememberedPages(database, clock=lambda: next(times), most_letters=250)
    for key in ("a", "b", "c"):
        pages.remember(key, "1", key * 100)
    assert pages.tidy() == 1
    assert [pages.recall(key) is not None for key in ("a", "b", "c")] == [False, True, True]


def test_what_is_too_large_is_not_kept(database: Database, now: datetime) -> None:
    pages = RememberedPages(database, clock=lambda: now)
    pages.remember("a", "1", "x" * 2_000_000)
    pages.remember("b", "1", "\0")
    assert pages.recall("a") is None
    assert pages.recall("b") is None
