"""The judge of all messages sees what it must see, and nothing else."""

import pytest

from tests.acceptance.conduct import Payload, Sent, misconduct

SOUND = (
    "Owned by <https://x.example|Payments>, <mailto:a@b.example|Ana>, in <#C07M3HV2QXD>, read"
    " <!date^1^{time}|now>, shared by Theo. Its title is &lt;!channel&gt;."
)


def test_finds_no_fault_with_a_sound_message() -> None:
    assert _faults({"text": SOUND, "blocks": [_section(SOUND)]}) == []


@pytest.mark.parametrize("text", ["<!channel>", "shared by <@U06QZ7B1KXN>", "<!subteam^S0PAYMENTS|@payments>", "<b>"])
def test_sees_what_would_ping_or_was_not_escaped(text: str) -> None:
    assert _faults({"text": text})
    assert _faults({"text": "All is well.", "blocks": [_section(text)]})


@pytest.mark.parametrize(
    "payload",
    [
        {"text": " "},
        {"text": "x" * 4_001},
        {"text": "All is well.", "link_names": True},
        {"text": "All is well.", "blocks": [{"type": "section"}]},
        {"text": "@here", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "@here"}}]},
    ],
    ids=["no-text", "too-long", "link-names", "empty-block", "not-verbatim"],
)
def test_sees_what_slack_or_people_would_not_like(payload: Payload) -> None:
    assert _faults(payload)


def _faults(payload: Payload) -> list[str]:
    return list(misconduct(Sent("message", "chat.postMessage", payload)))


def _section(text: str) -> Payload:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
