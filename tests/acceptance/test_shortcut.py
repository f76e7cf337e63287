""" "Find the owner" in the menu of a message, whatever the message is made of."""

import pytest

from tests.acceptance.office import Office, buttons, read


def test_a_message_that_mentions_several_things_asks_which(office: Office) -> None:
    bilal = office.person("bilal", "inc-2041-payments")
    question = bilal.finds_the_owner(bilal.found("sees 402"))

    assert "This message mentions two things. Which one?" in read(question)
    assert buttons(question) == ["Booking API", "ledger"]
    assert "owned by Booking" in bilal.presses(question, "Booking API").text


def test_an_alert_that_names_a_pod_is_answered_at_once(office: Office) -> None:
    thandi = office.person("thandi", "inc-2041-payments")
    answer = thandi.finds_the_owner(thandi.found("PodCrashLooping"))

    assert "Payments API is owned by Payments." in answer.text
    assert "the pod's name without its suffix" in read(answer)
    assert answer.ephemeral_to == thandi.seat.person.id


def test_a_stack_trace_leads_to_the_service_that_threw_it(office: Office) -> None:
    lucas = office.person("lucas", "checkout")

    assert "Checkout is owned by Storefront." in lucas.finds_the_owner(lucas.found("white page")).text


def test_a_message_about_nothing_that_is_known_says_so(office: Office) -> None:
    henrik = office.person("henrik", "general")

    assert "I found nothing from the catalog in" in henrik.finds_the_owner(henrik.found("summer timetable")).text


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_a_message_without_words_says_so(office: Office, text: str) -> None:
    ravi = office.person("ravi", "boarding")

    assert "This message has no text" in ravi.finds_the_owner(ravi.leaves(text)).text


def test_a_message_of_blocks_alone_is_read(office: Office) -> None:
    miguel = office.person("miguel", "boarding")
    fields = [{"type": "mrkdwn", "text": "*Service*\ngate-scanner"}, {"type": "mrkdwn", "text": "*State*\ndown"}]
    alert = miguel.leaves(blocks=[{"type": "section", "block_id": "b", "fields": fields}])

    assert "owned by Boarding" in miguel.finds_the_owner(alert).text


def test_a_message_of_attachments_alone_is_read(office: Office) -> None:
    hanna = office.person("hanna", "boarding")
    alert = hanna.leaves(
        attachments=[{"title": "gate-scanner is slow", "title_link": "https://x.example/", "text": "p99"}]
    )

    assert "owned by Boarding" in hanna.finds_the_owner(alert).text


def test_what_was_typed_with_formatting_is_read(office: Office) -> None:
    kwame = office.person("kwame", "fleet")
    said = kwame.seat.say("fleet", "*vessel-tracker* is _late_ & `:ship:` > 3 min, see <https://x.example|this>")

    assert "owned by Sailings" in kwame.finds_the_owner(said).text


def test_a_thing_far_down_in_a_long_message_is_found(office: Office) -> None:
    joseph = office.person("joseph", "checkout")
    noise = "nothing to see in this line of the log 12:00:01 INFO\n" * 150
    long = joseph.seat.say("checkout", f"{noise[:7_960]}\nERROR in fare-engine")

    assert len(long.text) > 7_900
    assert "Fare engine is owned by Booking." in joseph.finds_the_owner(long).text


def test_an_answer_about_a_message_with_replies_stands_in_the_channel(office: Office) -> None:
    noor = office.person("noor", "checkout")
    alert = noor.found("white page")
    noor.seat.say("checkout", "Looking.", thread_ts=alert.ts)

    assert noor.finds_the_owner(noor.found("white page")).thread_ts is None


def test_an_answer_about_a_message_in_a_thread_stays_in_the_thread(office: Office) -> None:
    noor = office.person("noor", "checkout")
    reply = noor.seat.say("checkout", "It began with loyalty-api", thread_ts=noor.found("white page").ts)

    assert noor.finds_the_owner(reply).thread_ts == reply.thread_ts
