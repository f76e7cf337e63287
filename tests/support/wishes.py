"""A command with forms of every kind: whatever is wished for in its one field is what comes of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commands import kit
from commands.ask import (
    Answer,
    Ask,
    Block,
    Channel,
    Closing,
    Modal,
    Option,
    Press,
    Reaction,
    Submission,
    Submitted,
    Typing,
)
from commands.command import Command, Opening
from commands.services import Services

ENTER, BOTH, AGAIN = "wish.enter", "wish.both", "wish.again"
MORE, MENU, REPLACE = "wish.more", "wish.menu", "wish.replace"


@dataclass
class Heard:
    """What the command was told."""

    closed: list[Closing] = field(default_factory=list)
    pressed: list[Press] = field(default_factory=list)
    typed: list[Typing] = field(default_factory=list)
    submitted: list[Submission] = field(default_factory=list)


def text_field(name: str, label: str) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": kit.plain_text(label),
        "element": {"type": "plain_text_input", "action_id": name},
        "optional": True,
    }


def menu(name: str, label: str) -> Block:
    element = {"type": "external_select", "action_id": name, "min_query_length": 0}
    return {
        "type": "input",
        "block_id": name,
        "label": kit.plain_text(label),
        "element": element,
        "optional": True,
        "dispatch_action": True,
    }


def form(title: str = "A wish", *, metadata: str = "m1") -> Modal:
    buttons = [kit.button("Again", AGAIN, "a"), kit.button("More", MORE, "m"), kit.button("Replace", REPLACE, "r")]
    blocks = (text_field("wish", "Wish"), menu(MENU, "Thing"), *kit.row(buttons))
    return Modal(title, blocks, "wish.form", metadata, submit="Wish", notifies_when_closed=True)


def wishing(heard: Heard, *, slow: float = 3.0) -> Command:
    """The command; what is `slow` takes so many seconds."""

    def opened(rest: str, _ask: Ask, _services: Services) -> Modal | Answer:
        if rest == "form bug":
            raise LookupError("a bug that nobody knows of")
        return Answer("There is nothing to wish for.") if rest == "form nothing" else form()

    def submitted(submission: Submission, _services: Services) -> Submitted:
        heard.submitted.append(submission)
        wish = wished(submission.values)
        if wish.startswith("slow"):
            time.sleep(slow)
        if wish.endswith("bug"):
            raise LookupError("a bug that nobody knows of")
        return _OUTCOMES.get(wish.removeprefix("slow "), Submitted(answer=Answer("Your wish is granted.")))

    def again(press: Press, _services: Services) -> Reaction:
        heard.pressed.append(press)
        return Reaction(modal=form(f"Again {len(heard.pressed)}"))

    def offered(typing: Typing, _services: Services) -> Sequence[Option]:
        heard.typed.append(typing)
        if typing.typed == "slow":
            time.sleep(1.5)
        grouped = typing.typed == "groups"
        return [Option(f"Thing {n}", f"t{n}", group="Yours" if grouped and n < 2 else "") for n in range(150)]

    return Command(
        words=("wish",),
        summary="wishes",
        answer=lambda _rest, _ask, _services: kit.form_offer("Wishes take a form.", ENTER, "form"),
        presses={
            ENTER: lambda _press, _services: Reaction(modal=form()),
            AGAIN: again,
            BOTH: lambda _press, _services: Reaction(modal=form(), reply=Answer("And a word besides.")),
            MORE: lambda _press, _services: Reaction(modal=Modal("More", (kit.section("More of it."),), close="Back")),
            REPLACE: lambda _press, _services: Reaction(replace=Answer("Nothing is left of it.")),
            MENU: again,
        },
        opening=Opening(lambda rest: rest.startswith("form"), opened),
        openers=frozenset((ENTER, BOTH, MORE)),
        submissions={"wish.form": submitted},
        closings={"wish.form": lambda closing, _services: heard.closed.append(closing)},
        typings={MENU: offered},
    )


def wished(values: Mapping[str, Mapping[str, Any]]) -> str:  # Any: Slack's JSON
    return values["wish"]["wish"]["value"] or ""


_OUTCOMES = {
    "error": Submitted(errors={"wish": "That is no wish."}),
    "error elsewhere": Submitted(errors={"nowhere": "That is no wish.", "wish": "Wish again."}),
    "next": Submitted(shows=Modal("Second", (kit.section("The next page."),))),
    "push": Submitted(pushes=Modal("Second", (kit.section("On top."),))),
    "clear": Submitted(clears=True),
    "whispered": Submitted(answer=Answer("Only you are told."), channel=Channel("C0RANDOM001")),
    "public": Submitted(answer=Answer("Everybody is told.", is_public=True), channel=Channel("C0PAYMENTS1")),
}
