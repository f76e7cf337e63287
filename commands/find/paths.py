"""Golden paths among what was found: whoever looks for a Python service may want to begin one."""

import re
from collections.abc import Sequence

from catalog_store.search import Query
from commands import kit
from commands.ask import Block, Person
from commands.paths import Offered, offered_to
from commands.services import Services

#: So many are shown below the things; the list of all is a click away.
MOST_PATHS = 2
_DESCRIPTION_LIMIT = 110
#: What they are called as a whole narrows nothing down.
_THEMSELVES = frozenset(("golden", "path", "template"))


def paths_of(query: Query, person: Person, services: Services) -> tuple[Offered, ...]:
    """Those that this person can begin and that each word is the beginning of a word of, in name, title, type or tags."""
    if any(each.is_negated or (each.key, each.value) != ("kind", "template") for each in query.filters):
        return ()
    wanted = [word for word in query.words if word not in _THEMSELVES]
    offered = (each for each in offered_to(person, services) if each.is_runnable)
    return tuple(each for each in offered if _has(each, wanted))


def path_rows(paths: Sequence[Offered]) -> tuple[Block, ...]:
    """The first of them, each with the button that begins it."""
    return tuple(_row(each, number) for number, each in enumerate(paths[:MOST_PATHS]))


def all_paths(paths: Sequence[Offered]) -> list[kit.Element]:
    """The button that leads to the others."""
    is_more = len(paths) > MOST_PATHS
    return [kit.button("All golden paths", kit.numbered(kit.ASK_ACTION, 90), "create")] if is_more else []


def _row(offered: Offered, number: int) -> Block:
    action, spoken = kit.numbered(kit.FORM_ACTION, number), f"Start {offered.title}"
    about = offered.template.description if offered.template else ""
    lines = [
        f"*{kit.shown(offered.title)}*  ·  golden path",
        *([kit.shown(about, _DESCRIPTION_LIMIT)] if about else []),
    ]
    button = kit.button("Start", action, f"create {offered.ref}", spoken=spoken)
    return kit.section("\n".join(lines), accessory=button)


def _has(offered: Offered, wanted: Sequence[str]) -> bool:
    words = _words(offered)
    return all(any(word.startswith(beginning) for word in words) for beginning in wanted)


def _words(offered: Offered) -> Sequence[str]:
    about = (offered.template.type, *offered.template.tags) if offered.template else ()
    return re.findall(r"[^\W_]+", " ".join([offered.title, offered.listed.name, *about]).lower())
