"""A code host that is left alone for a moment when it does not answer, so that many who ask hold nothing up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from bot.source_host import Amendment, HostAwayError, Proposal, Proposed, PullState, SourceHost

Told = TypeVar("Told")

#: After this time a host that was away is asked again, by one job first; for so long it is tried at all.
AGAIN_AFTER, GIVEN_UP_AFTER = timedelta(minutes=2), timedelta(days=1)
_LEFT_ALONE = timedelta(seconds=30)


class PatientHost:
    """The same `SourceHost`. One waits for a host that is away; all others hear at once what it said."""

    def __init__(self, host: SourceHost, *, clock: Callable[[], datetime]) -> None:
        self._host = host
        self._clock = clock
        self._away: dict[str, tuple[datetime, str]] = {}

    def propose(self, host: str, slug: str, proposal: Proposal) -> Proposed:
        """As a `SourceHost`."""
        return self._asked(host, lambda: self._host.propose(host, slug, proposal))

    def amend(self, host: str, slug: str, amendment: Amendment) -> Proposed:
        """As a `SourceHost`."""
        return self._asked(host, lambda: self._host.amend(host, slug, amendment))

    def state(self, host: str, slug: str, number: int) -> PullState:
        """As a `SourceHost`."""
        return self._asked(host, lambda: self._host.state(host, slug, number))

    def _asked(self, host: str, ask: Callable[[], Told]) -> Told:
        if (known := self._away.get(host)) and self._clock() < known[0]:
            raise HostAwayError(known[1])
        try:
            return ask()
        except HostAwayError as error:
            self._away[host] = (self._clock() + _LEFT_ALONE, str(error))
            raise
