"""People fill in a form: what a channel is about, chosen from a menu that searches the catalog."""

import pytest

from tests.acceptance.office import Office, buttons, read


def test_a_channel_is_bound_with_a_form(office: Office) -> None:
    office.get_to_know("finn")
    finn = office.person("finn", "booking")
    card = finn.types("/callboard", "here")
    form = finn.opens(card, "Choose …")
    assert form.title == "Bind this channel"

    assert form.submit() is None
    assert form.errors == {"here.thing": "Please complete this required field."}
    form.search("What is this channel about?", "seat-inv", "component:default/seat-inventory")
    form.submit()

    told = office.sees(lambda: [each for each in finn.in_view() if "Changed by Finn Aalto" in each.text])
    assert told.ephemeral_to is None
    assert office.slack.modal("finn") is None
    assert "seat-inventory" in read(finn.types("/callboard", "owner"))
    finn.presses(finn.types("/callboard", "here"), "Unbind")
    office.sees(lambda: [each for each in finn.in_view() if "bound to nothing now" in each.text])


def test_too_late_for_a_window_the_form_is_one_click_away(office: Office) -> None:
    finn = office.person("finn", "booking")
    card = finn.types("/callboard", "here")
    office.slack.fail("views.open", "expired_trigger_id")
    offer = finn.presses_for_more(card, "Choose …")
    assert "within three seconds" in offer.text
    assert buttons(offer) == ["Open the form"]
    assert finn.opens(offer, "Open the form").title == "Bind this channel"
    finn.seat.modal.close()


@pytest.mark.parametrize("way", ["close", "close_all"])
def test_leaving_a_form_leaves_nothing_behind(office: Office, way: str) -> None:
    finn = office.person("finn", "booking")
    form = finn.opens(finn.types("/callboard", "here"), "Choose …")
    form.search("What is this channel about?", "seat-inv", "component:default/seat-inventory")
    getattr(form, way)()

    assert office.slack.modal("finn") is None
    assert "bound to nothing" in read(finn.types("/callboard", "here")) or "names this channel" in read(
        finn.types("/callboard", "here")
    )
