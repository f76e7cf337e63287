"""Words and buttons that open a form, wherever they are said or pressed."""

from dataclasses import replace

import pytest

from catalog_store.policies import Policies, Policy
from commands import kit
from commands.ask import Answer, Ask, Channel, Modal, Outcome, Person, Press, Reaction, Submission, Surface, Typing
from commands.command import Command
from commands.dispatch import Switchboard
from commands.services import Services
from tests.commands.asking import ANA, NOW, Somebody, read
from tests.support.wishes import ENTER, MENU, Heard, wishing


@pytest.fixture
def wish() -> Command:
    """A command whose words open a form."""
    return wishing(Heard())


@pytest.fixture
def board(wish: Command) -> Switchboard:
    """The switchboard of that one command."""
    return Switchboard((wish,))


def _ask(words: str, surface: Surface = Surface.SLASH, person: Person = ANA) -> Ask:
    return Ask(words, person, surface, NOW, Channel("C1"))


def test_words_that_open_a_form_are_known_by_themselves(board: Switchboard) -> None:
    assert board.opens_form(_ask("wish form"))
    assert board.opens_form(_ask("please wish form, thanks"))
    assert not board.opens_form(_ask("wish"))
    assert not board.opens_form(_ask("form"))


def test_they_lead_to_the_form(board: Switchboard, services: Services) -> None:
    form = board.form(_ask("wish form"), services)
    assert isinstance(form, Modal)
    assert kit.modal_faults(form) == []


@pytest.mark.parametrize("surface", [Surface.MENTION, Surface.DIRECT])
def test_where_no_window_can_be_opened_a_button_opens_it(
    board: Switchboard, services: Services, surface: Surface
) -> None:
    answer = board.answer(_ask("wish form", surface), services)
    (button,) = answer.blocks[-1]["elements"]

    assert answer.text == "This takes a form. Press Open the form to fill it in."
    assert board.opens(button["action_id"])
    press = Press(button["action_id"], button["value"], ANA, surface, NOW, Channel("C1"))
    assert board.react(press, services).modal is not None


def test_the_terminal_says_where_the_form_is(board: Switchboard, services: Services) -> None:
    answer = board.answer(_ask("wish form", Surface.COMMAND_LINE), services)
    assert answer.outcome is Outcome.USAGE
    assert "opens in Slack: type `/callboard wish form` there" in read(answer)


def test_the_presses_that_open_a_form_are_known_with_their_number(board: Switchboard) -> None:
    assert board.opens(ENTER)
    assert board.opens(kit.numbered(ENTER, 3))
    assert not board.opens("ask#1")


def test_a_form_that_nobody_knows_any_more_says_so(board: Switchboard, services: Services) -> None:
    submitted = board.submit(Submission("gone", {}, ANA, NOW, "V1"), services)
    assert submitted.shows is not None
    assert "older version of me, so nothing was done" in str(submitted.shows.blocks)


def test_a_menu_that_nobody_knows_any_more_offers_nothing(board: Switchboard, services: Services) -> None:
    assert board.options(Typing("gone", "x", ANA), services) == ()


def test_what_no_database_takes_is_no_search(board: Switchboard, services: Services) -> None:
    assert board.options(Typing(kit.numbered(MENU, 1), "pay\0ments", ANA), services)


def test_a_button_that_nobody_knows_any_more_says_so(board: Switchboard, services: Services) -> None:
    reaction: Reaction = board.react(Press("gone", "", ANA, Surface.FORM, NOW), services)
    assert reaction.reply is not None
    assert "older version" in reaction.reply.text


def test_who_may_not_ask_gets_no_form_either(board: Switchboard, owner: Somebody) -> None:
    closed = replace(owner.services, policies=Policies((Policy(("command/wish",), ("nobody",)),)))
    refused = board.form(_ask("wish form"), closed)
    assert isinstance(refused, Answer)
    assert refused.outcome is Outcome.REFUSED
