"""Whether work is followed by OpenTelemetry, by its own variables; the others of them its libraries read themselves."""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import SecretStr

_EXPORTERS = ("otlp", "none")
_PROTOCOL = "http/protobuf"


@dataclass(frozen=True, slots=True)
class TelemetrySettings:
    """`is_on`: traces are sent. `headers` hold whatever the collector wants to see before it takes them."""

    is_on: bool = False
    headers: tuple[SecretStr, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that no log line may show."""
        pairs = (pair for held in self.headers for pair in held.get_secret_value().split(","))
        return tuple(value.strip() for _, _, value in (pair.partition("=") for pair in pairs) if value.strip())


#: Reads one variable, with what makes a value of its text, and what it is when it is not set.
Read = Callable[[str, Callable[[str], str], str], str]


def telemetry_settings(read: Read) -> TelemetrySettings:
    """What the environment says; its faults are kept by the reader."""
    places = [read(name, str, "") for name in ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    exporter = read("OTEL_TRACES_EXPORTER", _exporter, "")
    is_disabled = read("OTEL_SDK_DISABLED", str, "").lower() == "true"
    is_on = not is_disabled and exporter != "none" and (exporter == "otlp" or any(places))
    names = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
    for name in names:
        read(name, _protocol if is_on else str, "")
    headers = (read(name, str, "") for name in ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"))
    return TelemetrySettings(is_on, tuple(SecretStr(text) for text in headers if text))


def _exporter(text: str) -> str:
    if text not in _EXPORTERS:
        raise ValueError(f"is {text!r}, but must be otlp or none.")
    return text


def _protocol(text: str) -> str:
    if text != _PROTOCOL:
        raise ValueError(f"is {text!r}, but traces are sent by {_PROTOCOL} only, which collectors take at port 4318.")
    return text
