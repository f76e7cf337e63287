"""What GitHub tells us becomes jobs: one for each thing that changed, however often it did."""

from collections.abc import Iterator
from dataclasses import asdict

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
        for source in hosts.sources_with(change):
            arguments = {"source": source, "change": asdict(change)}
            queue.defer(jobs.REFRESH_REPOSITORY, arguments, lock=source, is_only_one=True)

    known = [secret.get_secret_value() for secret in secrets]
    yield github_webhook(known, is_new=SeenEvents(bench.database).first_time, take=take)
