"""What GitHub tells us becomes jobs: one for each thing that changed, however often it did."""

from collections.abc import Iterator

from bot import jobs
from bot.web import Change, PeopleChange, Route, github_webhook
from catalog_store.job_queue import JobQueue
from catalog_store.slack.seen import SeenEvents


def github_calls(bench: jobs.Bench, queue: JobQueue) -> Iterator[Route]:
    """Where GitHub may call, when there is something to look at then and a secret by which to know it."""
    hosts, secrets = bench.sources.hosts, bench.settings.github.webhook_secrets
    if hosts is None or not secrets:
        return

    def take(change: Change) -> None:
        if isinstance(change, PeopleChange):
            for source in hosts.sources_of_people(change.organization):
                queue.defer(jobs.READ_SOURCE, {"source": source}, lock=source, is_only_one=True)
            return
        # Whoever had it lets go of it first, so that its names are free.
        for source in hosts.sources_left(change) or hosts.sources_with(change):
            jobs.have_refreshed(queue, source, change)

    known = [secret.get_secret_value() for secret in secrets]
    yield github_webhook(known, is_new=SeenEvents(bench.database).first_time, take=take)
