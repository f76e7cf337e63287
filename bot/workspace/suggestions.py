"""Menus that search: what the app offers while somebody types in one, in a modal, a message or a Home."""

from dataclasses import dataclass, field

from bot.workspace.block_rules import SUGGESTED
from bot.workspace.deliveries import Courier, Delivery, Kind
from bot.workspace.element_values import Values
from bot.workspace.errors import SlackError
from bot.workspace.messages import Json, Message
from bot.workspace.modals import OpenModal, options_of
from bot.workspace.payloads import Payloads
from bot.workspace.presses import NothingThereError
from bot.workspace.rules import complaint
from bot.workspace.seed import SeedPerson
from bot.workspace.state import Home
from bot.workspace.web_call import ApiCall

Place = OpenModal | Message | Home

_LEAST_TYPED = 3


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Asks the app, and keeps what each menu showed last: nothing else can be chosen in it."""

    payloads: Payloads
    courier: Courier
    calls: list[ApiCall]
    _offered: dict[tuple[str, str, str], list[Json]] = field(default_factory=dict)

    async def ask(self, person: SeedPerson, place: Place, found: tuple[Json, Json], typed: str) -> list[Json]:
        """The options, or groups of options, that the menu shows; nothing as long as too little was typed.

        Raises:
            NothingThereError: it is no menu that searches.
        """
        block, element = found
        if not searches(element):
            raise NothingThereError(f"{element['action_id']!r} does not search")
        if len(typed) < element.get("min_query_length", _LEAST_TYPED):
            return []
        asked = {"action_id": element["action_id"], "block_id": block["block_id"], "value": typed}
        payload = self.payloads.block_suggestion(person, asked, place)
        answer = self._taken(await self.courier.bring(Kind.INTERACTION, payload))
        self._offered[_name(place), block["block_id"], element["action_id"]] = options_of(answer)
        return options_of(answer) if "options" in answer else answer.get("option_groups", [])

    def choices(self, place: Place, found: tuple[Json, Json], values: Values) -> list[Json]:
        """What can be chosen in a menu: one that searches has what it showed last, and what is chosen in it."""
        block, element = found
        if not searches(element):
            return options_of(element)
        kept = values.get(block["block_id"], {}).get(element["action_id"], {})
        already = kept.get("selected_options") or [kept.get("selected_option")]
        offered = self._offered.get((_name(place), block["block_id"], element["action_id"]), [])
        return [*offered, *(option for option in already if option)]

    def _taken(self, delivery: Delivery) -> Json:
        """The answer, as far as Slack takes it."""
        given = delivery.body if isinstance(delivery.body, dict) else {}
        faults = list(SUGGESTED.faults(given, ""))
        if not faults and ("options" in given) == ("option_groups" in given):
            faults = [complaint("must define either `options` or `option_groups`", "")]
        answer = SlackError("invalid_options", messages=faults).body() if faults else {"ok": True}
        self.calls.append(ApiCall("options", given, answer))
        return {} if faults or delivery.error else given


def searches(element: Json) -> bool:
    """Whether the app is asked what it offers."""
    return element["type"] in ("external_select", "multi_external_select")


def _name(place: Place) -> str:
    return f"{place.channel}:{place.ts}" if isinstance(place, Message) else place.id
