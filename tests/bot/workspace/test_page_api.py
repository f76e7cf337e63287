"""The page's endpoints serve this machine's own page and nobody else's."""

import http.client
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.workspace.local import LocalSlack
from bot.workspace.server import NotLoopbackError
from tests.bot.workspace.conftest import COMPANY

ANA = COMPANY.people[0].id
BEN = COMPANY.people[1].id
SECRETS = COMPANY.channels[2].id
PAYMENTS = COMPANY.channels[0].id


def _ask(slack: LocalSlack, method: str, path: str, body: object = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(slack.page_url).netloc)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, json.dumps(body) if body is not None else None, sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def _read(slack: LocalSlack, path: str) -> Any:
    status, body = _ask(slack, "GET", path)
    assert status == 200, body
    return json.loads(body)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.20", "workspace.example", "::"])
def test_serves_this_machine_only(host: str) -> None:
    with pytest.raises(NotLoopbackError, match=r"127\.0\.0\.1"):
        LocalSlack(COMPANY, host=host)


def test_a_taken_port_is_an_error_and_not_another_port(slack: LocalSlack) -> None:
    port = urlsplit(slack.page_url).port
    assert port is not None
    with pytest.raises(OSError, match="in use"):
        LocalSlack(COMPANY, port=port)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "workspace.example"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
)
def test_other_sites_cannot_drive_it(slack: LocalSlack, headers: dict[str, str]) -> None:
    said = {"as": ANA, "channel": PAYMENTS, "text": "hello"}
    before = len(slack.messages("payments"))
    assert _ask(slack, "POST", "/workspace/do/say", said, Content_Type="application/json", **headers)[0] == 403
    assert _ask(slack, "GET", f"/workspace/conversation?as={ANA}&channel={PAYMENTS}", **headers)[0] == 403
    assert len(slack.messages("payments")) == before


def test_a_form_of_another_site_is_not_taken(slack: LocalSlack) -> None:
    said = {"as": ANA, "channel": PAYMENTS, "text": "hello"}
    assert _ask(slack, "POST", "/workspace/do/say", said, Content_Type="text/plain")[0] == 415


def test_says_something_as_somebody(slack: LocalSlack) -> None:
    said = {"as": ANA, "channel": PAYMENTS, "text": "hello"}
    origin = slack.page_url.rstrip("/")
    assert _ask(slack, "POST", "/workspace/do/say", said, Content_Type="application/json", Origin=origin)[0] == 200
    assert slack.messages("payments")[-1].text == "hello"


def test_shows_each_person_what_they_may_see(slack: LocalSlack) -> None:
    anas = {channel["name"] for channel in _read(slack, f"/workspace/all?as={ANA}")["sidebar"]["channels"]}
    bens = {channel["name"] for channel in _read(slack, f"/workspace/all?as={BEN}")["sidebar"]["channels"]}
    assert anas == {"payments", "random", "old-news"}
    assert bens == anas | {"secrets"}
    assert _ask(slack, "GET", f"/workspace/conversation?as={ANA}&channel={SECRETS}")[0] == 404


@pytest.mark.parametrize(
    "deed, asked, status",
    [
        ("fly", {"as": ANA}, 404),
        ("say", {"as": "U0NOBODY999", "channel": PAYMENTS, "text": "x"}, 400),
        ("say", {"as": ANA, "channel": PAYMENTS}, 400),
        ("say", {"as": ANA, "channel": SECRETS, "text": "x"}, 404),
        ("say", ["as", ANA], 400),
    ],
)
def test_does_not_understand_everything(slack: LocalSlack, deed: str, asked: object, status: int) -> None:
    assert _ask(slack, "POST", f"/workspace/do/{deed}", asked, Content_Type="application/json")[0] == status


def test_says_what_the_client_would_refuse(slack: LocalSlack) -> None:
    old_news = COMPANY.channels[3].id
    status, body = _ask(slack, "POST", "/workspace/do/say", {"as": ANA, "channel": old_news, "text": "x"}, **_json())
    assert (status, json.loads(body)) == (200, {"refused": "#old-news is archived"})


@pytest.mark.parametrize("path", ["/page/..%2fseed.py", "/page/../seed.py", "/page/nothing.js", "/page/index"])
def test_serves_its_own_files_only(slack: LocalSlack, path: str) -> None:
    assert _ask(slack, "GET", path)[0] == 404


def test_no_script_builds_html_from_text() -> None:
    scripts = (Path(__file__).parents[3] / "bot/workspace/page").glob("*.js")
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")
    assert [word for script in scripts for word in forbidden if word in script.read_text(encoding="utf-8")] == []


def _json() -> dict[str, str]:
    return {"Content_Type": "application/json"}
