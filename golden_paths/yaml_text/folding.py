"""Where npm's `yaml` folds long lines: at blanks, so that lines have 80 signs where they can."""

from enum import Enum

WIDTH = 80
_NARROWEST = 20
_BLANKS = " \t"
_WHITE = " \t\n"


class Mode(Enum):
    """What is folded: words, a text in double quotes, or a block."""

    FLOW = "flow"
    QUOTED = "quoted"
    BLOCK = "block"


def folded_block(text: str, indent: str) -> str | None:
    """The text of a block with line ends; None when some word of it is too long for a line."""
    step = _step(indent)
    if len(text) <= step:
        return text
    folder = _Folder(text, indent, Mode.BLOCK, step)
    result = folder.folded(len(indent))
    return None if folder.has_overflowed else result


def folded(text: str, indent: str, mode: Mode, at_start: int | None) -> str:
    """The text with line ends. `at_start`: how much of the first line is taken, None for the indent."""
    step = _step(indent)
    if len(text) <= step:
        return text
    return _Folder(text, indent, mode, step).folded(at_start)


def _step(indent: str) -> int:
    return max(1 + _NARROWEST, 1 + WIDTH - len(indent))


class _Folder:
    """Folds one text. `has_overflowed`: a line stays too long."""

    def __init__(self, text: str, indent: str, mode: Mode, step: int) -> None:
        self._text = text
        self._indent = indent
        self._mode = mode
        self._step = step
        self._folds: list[int] = []
        self._escaped: set[int] = set()
        self._end = 0
        self._split: int | None = None
        self.has_overflowed = False

    def folded(self, at_start: int | None) -> str:
        self._end = WIDTH - len(self._indent)
        if at_start is not None:
            if at_start > WIDTH - _NARROWEST:
                self._folds.append(0)
            else:
                self._end = WIDTH - at_start
        return self._joined() if self._find_folds() else self._text

    def _find_folds(self) -> bool:
        """Whether there is a way to fold it."""
        at, escape = self._begin(), (-1, -1)
        before = ""
        while at + 1 < len(self._text):
            at += 1
            sign = self._text[at]
            if self._mode is Mode.QUOTED and sign == "\\":
                start = at
                at += {"x": 3, "u": 5, "U": 9}.get(self._text[at + 1 : at + 2], 1)
                escape = (start, at)
            if sign == "\n":
                at = self._next_line(at)
            else:
                at, sign, before = self._within_line(at, sign, before, escape)
                if at < 0:
                    return False
            before = sign
        return bool(self._folds)

    def _begin(self) -> int:
        if self._mode is not Mode.BLOCK:
            return -1
        at = self._over_indented(-1)
        if at != -1:
            self._end = at + self._step
        return at

    def _next_line(self, at: int) -> int:
        if self._mode is Mode.BLOCK:
            at = self._over_indented(at)
        self._end = at + len(self._indent) + self._step
        self._split = None
        return at

    def _within_line(self, at: int, sign: str, before: str, escape: tuple[int, int]) -> tuple[int, str, str]:
        """Where we are afterwards, -1 when it cannot be folded."""
        after = self._text[at + 1 : at + 2]
        if sign == " " and before and before not in _WHITE and after and after not in _WHITE:
            self._split = at
        if at < self._end:
            return at, sign, before
        if self._split:
            self._folds.append(self._split)
            self._end = self._split + self._step
            self._split = None
        elif self._mode is Mode.QUOTED:
            return self._broken(at, sign, before, escape)
        else:
            self.has_overflowed = True
        return at, sign, before

    def _broken(self, at: int, sign: str, before: str, escape: tuple[int, int]) -> tuple[int, str, str]:
        """A quoted text may be broken within a word, with a backslash."""
        while before and before in _BLANKS:
            before = sign
            at += 1
            sign = self._text[at : at + 1]
        place = at - 2 if at > escape[1] + 1 else escape[0] - 1
        if place in self._escaped:
            return -1, sign, before
        self._folds.append(place)
        self._escaped.add(place)
        self._end = place + self._step
        self._split = None
        return at, sign, before

    def _over_indented(self, at: int) -> int:
        """Past the lines that are indented further: those are never folded."""
        end, start = at, at + 1
        sign = self._text[start : start + 1]
        while sign and sign in _BLANKS:
            if at < start + len(self._indent):
                at += 1
                sign = self._text[at : at + 1]
            else:
                line_end = self._text.find("\n", at + 1)
                at = len(self._text) if line_end < 0 else line_end
                end, start = at, at + 1
                sign = self._text[start : start + 1]
        return end

    def _joined(self) -> str:
        ends = [*self._folds[1:], len(self._text)]
        result = self._text[: self._folds[0]]
        for fold, end in zip(self._folds, ends, strict=True):
            if fold == 0:
                result = f"\n{self._indent}{self._text[:end]}"
                continue
            if fold in self._escaped:
                result += f"{self._text[fold]}\\"
            result += f"\n{self._indent}{self._text[fold + 1 : end]}"
        return result
