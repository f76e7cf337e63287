"""Things that only some may know of: for everybody else they are nowhere, and in a channel they are for nobody."""

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from sqlalchemy import text

from bot.reports.scorecard_digest import REPORT as DIGEST
from bot.reports.stale_ownership import REPORT as STALE
from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.policies import Policies, Policy
from catalog_store.privacy import Privacy
from catalog_store.refs import EntityRef
from catalog_store.runs.store import NewApproval
from commands.approvals.presses import drawn
from commands.ask import Outcome, Person, Surface
from commands.dispatch import SHOW_ME
from commands.here.form import THING
from commands.home.golden import golden_paths
from commands.permits import objection
from commands.sight import CatalogSight
from tests.commands.asking import ANA, STRANGER, Mails, Somebody, buttons, read, replaced, replied
from tests.commands.conftest import services_on
from tests.commands.running import Worker, begin
from tests.commands.status.test_presses import Pager
from tests.commands.status.towers import Tower
from tests.support.catalog import entity, put, remove
from tests.support.databases import copied_database

VAULT = EntityRef.of("component", "midnight-vault")
PRIVATE = {"callboard.io/visibility": "private"}
EVE = Person("U0EVE00001", "T1")


@pytest.fixture(scope="module")
def kept(_filled: str) -> Iterator[Database]:
    with copied_database(_filled) as url:
        database = Database(url)
        _put_private_things(database)
        yield database
        database.close()


def _put_private_things(database: Database) -> None:
    put(
        database,
        entity("Group", "auditors", title="Auditors", type="team", children=[]),
        entity("User", "eve", memberOf=["auditors"], profile={"displayName": "Eve Moss", "email": "eve@orchard.example"}),
        entity(
            "Component", "midnight-vault", title="Midnight vault", description="Where obsidian keys lie.", owner="payments",
            type="service", lifecycle="production", annotations=PRIVATE, dependsOn=["component:ledger-mill"], system="checkout",
        ),
        entity("Component", "ledger-mill", owner="platform", type="service", dependsOn=["component:midnight-vault"]),
    )  # fmt: skip
    with database.changing() as connection:
        connection.execute(
            text(
                "INSERT INTO documents (entity_id, path, position, number, page, title, anchor, text, url, hash)"
                " SELECT id, 'index.md', 0, 0, 'Home', 'Obsidian', '', 'How obsidian keys are turned.', NULL, ''"
                " FROM entities WHERE ref = :ref"
            ),
            {"ref": str(VAULT)},
        )


@pytest.fixture(scope="module")
def ana(kept: Database) -> Somebody:
    """She is of the team that owns it."""
    mails = Mails({ANA.user_id: "ana@orchard.example", EVE.user_id: "eve@orchard.example"})
    somebody = Somebody(replace(services_on(kept), people=mails))
    somebody.services.judging.keep_up()
    return somebody


@pytest.fixture(scope="module")
def eve(ana: Somebody) -> Somebody:
    """She is of another team."""
    return ana.as_(EVE)


def test_those_of_the_owning_team_are_answered_as_ever_and_told_that_it_is_private(ana: Somebody) -> None:
    answer = ana.asks("owner midnight-vault")
    assert answer.text.startswith("Midnight vault belongs to Payments") or "Payments" in answer.text
    assert "private" in read(answer)


@pytest.mark.parametrize("words", ["owner midnight-vault", "owner component:midnight-vault", "midnight-vault"])
def test_for_others_its_exact_name_finds_nothing_and_the_sentence_is_the_same_as_for_any_name(
    eve: Somebody, words: str
) -> None:
    answer = eve.asks(words)
    assert answer.outcome is Outcome.NOT_FOUND
    assert "Payments" not in read(answer)
    name = words.rpartition(" ")[2]
    nothing = eve.asks(words.replace(name, "no-such-thing-at-all"))
    assert answer.text.replace(name, "X") == nothing.text.replace("no-such-thing-at-all", "X")


