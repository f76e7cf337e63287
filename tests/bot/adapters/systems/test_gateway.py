"""Golden paths call the services that are named for them, and reach nothing else by them."""

from typing import Any

import pytest
from pydantic import SecretStr

from bot.adapters.gateway import ProxyGateway
from bot.proxy_settings import Proxy
from golden_paths.ports import HttpRequest, OutsideError
from tests.support.systems import Asked, StandIn


def answered(asked: Asked) -> tuple[int, Any]:
    return (
        (200, {"path": asked.path, "body": asked.body}) if asked.path.startswith("/api") else (404, {"message": "no"})
    )


def gateway(service: StandIn, *methods: str) -> ProxyGateway:
    headers = {"Authorization": SecretStr("Bearer ours")}
    return ProxyGateway((Proxy("/tickets", f"{service.url}/api", headers, methods),))


def request(path: str, method: str = "GET", **own: Any) -> HttpRequest:
    given: dict[str, Any] = {"headers": {}, "params": {}, "body": None, "timeout": 5.0, **own}
    return HttpRequest(method, path, **given)


@pytest.mark.parametrize("path", ["/proxy/tickets/new", "proxy/tickets/new", "/api/proxy/tickets/new"])
def test_calls_the_service_however_its_path_is_written(path: str) -> None:
    with StandIn(answered) as service:
        answer = gateway(service).request(request(path, "POST", body=b'{"a": 1}', params={"q": "x y"}))
        assert (answer.status, answer.body) == (200, b'{"path": "/api/new", "body": {"a": 1}}')
        (asked,) = service.asked
        assert asked.query == {"q": ["x y"]}


def test_the_configuration_s_headers_are_the_last_word() -> None:
    with StandIn(answered) as service:
        headers = {"authorization": "Bearer theirs", "Host": "evil.example.com", "X-Own": "1"}
        gateway(service).request(request("/proxy/tickets?a=1", headers=headers, params={"b": "2"}))
        (asked,) = service.asked
        told = {name.lower(): value for name, value in asked.headers.items()}
        assert told["authorization"] == "Bearer ours"
        assert told["x-own"] == "1"
        assert told["host"].startswith("127.0.0.1")
        assert asked.query == {"a": ["1"], "b": ["2"]}


@pytest.mark.parametrize(
    "path",
    [
        "http://169.254.169.254/latest",
        "//evil.example.com/proxy/tickets",
        "/proxy/tickets/../../secret",
        "/proxy/tickets/%2e%2e/secret",
        "/proxy/tickets/..%2fsecret",
        "/proxy/tickets/a\r\nX: 1",
        "/proxy/tickets\\x",
        "/proxy/ticketsevil/x",
        "/proxy/other",
        "/proxy",
        "/tickets/new",
        "",
    ],
)
def test_nothing_else_is_reached(path: str) -> None:
    with StandIn(answered) as service:
        with pytest.raises(OutsideError):
            gateway(service).request(request(path))
        assert service.asked == []


def test_a_header_with_a_line_end_is_refused() -> None:
    with StandIn(answered) as service, pytest.raises(OutsideError, match="line end"):
        gateway(service).request(request("/proxy/tickets", headers={"X": "a\r\nY: b"}))


def test_methods_may_be_limited() -> None:
    with StandIn(answered) as service, pytest.raises(OutsideError, match="POST is not allowed for /proxy/tickets: GET"):
        gateway(service, "GET").request(request("/proxy/tickets", "POST"))


def test_an_answer_is_given_whatever_its_status() -> None:
    with StandIn(answered) as service:
        service.status = 503
        assert gateway(service).request(request("/proxy/tickets")).status == 503


def test_a_service_that_is_away_is_told() -> None:
    away = ProxyGateway((Proxy("/tickets", "http://127.0.0.1:1", {}),))
    with pytest.raises(OutsideError, match="/proxy/tickets did not answer: it cannot be reached") as raised:
        away.request(request("/proxy/tickets"))
    assert raised.value.is_retryable


def test_a_service_that_takes_too_long_is_told() -> None:
    with (
        StandIn(answered, delay=2.0) as service,
        pytest.raises(OutsideError, match="it did not answer in time") as raised,
    ):
        gateway(service).request(request("/proxy/tickets", timeout=0.1))
    assert not raised.value.is_retryable
