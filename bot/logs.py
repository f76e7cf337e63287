"""How log lines look, and what they never show."""

import json
import logging
import re
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote, quote_plus

import structlog
from structlog.typing import EventDict, Processor

from bot.settings import LogFormat

MASK = "***"
#: A shorter one would blacken ordinary words.
_SHORTEST_SECRET = 6
#: Tracebacks, which are ours.
_MAY_BE_LONG = frozenset(("exc_info", "exception", "stack"))
#: What these libraries say below a warning helps their authors, not the one who runs Callboard.
_QUIET = ("aiohttp", "alembic", "apscheduler", "slack_bolt", "slack_sdk", "waitress")


def configure(
    log_format: LogFormat, secrets: Iterable[str], *, level: int = logging.INFO, stream: TextIO | None = None
) -> None:
    """Set up all logging of the process, ours and the libraries'. Calling it again replaces the earlier setup.

    `secrets` never show in any line, tracebacks included. Lines go to standard error unless a `stream` is given.
    """
    handler = _Handler(stream)
    handler.setFormatter(_MaskingFormatter(log_format, secrets, colors=handler.stream.isatty()))
    root = logging.getLogger()
    for earlier in [found for found in root.handlers if isinstance(found, _Handler)]:
        root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[*_gathering(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


class _Handler(logging.StreamHandler[TextIO]):
    """Ours among the handlers that others may have added."""


class _MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Masks the finished line, so that nothing gets around it: words, values, tracebacks, other people's loggers."""

    def __init__(self, log_format: LogFormat, secrets: Iterable[str], *, colors: bool) -> None:
        super().__init__(processors=_rendering(log_format, colors=colors), foreign_pre_chain=_gathering())
        self._secrets = _pattern(secrets)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return self._secrets.sub(MASK, line) if self._secrets else line


def _on_one_line(_logger: object, _method: str, told: EventDict) -> EventDict:
    """Without line ends and the signs that steer a terminal: what others wrote could pass for lines of ours."""
    return {key: _harmless(value) if key not in _MAY_BE_LONG else value for key, value in told.items()}


def _harmless(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in value)


def _gathering() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _rendering(log_format: LogFormat, *, colors: bool) -> list[Processor]:
    # Tracebacks stay plain: the decorated ones print local variables, which hold more than a log may know.
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if log_format is LogFormat.JSON:
        return [clean, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    plain = structlog.dev.plain_traceback
    return [clean, _on_one_line, structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]


def _pattern(secrets: Iterable[str]) -> re.Pattern[str] | None:
    """Whatever spells a secret; the longest first, as one may begin like another."""
    found = {spelling for secret in secrets if len(secret) >= _SHORTEST_SECRET for spelling in _spellings(secret)}
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True)))) if found else None


def _spellings(secret: str) -> tuple[str, ...]:
    """As it is, quoted in JSON, quoted by Python, and quoted in a web address."""
    return secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], quote(secret, safe=""), quote_plus(secret)
