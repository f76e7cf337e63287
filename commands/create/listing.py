"""The golden paths as a list: what one has begun, those that suit best, and a menu with all others."""

from collections.abc import Sequence

from commands import kit
from commands.ask import Answer, Ask, Block, Option, Outcome, Typing
from commands.draft_rows import draft_row
from commands.paths import Offered, fitting, hostless, offered_to, path_row
from commands.services import Services
from commands.slash import typed

PICK = "create.pick"
#: Words that ask for the paths that cannot run here.
NOT_RUNNABLE = "not runnable"

_MOST = 4
_MOST_OPTIONS = 50
_REASON_LIMIT = 200


def path_list(ask: Ask, services: Services) -> Answer:
    """What this person can begin, the most likely first."""
    every = offered_to(ask.person, services)
    runnable = [each for each in every if each.is_runnable]
    if not runnable:
        return _none(every)
    shown = runnable[:_MOST]
    title = _title(shown, len(runnable))
    return Answer(
        text=f"{title}: {kit.listed([kit.shown(each.title) for each in shown])}.",
        blocks=(
            *draft_row(ask.person, services),
            kit.section(f"*{title}*"),
            *missing(runnable, services),
            *(path_row(each, number) for number, each in enumerate(shown)),
            *kit.row(_menu(runnable, every)),
            kit.context(_small_print(runnable, services)),
        ),
    )


def found_list(words: str, ask: Ask, services: Services) -> Answer:
    """The paths that fit some words."""
    found = fitting((each for each in offered_to(ask.person, services) if each.is_runnable), words)
    if not found:
        every = kit.quoted(typed("create", services))
        sentence = f"No golden path fits {kit.quoted(words)}. {every} lists them all."
        return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)
    more = f" +{len(found) - _MOST} more; add words to narrow it down." if len(found) > _MOST else ""
    title = f"{kit.counted(len(found), 'golden path')} for {kit.quoted(words)}"
    rows = tuple(path_row(each, number) for number, each in enumerate(found[:_MOST]))
    named = kit.listed([kit.shown(each.title) for each in found[:_MOST]])
    return Answer(f"{title}: {named}.", (kit.section(f"*{title}*{more}"), *missing(found, services), *rows))


def refused_list(ask: Ask, services: Services) -> Answer:
    """The paths that cannot run here, each with the reason."""
    refused = [each for each in offered_to(ask.person, services) if not each.is_runnable]
    if not refused:
        sentence = "Every golden path can run here."
        return Answer(sentence, (kit.section(sentence),))
    title = f"{kit.counted(len(refused), 'golden path')} cannot run here"
    lines = [f"• *{kit.shown(each.title)}*: {kit.shown(each.reason, _REASON_LIMIT)}" for each in refused]
    advice = f"{kit.quoted('callboard golden-path lint DIR')} tells a path's author the place and what to write."
    return Answer(f"{title}.", (kit.section(kit.bounded([f"*{title}*", *lines], 2_800)), kit.context(advice)))


def missing(paths: Sequence[Offered], services: Services) -> tuple[Block, ...]:
    """What one should know before choosing: that a code host has to be connected first."""
    said = hostless(paths, services)
    return (kit.section(f":electric_plug: {said}"),) if said else ()


def options(typing: Typing, services: Services) -> Sequence[Option]:
    """What the menu of all paths offers while somebody types."""
    runnable = [each for each in offered_to(typing.person, services) if each.is_runnable]
    found = fitting(runnable, typing.typed) if typing.typed.strip() else tuple(runnable)
    return [_option(each) for each in found[:_MOST_OPTIONS]]


def _option(offered: Offered) -> Option:
    about = offered.template.description if offered.template else ""
    group = "Recommended to your teams" if offered.recommended_to else "All golden paths"
    return Option(offered.title, offered.ref, about, group)


def _title(shown: Sequence[Offered], total: int) -> str:
    recommended = [each for each in shown if each.recommended_to]
    first = "those recommended to your teams first" if recommended else "by name"
    return f"{kit.counted(total, 'golden path')}, {first}" if total > 1 else "One golden path"


def _menu(runnable: Sequence[Offered], every: Sequence[Offered]) -> list[kit.Element]:
    menu: list[kit.Element] = []
    if len(runnable) > _MOST:
        placeholder = kit.plain_text(f"All {len(runnable)} golden paths")
        menu.append({"type": "external_select", "action_id": PICK, "placeholder": placeholder, "min_query_length": 0})
    refused = len(every) - len(runnable)
    if refused:
        label = f"{kit.counted(refused, 'path')} cannot run here"
        menu.append(kit.button(label, kit.numbered(kit.ASK_ACTION, 0), f"create {NOT_RUNNABLE}", spoken=f"Why {label}"))
    return menu


def _small_print(runnable: Sequence[Offered], services: Services) -> str:
    name = kit.quoted(typed(f"create {runnable[0].listed.name}", services))
    tags = (tag for each in runnable if each.template for tag in each.template.tags)
    find = kit.quoted(typed(f"create find {next(tags, runnable[0].listed.name)}", services))
    return f"{name} opens one, {find} looks for some. Nothing happens before you confirm."


def _none(every: Sequence[Offered]) -> Answer:
    if every:
        sentence = f"None of the {len(every)} golden paths can run here."
        why = kit.button("Why not", kit.numbered(kit.ASK_ACTION, 0), f"create {NOT_RUNNABLE}")
        return Answer(sentence, (kit.section(sentence), *kit.row([why])), Outcome.NOT_FOUND)
    sentence = "There are no golden paths here. `callboard.goldenPaths` in `app-config.yaml` names where some are."
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)
