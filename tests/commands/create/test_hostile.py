"""Templates and answers are other people's words: they are shown, and do nothing."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from commands import kit
from commands.ask import Answer, Modal
from golden_paths.engine.plan import Diff
from tests.commands.asking import Somebody
from tests.commands.filling import Window, opens
from tests.commands.shelf import Shelf

WORDS = "<!channel> <@U1> & &amp; <https://evil.example|us> ``` *b* @here \u202edlrow"
HOSTILE = f"""\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {{name: hostile, title: {json.dumps(WORDS)}, description: {json.dumps(WORDS)}, tags: ["<!here>"]}}
spec:
  type: {json.dumps(WORDS)}
  owner: {json.dumps(WORDS)}
  callboard: {{recommendedFor: ["<!here>", 7], approvals: [{{from: payments}}]}}
  parameters:
    - title: {json.dumps(WORDS)}
      description: {json.dumps(WORDS)}
      properties:
        name: {{title: {json.dumps(WORDS)}, type: string, description: {json.dumps(WORDS)}}}
  steps:
    - {{id: a, name: {json.dumps(WORDS)}, action: 'publish:github', input: {{}}}}
"""
#: What may stand between angle brackets: addresses (an author's Markdown may hold some), times, and channels.
_FORBIDDEN = re.compile(r"<(?!https?://|mailto:|!date\^|#[CG])[^>]*>")


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, Mapping):
        if node.get("type") == "mrkdwn":
            yield str(node["text"])
        yield from (text for each in node.values() for text in _texts(each))
    elif isinstance(node, list | tuple):
        yield from (text for each in node for text in _texts(each))


def _is_harmless(shown: Answer | Modal) -> bool:
    texts = [*_texts(list(shown.blocks)), *([shown.text] if isinstance(shown, Answer) else [])]
    return not any(_FORBIDDEN.search(text) or "\u202e" in text for text in texts)


@pytest.fixture
def hostile(ana: Somebody, shelf: Shelf) -> Somebody:
    shelf.put("hostile", HOSTILE)
    shelf.diffs = (Diff(WORDS, WORDS, "added", f"+{WORDS}\n" * 3),)
    return ana


def test_nothing_of_it_pings_or_links(hostile: Somebody, shelf: Shelf) -> None:
    shelf.refused["<!channel>"] = WORDS
    form = opens(hostile, "create hostile")
    preview = form.with_(**{form.labels[0]: WORDS}).goes_on()
    begun = preview.goes_on()

    (run,) = hostile.services.runs.of_person(hostile.person.team_id, hostile.person.user_id)
    shown: list[Any] = [hostile.asks("create"), hostile.asks("create not runnable"), hostile.asks("runs")]
    shown += [hostile.asks(f"runs {run.id}"), form.modal, preview.modal, begun.modal]
    shown += [Answer("-", hostile.opens_home().blocks)]
    assert [kit.plain(Answer("", each.blocks)) for each in shown if not _is_harmless(each)] == []


@pytest.mark.parametrize(
    "words", ["{{ 7*7 }}", "../../etc/passwd", "${{ secrets.X }}", "a: b\n- c", "'; DROP TABLE drafts;--"]
)
def test_what_is_typed_arrives_as_it_was_typed(hostile: Somebody, words: str) -> None:
    form = opens(hostile, "create hostile")

    form.with_(**{form.labels[0]: words}).goes_on()

    (draft,) = hostile.services.drafts.latest(hostile.person.team_id, hostile.person.user_id)
    assert draft.answers["name"] == words


def test_words_without_end_are_cut_where_they_are_shown(hostile: Somebody) -> None:
    form = opens(hostile, "create hostile")

    preview = form.with_(**{form.labels[0]: "x" * 3_000}).goes_on()

    assert isinstance(preview, Window)
    assert len(max(preview.text.split("\n"), key=len)) < 2_000
