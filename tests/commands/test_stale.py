"""`stale`: what may no longer be a team's, and what the team says to that."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.reports.delivering import Delivering
from bot.reports.stale_ownership import REPORT
from catalog_store.database import Database
from catalog_store.entities import Entity
from catalog_store.refs import EntityRef
from catalog_store.reports.attestations import Verdict
from catalog_store.reports.deliveries import Delivery, Due
from catalog_store.reports.teams import ReportTeam
from catalog_store.scorecards import DEFAULT
from catalog_store.standings.judging import Judging
from commands.ask import Channel, Person, Press, Reaction, Submission, Surface, Typing
from commands.dispatch import react
from commands.kit import fits, plain
from commands.reports import CHOSEN, COMMAND
from commands.services import Services
from commands.stale.presses import moved, receivers
from tests.commands.asking import ANA, NOW, STRANGER, Somebody
from tests.commands.conftest import services_on
from tests.support.catalog import entity, put

PAYMENTS = "group:default/payments"


def team(name: str, *, children: tuple[str, ...] = ()) -> Entity:
    notes = {"slack.com/channel-id": f"C0{name.upper()}01"}
    return entity("Group", name, title=name.title(), type="team", children=list(children), annotations=notes)


class Board:
    """A catalog with a doubtful service, and a clock that is set by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        service = entity("Component", "shop", type="service", lifecycle="production", owner="payments")
        ana = entity("User", "ana", memberOf=["payments", "search"], profile={"email": "ana@orchard.example"})
        put(database, team("retail", children=("payments",)), team("payments"), team("search"), service, ana)
        judging = Judging(database, DEFAULT, clock=lambda: self.now)
        self.services: Services = replace(services_on(database), clock=lambda: self.now, judging=judging)
        known = self.services.catalog.find(EntityRef.of("component", "shop"))
        assert known is not None
        self.shop = known.id

    def week(self, number: int, team_ref: str = PAYMENTS) -> Delivery:
        """A report of this week, as it arrives."""
        self.now = NOW + timedelta(days=7 * number)
        due = Due(REPORT.name, team_ref, f"2026-W{10 + number}", self.now)
        (claimed,) = self.services.deliveries.open([due], now=self.now)
        Delivering(self.services, reports=(REPORT,), spread=0).build(claimed.id)
        with self.database.changing() as connection:
            sent = "UPDATE outgoing SET settled_at = now(), outcome = 'sent', ts = :ts WHERE settled_at IS NULL"
            connection.execute(text(sent), {"ts": f"{number}.{len(team_ref)}"})
        self.services.deliveries.follow(now=self.now)
        found = self.services.deliveries.of(due)
        assert found is not None
        return found

    def press(self, action: str, value: str, delivery: Delivery | None = None, by: Person = ANA) -> Reaction:
        ts = delivery.ts if delivery else None
        press = Press(action, value, by, Surface.MENTION, self.now, Channel("C0PAYMENTS01"), ts)
        return react(press, self.services)

    def team(self, name: str = PAYMENTS) -> ReportTeam:
        found = self.services.report_teams.find(name)
        assert found is not None
        return found


@pytest.fixture
def board(database: Database) -> Board:
    return Board(database)


def test_a_doubtful_thing_is_asked_about_with_the_reason(board: Board) -> None:
    told = plain(Somebody(board.services).asks("stale payments"))
    assert "All of it" not in told
    assert "Payments: 1 thing may no longer be yours." in told
    assert "nobody is known to be on call" in told.lower()
    assert "Still ours" in told


def test_a_team_without_doubtful_things_is_told_so(board: Board) -> None:
    assert "nothing that you own is doubtful" in Somebody(board.services).asks("stale search").text


def test_still_ours_changes_the_report_and_is_good_for_90_days(board: Board) -> None:
    delivery = board.week(0)
    reaction = board.press("stale.ours", str(board.shop), delivery)
    assert reaction.replace is not None
    assert "said that it is theirs" in plain(reaction.replace)
    assert "Still ours" not in plain(reaction.replace)
    assert fits(reaction.replace.blocks)
    assert board.week(1).told["asked"] == []
    assert board.week(14).told["asked"] == [board.shop]


@pytest.mark.parametrize("action, value", [("stale.ours", "{}"), ("stale.menu", "never {}"), ("stale.menu", "move {}")])
def test_only_its_owners_say_whether_a_thing_is_theirs(board: Board, action: str, value: str) -> None:
    reaction = board.press(action, value.format(board.shop), board.week(0), by=STRANGER)
    assert reaction.replace is None
    assert reaction.modal is None
    assert reaction.reply is not None
    assert reaction.reply.text.startswith("The catalog does not know you, and only the owner of shop, ")
    assert board.week(1).told["asked"] == [board.shop]


def test_only_the_receiving_team_accepts(board: Board) -> None:
    offer = board.services.attestations.offer(
        board.shop, from_team=PAYMENTS, to_team="group:default/retail", by="U1", at=NOW
    )
    reaction = board.press("stale.accept", str(offer.id))
    assert reaction.reply is not None
    assert reaction.reply.text == "Only people of Retail can say that."


def test_snoozed_it_comes_again_after_30_days(board: Board) -> None:
    board.press("stale.menu", f"snooze {board.shop}", board.week(0))
    assert board.week(1).told["asked"] == []
    assert board.week(5).told["asked"] == [board.shop]


def test_never_ours_is_kept(board: Board) -> None:
    board.press("stale.menu", f"never {board.shop}", board.week(0))
    assert board.services.attestations.latest([board.shop])[board.shop].verdict is Verdict.NEVER


