"""What a form begins with: the asker's team, and what the channel is about, in the fields that ask for such things."""

from collections.abc import Sequence

from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from commands.ask import Ask
from commands.channel import bound_to
from commands.paths import teams_of
from commands.services import Services
from golden_paths.form import (
    HOST,
    TARGET,
    Answers,
    Field,
    FieldKind,
    Form,
    Page,
    composed,
    parts_given,
    value_at,
    with_value,
)

_SLUG = "github.com/project-slug"
#: Where the template leaves the host to the person.
_COMMON_HOST = "github.com"
_MOST_OWN = 50


def prefilled(form: Form, ask: Ask, services: Services, target: EntityRef | None = None) -> Answers:
    """Answers for what can be guessed well; a default of the template's own stays. `target` is what it is to act on."""
    around = _around(ask, services)
    teams = teams_of(ask.person, services)
    answers: Answers = {}
    for page in form.pages({}):
        for field in page.fields:
            is_target = target is not None and field.path == (TARGET,) and _takes(field, target)
            guess = target if is_target else _guess(field, around, teams) or _place(field, teams, services)
            if guess is not None:
                answers = with_value(answers, field.path, str(guess))
    return answers


def _around(ask: Ask, services: Services) -> tuple[EntityRef, ...]:
    """What the channel is bound to, what owns that, and what it is part of."""
    bound = bound_to(ask, services)
    if bound is None:
        return ()
    facts = services.catalog.ownership_facts(bound.known.ref)
    above = [ancestor.ref for ancestor, _ in facts.ancestors] if facts else []
    owner = [facts.owner.ref] if facts and facts.owner else []
    return (bound.known.ref, *above, *owner)


def _guess(field: Field, around: Sequence[EntityRef], teams: Sequence[Known]) -> EntityRef | None:
    if field.kind is not FieldKind.ENTITY or field.default is not None or field.catalog is None:
        return None
    kinds = field.catalog.kinds
    if field.catalog.is_owner:
        return _owner(around, teams)
    return next((ref for ref in around if ref.kind in kinds and ref.kind not in ("group", "user")), None)


def _takes(field: Field, target: EntityRef) -> bool:
    asked = field.catalog if field.kind is FieldKind.ENTITY else None
    return asked is not None and (not asked.kinds or target.kind in asked.kinds)


def _owner(around: Sequence[EntityRef], teams: Sequence[Known]) -> EntityRef | None:
    """The channel's team where the asker is in it, else the one team that they are in."""
    own = [team.ref for team in teams]
    here = next((ref for ref in around if ref in own), None)
    return here or (own[0] if len(own) == 1 else None)


def with_name(page: Page, answers: Answers) -> Answers:
    """The answers with what was called by a name before as the repository's name, where that is still empty."""
    name = answers.get("name")
    for field in page.fields:
        if not (_asks_place(field) and isinstance(name, str) and name):
            continue
        given = parts_given(value_at(answers, field.path))
        if not given.get("repo"):
            answers = with_value(answers, field.path, composed({HOST: _host(field), **given, "repo": name}))
    return answers


def _asks_place(field: Field) -> bool:
    return field.kind is FieldKind.REPO_URL and field.required and field.default is None and field.repo is not None


def _host(field: Field) -> str:
    hosts = field.repo.hosts if field.repo else ()
    return hosts[0] if hosts else _COMMON_HOST


def _place(field: Field, teams: Sequence[Known], services: Services) -> str | None:
    """The organisation of the asker's teams' repositories, where all of them are in the same one."""
    if not (_asks_place(field) and teams):
        return None
    owned = services.catalog.owned_by([team.ref for team in teams], limit=_MOST_OWN)
    slugs = [str(known.entity.annotations.get(_SLUG, "")) for known in owned]
    owners = {slug.partition("/")[0] for slug in slugs if "/" in slug}
    allowed = field.repo.owners if field.repo else ()
    if len(owners) != 1 or (allowed and not owners <= set(allowed)):
        return None
    return composed({HOST: _host(field), "owner": owners.pop()})
