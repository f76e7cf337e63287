"""Files that people bring to forms reach us, and our token reaches nobody but Slack."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sender import Sender
from bot.sender.door import get_file, web_client
from bot.sent_files import MOST_BYTES, SlackFiles
from bot.workspace.local import LocalSlack
from bot.workspace.settings import AppSettings
from commands.sent_files import FileNotReadError, SentFile
from tests.bot.workspace.conftest import COMPANY
from tests.bot.workspace.forms import field, modal

APP = AppSettings()
FORM = modal(field("logo", {"type": "file_input"}))


@contextmanager
def brought(content: bytes, app: AppSettings = APP) -> Iterator[tuple[SlackFiles, str]]:
    """Ana brought a file with this in it: who reads it, and its id."""
    with LocalSlack(COMPANY, app=app) as slack:
        client = web_client(slack.app.bot_token, slack.api_url)
        ana = slack.as_person("ana")
        trigger = slack.parts.triggers.issue(COMPANY.team.id, ana.person.id)
        client.views_open(trigger_id=trigger, view=FORM)
        ana.modal.attach("Logo", "a logo.png", content)
        sender = Sender(client)
        sender.start()
        yield SlackFiles(sender), ana.modal.values["logo"]["logo"]["files"][0]["id"]
        sender.stop(timeout=0.2)


def test_reads_what_somebody_brought() -> None:
    with brought(b"PNG") as (files, file_id):
        assert files.read(file_id) == SentFile("a logo.png", "image/png", b"PNG")


def test_says_that_a_file_is_too_large() -> None:
    with (
        brought(b"." * (MOST_BYTES + 1)) as (files, file_id),
        pytest.raises(FileNotReadError, match=r"a logo\.png is larger than 256 kB"),
    ):
        files.read(file_id)


def test_says_which_scope_is_missing() -> None:
    poor = replace(APP, scopes=tuple(scope for scope in APP.scopes if scope != "files:read"))
    with brought(b"PNG", poor) as (files, file_id), pytest.raises(FileNotReadError, match="lacks the scope files:read"):
        files.read(file_id)


def test_says_that_a_file_is_gone() -> None:
    with brought(b"PNG") as (files, _), pytest.raises(FileNotReadError, match="That file is gone"):
        files.read("F0NOTHING00")


@pytest.mark.parametrize(
    "address", ["https://files.slack.com.evil.example/x", "http://files.slack.com/x", "file:///etc/passwd", ""]
)
def test_the_token_goes_to_slack_only(address: str) -> None:
    assert get_file(WebClient("xoxb-secret", base_url="https://slack.com/api/"), address, most=10) is None


def test_the_token_is_not_taken_along_to_another_host() -> None:
    asked: list[Any] = []
    with _host(asked) as elsewhere, _host(asked, leads_to=elsewhere) as slack:
        client = WebClient("xoxb-secret", base_url=f"{slack}/api/")
        assert get_file(client, f"{slack}/file", most=10) is None
    assert len(asked) == 1


@contextmanager
def _host(asked: list[Any], *, leads_to: str = "") -> Iterator[str]:
    """A host that writes down what it is asked, and perhaps sends people elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            self.send_response(302 if leads_to else 200)
            if leads_to:
                self.send_header("Location", f"{leads_to}/file")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