def test_the_sentence_says_that_there_may_be_more(eve: Somebody) -> None:
    assert "found nothing by that name that you may see" in eve.asks("owner midnight-vault").text


#: Stores that name nothing of the catalog to people, or whose rows are reached only from what is seen.
_WITHOUT_VEIL = frozenset(
    (
        "slack_people", "sources", "links", "removals", "undescribed", "mendings", "deliveries", "attestations",
        "live_messages", "drafts", "runs", "approvals", "audit", "operating", "sight", "user_groups",
    )
)  # fmt: skip


def test_every_store_has_its_veil_or_a_reason_to_have_none(eve: Somebody) -> None:
    seen = eve.services.seen_by(EVE)
    stores = {each.name for each in fields(seen) if hasattr(getattr(seen, each.name), "_database")}
    veiled = {name for name in stores if getattr(seen, name)._database.veil}
    assert stores - veiled == _WITHOUT_VEIL, "add a new store to commands.sight, or say here why it needs no veil"


#: Each says something that would betray it.
_SURFACES = (
    "owner midnigt-vault", "find vault", "find obsidian", "find owner:payments", "docs obsidian", "docs midnight-vault",
    "deps ledger-mill", "deps midnight-vault", "team payments", "status midnight-vault", "status team:payments",
    "scorecard midnight-vault", "scorecard team payments", "scorecards", "owner payments", "owner checkout", "stale",
    "health", "help", "runbook midnight-vault", "here midnight-vault", "undescribed",
)  # fmt: skip


@pytest.mark.parametrize("words", _SURFACES)
def test_no_answer_tells_others_of_it(eve: Somebody, words: str) -> None:
    told = read(eve.asks(words)).lower().replace(words.partition(" ")[2], "")
    assert not [each for each in ("midnight vault", "midnight-vault", "obsidian") if each in told]


@pytest.mark.parametrize("words", ["find vault", "find obsidian", "docs obsidian", "deps ledger-mill", "team payments"])
def test_the_same_answers_tell_the_entitled(ana: Somebody, words: str) -> None:
    assert "vault" in read(ana.asks(words)).lower().replace(words, "")


def test_counts_do_not_count_it(ana: Somebody, eve: Somebody) -> None:
    def components(somebody: Somebody) -> int:
        return somebody.services.seen_by(somebody.person).catalog.count_owned_by([EntityRef.of("group", "payments")])[
            "component"
        ]

    assert components(ana) == components(eve) + 1
    assert components(ana) == components(ana.as_(STRANGER)) + 1


def test_menus_offer_it_to_the_entitled_only_and_never_for_a_whole_channel(ana: Somebody, eve: Somebody) -> None:
    def offered(somebody: Somebody) -> list[str]:
        found = somebody.services.seen_by(somebody.person).typeahead.options("midni")
        return [each.label for each in found]

    assert offered(ana) == ["Midnight vault"]
    assert offered(eve) == []
    assert [each.text for each in ana.types(THING, "midni")] == []


def test_the_home_tab_shows_it_to_its_team_alone(ana: Somebody, eve: Somebody) -> None:
    assert "Midnight vault" in read(ana.opens_home())
    assert "Midnight vault" not in read(eve.opens_home())


def test_buttons_of_old_messages_find_it_no_more_than_questions(eve: Somebody) -> None:
    for action in ("owner.more", "owner.share", "owner.pick#0"):
        reaction = eve.presses_id(action, str(VAULT))
        assert "no longer in the catalog" in replaced(reaction).text
        assert reaction.reply is None
    assert "no longer in the catalog" in replied(eve.presses_id("deps.picture", str(VAULT))).text


