"""Why facts are not told."""


class FactsNotReadError(Exception):
    """A source does not tell them of this thing. The text says why, as a clause."""


class SourceAwayError(FactsNotReadError):
    """A source tells nothing of anything now, so that asking about the next thing is of no use."""
