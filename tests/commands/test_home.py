"""The Home tab."""

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from commands.ask import Surface
from tests.commands.asking import ANA, NOW, STRANGER, Mails, Somebody, read, replied, slack_tells
from tests.support.catalog import entity, put


def test_lists_the_things_of_your_teams(ana: Somebody) -> None:
    lines = read(ana.opens_home()).splitlines()

    assert "You are in Payments." in lines
    assert "Payments API  ·  service · production" in lines
    assert lines.index("Payments API  ·  service · production") < lines.index("payments-v2  ·  openapi · production")


def test_what_waits_for_attention_comes_first_with_the_reason(owner: Somebody) -> None:
    owner.services.claims.save(asked="x", entity=EntityRef.of("api", "payments-v2"), team="T1", user="U2")

    lines = read(owner.opens_home()).splitlines()

    at = lines.index("payments-v2  ·  openapi · production")
    assert lines[at + 1] == "⚠ 1 claim on it is open"
    assert at < lines.index("commerce  ·  domain")


def test_lists_no_more_things_than_leave_room_for_what_was_asked(owner: Somebody, filled: Database) -> None:
    put(filled, *(entity("Component", f"thing-{number}", owner="payments") for number in range(9)))

    lines = read(owner.opens_home()).splitlines()

    assert lines.count("[Show]") == 8
    assert any(line.startswith("+7 more. `/callboard find owner:payments` finds all of a team's.") for line in lines)


def test_lists_what_you_asked_about_last(owner: Somebody) -> None:
    ref = EntityRef.of("component", "status-page")
    owner.services.answers.save(team=ANA.team_id, user=ANA.user_id, ref=ref, at=NOW)

    lines = read(owner.opens_home()).splitlines()

    assert "status-page  ·  website · production" in lines[lines.index("You asked about") :]


def test_its_buttons_answer_as_a_direct_message(ana: Somebody) -> None:
    row = next(block for block in ana.opens_home().blocks if "Payments API" in str(block.get("text")))
    button = row["accessory"]

    reaction = ana.presses_id(button["action_id"], button["value"], surface=Surface.HOME)

    assert reaction.replace is None
    assert replied(reaction).text.startswith("Payments API is owned by")
    assert button["accessibility_label"] == "Show who owns Payments API"


def test_tells_somebody_unknown_how_to_become_known(ana: Somebody) -> None:
    view = read(ana.as_(STRANGER).opens_home())

    assert "Slack did not tell me your e-mail address, so I can't find you in the catalog." in view
    assert "Nothing yet. Try `/owner payments-api`." in view


def test_says_that_slack_is_still_being_asked_and_wants_to_be_drawn_again(ana: Somebody) -> None:
    asker = slack_tells(ana, Mails(awaited=frozenset({STRANGER.user_id}))).as_(STRANGER)

    assert "I am asking Slack who you are. Your teams' things appear here in a moment." in read(asker.opens_home())
    assert asker.opens_home().is_provisional
    assert not ana.opens_home().is_provisional


def test_helps_when_the_catalog_is_empty(newcomer: Somebody) -> None:
    assert "The catalog is still empty. `callboard ingest` fills it" in read(newcomer.opens_home())
