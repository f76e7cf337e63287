"""What Callboard is told about the systems that know of alerts, deployments and who is on call."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.app_config import AppConfig
from bot.integrations_config import SystemPart


@dataclass(frozen=True, slots=True)
class SystemSettings:
    """One system: its address without a slash at the end, and who we are there."""

    url: str
    token: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class IntegrationsSettings:
    """The systems that are configured. `page_as` is whose name stands under an incident that is opened from Slack."""

    pager_duty: SystemSettings | None = None
    page_as: str | None = None
    argocd: SystemSettings | None = None
    alertmanager: SystemSettings | None = None
    grafana: SystemSettings | None = None

    @property
    def systems(self) -> Iterator[SystemSettings]:
        """All of them."""
        return (each for each in (self.pager_duty, self.argocd, self.alertmanager, self.grafana) if each)

    @property
    def is_used(self) -> bool:
        """There is one to be asked."""
        return any(True for _ in self.systems)

    @property
    def secrets(self) -> Iterator[str]:
        """The values that no log line may show."""
        return (each.token.get_secret_value() for each in self.systems if each.token)


@dataclass(slots=True)
class _Reader:
    faults: list[str] = field(default_factory=list)

    def system(self, name: str, url: str | None, token: str | None) -> SystemSettings | None:
        """The system, if it is configured; `token` alone is not enough."""
        path = f"callboard.integrations.{name}"
        if url is None:
            if token:
                self.faults.append(f"{path}.baseUrl is missing.")
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            self.faults.append(
                f"{path}.baseUrl must be a whole web address such as https://{name.lower()}.example.com."
            )
            return None
        return SystemSettings(url.rstrip("/"), SecretStr(token) if token else None)


def integrations_settings(config: AppConfig, faults: list[str]) -> IntegrationsSettings:
    """Everything about them in one; what is wrong with it is added to `faults`."""
    part = config.callboard.integrations
    reader = _Reader(faults)

    def system(name: str, told: SystemPart) -> SystemSettings | None:
        return reader.system(name, told.base_url, told.token)

    paging = part.pager_duty
    return IntegrationsSettings(
        pager_duty=reader.system("pagerDuty", paging.base_url, paging.token) if paging.token else None,
        page_as=paging.from_email,
        argocd=system("argocd", part.argocd),
        alertmanager=system("alertmanager", part.alertmanager),
        grafana=system("grafana", part.grafana),
    )
