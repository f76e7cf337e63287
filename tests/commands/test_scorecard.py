"""`scorecard`, `scorecards` and their buttons."""

import json
from collections.abc import Mapping
from datetime import timedelta

import pytest

from catalog_store.facts import Fact, Reading
from catalog_store.refs import EntityRef
from catalog_store.reports.mendings import MendingState
from catalog_store.scorecards import DEFAULT, Check, Evidence, Judged, Result, Standing
from catalog_store.scorecards.conditions import fact_is
from catalog_store.standings.store import StandingChange
from commands.ask import Modal, Outcome, Press, Submission, Surface
from commands.dispatch import react
from commands.kit import fits, plain, text_length
from commands.scorecard import exempting
from commands.scorecard.card import fix_and_menu
from commands.scorecard.digest import digest, gather
from commands.scorecard.phrases import evidence_words, passed_words, score_words
from commands.scorecard.team import changed_words
from commands.services import Services
from tests.commands.asking import NOW, STRANGER, Somebody
from tests.commands.conftest import Rewrite


def test_a_things_card_says_its_level_and_what_is_cheapest_to_mend(owner: Somebody) -> None:
    answer = owner.asks("scorecard payments-api")
    told = plain(answer)
    assert answer.text.startswith("Payments API is Bronze: 17 of 18 judged checks passed, 29 unknown")
    assert "to Silver, the cheapest first" in told
    assert "said so" in told
    assert "Unknown: nothing that could tell is connected" in told
    assert len(answer.blocks) <= 12


def test_a_failed_check_reads_as_failed(owner: Somebody) -> None:
    told = plain(owner.asks("scorecard payments-api"))
    assert "Not met: " in told


def test_what_a_repository_lacks_is_said_to_be_missing() -> None:
    check = DEFAULT.find("has-gitignore")
    assert check is not None
    reading = Reading("files", NOW, timedelta(days=1), {"files.hasGitignore": False})
    evidence = Evidence(fact_is("files.hasGitignore"), Fact("files.hasGitignore", False, reading), holds=False)
    assert evidence_words(Judged(check, Result.FAILED, (evidence,)), NOW).startswith(
        "missing: a .gitignore, files said so"
    )


def test_the_count_says_what_stands_beside_it() -> None:
    passed = standing({"has-owner": Result.PASSED, "has-tests": Result.UNKNOWN, "has-on-call": Result.DOES_NOT_APPLY})
    assert passed_words(passed) == "1 of 1 judged check passed, 1 unknown, 1 not applicable"


def test_without_a_name_it_asks_which_one(owner: Somebody) -> None:
    assert owner.asks("scorecard").outcome is Outcome.USAGE


def test_an_unknown_thing_leads_on(owner: Somebody) -> None:
    assert "I know no" in owner.asks("scorecard paymnets-nothing-like-it").text


@pytest.mark.parametrize("words", ["scorecard team payments", "scorecard payments team", "scorecard group:payments"])
def test_a_teams_card_lists_its_things_the_worst_first(owner: Somebody, words: str) -> None:
    answer = owner.asks(words)
    assert answer.text.startswith("Payments has ")
    assert "Payments API" in plain(answer)


def test_before_anything_was_judged_the_overview_says_when_that_happens(owner: Somebody) -> None:
    assert "within a minute" in owner.asks("scorecards").text


def test_the_overview_names_teams_and_what_fails_most(owner: Somebody) -> None:
    owner.services.judging.keep_up()
    told = plain(owner.asks("scorecards"))
    assert "Payments" in told
    assert "What fails most" in told


def test_people_are_not_judged(owner: Somebody) -> None:
    answer = owner.asks("scorecard user:ana")
    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text == "Ana Lima is not judged: only components, APIs, systems and the like are."


def test_all_results_are_a_click_away_and_have_pages(owner: Somebody) -> None:
    reaction = owner.presses(owner.asks("scorecard payments-api"), "All results")
    assert reaction.replace is not None
    assert "checks 1 to 10 of 49" in plain(reaction.replace)
    following = owner.presses(reaction.replace, "Next").replace
    assert following is not None
    assert "checks 11 to 20 of 49" in plain(following)


def entity_id(somebody: Somebody) -> int:
    (candidate,) = somebody.services.resolver.resolve("payments-api").candidates
    known = somebody.services.catalog.find(candidate.ref)
    assert known is not None
    return known.id


def test_why_tells_the_reason_the_evidence_and_the_way_to_mend_it(owner: Somebody) -> None:
    reply = owner.presses_id("scorecard.why", f"{entity_id(owner)} has-documents").reply
    assert reply is not None
    told = plain(reply)
    assert "Why it is asked for" in told
    assert "What was found" in told
    assert "How to mend it" in told


