"""Golden paths as somebody looks for them: those recommended to their teams first, then by name, or what fits some words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.likeness import likeness
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Block, Person
from commands.services import Services
from commands.who import find_user
from golden_paths.library import Listed
from golden_paths.template import Template

_LEAST_LIKENESS = 75
_DESCRIPTION_LIMIT = 90
_TITLE_LIMIT = 60
_CONNECTED = (
    "whoever runs Callboard has connected a code host (`GITHUB_TOKEN`, or `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY`)"
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A path for one person. `recommended_to` are those of their teams that it is recommended to."""

    listed: Listed
    recommended_to: tuple[str, ...] = ()

    @property
    def template(self) -> Template | None:
        return self.listed.template

    @property
    def is_runnable(self) -> bool:
        return self.template is not None

    @property
    def ref(self) -> str:
        return self.listed.ref

    @property
    def title(self) -> str:
        return self.listed.title

    @property
    def reason(self) -> str:
        """Why it cannot run here; empty when it can."""
        return self.listed.reason


def offered_to(person: Person, services: Services) -> tuple[Offered, ...]:
    """Every path, in the order in which this person is likely to want them."""
    groups = teams_of(person, services)
    return tuple(sorted((_offered(each, groups, services) for each in services.golden.listed()), key=_place))


def teams_of(person: Person, services: Services) -> tuple[Known, ...]:
    """The groups that this person is in."""
    user = find_user(person, services)
    return services.catalog.groups_of(user.ref) if user else ()


def fitting(every: Iterable[Offered], words: str) -> tuple[Offered, ...]:
    """Those that have all the words somewhere, else those whose name is much like them."""
    every, wanted = tuple(every), words.lower().split()
    exact = [each for each in every if all(word in _text(each) for word in wanted)]
    if exact or not wanted:
        return tuple(sorted(exact, key=lambda each: not _text(each).startswith(wanted[0]))) if wanted else tuple(exact)
    return tuple(each for each in every if _likeness(each, words.lower()) >= _LEAST_LIKENESS)


def path_row(offered: Offered, number: int) -> Block:
    """One path that can be begun."""
    action, spoken = kit.numbered(kit.FORM_ACTION, number), f"Start {offered.title}"
    return kit.section(
        path_line(offered), accessory=kit.button("Start", action, f"create {offered.ref}", spoken=spoken)
    )


def path_line(offered: Offered) -> str:
    """What it is called, what it makes, and to whom it is recommended."""
    described = offered.template.description if offered.template else ""
    about = f"  ·  {kit.shown(described, _DESCRIPTION_LIMIT)}" if described else ""
    return f"*{kit.shown(offered.title, _TITLE_LIMIT)}*{about}{recommendation(offered)}"


def recommendation(offered: Offered) -> str:
    """To whom it is recommended, as the end of a line; empty if it is not."""
    if not offered.recommended_to:
        return ""
    return f"  ·  recommended to {kit.listed([kit.shown(each) for each in offered.recommended_to[:2]])}"


def hostless(paths: Iterable[Offered], services: Services) -> str:
    """What is said before anybody fills in a form of these for nothing; empty where nothing is missing."""
    templates = [each.template for each in paths if each.template]
    lacking = sum(map(services.golden.lacks_host, templates))
    if not lacking:
        return ""
    those = "nothing here can" if lacking == len(templates) else f"{lacking} of these {len(templates)} cannot"
    return f"You can look at forms and previews, but {those} begin before {_CONNECTED}."


def hostless_form(template: Template, services: Services) -> str:
    """The same of the form that is open."""
    if not services.golden.lacks_host(template):
        return ""
    return f"You can look at this form and its preview, but nothing can begin before {_CONNECTED}."


def _offered(listed: Listed, groups: Sequence[Known], services: Services) -> Offered:
    """Its author recommends it, or whoever set Callboard up."""
    wanted = listed.template.own.get("recommendedFor") if listed.template else None
    refs = {_group(each) for each in wanted} if isinstance(wanted, list) else set()
    said = services.recommended_paths.get(listed.ref, ())
    return Offered(listed, tuple(_label(group) for group in groups if group.ref in refs or str(group.ref) in said))


def _group(written: object) -> EntityRef | None:
    try:
        return EntityRef.parse(written, default_kind="group")
    except InvalidRefError:
        return None


def _label(group: Known) -> str:
    return group.entity.label


def _place(offered: Offered) -> tuple[bool, bool, str]:
    return (not offered.is_runnable, not offered.recommended_to, offered.title.lower())


def _text(offered: Offered) -> str:
    template = offered.template
    about = (template.description, template.type, *template.tags) if template else ()
    return " ".join([offered.title, offered.ref.rpartition("/")[2], *about]).lower()


def _likeness(offered: Offered, words: str) -> float:
    """How much the words look like words of its name, the least likely one counting."""
    names = [*offered.title.lower().split(), *offered.ref.rpartition("/")[2].split("-")]
    return min(max(likeness(word, name) for name in names) for word in words.split())
