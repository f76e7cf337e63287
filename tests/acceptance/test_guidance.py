"""What people read who don't know yet what to ask, or ask in a way that is not understood."""

import pytest

from tests.acceptance.office import Office, buttons, read


@pytest.mark.parametrize("words", ["", "  ", "help", "HELP", "hello", "?"])
def test_a_bare_command_or_help_gives_examples_that_work(office: Office, words: str) -> None:
    help_ = office.person("olga", "freight").types("/callboard", words)
    examples = [line for line in read(help_).splitlines() if line.startswith("`/")]

    assert len(examples) == 7
    assert "by name, however you spell it" in read(help_)


def test_every_example_of_the_help_is_answered(over_http: Office) -> None:
    ben = over_http.person("ben", "freight")
    help_ = read(ben.types("/callboard", "help"))
    examples = [line.split("`")[1] for line in help_.splitlines() if line.startswith("`/")]
    answers = [ben.types(*example.split(maxsplit=1)) for example in examples]

    assert len(answers) == 7
    assert [
        answer.text for answer in answers if answer.text.startswith(("I don't know", "I looked for", "Say what"))
    ] == []


def test_what_the_runbook_command_hints_at_finds_its_section(office: Office) -> None:
    section = office.person("ana", "payments").types("/runbook", "payments-api timeouts")

    assert "Connection is not available, request timed out" in read(section)
    assert "Nothing there fits" not in read(section)


def test_a_button_of_the_help_asks_its_example(office: Office) -> None:
    olga = office.person("olga", "freight")
    help_ = olga.types("/callboard", "help")

    assert "owned by" in olga.presses_for_more(help_, buttons(help_)[0]).text


def test_owner_of_nothing_says_what_to_type(office: Office) -> None:
    assert "Say what you want the owner of" in read(office.person("ben", "random").types("/owner"))


def test_a_mention_without_words_is_help(office: Office) -> None:
    assert ", for example `/owner " in office.person("aiko", "platform").mentions("").text


def test_an_unknown_word_offers_what_was_meant(office: Office) -> None:
    elena = office.person("elena", "fleet")
    question = elena.types("/callboard", "ownr flux-capacitor")

    assert "I don't know `ownr flux-capacitor`. Did you mean" in read(question)
    assert "I looked for `flux-capacitor`" in elena.presses(question, "owner flux-capacitor").text


def test_a_name_alone_is_taken_as_a_question_for_its_owner(office: Office) -> None:
    answer = office.person("elena", "fleet").types("/callboard", "vessel-tracker")

    assert "owned by Sailings" in answer.text
    assert "I took that as `/owner vessel-tracker`" in read(answer)


@pytest.mark.parametrize("command", ["/owner", "/callboard"])
def test_eight_thousand_characters_are_answered_briefly(office: Office, command: str) -> None:
    answer = office.person("ingrid", "fleet").types(command, "payments-xyz " * 620)

    assert "`payments-xyz payments-xyz" in answer.text
    assert len(read(answer)) < 600


def test_eight_thousand_characters_in_a_mention_are_answered(office: Office) -> None:
    answer = office.person("rosa", "fleet").mentions("owner " + "lorem ipsum dolor " * 440)

    assert "found nothing by that name" in answer.text
    assert len(read(answer)) < 600


def test_a_pasted_log_of_eight_thousand_characters_is_searched(office: Office) -> None:
    lines = "".join(f"12:00:{n:03} INFO request-{n * n} path=/v{n}/orders/{n * 7} took {n} ms\n" for n in range(160))
    log = f"{lines}12:01:00 ERROR payments-worker-6c5d8f7b49-tq8vz died"
    answer = office.person("tomasz", "payments").types("/owner", log)

    assert "Payments worker is owned by Payments." in answer.text
