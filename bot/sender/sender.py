"""What the rest of the bot asks of Slack, as calls in the outbox."""

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime

from slack_sdk import WebClient

from bot.sender import payloads
from bot.sender.calls import Call, Delivered, Payload, UndeliveredError, Urgency
from bot.sender.courier import Courier
from bot.sender.door import get_file
from bot.sender.mail import Mail
from bot.sender.methods import RESPONSE_URL, RESPONSE_URL_USES
from bot.sender.outbox import Outbox, OutboxFullError
from bot.sender.pace import Alone, Pace
from bot.sender.uploads import upload
from catalog_store.job_queue import Errand
from catalog_store.slack.outgoing import Kept as Fate
from catalog_store.slack.outgoing import Outgoing
from commands.ask import Answer, HomeView, Modal, Picture

#: So many addresses are remembered with their uses; a `response_url` lives for half an hour.
_KNOWN_URLS = 10_000
#: Forms have threads of their own, so that nobody who looks at the screen waits for what is being posted.
_FORM_WORKERS = 2
#: Seconds for which a trigger is good, less its way here, and for which somebody looks at a form that does not change.
_TRIGGER_LIVES = 2.5
_FORM_WAITS = 10.0


class Sender:
    """The only way out to Slack's Web API. Everything returns at once; the work is done by its own threads.

    What is returned is the reply to come. Nobody has to wait for it: refusals are logged here.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        workers: int = 4,
        capacity: int = 2_000,
        clock: Callable[[], float] = time.monotonic,
        pace: Pace | None = None,
        store: Outgoing | None = None,
        is_ready: Callable[[], bool] = lambda: True,
        platform_channel: str | None = None,
        is_shared: Callable[[str], bool] = lambda _channel: False,
    ) -> None:
        """`client` must not retry by itself (see `bot.sender.door.web_client`). `store` keeps what must not be lost.

        Nothing that was kept is taken over before `is_ready`. `platform_channel` is told what cannot be delivered.
        Nothing is posted to a channel that `is_shared` with people of another company.
        """
        self._client = client
        self._outbox = Outbox(capacity=capacity, workers=workers, clock=clock)
        self._mail = Mail(store, self._outbox, is_ready=is_ready, platform_channel=platform_channel) if store else None
        self._pace = pace or Alone()
        self._courier = Courier(
            client, self._outbox, workers=workers, pace=self._pace, mail=self._mail, is_shared=is_shared
        )
        self._forms = Outbox(capacity=capacity, workers=_FORM_WORKERS, clock=clock)
        self._form_courier = Courier(client, self._forms, workers=_FORM_WORKERS, pace=Alone(), mail=None)
        self._uses: OrderedDict[str, int] = OrderedDict()
        self._uses_lock = threading.Lock()

    def start(self) -> None:
        """Begin to deliver."""
        self._courier.start()
        self._form_courier.start()
        if self._mail is not None:
            self._mail.start()

    def stop(self, *, timeout: float = 5.0) -> None:
        """Deliver what waits for at most `timeout` seconds, then leave the rest: to other replicas, if it is kept."""
        self._form_courier.stop(timeout=timeout)
        self._courier.stop(timeout=timeout)
        if self._mail is not None:
            self._mail.stop()
        self._pace.stop()

    @property
    def fault(self) -> str | None:
        """Why Slack takes nothing from us at present, in words; None when all is well."""
        return self._courier.fault

    def waiting(self) -> int:
        """How many calls are on their way or wait for their turn."""
        return len(self._outbox) + len(self._forms)

    def post(
        self, channel: str, answer: Answer, *, thread_ts: str | None = None, urgency: Urgency = Urgency.WAITING
    ) -> Delivered:
        """A new message in a channel or a thread. The reply has its `ts`."""
        return self._outbox.put(_posting(channel, answer, thread_ts, urgency))

    def keep_answer(
        self,
        channel: str,
        answer: Answer,
        *,
        thread_ts: str | None,
        keys: Sequence[str],
        asker: str,
        errand: Errand | None = None,
    ) -> Call | None:
        """The answer to an event with these keys, safe from now on, to be sent by `send_kept`. None: it was answered.

        The `errand` is as safe, and told the number of the message as `letter`.

        Raises:
            TooManyAnswersError: this asker is being answered again and again.
            DatabaseAwayError: Postgres does not answer.
        """
        call = self.answer_unkept(channel, answer, thread_ts=thread_ts)
        return self._mail.keep(call, keys=keys, asker=asker, errand=errand) if self._mail else call

    def answer_unkept(self, channel: str, answer: Answer, *, thread_ts: str | None) -> Call:
        """The same where nothing can be kept."""
        return _posting(channel, answer, thread_ts, Urgency.WAITING)

    def send_kept(self, call: Call) -> "Delivered | None":
        """Send what was kept: now, or where too much waits already, whenever any replica has time for it (None)."""
        try:
            return self._outbox.put(call)
        except OutboxFullError:
            if self._mail is None:
                raise
            self._mail.postpone(call, release=True)
            return None

    def post_with(self, channel: str, answer: Answer, errand: Errand, *, thread_ts: str | None = None) -> Delivered:
        """A new message that is as safe as its errand, which is told its number as `letter`.

        The reply is cancelled where another replica has to send it.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        assert self._mail is not None, "a sender without a store keeps nothing"
        posting = _posting(channel, answer, thread_ts, Urgency.WAITING)
        call = self._mail.keep_once(posting, key=f"errand {secrets.token_hex(16)}", errand=errand)
        assert call is not None, "nobody else has this key"
        delivered = self.send_kept(call)
        if delivered is None:
            delivered = Future()
            delivered.cancel()
        return delivered

    def post_once(
        self,
        channel: str,
        answer: Answer,
        *,
        key: str,
        thread_ts: str | None = None,
        urgency: Urgency = Urgency.BACKGROUND,
    ) -> "Fate | Delivered":
        """A new message, of which there shall be one with this key, whichever replica dies meanwhile.

        What became of it, if it was on its way before; else the reply to come.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        assert self._mail is not None, "a sender without a store keeps nothing"
        if fate := self._mail.fate(key):
            return fate
        call = self._mail.keep_once(_posting(channel, answer, thread_ts, urgency), key=key)
        if call is None:  # another replica was a moment earlier
            return self._mail.fate(key) or Fate(None, None)
        try:
            return self._outbox.put(call)
        except OutboxFullError:
            self._mail.postpone(call, release=True)
            return Fate(None, None)

    def post_in_time(
        self, channel: str, answer: Answer, *, thread_ts: str | None = None, due_at: datetime | None = None
    ) -> int:
        """A new message that nobody waits for, sent by whichever replica has time, and not lost meanwhile. Its number.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        assert self._mail is not None, "a sender without a store keeps nothing"
        return self._mail.leave(_posting(channel, answer, thread_ts, Urgency.BACKGROUND), due_at=due_at)

    def post_ephemeral(self, channel: str, user: str, answer: Answer, *, thread_ts: str | None = None) -> Delivered:
        """A new message in a channel that only this person sees, and only until they reload.

        Where we are not in the channel, or they are not, they get it as a direct message.
        """
        payload = {"channel": channel, "user": user, **payloads.message(answer), **_thread(thread_ts)}
        direct = _posting(user, answer, None, Urgency.WAITING)
        return self._outbox.put(Call("chat.postEphemeral", payload, (channel,), instead=direct))

    def update(
        self,
        channel: str,
        ts: str,
        answer: Answer,
        *,
        thread_ts: str | None = None,
        urgency: Urgency = Urgency.WAITING,
    ) -> Delivered:
        """Change a message of ours: at most every two seconds, the latest wins. Where it is gone, it is posted anew."""
        payload = {"channel": channel, "ts": ts, "blocks": [], **payloads.message(answer)}
        anew = _posting(channel, answer, thread_ts, urgency)
        return self._outbox.put(Call("chat.update", payload, (channel, ts), urgency, coalesces=True, instead=anew))

    def publish_home(self, user: str, view: HomeView) -> Delivered:
        """Draw somebody's Home tab; the latest wins."""
        payload = {"user_id": user, "view": payloads.home(view)}
        return self._outbox.put(Call("views.publish", payload, (user,), coalesces=True))

    def open_modal(self, trigger_id: str, modal: Modal, *, name: str, pushed: bool = False) -> Delivered:
        """Open a form, at once; `pushed` on top of the one that the trigger came from. The reply has the `view`.

        Under its `name` it can be changed before that is known; it may be so named once.
        """
        method = "views.push" if pushed else "views.open"
        payload = {"trigger_id": trigger_id, "view": payloads.modal(modal, name=name)}
        return self._forms.put(Call(method, payload, (name,), good_until=time.monotonic() + _TRIGGER_LIVES))

    def update_modal(self, modal: Modal, *, view_id: str = "", name: str = "", view_hash: str = "") -> Delivered:
        """Another form in the place of one that is open, by its id or the name it was opened under; the latest wins.

        With a hash, only if nobody changed it since.
        """
        given = {"view_id": view_id, "external_id": name, "hash": view_hash}
        payload = {"view": payloads.modal(modal), **{key: value for key, value in given.items() if value}}
        lane, until = (view_id, name), time.monotonic() + _FORM_WAITS
        return self._forms.put(Call("views.update", payload, lane, coalesces=True, good_until=until))

    def respond(
        self,
        response_url: str,
        answer: Answer,
        *,
        replace: bool = False,
        in_channel: bool = False,
        thread_ts: str | None = None,
    ) -> Delivered:
        """Answer through the address that came with a command or a click: five uses in half an hour."""
        if not self._count_use(response_url):
            return _failed(RESPONSE_URL, "used_url")
        payload = {
            "response_type": "in_channel" if in_channel else "ephemeral",
            "replace_original": replace,
            "unfurl_links": False,
            "unfurl_media": False,
            **payloads.message(answer),
            **_thread(thread_ts),
        }
        return self._outbox.put(Call(RESPONSE_URL, payload, (response_url,), url=response_url))

    def ask(self, method: str, payload: Payload, *, urgency: Urgency = Urgency.WAITING) -> Delivered:
        """Call one of the methods that only read."""
        return self._outbox.put(Call(method, payload, tuple(map(str, payload.values())), urgency))

    def fetch_file(self, address: str, *, most: int) -> bytes | None:
        """What somebody brought to Slack, read in the caller's thread. None: more than `most` bytes, or not to be had."""
        return get_file(self._client, address, most=most)

    def upload(self, channel: str, picture: Picture, *, thread_ts: str | None = None) -> Delivered:
        """Post a picture, in the three steps that Slack asks for; all in the channel see it."""
        return upload(self._outbox, channel, picture, thread_ts)

    def _count_use(self, url: str) -> bool:
        """Whether the address may be used once more."""
        with self._uses_lock:
            uses = self._uses.pop(url, 0) + 1
            self._uses[url] = uses
            if len(self._uses) > _KNOWN_URLS:
                self._uses.popitem(last=False)
        return uses <= RESPONSE_URL_USES


def _posting(channel: str, answer: Answer, thread_ts: str | None, urgency: Urgency) -> Call:
    payload = {
        "channel": channel,
        "unfurl_links": False,
        "unfurl_media": False,
        **payloads.message(answer),
        **_thread(thread_ts),
    }
    return Call("chat.postMessage", payload, (channel,), urgency)


def _thread(thread_ts: str | None) -> Payload:
    return {"thread_ts": thread_ts} if thread_ts else {}


def _failed(method: str, code: str) -> Delivered:
    future: Delivered = Future()
    future.set_exception(UndeliveredError(method, code))
    return future