class TestInAChannel:
    def test_the_entitled_are_asked_whether_they_want_it_alone(self, ana: Somebody) -> None:
        answer = ana.asks("owner midnight-vault", Surface.MENTION)

        assert answer.text == "What you ask about is private, so I don't tell it where others read along."
        assert "Payments" not in read(answer)
        alone = replied(ana.presses(answer, "Show it to me alone", surface=Surface.MENTION))
        assert "Payments" in alone.text
        assert not alone.is_public

    def test_that_button_tells_nobody_else(self, ana: Somebody, eve: Somebody) -> None:
        answer = ana.asks("owner midnight-vault", Surface.MENTION)
        told = replied(eve.presses(answer, "Show it to me alone", surface=Surface.MENTION))
        assert told.outcome is Outcome.NOT_FOUND

    def test_others_read_what_they_would_read_alone(self, eve: Somebody) -> None:
        answer = eve.asks("owner midnight-vault", Surface.MENTION)
        assert "found nothing by that name that everybody here may see" in answer.text
        assert not any(button["action_id"] == SHOW_ME for button in buttons(answer).values())

    def test_lists_leave_it_out_for_the_entitled_too(self, ana: Somebody) -> None:
        assert "vault" not in read(ana.asks("team payments", Surface.MENTION)).lower()
        assert "vault" not in read(ana.asks("deps ledger-mill", Surface.MENTION)).lower()

    def test_only_a_click_that_says_so_tells_everybody(self, ana: Somebody) -> None:
        answer = ana.asks("owner midnight-vault")
        share = buttons(answer)["Share with all here"]

        assert "Everybody in this channel will read this answer" in str(share)
        shared = replied(ana.presses(answer, "Share with all here"))
        assert shared.is_public
        assert "private" in read(shared)

    def test_runs_that_act_on_it_are_listed_for_those_alone_who_may_know_of_it(
        self, ana: Somebody, eve: Somebody
    ) -> None:
        begin(ana.services, "n1ghtr0n", target=str(VAULT))
        begin(ana.services, "dayr0n22", target="component:default/ledger-mill")

        assert "midnight-vault" in read(ana.asks("runs"))
        assert "midnight-vault" in read(ana.asks("runs n1ghtr0n"))
        openly = read(ana.asks("runs", Surface.MENTION))
        assert "ledger-mill" in openly
        assert "midnight-vault" not in openly
        assert ana.asks("runs n1ghtr0n", Surface.MENTION).text.startswith("What you ask about is private")
        assert eve.asks("runs n1ghtr0n").outcome is Outcome.NOT_FOUND

    def test_buttons_of_a_run_on_it_show_its_log_and_its_card_to_those_alone(
        self, ana: Somebody, eve: Somebody, kept: Database
    ) -> None:
        run = begin(ana.services, "n1ghtl0g", target=str(VAULT))
        Worker(kept, run).says("Turning the obsidian key of midnight-vault.")
        assert "midnight-vault" in read(replied(ana.presses_id("runs.log", run.id, surface=Surface.MENTION)))
        assert "midnight-vault" in read(replied(ana.presses_id("runs.show", run.id, surface=Surface.MENTION)))
        log = read(replied(eve.presses_id("runs.log", run.id, surface=Surface.MENTION)))
        assert log == "What this run acts on is private, so its log is for those who may know of it."
        card = read(replied(eve.presses_id("runs.show", run.id, surface=Surface.MENTION)))
        assert "Python service: something private" in card
        assert "vault" not in card
        assert "orders-api" not in card  # no answer of the form either

    def test_who_may_not_go_on_with_a_run_on_it_does_not_learn_whose_it_is(self, ana: Somebody, eve: Somebody) -> None:
        run = begin(ana.services, "n1ghtg0", target=str(VAULT))
        policies = Policies((Policy(("golden-path/*",), ("owner",)),))
        for retries in ("runs.retry", "runs.skip"):
            stranger = replace(eve, services=replace(eve.services, policies=policies))
            said = read(replied(stranger.presses_id(retries, f"{run.id} 0", surface=Surface.MENTION)))
            assert said == "You are none of those who may go on with this run."

    def test_an_approval_of_a_run_on_it_is_asked_for_without_its_name(self, ana: Somebody, eve: Somebody) -> None:
        rules = (NewApproval("group:auditors"), NewApproval("owner"))
        run = begin(ana.services, "n1ghtyes", approvals=rules, target=str(VAULT))
        blind, owners = sorted(ana.services.approvals.of_run(run.id), key=lambda each: each.rule)
        for seen in (ana.services.seen_by(None), eve.services.seen_by(EVE)):
            openly = drawn(owners.id, seen)
            assert "something private waits for approval" in read(openly)
            assert not {"midnight", "Payments", "orders-api"} & set(read(openly).replace(":", " ").split())
            assert list(buttons(openly)) == ["Show it to me alone", "Reject"]
        assert "midnight-vault" in read(replied(ana.presses_id("approvals.show", owners.id, surface=Surface.MENTION)))
        assert "vault" not in read(replied(eve.presses_id("approvals.show", owners.id, surface=Surface.MENTION)))
        assert "vault" not in read(eve.asks("approvals"))
        assert "something private" in read(eve.asks("approvals"))  # she is asked, and may not know of what
        assert read(replied(eve.presses_id("approvals.yes", owners.id, surface=Surface.MENTION))) == (
            "You are none of those who may decide about this run."
        )
        assert blind.rule == "group:auditors"

    def test_a_run_on_it_does_not_name_it_either_after_it_was_removed(
        self, ana: Somebody, eve: Somebody, kept: Database
    ) -> None:
        put(kept, entity("Component", "night-lamp", owner="payments", annotations=PRIVATE))
        run = begin(ana.services, "n1ghtg0n", target="component:default/night-lamp", is_private=True)
        remove(kept, "component:default/night-lamp")
        assert "night-lamp" in read(ana.asks("runs"))
        assert "night-lamp" in read(replied(ana.presses_id("runs.show", run.id, surface=Surface.MENTION)))
        assert "night-lamp" not in read(ana.asks("runs", Surface.MENTION))
        assert ana.asks("runs n1ghtg0n", Surface.MENTION).text.startswith("What you ask about is private")
        assert eve.asks("runs n1ghtg0n").outcome is Outcome.NOT_FOUND
        assert "something private" in read(replied(eve.presses_id("runs.show", run.id, surface=Surface.MENTION)))

    def test_the_home_tab_of_whoever_is_to_approve_names_it_no_more_than_a_list_does(
        self, ana: Somebody, eve: Somebody
    ) -> None:
        begin(ana.services, "n1ghthom", (NewApproval("group:auditors"),), target=str(VAULT), is_private=True)
        seen = eve.services.seen_by(EVE)
        home = str(list(golden_paths(EVE, seen)))
        assert "something private" in home
        assert "vault" not in home

    def test_whoever_pages_for_it_tells_nobody_else_of_it(self, ana: Somebody) -> None:
        paging = replace(ana, services=replace(ana.services, paging=Pager()))
        said = replied(paging.presses_id("status.page", str(VAULT)))

        assert "Midnight vault" in said.text
        assert not said.is_public

    def test_the_status_of_a_private_system_goes_into_no_channel_by_itself(self, ana: Somebody, kept: Database) -> None:
        put(
            kept,
            entity("System", "night-shift", title="Night shift", owner="payments", annotations=PRIVATE),
            entity("Component", "lamp", owner="payments", type="service", system="night-shift"),
        )
        sight = CatalogSight(kept, NameIndex(kept), Privacy(kept, Policies()))
        seeing = replace(ana, services=replace(ana.services, sight=sight, operations=Tower()))
        assert "Post for all here" in buttons(seeing.asks("status night-shift"))
        assert "Announce changes" not in buttons(seeing.asks("status night-shift"))
        assert not seeing.asks("status night-shift", Surface.DIRECT).follows
        told = replied(seeing.presses_id("status.announce", "system:default/night-shift"))
        assert "Night shift" not in read(told)
        assert not told.is_public
        remove(kept, "system:default/night-shift")
        remove(kept, "component:default/lamp")

    def test_what_is_shared_of_other_things_tells_nothing_of_it(self, ana: Somebody) -> None:
        answer = ana.asks("owner ledger-mill")
        assert "vault" not in read(replied(ana.presses(answer, "Share"))).lower()

    def test_reports_leave_it_out(self, ana: Somebody) -> None:
        team = ana.services.report_teams.find("group:default/payments")
        for report in (DIGEST, STALE):
            made = report.make(team, ana.services.seen_by(None), "2026-W10", {})
            assert "vault" not in read(made.answer).lower()


