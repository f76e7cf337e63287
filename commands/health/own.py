"""What is wrong with the bot itself, in sentences: what waits too long, and what it has given up."""

from collections.abc import Iterator
from datetime import timedelta

from catalog_store.operating import OperatingState
from commands import kit

#: What waits longer than this should make somebody look.
_TOO_LONG = timedelta(minutes=10)


def troubles(state: OperatingState) -> Iterator[str]:
    """A sentence for each, ready to be shown; none when all is well."""
    if state.jobs_set_aside:
        kinds = kit.listed([kit.quoted(name) for name in state.set_aside])
        number = kit.counted(state.jobs_set_aside, "job was", "jobs were")
        yield f"*{number} set aside* after the last try ({kinds}): the log says why each failed."
    for what, one, many in (("jobs", "job", "jobs"), ("messages", "message to Slack", "messages to Slack")):
        waiting = state.waiting.get(what)
        if waiting and waiting.oldest > _TOO_LONG.total_seconds():
            number = kit.counted(waiting.number, f"{one} waits", f"{many} wait")
            yield f"*{number}*; the oldest came {kit.age(timedelta(seconds=waiting.oldest))}."
    if state.messages_unsure:
        number = kit.counted(state.messages_unsure, "message", "messages")
        yield f"*{number} of the last day may not have arrived*: a process ended while sending."
