"""Golden paths among what `find` finds."""

import pytest

from commands.ask import Outcome
from tests.commands.asking import STRANGER, Somebody, buttons, read
from tests.commands.create.paths import SIMPLE
from tests.commands.filling import opens
from tests.commands.shelf import Shelf


@pytest.mark.parametrize(
    "words", ["find python service", "find fastapi", "find golden path python", "find kind:template python"]
)
def test_a_path_is_found_by_words_of_its_title_and_tags_and_begun_from_there(ana: Somebody, words: str) -> None:
    answer = ana.asks(words)

    assert "Python service  ·  golden path" in read(answer)
    assert "Python service (golden path)" in answer.text
    assert "Name" in opens(ana, buttons(answer)["Start"]["value"]).labels


def test_paths_stand_below_the_things_that_fit(ana: Somebody, shelf: Shelf) -> None:
    shelf.put("payments", SIMPLE.replace("NAME", "payments").replace("TITLE", "Payments kit"))

    said = read(ana.asks("find payments"))

    assert said.index("Payments API") < said.index("Payments kit  ·  golden path")


def test_a_part_in_the_middle_of_a_word_is_no_reason(ana: Somebody) -> None:
    assert "golden path" not in read(ana.asks("find api"))


def test_filters_that_no_path_has_leave_them_out(ana: Somebody) -> None:
    assert "golden path" not in read(ana.asks("find python kind:component"))
    assert ana.asks("find fastapi lifecycle:production").outcome is Outcome.NOT_FOUND


def test_of_many_some_are_shown_and_the_list_is_a_click_away(ana: Somebody, shelf: Shelf) -> None:
    for name in ("one", "two", "three"):
        shelf.put(name, SIMPLE.replace("NAME", name).replace("TITLE", f"Scaffold {name}"))

    answer = ana.asks("find scaffold")

    assert (
        answer.text == "Only golden paths fit `scaffold`: Scaffold one (golden path) and Scaffold three (golden path)."
    )
    assert buttons(answer)["All golden paths"]["value"] == "create"


def test_whoever_is_in_no_team_finds_them_too(ana: Somebody) -> None:
    assert "Python service  ·  golden path" in read(Somebody(ana.services, STRANGER).asks("find fastapi"))
