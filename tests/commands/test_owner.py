"""Asking who owns something."""

from pathlib import Path

import pytest

from catalog_store.database import Database
from commands.ask import Outcome, Surface
from commands.operations import ChannelFacts
from tests.commands.asking import ANA, STRANGER, Mails, Somebody, buttons, read, slack_tells
from tests.commands.channels import in_channel
from tests.commands.conftest import Rewrite, ingest
from tests.support.catalog import entity, put


def test_names_the_owner_and_how_to_reach_them(ana: Somebody) -> None:
    answer = ana.asks("owner payments-api")

    runbook = "Runbook (https://runbooks.orchard.example/payments)"
    service, source = "Service (https://payments.orchard.example)", "Source (https://github.com/orchard/payments-api)"
    assert answer.text == "Payments API is owned by Payments. Reach them at <#C0PAYMENT1>. On call: Ben Okoro."
    assert read(answer).splitlines() == [
        f"Payments API  ·  component, service  ·  {runbook}  ·  {service}  ·  {source}",
        "Charges cards and keeps the state of each payment.",
        "Owner: Payments · #C0PAYMENT1",
        "On call: Ben Okoro (ben@orchard.example)",
        "Lifecycle: 🟢 production",
        "System: Checkout",
        "[Share]  [More]",
        "Exact match: that is its name · `spec.owner` in catalog.yaml · read just now (09:00 UTC)",
    ]


def test_remembers_what_it_was_about(ana: Somebody) -> None:
    assert str(ana.asks("owner billing gateway").subject) == "component:default/payments-api"


@pytest.mark.parametrize(
    "words",
    [
        "owner payments-api",
        "OWNER Payments API",
        "who owns payments-api?",
        "Who owns the Payments API",
        "hey, who is the owner of payments-api please?",
        "who's on call for payments-api?",
        "which team owns payments-api?",
        "what team is responsible for payments-api",
        "owner of payments-api",
        "the owner of the payments-api?",
        "whose is payments-api",
        "whose service is payments-api?",
        "who do I ask about payments-api?",
        "who does payments-api belong to?",
        "who is payments-api owned by",
        "payments-api owner",
        "do you know who maintains payments-api?",
        "how do I reach the team behind payments-api?",
        'owner "payments-api"',
        "owner who owns payments-api?",
        "payments-api",
        "payments-api-7d9f8b6c5-x2x9k",
        "owner https://github.com/orchard/payments-api/blob/main/README.md",
    ],
)
def test_understands_the_question_however_it_is_put(ana: Somebody, words: str) -> None:
    assert ana.asks(words).text.startswith("Payments API is owned by Payments.")


def test_says_the_same_on_every_surface(ana: Somebody) -> None:
    surfaces = (Surface.SLASH, Surface.MENTION, Surface.DIRECT, Surface.COMMAND_LINE, Surface.HOME)

    assert len({ana.asks("owner payments-api", surface).text for surface in surfaces}) == 1


def test_offers_to_share_only_what_others_do_not_see(ana: Somebody) -> None:
    assert "Share" in buttons(ana.asks("owner payments-api", Surface.SLASH))
    assert "Share" not in buttons(ana.asks("owner payments-api", Surface.MENTION))
    assert "Share" not in buttons(ana.asks("owner payments-api", Surface.DIRECT))


def test_says_how_sure_it_is(ana: Somebody) -> None:
    assert "Likely match: " in read(ana.asks("owner payments-api-7d9f8b6c5-x2x9k"))


def test_asks_back_when_several_things_have_the_name(ana: Somebody) -> None:
    answer = ana.asks("owner notifier")

    assert answer.outcome is Outcome.AMBIGUOUS
    assert answer.text == (
        "`notifier` may mean two things. Which one? notifier (component in default) or notifier (component in freight)?"
    )
    assert list(buttons(answer)) == ["notifier (component in default)", "notifier (component in freight)"]
    assert "1. notifier (component in default) · Platform · that is its name" in read(answer)


