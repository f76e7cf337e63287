"""The names of Slack's channels are kept for those who do not ask Slack."""

from datetime import UTC, datetime, timedelta

from catalog_store.database import Database
from catalog_store.slack.channel_names import ListedChannels

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_keeps_what_was_listed_last(database: Database) -> None:
    channels = ListedChannels(database)
    channels.save({"C0PAYMENTS": "payments", "C0OLD": "orders"}, at=NOW)
    channels.save({"C0PAYMENTS": "money", "C0NEW": "orders"}, at=NOW + timedelta(hours=1))

    assert channels.names()["C0PAYMENTS"] == "money"
    assert [channel for channel, name in channels.names().items() if name == "orders"] == ["C0OLD", "C0NEW"]


def test_forgets_what_is_listed_no_more(database: Database) -> None:
    channels = ListedChannels(database)
    channels.save({"C0PAYMENTS": "payments", "C0OLD": "orders"}, at=NOW)
    channels.save({"C0PAYMENTS": "payments"}, at=NOW + timedelta(days=2))
    channels.forget(before=NOW + timedelta(days=1))

    assert channels.names() == {"C0PAYMENTS": "payments"}
