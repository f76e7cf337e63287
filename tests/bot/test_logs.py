"""Log lines look as configured, say who spoke, and never show a secret."""

import io
import json
import logging
import warnings
from collections.abc import Callable, Iterator

import pytest
import structlog

from bot.logs import configure
from bot.settings import LogFormat

SECRET = 'xoxb-"1"/ä'
FORMATS = pytest.mark.parametrize("log_format", list(LogFormat))


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root, quiet = logging.getLogger(), logging.getLogger("slack_sdk")
    before = root.handlers[:], root.level, quiet.level
    yield
    root.handlers[:], root.level, quiet.level = before
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def _logged(log_format: LogFormat, speak: Callable[[], None], *, secrets: tuple[str, ...] = (SECRET,)) -> str:
    stream = io.StringIO()
    configure(log_format, secrets, stream=stream)
    speak()
    return stream.getvalue()


def _speak() -> None:
    structlog.get_logger("bot.sync").info("catalog read", entities=40)


def test_a_line_for_programs_is_json() -> None:
    line = json.loads(_logged(LogFormat.JSON, _speak))
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "catalog read", "entities": 40, "level": "info", "logger": "bot.sync"}


def test_a_line_for_people_is_text() -> None:
    line = _logged(LogFormat.TEXT, _speak)
    assert "[info     ] catalog read" in line
    assert "[bot.sync] entities=40" in line


@FORMATS
def test_what_others_wrote_makes_no_line_of_its_own_and_steers_no_terminal(log_format: LogFormat) -> None:
    forged = "acme/shop\n2026-03-02 09:00:00 [info     ] deed-kept by=ana\r\x1b[2J\u2028\x9b1m\u202e"

    def speak() -> None:
        structlog.get_logger("bot.sync").info(f"read {forged}", repository=forged)
        logging.getLogger("slack_sdk.web").warning("asked for %s", forged)

    said = _logged(log_format, speak)
    assert len(said.splitlines()) == 2
    assert all(sign.isprintable() for line in said.splitlines() for sign in line)


@FORMATS
def test_lines_of_libraries_look_alike(log_format: LogFormat) -> None:
    def speak() -> None:
        logging.getLogger("slack_sdk.web").warning("asked %s times", 3)

    assert "asked 3 times" in _logged(log_format, speak)


def test_libraries_are_heard_from_a_warning_on() -> None:
    def speak() -> None:
        logging.getLogger("slack_sdk.web").info("chatter")
        logging.getLogger("bot.sync").info("news")
        logging.getLogger("bot.sync").debug("details")

    lines = _logged(LogFormat.TEXT, speak)
    assert "news" in lines
    assert "chatter" not in lines
    assert "details" not in lines


def test_says_what_the_context_knows() -> None:
    def speak() -> None:
        with structlog.contextvars.bound_contextvars(request="r1"):
            logging.getLogger("slack_sdk").error("late")

    assert json.loads(_logged(LogFormat.JSON, speak))["request"] == "r1"


def _fail() -> None:
    try:
        raise ValueError(f"bad token {SECRET}")
    except ValueError:
        structlog.get_logger("bot").exception("failed", token=SECRET)


def _fail_in_a_library() -> None:
    try:
        raise ValueError(f"bad token {SECRET}")
    except ValueError:
        logging.getLogger("slack_sdk").exception("failed")


SPEECHES: dict[str, Callable[[], None]] = {
    "in the words": lambda: structlog.get_logger().info(f"token {SECRET} is bad"),
    "in a value": lambda: structlog.get_logger().info("bad", token=SECRET),
    "deep in a value": lambda: structlog.get_logger().info("bad", answer={"tokens": [SECRET]}),
    "in a key": lambda: structlog.get_logger().info("bad", **{SECRET: 1}),
    "in an object's text": lambda: structlog.get_logger().info("bad", error=ValueError(SECRET)),
    "in bytes of an address": lambda: structlog.get_logger().info("GET /?token=xoxb-%221%22%2F%C3%A4"),
    "in a traceback": _fail,
    "in a library's traceback": _fail_in_a_library,
    "in a library's line": lambda: logging.getLogger("slack_sdk").error("bad %s %r", SECRET, SECRET),
    "in a warning": lambda: warnings.warn(SECRET, stacklevel=1),
}


@FORMATS
@pytest.mark.parametrize("speak", SPEECHES.values(), ids=SPEECHES.keys())
@pytest.mark.filterwarnings("always")
def test_never_shows_a_secret(log_format: LogFormat, speak: Callable[[], None]) -> None:
    line = _logged(log_format, speak)
    assert "***" in line
    assert "xoxb" not in line


@FORMATS
def test_a_traceback_shows_no_variables(log_format: LogFormat) -> None:
    hidden = "of no concern to a log"

    def speak() -> None:
        local = hidden
        try:
            raise ValueError(len(local))
        except ValueError:
            structlog.get_logger().exception("failed")

    line = _logged(log_format, speak)
    assert "ValueError: 22" in line
    assert hidden not in line


def test_words_that_are_no_secrets_stay() -> None:
    line = _logged(LogFormat.TEXT, _speak, secrets=("", "read"))
    assert "catalog read" in line


def test_the_longer_of_two_secrets_is_masked_whole() -> None:
    def speak() -> None:
        structlog.get_logger().info("secret-12 secret-1")

    assert "*** ***" in _logged(LogFormat.TEXT, speak, secrets=("secret-1", "secret-12"))


def test_configuring_twice_speaks_once() -> None:
    configure(LogFormat.TEXT, (), stream=io.StringIO())
    assert _logged(LogFormat.TEXT, _speak).count("catalog read") == 1
