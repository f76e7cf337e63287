"""`undescribed`: repositories that the catalog has no description of, whose they may be, and a button that describes them."""

from commands import kit
from commands.ask import Answer, Ask, Outcome, Press, Reaction
from commands.command import Command, Example
from commands.describing import DESCRIBE, repository_card, repository_row, said, under_way
from commands.services import Services
from commands.who import who

PAGE = "undescribed.page"
_PAGE_SIZE = 5
_FURTHEST = 1_000_000
_NONE_READ = (
    "No repositories are read, so I cannot tell which are not described."
    " Whoever runs me names an organisation under `catalog.providers.github` in `app-config.yaml`."
)


def _answer(words: str, _ask: Ask, services: Services) -> Answer:
    slug = words.strip()
    if not slug:
        return _page(0, services)
    found = services.undescribed.find_to_describe(slug)
    if found is None:
        return said(f"I know no repository {kit.quoted(slug)} that is not described.", Outcome.NOT_FOUND)
    return repository_card(found, services)


def _page(start: int, services: Services) -> Answer:
    found, total = services.undescribed.page(offset=start, limit=_PAGE_SIZE)
    if not found:
        return _none(start, services)
    heading = kit.counted(total, "repository is", "repositories are")
    sentence = f"{heading} not described in the catalog"
    last = start + len(found)
    shown = f", {start + 1} to {last}" if total > len(found) else ""
    names = kit.listed([kit.shown(each.known.repository.slug) for each in found])
    rows = (repository_row(each, services, number) for number, each in enumerate(found))
    small = "No forks, nothing archived, nothing empty. The most lively come first."
    return Answer(
        f"{sentence}{shown}: {names}.",
        (kit.section(f"*{sentence}{shown}*"), *rows, *kit.row(_turning(start, last, total)), kit.context(small)),
    )


def _none(start: int, services: Services) -> Answer:
    if not services.undescribed.are_any_read():
        return Answer(_NONE_READ, (kit.section(_NONE_READ),), Outcome.NOT_FOUND)
    sentence = "There are no more of them." if start else "Every repository that is read is described in the catalog."
    return Answer(sentence, (kit.section(f":white_check_mark: {sentence}"),))


def _turning(start: int, last: int, total: int) -> list[kit.Element]:
    return [
        *([kit.button("Back", kit.numbered(PAGE, 0), str(max(start - _PAGE_SIZE, 0)))] if start else []),
        *([kit.button("Next", kit.numbered(PAGE, 1), str(last))] if last < total else []),
    ]


def _turn(press: Press, services: Services) -> Reaction:
    start = min(int(press.value), _FURTHEST) if press.value.isdecimal() else 0
    answer = _page(start, services)
    return Reaction(replace=answer) if press.is_ephemeral else Reaction(reply=answer)


def _describe(press: Press, services: Services) -> Reaction:
    """Have a pull request opened; the message tells what becomes of it."""
    host, _, slug = press.value.partition(" ")
    found = services.undescribed.find_to_describe(slug, host=host)
    if found is None:
        return Reaction(replace=said(f"{kit.quoted(slug)} is described by now, or it is gone.", Outcome.NOT_FOUND))
    by = who(press.person, services)
    services.describing.request(found, press, by=by)
    return Reaction(replace=under_way(found.known.repository.slug, by))


COMMAND = Command(
    words=("undescribed", "missing"),
    summary="repositories that nobody described, whose they may be, and a pull request for each",
    answer=_answer,
    examples=lambda _services: (Example("undescribed", "repositories that are not in the catalog yet"),),
    presses={PAGE: _turn, DESCRIBE: _describe},
)
