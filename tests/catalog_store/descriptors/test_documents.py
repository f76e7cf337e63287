"""From bytes to documents: encodings, line ends, and where one document ends and the next begins."""

import pytest

from catalog_store.descriptors.documents import LARGEST, UnfitFileError, decoded, documents
from catalog_store.entities import Fault


def refused(body: bytes) -> Fault:
    with pytest.raises(UnfitFileError) as error:
        decoded(body)
    return error.value.fault


def test_byte_order_marks_and_windows_line_ends_do_no_harm() -> None:
    assert decoded(b"\xef\xbb\xbfkind: API\r\nspec: {}\r\n") == "kind: API\nspec: {}\n"


def test_says_which_byte_is_not_utf8() -> None:
    fault = refused("kind: API\ntitle: Café\n".encode("latin-1"))

    assert (fault.code, fault.line, fault.column) == ("not-utf8", 2, 11)
    assert fault.message == "The byte 0xE9 is not UTF-8 (in Latin-1 it would be `é`)."
    assert fault.fix == "Save the file as UTF-8."


def test_names_utf16() -> None:
    assert refused("kind: API\n".encode("utf-16")).message == "The file is written in UTF-16."


def test_says_that_a_program_is_no_text() -> None:
    fault = refused(b"\x7fELF\n\x00\x01")

    assert (fault.code, fault.line, fault.column) == ("binary", 2, 1)


def test_refuses_more_than_ten_megabytes() -> None:
    fault = refused(b"#" * (LARGEST + 1))

    assert fault.code == "too-large"
    assert fault.message == "The file is 10.0 MB; descriptors of up to 10 MB are read."


def lines(text: str) -> list[int]:
    return [document.line for document in documents(text)]


def test_stray_markers_make_no_documents() -> None:
    assert lines("---\nkind: API\n---\n---\nkind: User\n---\n") == [2, 5]


def test_comments_stand_before_the_line_of_a_document() -> None:
    assert lines("--- # first\n\n# note\nkind: API\n...\nkind: User\n") == [4, 6]


def test_dashes_within_text_end_nothing() -> None:
    assert lines("a: ---\nb: |\n  ---\n  c\n----: d\n") == [1]


def test_directives_belong_to_the_document_behind_them() -> None:
    (document,) = documents("%YAML 1.2\n# ours\n---\nkind: API\n")

    assert document.text.startswith("%YAML")
    assert document.first_line == 1
