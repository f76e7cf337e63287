"""`create`: golden paths, from the list of them through a form and a preview to a run."""

import re

from commands.command import Command, Example, Opening
from commands.create import confirming, preview_window, previewing, turns
from commands.create.beginning import BEGIN, answer, begin, discard, form, go_on, names_one, pick
from commands.create.listing import PICK, options
from commands.draft_rows import CONTINUE, DISCARD
from commands.form_view import PICK as SEARCH
from commands.form_view import STEER

_BEFORE, _AFTER = (
    r"(?:(?:which|what|show|list|the|all|our|me|are|there)\s+)*",
    r"(?:\s+(?:are there|do we have|exist))?",
)
_FORMS = (
    rf"{_BEFORE}golden paths?{_AFTER}\s*(?P<subject>.*?)",
    r"i (?:want|would like|need) to (?:create|start|begin|make) (?P<subject>.+?)",
)
_PHRASES = tuple(re.compile(rf"\s*{form}\s*[?!.]*\s*", re.IGNORECASE) for form in _FORMS)

_EXAMPLES = (Example("create", "start a service from a golden path"),)

COMMAND = Command(
    words=("create", "golden-path", "golden-paths", "new", "scaffold", "paths"),
    summary="golden paths: a form, a preview, and a run that does it",
    answer=answer,
    examples=lambda services: _EXAMPLES if services.golden.listed() else (),
    presses={
        PICK: pick,
        BEGIN: begin,
        CONTINUE: go_on,
        DISCARD: discard,
        turns.BACK: turns.back,
        STEER: turns.redrawn,
        SEARCH: turns.redrawn,
        preview_window.CHANGES: previewing.show_changes,
        preview_window.AGAIN: previewing.show_again,
        preview_window.FILE: previewing.send_file,
    },
    phrases=_PHRASES,
    opening=Opening(opens=names_one, modal=form),
    openers=frozenset({PICK, CONTINUE}),
    submissions={turns.PAGE: turns.turned, turns.LAST: turns.turned, preview_window.CONFIRM: confirming.confirmed},
    typings={PICK: options, SEARCH: turns.suggested},
    slow=frozenset(
        {turns.LAST, preview_window.CONFIRM, preview_window.CHANGES, preview_window.AGAIN, preview_window.FILE}
    ),
)
