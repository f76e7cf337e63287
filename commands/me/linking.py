"""Linking a Slack account to a user of the catalog, and taking that back.

Nobody can prove in Slack that a GitHub account is theirs. So a link only says who somebody is, gives no rights, takes
nobody's place, and is kept with who made it and when.
"""

from commands import kit
from commands.ask import Answer, Ask, Outcome, Person, Press, Reaction
from commands.me.card import UNLINK, me_card
from commands.services import Services
from commands.who import account_of


def link(login: str, ask: Ask, services: Services) -> Answer:
    """Link the asker to the user whose annotation names this GitHub account."""
    if not ask.person.team_id:
        return _refused("Only somebody in Slack can be linked.", "Ask in Slack instead.")
    known = services.links.find_by_github_login(login)
    if known is None:
        return _refused(
            f"No `User` in the catalog has {kit.quoted(login)} in its annotation `github.com/user-login`.",
            f"Add `github.com/user-login: {kit.shown(login)}` to your entry, and ask again when it has been read.",
        )
    name = kit.shown(known.entity.label)
    holder = services.links.holder(known.ref, team=ask.person.team_id)
    holder_name = services.people.find_name(Person(holder, ask.person.team_id)) if holder else None
    taken = _refused(
        f"{name} is somebody else's already{f', taken by {kit.shown(holder_name)}' if holder_name else ''}.",
        "If that is wrong, they can take it back with `me`, or correct the e-mail address in the catalog.",
    )
    if holder not in (None, ask.person.user_id):
        return taken
    if not services.links.save(account_of(ask.person), known.ref, by=ask.person.user_id, at=ask.asked_at):
        return taken
    return me_card(ask.person, services, (f"linked just now to GitHub's {kit.quoted(login)}, by you",))


def unlink(press: Press, services: Services) -> Reaction:
    """Take the presser's own link back, whoever's message the button is in."""
    was_there = services.links.remove(account_of(press.person))
    note = "your link is gone" if was_there else "you were not linked"
    answer = me_card(press.person, services, (note,))
    return Reaction(replace=answer) if press.is_ephemeral else Reaction(reply=answer)


PRESSES = {UNLINK: unlink}


def _refused(sentence: str, advice: str) -> Answer:
    return Answer(f"{sentence} {advice}", (kit.section(f"{sentence}\n{advice}"),), Outcome.NOT_FOUND)
