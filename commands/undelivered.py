"""Reports that did not arrive, or of which nobody knows: what happened, and a button that posts one again."""

from collections.abc import Iterator, Sequence

from catalog_store.reports.deliveries import Delivery, DeliveryState
from commands import kit
from commands.ask import Block, Channel
from commands.services import Services

AGAIN = "reports.again"
#: More at once means that all is lost, and nobody reads each.
MOST = 5


def is_platforms(channel: Channel | None, services: Services) -> bool:
    """Whether the platform's people are there, who alone decide what is posted again."""
    names = {channel.id, f"#{channel.name}", channel.name} if channel else set()
    return services.platform_channel is not None and services.platform_channel in names


def rows(troubled: Sequence[Delivery], *, can_be_posted: bool) -> Iterator[Block]:
    """A section for each."""
    for number, each in enumerate(troubled):
        told = f":warning: {_words(each)}"
        again = kit.button("Post again", kit.numbered(AGAIN, number), str(each.id), spoken=f"Post {each.report} again")
        yield kit.section(told, accessory=again) if can_be_posted else kit.section(told)


def _words(delivery: Delivery) -> str:
    whose = kit.shown(delivery.team.rpartition("/")[2]) if delivery.team else "the platform"
    what = f"The report {kit.shown(delivery.report)} for {whose}, {kit.shown(delivery.period)}"
    if delivery.state is DeliveryState.UNSURE:
        return (
            f"{what}, may or may not have arrived: a process died while Slack had it. It is not sent again by itself."
        )
    tried = [f"{kit.channel(channel or '?')} ({kit.shown(reason, 40)})" for channel, reason in delivery.tried]
    if tried:
        return f"{what}, was taken by no channel: {kit.listed(tried[:3])}."
    return f"{what}: {kit.shown(delivery.note or 'there was nowhere to post it')}"
