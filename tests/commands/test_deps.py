"""Asking what something needs, and what needs it."""

from catalog_store.database import Database
from commands.ask import Outcome
from tests.commands.asking import Somebody, buttons, read, replaced, replied
from tests.support.catalog import entity, put


def test_tells_both_sides_with_owners(ana: Somebody) -> None:
    answer = ana.asks("deps payments-api")

    assert answer.text == "Payments API needs payments-db, and is needed by payments-v2."
    assert read(answer).splitlines() == [
        "Payments API needs 1 thing",
        "• payments-db (resource)  ·  Payments",
        "Payments API is needed by 1 thing",
        "• payments-v2 (API)  ·  Payments",
        "[Owner]  [Post a picture]  [→ payments-db]  [→ payments-v2]",
        "From `dependsOn`, `consumesApis` and `providesApis` of all files",
    ]


def test_looks_two_levels_far_through_apis(owner: Somebody, filled: Database) -> None:
    put(filled, entity("Component", "kiosk", owner="platform", consumesApis=["payments-v2"]))

    assert "      → Payments API (Payments)" in read(owner.asks("deps kiosk"))
    assert "      → kiosk (Platform)" in read(owner.asks("deps payments-api"))


def test_marks_what_is_missing_and_what_nobody_owns(owner: Somebody, filled: Database) -> None:
    put(
        filled,
        entity("Component", "kiosk", dependsOn=["resource:gone", "component:orphan", "component:lost"]),
        entity("Component", "orphan"),
        entity("Component", "lost", owner="nobody-there"),
    )

    answer = owner.asks("deps kiosk")

    assert "• ⚠ gone (resource)  ·  not in the catalog" in read(answer)
    assert "• orphan (component)  ·  ⚠ no owner" in read(answer)
    assert "• lost (component)  ·  ⚠ owner not in the catalog" in read(answer)
    assert answer.text.endswith("1 name in the files leads nowhere.")


def test_a_circle_ends_where_it_closes(owner: Somebody, filled: Database) -> None:
    put(
        filled,
        entity("Component", "hen", dependsOn=["component:egg", "component:hen"]),
        entity("Component", "egg", dependsOn=["component:hen"]),
    )

    assert "      → ↺ back to it" in read(owner.asks("deps hen"))


def test_a_thing_that_everybody_needs_stays_short(owner: Somebody, filled: Database) -> None:
    put(filled, *(entity("Component", f"reader-{n:03}", dependsOn=["resource:payments-db"]) for n in range(200)))

    answer = owner.asks("deps payments-db")

    assert "is needed by 201 things" in read(answer)
    assert "+189 more" in read(answer)
    assert answer.text.endswith("reader-001 and 198 more.")


def test_understands_the_question_in_words(ana: Somebody) -> None:
    assert ana.asks("what depends on payments-db?").text.startswith("payments-db needs nothing that is known")
    assert ana.asks("what does payments-api need").text.startswith("Payments API needs payments-db")


def test_a_button_goes_on_from_there(ana: Somebody) -> None:
    assert replaced(ana.presses(ana.asks("deps payments-api"), "→ payments-db")).text.startswith("payments-db needs")


def test_a_picture_is_posted_on_request_with_the_same_in_words(ana: Somebody) -> None:
    posted = ana.presses(ana.asks("deps payments-api"), "Post a picture").picture

    assert posted is not None
    assert posted.content.startswith(b"\x89PNG")
    assert posted.file_name == "payments-api.png"
    assert posted.described == "Payments API needs payments-db, and is needed by payments-v2."


def test_a_circle_and_a_crowd_can_be_drawn(owner: Somebody, filled: Database) -> None:
    put(
        filled,
        entity("Component", "hen", dependsOn=["component:egg", "component:\u65e5"]),
        entity("Component", "egg", dependsOn=["component:hen"]),
        *(entity("Component", f"chick-{n}", dependsOn=["component:hen"]) for n in range(90)),
    )

    posted = owner.presses(owner.asks("deps hen"), "Post a picture").picture

    assert posted is not None
    assert len(posted.content) < 500_000


def test_nothing_is_drawn_of_what_is_alone_or_gone(ana: Somebody) -> None:
    assert "Post a picture" not in buttons(ana.asks("deps status-page"))
    assert "is no longer in the catalog" in replied(ana.presses_id("deps.picture", "component:default/away")).text


def test_asks_back_when_several_things_have_the_name(ana: Somebody) -> None:
    answer = ana.asks("deps notifier")

    assert answer.outcome is Outcome.AMBIGUOUS
    assert answer.text.startswith("`notifier` may mean several things. Which one?")


def test_a_team_depends_on_nothing_and_it_says_what_to_ask(ana: Somebody) -> None:
    told = ana.asks("deps payments").text
    assert told == (
        "Payments is a team, and only things depend on each other. `/callboard team payments` tells what is theirs."
    )