def test_the_menu_does_what_its_entries_say(owner: Somebody) -> None:
    reply = owner.presses_id("scorecard.more#0", f"why {entity_id(owner)} has-documents").reply
    assert reply is not None
    assert "Has documents" in plain(reply)


def test_what_is_not_theirs_leads_on_to_another_team(owner: Somebody) -> None:
    reply = owner.presses_id("scorecard.more#0", f"not-ours {entity_id(owner)} has-documents").reply
    assert reply is not None
    assert "stays yours" in reply.text
    assert owner.presses(reply, "Move to…").modal is not None


@pytest.mark.parametrize("value", ["", "x y", "99999999 has-owner", "1 no-such-check", f"{'9' * 40} has-owner"])
def test_a_button_about_what_is_gone_says_so(owner: Somebody, value: str) -> None:
    for action in ("scorecard.why", "scorecard.fix", "scorecard.exempt"):
        reply = owner.presses_id(action, value).reply
        assert reply is not None
        assert "nothing left to do" in reply.text


def test_what_is_passed_by_now_needs_no_mending(owner: Somebody) -> None:
    reply = owner.presses_id("scorecard.fix", f"{entity_id(owner)} has-description").reply
    assert reply is not None
    assert "nothing to mend" in reply.text


def test_without_a_code_host_the_change_itself_is_shown(owner: Somebody) -> None:
    reply = owner.presses_id("scorecard.fix", f"{entity_id(owner)} has-documents").reply
    assert reply is not None
    assert "docs/index.md" in plain(reply)
    assert reply.text.startswith(
        "No code host is connected, so I can open no pull request (whoever runs me sets `GITHUB_"
    )


def test_what_cannot_be_proposed_says_what_to_do(owner: Somebody) -> None:
    reply = owner.presses_id("scorecard.fix", f"{entity_id(owner)} owner-has-members").reply
    assert reply is not None


def submitted(owner: Somebody, modal: Modal, *, reason: str = "we retire it", until: str = "2026-04-01") -> Submission:
    values = {"reason": {"reason": {"value": reason}}, "until": {"until": {"selected_date": until}}}
    return Submission(modal.callback_id, values, owner.person, NOW, "V1", modal.metadata)


def form(owner: Somebody) -> Modal:
    modal = owner.presses_id("scorecard.exempt", f"{entity_id(owner)} has-documents").modal
    assert modal is not None
    assert fits(modal.blocks, surface="modal")
    return modal


def test_an_exemption_is_asked_for_with_a_reason_and_a_last_day(owner: Somebody) -> None:
    outcome = exempting.asked(submitted(owner, form(owner)), owner.services)
    assert not outcome.errors
    assert outcome.answer is not None
    assert outcome.answer.is_public
    assert "01 Apr 2026" in outcome.answer.text
    assert "we retire it" in outcome.answer.text


@pytest.mark.parametrize(
    "reason, until, field, told",
    [
        ("  ", "2026-04-01", "reason", "Say why"),
        ("old", "", "until", "Choose the last day"),
        ("old", "2026-03-01", "until", "That day is over"),
        ("old", "2099-01-01", "until", "within a year"),
    ],
)
def test_a_form_that_was_filled_in_wrongly_says_so_at_the_field(
    owner: Somebody, reason: str, until: str, field: str, told: str
) -> None:
    outcome = exempting.asked(submitted(owner, form(owner), reason=reason, until=until), owner.services)
    assert told in outcome.errors[field]


def test_somebody_else_has_to_allow_it_and_both_may_press_at_once(owner: Somebody) -> None:
    outcome = exempting.asked(submitted(owner, form(owner)), owner.services)
    assert outcome.answer is not None
    own = owner.presses(outcome.answer, "Allow").reply
    assert own is not None
    assert "Somebody else has to allow it" in own.text
    ben = Somebody(owner.services, STRANGER)
    first, second = ben.presses(outcome.answer, "Allow"), ben.presses(outcome.answer, "Allow")
    assert first.replace is not None
    assert second.replace is not None
    assert "was allowed by" in first.replace.text
    assert "was allowed before" in second.replace.text
    assert "1 exempt" in owner.asks("scorecard payments-api").text


def test_an_exemption_is_refused(owner: Somebody) -> None:
    outcome = exempting.asked(submitted(owner, form(owner)), owner.services)
    assert outcome.answer is not None
    refused = Somebody(owner.services, STRANGER).presses(outcome.answer, "Refuse").replace
    assert refused is not None
    assert "was refused" in refused.text
    again = owner.presses(outcome.answer, "Allow").replace
    assert again is not None
    assert "taken back" in again.text


