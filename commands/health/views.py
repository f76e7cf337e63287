"""How the catalog's health looks in Slack: all checks with their worst findings, and the pages of one check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from catalog_store.health import Check, Finding, Findings
from catalog_store.sync.removals import Removed
from commands import kit, undelivered
from commands.ask import Answer, Block, Channel, Outcome
from commands.health.own import troubles
from commands.naming import kind_word, name_of, read_ref
from commands.services import Services
from commands.slash import typed

PAGE = "health.page"
PAGE_SIZE = 5

#: Who missed an older report has had the next one.
_REPORTS_OF = timedelta(days=7)
_NAME_LIMIT = 60
_LINE_LIMIT = 240
_SECTION_LIMIT = 900


@dataclass(frozen=True, slots=True)
class _Words:
    """What a check is called, one and many; what stands behind `number`; and who mends it where no owner is known."""

    one: str
    many: str
    advice: str
    behind: str = ""


_CHECKS: Mapping[Check, _Words] = {
    Check.FAULTY_FILES: _Words("faulty file", "faulty files", "correct the file; `callboard lint` shows how", "fault"),
    Check.BEHIND: _Words(
        "entity behind its file", "entities behind their files", "correct the newest version of the file"
    ),
    Check.UNKNOWN_OWNERS: _Words(
        "owner that the catalog does not have",
        "owners that the catalog does not have",
        "describe the team, or correct `spec.owner`",
        "thing",
    ),
    Check.OWNERS_LEFT: _Words(
        "thing owned by somebody who left",
        "things owned by people who left",
        "name another owner in its file; anybody may claim it",
    ),
    Check.DANGLING: _Words(
        "reference that leads nowhere",
        "references that lead nowhere",
        "describe it, or correct the reference",
        "mention",
    ),
    Check.NAMES_TAKEN: _Words(
        "name described twice", "names described twice", "give one of the two another name, or remove it", "name"
    ),
    Check.UNOWNED: _Words(
        "thing without an owner", "things without an owner", "add `spec.owner`; anybody may claim it"
    ),
    Check.ORPHANS: _Words("thing without a file", "things without a file", "describe it again, or let it be removed"),
    Check.WAITING_REMOVALS: _Words(
        "removal that waits", "removals that wait", "decide in the platform channel", "thing"
    ),
    Check.OPEN_CLAIMS: _Words("open claim", "open claims", "make the claimant its owner in its file", "claim"),
}


def summary(
    found: Sequence[Findings], recent: Sequence[Removed], channel: Channel | None, services: Services
) -> Answer:
    """Every check that found something, the gravest first, each with its worst; and what is wrong with the bot itself."""
    _, undescribed = services.undescribed.page(offset=0, limit=0)
    ending = kit.row(
        [
            *([kit.button("Removals", kit.numbered(kit.ASK_ACTION, 0), "removals")] if recent else []),
            *([kit.button("Undescribed", kit.numbered(kit.ASK_ACTION, 1), "undescribed")] if undescribed else []),
        ]
    )
    checked = kit.context(
        f"{len(Check)} checks, made {kit.moment(services.clock())}{_removed(recent)}{_undescribed(undescribed)}"
    )
    own = tuple(_own(channel, services))
    if not found:
        sentence = "The catalog is well: no check found anything."
        return Answer(sentence, (kit.section(f":white_check_mark: {sentence}"), *own, *ending, checked))
    counts = kit.listed([_counted(each) for each in found])
    sections = [_section(each, number) for number, each in enumerate(found)]
    return Answer(
        text=f"The catalog has {counts}.",
        blocks=(kit.section("*What is wrong in the catalog*"), *sections, *own, *ending, checked),
    )


def _own(channel: Channel | None, services: Services) -> Iterator[Block]:
    yield from (kit.section(f":warning: {each}") for each in troubles(services.operating.state()))
    troubled = services.deliveries.troubled(since=services.clock() - _REPORTS_OF, limit=undelivered.MOST)
    yield from undelivered.rows(troubled, can_be_posted=undelivered.is_platforms(channel, services))


def which_check(asked: str, services: Services) -> Answer:
    """Words that name no check: those that there are."""
    sentence = f"There is no check called {kit.quoted(asked)}."
    named = kit.listed([kit.quoted(check) for check in Check], "or")
    example = kit.quoted(typed(f"health {Check.DANGLING}", services))
    return Answer(
        text=f"{sentence} The checks are {named}.",
        blocks=(
            kit.section(f"{sentence} The checks are {named}. For example: {example}"),
            *kit.row([kit.button("All checks", kit.numbered(kit.ASK_INSTEAD_ACTION, 0), "health")]),
        ),
        outcome=Outcome.USAGE,
    )


def page(found: Findings, start: int, services: Services, also: Findings | None = None) -> Answer:
    """Some findings of one check, each with who should mend it where; and what another check has that people look for here."""
    words = _CHECKS[found.check]
    aside = _aside(also, services)
    if not found.shown:
        sentence = f"There are no {words.many}{' further on' if start else ''}."
        lines = (kit.section(f":white_check_mark: {sentence}"), *map(kit.context, aside))
        return Answer(" ".join((sentence, *aside)), (*lines, *kit.row(_turning(found, start))))
    last = start + len(found.shown)
    heading = f"{_counted(found)}, {start + 1} to {last}" if found.total > len(found.shown) else _counted(found)
    rows = [kit.section(kit.bounded(_row(each, found.check), _SECTION_LIMIT)) for each in found.shown]
    return Answer(
        text=f"{heading}: {kit.listed([_name(each) for each in found.shown])}.",
        blocks=(
            kit.section(f"*{heading}*"),
            *rows,
            *map(kit.context, aside),
            *kit.row(_turning(found, start)),
            kit.context(_advice(words, services)),
        ),
    )


def _aside(also: Findings | None, services: Services) -> tuple[str, ...]:
    """One line: what names an owner whom the catalog does not have has none either."""
    if also is None or not also.shown:
        return ()
    ref = read_ref(also.shown[0].detail or "")
    named = f"{name_of(ref)} and the like" if ref else "Files"
    asked = kit.quoted(typed(f"health {also.check}", services))
    return (f"{named} name {_counted(also)}, so nobody owns these either: {asked} lists them.",)


def _section(found: Findings, number: int) -> Block:
    lines = [f"*{_counted(found)}*", *(f"• {_line(each, found.check)}" for each in found.shown)]
    button = kit.button(
        "Show", kit.numbered(PAGE, number), f"{found.check} 0", spoken=f"Show {_CHECKS[found.check].many}"
    )
    return kit.section(kit.bounded(lines, _SECTION_LIMIT), accessory=button)


def _line(finding: Finding, check: Check) -> str:
    behind = _behind(finding, check)
    owner = f" · {kit.shown(finding.owner, 40)}" if finding.owner else ""
    return f"{_name(finding)}{f': {behind}' if behind else ''}{owner}"


def _row(finding: Finding, check: Check) -> Iterator[str]:
    yield f"*{_name(finding)}*"
    told = _detail(finding, check)
    if told:
        yield told
    where = f"in {kit.place(finding.location)}" if finding.location and finding.location != finding.name else ""
    line = f"line {finding.line}" if finding.line and finding.location else ""
    who = f"{kit.shown(finding.owner, 40)} should mend it" if finding.owner else _CHECKS[check].advice
    yield " · ".join(filter(None, [kit.capitalized(who), ", ".join(filter(None, [where, line]))]))


def _detail(finding: Finding, check: Check) -> str:
    behind = _behind(finding, check)
    if check is Check.OPEN_CLAIMS and finding.detail:
        return f"{behind}, first by {kit.shown(finding.detail)}"
    if check in (Check.UNKNOWN_OWNERS, Check.DANGLING) and finding.detail:
        return f"{behind}, such as {kit.quoted(finding.detail, _NAME_LIMIT)}"
    told = kit.shown(finding.detail, _LINE_LIMIT) if finding.detail else ""
    return " · ".join(filter(None, [behind if finding.number > 1 else "", told]))


def _behind(finding: Finding, check: Check) -> str:
    word = _CHECKS[check].behind
    return kit.counted(finding.number, word) if word else ""


def _name(finding: Finding) -> str:
    if finding.name.startswith(("file:", "url:")):
        return kit.place(finding.name)
    kind, _, rest = finding.name.partition(":")
    shown = rest.removeprefix("default/")
    return (
        f"{kit.shown(shown, _NAME_LIMIT)} ({kit.shown(kind_word(kind))})"
        if "/" in rest
        else kit.quoted(finding.name, _NAME_LIMIT)
    )


def _counted(found: Findings) -> str:
    words = _CHECKS[found.check]
    return kit.counted(found.total, words.one, words.many)


def _turning(found: Findings, start: int) -> list[kit.Element]:
    last = start + len(found.shown)
    return [
        *([_to(found.check, max(start - PAGE_SIZE, 0), "Back", 0)] if start else []),
        *([_to(found.check, last, "Next", 1)] if last < found.total else []),
        kit.button("All checks", kit.numbered(kit.ASK_INSTEAD_ACTION, 2), "health"),
    ]


def _to(check: Check, start: int, label: str, number: int) -> kit.Element:
    return kit.button(label, kit.numbered(PAGE, number), f"{check} {start}")


def _advice(words: _Words, services: Services) -> str:
    ask = f" Questions: {kit.channel(services.platform_channel)}." if services.platform_channel else ""
    return f"To mend: {words.advice}.{ask}"


def _undescribed(count: int) -> str:
    return f" · {kit.counted(count, 'repository is', 'repositories are')} not described" if count else ""


def _removed(recent: Sequence[Removed]) -> str:
    count = sum(each.count for each in recent)
    return f" · {kit.counted(count, 'thing')} removed lately can be brought back" if count else ""
