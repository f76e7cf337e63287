"""Who may do what: refused at each press in plain words, and kept either way."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from catalog_store.audit import AuditFilter, AuditOutcome, Doing
from catalog_store.database import Database
from catalog_store.policies import Policies, Policy
from catalog_store.refs import EntityRef
from commands import ALL
from commands.ask import Surface
from commands.changes import CHANGES
from commands.permits import objection
from tests.commands.asking import ANA, STRANGER, Somebody, read, replied
from tests.support.catalog import entity, put

LEDGER = EntityRef.of("component", "payments-api")

#: What only shows something, or leads on to what changes something.
SHOWS = frozenset(
    (
        "owner.pick", "owner.more", "owner.less", "find.page", "deps.picture", "docs.section", "status.refresh",
        "status.details", "create.pick", "create.begin", "create.continue", "create.discard", "create.back",
        "form.steer", "form.pick", "create.changes", "create.preview", "create.file", "create.page",
        "create.confirm", "create.last-page", "runs.show", "runs.log", "approvals.no", "approvals.show",
        "scorecard.why", "scorecard.exempt", "scorecard.more", "scorecard.all", "scorecard.team", "scorecard.trend", "here.choose",
        "health.page", "undescribed.page", "removals.show", "audit.page",
    )
)  # fmt: skip


def under(somebody: Somebody, *rules: Policy, **roles: tuple[str, ...]) -> Somebody:
    return replace(somebody, services=replace(somebody.services, policies=Policies(rules, roles)))


def log_of(somebody: Somebody) -> list[tuple[str, AuditOutcome]]:
    entries, _ = somebody.services.audit.page(AuditFilter(), limit=10)
    return [(entry.doing.deed, entry.doing.outcome) for entry in entries]


def test_everything_that_can_be_pressed_is_known_to_change_something_or_not() -> None:
    ids = {each for command in ALL for each in (*command.presses, *command.submissions)}
    assert ids == CHANGES | SHOWS
    assert not CHANGES & SHOWS


@pytest.mark.parametrize(
    "allow, objects",
    [
        (("anyone",), False),
        (("nobody",), True),
        (("owner",), False),
        (("role:payers",), False),
        (("group:default/payments",), False),
        (("user:default/ana",), False),
        (("group:default/nowhere",), True),
        (("role:nobodys",), True),
    ],
)
def test_a_rule_lets_in_whom_it_names(ana: Somebody, allow: tuple[str, ...], objects: bool) -> None:
    roles: Mapping[str, tuple[str, ...]] = {"payers": ("group:default/payments",), "nobodys": ()}
    somebody = under(ana, Policy(("golden-path/*",), allow), **roles)
    assert bool(objection("golden-path/scale", LEDGER, ANA, somebody.services)) is objects


def test_what_exists_is_left_to_its_owner_without_any_rule(ana: Somebody) -> None:
    assert objection("golden-path/scale", LEDGER, ANA, ana.services) is None
    refused = objection("golden-path/scale", LEDGER, STRANGER, ana.services)
    assert refused is not None
    assert refused.startswith("The catalog does not know you, and only the owner of Payments API")


def test_a_command_that_is_not_for_everybody_says_whose_it_is(owner: Somebody) -> None:
    somebody = under(
        owner, Policy(("command/find",), ("group:default/nowhere", "user:default/ben"), because="it is new")
    )
    answer = somebody.asks("find orders")
    assert answer.text == "Only Ben Okoro may do that (it is new)."
    assert log_of(somebody) == [("command/find", AuditOutcome.REFUSED)]


def test_a_press_is_judged_when_it_is_pressed(owner: Somebody) -> None:
    somebody = under(owner, Policy(("press/owner.claim*",), ("nobody",)))
    somebody.presses_id("owner.claim-words", "qwertzuiop")
    assert log_of(somebody) == [("press/owner.claim-words", AuditOutcome.REFUSED)]
    assert not somebody.services.claims.open()


def test_what_is_done_is_kept_with_who_did_it(owner: Somebody) -> None:
    owner.presses_id("owner.claim-words", "qwertzuiop")
    (entry,), _ = owner.services.audit.page(AuditFilter(), limit=10)
    assert (entry.doing.user_ref, entry.doing.target) == ("user:default/ana", "qwertzuiop")
    assert "owner.claim-words" in read(under(owner, platform=("user:default/ana",)).asks("audit since:7d"))


def test_looking_at_things_is_not_kept(owner: Somebody) -> None:
    owner.asks("owner payments-api")
    owner.presses_id("find.page", "10 orders")
    assert log_of(owner) == []


def test_the_log_is_for_the_platform_team_where_there_is_one(owner: Somebody) -> None:
    assert "Nobody may do that here" in under(owner, platform=("group:default/nowhere",)).asks("audit").text
    assert "has 1 entry" in under(owner, platform=("group:default/payments",)).asks("audit").text


def test_without_a_platform_team_the_log_is_read_on_the_command_line_only(owner: Somebody) -> None:
    assert "`callboard.roles.platform` names nobody yet" in owner.asks("audit").text
    assert "has 1 entry" in owner.as_(replace(ANA, is_operator=True)).asks("audit").text


@pytest.mark.parametrize("written", ["an", "Ana", "user:ana", f"<@{ANA.user_id}>", f"<@{ANA.user_id}|ana>"])
def test_somebody_in_the_log_is_found_by_whatever_they_are_called(owner: Somebody, written: str) -> None:
    owner.presses_id("owner.claim-words", "qwertzuiop")
    reader = under(owner, platform=("user:default/ana",))
    assert "has 1 entry" in reader.asks(f"audit user:{written}").text
    assert reader.asks("audit user:ben").text == "Nothing like that is in the log."


def test_a_name_of_several_people_is_asked_back(owner: Somebody, filled: Database) -> None:
    put(filled, entity("User", "bernard"))
    told = under(owner, platform=("user:default/ana",)).asks("audit user:be").text
    assert told.startswith("`be` may be several people: say `user:ben` or `user:bernard`.")


def test_the_log_names_a_thing_as_people_do(owner: Somebody) -> None:
    owner.presses(owner.asks("owner sms-relay"), "Claim")
    assert "on sms-relay (component)" in read(under(owner, platform=("user:default/ana",)).asks("audit"))


def test_words_that_narrow_nothing_are_named(owner: Somebody) -> None:
    assert (
        under(owner, platform=("user:default/ana",))
        .asks("audit <!here>")
        .text.startswith("`&lt;!here&gt;` narrows nothing.")
    )


def test_what_a_press_refuses_by_itself_is_kept_as_refused(owner: Somebody) -> None:
    reaction = owner.presses_id("removals.apply", "anything")
    assert reaction.reply is not None
    assert log_of(owner) == [("press/removals.apply", AuditOutcome.REFUSED)]


def test_the_log_names_people_of_the_catalog_whom_slack_does_not_know(owner: Somebody) -> None:
    by = Doing("", "ben.okoro", "user:default/ben", "command/audit", AuditOutcome.REFUSED)
    owner.services.audit.save(by)
    told = read(under(owner, platform=("user:default/ana",)).asks("audit"))
    assert "Ben Okoro: `command/audit`" in told
    assert "somebody here" not in told


def test_the_log_names_what_was_to_be_mended_and_that_it_was_not(owner: Somebody) -> None:
    known = owner.services.catalog.find(LEDGER)
    assert known
    owner.presses_id("scorecard.fix", f"{known.id} has-documents")
    told = read(under(owner, platform=("user:default/ana",)).asks("audit"))
    assert "refused" in told
    assert "done" not in told
    assert "`press/scorecard.fix` on payments-api (component) · has-documents: " in told


def test_a_name_alone_is_no_way_around_a_rule_about_the_command(owner: Somebody) -> None:
    somebody = under(owner, Policy(("command/owner",), ("group:default/nowhere",)))
    assert "Payments" in read(owner.asks("payments-api"))
    assert "Payments" not in read(somebody.asks("payments-api"))
    assert "Payments" not in read(somebody.asks("https://github.com/orchard/payments-api", Surface.SHORTCUT))


def test_who_may_not_ask_may_not_press_what_the_answer_offers_either(owner: Somebody) -> None:
    somebody = under(owner, platform=("group:default/nowhere",))
    said = read(replied(somebody.presses_id("audit.page", "0 ")))
    assert "may do that" in said
    assert log_of(somebody) == [("command/audit", AuditOutcome.REFUSED)]


def test_a_rule_about_a_button_itself_goes_before_the_one_about_its_command(owner: Somebody) -> None:
    rules = (Policy(("press/find.page",), ("anyone",)), Policy(("command/find",), ("nobody",)))
    said = read(replied(under(owner, *rules).presses_id("find.page", "0 payments", surface=Surface.MENTION)))
    assert "payments-api" in said
    said = read(replied(under(owner, rules[1]).presses_id("find.page", "0 payments", surface=Surface.MENTION)))
    assert said.endswith("Nobody may do that here.")
