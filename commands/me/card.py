"""How somebody sees themselves in Slack."""

from collections.abc import Iterator, Sequence

from catalog_store.entities import Known
from commands import kit
from commands.ask import Answer, Block, Outcome, Person
from commands.estate import estate
from commands.naming import label_of
from commands.services import Services
from commands.slash import typed
from commands.who import account_of, find_user

UNLINK = "me.unlink"

_MOST_TEAMS = 8
_MOST_BUTTONS = 4


def me_card(person: Person, services: Services, notes: tuple[str, ...] = ()) -> Answer:
    """The answer to whoever asks about themselves."""
    known = find_user(person, services)
    return _stranger(person, services, notes) if known is None else _known(known, person, services, notes)


def _known(known: Known, person: Person, services: Services, notes: tuple[str, ...]) -> Answer:
    teams = services.catalog.groups_of(known.ref)
    things, sentences = estate((known.ref, *(team.ref for team in teams)), services, spoken_of="You and your teams")
    is_linked = services.links.find(account_of(person)) is not None
    name = kit.shown(known.entity.label)
    why = "because you said so" if is_linked else "by your e-mail address"
    words = f"You are {name} in the catalog, {why}. {_membership(teams)}"
    title = f"You are *{label_of(known)}*  {kit.quoted(str(known.ref))}, {why}.\n{_membership(teams)}"
    return Answer(
        text=f"{words} {sentences}",
        blocks=(
            kit.section(title),
            *things,
            *kit.row(_buttons(teams, is_linked=is_linked)),
            *_small_print(notes, services),
        ),
    )


def _membership(teams: Sequence[Known]) -> str:
    if not teams:
        return "You are in no team that is known; a `memberOf` in your entry changes that."
    shown = [label_of(team) for team in teams[:_MOST_TEAMS]]
    rest = len(teams) - len(shown)
    return f"You are in {kit.listed([*shown, f'{rest} more'] if rest else shown)}."


def _buttons(teams: Sequence[Known], *, is_linked: bool) -> list[kit.Element]:
    shown = [
        kit.button(team.entity.label, kit.numbered(kit.ASK_ACTION, number), f"team {team.ref}")
        for number, team in enumerate(teams[:_MOST_BUTTONS])
    ]
    return [*shown, *([kit.button("Unlink", UNLINK, "-")] if is_linked else [])]


def _stranger(person: Person, services: Services, notes: tuple[str, ...]) -> Answer:
    if person.is_operator:
        return _in_a_terminal()
    mail = services.people.find_email(person)
    if not mail and not person.team_id:
        return _named_in_a_terminal(person)
    if not mail and services.people.is_awaited(person):
        return _not_told_yet()
    told = (
        f"nobody in it has your e-mail address {kit.quoted(mail)}"
        if mail
        else "Slack did not tell me your e-mail address"
    )
    sentence = f"The catalog does not know you: {told}."
    command = kit.quoted(typed("me github:your-login", services))
    advice = f"If a `User` in it has your GitHub account in its annotation `github.com/user-login`, {command} links you to it."
    return Answer(
        text=f"{sentence} {advice}",
        blocks=(kit.section(f"{sentence}\n{advice}"), *(kit.context(note) for note in notes[:1])),
        outcome=Outcome.NOT_FOUND,
    )


def _in_a_terminal() -> Answer:
    sentence = "Nobody says here who you are: `callboard ask --as you@example.com me` does."
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)


def _named_in_a_terminal(person: Person) -> Answer:
    """Slack is not asked there: whoever is named has to be in the catalog, with an address."""
    sentence = (
        f"The catalog has nobody called {kit.quoted(person.user_id)} with an e-mail address, by which I know people."
    )
    advice = "`--as` takes an e-mail address, or the name of a `User` whose file has `spec.profile.email`."
    return Answer(f"{sentence} {advice}", (kit.section(f"{sentence}\n{advice}"),), Outcome.NOT_FOUND)


def _not_told_yet() -> Answer:
    sentence = "I am asking Slack who you are. Ask me again in a moment."
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)


def _small_print(notes: tuple[str, ...], services: Services) -> Iterator[Block]:
    wrong = f"wrong? {kit.quoted(typed('me github:your-login', services))} links you to somebody else"
    yield kit.context(kit.capitalized(" · ".join([*notes, wrong])))