def test_after_two_silences_the_owner_is_unverified_and_the_team_above_is_told(board: Board) -> None:
    asked = Somebody(board.services)
    board.week(0)
    assert "Unverified" not in plain(asked.asks("owner shop"))
    board.week(1)
    assert "Unverified since 02 Mar 2026" in plain(asked.asks("owner shop"))
    above = Delivering(board.services, reports=(REPORT,)).due(board.now)
    assert {due.team for due in above} == {PAYMENTS, "group:default/retail"}
    made = REPORT.make(board.team("group:default/retail"), board.services, "2026-W12", {})
    assert "Teams below you did not answer" in plain(made.answer)
    board.press("stale.ours", str(board.shop))
    assert "Unverified" not in plain(asked.asks("owner shop"))


def test_a_thing_that_is_gone_has_nothing_to_be_said_about(board: Board) -> None:
    for value in ("999999", "x", "", "9" * 30):
        reply = board.press("stale.ours", value).reply
        assert reply is not None
        assert "nothing left to say" in reply.text


def test_two_who_answer_at_once_are_both_heard_and_the_last_one_counts(board: Board) -> None:
    delivery = board.week(0)
    board.press("stale.ours", str(board.shop), delivery)
    again = board.press("stale.menu", f"snooze {board.shop}", delivery)
    assert again.replace is not None
    assert "put it off" in plain(again.replace)


def test_an_old_report_still_works(board: Board) -> None:
    delivery = board.week(0)
    board.now += timedelta(days=180)
    reaction = board.press("stale.ours", str(board.shop), delivery)
    assert reaction.replace is not None
    assert "said that it is theirs" in plain(reaction.replace)


def test_the_receiver_is_found_by_typing(board: Board) -> None:
    options = receivers(Typing("stale.receiver", "sea", ANA), board.services)
    assert [(option.text, option.value) for option in options] == [("Search", "group:default/search")]


@pytest.mark.parametrize("value, told", [("", "Choose a team"), (PAYMENTS, "is its owner already")])
def test_a_receiver_that_makes_no_sense_is_refused(board: Board, value: str, told: str) -> None:
    modal = board.press("stale.menu", f"move {board.shop}").modal
    assert modal is not None
    values = {"stale.receiver": {"stale.receiver": {"selected_option": {"value": value}}}}
    outcome = moved(Submission(modal.callback_id, values, ANA, NOW, "V1", modal.metadata), board.services)
    assert told in outcome.errors["stale.receiver"]


def test_a_team_declines_what_is_not_its_own(board: Board) -> None:
    offer = board.services.attestations.offer(
        board.shop, from_team=PAYMENTS, to_team="group:default/search", by="U1", at=NOW
    )
    first, second = board.press("stale.decline", str(offer.id)), board.press("stale.accept", str(offer.id))
    assert first.replace is not None
    assert second.replace is not None
    assert "not theirs" in first.replace.text
    assert "Somebody was quicker" in second.replace.text


def test_hostile_names_stay_names(board: Board) -> None:
    put(
        board.database,
        entity(
            "Component", "shop", title="<!here> *x* <@U1>", type="service", lifecycle="production", owner="payments"
        ),
    )
    answer = Somebody(board.services).asks("stale payments")
    assert "<!here>" not in json.dumps([answer.text, *answer.blocks])


def chosen(board: Board, **values: str) -> Submission:
    modal = board.press("reports.menu", f"when {REPORT.name} {PAYMENTS}").modal
    assert modal is not None
    picked = {"day": "3", "hour": "8"} | {key: value for key, value in values.items() if key != "zone"}
    held: dict[str, dict[str, dict[str, object]]] = {
        key: {key: {"selected_option": {"value": value}}} for key, value in picked.items()
    }
    held["zone"] = {"zone": {"value": values.get("zone", "Europe/Lisbon")}}
    return Submission(modal.callback_id, held, ANA, NOW, "V1", modal.metadata)


def test_a_team_chooses_when_a_report_comes(board: Board) -> None:
    submitting = COMMAND.submissions[CHOSEN]
    outcome = submitting(chosen(board), board.services)
    assert outcome.answer is not None
    assert "every Thursday at 08:00 (Europe/Lisbon)" in outcome.answer.text
    wrong = submitting(chosen(board, zone="Mars/Olympus"), board.services)
    assert "no time zone" in wrong.errors["zone"]


def test_the_menu_of_a_report_snoozes_silences_and_explains(board: Board) -> None:
    for word, told in (
        ("snooze", "Nothing is told before 16 Mar"),
        ("silent", "When all is well, nothing is said"),
        ("line", "one line says so"),
        ("why", "who own 1 thing in the catalog; the catalog names this channel as theirs"),
        ("dance", "older version"),
    ):
        reply = board.press("reports.menu", f"{word} {REPORT.name} {PAYMENTS}").reply
        assert reply is not None
        assert told in reply.text


def test_reports_says_what_a_team_is_told_when_and_where(board: Board) -> None:
    told = plain(Somebody(board.services).asks("reports payments"))
    assert "every Monday at 09:00 (UTC)" in told
    assert "C0PAYMENTS01" in told


def test_only_the_platforms_channel_posts_a_report_again(board: Board) -> None:
    reply = board.press("reports.again", "1").reply
    assert reply is not None
    assert "Only the platform's channel" in reply.text


def test_somebody_of_another_team_reads_whose_it_is_and_gets_no_buttons(board: Board) -> None:
    told = plain(Somebody(board.services, STRANGER).asks("stale payments"))
    assert "1 thing may no longer belong to Payments." in told
    assert "yours" not in told
    assert "Still ours" not in told
    assert "nothing that it owns is doubtful" in Somebody(board.services, STRANGER).asks("stale search").text
