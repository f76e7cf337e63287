"""The exact reader of one YAML document: slower than `fast`, right in every case, and it knows where each thing stands.

The syntax is libyaml's; the meaning of words, merges, duplicate keys and aliases is ours, as JavaScript's `yaml` has it.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

import yaml
from yaml._yaml import CParser

from catalog_store.descriptors import scalars
from catalog_store.descriptors.json_values import Json, Path, is_deeper_than

#: Nobody writes deeper by hand; a file that does is an attack on the reader.
DEEPEST = 100
#: How many values aliases may add to a document.
MOST_REPEATED = 20_000

#: Line and column, from 1.
Place = tuple[int, int]


class YamlError(Exception):
    """The text is not YAML, or not YAML that can be kept as JSON. Line and column count from 1 within the document."""

    def __init__(self, code: str, problem: str, line: int, column: int, path: Path = ()) -> None:
        super().__init__(problem)
        self.code = code
        self.problem = problem
        self.line = line
        self.column = column
        self.path = path


@dataclass(slots=True)
class Places:
    """Where the keys and values of a document begin, by path."""

    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)

    def find(self, path: Path, *, key: bool = False) -> Place | None:
        """The place of the value (or key) at `path`, else of the nearest thing around it that the file holds."""
        if not key and path in self.values:
            return self.values[path]
        while path:
            if path in self.keys:
                return self.keys[path]
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.values.get(())


def read(text: str) -> Json:
    """The value of the one document in `text`, None when it is empty.

    Raises:
        YamlError: with the place of the fault.
    """
    return _Composer(text, None).document()


def read_with_places(text: str, *, merges: bool = True) -> tuple[Json, Places]:
    """As `read`, and where everything stands. Without `merges`, `<<` is a key like any other."""
    places = Places()
    return _Composer(text, places, merges=merges).document(), places


@dataclass(slots=True)
class _Anchored:
    """What an anchor stands for, once its own text has ended, and how many values that is."""

    value: Json = None
    size: int = 0
    done: bool = False


class _Composer:
    """Builds the value from libyaml's events, which come one by one: a hostile text is left as soon as it is seen to be one."""

    def __init__(self, text: str, places: Places | None, *, merges: bool = True) -> None:
        self._merges = merges
        self._disguise = _Disguise(text)
        self._places = places
        self._anchors: dict[str, _Anchored] = {}
        self._count = 0
        self._repeated = 0
        self._surroundings = _Surroundings(self._disguise.text)
        try:
            self._parser = CParser(self._disguise.text)
        except yaml.YAMLError as error:
            raise _syntax_error(error) from error

    def document(self) -> Json:
        self._next()  # the stream's start
        if isinstance(self._next(), yaml.StreamEndEvent):
            return None
        value = self._node(self._next(), (), 0)
        self._next()  # the document's end
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise _error("syntax", "something follows the end of the document", after)
        return value

    def _next(self) -> Any:  # Any: the events of PyYAML share no useful type
        try:
            return self._parser.get_event()
        except yaml.YAMLError as error:
            raise _syntax_error(error, self._surroundings.flow) from error

    def _node(self, event: Any, path: Path, depth: int) -> Json:
        self._count += 1
        self._surroundings.check(event)
        if self._places is not None:
            self._places.values[path] = _place(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        if not event.anchor:
            return self._content(event, path, depth)
        anchored = self._anchors[event.anchor] = _Anchored()
        before = self._count
        anchored.value = self._content(event, path, depth)
        anchored.size, anchored.done = self._count - before + 1, True
        return anchored.value

    def _content(self, event: Any, path: Path, depth: int) -> Json:
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth >= DEEPEST:
            raise _too_deep(event)
        outside = self._surroundings
        self._surroundings = outside.inside(event)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        value = self._sequence(path, depth) if is_list else self._mapping(path, depth)
        self._surroundings = outside
        return value

    def _scalar(self, event: Any) -> Json:
        text = self._disguise.lift(event.value)
        if event.tag:
            return text if event.tag == "!" else scalars.tagged(event.tag, text)
        if event.style:
            return text
        if text == "-" and self._surroundings.flow is not None:
            raise _error("syntax", "a `-` list cannot stand within brackets", event)
        return scalars.plain(text)

    def _alias(self, event: Any, depth: int) -> Json:
        anchored = self._anchors.get(event.anchor)
        if anchored is None or not anchored.done:
            raise _error("unknown-alias", f"`*{event.anchor}` names an anchor that is not set before it", event)
        self._count += anchored.size
        self._repeated += anchored.size
        if self._repeated > MOST_REPEATED:
            raise _error("alias-bomb", f"its aliases repeat more than {MOST_REPEATED} values", event)
        if is_deeper_than(anchored.value, DEEPEST - depth):
            raise _too_deep(event)
        return anchored.value

    def _sequence(self, path: Path, depth: int) -> Json:
        items: list[Json] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)), depth + 1))
        self._surroundings.check_end(event)
        return items

    def _mapping(self, path: Path, depth: int) -> Json:
        entries: dict[str, Json] = {}
        seen: set[tuple[type, str]] = set()
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            if self._merges and _is_merge(event):
                self._merge(entries, path, depth)
                continue
            key = self._key(event, path, depth, seen)
            if self._places is not None:
                self._places.keys[(*path, key)] = _place(event)
            entries[key] = self._node(self._next(), (*path, key), depth + 1)
        self._surroundings.check_end(event)
        return entries

    def _key(self, event: Any, path: Path, depth: int, seen: set[tuple[type, str]]) -> str:
        value = self._node(event, (*path, ""), depth + 1)
        if isinstance(value, list | dict):
            return _flow_text(value)
        key = scalars.as_key(value)
        if (type(value), key) in seen:
            raise _error("duplicate-key", f"`{key}` stands twice in the same mapping", event, (*path, key))
        seen.add((type(value), key))
        return key

    def _merge(self, entries: dict[str, Json], path: Path, depth: int) -> None:
        event = self._next()
        value = self._node(event, (*path, "<<"), depth + 1)
        for source in value if isinstance(value, list) else (value,):
            if not isinstance(source, dict):
                raise _error("bad-merge", "`<<` takes a mapping or a list of mappings", event, (*path, "<<"))
            for key, inherited in source.items():
                entries.setdefault(key, inherited)


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What YAML 1.2 asks of the text within a block or a flow, and libyaml does not: to stand further in than the block."""

    text: str
    indent: int = -1
    flow: Place | None = None  # where the outermost brackets begin

    def inside(self, start: Any) -> "_Surroundings":
        """The surroundings of what a list or mapping holds."""
        if self.flow is not None:
            return self
        return replace(self, flow=_place(start)) if start.flow_style else replace(self, indent=start.start_mark.column)

    def check(self, event: Any) -> None:
        """Raises `YamlError` for brackets or a quoted text that go on too far to the left, or a text that runs into a comment."""
        start, end = event.start_mark, event.end_mark
        if self.flow and start.line >= self.flow[0] and start.column <= self.indent:
            raise self._unclosed_brackets()
        if not isinstance(event, yaml.ScalarEvent):
            return
        quoted = event.style in ("'", '"')
        if quoted and self.text[end.index : end.index + 1] == "#":
            raise _error("syntax", "a comment needs a space before its `#`", event)
        if quoted and self._goes_too_far_left(start, end):
            raise _error("syntax", "a quoted text is not closed, or goes on too far to the left", event)
        if self.flow and self._goes_too_far_left(start, end):
            raise self._unclosed_brackets()

    def check_end(self, event: Any) -> None:
        """The closing bracket may stand as far left as the block itself, no further."""
        if self.flow and event.start_mark.line >= self.flow[0] and event.start_mark.column < self.indent:
            raise self._unclosed_brackets()

    def _goes_too_far_left(self, start: Any, end: Any) -> bool:
        if start.line == end.line:
            return False
        lines = self.text[start.index : end.index].split("\n")[1:]
        return any(line.strip() and len(line) - len(line.lstrip(" ")) <= self.indent for line in lines)

    def _unclosed_brackets(self) -> YamlError:
        line, column = self.flow or (0, 0)
        return YamlError(
            "syntax", "brackets are not closed, or what they hold goes on too far to the left", line, column
        )


class _Disguise:
    """Hides the signs that libyaml refuses or takes for line breaks, as YAML 1.1 did, behind signs nobody uses."""

    def __init__(self, text: str) -> None:
        self._signs = sorted(set(_UNWELCOME.findall(text)))
        self.text = _BLANK_BY_TABS.sub("", text) if text.endswith("\n") else f"{_BLANK_BY_TABS.sub('', text)}\n"
        for index, sign in enumerate(self._signs):
            self.text = self.text.replace(sign, chr(_PRIVATE + index))

    def lift(self, text: str) -> str:
        for index, sign in enumerate(self._signs):
            text = text.replace(chr(_PRIVATE + index), sign)
        return text


_UNWELCOME = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_PRIVATE = 0xF5000
#: Tabs may not indent, but a line that says nothing may begin with them.
_BLANK_BY_TABS = re.compile(r"^\t[ \t]*(?=#|$)", re.MULTILINE)


def _is_merge(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style and not event.tag


def _flow_text(value: Json) -> str:
    """A mapping or list that is used as a key, in the words into which JavaScript turns it."""
    if isinstance(value, list):
        return f"[ {', '.join(map(_flow_text, value))} ]" if value else "[]"
    if isinstance(value, dict):
        entries = (key if entry is None else f"{key}: {_flow_text(entry)}" for key, entry in value.items())
        return f"{{ {', '.join(entries)} }}" if value else "{}"
    return "null" if value is None else scalars.as_key(value)


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _error(code: str, problem: str, event: Any, path: Path = ()) -> YamlError:
    return YamlError(code, problem, *_place(event), path)


#: What was begun and not ended is found at the end of the file, where nobody would look for it.
_BEGUN_EARLIER = re.compile("quoted scalar|simple key")


def _too_deep(event: Any) -> YamlError:
    return _error("too-deep", f"it is nested more than {DEEPEST} levels deep", event)


def _syntax_error(error: yaml.YAMLError, flow: Place | None = None) -> YamlError:
    if not isinstance(error, yaml.MarkedYAMLError):
        return YamlError("syntax", str(error).partition("\n")[0], 0, 0)
    context, problem = error.context or "", error.problem or ""
    words = f"{context} {problem}".strip()
    if flow and "flow" in context:
        return YamlError("syntax", words, *flow)
    begins = error.context_mark if _BEGUN_EARLIER.search(context) and "escape" not in problem else None
    mark = begins or error.problem_mark or error.context_mark
    return YamlError("syntax", words, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0)
