"""What Callboard is told about the web services that golden paths may call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.app_config import AppConfig

#: What a request may not bring along or change; the configuration's own headers are kept whole.
Headers = Mapping[str, SecretStr]


@dataclass(frozen=True, slots=True)
class Proxy:
    """A service: called as `/proxy` and `prefix`, it is asked at `target`. No `methods` means all of them."""

    prefix: str
    target: str
    headers: Headers
    methods: tuple[str, ...] = ()

    @property
    def secrets(self) -> Iterator[str]:
        """The values that no log line may show."""
        return (value.get_secret_value() for value in self.headers.values())


def proxies(config: AppConfig, faults: list[str]) -> tuple[Proxy, ...]:
    """Every service, the longest prefix first; what is wrong with one is added to `faults`."""
    found = []
    for name, told in config.proxy.endpoints.items():
        parts = urlsplit(told.target)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            faults.append(
                f"proxy.endpoints.{name}.target must be a whole web address such as https://tickets.example.com."
            )
            continue
        headers = {header: SecretStr(value) for header, value in told.headers.items()}
        methods = tuple(method.upper() for method in told.allowed_methods)
        found.append(Proxy(f"/{name.strip('/')}", told.target.rstrip("/"), headers, methods))
    return tuple(sorted(found, key=lambda proxy: -len(proxy.prefix)))