class TestRights:
    def test_whoever_is_on_call_for_it_may_know_of_it(self, ana: Somebody, kept: Database) -> None:
        on_call = {**PRIVATE, "callboard.io/on-call": "user:eve"}
        put(kept, entity("Component", "night-bell", title="Night bell", owner="platform", annotations=on_call))
        seen = CatalogSight(kept, NameIndex(kept), Privacy(kept, Policies()))
        eve = replace(ana.as_(EVE), services=replace(ana.services, sight=seen))
        assert eve.asks("owner night-bell").outcome is Outcome.ANSWERED
        assert eve.as_(ANA).asks("owner night-bell").outcome is Outcome.NOT_FOUND
        remove(kept, "component:default/night-bell")

    @pytest.mark.parametrize(
        "rule, sees",
        [
            (Policy(("see/entity",), ("group:default/auditors",), owners=("payments",)), True),
            (Policy(("see/*",), ("role:checkers",), kinds=("component",)), True),
            (Policy(("see/entity",), ("anyone",), lifecycles=("production",)), True),
            (Policy(("see/entity",), ("nobody",)), False),
            (Policy(("see/entity",), ("owner",)), False),
            (Policy(("*",), ("anyone",)), False),
            (Policy(("see/status",), ("anyone",)), False),
        ],
    )
    def test_a_rule_of_the_configuration_decides_before_the_file(
        self, eve: Somebody, kept: Database, rule: Policy, sees: bool
    ) -> None:
        policies = Policies((rule,), {"checkers": ("user:default/eve",)})
        sight = CatalogSight(kept, NameIndex(kept), Privacy(kept, policies))
        somebody = replace(eve, services=replace(eve.services, sight=sight))
        assert (somebody.asks("owner midnight-vault").outcome is Outcome.ANSWERED) is sees

    def test_the_role_of_the_platform_team_sees_what_files_say_is_private(self, eve: Somebody, kept: Database) -> None:
        policies = Policies((), {"platform": ("group:default/auditors",)})
        sight = CatalogSight(kept, NameIndex(kept), Privacy(kept, policies))
        assert "Payments" in replace(eve, services=replace(eve.services, sight=sight)).asks("owner midnight-vault").text

    def test_people_and_teams_are_never_private(self, eve: Somebody, kept: Database) -> None:
        policies = Policies((Policy(("see/entity",), ("nobody",)),))
        sight = CatalogSight(kept, NameIndex(kept), Privacy(kept, policies))
        somebody = replace(eve, services=replace(eve.services, sight=sight))
        assert somebody.asks("owner payments").outcome is Outcome.ANSWERED
        assert somebody.asks("owner payments-api").outcome is Outcome.NOT_FOUND

    def test_what_one_may_not_know_of_one_may_not_change(self, eve: Somebody) -> None:
        seen = eve.services.seen_by(EVE)
        assert objection("golden-path/rollback", VAULT, EVE, seen) is not None

    def test_it_is_no_longer_private_when_its_file_says_so_no_more(self, kept: Database) -> None:
        now = [0.0]
        privacy = Privacy(kept, Policies(), clock=lambda: now[0])
        ids = put(kept, entity("Component", "day-bell", owner="payments", annotations=PRIVATE))
        day_bell = ids["component:default/day-bell"]
        assert privacy.find(day_bell)
        put(kept, entity("Component", "day-bell", owner="payments"))
        assert privacy.find(day_bell), "it is looked at every two seconds"
        now[0] = 3.0
        assert privacy.find(day_bell) is None
        remove(kept, "component:default/day-bell")
