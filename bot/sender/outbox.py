"""What waits to be sent, and when its turn is: people who wait first, each lane in its order and at its pace."""

import heapq
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from bot.sender.calls import Call, Delivered, Urgency
from bot.sender.methods import BURST, method


class OutboxFullError(Exception):
    """Too much is waiting to be sent to Slack."""

    def __init__(self, capacity: int) -> None:
        super().__init__(f"{capacity} messages already wait to be sent to Slack. Try again in a minute.")


@dataclass(slots=True, order=True)
class Job:
    """A call in the outbox. Ordered as they go out within their lane."""

    urgency: Urgency
    number: int
    call: Call = field(compare=False)
    delivered: Delivered = field(compare=False, default_factory=Future)
    tries: int = field(compare=False, default=0)


@dataclass(slots=True)
class _Lane:
    waiting: list[Job] = field(default_factory=list)
    sending: Job | None = None
    free_at: float = 0.0


@dataclass(slots=True)
class _Allowance:
    """What is left of a method's calls per minute, as far as this process knows."""

    per_minute: int
    left: float
    counted_at: float
    paused_until: float = 0.0
    is_counted: bool = True

    def ready_at(self, now: float) -> float:
        """When the next call may go."""
        if not self.is_counted:
            return max(now, self.paused_until)
        self.left = min(self.per_minute * BURST, self.left + (now - self.counted_at) * self.per_minute / 60)
        self.counted_at = now
        fresh = now if self.left >= 1 else now + (1 - self.left) * 60 / self.per_minute
        return max(fresh, self.paused_until)


