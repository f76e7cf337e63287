"""`http:backstage:request`: calls a web service that the configuration names."""

import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from golden_paths.action import Action, Example, Inputs, example_of
from golden_paths.errors import ActionError, UnsureError
from golden_paths.ports import HttpAnswer, HttpRequest, JsonObject, OutsideError
from golden_paths.workshop import Workshop

_SAFE = ("GET", "HEAD", "OPTIONS")
_OUTPUTS = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "headers": {"type": "object"}, "body": {}},
}


class Request(Inputs):
    """The request."""

    path: str = Field(min_length=1, description="The path below the service's address, such as `/proxy/tickets/new`.")
    method: Literal["GET", "HEAD", "OPTIONS", "POST", "UPDATE", "DELETE", "PUT", "PATCH"] = Field(
        description="The method."
    )
    headers: dict[str, Any] = Field({}, description="Headers.")  # Any: texts and numbers
    params: dict[str, Any] = Field({}, description="What follows the question mark.")  # Any: texts and numbers
    body: Any = Field(None, description="The body: a text, or a value that is sent as JSON.")  # Any: JSON
    log_request_path: bool = Field(True, description="Whether the log names the path.")
    continue_on_bad_response: bool = Field(False, description="Whether the run goes on after an answer of 400 or more.")
    timeout: float = Field(60_000, gt=0, le=600_000, description="How long it may take, in milliseconds.")
    use_backstage_token: bool = Field(False, description="Not used.")
    idempotency_key: str | None = Field(None, description="A key that lets the request be repeated after a crash.")

    @property
    def is_safe(self) -> bool:
        """Whether it changes nothing."""
        return self.method in _SAFE

    @property
    def can_be_repeated(self) -> bool:
        """Whether it changes nothing, or the service knows it again by a key."""
        return self.is_safe or bool(self.idempotency_key)

    @property
    def request(self) -> HttpRequest:
        """The same for the gateway."""
        return HttpRequest(
            method=self.method,
            path=self.path,
            headers={name: str(value) for name, value in self.headers.items()},
            params={name: str(value) for name, value in self.params.items()},
            body=_bytes(self.body),
            timeout=self.timeout / 1000,
        )


def _bytes(body: object) -> bytes | None:
    if body is None:
        return None
    return (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode()


def _perform(inputs: Request, workshop: Workshop) -> JsonObject:
    where = f" {inputs.path}" if inputs.log_request_path else ""
    workshop.log.say(f"Sending {inputs.method}{where}.")
    try:
        answer = workshop.outside.gateway.request(inputs.request)
    except OutsideError as error:
        # A second try by ourselves would end in the question whether the first one got through.
        raise OutsideError(
            str(error), is_retryable=error.is_retryable and inputs.can_be_repeated, retry_at=error.retry_at
        ) from error
    workshop.log.say(f"The answer is {answer.status}.")
    if answer.status >= 400 and not inputs.continue_on_bad_response:
        raise ActionError(
            f"{inputs.method} {inputs.path} was answered with {answer.status}: {_shown(answer)}",
            is_retryable=answer.status in (429, 502, 503, 504) and inputs.can_be_repeated,
        )
    return {"code": str(answer.status), "headers": dict(answer.headers), "body": _read(answer)}


def _find_earlier(inputs: Request, _workshop: Workshop) -> JsonObject | None:
    """What changes nothing, or has a key by which the service knows it again, can be sent again."""
    if inputs.can_be_repeated:
        return None
    raise UnsureError(f"{inputs.method} {inputs.path}")


def _read(answer: HttpAnswer) -> object:
    text = answer.body.decode("utf-8", "replace")
    kind = next((value for name, value in answer.headers.items() if name.lower() == "content-type"), "")
    if "json" not in kind.lower():
        return {"message": text}
    try:
        return json.loads(text)
    except ValueError:
        return {"message": text}


def _shown(answer: HttpAnswer) -> str:
    found = _read(answer)
    text = found.get("message", found) if isinstance(found, Mapping) else found
    return str(text)[:300]


def _rehearse(inputs: Request, workshop: Workshop) -> JsonObject:
    """A dry run calls nobody. What reads gives an example, what changes gives nothing, as with Backstage."""
    if not inputs.is_safe:
        return {}
    workshop.log.say("A dry run calls nobody: the answer is an example.")
    example = example_of(_OUTPUTS)
    return example if isinstance(example, dict) else {}


def _effects(inputs: Request, _workshop: Workshop) -> tuple[str, ...]:
    return (f"Sends {inputs.method} {inputs.path}.",)


ACTION = Action(
    id="http:backstage:request",
    description="Calls a web service below the address that the configuration names, and no other.",
    inputs=Request,
    perform=_perform,
    outputs=_OUTPUTS,
    examples=(
        Example(
            "Make a ticket",
            {
                "method": "POST",
                "path": "/proxy/tickets/new",
                "headers": {"content-type": "application/json"},
                "body": {"title": "${{ parameters.name }}"},
            },
        ),
    ),
    rehearse=_rehearse,
    is_repeatable=False,
    find_earlier=_find_earlier,
    effects=_effects,
)
