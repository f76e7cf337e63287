"""PagerDuty's REST API, version 2, as far as it is asked: services, on-calls, incidents."""

from datetime import datetime
from typing import Any

from tests.support.systems.stand_in import Asked, StandIn

KEY = "a-read-write-key"
Json = dict[str, Any]  # Any: JSON


class PagerDutyAccount(StandIn):
    """An account with services, each with an escalation policy of levels of people."""

    def __init__(self) -> None:
        super().__init__(self._answered)
        self.levels: dict[str, list[tuple[int, str]]] = {}
        self.incidents: list[Json] = []

    def has(self, service: str, *levels: tuple[int, str]) -> None:
        """A service, and who is on call for it at which level."""
        self.levels[service] = list(levels)

    def opens(self, service: str, number: int, title: str, at: datetime, key: str = "") -> None:
        """An incident."""
        self.incidents.append(
            {
                "id": f"Q{number}",
                "incident_number": number,
                "title": title,
                "status": "acknowledged",
                "created_at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "incident_key": key,
                "html_url": f"https://acme.pagerduty.com/incidents/Q{number}",
                "service": {"id": service, "type": "service_reference"},
            }
        )

    def _answered(self, asked: Asked) -> tuple[int, Any]:
        if asked.headers.get("Authorization") != f"Token token={KEY}":
            return 401, {"error": {"message": "Invalid Credentials", "code": 2006}}
        if asked.path == "/abilities":
            return 200, {"abilities": ["teams", "advanced_reports"]}
        if asked.path.startswith("/services/"):
            return self._service(asked.path.rpartition("/")[2])
        if asked.path == "/oncalls":
            return 200, {
                "oncalls": [each for id_ in asked.query["escalation_policy_ids[]"] for each in self._on_call(id_)]
            }
        if asked.path.startswith("/incidents/"):
            return self._incident(asked.path.rpartition("/")[2])
        if asked.path == "/incidents" and asked.verb == "POST":
            return self._opened(asked)
        if asked.path == "/incidents":
            return 200, {"incidents": [each for each in self.incidents if _is_wanted(each, asked)]}
        return 404, {"error": {"message": "Not Found", "code": 2100}}

    def _service(self, service: str) -> tuple[int, Json]:
        if service not in self.levels:
            return 404, {"error": {"message": "Not Found", "code": 2100}}
        policy = {"id": f"POLICY{service}", "type": "escalation_policy_reference"}
        return 200, {"service": {"id": service, "name": service, "escalation_policy": policy}}

    def _incident(self, wanted: str) -> tuple[int, Json]:
        """By its id or its number."""
        for each in self.incidents:
            if wanted in (each["id"], str(each["incident_number"])):
                return 200, {"incident": each}
        return 404, {"error": {"message": "Not Found", "code": 2100}}

    def _on_call(self, policy: str) -> list[Json]:
        return [
            {
                "escalation_policy": {"id": policy},
                "escalation_level": level,
                "end": None,
                "user": {
                    "id": "U1",
                    "type": "user",
                    "summary": name,
                    "email": f"{name.split()[0].lower()}@acme.example",
                    "html_url": "https://acme.pagerduty.com/users/U1",
                },
            }
            for level, name in self.levels[policy.removeprefix("POLICY")]
        ]

    def _opened(self, asked: Asked) -> tuple[int, Json]:
        told = asked.body["incident"]
        if "From" not in asked.headers:
            return 400, {"error": {"message": "Invalid Input Provided", "errors": ["From header is required"]}}
        if told["service"]["id"] not in self.levels:
            return 400, {"error": {"message": "Invalid Input Provided", "errors": ["Service not found"]}}
        if any(each["incident_key"] == told["incident_key"] for each in self.incidents):
            reason = "Open incident with matching dedup key already exists on this service"
            return 400, {"error": {"message": "Arguments Caused Error", "errors": [reason]}}
        at = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
        self.opens(told["service"]["id"], 7, told["title"], at, told["incident_key"])
        return 201, {"incident": self.incidents[-1]}


def _is_wanted(incident: Json, asked: Asked) -> bool:
    if "incident_key" in asked.query:
        return bool(incident["incident_key"] == asked.query["incident_key"][0])
    return incident["service"]["id"] in asked.query["service_ids[]"]
