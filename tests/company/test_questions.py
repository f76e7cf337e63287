"""The questions for the acceptance test agree with the company's files."""

from typing import Any

import pytest

from tests.company.files import Thing, by_ref, load, owner_of, twice

QUESTIONS: list[dict[str, Any]] = load("questions.yaml")["questions"]  # Any: YAML


@pytest.fixture(scope="module")
def known() -> dict[str, Thing]:
    return by_ref()


def test_there_are_many_and_no_two_are_alike() -> None:
    assert len(QUESTIONS) >= 120
    assert twice([question["ask"] for question in QUESTIONS]) == []


def test_every_answer_is_in_the_catalog(known: dict[str, Thing]) -> None:
    answers = {question["expect"] for question in QUESTIONS} - {"ambiguous", "nothing"}
    others = {ref for question in QUESTIONS for ref in (*question.get("among", ()), question.get("suggests"))} - {None}

    assert answers | others <= set(known)


def test_every_owner_is_the_one_that_the_files_name(known: dict[str, Thing]) -> None:
    for question in QUESTIONS:
        if "owner" in question:
            assert owner_of(known[question["expect"]], known) == question["owner"], question["ask"]


def test_ambiguous_questions_say_among_what() -> None:
    for question in QUESTIONS:
        assert ("among" in question) == (question["expect"] == "ambiguous"), question["ask"]


def test_every_entity_with_a_fault_is_asked_about(known: dict[str, Thing]) -> None:
    faulty = {fault["entity"] for fault in load("faults.yaml")["faults"] if "entity" in fault}
    asked = {ref for question in QUESTIONS for ref in (question["expect"], *question.get("among", ()))}

    assert {ref for ref in faulty if not ref.endswith("/boarding-suite")} <= asked
