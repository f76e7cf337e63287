"""How the log of deeds looks in Slack."""

from collections.abc import Sequence

from catalog_store.audit import AuditOutcome, Doing, Entry
from commands import kit
from commands.ask import Answer, Person
from commands.naming import kind_word, name_of, read_ref
from commands.services import Services
from commands.who import find_user, name_of_person

PAGE = "audit.page"
PAGE_SIZE = 10
_NAME_LIMIT, _DETAIL_LIMIT, _LINE_LIMIT, _SECTION_LIMIT = 40, 120, 280, 2_900


def page(found: Sequence[Entry], total: int, words: str, start: int, services: Services) -> Answer:
    """Some of it, a line each."""
    if not found:
        sentence = "Nothing like that is in the log." if words or start else "Nobody has done anything yet."
        return Answer(sentence, (kit.section(sentence), *kit.row(_turning(words, start, start))))
    last = start + len(found)
    part = f", {start + 1} to {last}" if total > len(found) else ""
    heading = f"{kit.counted(total, 'entry', 'entries')}{part}"
    lines = [kit.tidy(_line(each, services), _LINE_LIMIT) for each in found]
    export = kit.context("`callboard audit --csv` writes all of it on the command line. It is kept for 400 days.")
    return Answer(
        text=f"The log of who did what has {heading}.",
        blocks=(
            kit.section(kit.bounded([f"*Who did what* · {heading}", *lines], _SECTION_LIMIT)),
            *kit.row(_turning(words, start, last if last < total else start)),
            export,
        ),
    )


def _line(entry: Entry, services: Services) -> str:
    doing = entry.doing
    sign = ":no_entry: refused" if doing.outcome is AuditOutcome.REFUSED else ":white_check_mark: done"
    name = kit.shown(_doer(doing, services), _NAME_LIMIT)
    target = f" on {_target(doing.target)}" if doing.target else ""
    detail = f" · {kit.shown(doing.detail, _DETAIL_LIMIT)}" if doing.detail else ""
    return f"{sign} {kit.moment(entry.at)} · {name}: {kit.quoted(doing.deed, _NAME_LIMIT)}{target}{detail}"


def _doer(doing: Doing, services: Services) -> str:
    """As the catalog calls whom it was, whether Slack knows them or not; else as Slack does, else as they are written."""
    ref = read_ref(doing.user_ref or "")
    known = services.catalog.find(ref) if ref else None
    if known:
        return known.entity.label
    person = Person(doing.user, doing.team)
    if find_user(person, services) or services.people.find_name(person):
        return name_of_person(person, services)
    return ref.name if ref else doing.user


def _target(written: str) -> str:
    """What it was done to: what people call it, where it is a thing of the catalog."""
    ref = read_ref(written)
    return f"{name_of(ref)} ({kit.shown(kind_word(ref.kind))})" if ref else kit.quoted(written, _NAME_LIMIT)


def _turning(words: str, start: int, following: int) -> list[kit.Element]:
    before = max(start - PAGE_SIZE, 0)
    return [
        *([kit.button("Back", kit.numbered(PAGE, 0), f"{before} {words}")] if start else []),
        *([kit.button("Next", kit.numbered(PAGE, 1), f"{following} {words}")] if following > start else []),
    ]
