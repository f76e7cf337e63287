"""Where things are found: the API's addresses and the web's."""

import base64
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Links:
    """The API's root (`http://…/api/v3`) and the web's (`http://…`), without a slash at the end."""

    api: str
    web: str


def timestamp(when: datetime | None) -> str | None:
    """As GitHub writes a time."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ") if when else None


def node_id(kind: str, number: int) -> str:
    """A global id."""
    return base64.b64encode(f"0{len(kind)}:{kind}{number}".encode()).decode()
