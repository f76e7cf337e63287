"""What a channel is about."""

import pytest

from catalog_store.database import Database
from catalog_store.slack.bindings import Place
from commands import dispatch
from commands.ask import Answer, Ask, Channel, Modal, Option, Outcome, Surface, Values
from tests.commands.asking import ANA, NOW, STRANGER, Somebody, buttons, read, replaced, replied
from tests.commands.conftest import Rewrite
from tests.support.catalog import entity, put

STATUS_PAGE = """---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: status-page}
spec: {type: website, lifecycle: production, owner: platform}
"""


def test_a_channel_is_bound_to_nothing_at_first(ana: Somebody) -> None:
    assert ana.asks("here").text == "This channel is bound to nothing."


def test_a_click_binds_it_and_all_there_read_who_did(owner: Somebody) -> None:
    reaction = owner.presses(owner.asks("here payments-api"), "Bind")

    assert replied(reaction).is_public
    assert replied(reaction).text == "This channel is bound to the component Payments API now. Changed by Ana Lima."
    assert "because that was chosen by Ana Lima (Mar 02, 09:00 UTC)" in read(replaced(reaction))


def test_a_form_offers_ones_own_teams_things_first(owner: Somebody) -> None:
    modal = owner.opens(owner.asks("here"), "Choose …")
    menu = modal.blocks[0]["element"]

    assert menu["type"] == "external_select"
    assert owner.types(menu["action_id"], "")[0].value.startswith(
        ("component:default/payments", "api:default/payments")
    )
    assert owner.types(menu["action_id"], "status")[0] == Option(
        "status-page", "component:default/status-page", "component status-page"
    )


def test_what_is_chosen_in_the_form_binds_it_and_all_there_read_who_did(owner: Somebody) -> None:
    modal = owner.opens(owner.asks("here"), "Choose …")
    submitted = owner.submits(modal, _chosen(modal, "component:default/payments-api"))

    assert submitted.channel == Channel("C1")
    assert submitted.answer is not None
    assert submitted.answer.is_public
    assert submitted.answer.text == "This channel is bound to the component Payments API now. Changed by Ana Lima."
    assert owner.asks("owner").text.startswith("Payments API")


@pytest.mark.parametrize("gone", ["component:default/nothing", "no ref at all", "component:default/<!channel>"])
def test_what_left_the_catalog_meanwhile_is_an_error_below_the_field(owner: Somebody, gone: str) -> None:
    modal = owner.opens(owner.asks("here"), "Choose …")
    (sentence,) = owner.submits(modal, _chosen(modal, gone)).errors.values()

    assert "is no longer in the catalog. Choose something else." in sentence
    assert owner.asks("here").text == "This channel is bound to nothing."


def test_in_a_thread_the_question_gives_way_to_what_was_done(owner: Somebody) -> None:
    reaction = owner.presses(owner.asks("here payments", Surface.MENTION), "Bind", surface=Surface.MENTION)

    assert replaced(reaction).text == "This channel is bound to the team Payments now. Changed by Ana Lima."
    assert reaction.reply is None


@pytest.mark.parametrize("words", ["owner", "owner this", "who owns this?", "deps", "deps here"])
def test_questions_without_a_name_are_about_what_it_is_bound_to(owner: Somebody, words: str) -> None:
    owner.presses(owner.asks("here payments-api"), "Bind")

    answer = owner.asks(words)

    assert answer.outcome is Outcome.ANSWERED
    assert answer.text.startswith("Payments API")
    assert "From this channel: somebody in this channel chose that" in read(answer)


def test_a_team_is_asked_for_in_a_channel_of_its_service(owner: Somebody) -> None:
    owner.presses(owner.asks("here status-page"), "Bind")

    assert owner.asks("team").text.startswith("Platform is a team")


def test_an_annotation_binds_a_channel_and_is_named_as_the_reason(ana: Somebody) -> None:
    answer = _asked(ana, "here", "C0PAYMENT1")

    assert (
        answer.text
        == "This channel is bound to the team Payments, because an annotation of Payments names this channel."
    )
    assert "an annotation of Payments names this channel" in read(_asked(ana, "owner", "C0PAYMENT1"))


def test_several_things_of_one_team_bind_a_channel_to_that_team(owner: Somebody, filled: Database) -> None:
    _name_channel(filled, "one", "two")

    answer = _asked(owner, "here", "C0SHARED11")

    assert answer.text == "This channel is bound to the team Platform, because 2 things of theirs name this channel."


def test_unbinding_counts_more_than_an_annotation_until_it_is_forgotten(owner: Somebody) -> None:
    place = Place(ANA.team_id, "C1")
    owner.services.bindings.save(place, None, by=STRANGER.user_id, at=NOW)

    assert owner.asks("here").text == (
        "This channel is bound to nothing, because that was chosen by somebody here"
        " (<!date^1772442000^{date_short_pretty}, {time}|Mar 02, 09:00 UTC>)."
    )
    assert owner.services.bindings.remove(place)


def test_a_bound_channel_can_be_unbound(owner: Somebody) -> None:
    bound = replaced(owner.presses(owner.asks("here payments-api"), "Bind"))

    reaction = owner.presses(bound, "Unbind")

    assert replied(reaction).text == "This channel is bound to nothing now. Changed by Ana Lima."
    assert owner.asks("owner").outcome is Outcome.USAGE


def test_what_it_was_bound_to_may_go(owner: Somebody, rewrite: Rewrite) -> None:
    offer = owner.asks("here status-page")
    rewrite(STATUS_PAGE, "")

    assert "is no longer in the catalog, so nothing was changed" in replied(owner.presses(offer, "Bind")).text


def test_binding_to_the_same_again_says_so(owner: Somebody) -> None:
    owner.presses(owner.asks("here payments"), "Bind")

    answer = owner.asks("here payments")

    assert "That is what it is bound to already" in read(answer)
    assert "Bind" not in buttons(answer)


def test_a_conversation_of_two_is_no_channel(ana: Somebody) -> None:
    assert _asked(ana, "here", "D0DIRECT01").outcome is Outcome.USAGE


def _asked(person: Somebody, words: str, channel: str) -> Answer:
    ask = Ask(words, person.person, Surface.SLASH, NOW, Channel(channel))
    return dispatch.answer(ask, person.services)


def _name_channel(database: Database, *names: str) -> None:
    annotations = {"slack.com/channel-id": "C0SHARED11"}
    put(database, *(entity("Component", name, owner="platform", annotations=annotations) for name in names))


def _chosen(modal: Modal, ref: str) -> Values:
    block = modal.blocks[0]
    return {block["block_id"]: {block["element"]["action_id"]: {"selected_option": {"value": ref}}}}
