"""`campaigns`: what everybody should do by a day, how far that has come, and what is left."""

from collections.abc import Iterator
from difflib import get_close_matches

from catalog_store.scorecards import Campaign
from commands import arguments, kit
from commands.ask import Answer, Ask, Outcome
from commands.campaigns.card import all_campaigns, one_campaign
from commands.command import Command, Example
from commands.services import Services


def _answer(words: str, _ask: Ask, services: Services) -> Answer:
    wanted, campaigns = arguments.subject(words), services.judging.scorecard.campaigns
    if not wanted or not campaigns:
        return all_campaigns(services)
    found = _find(wanted, campaigns)
    if found:
        return one_campaign(found, services)
    named = [each.id for each in campaigns[:10]]
    near = get_close_matches(wanted.casefold(), [each.id for each in campaigns], n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There {'is' if len(named) == 1 else 'are'} {kit.listed(named)}."
    sentence = f"There is no campaign called {kit.quoted(wanted, 60)}. {hint}"
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)


def _find(wanted: str, campaigns: tuple[Campaign, ...]) -> Campaign | None:
    """By its name, or by a part of its name or title that no other one has."""
    words = wanted.casefold()
    meant = [each for each in campaigns if each.id == words] or [
        each for each in campaigns if words in f"{each.id}\n{each.title}".casefold()
    ]
    return meant[0] if len(meant) == 1 else None


def _examples(services: Services) -> Iterator[Example]:
    yield Example("campaigns", "what everybody should do by a day, and how far that has come")
    for campaign in services.judging.scorecard.campaigns[:1]:
        yield Example(f"campaigns {campaign.id}", "who has done it, and what is left")


COMMAND = Command(
    words=("campaigns", "campaign"),
    summary="what everybody should do by a day, and how far that has come",
    answer=_answer,
    examples=lambda services: tuple(_examples(services)),
)
