"""What "More" shows: every link, what it is connected to, and where the knowledge comes from."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from catalog_store.entities import RelationType
from catalog_store.refs import EntityRef
from commands import kit, reach
from commands.ask import Block
from commands.naming import kind_word, label_of, name_of, names
from commands.owner.sheet import Sheet

#: Four such sections and the card stay within the budget of a message.
_SECTION_LIMIT = 1100
_MOST_LINKS = 12
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True)
class _Connection:
    """One heading of the connections, and which ends of which relation stand under it."""

    heading: str
    refs: Callable[[Sheet], tuple[EntityRef, ...]]


def _to(kind: RelationType) -> Callable[[Sheet], tuple[EntityRef, ...]]:
    return lambda sheet: sheet.targets(kind)


def _from(kind: RelationType) -> Callable[[Sheet], tuple[EntityRef, ...]]:
    return lambda sheet: sheet.sources(kind)


_CONNECTIONS = (
    _Connection("Part of", _to(RelationType.PART_OF)),
    _Connection("Parts", _from(RelationType.PART_OF)),
    _Connection("Provides", _to(RelationType.PROVIDES_API)),
    _Connection("Provided by", _from(RelationType.PROVIDES_API)),
    _Connection("Uses", _to(RelationType.CONSUMES_API)),
    _Connection("Used by", _from(RelationType.CONSUMES_API)),
    _Connection("Depends on", _to(RelationType.DEPENDS_ON)),
    _Connection("Needed by", _from(RelationType.DEPENDS_ON)),
    _Connection("Owns", _from(RelationType.OWNED_BY)),
    _Connection("Within", _to(RelationType.CHILD_OF)),
    _Connection("Teams within", _from(RelationType.CHILD_OF)),
)

#: Which annotations help a person, and what they are called.
_IDENTITIES = (
    ("github.com/project-slug", "GitHub"),
    ("gitlab.com/project-slug", "GitLab"),
    ("github.com/team-slug", "GitHub team"),
    ("github.com/user-login", "GitHub"),
    ("backstage.io/kubernetes-id", "Kubernetes"),
    ("backstage.io/kubernetes-namespace", "namespace"),
    ("argocd/app-name", "Argo CD"),
    ("pagerduty.com/service-id", "PagerDuty"),
    ("sonarqube.org/project-key", "SonarQube"),
    ("jenkins.io/job-full-name", "Jenkins"),
    ("jira/project-key", "Jira"),
)


def details(sheet: Sheet) -> Iterator[Block]:
    """The further sections; each only when there is something to say in it."""
    for heading, lines in (
        ("Links", _links(sheet)),
        ("People", _people(sheet)),
        ("Connections", _connections(sheet)),
        ("Known as", _identities(sheet)),
    ):
        text = kit.bounded(lines, _SECTION_LIMIT)
        if text:
            yield kit.section(f"*{heading}*\n{text}")


def _links(sheet: Sheet) -> Iterator[str]:
    source = reach.source_url(sheet.subject)
    if source:
        yield kit.link(source, "Source")
    links = reach.ordered_links(sheet.entity)
    yield from (kit.link(each.url, reach.link_title(each)) for each in links[:_MOST_LINKS])
    if len(links) > _MOST_LINKS:
        yield f"+{len(links) - _MOST_LINKS} more in its file"


def _people(sheet: Sheet) -> Iterator[str]:
    owner, stand_in = sheet.ownership.owner, sheet.ownership.stand_in
    if owner and owner.ref in sheet.facts.left:
        yield f"{label_of(owner)}, {reach.WHO_LEFT}"
    elif owner:
        ways = ", ".join(reach.contact(owner.entity))
        yield f"{label_of(owner)}: {ways}" if ways else f"{label_of(owner)}: no channel or e-mail known"
    if stand_in:
        ways = ", ".join(reach.contact(stand_in.who.entity)) or "no channel or e-mail known"
        yield f"Instead {label_of(stand_in.who)}, {kit.shown(stand_in.because)}: {ways}"
    own = ", ".join(reach.channels(sheet.entity))
    if own and owner != sheet.subject:
        yield f"Its own channel: {own}"
    if sheet.members:
        yield names((reach.person(each, sheet.left) for each in sheet.members), 20)
    if sheet.groups:
        yield "In " + names(map(label_of, sheet.groups), _MOST_NAMES)


def _connections(sheet: Sheet) -> Iterator[str]:
    for connection in _CONNECTIONS:
        refs = connection.refs(sheet)
        if refs:
            yield f"{connection.heading}: {names(_with_kinds(refs), _MOST_NAMES)}"


def _with_kinds(refs: Iterable[EntityRef]) -> Iterator[str]:
    """Components first, as they are what is meant when no kind is said."""
    for ref in sorted(refs, key=lambda ref: (ref.kind != "component", ref.kind)):
        yield name_of(ref) if ref.kind == "component" else f"{name_of(ref)} ({kit.shown(kind_word(ref.kind))})"


def _identities(sheet: Sheet) -> Iterator[str]:
    annotations = sheet.entity.annotations
    known = [f"{name} {kit.quoted(str(annotations[key]))}" for key, name in _IDENTITIES if annotations.get(key)]
    yield ", ".join([kit.quoted(str(sheet.ref), 200), *known])
    if sheet.entity.tags:
        yield "Tags: " + names(map(kit.quoted, map(str, sheet.entity.tags)), _MOST_NAMES)
    origin = sheet.subject.provenance
    commit = f" at commit {kit.quoted(origin.commit[:10])}" if origin.commit else ""
    yield f"From {kit.place(origin.location)}, line {origin.line}{commit}"
