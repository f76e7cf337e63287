"""The answer in full sentences, for phones and screen readers, which show nothing else."""

from collections.abc import Callable, Mapping

from catalog_store.ownership import Standing
from commands import kit, reach
from commands.describing import guess_words
from commands.naming import as_written, counted_kinds, kind_word
from commands.owner.sheet import Sheet

_WARNING_LIMIT = 300


def sentences(sheet: Sheet) -> str:
    """The key fact first, then how to reach the owner, then what is to be doubted."""
    parts = (
        _key_fact(sheet),
        _guess(sheet),
        _contact(sheet),
        _on_call(sheet),
        _claim(sheet),
        _doubt(sheet),
        _age(sheet),
    )
    return " ".join(filter(None, parts))


def claimed(sheet: Sheet) -> str:
    """Who says that it is theirs, as part of a sentence."""
    by = [f"{kit.shown(each.name)}, {kit.age(sheet.now - each.at)}" for each in sheet.claims]
    return f"claimed by {kit.listed(by)}; nobody has decided about it yet"


def _claim(sheet: Sheet) -> str | None:
    return f"It is {claimed(sheet)}." if sheet.claims else None


def _guess(sheet: Sheet) -> str | None:
    return guess_words(sheet.guess) if sheet.guess else None


def _key_fact(sheet: Sheet) -> str:
    if sheet.ref.kind == "location":
        return f"{_label(sheet)} is a location: it tells the catalog which files to read, and nobody owns it."
    return _FACTS[sheet.ownership.standing](sheet)


def _declared(sheet: Sheet) -> str:
    return f"{_label(sheet)} is owned by {_owner(sheet)}."


def _inherited(sheet: Sheet) -> str:
    above = sheet.ownership.inherited_from
    of = f"the {kind_word(above.ref.kind)} {kit.shown(above.entity.label)}" if above else "what it is part of"
    return f"{_label(sheet)} has no owner of its own; {of}, which it is part of, is owned by {_owner(sheet)}."


def _left(sheet: Sheet) -> str:
    """Who owned it, and whom to ask instead."""
    stand_in = sheet.ownership.stand_in
    owned = (_inherited(sheet) if sheet.ownership.inherited_from else _declared(sheet)).removesuffix(".")
    if stand_in is None:
        return f"{owned}, {reach.WHO_LEFT}. Nobody else is known to own it."
    return f"{owned}, {reach.WHO_LEFT}. Ask {kit.shown(stand_in.who.entity.label)}, {kit.shown(stand_in.because)}."


def _missing(sheet: Sheet) -> str:
    return (
        f"{_label(sheet)} has no owner that is known: its file names {as_written(sheet.ownership.named or '')},"
        f" {_nobody_of_that_name(sheet)}"
    )


def _nobody_of_that_name(sheet: Sheet) -> str:
    if sheet.addressed is None:
        return "and the catalog has nobody of that name."
    written = kit.quoted(str(sheet.addressed.ref))
    return f"the e-mail address of {kit.shown(sheet.addressed.entity.label)}, who is written {written} there."


def _nobody(sheet: Sheet) -> str:
    return f"Nobody is known to own {_label(sheet)}."


def _itself(sheet: Sheet) -> str:
    owned = counted_kinds(sheet.owned)
    if sheet.ref.kind == "user":
        teams = kit.listed([kit.shown(group.entity.label) for group in sheet.groups[:3]])
        belongs = f"{_label(sheet)} is in {teams}." if teams else f"{_label(sheet)} is in no team that is known."
        return f"{belongs} With their teams they own {owned}." if owned else belongs
    group = f"{_label(sheet)} is {_article(kit.shown(sheet.entity.type or 'team'))}"
    size = f"{group} of {len(sheet.members)}." if sheet.members else f"{group}."
    return f"{size} They own {owned}." if owned else size


_FACTS: Mapping[Standing, Callable[[Sheet], str]] = {
    Standing.DECLARED: _declared,
    Standing.INHERITED: _inherited,
    Standing.LEFT: _left,
    Standing.MISSING: _missing,
    Standing.NOBODY: _nobody,
    Standing.ITSELF: _itself,
}


def _contact(sheet: Sheet) -> str | None:
    stand_in = sheet.ownership.stand_in
    owner = stand_in.who if stand_in else sheet.ownership.owner
    way = reach.quickest(owner.entity) if owner and owner.ref not in sheet.facts.left else None
    return f"Reach them at {kit.unlinked(way)}." if way else None


def _on_call(sheet: Sheet) -> str | None:
    person = reach.on_call(sheet.facts)
    return f"On call: {kit.unlinked(person)}." if person else None


def _doubt(sheet: Sheet) -> str | None:
    """The gravest warning; the card shows the others."""
    return next((kit.shown(warning, _WARNING_LIMIT) for warning in sheet.ownership.warnings), None)


def _age(sheet: Sheet) -> str | None:
    if not sheet.ownership.is_stale:
        return None
    return f"This may be out of date: it was last read {kit.age(sheet.now - sheet.subject.provenance.read_at)}."


def _article(noun: str) -> str:
    return f"an {noun}" if noun[:1].lower() in tuple("aeiou") else f"a {noun}"


def _label(sheet: Sheet) -> str:
    return kit.shown(sheet.entity.label)


def _owner(sheet: Sheet) -> str:
    owner = sheet.ownership.owner
    return kit.shown(owner.entity.label) if owner else "nobody"
