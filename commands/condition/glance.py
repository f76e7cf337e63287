"""How a thing is doing in a few words, as far as that is known without asking anybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog_store.entities import Known
from catalog_store.refs import EntityRef
from catalog_store.workloads import Health
from commands import kit
from commands.condition.rollouts import rollout_sentence
from commands.condition.view import View, glances
from commands.condition.visible import is_for_all
from commands.condition.words import SIGNS, WORDS, on_call_words
from commands.services import Services

_KINDS = ("component", "resource")


@dataclass(frozen=True, slots=True)
class Glance:
    """Both are ready to be shown; None where nothing is known of it."""

    line: str | None = None
    on_call: str | None = None


NO_GLANCE = Glance()


def glance_at(things: Sequence[Known], services: Services) -> dict[EntityRef, Glance]:
    """What is remembered of each. What is old is read for the next time; nobody waits for it.

    What not everybody may see is left out, as nobody knows here who will read it.
    """
    running = [known for known in things if known.ref.kind in _KINDS and is_for_all(known, services)]
    if not running or not services.operations.is_configured:
        return {}
    return {view.known.ref: _glance(view) for view in glances(running, services)}


def _glance(view: View) -> Glance:
    on_call = on_call_words(view.on_call) if view.on_call is not None else None
    return Glance(_line(view) if view.standings else None, on_call)


def _line(view: View) -> str:
    worst = view.standings[0]
    site = kit.shown(worst.workload.site.environment, 30)
    version = f" {kit.quoted(worst.workload.version, 30)}" if worst.workload.version else ""
    what = "" if view.health is Health.WELL else f": {rollout_sentence(worst, view.now)}"
    age = ""
    if worst.workload.deployed_at:
        age = f", deployed {kit.age(view.now - worst.workload.deployed_at)}"
    return f"{SIGNS[view.health]} {WORDS[view.health]} in {site}{version}{what}{age}"
