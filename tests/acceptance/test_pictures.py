"""Pictures that people ask for, in a local Slack."""

import urllib.request

from tests.acceptance.office import Office


def test_a_picture_is_posted_where_it_was_asked_for(office: Office) -> None:
    tomasz = office.person("tomasz", "payments")
    posted = tomasz.presses_for_more(tomasz.types("/callboard", "deps payments-api"), "Post a picture")

    (file,) = posted.files
    assert file["title"] == "What Payments API needs, and what needs it"
    assert file["alt_txt"].startswith("Payments API needs")
    with urllib.request.urlopen(f"{office.slack.page_url}files/{file['id']}") as reply:  # noqa: S310  # our own server
        assert reply.read().startswith(b"\x89PNG")


def test_in_a_thread_it_stays_there(office: Office) -> None:
    bilal = office.person("bilal", "payments")
    answer = bilal.mentions("deps payments-api")

    bilal.seat.press(answer, "Post a picture")

    posted = office.sees(lambda: (message for message in bilal.thread(answer.thread_ts or answer.ts) if message.files))
    assert posted.is_reply


def test_where_the_bot_is_no_member_it_says_so(office: Office) -> None:
    priya = office.person("priya", "random")
    said = priya.presses_for_more(priya.types("/callboard", "deps payments-api"), "Post a picture")

    assert said.text.startswith("I could not post the picture here.")
    assert said.ephemeral_to == priya.seat.person.id
