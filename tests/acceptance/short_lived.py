"""`callboard serve` that is killed the moment its first message that keeps itself current stands in Slack.

`python -m tests.acceptance.short_lived`
"""

import os
import signal
import sys

from bot.__main__ import main
from catalog_store.slack.live_messages import LiveMessages


def die(*_: object, **_more: object) -> None:
    """As the kernel does when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    setattr(LiveMessages, "begin", die)  # noqa: B010  # mypy lets nobody set a method
    sys.exit(main(["serve"]))