def test_suggests_what_a_typo_may_have_meant(ana: Somebody) -> None:
    answer = ana.asks("owner paymets-api")

    assert answer.outcome is Outcome.NOT_FOUND
    assert answer.text.startswith(
        "I looked for `paymets-api` and found nothing by that name. Did you mean Payments API"
    )
    assert "Payments API" in buttons(answer)


def test_says_what_to_do_when_nothing_is_like_it(ana: Somebody) -> None:
    answer = ana.asks("owner zzqqxx")

    assert answer.outcome is Outcome.NOT_FOUND
    assert read(answer).splitlines() == [
        "I looked for `zzqqxx` and found nothing by that name.",
        "Try a part of its name, the address of its repository, or the name of a pod.",
        "[Claim it]",
        "Is it yours? Claim it records that for the platform team. They also answer questions in #C0PLATFORM1.",
    ]


def test_says_that_the_owner_in_the_file_does_not_exist(ana: Somebody) -> None:
    answer = ana.asks("owner sms-relay")

    assert answer.text == (
        "SMS relay has no owner that is known: its file names `customer-comms`, and the catalog has nobody of that name."
    )
    assert "Owner: ⚠ `customer-comms` is not in the catalog" in read(answer)
    assert list(buttons(answer)) == ["Claim", "Share", "More"]


def test_says_so_when_nobody_owns_it(ana: Somebody) -> None:
    answer = ana.asks("owner template:python-service")

    assert answer.text == "Nobody is known to own Python service."
    assert "Owner: ⚠ no owner known" in read(answer)
    assert "Claim" in buttons(answer)


def test_says_through_what_an_owner_is_inherited(ana: Somebody) -> None:
    answer = ana.asks("owner refund-ui")

    assert answer.text == (
        "refund-ui has no owner of its own; the system Checkout, which it is part of, is owned by Payments."
        " Reach them at <#C0PAYMENT1>."
        " Its own file names web-guild as owner, and the catalog has nobody of that name."
    )
    assert "⚠ Its own file names web-guild as owner, and the catalog has nobody of that name." in read(answer)
    assert "Owner: Payments · #C0PAYMENT1, through the system Checkout" in read(answer)
    assert "Claim" in buttons(answer)


def test_tells_about_a_team(ana: Somebody) -> None:
    assert read(ana.asks("owner payments")).splitlines() == [
        "Payments  ·  team",
        "Takes the money.",
        "Reach them: #C0PAYMENT1 · e-mail (payments@orchard.example)",
        "On call: not known",
        "Members (2): Ana Lima, Ben Okoro",
        "Owns: 2 components, 1 API +3 more",
        "[Share]  [More]",
        "Exact match: that is its name · described in catalog.yaml · read just now (09:00 UTC)",
    ]


def test_tells_about_a_group_made_of_teams(ana: Somebody) -> None:
    answer = ana.asks("owner retail")

    assert answer.text == "Retail is an organization."
    assert read(answer).startswith("Retail  ·  organization\n")
    assert "Teams within (2): payments, platform" in read(answer)


def test_tells_about_a_person(ana: Somebody) -> None:
    answer = ana.asks("who is Ana Lima?")

    assert answer.text.startswith("Ana Lima is in Payments. With their teams they own 2 components")
    assert "Teams: Payments" in read(answer)
    assert "Reach them: ana@orchard.example" in read(answer)


@pytest.mark.parametrize(
    "words, line",
    [
        ("owner api:payments-v2", "Provided by: payments-api"),
        ("owner system:checkout", "Parts: 2 components, 1 resource"),
        ("owner system:checkout", "Domain: commerce"),
        ("owner domain:commerce", "Parts: 1 system"),
        ("owner resource:payments-db", "Needed by: payments-api"),
        ("owner location:everything", "Points at: nothing"),
    ],
)
def test_shows_what_matters_for_the_kind(ana: Somebody, words: str, line: str) -> None:
    assert line in read(ana.asks(words)).splitlines()


def test_a_hostile_name_pings_nobody(ana: Somebody) -> None:
    answer = ana.asks("owner hostile")

    assert answer.text.startswith("&lt;!channel&gt; &amp; &amp;amp; @here is owned by Platform.")
    assert "<!" not in str(answer.blocks).replace("<!date", "")
    assert "<@" not in str(answer.blocks)
    assert "|everybody>" not in str(answer.blocks)


