"""The neighbourhood of a thing as a picture: five columns, from what needs it on the left to what it needs on the right."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from catalog_store.entities import Known
from catalog_store.surroundings import Neighbour, Surroundings
from commands.kit import tidy
from commands.naming import kind_word

#: Twice the size that it is shown in, for sharp screens.
_WIDTH, _HEIGHT, _GAP, _BETWEEN, _MARGIN = 380, 92, 28, 150, 40
_LABEL_LIMIT, _OWNER_LIMIT = 26, 32
_PAPER, _INK, _QUIET, _LINE = "#ffffff", "#1d1c1d", "#616061", "#868686"
_FILL, _OWN_FILL, _MISSING = "#f1f5fa", "#1f3a5f", "#c0392b"

Ref = str


@dataclass(frozen=True, slots=True)
class _Box:
    """One thing, in a column and a row of it."""

    ref: Ref
    label: str
    small: str
    is_missing: bool = False
    is_subject: bool = False


@dataclass(frozen=True, slots=True)
class _Plan:
    """The boxes by column, and which needs which."""

    columns: Sequence[Sequence[_Box]]
    needs: Sequence[tuple[tuple[int, Ref], tuple[int, Ref]]]


def picture(known: Known, around: Surroundings) -> bytes:
    """A PNG of what needs it and what it needs, two levels far."""
    plan = _plan(known, around)
    tallest = max(len(column) for column in plan.columns)
    size = (
        2 * _MARGIN + len(plan.columns) * _WIDTH + (len(plan.columns) - 1) * _BETWEEN,
        2 * _MARGIN + tallest * _HEIGHT + (tallest - 1) * _GAP,
    )
    image = Image.new("RGB", size, _PAPER)
    pen = ImageDraw.Draw(image)
    places = _places(plan, size[1])
    for source, target in plan.needs:
        _arrow(pen, places[source], places[target])
    for index, column in enumerate(plan.columns):
        for box in column:
            _draw(pen, box, places[index, box.ref])
    return _png(image)


def _plan(known: Known, around: Surroundings) -> _Plan:
    """Columns that would be empty are left out."""
    subject = _Box(str(known.ref), known.entity.label, kind_word(known.entity.kind), is_subject=True)
    near_in, near_out = around.needed_by.shown, around.needs.shown
    columns = [_further(near_in), _boxes(near_in), [subject], _boxes(near_out), _further(near_out)]
    arrows = [
        *(((0, str(far.ref)), (1, str(near.ref))) for near in near_in for far in _next(near)),
        *(((1, str(near.ref)), (2, subject.ref)) for near in near_in),
        *(((2, subject.ref), (3, str(near.ref))) for near in near_out),
        *(((3, str(near.ref)), (4, str(far.ref))) for near in near_out for far in _next(near)),
    ]
    kept = [index for index, column in enumerate(columns) if column]
    moved = {old: new for new, old in enumerate(kept)}
    needs = [((moved[a], one), (moved[b], other)) for (a, one), (b, other) in arrows]
    return _Plan([columns[index] for index in kept], needs)


def _next(near: Neighbour) -> Sequence[Neighbour]:
    return near.next.shown if near.next else ()


def _further(near: Iterable[Neighbour]) -> list[_Box]:
    return _boxes(far for each in near for far in _next(each))


def _boxes(neighbours: Iterable[Neighbour]) -> list[_Box]:
    return list({str(each.ref): _box(each) for each in neighbours}.values())


def _box(each: Neighbour) -> _Box:
    if each.label is None:
        return _Box(str(each.ref), each.ref.name, f"{kind_word(each.ref.kind)}, not in the catalog", is_missing=True)
    return _Box(str(each.ref), each.label, f"{kind_word(each.ref.kind)} · {each.owner or 'no owner'}")


def _places(plan: _Plan, height: int) -> dict[tuple[int, Ref], tuple[int, int]]:
    """The upper left corner of each box; every column is centered."""
    found = {}
    for index, column in enumerate(plan.columns):
        used = len(column) * _HEIGHT + (len(column) - 1) * _GAP
        top = (height - used) // 2
        for row, box in enumerate(column):
            found[index, box.ref] = (_MARGIN + index * (_WIDTH + _BETWEEN), top + row * (_HEIGHT + _GAP))
    return found


def _arrow(pen: ImageDraw.ImageDraw, source: tuple[int, int], target: tuple[int, int]) -> None:
    begin = (source[0] + _WIDTH, source[1] + _HEIGHT // 2)
    end = (target[0], target[1] + _HEIGHT // 2)
    bend = _BETWEEN // 3
    path = [begin, (begin[0] + bend, begin[1]), (end[0] - bend, end[1]), (end[0] - 12, end[1])]
    pen.line(path, fill=_LINE, width=3, joint="curve")
    pen.polygon([end, (end[0] - 16, end[1] - 8), (end[0] - 16, end[1] + 8)], fill=_LINE)


def _draw(pen: ImageDraw.ImageDraw, box: _Box, place: tuple[int, int]) -> None:
    left, top = place
    edge = _MISSING if box.is_missing else _OWN_FILL
    fill = _OWN_FILL if box.is_subject else _PAPER if box.is_missing else _FILL
    pen.rounded_rectangle((left, top, left + _WIDTH, top + _HEIGHT), radius=12, fill=fill, outline=edge, width=3)
    inks = (_PAPER, _PAPER) if box.is_subject else (_MISSING, _MISSING) if box.is_missing else (_INK, _QUIET)
    pen.text((left + 18, top + 14), tidy(box.label, _LABEL_LIMIT), fill=inks[0], font=ImageFont.load_default(28))
    pen.text((left + 18, top + 54), tidy(box.small, _OWNER_LIMIT), fill=inks[1], font=ImageFont.load_default(22))


def _png(image: Image.Image) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
