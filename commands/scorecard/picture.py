"""A team's trend as a picture: one bar for each day, as high as the team has components, in the colours of their levels."""

import io
from collections.abc import Sequence
from datetime import timedelta

from PIL import Image, ImageDraw, ImageFont

from catalog_store.entities import Known
from catalog_store.scorecards import Scorecard
from catalog_store.standings.store import Day
from commands import kit
from commands.ask import Picture
from commands.scorecard.phrases import level_counts
from commands.services import Services

_BACK = timedelta(days=90)
#: Twice the size that it is shown in, for sharp screens.
_WIDTH, _HEIGHT, _MARGIN, _LEGEND = 1400, 640, 60, 90
_PAPER, _INK, _QUIET = "#ffffff", "#1d1c1d", "#616061"
#: From no level upwards; the pattern of dark and light tells them apart without colours, too.
_COLOURS = ("#c0392b", "#d8a26a", "#9aa7b5", "#e3bf3f", "#2e7d5b", "#1f3a5f")


def trend_picture(team: Known, services: Services) -> Picture | None:
    """The last 90 days; None before there are two of them."""
    since = services.clock().date() - _BACK
    days = services.judging.standings.days((team.ref,), since=since)
    if len(days) < 2:
        return None
    scorecard, label = services.judging.scorecard, kit.tidy(team.entity.label, 40)
    first, last = days[0], days[-1]
    described = (
        f"{label} on {first.day:%d %b}: {kit.unescape(level_counts(first.levels, scorecard))};"
        f" on {last.day:%d %b}: {kit.unescape(level_counts(last.levels, scorecard))}"
    )
    content = _drawn(days, scorecard, f"{label}, {first.day:%d %b %Y} to {last.day:%d %b %Y}")
    return Picture("trend.png", f"Scorecards of {label}", described, content)


def _drawn(days: Sequence[Day], scorecard: Scorecard, title: str) -> bytes:
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.text((_MARGIN, 18), title, fill=_INK, font=ImageFont.load_default(30))
    tallest = max(sum(day.levels.values()) for day in days) or 1
    height = _HEIGHT - 2 * _MARGIN - _LEGEND
    step = (_WIDTH - 2 * _MARGIN) / len(days)
    for number, day in enumerate(days):
        bottom = float(_HEIGHT - _MARGIN - _LEGEND + 20)
        for level in sorted(day.levels, reverse=True):
            top = bottom - day.levels[level] * height / tallest
            left = _MARGIN + number * step
            pen.rectangle((left + step * 0.1, top, left + step * 0.9, bottom), fill=_colour(level))
            bottom = top
    _legend(pen, days[-1], scorecard)
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _legend(pen: ImageDraw.ImageDraw, last: Day, scorecard: Scorecard) -> None:
    left, top = float(_MARGIN), _HEIGHT - _LEGEND
    font = ImageFont.load_default(24)
    for level in range(len(scorecard.levels), -1, -1):
        name = scorecard.level_name(level) if level else f"below {scorecard.levels[0]}"
        words = f"{kit.tidy(name, 20)}: {last.levels.get(level, 0)}"
        pen.rectangle((left, top + 4, left + 24, top + 28), fill=_colour(level))
        pen.text((left + 34, top), words, fill=_QUIET, font=font)
        left += 70 + pen.textlength(words, font=font)


def _colour(level: int) -> str:
    return _COLOURS[min(level, len(_COLOURS) - 1)]
