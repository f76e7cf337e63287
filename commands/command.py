"""What a command is: how it is called, what it answers, and what its buttons do."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from commands import arguments
from commands.ask import Answer, Ask, Closing, Modal, Option, Press, Reaction, Submission, Submitted, Typing
from commands.services import Services

#: Answers what stands after the command's word.
Answering = Callable[[str, Ask, Services], Answer]
Pressing = Callable[[Press, Services], Reaction]
Submitting = Callable[[Submission, Services], Submitted]
Leaving = Callable[[Closing, Services], None]
Suggesting = Callable[[Typing, Services], Sequence[Option]]


@dataclass(frozen=True, slots=True)
class Example:
    """Something that one can really ask, and what comes of it in a few words."""

    words: str
    gloss: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What a command makes of words that name no command: an answer when it is sure, else things to offer as buttons."""

    answer: Answer | None = None
    offers: Sequence[Example] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Words that open a form.

    `opens` tells it from what stands after the command's word, asking nobody: a window has to open within three seconds,
    so it opens empty, and `modal` says what is in it. An answer instead says why there is no form.
    """

    opens: Callable[[str], bool]
    modal: Callable[[str, Ask, Services], Modal | Answer]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that people can say.

    `words` are the first words that call it, the first one being its name. `phrases` are sentences that mean it; their
    group `subject` is what is asked about. `presses` are its buttons by action id. `guess` and `in_message` are for the
    command that can also make something of unknown words, or of a whole message. A command that `yields` leaves whole
    sentences to those that know them: `find out who owns x`. One that `takes_long` asks more than our own database;
    nobody else waits while it does.

    Its forms: `opening` are the words that open one, `openers` the presses. `submissions` and `closings` go by callback
    id, `typings` by the action id of a menu that searches; as with presses, what follows a `#` in such an id is left
    aside. `slow` names presses that ask more than our own database; submissions may.
    """

    words: tuple[str, ...]
    summary: str
    answer: Answering
    examples: Callable[[Services], Sequence[Example]] = lambda _services: ()
    presses: Mapping[str, Pressing] = field(default_factory=dict)
    phrases: tuple[re.Pattern[str], ...] = ()
    guess: Callable[[str, Ask, Services], Guess] | None = None
    in_message: Callable[[Ask, Services], Answer] | None = None
    yields: bool = False
    takes_long: bool = False
    opening: Opening | None = None
    openers: frozenset[str] = frozenset()
    submissions: Mapping[str, Submitting] = field(default_factory=dict)
    closings: Mapping[str, Leaving] = field(default_factory=dict)
    typings: Mapping[str, Suggesting] = field(default_factory=dict)
    slow: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        return self.words[0]

    def heard_as_phrase(self, words: str) -> str | None:
        """What is asked about when the words are a sentence that means this command."""
        if len(words) > arguments.PHRASE_LIMIT:
            return None
        for phrase in self.phrases:
            if match := phrase.fullmatch(words):
                return match["subject"]
        return None

    def heard_as_word(self, words: str) -> str | None:
        """What stands after this command's word, when the words begin with it."""
        first, rest = arguments.split(words)
        return rest if first in self.words else None
