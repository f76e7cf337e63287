"""A golden path that is begun for something that exists: `restart on payments-api`."""

from catalog_store.entities import Known
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Answer, Ask, Modal, Outcome
from commands.create.turns import opened
from commands.keeping import keep_refusal
from commands.permits import objection
from commands.services import Services
from golden_paths.template import Template

_ON = " on "


def begun_for(wanted: str, ask: Ask, services: Services) -> Modal | Answer | None:
    """Its form, filled in with the thing, or why there is none; None where the words name no such path and thing."""
    name, on, thing = wanted.rpartition(_ON)
    listed = services.golden.find(name.strip()) if on else None
    if listed is None or listed.template is None or listed.template.own.get("target") != "entity":
        return None
    target = _find(thing.strip(), services)
    if target is None:
        sentence = f"The catalog knows nothing called {kit.quoted(thing, 100)}, so there is nothing to do that on."
        return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)
    return _refused(listed.template, target, ask, services) or opened(listed.template, ask, services, target.ref)


def _refused(template: Template, target: Known, ask: Ask, services: Services) -> Answer | None:
    """Judged before anybody fills in a form for nothing; it is judged again when they confirm."""
    deed = f"golden-path/{template.name}"
    refusal = objection(deed, target.ref, ask.person, services)
    if refusal is None:
        return None
    keep_refusal(deed, ask.person, services, because=refusal, on=str(target.ref))
    return Answer(refusal, (kit.section(f":no_entry: {refusal}"),), Outcome.USAGE)


def _find(thing: str, services: Services) -> Known | None:
    try:
        return services.catalog.find(EntityRef.parse(thing, default_kind="component"))
    except InvalidRefError:
        return None
