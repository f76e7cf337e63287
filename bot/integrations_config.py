"""`callboard.integrations` in app-config.yaml: the systems that are asked about alerts, deployments and who is on call."""

from bot.config_parts import Part, Text


class PagerDutyPart(Part):
    """`pagerDuty`. `from_email` is whose name stands under an incident that somebody opens from Slack."""

    base_url: Text = "https://api.pagerduty.com"
    token: Text | None = None
    from_email: Text | None = None


class SystemPart(Part):
    """A system with an address and a token."""

    base_url: Text | None = None
    token: Text | None = None


class OperationsPart(Part):
    """The systems that Callboard can ask."""

    pager_duty: PagerDutyPart = PagerDutyPart()
    argocd: SystemPart = SystemPart()
    alertmanager: SystemPart = SystemPart()
    grafana: SystemPart = SystemPart()
