"""The words and signs that a status is told with: a sign and a word, never a colour alone."""

from catalog_store.operations import Alert, Build, Deployment, DeploymentOutcome, OnCall, Sync, Told
from catalog_store.workloads import Health, Standing
from commands import kit
from commands.condition.view import View

SIGNS = {
    Health.DOWN: ":red_circle:",
    Health.TROUBLED: ":red_circle:",
    Health.UNKNOWN: ":white_circle:",
    Health.WATCHED: ":large_yellow_circle:",
    Health.OFF: ":white_circle:",
    Health.WELL: ":large_green_circle:",
}
WORDS = {
    Health.DOWN: "down",
    Health.TROUBLED: "in trouble",
    Health.UNKNOWN: "not known",
    Health.WATCHED: "changing",
    Health.OFF: "nothing runs",
    Health.WELL: "well",
}
_OUTCOMES = {
    DeploymentOutcome.SUCCEEDED: "",
    DeploymentOutcome.FAILED: ":red_circle: failed",
    DeploymentOutcome.RUNNING: ":large_yellow_circle: under way",
    DeploymentOutcome.REPLACED: "",
    DeploymentOutcome.ROLLED_BACK: ":warning: rolled back to this",
    DeploymentOutcome.UNKNOWN: "",
}
_BUILDS = {
    "success": ":large_green_circle: passed",
    "failure": ":red_circle: failed",
    "timed_out": ":red_circle: took too long",
    "startup_failure": ":red_circle: could not start",
    "cancelled": ":white_circle: was cancelled",
    "skipped": ":white_circle: was skipped",
    "action_required": ":large_yellow_circle: waits for somebody",
    "neutral": ":white_circle: ended",
    "": ":large_yellow_circle: is running",
}
_ARGO_HEALTH = {
    "Healthy": ":large_green_circle: healthy",
    "Progressing": ":large_yellow_circle: progressing",
    "Degraded": ":red_circle: degraded",
    "Suspended": ":white_circle: suspended",
    "Missing": ":red_circle: its resources are missing",
}
_ARGO_SYNC = {"Synced": "as in Git", "OutOfSync": ":large_yellow_circle: not as in Git"}


def place(standing: Standing, view: View) -> str:
    """Environment, cluster, the workload's name where that says something, version."""
    workload = standing.workload
    site = workload.site
    cluster = "" if site.cluster == site.environment else f" · {kit.link(site.cluster_url, site.cluster, 40)}"
    named = [each.workload.name for each in view.standings if each.workload.site == site]
    name = f" · {kit.shown(workload.name, 60)}" if len(named) > 1 or workload.name != view.known.entity.name else ""
    kind = " (runs on a schedule)" if workload.schedule else ""
    version = f" · {kit.quoted(workload.version, 40)}" if workload.version else ""
    return f"*{kit.shown(site.environment, 40)}*{cluster}{name}{kind}{version}"


def deployment_line(deployment: Deployment, view: View, *, is_suspect: bool) -> str:
    """One deployment: the version, where, when, by whom, what it changes, how it ended."""
    version = deployment.version or deployment.commit[:7] or "a version without a name"
    shown = kit.link(deployment.commit_url, version, 40) if deployment.commit_url else kit.quoted(version, 40)
    by = f" by {kit.shown(deployment.by, 40)}" if deployment.by else ""
    what = f": {kit.link(deployment.url, deployment.what, 90)}" if deployment.what else ""
    outcome = _OUTCOMES[deployment.outcome]
    mark = " · :warning: within the hour before the incident" if is_suspect else ""
    when = kit.age(view.now - deployment.at)
    ended = f" · {outcome}" if outcome else ""
    return f"• {shown} to {kit.shown(deployment.environment, 40)} {when}{by}{what}{ended}{mark}"


def build_words(build: Build, view: View) -> str:
    """One check of the default branch."""
    outcome = _BUILDS.get(build.outcome, kit.shown(build.outcome, 40))
    return f"{outcome}: {kit.link(build.url, build.name, 50)} on {kit.shown(build.branch, 30)}, {kit.age(view.now - build.at)}"


def sync_words(sync: Sync) -> str:
    """One application of Argo CD."""
    health = _ARGO_HEALTH.get(sync.health, kit.shown(sync.health or "its health is not known", 40))
    state = _ARGO_SYNC.get(sync.sync, "nobody knows whether it is as in Git")
    message = f": {kit.shown(sync.message, 100)}" if sync.message and sync.health != "Healthy" else ""
    return f"{kit.link(sync.url, sync.app, 50)}: {health}, {state}{message}"


def alert_words(alert: Alert, view: View) -> str:
    """One alert."""
    silenced = " (silenced)" if alert.is_silenced else ""
    summary = f": {kit.shown(alert.summary, 120)}" if alert.summary else ""
    severity = f"{kit.shown(alert.severity, 20)}, " if alert.severity else ""
    since = kit.age(view.now - alert.since).removesuffix(" ago")
    return f"{kit.link(alert.url, alert.name, 60)}{silenced} ({severity}for {since}){summary}"


def on_call_words(levels: tuple[OnCall, ...]) -> str:
    """Who is called first, and who next; their names only, so that nobody is pinged."""
    if not levels:
        return ":warning: nobody is on call"
    first = [each for each in levels if each.level == levels[0].level]
    rest = [each for each in levels if each.level != levels[0].level]
    names = kit.listed([kit.mail_link(each.email, each.name) for each in first[:3]])
    following = [each for each in rest if each.level == rest[0].level][:2]
    then = f", then {kit.listed([kit.mail_link(each.email, each.name) for each in following])}" if following else ""
    return names + then


def missing_words(told: Told, view: View) -> str:
    """A source that could not be read: why, and how old what is shown of it is."""
    shown = ""
    if told.reading is not None and told.read_at is not None:
        shown = f"; what is shown of it was read {kit.age(view.now - told.read_at)}"
    return f"{kit.shown(told.source, 60)}: {kit.shown(told.missing or '', 160)}{shown}"
