"""What can go wrong with the process itself, in the words of the one who runs it."""


class NotTriedError(Exception):
    """A command could not even begin. The text says why and what to do; the exit status is 2."""
