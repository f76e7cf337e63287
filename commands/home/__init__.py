"""The Home tab: your teams' things, golden paths, and what you asked about last."""

from collections.abc import Iterator, Sequence

from catalog_store.entities import Known
from commands import kit
from commands.ask import Block, HomeView, Person
from commands.condition.glance import NO_GLANCE, glance_at
from commands.estate import reasons
from commands.home.golden import golden_paths
from commands.services import Services
from commands.slash import typed
from commands.who import find_user

#: More would push what one asked about out of sight.
_MOST_THINGS = 8
_MOST_RECENT = 5
_MOST_TEAMS = 8
_KINDS = ("component", "api", "system", "resource")


def home_tab(person: Person, services: Services) -> HomeView:
    """What this person sees; never empty, and well below Slack's hundred blocks."""
    known = find_user(person, services)
    groups = services.catalog.groups_of(known.ref) if known else ()
    return HomeView(
        (
            kit.header("Callboard"),
            kit.section(f"Who owns it, and how to reach them. Ask me anywhere: {_typed_example(services)}"),
            kit.divider(),
            *_things(known, groups, services, person),
            kit.divider(),
            *golden_paths(person, services),
            *_recent(person, services),
            kit.context(f"As of {kit.moment(services.clock())}. {kit.quoted(typed('help', services))} has examples."),
        ),
        is_provisional=known is None and services.people.is_awaited(person),
    )


def _things(known: Known | None, groups: Sequence[Known], services: Services, person: Person) -> Iterator[Block]:
    yield kit.section("*Your teams' things*")
    if services.catalog.is_empty():
        yield kit.section(
            "The catalog is still empty. `callboard ingest` fills it from your `catalog-info.yaml` files."
        )
    elif known is None:
        yield kit.section(_stranger(person, services))
    elif not groups:
        yield kit.section(
            f"The catalog has you as {kit.shown(known.entity.label)}, in no team. A `memberOf` in your entry changes that."
        )
    else:
        yield from _of_teams(groups, services)


def _of_teams(groups: Sequence[Known], services: Services) -> Iterator[Block]:
    refs = tuple(group.ref for group in groups)
    concerns = services.attention.of(refs, now=services.clock(), limit=_MOST_THINGS).shown
    wanting = {concern.ref: concern for concern in concerns}
    owned = sorted(services.catalog.owned_by(refs), key=lambda each: (each.ref not in wanting, _importance(each)))
    shown = owned[:_MOST_THINGS]
    total = sum(services.catalog.count_owned_by(refs).values())
    teams = kit.listed([kit.shown(group.entity.label) for group in groups[:_MOST_TEAMS]])
    yield kit.context(f"You are in {teams}.")
    if not owned:
        yield kit.section("Nothing in the catalog names your teams as owner yet.")
    doing = glance_at(shown, services)
    for number, each in enumerate(shown):
        concern, glance = wanting.get(each.ref), doing.get(each.ref, NO_GLANCE)
        wanted = kit.listed(list(reasons(concern, services))) if concern else ""
        yield _row(each, number, wanted, glance.line or "")
    if total > len(shown):
        everything = kit.quoted(typed(f"find owner:{groups[0].ref.name}", services))
        yield kit.context(f"+{total - len(shown)} more. {everything} finds all of a team's.")


def _recent(person: Person, services: Services) -> Iterator[Block]:
    yield kit.section("*You asked about*")
    recent = services.answers.recent(team=person.team_id, user=person.user_id, limit=_MOST_RECENT)
    if not recent:
        yield kit.section(f"Nothing yet. Try {_typed_example(services)}.")
    yield from (_row(each, number) for number, each in enumerate(recent))


def _row(known: Known, number: int, wanting: str = "", doing: str = "") -> Block:
    """One thing; `wanting` is why it waits for attention, `doing` how it is."""
    entity = known.entity
    about = " · ".join(filter(None, (entity.type or entity.kind.lower(), entity.lifecycle)))
    show = kit.numbered(kit.ASK_ACTION, number)
    button = kit.button("Show", show, f"owner {known.ref}", spoken=f"Show who owns {entity.label}")
    line = f"*{kit.shown(entity.label)}*  ·  {kit.shown(about, 60)}"
    warning = f":warning: {kit.capitalized(wanting)}" if wanting else ""
    return kit.section("\n".join(filter(None, (line, doing, warning))), accessory=button)


def _importance(known: Known) -> int:
    return _KINDS.index(known.ref.kind) if known.ref.kind in _KINDS else len(_KINDS)


def _stranger(person: Person, services: Services) -> str:
    mail = services.people.find_email(person)
    if not mail and services.people.is_awaited(person):
        return "I am asking Slack who you are. Your teams' things appear here in a moment."
    if mail:
        return f"The catalog has nobody with your e-mail address {kit.quoted(mail)}. A `User` entity with it shows your teams here."
    return "Slack did not tell me your e-mail address, so I can't find you in the catalog."


def _typed_example(services: Services) -> str:
    examples = services.catalog.examples(limit=1)
    name = examples[0].entity.name if examples else "payments-api"
    return kit.quoted(typed(f"owner {name}", services))
