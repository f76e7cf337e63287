"""What the buttons under an answer do, for whoever presses them and whenever."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot import settings, wiring
from catalog_store.claims import Claims
from catalog_store.database import Database
from tests.acceptance.conftest import Watch
from tests.acceptance.office import Office, buttons, read, running_office, told

pytestmark = pytest.mark.more

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ticket-printer}
spec: {type: service, lifecycle: production, owner: boarding}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ticket-scanner}
spec: {type: service, lifecycle: production, owner: boarding}
"""


def test_share_posts_the_answer_for_all_once_and_says_so(office: Office) -> None:
    office.get_to_know("priya")
    priya = office.person("priya", "storefront")
    answer = priya.types("/owner", "loyalty-api")
    shared = priya.presses_for_more(answer, "Share")
    office.slack.wait_for(lambda: "You shared this here" in read(office.now(answer)))

    assert shared.ephemeral_to is None
    assert "Shared by Priya Raman" in read(shared)
    assert told(shared) == told(answer)
    assert "Share" not in buttons(office.now(answer))
    assert shared in office.person("noor", "storefront").in_view()


def test_share_below_the_answer_of_the_shortcut_stays_in_the_thread(office: Office) -> None:
    office.get_to_know("mei")
    mei = office.person("mei", "booking")
    reply = office.slack.messages("booking", thread_ts=mei.found("Whose is `feature-flags`").ts)[-1]
    asked = mei.finds_the_owner(mei.leaves("The queue of `booking-worker` grows"))
    shared = mei.presses_for_more(asked, "Share")

    assert reply.is_reply
    assert "Shared by Mei Tanaka" in read(shared)


def test_more_shows_all_that_is_known_and_less_takes_it_back(office: Office) -> None:
    tomasz = office.person("tomasz", "payments")
    short = tomasz.types("/owner", "refund-service")
    long = tomasz.presses(short, "More")
    again = tomasz.presses(long, "Less")

    assert "Connections" not in read(short)
    assert "Connections" in read(long)
    assert "component:default/refund-service" in read(long)
    assert told(again) == told(short)


def test_words_that_mean_two_things_are_picked_from(office: Office) -> None:
    joseph = office.person("joseph", "booking")
    question = joseph.types("/owner", "feature-flags")
    assert "`feature-flags` may mean two things. Which one?" in read(question)
    assert buttons(question) == ["Feature flags", "Switches as clients read them"]

    assert "Feature flags is owned by Platform." in joseph.presses(question, "Feature flags").text


def test_who_picks_below_a_mention_is_named_to_the_others(office: Office) -> None:
    office.get_to_know("carla")
    finn, carla = office.person("finn", "booking"), office.person("carla", "booking")
    question = finn.mentions("owner notifier")

    assert "Picked by Carla Benítez" in read(carla.presses(question, buttons(question)[0]))


def test_a_typing_mistake_is_answered_with_the_right_thing_as_a_button(office: Office) -> None:
    bilal = office.person("bilal", "payments")
    question = bilal.types("/owner", "paymnts-api")
    assert "I looked for `paymnts-api` and found nothing by that name." in read(question)

    assert "Payments API is owned by Payments." in bilal.presses(question, "Payments API").text


def test_a_thing_without_an_owner_is_claimed_for_the_platform_team(office: Office) -> None:
    yusuf = office.person("yusuf", "help-platform")
    claimed = yusuf.presses(yusuf.types("/owner", "dock-scales"), "Claim")

    assert "You claimed it; it stands in `/callboard health` for the platform team" in read(claimed)
    assert "Claim" not in buttons(claimed)
    assert ("component:default/dock-scales", yusuf.seat.person.id) in _claims(office)


def test_claiming_twice_records_it_once_and_says_so(office: Office) -> None:
    chen = office.person("chen", "help-platform")
    chen.presses(chen.types("/owner", "fax-gateway"), "Claim")
    claimed = chen.presses(chen.types("/owner", "fax-gateway"), "Claim")

    assert "You have claimed it already; it stands in `/callboard health`" in read(claimed)
    assert _claims(office).count(("component:default/fax-gateway", chen.seat.person.id)) == 1


def test_who_claims_below_a_mention_is_named_to_the_others(office: Office) -> None:
    office.get_to_know("aiko")
    leo, aiko = office.person("leo", "platform"), office.person("aiko", "platform")
    answer = leo.mentions("owner sms-relay")

    assert "Aiko Mori claimed it" in read(aiko.presses(answer, "Claim"))


def test_words_that_found_nothing_can_be_claimed_too(office: Office) -> None:
    marta = office.person("marta", "data-and-insights")
    claimed = marta.presses(marta.types("/owner", "flux-capacitor"), "Claim it")

    assert "`flux-capacitor` is not in the catalog. You claimed it" in read(claimed)
    assert ("flux-capacitor", marta.seat.person.id) in _claims(office)


def test_details_that_somebody_else_wants_of_an_answer_are_shown_to_them_alone(office: Office) -> None:
    ingrid, elena = office.person("ingrid", "sailings"), office.person("elena", "sailings")
    answer = ingrid.mentions("owner timetable-api")
    details = elena.presses_for_more(answer, "More")

    assert "Connections" in read(details)
    assert details.ephemeral_to == elena.seat.person.id
    assert office.now(answer) is answer


def test_buttons_work_long_after_the_message_was_written(office: Office) -> None:
    rosa = office.person("rosa", "data-and-insights")
    answer = rosa.types("/owner", "demand-forecast")
    office.slack.advance(timedelta(days=40).total_seconds())

    assert "Known as" in read(rosa.presses(answer, "More"))


def test_whoever_the_catalog_does_not_know_may_share_too(office: Office) -> None:
    office.get_to_know("lars.guest")
    lars = office.person("lars.guest", "port-desk")
    shared = lars.presses_for_more(lars.types("/owner", "check-in-api"), "Share")

    assert f"Shared by {lars.seat.person.real_name}" in read(shared)


def test_an_answer_about_what_is_gone_by_now_says_so(
    database_url: str, tmp_path: Path, watched: Watch, database: Database
) -> None:
    """The button outlives the thing."""
    _ingest(database, tmp_path, CATALOG)
    with running_office(database_url, tmp_path, over="http") as office, watched(office.slack):
        ana = office.person("ana", "payments")
        answer, in_thread = ana.types("/owner", "ticket-printer"), ana.mentions("owner ticket-printer")
        _ingest(database, tmp_path, CATALOG.partition("---\n")[2])

        assert "no longer in the catalog" in read(ana.presses(answer, "Share"))
        assert "no longer in the catalog" in read(ana.presses_for_more(in_thread, "More"))


def _claims(office: Office) -> list[tuple[str, str]]:
    return [(claim.asked, claim.user) for claim in Claims(office.database).open()]


def _ingest(database: Database, folder: Path, catalog: str) -> None:
    (folder / "catalog-info.yaml").write_text(catalog)
    wiring.ingestion(settings.load({}, folder), database).run(f"file:{folder}")