class Outbox:
    """A bounded queue of many lanes. Safe to use from many threads."""

    def __init__(self, *, capacity: int, workers: int, clock: Callable[[], float]) -> None:
        """`workers` threads take from it; all but one of them may be busy with what nobody waits for."""
        self._capacity = capacity
        self._background_slots = max(1, workers - 1)
        self._clock = clock
        self._turn = threading.Condition()
        self._lanes: dict[tuple[str, ...], _Lane] = {}
        self._allowances: dict[str, _Allowance] = {}
        self._numbers = 0
        self._waiting = 0
        self._busy = 0
        self._background_busy = 0
        self._is_closed = False
        self._is_abandoned = False

    def put(self, call: Call) -> Delivered:
        """Let it wait for its turn.

        Raises:
            OutboxFullError: too much is waiting already.
        """
        with self._turn:
            lane = self._lanes.setdefault((call.method, *call.lane), _Lane())
            if call.coalesces and lane.waiting:
                lane.waiting[0].call = call
                return lane.waiting[0].delivered
            if self._waiting >= self._capacity or self._is_closed:
                raise OutboxFullError(self._capacity)
            self._numbers += 1
            job = Job(call.urgency, self._numbers, call)
            self._enqueue(lane, job)
            return job.delivered

    def take(self) -> Job | None:
        """Wait for the next one whose turn it is; None when the outbox is closed and nothing is left."""
        with self._turn:
            while True:
                job, wait = self._next()
                if job is not None:
                    self._start(job)
                    return job
                if self._is_closed and not self._waiting:
                    return None
                self._turn.wait(wait)

    def done(self, job: Job) -> None:
        """It is settled: the lane's next one may go after the lane's spacing."""
        with self._turn:
            self._release(job, self._clock() + method(job.call.method).spacing)

    def drop(self, job: Job) -> None:
        """It went wrong somewhere on its way: it is settled, if it was not so already."""
        with self._turn:
            lane = self._lanes.get((job.call.method, *job.call.lane))
            if lane is not None and lane.sending is job:
                self._release(job, self._clock() + method(job.call.method).spacing)

    def put_back(self, job: Job, *, delay: float) -> bool:
        """Try it again later, before the others of its lane; a newer one that makes it pointless takes its place.

        False when the outbox is abandoned, so that nobody would.
        """
        with self._turn:
            lane = self._release(job, self._clock() + delay)
            if self._is_abandoned:
                return False
            if job.call.coalesces and lane.waiting:
                follow(lane.waiting[0].delivered, job.delivered)
            else:
                self._enqueue(lane, job)
            return True

    def pause(self, name: str, *, seconds: float) -> None:
        """Nothing of this method goes out for so long."""
        with self._turn:
            allowance = self._allowance(name)
            allowance.paused_until = max(allowance.paused_until, self._clock() + seconds)

    def close(self) -> None:
        """Take in no more; what waits still goes out."""
        with self._turn:
            self._is_closed = True
            self._turn.notify_all()

    def abandon(self) -> list[Job]:
        """Drop what still waits. What is being sent is not taken back any more."""
        with self._turn:
            self._is_abandoned = True
            dropped = [job for lane in self._lanes.values() for job in lane.waiting]
            self._lanes = {key: lane for key, lane in self._lanes.items() if lane.sending}
            for lane in self._lanes.values():
                lane.waiting.clear()
            self._waiting = 0
            self._turn.notify_all()
        for job in dropped:
            job.delivered.cancel()
        return dropped

    def __len__(self) -> int:
        with self._turn:
            return self._waiting + self._busy

    def _enqueue(self, lane: _Lane, job: Job) -> None:
        heapq.heappush(lane.waiting, job)
        self._waiting += 1
        self._turn.notify_all()

    def _next(self) -> tuple[Job | None, float | None]:
        """The job whose turn it is, or the seconds until that may be."""
        now = self._clock()
        best: Job | None = None
        earliest: float | None = None
        for lane in self._open_lanes(now):
            job = lane.waiting[0]
            ready = max(lane.free_at, self._allowance(job.call.method).ready_at(now))
            if ready > now:
                earliest = ready if earliest is None else min(earliest, ready)
            elif best is None or job < best:
                best = job
        return best, None if earliest is None else earliest - now

    def _open_lanes(self, now: float) -> list[_Lane]:
        """The lanes whose first job could go as far as the workers are concerned. Lanes that are done with are forgotten."""
        for key in [key for key, lane in self._lanes.items() if _is_over(lane, now)]:
            del self._lanes[key]
        is_crowded = self._background_busy >= self._background_slots
        return [
            lane
            for lane in self._lanes.values()
            if lane.waiting and not lane.sending and not (is_crowded and lane.waiting[0].urgency is Urgency.BACKGROUND)
        ]

    def _start(self, job: Job) -> None:
        lane = self._lanes[(job.call.method, *job.call.lane)]
        heapq.heappop(lane.waiting)
        lane.sending = job
        self._waiting -= 1
        self._busy += 1
        self._background_busy += job.urgency is Urgency.BACKGROUND
        self._allowance(job.call.method).left -= 1

    def _release(self, job: Job, free_at: float) -> _Lane:
        lane = self._lanes[(job.call.method, *job.call.lane)]
        lane.sending = None
        lane.free_at = free_at
        self._busy -= 1
        self._background_busy -= job.urgency is Urgency.BACKGROUND
        self._turn.notify_all()
        return lane

    def _allowance(self, name: str) -> _Allowance:
        if name not in self._allowances:
            facts = method(name)
            left = facts.per_minute * BURST
            self._allowances[name] = _Allowance(
                facts.per_minute, left, self._clock(), is_counted=not facts.goes_at_once
            )
        return self._allowances[name]


def _is_over(lane: _Lane, now: float) -> bool:
    return not lane.waiting and not lane.sending and lane.free_at <= now


def follow(newer: Delivered, older: Delivered) -> None:
    """The older one ends as the newer one does."""

    def settle(done: Delivered) -> None:
        if done.cancelled():
            older.cancel()
        elif (error := done.exception()) is not None:
            older.set_exception(error)
        else:
            older.set_result(done.result())

    newer.add_done_callback(settle)