def test_hostile_names_stay_names(owner: Somebody, rewrite: Rewrite) -> None:
    rewrite("title: Payments API", 'title: "<!channel> *Pay* `now`"')
    answer = owner.asks("scorecard payments-api")
    assert "<!channel>" not in json.dumps([answer.text, *answer.blocks])
    assert fits(answer.blocks)
    assert text_length(answer.blocks) < 4000


def test_a_trend_needs_two_days(owner: Somebody) -> None:
    reply = owner.presses_id("scorecard.trend", "group:default/payments").reply
    assert reply is not None
    assert "no trend yet" in reply.text
    owner.services.judging.keep_up()
    for day in (1, 2):
        owner.services.judging.standings.close_day(NOW.date().replace(day=day))
    picture = owner.presses_id("scorecard.trend", "group:default/payments").picture
    assert picture is not None
    assert picture.content.startswith(b"\x89PNG")
    assert "Payments on" in picture.described


def test_one_thing_is_mended_once_however_often_it_is_pressed(owner: Somebody) -> None:
    mendings = owner.services.mendings
    first = mendings.ask(entity_id(owner), "has-documents", by="U1", at=NOW, message=("C1", "1.1"))
    second = mendings.ask(entity_id(owner), "has-documents", by="U2", at=NOW, message=("C2", "2.2"))
    assert (first.id, second.asked_by) == (second.id, "U1")
    assert second.messages == (("C1", "1.1"), ("C2", "2.2"))
    mendings.opened(first.id, number=7, url="https://github.example/p/7", at=NOW)
    assert mendings.settled(first.id, MendingState.MERGED, at=NOW) is not None
    assert mendings.ask(entity_id(owner), "has-documents", by="U3", at=NOW).id != first.id


def test_an_old_menu_explains_itself(services: Services) -> None:
    press = Press("scorecard.more#3", "dance 1 2", STRANGER, Surface.SLASH, NOW)
    reply = react(press, services).reply
    assert reply is not None
    assert "older version" in reply.text


def test_what_nobody_knows_is_not_told_as_if_it_were_so(owner: Somebody) -> None:
    results = owner.presses(owner.asks("scorecard payments-api"), "All results").replace
    assert results is not None
    assert "not known whether its host does not show it to us any more" in plain(results)


def test_owners_whom_the_catalog_does_not_have_are_told_as_such(owner: Somebody) -> None:
    owner.services.judging.keep_up()
    told = plain(owner.asks("scorecards"))
    assert "(not in the catalog)" in told


def change(check_id: str, before: str, after: str) -> StandingChange:
    return StandingChange(1, "Ledger", check_id, before, after, NOW)


def test_what_only_became_known_is_no_change_for_the_worse() -> None:
    assert changed_words([change("has-readme", "unknown", "failed"), change("", "3", "0")]) == ""


def test_what_went_wrong_and_what_was_mended_is_told_by_name() -> None:
    assert changed_words([change("has-readme", "passed", "failed"), change("", "3", "0")]).endswith("week ago: Ledger")
    assert "better than a week ago" in changed_words([change("has-readme", "failed", "passed"), change("", "0", "3")])


def test_why_is_offered_once(owner: Somebody) -> None:
    has_tests, has_documents = (owner.services.judging.scorecard.find(each) for each in ("has-tests", "has-documents"))
    assert has_tests is not None
    assert has_documents is not None
    assert offered(has_tests) == ["Why", "Exempt…", "Not ours"]
    assert offered(has_documents) == ["Fix it", "Why", "Exempt…", "Not ours"]


def offered(check: Check) -> list[str]:
    button, menu = fix_and_menu(1, check, 0)
    return [button["text"]["text"], *(option["text"]["text"] for option in menu["options"])]


def test_what_no_check_could_judge_has_no_level() -> None:
    assert score_words([standing({"has-owner": Result.UNKNOWN}), standing({})], DEFAULT) == "2 not judged"
    assert (
        score_words([standing({"has-owner": Result.FAILED}), standing({})], DEFAULT) == "1 below Bronze, 1 not judged"
    )


def standing(results: Mapping[str, Result]) -> Standing:
    return Standing(1, EntityRef.of("component", "ledger"), "Ledger", None, 0, results, NOW)


def test_a_digest_says_its_week_in_words(owner: Somebody) -> None:
    team = owner.services.report_teams.find("group:default/payments")
    assert team
    made = digest(gather(team, owner.services, before={}, period="2026-W47"), DEFAULT)
    assert "scorecard of the week of 16 Nov 2026" in plain(made)