def test_without_a_name_an_incidents_channel_says_what_it_is_about(ana: Somebody) -> None:
    answer = in_channel(ana, ChannelFacts("inc-2041-cards", "Cards fail", "Service: payments-api")).asks("owner")

    assert answer.text.startswith("Payments API")
    assert "From the channel's topic and purpose" in read(answer)


@pytest.mark.parametrize("words", ["owner", "owner ?", "who owns this?", "owner   ", "owner help"])
def test_asks_for_a_name_with_examples(ana: Somebody, words: str) -> None:
    answer = ana.asks(words)

    assert answer.outcome is Outcome.USAGE
    assert answer.text.startswith("Say what you want the owner of, for example `/owner payments-api`")


def test_a_mentioned_person_is_found_by_their_mail_address(ana: Somebody) -> None:
    assert ana.asks("owner <@U0ANA00001>").text.startswith("Ana Lima is in Payments.")
    assert ana.asks("<@U0ANA00001>?").text.startswith("Ana Lima is in Payments.")
    assert ana.asks("who is <@U0NOBODY01>?").text == (
        "The catalog does not know this person: Slack did not tell me their e-mail address."
    )


def test_a_mentioned_person_whom_slack_has_not_told_of_yet_is_worth_another_question(ana: Somebody) -> None:
    asker = slack_tells(ana, Mails(awaited=frozenset({STRANGER.user_id})))

    assert asker.asks("owner <@U0NOBODY01>").text == "I am asking Slack who that is. Ask me again in a moment."


def test_says_by_which_address_a_mentioned_person_was_looked_for(ana: Somebody) -> None:
    asker = slack_tells(ana, Mails({STRANGER.user_id: "kai@guest.example"}))

    assert asker.asks("owner <@U0NOBODY01>").text == (
        "The catalog does not know this person: nobody in it has their e-mail address `kai@guest.example`."
    )


def test_a_mentioned_group_without_a_name_is_asked_for_by_name(ana: Somebody) -> None:
    answer = ana.asks("owner <!subteam^S0PAYMENTS>")

    assert answer.text == "Slack does not tell me which group that is. Write its name, as in `/owner payments`."
    assert ana.asks("<!subteam^S0PAYMENTS>").text == answer.text


def test_a_mentioned_group_is_the_team_of_its_handle(ana: Somebody) -> None:
    for words in ("owner @payments", "@payments-team", "who is @team-payments?", "owner @payments-on-call"):
        assert ana.asks(words).text.startswith("Payments is a team")


def test_a_message_that_mentions_only_people_quotes_no_ids(ana: Somebody) -> None:
    said = ana.asks("thanks <@U0NOBODY01>, lunch?", Surface.SHORTCUT)

    assert said.text.startswith("I found nothing from the catalog in `thanks @somebody, lunch?`.")


def test_a_channel_that_nobody_owns_is_called_by_its_name(ana: Somebody) -> None:
    assert ana.asks("owner <#C0NOBODYS1|random>").text.startswith("I looked for `#random` and found nothing")


@pytest.mark.parametrize("words", ["owner :::", "owner `", "owner a\0b", "owner \ud800", "owner *", 'owner ""'])
def test_odd_characters_are_looked_for_like_any_other(ana: Somebody, words: str) -> None:
    assert ana.asks(words).outcome is Outcome.NOT_FOUND


def test_eight_thousand_characters_get_a_short_answer(ana: Somebody) -> None:
    answer = ana.asks("owner " + "qzx<!channel>" * 620)

    assert answer.outcome is Outcome.NOT_FOUND
    assert len(answer.text) < 600


def test_right_to_left_words_do_not_turn_the_sentence_around(ana: Somebody) -> None:
    assert "`\u2068אבג\u2069`" in ana.asks("owner אבג").text


def test_a_message_that_mentions_one_thing_is_answered(ana: Somebody) -> None:
    answer = ana.asks("payments-api is slow since nine", Surface.SHORTCUT)

    assert answer.text.startswith("Payments API is owned by Payments.")


