"""Finding things, as a person in Slack would."""

import pytest

from commands.ask import Answer, Outcome, Surface
from tests.commands.asking import Somebody, buttons, read, replaced, replied


def rows(answer: Answer) -> list[str]:
    """What the buttons beside the rows ask."""
    return [block["accessory"]["value"] for block in answer.blocks if "accessory" in block]


def test_shows_what_fits_with_kind_owner_and_reason(ana: Somebody) -> None:
    said = read(ana.asks("find keeps state"))

    assert "1 thing fits `keeps state`" in said
    assert "Payments API" in said
    assert "component" in said
    assert "owned by Payments" in said
    assert "“Charges cards and keeps the state of each payment.”" in said


@pytest.mark.parametrize(
    "words", ["search payments-api", "find PaymentsAPI", "lookup payments_api", "find paymnts-api"]
)
def test_finds_a_name_however_it_is_written(ana: Somebody, words: str) -> None:
    assert rows(ana.asks(words))[0] == "owner component:default/payments-api"


def test_says_when_it_mended_a_typo(ana: Somebody) -> None:
    said = read(ana.asks("find paymnts"))

    assert "may be meant by `paymnts`" in said
    assert "Nothing fits “paymnts”; these fit “payment”." in said


def test_a_row_opens_the_owner_card(ana: Somebody) -> None:
    answer = ana.asks("find keeps state")

    assert "On call: Ben Okoro" in read(replied(ana.presses(answer, "Show")))


def test_five_at_a_time_and_the_others_behind_buttons(ana: Somebody) -> None:
    first = ana.asks("find kind:component,api,resource,system,group,user,domain")
    second = replaced(ana.presses(first, next(label for label in buttons(first) if label.startswith("+"))))

    assert len(rows(first)) == 5
    assert ", 6 to 10" in read(second)
    assert "Back" in buttons(second)
    assert read(replaced(ana.presses(second, "Back"))) == read(first)


def test_in_a_channel_the_next_page_is_for_the_presser_alone(ana: Somebody) -> None:
    first = ana.asks("find kind:component,api,resource,system,group,user", Surface.MENTION)
    more = next(label for label in buttons(first) if label.startswith("+"))

    assert ", 6 to 10" in read(replied(ana.presses(first, more, surface=Surface.MENTION)))


def test_explains_a_filter_that_there_is_not(ana: Somebody) -> None:
    assert "There is no filter `colour:`" in read(ana.asks("find colour:red payments"))


def test_says_what_to_try_when_nothing_fits(ana: Somebody) -> None:
    answer = ana.asks("find payments kind:template")

    assert answer.outcome is Outcome.NOT_FOUND
    assert "I kept to `kind:template`" in read(answer)
    assert "Payments" in read(replaced(ana.presses(answer, "Without filters")))


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("find owner:paymets kind:api", "owner:payments kind:api"),
        ("find lifecycle:prod", "lifecycle:production"),
        ("find system:chekout", "system:checkout"),
    ],
)
def test_offers_the_filter_that_was_meant(ana: Somebody, words: str, meant: str) -> None:
    answer = ana.asks(words)

    assert f"Did you mean `{meant}`?" in answer.text
    assert f"`{meant}`" in read(replaced(ana.presses(answer, meant)))


def test_offers_no_filter_that_nothing_fits_either(ana: Somebody) -> None:
    assert "Did you mean" not in ana.asks("find owner:zzzzzz").text


def test_without_words_it_shows_how_to(ana: Somebody) -> None:
    answer = ana.asks("find")

    assert answer.outcome is Outcome.USAGE
    assert "find kind:api lifecycle:production" in read(answer)


def test_leaves_questions_about_owners_to_whom_they_are_for(ana: Somebody) -> None:
    assert read(ana.asks("find out who owns payments-api")) == read(ana.asks("owner payments-api"))


def test_an_empty_catalog_is_told(newcomer: Somebody) -> None:
    assert "The catalog is still empty" in read(newcomer.asks("find payments"))


@pytest.mark.parametrize("value", ["", "x payments", "-5 payments", "99999999999 payments", "3 payments"])
def test_a_forged_button_does_no_harm(ana: Somebody, value: str) -> None:
    assert read(replaced(ana.presses_id("find.page#1", value)))


def test_a_kind_that_there_is_not_is_named_with_those_that_there_are(ana: Somebody) -> None:
    told = ana.asks("find kind:banana").text
    assert "There is nothing of a kind `banana`. The usual kinds are " in told
    assert "component" in told
