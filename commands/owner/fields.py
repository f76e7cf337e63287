"""The four fields of an answer, kind by kind."""

from collections.abc import Callable, Mapping

from catalog_store.entities import Known, RelationType
from catalog_store.ownership import Standing
from commands import kit, reach
from commands.naming import as_written, counted_kinds, kind_word, label_of, name_of, names
from commands.owner.sheet import Sheet

#: One field: what it is called, and its value ready to be shown.
Field = tuple[str, str]

#: A status is an emoji and a word, so that nobody depends on colors.
_LIFECYCLE_SIGNS = {
    "production": ":large_green_circle:",
    "experimental": ":large_yellow_circle:",
    "deprecated": ":red_circle:",
}
_MOST_MEMBERS = 2
_MOST_KINDS = 2
_NAME_LIMIT = 40
NOT_KNOWN = "not known"


def fields_of(sheet: Sheet) -> tuple[Field, ...]:
    """The fields that matter most for this kind of thing, at most four."""
    builders = _BY_KIND.get(sheet.ref.kind, _COMMON)
    return tuple(builder(sheet) for builder in builders)


def _owner(sheet: Sheet) -> Field:
    return "Owner", _OWNERS[sheet.ownership.standing](sheet)


def _declared(sheet: Sheet) -> str:
    owner = sheet.ownership.owner
    own_channel = next(iter(reach.channels(sheet.entity)), None)
    if owner is None:
        parts = (":warning: no owner known", own_channel)
    elif owner.ref.kind == "user":
        parts = (kit.mail_link(owner.entity.email, owner.entity.label), own_channel)
    else:
        parts = (label_of(owner), next(iter(reach.channels(owner.entity)), own_channel) or reach.quickest(owner.entity))
    return " · ".join(filter(None, parts))


def _inherited(sheet: Sheet) -> str:
    above = sheet.ownership.inherited_from
    through = f"\nthrough the {kind_word(above.ref.kind)} {kit.shown(above.entity.label, _NAME_LIMIT)}" if above else ""
    return _declared(sheet) + through


def _left(sheet: Sheet) -> str:
    owner, stand_in = sheet.ownership.owner, sheet.ownership.stand_in
    gone = f":warning: {kit.shown(owner.entity.label, _NAME_LIMIT)}, {reach.WHO_LEFT}" if owner else ""
    way = reach.quickest(stand_in.who.entity) if stand_in else None
    asked = " · ".join(filter(None, (f"ask {label_of(stand_in.who)}", way))) if stand_in else ""
    return "\n".join(filter(None, (gone, asked)))


def _missing(sheet: Sheet) -> str:
    return f":warning: {as_written(sheet.ownership.named or '', _NAME_LIMIT)} is not in the catalog"


_OWNERS: Mapping[Standing, Callable[[Sheet], str]] = {
    Standing.DECLARED: _declared,
    Standing.INHERITED: _inherited,
    Standing.ITSELF: _declared,
    Standing.LEFT: _left,
    Standing.MISSING: _missing,
    Standing.NOBODY: _declared,
}


def _on_call(sheet: Sheet) -> Field:
    return "On call", sheet.glance.on_call or reach.on_call(sheet.facts) or NOT_KNOWN


def _lifecycle(sheet: Sheet) -> Field:
    lifecycle = sheet.entity.lifecycle
    if not lifecycle:
        return "Lifecycle", NOT_KNOWN
    return (
        "Lifecycle",
        f"{_LIFECYCLE_SIGNS.get(lifecycle.lower(), ':white_circle:')} {kit.shown(lifecycle, _NAME_LIMIT)}",
    )


def _part_of(kind: str, word: str) -> Callable[[Sheet], Field]:
    """The thing of this kind that it is part of, whether or not the catalog has that."""

    def field(sheet: Sheet) -> Field:
        above = next((known for known, _ in sheet.facts.ancestors if known.ref.kind == kind), None)
        if above:
            return word, label_of(above)
        written = sheet.entity.spec.get(kind)
        return word, f"{kit.quoted(written, _NAME_LIMIT)} (not in the catalog)" if isinstance(written, str) else "none"

    return field


def _providers(sheet: Sheet) -> Field:
    return "Provided by", names(map(name_of, sheet.sources(RelationType.PROVIDES_API))) or NOT_KNOWN


def _parts(sheet: Sheet) -> Field:
    counts: dict[str, int] = {}
    for ref in sheet.sources(RelationType.PART_OF):
        counts[ref.kind] = counts.get(ref.kind, 0) + 1
    return "Parts", counted_kinds(counts, _MOST_KINDS) or "none"


def _dependents(sheet: Sheet) -> Field:
    return "Needed by", names(map(name_of, sheet.sources(RelationType.DEPENDS_ON))) or NOT_KNOWN


def _reach(sheet: Sheet) -> Field:
    if sheet.ref in sheet.facts.left:
        return "Reach them", "left (deactivated in Slack)"
    ways, mail = reach.channels(sheet.entity), sheet.entity.email
    if ways and mail:
        return "Reach them", f"{ways[0]} · {kit.mail_link(mail, 'e-mail')}"
    return "Reach them", reach.quickest(sheet.entity) or "no channel or e-mail known"


def _members(sheet: Sheet) -> Field:
    teams = sheet.sources(RelationType.CHILD_OF)
    if teams and not sheet.members:
        return f"Teams within ({len(teams)})", names(map(name_of, teams), _MOST_MEMBERS)
    people = (_member(member, sheet) for member in sheet.members)
    return f"Members ({len(sheet.members)})", names(people, _MOST_MEMBERS) or "none known"


def _member(member: Known, sheet: Sheet) -> str:
    return kit.shown(member.entity.label, _NAME_LIMIT) + (" (left)" if member.ref in sheet.left else "")


def _groups(sheet: Sheet) -> Field:
    return "Teams", names(map(label_of, sheet.groups)) or "none known"


def _owned(sheet: Sheet) -> Field:
    return "Owns", counted_kinds(sheet.owned, _MOST_KINDS) or "nothing in the catalog"


def _owned_with_teams(sheet: Sheet) -> Field:
    return "Owns, with their teams", counted_kinds(sheet.owned, _MOST_KINDS) or "nothing in the catalog"


def _targets(sheet: Sheet) -> Field:
    spec = sheet.entity.spec
    listed = spec.get("targets")
    written = [spec.get("target"), *(listed if isinstance(listed, list) else [])]
    return "Points at", names(kit.quoted(each, _NAME_LIMIT) for each in written if isinstance(each, str)) or "nothing"


Builders = tuple[Callable[[Sheet], Field], ...]

_COMMON: Builders = (_owner, _on_call, _lifecycle, _part_of("system", "System"))
_BY_KIND: Mapping[str, Builders] = {
    "api": (_owner, _on_call, _lifecycle, _providers),
    "system": (_owner, _on_call, _part_of("domain", "Domain"), _parts),
    "domain": (_owner, _on_call, _parts),
    "resource": (_owner, _on_call, _part_of("system", "System"), _dependents),
    "template": (_owner, _on_call),
    "location": (_targets,),
    "group": (_reach, _on_call, _members, _owned),
    "user": (_groups, _reach, _owned_with_teams),
}
