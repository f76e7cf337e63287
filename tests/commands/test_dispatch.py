"""Words find their command, and presses their button."""

import pytest

from commands import ALL
from commands.ask import Outcome, Reaction, Surface
from tests.commands.asking import Somebody, buttons, read, replaced, replied


def test_every_command_is_called_by_words_of_its_own() -> None:
    words = [word for command in ALL for word in command.words]

    assert len(words) == len(set(words))


def test_every_button_belongs_to_one_command() -> None:
    actions = [action for command in ALL for action in command.presses]

    assert len(actions) == len(set(actions))


def test_what_opens_a_form_or_takes_its_time_belongs_to_that_command() -> None:
    openers = {opener for command in ALL for opener in command.openers - set(command.presses)}
    slow = {name for command in ALL for name in command.slow - {*command.presses, *command.submissions}}

    assert (openers, slow) == (set(), set())


@pytest.mark.parametrize("kind", ["submissions", "closings", "typings"])
def test_every_form_and_every_menu_belongs_to_one_command(kind: str) -> None:
    names = [name for command in ALL for name in getattr(command, kind)]

    assert len(names) == len(set(names))
    assert [name for name in names if "#" in name] == []


@pytest.mark.parametrize(
    "words", ["Owner payments-api", "OWNER: payments-api", "owner\npayments-api", " owners payments-api"]
)
def test_the_first_word_is_the_command(ana: Somebody, words: str) -> None:
    assert ana.asks(words).text.startswith("Payments API is owned by")


def test_a_name_alone_is_taken_as_a_question_and_that_is_said(ana: Somebody) -> None:
    assert "I took that as `/owner payments-api`" in read(ana.asks("payments-api"))


@pytest.mark.parametrize(
    "name", ["nowhere\0", "component:default/caf\udce9", "acme/payments\0", "https://example.com/caf\udce9"]
)
def test_what_no_database_takes_is_not_found(ana: Somebody, name: str) -> None:
    assert ana.asks(f"owner {name}").outcome is Outcome.NOT_FOUND


def test_words_around_a_name_are_taken_as_a_question(ana: Somebody) -> None:
    answer = ana.asks("is payments-api slow today?", Surface.DIRECT)

    assert answer.outcome is Outcome.ANSWERED
    assert "I took that as `/owner payments-api`" in read(answer)


def test_an_unknown_word_offers_the_commands_that_look_like_it(ana: Somebody) -> None:
    answer = ana.asks("ownr zzqqxx")

    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text == "I don't know `ownr zzqqxx`. Did you mean `/owner zzqqxx` or `/callboard help`?"
    assert list(buttons(answer)) == ["owner zzqqxx", "help"]


def test_an_unknown_word_offers_names_that_look_like_it(ana: Somebody) -> None:
    answer = ana.asks("paymets-api")

    assert next(iter(buttons(answer))) == "Payments API"


def test_what_was_meant_is_answered_in_place(ana: Somebody) -> None:
    answer = ana.asks("paymets-api")

    assert replaced(ana.presses(answer, "Payments API")).text.startswith("Payments API is owned by")


def test_nonsense_offers_to_look_it_up(ana: Somebody) -> None:
    assert list(buttons(ana.asks("zzqqxx"))) == ["owner zzqqxx", "help"]


@pytest.mark.parametrize("surface", [Surface.SLASH, Surface.MENTION, Surface.DIRECT, Surface.COMMAND_LINE])
def test_eight_thousand_characters_of_nonsense_are_answered_shortly(ana: Somebody, surface: Surface) -> None:
    assert len(ana.asks("zq<!here> " * 800, surface).text) < 800


def test_a_button_that_nobody_knows_says_so(ana: Somebody) -> None:
    reaction = ana.presses_id("owner.transfer", "component:default/payments-api")

    assert replied(reaction).text == (
        "This button comes from an older version of me and does nothing any more. Please ask again."
    )


def test_a_button_that_opens_an_address_needs_nothing_of_us(ana: Somebody) -> None:
    assert ana.presses_id("open#1", "") == Reaction()


def test_a_shortcut_reads_a_message_even_if_it_begins_with_a_command(ana: Somebody) -> None:
    assert ana.asks("help, payments-api is down", Surface.SHORTCUT).text.startswith("Payments API is owned by")
