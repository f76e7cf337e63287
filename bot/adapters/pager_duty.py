"""PagerDuty over its REST API, version 2: who is on call, what incidents are open, and calling for help."""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.adapters.json_api import BRIEFLY, JsonApi
from bot.adapters.json_values import Json, items, moment, number, part, text
from bot.integrations_settings import SystemSettings
from bot.operation_source import Examined, SourceFailedError
from catalog_store.entities import Entity
from catalog_store.operations import Incident, OnCall, Reading, SourceKind
from catalog_store.ownership import PAGERDUTY_ANNOTATION
from catalog_store.refs import EntityRef
from commands.operations import NotPagedError

_ID = re.compile(r"[A-Z0-9]{4,20}")
#: How long a service keeps its escalation policy, as far as we are concerned.
_POLICY_SECONDS = 600.0
_OPEN = ("triggered", "acknowledged")


class PagerDuty:
    """One account."""

    name = "PagerDuty"
    kind = SourceKind.PAGER

    def __init__(self, settings: SystemSettings, *, page_as: str | None = None) -> None:
        """`page_as` is the e-mail address of a user there, under whose name incidents are opened."""
        token = settings.token.get_secret_value() if settings.token else ""
        headers = {"Authorization": f"Token token={token}", "Accept": "application/vnd.pagerduty+json;version=2"}
        self._api = JsonApi(settings.url, headers)
        self._brief = JsonApi(settings.url, headers, timeout=BRIEFLY)
        self._page_as = page_as
        self._policies: dict[str, tuple[float, str | None]] = {}

    @property
    def is_possible(self) -> bool:
        """Whether somebody can be called from here."""
        return self._page_as is not None

    def service_of(self, incident: int) -> str | None:
        """The service that this incident is about, open or not; None where it is not told within a second."""
        try:
            told = self._brief.get(f"/incidents/{incident}")
        except SourceFailedError:
            return None
        return text(told, "incident", "service", "id") or None

    def concerns(self, entity: Entity) -> bool:
        """Whether an annotation names its service there."""
        return _service(entity) is not None

    def read(self, entities: Sequence[Entity]) -> Mapping[EntityRef, Reading]:
        """Who is on call for each, and what incidents are open.

        Raises:
            SourceFailedError: it tells nothing.
        """
        services = {entity.ref: _service(entity) or "" for entity in entities}
        policies = {service: self._policy(service) for service in set(services.values())}
        on_call = self._on_call(sorted(filter(None, policies.values())))
        incidents = self._incidents(sorted(policies))
        return {
            ref: Reading(gaps=(f"it has no service {service}",))
            if policies[service] is None
            else Reading(on_call=on_call.get(policies[service] or "", ()), incidents=incidents.get(service, ()))
            for ref, service in services.items()
        }

    def examine(self) -> Examined:
        """Whether it takes our key.

        Raises:
            SourceFailedError: it does not.
        """
        if self._api.get("/abilities") is None:
            raise SourceFailedError("nothing of PagerDuty's API is at that address; check baseUrl")
        return Examined("takes our key" if self._page_as else "takes our key; without fromEmail nobody can be paged")

    def page(self, thing: Entity, *, title: str, body: str, key: str) -> Incident:
        """Open an incident, or find the one that is open under this key.

        Raises:
            NotPagedError: nobody was called.
        """
        service = _service(thing)
        if service is None or self._page_as is None:
            raise NotPagedError(f"{thing.name} has no annotation {PAGERDUTY_ANNOTATION}")
        told = {
            "type": "incident",
            "title": title,
            "service": {"id": service, "type": "service_reference"},
            "incident_key": key,
            "body": {"type": "incident_body", "details": body},
        }
        try:
            status, said = self._api.post("/incidents", {"incident": told}, {"From": self._page_as})
            found = part(said, "incident") if status < 300 else self._open_with(key)
        except SourceFailedError as error:
            raise NotPagedError(f"PagerDuty: {error}") from error
        if not found:
            raise NotPagedError(f"PagerDuty refuses it ({status}: {_reasons(said)})")
        return _incident(found)

    def _open_with(self, key: str) -> Mapping[str, Json]:
        """Where one is open already, PagerDuty takes no second one of its key."""
        told = items(self._api.get("/incidents", {"incident_key": key, "statuses[]": _OPEN}), "incidents")
        return told[0] if told else {}

    def _policy(self, service: str) -> str | None:
        known = self._policies.get(service)
        if known and known[0] > time.monotonic():
            return known[1]
        told = self._api.get(f"/services/{service}")
        policy = text(told, "service", "escalation_policy", "id") or None
        self._policies[service] = (time.monotonic() + _POLICY_SECONDS, policy)
        return policy

    def _on_call(self, policies: Sequence[str]) -> dict[str, tuple[OnCall, ...]]:
        if not policies:
            return {}
        told = self._api.get(
            "/oncalls", {"escalation_policy_ids[]": policies, "include[]": "users", "earliest": "true", "limit": "100"}
        )
        found: defaultdict[str, list[OnCall]] = defaultdict(list)
        for each in items(told, "oncalls"):
            found[text(each, "escalation_policy", "id")].append(_on_call(each))
        return {policy: _each_once(people) for policy, people in found.items()}

    def _incidents(self, services: Sequence[str]) -> dict[str, tuple[Incident, ...]]:
        told = self._api.get(
            "/incidents", {"service_ids[]": services, "statuses[]": _OPEN, "sort_by": "created_at:desc", "limit": "100"}
        )
        found: defaultdict[str, list[Incident]] = defaultdict(list)
        for each in items(told, "incidents"):
            if moment(each, "created_at"):
                found[text(each, "service", "id")].append(_incident(each))
        return {service: tuple(incidents) for service, incidents in found.items()}


def _service(entity: Entity) -> str | None:
    written = str(entity.annotations.get(PAGERDUTY_ANNOTATION) or "").strip()
    return written if _ID.fullmatch(written) else None


def _on_call(told: Json) -> OnCall:
    user = part(told, "user")
    return OnCall(
        level=number(told, "escalation_level", default=1),
        name=text(user, "summary") or text(user, "name") or "somebody without a name",
        email=text(user, "email") or None,
        until=moment(told, "end"),
        url=text(user, "html_url") or None,
    )


def _each_once(people: Iterable[OnCall]) -> tuple[OnCall, ...]:
    """The lowest level of each: somebody may be on call by several schedules."""
    found: dict[str, OnCall] = {}
    for person in sorted(people, key=lambda each: each.level):
        found.setdefault(person.email or person.name, person)
    return tuple(found.values())


def _incident(told: Json) -> Incident:
    began = moment(told, "created_at")
    if began is None:
        raise SourceFailedError("its answer makes no sense")
    return Incident(
        number=number(told, "incident_number"),
        title=text(told, "title") or text(told, "summary"),
        state=text(told, "status"),
        began_at=began,
        url=text(told, "html_url") or None,
    )


def _reasons(said: Json) -> str:
    error = part(said, "error")
    reasons = error.get("errors")
    first = str(reasons[0]) if isinstance(reasons, list) and reasons else text(error, "message")
    return first[:160] or "no reason given"
