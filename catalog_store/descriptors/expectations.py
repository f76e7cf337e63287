"""What a field may hold, and the words for a value that it may not."""

import json
from collections.abc import Callable, Iterator

from catalog_store.descriptors import corrections, formats
from catalog_store.descriptors.flaws import Flaw
from catalog_store.descriptors.json_values import Json, Path, path_text

#: Looks at a value and tells what is wrong with it: nothing, for nearly all.
Expectation = Callable[[Json, Path], Iterator[Flaw]]

_LONGEST_SHOWN = 80
LEAVE_SKELETONS_OUT = "Leave the files of a template's skeleton out of the catalog."


def text(value: Json, path: Path) -> Iterator[Flaw]:
    """Any text but an empty one."""
    if type(value) is not str:
        yield _not_text(value, path)
    elif not value:
        yield _empty(path)


def any_text(value: Json, path: Path) -> Iterator[Flaw]:
    """Text, an empty one too."""
    if type(value) is not str:
        yield _not_text(value, path)


def texts(value: Json, path: Path) -> Iterator[Flaw]:
    """A list of texts."""
    if type(value) is not list:
        yield _not_a_list(value, path)
        return
    for index, item in enumerate(value):
        if type(item) is not str or not item:
            yield from text(item, (*path, index))


def mapping(value: Json, path: Path) -> Iterator[Flaw]:
    if type(value) is not dict:
        yield not_a_mapping(value, path)


def name(value: Json, path: Path) -> Iterator[Flaw]:
    """`metadata.name`."""
    if type(value) is not str or not value:
        yield from text(value, path)
    elif not formats.is_name(value):
        allowed = "1 to 63 letters and digits, with `-`, `_` or `.` between them"
        yield _malformed("invalid-name", "a name", value, path, allowed, corrections.name(value))


def namespace(value: Json, path: Path) -> Iterator[Flaw]:
    """`metadata.namespace`."""
    if type(value) is not str or not value:
        yield from text(value, path)
    elif not formats.is_namespace(value):
        allowed = "1 to 63 small letters and digits, with `-` between them"
        yield _malformed("invalid-namespace", "a namespace", value, path, allowed, corrections.namespace(value))


def tags(value: Json, path: Path) -> Iterator[Flaw]:
    """`metadata.tags`."""
    if type(value) is not list:
        yield _not_a_list(value, path)
        return
    for index, item in enumerate(value):
        if type(item) is str and formats.is_tag(item):
            continue
        if type(item) is not str or not item:
            yield from text(item, (*path, index))
            continue
        allowed = "1 to 63 small letters, digits and `:+#`, with single `-` between them"
        yield _malformed("invalid-tag", "a tag", item, (*path, index), allowed, corrections.tag(item))


def annotations(value: Json, path: Path) -> Iterator[Flaw]:
    """`metadata.annotations`."""
    yield from _named_texts(value, path, "an annotation")


def labels(value: Json, path: Path) -> Iterator[Flaw]:
    """`metadata.labels`."""
    yield from _named_texts(value, path, "a label")
    if type(value) is not dict:
        return
    for key, item in value.items():
        if type(item) is str and not formats.is_label_value(item):
            allowed = "at most 63 letters and digits, with `-`, `_` or `.` between them"
            fixed = corrections.label(item)
            yield _malformed("invalid-label", "a label's value", item, (*path, key), allowed, fixed)


def links(value: Json, path: Path) -> Iterator[Flaw]:
    """`metadata.links`."""
    if type(value) is not list:
        yield _not_a_list(value, path)
        return
    for index, item in enumerate(value):
        yield from _link(item, (*path, index))


def profile(value: Json, path: Path) -> Iterator[Flaw]:
    """`spec.profile` of people and groups."""
    if type(value) is not dict:
        yield not_a_mapping(value, path)
        return
    for field in ("displayName", "email", "picture"):
        if field in value:
            yield from text(value[field], (*path, field))


def presence(value: Json, path: Path) -> Iterator[Flaw]:
    """`spec.presence` of a Location."""
    if value not in ("required", "optional"):
        fix = "Write `presence: required` or `presence: optional`."
        yield Flaw("invalid-value", path, f"{path_text(path)} is {shown(value)}.", fix)


def shown(value: Json) -> str:
    """The value as a message quotes it: in backticks and not too long."""
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    short = written if len(written) <= _LONGEST_SHOWN else f"{written[:_LONGEST_SHOWN]}…"
    return f"`{' '.join(short.split())}`"


def not_a_mapping(value: Json, path: Path) -> Flaw:
    key, place = path[-1] if path else "", path_text(path)
    if value is None:
        fix = "Remove the line, or put its fields under it, indented by two spaces."
        return Flaw("empty-value", path, f"{place} is empty; it must hold `key: value` lines.", fix)
    fix = f"Write `key: value` lines under `{key}:`, indented by two spaces."
    return Flaw("wrong-type", path, f"{place} must hold `key: value` lines, not {_kind_of(value)}.", fix)


