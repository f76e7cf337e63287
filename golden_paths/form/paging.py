"""The pages as people turn them: a template's page that asks for much is shown as several."""

import math
from collections.abc import Iterator, Sequence

from golden_paths.form.fields import Field, FieldKind
from golden_paths.form.layout import inputs, weight

#: More than this on one page is tiring.
COMFORTABLE = 7
#: A page with a few more is better than a second page with two.
_MOST = 9


def parts_of_page(fields: Sequence[Field]) -> tuple[tuple[Field, ...], ...]:
    """The fields of a template's page in as many parts as they need; none without anything to show."""
    seen = [field for field in fields if field.kind is not FieldKind.HIDDEN]
    if inputs(seen) <= _MOST:
        return (tuple(seen),) if seen else ()
    count = math.ceil(inputs(seen) / COMFORTABLE)
    return tuple(_filled(seen, math.ceil(inputs(seen) / count)))


def _filled(fields: Sequence[Field], size: int) -> Iterator[tuple[Field, ...]]:
    """Parts of about that many inputs; a heading or a note never stands alone at the end of one."""
    part: list[Field] = []
    held: list[Field] = []
    for field in fields:
        held.append(field)
        if not field.is_asked:
            continue
        if part and inputs(part) + weight(field) > size:
            yield tuple(part)
            part = []
        part += held
        held = []
    if part or held:
        yield (*part, *held)
