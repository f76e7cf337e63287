"""What to say when the words fit several things, or none."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from catalog_store.candidates import Candidate, Resolution
from catalog_store.repositories import place_at
from catalog_store.undescribed.finding import Undescribed
from commands import kit
from commands.ask import Answer, Block, Outcome
from commands.describing import repository_card
from commands.naming import kind_word, title_of_ref
from commands.services import Services

PICK, CLAIM_WORDS = "owner.pick", "owner.claim-words"

MOST_CHOICES = 5
#: As much of the words as a claim keeps.
CLAIM_LIMIT = 200
#: What the name or the title of something could be.
_NAME = re.compile(r"(?=.*[^\W\d_])\w[\w./:-]*\w")
_SITE = re.compile(r"(?:[\w-]+\.)+[A-Za-z]{2,}")
_NAME_LIMIT, _MOST_WORDS, _ASKED_LIMIT = 63, 3, 60


def which_one(
    asked: str, candidates: Sequence[Candidate], services: Services | None = None, notes: tuple[str, ...] = ()
) -> Answer:
    """Several things fit equally well: each with the reason why, and a button. `services` tell what owners are called."""
    question = f"{kit.quoted(asked)} may mean {_several(len(candidates))}. Which one?"
    return _choice(question, asked, candidates, services, notes)


def which_of_message(candidates: Sequence[Candidate], services: Services | None = None) -> Answer:
    """A message mentions several things."""
    return _choice(f"This message mentions {_several(len(candidates))}. Which one?", "", candidates, services)


def _choice(
    question: str, asked: str, candidates: Sequence[Candidate], services: Services | None, notes: tuple[str, ...] = ()
) -> Answer:
    shown = candidates[:MOST_CHOICES]
    labels = labels_of(shown)
    rows = enumerate(zip(labels, shown, strict=True), 1)
    lines = [f"{n}. {_line(label, each, asked, services)}" for n, (label, each) in rows]
    return Answer(
        text=f"{question} {kit.listed([kit.shown(label) for label in labels], 'or')}?",
        blocks=(
            kit.section("\n".join([question, *lines])),
            *_buttons(labels, shown),
            *_small_print(*notes, *_more(candidates)),
        ),
        outcome=Outcome.AMBIGUOUS,
    )


def nothing_found(resolution: Resolution, services: Services, notes: tuple[str, ...] = ()) -> Answer:
    """Nothing fits: the exact words that were looked for, what looks alike, and what one can do."""
    repository = _undescribed(resolution.asked, services)
    if repository:
        return repository_card(repository, services, resolution.asked)
    seen = f" that {services.seen_by_whom} may see" if services.seen_by_whom else ""
    looked_for = f"I looked for {kit.quoted(resolution.asked, _ASKED_LIMIT)} and found nothing by that name{seen}."
    shown = resolution.suggestions[:MOST_CHOICES]
    can_claim = _may_be_a_name(resolution.asked) and not services.catalog.is_empty()
    labels = labels_of(shown)
    question = "Did you mean one of these?" if shown else _advice(services)
    similar = f" Did you mean {kit.listed([kit.shown(label) for label in labels], 'or')}?" if labels else f" {question}"
    return Answer(
        text=looked_for + similar,
        blocks=(
            kit.section(f"{looked_for}\n{question}"),
            *_buttons(labels, shown, claim=resolution.asked if can_claim else None),
            *_small_print(*notes, *_ask_people(services, can_claim=can_claim)),
        ),
        outcome=Outcome.NOT_FOUND,
    )


def _undescribed(asked: str, services: Services) -> Undescribed | None:
    """The repository whose address, or `owner/name`, this is."""
    place = place_at(asked)
    slug = place.slug if place else asked
    return services.undescribed.find_to_describe(slug) if slug.count("/") == 1 else None


def labels_of(candidates: Sequence[Candidate]) -> list[str]:
    """What to write on their buttons: the label, with kind and namespace where it alone would not tell them apart."""
    plain = [each.label for each in candidates]
    with_kinds = [f"{each.label} ({kind_word(each.ref.kind)})" for each in candidates]
    with_spaces = [f"{each.ref.name} ({kind_word(each.ref.kind)} in {each.ref.namespace})" for each in candidates]
    forms = (plain, with_kinds, with_spaces, [str(each.ref) for each in candidates])
    counts = [Counter(kit.bare(label, 75) for label in form) for form in forms]
    return [_first_unique(index, forms, counts) for index in range(len(candidates))]


def _first_unique(index: int, forms: Sequence[Sequence[str]], counts: Sequence[Counter[str]]) -> str:
    written = zip(forms, counts, strict=True)
    return next((form[index] for form, count in written if count[kit.bare(form[index], 75)] == 1), forms[-1][index])


def _line(label: str, candidate: Candidate, asked: str, services: Services | None) -> str:
    kind = kit.shown(kind_word(candidate.ref.kind))
    told = "" if f"({kind_word(candidate.ref.kind)}" in label else f" · {kind}"
    matched = "" if candidate.matched == asked else f"{kit.quoted(candidate.matched, 60)}: "
    owner = f" · {_owner(candidate.owner, services)}" if candidate.owner else ""
    return f"*{kit.shown(label)}*{told}{owner} · {matched}{kit.shown(candidate.because, 160)}"


def _owner(ref: str, services: Services | None) -> str:
    title = title_of_ref(ref, services.catalog) if services else None
    return kit.shown(title or ref.rpartition("/")[2])


def _buttons(labels: Sequence[str], shown: Sequence[Candidate], claim: str | None = None) -> tuple[Block, ...]:
    picks = [
        kit.button(label, kit.numbered(PICK, number), str(candidate.ref))
        for number, (label, candidate) in enumerate(zip(labels, shown, strict=True))
    ]
    words = kit.tidy(claim, CLAIM_LIMIT) if claim else ""
    return kit.row([*picks, *([kit.button("Claim it", CLAIM_WORDS, words)] if words else [])])


def _several(number: int) -> str:
    return {2: "two things", 3: "three things", 4: "four things", 5: "five things"}.get(number, f"{number} things")


def _more(candidates: Sequence[Candidate]) -> Iterator[str]:
    if len(candidates) > MOST_CHOICES:
        yield f"+{len(candidates) - MOST_CHOICES} more. Add a word, or write `kind:namespace/name`."


def _advice(services: Services) -> str:
    if services.catalog.is_empty():
        return "The catalog is still empty. `callboard ingest` fills it from your `catalog-info.yaml` files."
    return "Try a part of its name, the address of its repository, or the name of a pod."


def _may_be_a_name(asked: str) -> bool:
    """Whether a catalog could have something of this name or at this address; of a web site it has none."""
    if place_at(asked):
        return True
    words = asked.split()
    is_short = 0 < len(words) <= _MOST_WORDS and len(asked) <= _NAME_LIMIT
    return is_short and all(map(_NAME.fullmatch, words)) and not (len(words) == 1 and _SITE.fullmatch(asked))


def _ask_people(services: Services, *, can_claim: bool) -> Iterator[str]:
    claim = "Is it yours? *Claim it* records that for the platform team."
    if services.platform_channel:
        who = "They also answer" if can_claim else "The platform team answers"
        yield " ".join(
            [*([claim] if can_claim else []), f"{who} questions in {kit.channel(services.platform_channel)}."]
        )
    elif can_claim:
        yield claim


def _small_print(*texts: str) -> tuple[Block, ...]:
    return (kit.context(" · ".join(texts)),) if texts else ()
