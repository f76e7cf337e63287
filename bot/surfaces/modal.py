"""Forms that people submit, or leave: what came of it rides on the acknowledgement, or follows in the form's place."""

import re
from collections.abc import Sequence
from typing import Any

from slack_bolt import Ack, App

from bot.sender import Delivered
from bot.sender.payloads import modal as view_of
from bot.surfaces.acknowledgement import Acknowledgement
from bot.surfaces.acknowledgement import Body as AckBody
from bot.surfaces.desk import Desk
from bot.surfaces.payloads import Body, interaction_keys, person_of_click
from bot.surfaces.refilled import refilled
from bot.surfaces.windows import WORKING, as_modal
from commands.ask import Answer, Closing, Modal, Submission, Submitted
from commands.kit import readable

_ANY = re.compile("")


def register(app: App, desk: Desk) -> None:
    """Listen to every form; `commands.dispatch` knows whose it is."""

    def answer_submission(body: Body, ack: Ack) -> None:
        submission, view = _submission(body, desk), body["view"]
        acknowledgement: Acknowledgement[Submitted] = Acknowledgement(
            ack,
            carries=lambda submitted: _carried(submitted, view),
            follow=lambda submitted: desk.windows.replace_soon(view["id"], _shown_late(submitted, view)),
            meanwhile={"response_action": "update", "view": view_of(WORKING)},
        )

        def deliver(submitted: Submitted) -> None:
            acknowledgement.deliver(submitted)
            _tell(desk, submission, submitted)

        desk.attend_once(
            interaction_keys(body),
            lambda: desk.submit(submission, lambda apology: _failed(apology, view)),
            deliver,
            repeated=acknowledgement.close_silently,
            takes_long=True,  # nobody knows what a form sets off, and who filled it in should not lose it
        )
        acknowledgement.close()

    def take_note(body: Body, ack: Ack) -> None:
        closing = _closing(body, desk)
        desk.attend_once(interaction_keys(body), lambda: desk.close(closing), lambda _: None)
        ack()

    app.view_submission(_ANY)(answer_submission)
    app.view_closed(_ANY)(take_note)


def _submission(body: Body, desk: Desk) -> Submission:
    view = body["view"]
    return Submission(
        callback_id=view.get("callback_id", ""),
        values=(view.get("state") or {}).get("values") or {},
        person=person_of_click(body),
        submitted_at=desk.services.clock(),
        view_id=view["id"],
        metadata=view.get("private_metadata", ""),
    )


def _closing(body: Body, desk: Desk) -> Closing:
    view = body["view"]
    return Closing(
        callback_id=view.get("callback_id", ""),
        person=person_of_click(body),
        closed_at=desk.services.clock(),
        view_id=view["id"],
        metadata=view.get("private_metadata", ""),
        all_at_once=bool(body.get("is_cleared")),
    )


def _carried(submitted: Submitted, view: Body) -> AckBody:
    """The acknowledgement that does what the submission led to."""
    if submitted.errors:
        return _with_errors(submitted, view)
    if submitted.shows is not None:
        return {"response_action": "update", "view": view_of(submitted.shows)}
    if submitted.pushes is not None:
        return {"response_action": "push" if _takes_another(view) else "update", "view": view_of(submitted.pushes)}
    return {"response_action": "clear"} if submitted.clears else ""


def _with_errors(submitted: Submitted, view: Body) -> AckBody:
    """Errors stand below fields only: those about anything else go below the first one."""
    fields = _fields(view)
    if not fields:
        return _carried(Submitted(pushes=as_modal(Answer(" ".join(submitted.errors.values())))), view)
    errors: dict[str, str] = {}
    for block, sentence in submitted.errors.items():
        place = block if block in fields else fields[0]
        errors[place] = f"{errors[place]} {sentence}" if place in errors else sentence
    return {"response_action": "errors", "errors": errors}


def answer_when_failed(apology: Answer, view: Body) -> AckBody:
    """The acknowledgement where the listener itself failed."""
    return _carried(_failed(apology, view), view)


def _failed(apology: Answer, view: Body) -> Submitted:
    """What was filled in stays, so that it can be submitted again."""
    fields = _fields(view)
    return Submitted(errors={fields[0]: readable(apology.text)}) if fields else Submitted(pushes=as_modal(apology))


def _shown_late(submitted: Submitted, view: Body) -> Modal:
    """What takes the place of "working on it", which cannot be closed from here and has nothing to stand before."""
    if submitted.errors:
        return refilled(view, tuple(submitted.errors.values()))
    return submitted.shows or submitted.pushes or as_modal(submitted.answer)


def _tell(desk: Desk, submission: Submission, submitted: Submitted) -> None:
    """The answer, to the person: in the channel, where that can be, else in a direct message."""
    answer, channel, user = submitted.answer, submitted.channel, submission.person.user_id
    if answer is None:
        return
    if channel is None:
        desk.sender.post(user, answer)
        return
    if not answer.is_public:
        desk.sender.post_ephemeral(channel.id, user, answer, thread_ts=submitted.thread_ts)
        return
    sent = desk.post(channel.id, answer, thread_ts=submitted.thread_ts)
    sent.add_done_callback(lambda done: desk.sender.post(user, answer) if _was_refused(done) else None)


def _was_refused(done: Delivered) -> bool:
    """In a private channel where we are not, nothing can be said."""
    return not done.cancelled() and done.exception() is not None


def _takes_another(view: Body) -> bool:
    """Whether a form may stand before this one: three may be stacked."""
    return view.get("previous_view_id") in (None, view.get("root_view_id"))


def _fields(view: Body) -> Sequence[str]:
    """The fields that a sentence can stand below."""
    blocks: Sequence[dict[str, Any]] = view.get("blocks") or ()  # Any: JSON
    return [block["block_id"] for block in blocks if block.get("type") == "input"]
