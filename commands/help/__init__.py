"""`help`: a few things that one can really ask here."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import chain, islice, zip_longest

from commands import arguments, kit
from commands.ask import Answer, Ask, Outcome
from commands.command import Answering, Command, Example, Guess
from commands.services import Services
from commands.slash import SLASH, typed

_WORDS = ("help", "hi", "hello", "hey", "start", "usage", "?", "")
_MOST_EXAMPLES = 7
#: What has a slash command of its own is what people need most.
_OF_ITS_OWN = frozenset(each.command for each in SLASH)
_PRAISE = r"(?:ok(?:ay)?|great|perfect|awesome|nice|cool|super|brilliant|lovely|got\s+it)"
_THANKING = r"(?:(?:many|big)\s+)?(?:thanks?(?:\s*(?:you|u))?|thx|ty|cheers|merci|danke)"
_HOW_MUCH = (
    r"(?:\s+(?:a\s+lot|so\s+much|very\s+much|again|callboard|bot|everyone|all|for\s+(?:the|your|that)(?:\s+\w+)?))*"
)
#: What people say to somebody who helped. A name from the catalog is taken as that, whatever it says.
_THANKS = re.compile(rf"(?:{_PRAISE}|(?:{_PRAISE}[,.!\s]*)?{_THANKING}{_HOW_MUCH})\W*", re.IGNORECASE)
_CURIOUS = re.compile(
    r"(?:what\s+(?:can|do)\s+you\s+(?:do|know|understand)|what\s+(?:can|should)\s+i\s+(?:ask|say|do)(?:\s+(?:you|here))?"
    r"|what\s+(?:are\s+you|is\s+this)(?:\s+(?:for|about))?|who\s+are\s+you|what\s+else(?:\s+can\s+you\s+do)?"
    r"|how\s+(?:do|does|can)\s+(?:you|this|i)\s+(?:work|use\s+(?:you|this))|(?:can|could)\s+you\s+help(?:\s+me)?"
    r"|i\s+need\s+help|there|good\s+(?:morning|afternoon|evening|day))\W*",
    re.IGNORECASE,
)
_EMOJI = re.compile(r":[\w+-]+:")
_ELSEWHERE = (
    "Slash commands answer only you. Mention me in a thread with the same words, and I answer there."
    " In the menu of any message: *Find the owner*."
)


def explaining(commands: Sequence[Command]) -> Command:
    """The command that gives examples of all these."""
    answer = partial(_answer, tuple(commands))
    return Command(words=_WORDS, summary="what you can ask", answer=answer, guess=partial(_small_talk, answer))


def _answer(commands: tuple[Command, ...], words: str, _ask: Ask, services: Services) -> Answer:
    if services.catalog.is_empty():
        return _empty_catalog()
    meant = next((each for each in commands if words.strip().lower() in each.words), None)
    if meant:
        return _about(meant, services)
    ordered = sorted(commands, key=lambda each: each.name not in _OF_ITS_OWN)
    examples = _some_of_each([each.examples(services) for each in ordered])
    samples = [kit.Sample(each.words, typed(each.words, services), each.gloss) for each in examples]
    return kit.with_examples(
        "This is what you can ask", samples, small_print=f"{_all(commands, services)} {_ELSEWHERE}"
    )


def _about(command: Command, services: Services) -> Answer:
    """One command: what it is for, how else it is called, and examples of it."""
    examples = command.examples(services) or (Example(command.name, command.summary),)
    samples = [kit.Sample(each.words, typed(each.words, services), each.gloss) for each in examples[:_MOST_EXAMPLES]]
    others = kit.listed([kit.quoted(word) for word in command.words[1:] if word])
    also = f"Instead of {kit.quoted(command.name)} you can also say {others}." if others else ""
    return kit.with_examples(f"{kit.quoted(command.name)}: {command.summary}", samples, small_print=also)


def _small_talk(answer: Answering, words: str, ask: Ask, services: Services) -> Guess:
    """People talk to whoever answers them; they get a friendly word, or the examples."""
    if len(words) > arguments.PHRASE_LIMIT:
        return Guess()
    said = _EMOJI.sub("", words).strip()
    if _THANKS.fullmatch(said):
        return Guess(_welcome(services))
    return Guess(answer(said, ask, services) if _CURIOUS.fullmatch(said) else None)


def _welcome(services: Services) -> Answer:
    sentence = f"You are welcome. {kit.quoted(typed('help', services))} has more that you can ask."
    return Answer(sentence, (kit.section(sentence),))


def _some_of_each(examples: Sequence[Sequence[Example]]) -> list[Example]:
    """The first of each command, then the second ones."""
    turns = chain.from_iterable(zip_longest(*examples))
    return list(islice(filter(None, turns), _MOST_EXAMPLES))


def _all(commands: tuple[Command, ...], services: Services) -> str:
    """All first words, as the examples show only some."""
    names = [kit.quoted(each.name) for each in commands]
    return f"After {kit.quoted(typed('', services))} you can say {kit.listed(names)}."


def _empty_catalog() -> Answer:
    sentence = "The catalog is still empty, so there is nothing to ask yet."
    advice = "`callboard ingest DIR` reads the `catalog-info.yaml` files in a folder; then ask again."
    return Answer(f"{sentence} {advice}", (kit.section(f"{sentence}\n{advice}"),), Outcome.USAGE)
