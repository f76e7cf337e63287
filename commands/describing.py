"""How a repository that nobody described looks in Slack, and what becomes of the pull request that describes it."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog_store.undescribed.finding import OwnerGuess, Undescribed
from commands import kit
from commands.ask import Answer, Block, Outcome
from commands.naming import name_of
from commands.services import Services

DESCRIBE = "undescribed.describe"
_LABEL = "Describe it"
_REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The pull request with the descriptor. `is_new`: this request opened it."""

    number: int
    url: str
    is_new: bool


def repository_card(found: Undescribed, services: Services, asked: str | None = None) -> Answer:
    """A repository that the catalog has no description of. `asked` are the words that led to it."""
    led = f"{kit.quoted(asked)} is the repository {_name(found)}, which" if asked else f"{_name(found)}"
    sentence = f"{led} is not described in the catalog, so nobody is named as its owner."
    return Answer(
        text=f"{sentence} {_guess(found)}",
        blocks=(
            kit.section(f"{sentence}\n{_guess(found)}"),
            *kit.row([*describe_buttons(found, services), kit.link_button("Repository", found.known.repository.url)]),
            kit.context(_small_print(found, services)),
        ),
        outcome=Outcome.NOT_FOUND,
    )


def repository_row(found: Undescribed, services: Services, number: int) -> Block:
    """The same as one of several."""
    repository = found.known.repository
    pushed = f" · last push {kit.moment(repository.pushed_at)}" if repository.pushed_at else ""
    lines = [f"*{kit.link(repository.url, repository.slug)}*{pushed}", _guess(found)]
    return kit.section("\n".join(lines), accessory=next(iter(describe_buttons(found, services, number)), None))


def describe_buttons(found: Undescribed, services: Services, number: int = 0) -> Iterator[kit.Element]:
    """The button that has it described, where we may write."""
    if services.describing.is_possible(found.known.repository.host) and not found.known.repository.is_archived:
        spoken = f"Describe {found.known.repository.slug}"
        yield kit.button(_LABEL, kit.numbered(DESCRIBE, number), value_of(found), spoken=spoken)


def value_of(found: Undescribed) -> str:
    """What its button carries."""
    return f"{found.known.repository.host} {found.known.repository.slug}"


def under_way(slug: str, by: str) -> Answer:
    """The pull request is being made."""
    sentence = f"A pull request that describes {kit.shown(slug)} is being opened for {by}."
    return Answer(sentence, (kit.section(f":hourglass_flowing_sand: {sentence}"), *_others()))


def opened(slug: str, pull: PullRequest, by: str) -> Answer:
    """It is there."""
    link = kit.link(pull.url, f"Pull request #{pull.number}")
    if pull.is_new:
        told = f"describes {kit.shown(slug)}. It was opened for {by}."
    else:
        told = f"describes {kit.shown(slug)} already. It is open, so no second one was made."
    advice = "Correct what is guessed in it. Once it is merged, the catalog has it."
    return Answer(
        f"Pull request #{pull.number} {told} {advice}",
        (kit.section(f":white_check_mark: {link} {told}\n{advice}"), *_others(pull.url)),
    )


def put_off(slug: str) -> Answer:
    """The code host is away; nobody has to press again."""
    later = f"The pull request that describes {kit.shown(slug)} is opened as soon as it does"
    sentence = f"The code host does not answer now. {later}; nobody has to press again."
    return Answer(sentence, (kit.section(f":hourglass_flowing_sand: {sentence}"), *_others()))


def failed(slug: str, reason: str, value: str) -> Answer:
    """It could not be made. `reason` is the end of a sentence."""
    sentence = f"No pull request could be opened for {kit.shown(slug)}: {kit.shown(reason, _REASON_LIMIT)}."
    again = kit.button("Try again", kit.numbered(DESCRIBE, 0), value)
    return Answer(sentence, (kit.section(f":warning: {sentence}"), *_others(again=again)))


def said(sentence: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    """One sentence."""
    return Answer(sentence, (kit.section(sentence), *_others()), outcome)


def _others(url: str | None = None, again: kit.Element | None = None) -> tuple[Block, ...]:
    there = [kit.link_button("Open it", url)] if url else []
    rest = kit.button("Other undescribed ones", kit.numbered(kit.ASK_INSTEAD_ACTION, 1), "undescribed")
    return kit.row([*there, *([again] if again else []), rest])


def _name(found: Undescribed) -> str:
    return kit.shown(found.known.repository.slug)


def guess_words(guess: OwnerGuess) -> str:
    """Whose it may be, and why, as a sentence."""
    return f"It may belong to {name_of(guess.owner)}: {kit.shown(guess.because, _REASON_LIMIT)}."


def _guess(found: Undescribed) -> str:
    if found.guess is None:
        return "Nothing tells whose it is: no CODEOWNERS and no recent committer whom the catalog has."
    return guess_words(found.guess)


def _small_print(found: Undescribed, services: Services) -> str:
    if found.known.repository.is_archived:
        return "It is archived: nothing can be added to it."
    if services.describing.is_possible(found.known.repository.host):
        return f"*{_LABEL}* opens a pull request with a `catalog-info.yaml`, filled in as far as can be known."
    return "It is in the catalog as soon as it has a `catalog-info.yaml`."
