"""No secret shows in a log, in whatever form it comes."""

import base64

import pytest

from golden_paths.log import Log

SECRET = "s3cr3t/value+1"


@pytest.mark.parametrize(
    "text",
    [
        f"token {SECRET}!",
        "https://x/?q=s3cr3t%2Fvalue%2B1",
        f"Basic {base64.b64encode(SECRET.encode()).decode()}",
    ],
)
def test_a_secret_is_masked_however_it_is_written(text: str) -> None:
    log = Log([SECRET])
    log.say(text)
    assert "***" in log.lines[0]
    assert "s3cr3t" not in log.lines[0]


def test_each_line_of_a_secret_is_masked() -> None:
    log = Log(["first line\nsecond line"])
    log.say("it begins with first line, then second line")
    assert log.lines == ("it begins with ***, then ***",)


def test_what_is_too_short_to_be_a_secret_is_left() -> None:
    log = Log(["a", ""])
    log.say("a banana")
    assert log.lines == ("a banana",)


def test_values_are_masked_with_their_keys() -> None:
    assert Log([SECRET]).masked({SECRET: [1, f"x{SECRET}"], "b": None}) == {"***": [1, "x***"], "b": None}


def test_lines_are_told_at_once_and_kept_short() -> None:
    heard: list[str] = []
    log = Log(tell=heard.append)
    log.say("one\ntwo")
    log.say("x" * 5000)
    assert heard[:2] == ["one", "two"]
    assert heard[2].endswith("… (5,000 letters)")


def test_a_log_without_end_is_cut_off() -> None:
    log = Log()
    for _ in range(3):
        log.say("x\n" * 10_000)
    assert len(log.lines) == 20_000
    assert log.lines[-1] == "… the rest is left out: the log is too long."
