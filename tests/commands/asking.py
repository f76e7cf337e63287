"""Asking and pressing, as a person in Slack would."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from commands import dispatch, kit
from commands.ask import (
    Answer,
    Ask,
    Channel,
    HomeView,
    Modal,
    Option,
    Person,
    Press,
    Reaction,
    Submission,
    Submitted,
    Surface,
    Typing,
    Values,
)
from commands.services import Services

ANA = Person("U0ANA00001", "T1")
STRANGER = Person("U0NOBODY01", "T1")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

Clicked = dict[str, str]


@dataclass(frozen=True, slots=True)
class Mails:
    """The e-mail addresses and the names that Slack tells, and whom it is still being asked about."""

    known: dict[str, str] = field(default_factory=lambda: {ANA.user_id: "ana@orchard.example"})
    names: dict[str, str] = field(default_factory=dict)
    awaited: frozenset[str] = frozenset()

    def find_email(self, person: Person) -> str | None:
        return self.known.get(person.user_id)

    def find_name(self, person: Person) -> str | None:
        return self.names.get(person.user_id)

    def is_awaited(self, person: Person) -> bool:
        return person.user_id in self.awaited

    def when_told(self, person: Person, then: Callable[[], None]) -> None:
        """Slack tells nothing further here."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person with a keyboard and a mouse. Whatever they are answered is what Slack would take."""

    services: Services
    person: Person = ANA

    def asks(self, words: str, surface: Surface = Surface.SLASH) -> Answer:
        return _sound(dispatch.answer(Ask(words, self.person, surface, NOW, Channel("C1")), self.services))

    def presses(self, answer: Answer, label: str, *, surface: Surface = Surface.SLASH) -> Reaction:
        """Presses the button of this label. On the slash command's surface the message is for the asker only."""
        button = buttons(answer)[label]
        return self.presses_id(button["action_id"], button["value"], surface=surface)

    def presses_id(self, action_id: str, value: str, *, surface: Surface = Surface.SLASH) -> Reaction:
        is_ephemeral = surface is Surface.SLASH
        press = Press(action_id, value, self.person, surface, NOW, Channel("C1"), "1.1", is_ephemeral=is_ephemeral)
        reaction = dispatch.react(press, self.services)
        for answer in filter(None, (reaction.replace, reaction.reply)):
            _sound(answer)
        return reaction

    def opens(self, answer: Answer, label: str) -> Modal:
        """The form that the button of this label opens."""
        button = buttons(answer)[label]
        assert dispatch.EVERYTHING.opens(button["action_id"]), "its command does not name it among its openers"
        modal = self.presses_id(button["action_id"], button["value"]).modal
        assert modal is not None
        assert kit.modal_faults(modal) == []
        return modal

    def types(self, action_id: str, typed: str) -> Sequence[Option]:
        """What a menu that searches offers."""
        return dispatch.options(Typing(action_id, typed, self.person), self.services)

    def submits(self, modal: Modal, values: Values) -> Submitted:
        """Submits a form with this in its fields."""
        submission = Submission(modal.callback_id, values, self.person, NOW, "V1", modal.metadata)
        return dispatch.submit(submission, self.services)

    def opens_home(self) -> HomeView:
        view = dispatch.home(self.person, self.services)
        assert kit.faults(view.blocks, surface="home") == []
        return view

    def as_(self, person: Person) -> "Somebody":
        return replace(self, person=person)


def slack_tells(somebody: Somebody, mails: Mails) -> Somebody:
    """The same person, where Slack tells this about people."""
    return replace(somebody, services=replace(somebody.services, people=mails))


def buttons(answer: Answer | HomeView) -> dict[str, Clicked]:
    """Every button by its label."""
    elements = [element for block in answer.blocks for element in block.get("elements", ())]
    elements += [block["accessory"] for block in answer.blocks if "accessory" in block]
    return {element["text"]["text"]: element for element in elements if element["type"] == "button"}


def replaced(reaction: Reaction) -> Answer:
    assert reaction.replace is not None
    return reaction.replace


def replied(reaction: Reaction) -> Answer:
    assert reaction.reply is not None
    return reaction.reply


def read(answer: Answer | HomeView) -> str:
    """All that the person reads."""
    return kit.plain(answer if isinstance(answer, Answer) else Answer("", answer.blocks))


def _sound(answer: Answer) -> Answer:
    assert kit.faults(answer.blocks) == []
    assert answer.text.strip()
    return answer
