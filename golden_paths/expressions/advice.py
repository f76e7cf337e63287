"""What to write instead of what JavaScript, Jinja or GitHub Actions would understand and a template does not."""

import re

RAW = "If it belongs to GitHub Actions, wrap it in `{% raw %}` and `{% endraw %}`, or name the file in `copyWithoutTemplating`."

#: By how the code goes on where it cannot be read.
_SIGNS = (
    (r"&&", f"Write `and`. {RAW}"),
    (r"!=?", f"Write `not x` instead of `!x`. {RAW}"),
    (r"\?\.", "Write a plain `.`: what is missing gives nothing anyway."),
    (r"\?\?", "Write `x | default(y)`, or `x or y`."),
    (r"\?", "Write `a if x else b` instead of `x ? a : b`."),
    (r"`", "Write text in quotes and join it with `~`: `'a-' ~ x`."),
    (r"&", "Write `and`."),
    (r"=>", "There are no functions of one's own here; use a filter or a loop."),
    (r"\.[0-9]", "Write `0.5` instead of `.5`."),
    (r"[\"']", "Close the quotes."),
    (r";", "Leave it out."),
    (r"\\", "Write it within quotes."),
    (r"[^\x00-\x7f]", "Put it in quotes, or write `x['naïve']` where it is the name of a key."),
)

#: Methods that JavaScript has and templates do not.
_METHODS = {
    "replaceAll": "Write the filter: `| replace('a', 'b')` replaces all.",
    "padStart": "There is no padding here; pass the value in the form that is needed.",
    "padEnd": "There is no padding here; pass the value in the form that is needed.",
    "at": "Write `x[0]`; for the last one `x | last`.",
    "match": "Write `r/pattern/.test(x)` to ask, or `.replace(r/pattern/, '$1')` to take something out.",
    "repeat": "Write the text as often as it is needed.",
    "map": "Write a loop: `{% for x in list %}…{% endfor %}`.",
    "filter": "Write `| select`, `| selectattr('name')`, or `{% if %}` in a loop.",
    "keys": "Loop over keys and values: `{% for key, value in object %}`.",
    "values": "Loop over keys and values: `{% for key, value in object %}`.",
    "items": "Loop over keys and values: `{% for key, value in object %}`.",
    "get": "Write `object['key']`.",
    "format": "Join text with `~`.",
    "toString": "Write `| string`.",
    "strip": "Write `.trim()` or `| trim`.",
    "lower": "Write `.toLowerCase()` or `| lower`.",
    "upper": "Write `.toUpperCase()` or `| upper`.",
}

#: Filters of Jinja and others that Nunjucks has not.
_FILTERS = {
    "tojson": "Write `| dump`.",
    "json": "Write `| dump`.",
    "jsonify": "Write `| dump`; `jsonify` needs `cookiecutterCompat: true`.",
    "to_json": "Write `| dump`.",
    "yaml": "Write `| dump`: JSON is YAML, too.",
    "to_yaml": "Write `| dump`: JSON is YAML, too.",
    "count": "Write `| length`.",
    "items": "Loop over keys and values: `{% for key, value in object %}`.",
    "map": "Write a loop: `{% for x in list %}…{% endfor %}`.",
    "attr": "Write `x['name']`.",
    "format": "Join text with `~`.",
    "regex_replace": "Write `| replace(r/pattern/g, 'text')`.",
    "unique": "Write a loop that remembers what it has seen.",
    "min": "Write `(list | sort) | first`.",
    "max": "Write `(list | sort) | last`.",
    "split": "Write the method: `x.split(',')`.",
    "now": "Pass the date as a value.",
    "wordwrap": "Break the lines where the text is written.",
    "pprint": "Write `| dump(2)`.",
    "slugify": "Write `| lower | replace(r/[^a-z0-9]+/g, '-')`.",
    "lowercase": "Write `| lower`.",
    "uppercase": "Write `| upper`.",
    "trimEnd": "Write the method: `x.trimEnd()`.",
}

#: What GitHub Actions knows by these names.
_ACTIONS = frozenset({"github", "matrix", "env", "runner", "needs", "inputs", "vars", "job", "jobs", "strategy", "hashFiles",
                      "toJSON", "fromJSON", "contains", "success", "cancelled"})  # fmt: skip

_TAGS = {
    "include": "Templates cannot take in other files: write the text here.",
    "import": "Templates cannot take in other files: write the macro here.",
    "from": "Templates cannot take in other files: write the macro here.",
    "extends": "Templates cannot take in other files: write the text here.",
    "asyncEach": "Write `for`.",
    "asyncAll": "Write `for`.",
    "do": "Write `{% set unused = … %}`.",
    "with": "Write `{% set %}`.",
    "break": "Put what follows into `{% if %}`.",
    "continue": "Put what follows into `{% if %}`.",
    "elsif": "Write `elif`.",
    "unless": "Write `{% if not … %}`.",
}


def advice_on_sign(code: str, at: int) -> tuple[str, str]:
    """The sign that no expression has, and what to write instead."""
    for pattern, fix in _SIGNS:
        if found := re.match(pattern, code[at:]):
            return found.group(), fix
    return code[at], "Leave it out."


def advice_on_method(path: str) -> str:
    """What to write instead of calling this."""
    root, _, method = path.rpartition(".")
    if path in _ACTIONS or root.split(".")[0] in _ACTIONS:
        return RAW
    return _METHODS.get(
        method or path,
        f"There is no method `{method}`; perhaps a filter does it." if root else "Name a macro or a method.",
    )


def advice_on_filter(name: str, known: str) -> str:
    """What to write instead of this filter."""
    return _FILTERS.get(name, f"There are: {known}.")


def advice_on_tag(name: str) -> str:
    """What to write instead of this tag."""
    return _TAGS.get(name, f"There are if, for, set, macro, call, filter, switch, block and raw. {RAW}")


def is_of_github_actions(name: str) -> bool:
    """Whether the name is one that workflows of GitHub Actions use."""
    return name in _ACTIONS
