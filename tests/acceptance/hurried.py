"""`callboard serve` for a test that has no minute to spare: what is looked at every minute is looked at every second.

`python -m tests.acceptance.hurried`
"""

import sys
from datetime import timedelta
from functools import partial

from bot import reporting
from bot.__main__ import main
from bot.reports.delivering import Delivering

SPREAD = 15
_NOBODY_CAME = timedelta(seconds=5)


def hurry() -> None:
    """Reports are claimed at once, sent within a quarter of a minute, and taken over from the dead within seconds."""
    setattr(reporting, "_LOOKED_AT_EVERY", timedelta(seconds=2))  # noqa: B010  # mypy lets nobody set a constant
    setattr(reporting, "Delivering", partial(Delivering, spread=SPREAD, patience=_NOBODY_CAME))  # noqa: B010  # the same


if __name__ == "__main__":
    hurry()
    sys.exit(main(["serve"]))
