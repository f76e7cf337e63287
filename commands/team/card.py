"""How a team looks in Slack."""

from collections.abc import Iterator, Sequence

from catalog_store.entities import Known, RelationType
from catalog_store.refs import EntityRef
from commands import kit, reach
from commands.ask import Answer, Block
from commands.estate import estate
from commands.naming import called, kind_word, label_of, names
from commands.services import Services

_MOST_PEOPLE = 8
_MOST_TEAMS = 3


def team_card(team: Known, services: Services, notes: tuple[str, ...] = ()) -> Answer:
    """The answer about one team."""
    family = _Family(team, services)
    things, sentences = estate((team.ref,), services)
    reachable = reach.quickest(team.entity)
    contact = f" Reach them at {kit.unlinked(reachable)}." if reachable else ""
    return Answer(
        text=f"{kit.shown(team.entity.label)} is {family.size()}.{contact} {sentences}",
        blocks=(
            *_head(team, family, services),
            *things,
            *kit.row(family.buttons(services)),
            *_notes(team, services, notes),
        ),
        subject=team.ref,
    )


class _Family:
    """The people of a team and the teams around it."""

    def __init__(self, team: Known, services: Services) -> None:
        self.members = services.catalog.members_of(team.ref)
        self.left = services.catalog.left_of([member.ref for member in self.members])
        relations = [each for each in services.catalog.relations(team.ref) if each.type is RelationType.CHILD_OF]
        self.parents = [each.target for each in relations if each.source == team.ref]
        self.children = [each.source for each in relations if each.target == team.ref]
        self._word = kit.shown(team.entity.type or kind_word("group"))

    def size(self) -> str:
        """`a team of 4 people`, `an organization of 3 teams`."""
        article = "an" if self._word[:1].lower() in tuple("aeiou") else "a"
        if not self.members and self.children:
            return f"{article} {self._word} of {kit.counted(len(self.children), 'team')}"
        people = kit.counted(len(self.members), "person", "people") if self.members else "nobody that is known"
        left = f", {len(self.left)} of whom left (deactivated in Slack)" if self.left else ""
        return f"{article} {self._word} of {people}{left}"

    def buttons(self, services: Services) -> list[kit.Element]:
        around = [*self.parents[:1], *self.children[: _MOST_TEAMS - 1]]
        return [_to_team(ref, number, services) for number, ref in enumerate(around)]


def _head(team: Known, family: _Family, services: Services) -> Iterator[Block]:
    ways = " · ".join(reach.contact(team.entity)) or ":warning: no channel and no e-mail address known"
    description = team.entity.description
    told = f"\n{kit.shown(description, 200)}" if description else ""
    people = names((reach.person(each, family.left) for each in family.members), _MOST_PEOPLE)
    fields = [
        f"*Reach them*\n{ways}",
        f"*People ({len(family.members)})*\n{people or ':warning: nobody known'}",
        *_related("Part of", family.parents, services),
        *_related("Teams within", family.children, services),
    ]
    yield kit.section(f"*{label_of(team)}*  ·  {family.size()}{told}", fields=fields)


def _related(heading: str, refs: Sequence[EntityRef], services: Services) -> Iterator[str]:
    if refs:
        yield f"*{heading}*\n{names(called(ref, services.catalog) for ref in refs)}"


def _to_team(ref: EntityRef, number: int, services: Services) -> kit.Element:
    known = services.catalog.find(ref)
    name = known.entity.label if known else ref.name
    return kit.button(name, kit.numbered(kit.ASK_ACTION, number), f"team {ref}", spoken=f"Show the team {name}")


def _notes(team: Known, services: Services, notes: tuple[str, ...]) -> Iterator[Block]:
    age = kit.age(services.clock() - team.provenance.read_at)
    yield kit.context(kit.capitalized(" · ".join([*notes, f"read {age}"])))
