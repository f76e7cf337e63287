"""What nobody foresaw goes to the log, without secrets, also when it happens in a thread."""

import io
import sys
import threading

import pytest

from bot import logs
from bot.cli import last_words
from bot.settings import LogFormat
from tests.bot.cli.conftest import Terminal

SECRET = "xoxb-very-secret-token"


@pytest.fixture
def log(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """The log of a process that watches its threads."""
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    stream = io.StringIO()
    logs.configure(LogFormat.TEXT, (SECRET,), stream=stream)
    last_words.watch_threads()
    return stream


def break_down() -> None:
    raise ZeroDivisionError(f"with {SECRET}")


def test_a_thread_that_dies_is_in_the_log(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    thread = threading.Thread(target=break_down, name="worker-1")
    thread.start()
    thread.join()
    assert "thread-died" in log.getvalue()
    assert "worker-1" in log.getvalue()
    assert "ZeroDivisionError: with ***" in log.getvalue()
    assert SECRET not in log.getvalue()
    assert capsys.readouterr().err == ""


def test_an_error_that_nobody_listens_to_is_in_the_log(log: io.StringIO) -> None:
    class Breaking:
        def __del__(self) -> None:
            break_down()

    Breaking()
    assert "error-lost" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_a_process_with_a_log_refers_to_it(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    assert last_words.tell(ZeroDivisionError(f"with {SECRET}")) == 1
    assert capsys.readouterr().err.endswith("Please report it together with the log.\n")
    assert "ZeroDivisionError: with ***" in log.getvalue()