def _named_texts(value: Json, path: Path, what: str) -> Iterator[Flaw]:
    if type(value) is not dict:
        yield not_a_mapping(value, path)
        return
    for key, item in value.items():
        if not formats.is_prefixed_name(key):
            yield _malformed_key(key, path, what)
        if type(item) is not str:
            yield _not_text(item, (*path, key))


def _link(value: Json, path: Path) -> Iterator[Flaw]:
    if type(value) is not dict:
        fix = "Write `url: https://…` and, if you like, `title:` on the line below."
        yield Flaw("wrong-type", path, f"{path_text(path)} must be a link with a `url`, not {_kind_of(value)}.", fix)
        return
    if "url" not in value:
        message = f"{path_text(path)} has no `url`."
        yield Flaw("missing-field", (*path, "url"), message, "Add `url: https://…` to it.")
    for field in ("url", "title", "icon", "type"):
        if field in value:
            yield from _link_field(value[field], (*path, field))


def _link_field(value: Json, path: Path) -> Iterator[Flaw]:
    if type(value) is not str or not value:
        yield from text(value, path)
    elif path[-1] == "url" and not formats.is_url(value) and "{{" in value:
        yield _unfilled(path)
    elif path[-1] == "url" and not formats.is_url(value):
        fix = f"Write the complete address, such as `url: {_with_scheme(value)}`."
        yield Flaw("invalid-url", path, f"{path_text(path)} is {shown(value)}, which is not a complete address.", fix)
    elif path[-1] in ("title", "icon") and not value.strip():
        yield _empty(path)


def _with_scheme(value: str) -> str:
    candidate = f"https://{value.strip().lstrip(':/')}"
    return candidate if formats.is_url(candidate) and "." in candidate else "https://example.com/page"


def _malformed(code: str, what: str, value: str, path: Path, allowed: str, fixed: str) -> Flaw:
    if "{{" in value:
        return _unfilled(path)
    dash = "- " if isinstance(path[-1], int) else f"{path[-1]}: "
    fix = f"Write `{dash}{fixed}`." if fixed else f"Use {allowed}."
    length = f" ({len(value)} characters)" if len(value) > corrections.LONGEST else ""
    return Flaw(code, path, f"{path_text(path)} is {shown(value)}{length}; {what} is {allowed}.", fix)


def _unfilled(path: Path) -> Flaw:
    message = f"{path_text(path)} is a template's `{{{{ … }}}}`, which is filled in when the template runs."
    return Flaw("unfilled-template", path, message, LEAVE_SKELETONS_OUT)


def _malformed_key(key: str, path: Path, what: str) -> Flaw:
    allowed = "a name (1 to 63 letters and digits, with `-`, `_` or `.` between them), after `example.com/` or alone"
    prefix, slash, last = key.rpartition("/")
    fixed = f"{prefix.lower()}{slash}{corrections.name(last)}"
    fix = f"Write `{fixed}:`." if formats.is_prefixed_name(fixed) else f"Use {allowed}."
    message = f"{path_text(path)} has the key {shown(key)}; the key of {what} is {allowed}."
    return Flaw("invalid-key", (*path, key), message, fix, at_key=True)


def _not_text(value: Json, path: Path) -> Flaw:
    place, key = path_text(path), path[-1]
    if value is None:
        return _empty(path)
    if isinstance(value, dict) and any("{" in inner for inner in value):
        return _unfilled(path)
    if isinstance(value, list | dict):
        return Flaw(
            "wrong-type", path, f"{place} must be text, not {_kind_of(value)}.", f"Write one text after `{key}:`."
        )
    fixed = corrections.quoted(value)
    dash = "- " if isinstance(key, int) else f"{key}: "
    return Flaw(
        "wrong-type", path, f"{place} must be text, not {_kind_of(value)}.", f"Put it in quotes: `{dash}{fixed}`."
    )


def _empty(path: Path) -> Flaw:
    return Flaw("empty-value", path, f"{path_text(path)} is empty.", "Remove the line, or give it a value.")


def _not_a_list(value: Json, path: Path) -> Flaw:
    place, key = path_text(path), path[-1]
    if value is None:
        fix = f"Remove the line, or write `{key}: []`."
        return Flaw("empty-value", path, f"{place} is empty; it must be a list.", fix)
    example = f"`{key}: [{value}]`" if isinstance(value, str) and value else "one `- ` line for each entry"
    return Flaw("wrong-type", path, f"{place} must be a list, not {_kind_of(value)}.", f"Write {example}.")


def _kind_of(value: Json) -> str:
    if isinstance(value, bool):
        return f"the truth value {shown(value)}"
    if isinstance(value, int | float):
        return f"the number {shown(value)}"
    if isinstance(value, str):
        return f"the text {shown(value)}"
    return "a list" if isinstance(value, list) else "nothing" if value is None else "a mapping"
