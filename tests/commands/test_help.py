"""Help gives examples that work."""

import pytest

from commands import ALL
from commands.ask import Outcome, Surface
from tests.commands.asking import Somebody, buttons, read, replied


@pytest.mark.parametrize("words", ["", "help", "Help?", "hi", "  ", "?"])
def test_gives_a_few_examples_from_the_catalog(ana: Somebody, words: str) -> None:
    answer = ana.asks(words)

    assert answer.outcome is Outcome.USAGE
    lines = read(answer).splitlines()
    assert lines[0] == "This is what you can ask. For example:"
    assert sum(line.startswith("`/") for line in lines) == 7
    assert "`/owner payments-api`  by name, however you spell it" in lines


@pytest.mark.parametrize(
    "words",
    [
        "thank you!",
        "thanks",
        "thanks :+1:",
        "Thanks a lot :)",
        "great, thanks!",
        "ok thx",
        "Perfect",
        "thank you for the help",
    ],
)
def test_whoever_says_thanks_gets_a_friendly_word(ana: Somebody, words: str) -> None:
    answer = ana.asks(words, Surface.DIRECT)

    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == "You are welcome. `/callboard help` has more that you can ask."


@pytest.mark.parametrize(
    "words",
    ["what can you do?", "What can I ask you", "how does this work?", "hi there!", "Good morning", "can you help me"],
)
def test_whoever_wonders_gets_the_examples(ana: Somebody, words: str) -> None:
    assert read(ana.asks(words, Surface.MENTION)).startswith("This is what you can ask. For example:")


def test_thanks_that_come_with_a_question_are_part_of_it(ana: Somebody) -> None:
    assert ana.asks("who owns payments-api? thanks!").text.startswith("Payments API is owned by")


def test_every_example_has_an_answer(ana: Somebody) -> None:
    examples = [line.split("`")[1] for line in read(ana.asks("help")).splitlines() if line.startswith("`/")]

    answers = [ana.asks(each.removeprefix("/callboard ").removeprefix("/")) for each in examples]

    assert [answer.outcome for answer in answers] == [Outcome.ANSWERED] * 7


def test_what_has_a_slash_command_of_its_own_is_among_them(ana: Somebody) -> None:
    lines = read(ana.asks("help")).splitlines()

    for command in ("/owner", "/deploys", "/scorecard"):
        assert any(line.startswith(f"`{command}") for line in lines), command


def test_an_example_can_be_pressed_and_help_stays(ana: Somebody) -> None:
    reaction = ana.presses(ana.asks("help"), "owner payments-api")

    assert reaction.replace is None
    assert replied(reaction).text.startswith("Payments API is owned by")


def test_an_example_pressed_in_a_thread_is_not_shared_with_all(ana: Somebody) -> None:
    reaction = ana.presses(ana.asks("help", Surface.MENTION), "owner payments-api", surface=Surface.MENTION)

    assert not replied(reaction).is_public


def test_an_empty_catalog_has_no_examples(newcomer: Somebody) -> None:
    answer = newcomer.asks("help")

    assert answer.text.startswith("The catalog is still empty, so there is nothing to ask yet.")
    assert buttons(answer) == {}


def test_help_about_one_command_is_about_that_one(ana: Somebody) -> None:
    told = read(ana.asks("help owner"))
    assert told.startswith("`owner`: who owns something, and how to reach them. For example:")
    assert "/callboard deps" not in told
    assert "Instead of `owner` you can also say `owners`, `own` and `owns`." in told


def test_every_command_has_help_of_its_own(ana: Somebody) -> None:
    for command in ALL:
        assert ana.asks(f"help {command.name}").text.startswith((f"`{command.name}`: ", "This is what"))
