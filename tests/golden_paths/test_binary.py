"""Text and binary are told apart as Backstage tells them."""

import pytest

from golden_paths.binary import looks_binary


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain\n",
        "ünïcödé, über alles in der 世界 😀".encode(),
        b"\xef\xbb\xbfmarked",
        b"a long text with one bad byte \xff in it",
        b"tabs\tand\x0bform feeds\x0c and escapes \x1b[0m in a text that is long enough",
        b"x" * 511 + "é".encode(),
        b"x" * 600 + b"\0",
    ],
)
def test_text(content: bytes) -> None:
    assert not looks_binary(content)


@pytest.mark.parametrize(
    "content",
    [
        b"\0",
        b"text with a \0 in it",
        b"%PDF-1.4 text",
        "täxt in látin ÿ".encode("latin-1"),
        "text".encode("utf-16"),
        "text".encode("utf-32"),
        bytes(range(128, 256)),
        b"\x08\x96\x01\x12\x07testing\x1a\x02\xff\xfe" + b"\x12\x20" + b"x" * 32,
    ],
)
def test_binary(content: bytes) -> None:
    assert looks_binary(content)
