"""What speaks against somebody's still looking after a thing, signal by signal."""

from datetime import timedelta

import pytest

from catalog_store.facts import Value
from catalog_store.staleness import NOBODY_COMMITS, Doubt, Signal, doubts
from commands.stale.card import doubt_words
from commands.stale.report import Doubtful
from tests.catalog_store.scorecards.sheets import NOW, sheet_with

SERVICE: dict[str, Value] = {
    "entity.kind": "component",
    "entity.type": "service",
    "entity.lifecycle": "production",
    "owner.named": "payments",
    "owner.exists": True,
    "owner.kind": "group",
    "owner.members": 4,
    "owner.hasLeft": False,
    "owner.claims": 0,
    "onCall.isKnown": True,
    "repository.isArchived": False,
    "repository.isGone": False,
    "repository.lastCommit": NOW - timedelta(days=3),
    "repository.ownerCommits": True,
    "repository.codeownersAgree": True,
}
LONG_AGO = NOW - NOBODY_COMMITS - timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "signal", "words"),
    [
        ({"owner.exists": False}, Signal.OWNER_GONE, "the catalog does not have its owner"),
        ({"owner.members": 0}, Signal.OWNER_EMPTY, "its team has no people"),
        ({"owner.hasLeft": True}, Signal.OWNER_LEFT, "its owner left"),
        ({"owner.claims": 2}, Signal.CLAIMED, "somebody else claims it"),
        ({"repository.isArchived": True}, Signal.ARCHIVED, "its repository is archived"),
        ({"repository.isGone": True}, Signal.REPOSITORY_GONE, "its repository is gone"),
        ({"repository.ownerCommits": False}, Signal.OTHERS_COMMIT, "all commits of 90 days came from others"),
        ({"repository.codeownersAgree": False}, Signal.CODEOWNERS_DISAGREE, "CODEOWNERS names somebody else"),
        ({"repository.lastCommit": LONG_AGO}, Signal.NO_COMMIT, "no commit since"),
        ({"onCall.isKnown": False}, Signal.NO_ON_CALL, "nobody is known to be on call"),
    ],
)
def test_each_signal_is_seen_and_said(told: dict[str, Value], signal: Signal, words: str) -> None:
    sheet = sheet_with(SERVICE | told)
    found = doubts(sheet, now=NOW)
    assert [each.signal for each in found] == [signal]
    assert words in doubt_words(Doubtful(sheet, found))


def test_a_well_kept_service_raises_no_doubt() -> None:
    assert doubts(sheet_with(SERVICE), now=NOW) == ()


def test_what_is_not_known_is_no_signal() -> None:
    assert doubts(sheet_with({"entity.kind": "component"}), now=NOW) == ()


def test_the_last_commit_counts_for_180_days_to_the_day() -> None:
    assert doubts(sheet_with(SERVICE | {"repository.lastCommit": NOW - timedelta(days=180)}), now=NOW) == ()
    assert doubts(sheet_with(SERVICE | {"repository.lastCommit": LONG_AGO}), now=NOW) == (
        Doubt(Signal.NO_COMMIT, LONG_AGO),
    )


@pytest.mark.parametrize("other", [{"entity.type": "library"}, {"entity.lifecycle": "experimental"}])
def test_only_a_service_in_production_needs_somebody_on_call(other: dict[str, Value]) -> None:
    assert doubts(sheet_with(SERVICE | other | {"onCall.isKnown": False}), now=NOW) == ()


def test_the_gravest_comes_first() -> None:
    told: dict[str, Value] = {"owner.exists": False, "onCall.isKnown": False, "repository.isArchived": True}
    found = doubts(sheet_with(SERVICE | told), now=NOW)
    assert [each.signal for each in found] == [Signal.OWNER_GONE, Signal.ARCHIVED, Signal.NO_ON_CALL]
