"""Pressing the buttons under an answer about an owner."""

import pytest

from commands.ask import Surface
from tests.commands.asking import ANA, STRANGER, Mails, Somebody, buttons, read, replaced, replied, slack_tells
from tests.commands.conftest import Rewrite

STATUS_PAGE = """---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: status-page}
spec: {type: website, lifecycle: production, owner: platform}
"""


def test_picking_one_of_several_shows_it_in_their_place(ana: Somebody) -> None:
    answer = replaced(ana.presses(ana.asks("owner notifier"), "notifier (component in freight)"))

    assert answer.text.startswith("notifier is owned by Payments.")
    assert "in `freight`" in read(answer)


def test_picking_in_a_thread_says_who_did(ana: Somebody) -> None:
    choice = ana.asks("owner notifier", Surface.MENTION)

    picked = replaced(ana.presses(choice, "notifier (component in default)", surface=Surface.MENTION))

    assert "Picked by Ana Lima" in read(picked)
    assert "Share" not in buttons(picked)


def test_more_shows_everything_and_less_goes_back(ana: Somebody) -> None:
    long = replaced(ana.presses(ana.asks("owner payments-api"), "More"))
    short = replaced(ana.presses(long, "Less"))

    assert "Depends on: payments-db (resource)" in read(long)
    assert "Provides: payments-v2 (API)" in read(long)
    assert "Kubernetes `payments-api`" in read(long)
    assert "Tags: `java`" in read(long)
    assert "Payments: #C0PAYMENT1, payments@orchard.example" in read(long)
    assert "Depends on" not in read(short)


def test_more_about_a_team_lists_people_and_things(ana: Somebody) -> None:
    long = replaced(ana.presses(ana.asks("owner payments"), "More"))

    assert "Ana Lima (ana@orchard.example), Ben Okoro (ben@orchard.example)" in read(long)
    assert "Owns: payments-api, freight/notifier, payments-v2 (API), commerce (domain)" in read(long)


def test_more_in_a_thread_is_for_the_presser_alone(ana: Somebody) -> None:
    reaction = ana.presses(ana.asks("owner payments-api", Surface.MENTION), "More", surface=Surface.MENTION)

    assert reaction.replace is None
    assert not replied(reaction).is_public


def test_sharing_posts_it_for_all_and_says_by_whom(ana: Somebody) -> None:
    reaction = ana.presses(ana.asks("owner payments-api"), "Share")

    assert replied(reaction).is_public
    assert "Shared by Ana Lima" in read(replied(reaction))
    assert "Share" not in buttons(replied(reaction))


def test_what_was_shared_cannot_be_shared_again(ana: Somebody) -> None:
    left = replaced(ana.presses(ana.asks("owner payments-api"), "Share"))

    assert "You shared this here" in read(left)
    assert "Share" not in buttons(left)


def test_what_was_shared_cannot_be_shared_again_after_looking_closer(ana: Somebody) -> None:
    left = replaced(ana.presses(ana.asks("owner payments-api"), "Share"))
    long = replaced(ana.presses(left, "More"))

    assert "Share" not in buttons(long)
    assert "Share" not in buttons(replaced(ana.presses(long, "Less")))


def test_sharing_pings_nobody_when_the_presser_is_in_the_catalog(ana: Somebody) -> None:
    assert "<@" not in str(ana.presses(ana.asks("owner payments-api"), "Share"))


def test_somebody_whom_only_slack_knows_shares_by_their_name_there(ana: Somebody) -> None:
    guest = slack_tells(ana, Mails(names={STRANGER.user_id: "Kai <!here> Guest"})).as_(STRANGER)

    shared = replied(guest.presses(ana.asks("owner payments-api"), "Share"))

    assert "Shared by Kai <!here> Guest" in read(shared)
    assert "<!here>" not in str(shared.blocks)


def test_somebody_whom_nobody_knows_shares_without_being_pinged(ana: Somebody) -> None:
    shared = replied(ana.as_(STRANGER).presses(ana.asks("owner payments-api"), "Share"))

    assert "<@" not in str(shared.blocks)
    assert "Shared by somebody here" in read(shared)


def test_a_claim_is_kept_for_the_platform_team(owner: Somebody) -> None:
    claimed = replaced(owner.presses(owner.asks("owner sms-relay"), "Claim"))

    assert "You claimed it; it stands in `/callboard health` for the platform team" in read(claimed)
    assert "Claim" not in buttons(claimed)
    (claim,) = owner.services.claims.open()
    assert (claim.asked, claim.user) == ("component:default/sms-relay", ANA.user_id)


def test_whoever_asks_afterwards_reads_who_claimed_it(owner: Somebody) -> None:
    owner.presses(owner.asks("owner sms-relay"), "Claim")

    answer = owner.asks("owner sms-relay")

    assert "Claimed by Ana Lima, just now; nobody has decided about it yet." in read(answer)
    assert "It is claimed by Ana Lima" in answer.text
    assert "Claim" in buttons(answer)


def test_claiming_twice_says_so_and_keeps_one(owner: Somebody) -> None:
    answer = owner.asks("owner sms-relay")
    owner.presses(answer, "Claim")

    assert "You have claimed it already" in read(replaced(owner.presses(answer, "Claim")))
    assert len(owner.services.claims.open()) == 1


def test_a_claim_in_a_thread_says_by_whom(owner: Somebody) -> None:
    answer = owner.asks("owner sms-relay", Surface.MENTION)

    claimed = replaced(owner.presses(answer, "Claim", surface=Surface.MENTION))

    assert "Ana Lima claimed it; it stands in `/callboard health` for the platform team" in read(claimed)


def test_nothing_is_claimed_that_got_an_owner_meanwhile(owner: Somebody, rewrite: Rewrite) -> None:
    answer = owner.asks("owner sms-relay")
    rewrite("owner: customer-comms", "owner: platform")

    after = replaced(owner.presses(answer, "Claim"))

    assert "It has an owner by now, so nothing was claimed" in read(after)
    assert owner.services.claims.open() == ()


def test_words_that_found_nothing_can_be_claimed(owner: Somebody) -> None:
    claimed = replaced(owner.presses(owner.asks("owner zzqqxx"), "Claim it"))

    assert claimed.text.startswith("`zzqqxx` is not in the catalog. You claimed it")
    assert [claim.asked for claim in owner.services.claims.open()] == ["zzqqxx"]


@pytest.mark.parametrize("label", ["More", "Share"])
def test_a_button_of_a_thing_that_is_gone_says_so(owner: Somebody, rewrite: Rewrite, label: str) -> None:
    answer = owner.asks("owner status-page")
    rewrite(STATUS_PAGE, "")

    said = replaced(owner.presses(answer, label))

    assert said.text == (
        "`component:default/status-page` is no longer in the catalog. It was when this message was written."
    )


def test_a_button_of_a_thing_that_was_renamed_still_works(owner: Somebody, rewrite: Rewrite) -> None:
    answer = owner.asks("owner status-page")
    rewrite("{name: status-page}", "{name: zebra-crossing}")

    assert replaced(owner.presses(answer, "More")).text.startswith("zebra-crossing is owned by Platform.")


@pytest.mark.parametrize("value", ["", "no reference at all", "a:b:c", "<!channel>", "component:default/\0", "\ud800"])
def test_a_value_that_names_nothing_is_answered_in_words(ana: Somebody, value: str) -> None:
    assert "is no longer in the catalog" in replaced(ana.presses_id("owner.pick#1", value)).text