def test_a_message_that_mentions_several_things_asks_which(ana: Somebody) -> None:
    answer = ana.asks("payments-api cannot reach sms-relay", Surface.SHORTCUT)

    assert answer.text == "This message mentions two things. Which one? Payments API or SMS relay?"
    assert list(buttons(answer)) == ["Payments API", "SMS relay"]


def test_a_message_that_mentions_nothing_says_so(ana: Somebody) -> None:
    answer = ana.asks("zzqqxx wwvvuu", Surface.SHORTCUT)

    assert answer.text.startswith("I found nothing from the catalog in `zzqqxx wwvvuu`.")


def test_an_empty_message_says_so(ana: Somebody) -> None:
    assert ana.asks(" ", Surface.SHORTCUT).text == "This message has no text, so there is nothing to look for."


def test_an_empty_catalog_says_how_to_fill_it(newcomer: Somebody) -> None:
    assert "The catalog is still empty. `callboard ingest` fills it" in newcomer.asks("owner payments-api").text


def test_says_whose_address_stands_where_an_owner_should(owner: Somebody, rewrite: Rewrite) -> None:
    rewrite("owner: customer-comms", "owner: ana@orchard.example")

    assert owner.asks("owner sms-relay").text.startswith(
        "SMS relay has no owner that is known: its file names `ana@orchard.example`,"
        " the e-mail address of Ana Lima, who is written `user:default/ana` there."
    )


@pytest.mark.parametrize("words", ["owner lost-property", "lost-property", "who owns Lost-Property?"])
def test_says_that_the_file_of_what_it_did_not_find_is_faulty(
    newcomer: Somebody, database: Database, tmp_path: Path, words: str
) -> None:
    """Its owner stands there twice, so the file cannot be read."""
    path = tmp_path / "lost-property" / "catalog-info.yaml"
    path.parent.mkdir()
    path.write_text(LOST_PROPERTY)
    ingest(database, path)

    answer = newcomer.asks(words)

    assert answer.outcome is Outcome.NOT_FOUND
    assert "A file that seems to describe `" in answer.text
    assert "has a fault, so I cannot read it: line 5, " in answer.text
    assert "lost-property/catalog-info.yaml`" in answer.text


LOST_PROPERTY = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: lost-property}
spec: {type: website, lifecycle: production, owner: boarding,
  owner: storefront}
"""


@pytest.mark.parametrize("typed", ["@Ben Okoro", "@ben", f"<@{ANA.user_id}> Lima", "<@U0NOBODY01> Okoro"])
def test_a_name_typed_with_its_sign_is_that_person(ana: Somebody, typed: str) -> None:
    asked = slack_tells(ana, Mails(names={"U0NOBODY01": "Ben"})).asks(f"owner {typed}")
    assert asked.text.startswith(("Ana Lima is in Payments", "Ben Okoro is in Payments"))


@pytest.mark.parametrize("asked", ["???", "\N{DUCK}", "x" * 3000, "google.com", ":duck:", "a b c d e f"])
def test_nonsense_cannot_be_claimed(ana: Somebody, asked: str) -> None:
    answer = ana.asks(f"owner {asked}")
    assert "Claim it" not in buttons(answer)
    assert "Claim it" not in read(answer)
    assert len(answer.text) < 300


@pytest.mark.parametrize("asked", ["zzqqxx", "zz_qq-xx", "https://github.com/zzqq/xx", "zz.qq-xx", "Zzqq xxyy"])
def test_what_could_be_a_name_can_be_claimed(ana: Somebody, asked: str) -> None:
    assert "Claim it" in buttons(ana.asks(f"owner {asked}"))


def test_in_an_empty_catalog_nothing_is_claimed(newcomer: Somebody) -> None:
    assert "Claim it" not in read(newcomer.asks("owner zzqqxx"))


def test_an_owner_who_is_not_there_is_named_in_plain_words(owner: Somebody, filled: Database) -> None:
    put(filled, entity("Component", "till", owner="user:default/viktor.lund"))
    told = read(owner.asks("owner till"))
    assert "`viktor.lund` (person) is not in the catalog" in told
    assert "user:default" not in told
