"""`sources`: what the catalog is read from, and how fresh that is."""

from collections.abc import Iterator

from commands import kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Command, Example
from commands.services import Services
from commands.sources.people import PRESSES, people_row, people_sentence, readings
from commands.sources.rows import row, sentence


def _answer(_words: str, ask: Ask, services: Services) -> Answer:
    found = services.sources.all()
    if not found:
        return _nothing_read()
    now = services.clock()
    ill = [each for each in found if each.fault or each.waiting]
    shown = found[:_MOST]
    health = _health(len(ill), len(found), sum(each.faulty for each in found))
    summary = f"{kit.counted(len(found), 'source')} of the catalog: {health}"
    people = readings(ask.person, services)
    unread = [people_sentence(each) for each in people if each.fault]
    more = (kit.context(f"+{len(found) - _MOST} more, all read lately"),) if len(found) > _MOST else ()
    return Answer(
        text=" ".join([summary, *(sentence(each, now) for each in ill[:3]), *unread]),
        blocks=(
            kit.section(f"*{summary}*"),
            *(row(each, now) for each in shown),
            *more,
            *(people_row(each, now) for each in people),
        ),
    )


_MOST = 10


def _health(ill: int, total: int, faulty: int) -> str:
    if not ill and faulty:
        have = f"{kit.counted(faulty, 'file')} {'has' if faulty == 1 else 'have'} faults"
        return f"{'it is' if total == 1 else 'all are'} read whole, but {have}."
    if not ill:
        return "all is well." if total == 1 else "all are well."
    return "it needs somebody." if ill == total == 1 else f"{ill} {'needs' if ill == 1 else 'need'} somebody."


def _nothing_read() -> Answer:
    sentence = "Nothing was ever read into the catalog."
    advice = "`callboard ingest` reads files, folders and addresses; `catalog.locations` in app-config.yaml does so regularly."
    return Answer(f"{sentence} {advice}", (kit.section(f"{sentence}\n{advice}"),), Outcome.USAGE)


def _examples(_services: Services) -> Iterator[Example]:
    yield Example("sources", "when each source was read, and what is wrong with it")


COMMAND = Command(
    words=("sources", "source", "sync"),
    summary="what the catalog is read from, and how fresh that is",
    answer=_answer,
    examples=lambda services: tuple(_examples(services)),
    presses=PRESSES,
)
