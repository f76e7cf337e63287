"""What can go wrong with a cluster, in the words of the one who reads about it."""


class ClusterError(Exception):
    """Base of everything that a cluster may refuse or fail to do. The text is the end of a sentence: it says why."""


class AwayError(ClusterError):
    """The cluster cannot be reached, or did not answer in time."""


class UnknownToClusterError(ClusterError):
    """The cluster does not know who we are."""


class NotAllowedError(ClusterError):
    """The cluster knows us, and does not let us read this."""

    def __init__(self, plural: str, namespace: str | None, verb: str = "list") -> None:
        where = f"in the namespace {namespace}" if namespace else "in all namespaces"
        super().__init__(f"our account may not {verb} {plural} {where} (403)")
        self.plural = plural


class NotServedError(ClusterError):
    """The cluster does not have this kind of resource."""

    def __init__(self, plural: str, group: str) -> None:
        super().__init__(f"it does not have {plural} of {group}")


class BusyError(ClusterError):
    """The cluster has too much to do."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it has too much to do (429) and may be asked again in {seconds:.0f} s")
        self.seconds = seconds


class RefusedError(ClusterError):
    """The cluster does not take the question."""


class GoneError(ClusterError):
    """A list changed so much while we read it that the rest of it is gone."""

    def __init__(self) -> None:
        super().__init__("its lists change quicker than we can read them (410)")
