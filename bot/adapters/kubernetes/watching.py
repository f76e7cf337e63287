"""Lists of a cluster that are asked for again and again: read once, and then kept current by a watch while somebody asks."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.adapters.kubernetes.client import Asked, ClusterClient, Json
from bot.adapters.kubernetes.errors import BusyError, ClusterError, GoneError, NotAllowedError, RefusedError
from bot.adapters.kubernetes.kept_list import KeptList

_log = structlog.get_logger()

#: Who asks again within so many seconds is likely to go on: a live message, or a channel that is told of changes.
_ASKED_AGAIN = 60.0
#: Nobody has asked for so long: the watch ends.
_IDLE = 90.0
#: So long one watch lasts before the next one goes on from there; a connection that is dead is noticed as late as that.
_LASTS = 30.0
#: A watch that ends sooner was none. After so many in a row we take it that the cluster, or what stands before it, has none.
_SHORTEST = 1.0
_MOST_SHORT = 4
#: What may not be watched, or is too much to be kept, is only read for so long.
_NOT_WATCHED_FOR = 600.0
#: For each cluster.
MOST_WATCHES = 90
MOST_BYTES = 20_000_000
#: So many questions are remembered, to see which of them come again.
_MOST_REMEMBERED = 2_000


@dataclass(slots=True)
class _Scope:
    """One question: what is remembered of it. `kept` is there while it is watched; `short` watches ended at once, in a row."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked_at: float = float("-inf")
    not_before: float = float("-inf")
    kept: KeptList | None = None
    is_watched: bool = False
    short: int = 0


class WatchedLists:
    """Lists of one cluster: at most one list and one watch of each kind and scope. Safe to use from many threads.

    What is asked for once is read and forgotten. What is asked for again is watched, as long as somebody asks.
    """

    def __init__(
        self,
        client: ClusterClient,
        *,
        clock: Callable[[], float] = time.monotonic,
        lasts: float = _LASTS,
        idle: float = _IDLE,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        """`lasts` and `idle` are in seconds: how long one watch lasts, and how long it goes on when nobody asks."""
        self._client = client
        self._clock = clock
        self._lasts = lasts
        self._idle = idle
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._scopes: dict[Asked, _Scope] = {}

    @property
    def watches(self) -> int:
        """How many there are at the moment."""
        with self._lock:
            return sum(scope.is_watched for scope in self._scopes.values())

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        with self._lock:
            return sum(scope.kept.size for scope in self._scopes.values() if scope.kept is not None)

    def all(self, asked: Asked) -> list[Json]:
        """All resources of this question, as they are now.

        Raises:
            ClusterError: there is no whole list.
        """
        scope = self._scope(asked)
        with scope.lock:  # whoever asks the same at the same time waits for the one list
            now = self._clock()
            is_asked_again, scope.asked_at = now - scope.asked_at < _ASKED_AGAIN, now
            if (kept := scope.kept) is not None:
                return kept.items()
            items, version = self._client.listed(asked)
            if is_asked_again and version and now >= scope.not_before and self._has_room():
                self._begin(asked, scope, KeptList(items, version))
            return items

    def _scope(self, asked: Asked) -> _Scope:
        with self._lock:
            found = self._scopes.pop(asked, None) or _Scope()
            self._scopes[asked] = found  # the latest come last
            if len(self._scopes) > _MOST_REMEMBERED:
                oldest = next((each for each, scope in self._scopes.items() if not scope.is_watched), None)
                if oldest is not None:
                    del self._scopes[oldest]
            return found

    def _has_room(self) -> bool:
        return self.watches < MOST_WATCHES and self.size < self._most_bytes

    def _begin(self, asked: Asked, scope: _Scope, kept: KeptList) -> None:
        scope.kept, scope.is_watched = kept, True
        threading.Thread(target=self._follow, args=(asked, scope, kept), name="cluster-watch", daemon=True).start()

    def _follow(self, asked: Asked, scope: _Scope, kept: KeptList) -> None:
        """Until nobody asks any more, or something goes wrong: whoever asks then reads the list again, and is told why not."""
        try:
            while self._clock() - scope.asked_at < self._idle:
                kept = self._watched(asked, scope, kept)
        except (NotAllowedError, BusyError, RefusedError) as refusal:
            self._leave_alone(scope, str(refusal))
        except ClusterError as error:
            _log.info("watch-ended", kind=str(asked.resource.plural), reason=str(error))
        except Exception as bug:  # noqa: BLE001  # the edge of a thread: lists are read as if there were no watches
            _log.error("watch-failed", kind=str(asked.resource.plural), exc_info=bug)
            self._leave_alone(scope, "the reason is above")
        finally:
            # In this order: without a list the next watch may begin at once, and it is not to be taken for none.
            scope.is_watched = False
            scope.kept = None

    def _watched(self, asked: Asked, scope: _Scope, kept: KeptList) -> KeptList:
        """One watch to its end; the list to go on with. Where the cluster forgot what was between, it is read anew."""
        begun = time.monotonic()
        try:
            self._take_all(asked, kept)
        except GoneError:
            items, version = self._client.listed(asked)
            kept = scope.kept = KeptList(items, version)
        if time.monotonic() - begun < min(_SHORTEST, self._lasts / 2):
            scope.short += 1
            if scope.short == _MOST_SHORT:
                raise RefusedError("it ends watches as soon as they begin")
        else:
            scope.short = 0
        return kept

    def _take_all(self, asked: Asked, kept: KeptList) -> None:
        for event in self._client.changes(asked, lambda: kept.version, seconds=self._lasts):
            if event is not None:
                kept.take(event)
            if self.size > self._most_bytes:
                raise BusyError(_NOT_WATCHED_FOR)

    def _leave_alone(self, scope: _Scope, reason: str) -> None:
        scope.not_before = self._clock() + _NOT_WATCHED_FOR
        _log.info("not-watched", reason=reason, advice="lists are read instead; a role with the verb watch spares them")
