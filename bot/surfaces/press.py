"""Buttons and menus in our messages and forms: what was pressed in drawn anew, a further message, a form, or several."""

import re
from dataclasses import dataclass

from slack_bolt import Ack, App

from bot.sender import Delivered
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, channel_of_click, interaction_keys, person_of_click
from bot.surfaces.windows import TOO_LATE, Pressed, Window, as_modal
from commands.ask import Answer, HomeView, Picture, Press, Reaction, Surface
from commands.kit import escape, form_offer

_ANY = re.compile("")


def register(app: App, desk: Desk) -> None:
    """Listen to every press; `commands.dispatch` knows the buttons."""

    def answer_press(body: Body, ack: Ack) -> None:
        press = _press(body, desk)
        window = _window(desk, body, press)
        desk.attend_once(
            interaction_keys(body),
            lambda: _outcome(desk, press),
            lambda outcome: _deliver(desk, body, press, outcome, window),
            takes_long=desk.switchboard.is_slow(press.action_id),
        )
        ack()

    app.block_action(_ANY)(answer_press)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a press led to; in the Home tab, how that looks now."""

    reaction: Reaction
    home: HomeView | None


def _window(desk: Desk, body: Body, press: Press) -> Window | None:
    """The window that this press opens, before anything else is done: its trigger lives for three seconds."""
    if press.view_id is not None:
        desk.windows.note(_pressed(body))
    if not desk.switchboard.opens(press.action_id) or not body.get("trigger_id"):
        return None
    return desk.windows.open(body["trigger_id"], pushed=press.view_id is not None)


def _outcome(desk: Desk, press: Press) -> _Outcome:
    reaction = desk.react(press)
    return _Outcome(reaction, desk.home(press.person) if press.surface is Surface.HOME else None)


def _deliver(desk: Desk, body: Body, press: Press, outcome: _Outcome, window: Window | None) -> None:
    reaction = outcome.reaction
    if outcome.home is not None:
        desk.sender.publish_home(press.person.user_id, outcome.home)
    elif press.view_id is None and reaction.replace is not None:
        _replace(desk, body, press, reaction.replace)
    if window is None and press.view_id is None and reaction.modal is not None:
        window = desk.windows.open(body["trigger_id"])  # its command should have said so: there may still be time
    if window is not None:
        _draw(desk, body, press, reaction, window)
    elif press.view_id is not None and (reaction.modal or reaction.replace):
        desk.windows.redraw(_pressed(body), reaction.modal or as_modal(reaction.replace))
    is_said_in_window = window is not None and reaction.modal is None
    if reaction.reply is not None and not is_said_in_window:
        _reply(desk, body, press, reaction.reply)
    if outcome.reaction.picture is not None:
        _post(desk, body, press, outcome.reaction.picture)


def _draw(desk: Desk, body: Body, press: Press, reaction: Reaction, window: Window) -> None:
    """A window that was opened is never left empty: without a form it says what there is to say."""

    def offer() -> None:
        _reply(desk, body, press, form_offer(TOO_LATE, press.action_id, press.value))

    said = as_modal(reaction.reply or reaction.replace)
    desk.windows.draw(window, reaction.modal or said, unopened=offer)


def _pressed(body: Body) -> Pressed:
    """Which window it was pressed in, and when."""
    view = body["view"]
    return Pressed(view["id"], view["hash"], body["actions"][0].get("action_ts", ""))


def _post(desk: Desk, body: Body, press: Press, picture: Picture) -> None:
    """A file for all where the button was pressed: it cannot be shown to one person alone. From a form, a direct message."""
    if press.channel is None:
        _post_directly(desk, press, picture)
        return

    def explain(done: Delivered) -> None:
        if not done.cancelled() and done.exception() is not None:
            _reply(desk, body, press, _NOT_POSTED)

    desk.sender.upload(press.channel.id, picture, thread_ts=press.thread_ts).add_done_callback(explain)


def _post_directly(desk: Desk, press: Press, picture: Picture) -> None:
    """A word to the person says which conversation that is, and the file goes below it."""

    def follow(done: Delivered) -> None:
        if not done.cancelled() and done.exception() is None:
            said = done.result()
            desk.sender.upload(str(said["channel"]), picture, thread_ts=str(said["ts"]))

    desk.sender.post(press.person.user_id, Answer(escape(picture.described))).add_done_callback(follow)


_NOT_POSTED = Answer(
    "I could not post the picture here. Where I am not in the channel, invite me first, or ask me in a direct message."
)


def _post_live(desk: Desk, body: Body, press: Press, answer: Answer) -> None:
    """A message of our own, as one that comes through a `response_url` cannot be changed for an hour."""
    assert press.channel is not None

    def explain(done: Delivered) -> None:
        if not done.cancelled() and done.exception() is not None:
            desk.sender.respond(body["response_url"], answer, in_channel=True, thread_ts=press.thread_ts)

    desk.post(press.channel.id, answer, thread_ts=press.thread_ts).add_done_callback(explain)


def _press(body: Body, desk: Desk) -> Press:
    action, container = body["actions"][0], body.get("container") or {}
    message = body.get("message") or {}
    is_ephemeral = bool(container.get("is_ephemeral"))
    channel = channel_of_click(body)
    view = body.get("view") or {}
    is_form = view.get("type") == "modal"
    return Press(
        action_id=action["action_id"],
        value=_value(action),
        person=person_of_click(body),
        surface=Surface.FORM if is_form else _surface(channel.id if channel else None, is_ephemeral=is_ephemeral),
        pressed_at=desk.services.clock(),
        channel=channel,
        message_ts=container.get("message_ts") or message.get("ts"),
        thread_ts=container.get("thread_ts") or message.get("thread_ts"),
        is_ephemeral=is_ephemeral,
        change_url=body.get("response_url"),
        values=((view if is_form else body).get("state") or {}).get("values") or {},
        view_id=view["id"] if is_form else None,
        callback_id=view.get("callback_id", "") if is_form else "",
        metadata=view.get("private_metadata", "") if is_form else "",
    )


#: Where the one thing that was chosen stands in an action. What keeps several is read from the values.
_CHOSEN = ("value", "selected_date", "selected_time", "selected_user", "selected_channel", "selected_conversation")


def _value(action: Body) -> str:
    option = (action.get("selected_option") or {}).get("value")
    return str(option or next((action[key] for key in _CHOSEN if action.get(key)), ""))


def _surface(channel: str | None, *, is_ephemeral: bool) -> Surface:
    if channel is None:
        return Surface.HOME
    if is_ephemeral:
        return Surface.SLASH
    return Surface.DIRECT if channel.startswith("D") else Surface.MENTION


def _replace(desk: Desk, body: Body, press: Press, answer: Answer) -> None:
    """The pressed message itself is changed: through its `response_url`, which reaches ephemeral ones too."""
    url = body.get("response_url")
    if url:
        desk.sender.respond(url, answer, replace=True)
    elif press.channel and press.message_ts:
        desk.sender.update(press.channel.id, press.message_ts, answer, thread_ts=press.thread_ts)


def _reply(desk: Desk, body: Body, press: Press, answer: Answer) -> None:
    """A further message: for all where the press said so, in a conversation with us in the open, else for the one who pressed."""
    url = body.get("response_url")
    if press.channel is None:
        desk.sender.post(press.person.user_id, answer)
    elif press.surface is Surface.DIRECT or not url:
        desk.post(press.channel.id, answer, thread_ts=press.thread_ts)
    elif answer.follows:
        _post_live(desk, body, press, answer)
    else:
        desk.sender.respond(url, answer, in_channel=answer.is_public, thread_ts=press.thread_ts)
