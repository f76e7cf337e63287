"""Where in a code repository an address points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_store.repositories import Part, Place, place_at


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/Acme/Pay",
        "https://github.com/acme/pay.git",
        "git@github.com:acme/pay.git",
        "ssh://git@github.com:22/acme/pay.git",
        "https://token@github.com/acme/pay/",
        "https://code.acme.example/acme/pay.git",
    ],
)
def test_a_repository_is_known_by_all_its_addresses(url: str) -> None:
    assert place_at(url) == Place("acme/pay", Part.WHOLE)


@pytest.mark.parametrize(
    "url, path",
    [
        ("https://github.com/acme/pay/blob/main/src/a.py#L3", "src/a.py"),
        ("https://github.com/acme/pay/tree/v1/src/", "src"),
        ("https://code.acme.example:8443/acme/pay/blob/main/src/a.py", "src/a.py"),
        ("https://raw.githubusercontent.com/acme/pay/main/src/a.py", "src/a.py"),
        ("https://gitlab.com/acme/pay/-/blob/main/src/a.py", "src/a.py"),
        ("https://bitbucket.org/acme/pay/src/main/src/a.py", "src/a.py"),
    ],
)
def test_a_file_lies_in_its_repository(url: str, path: str) -> None:
    place = place_at(url)
    assert place
    assert (place.slug, place.part, place.paths[0]) == ("acme/pay", Part.FOLDER, path)


def test_a_branchs_name_may_hold_slashes() -> None:
    place = place_at("https://github.com/acme/pay/blob/feature/x/src/a.py")
    assert place
    assert "src/a.py" in place.paths


def test_groups_of_gitlab_may_be_nested() -> None:
    assert place_at("https://gitlab.com/acme/backend/pay/-/merge_requests/3") == Place("acme/backend/pay", Part.CHANGE)


@pytest.mark.parametrize("page", ["pull/3", "commit/0a1b2c3", "actions/runs/12", "issues/9", "compare/a...b"])
def test_a_change_lies_somewhere_in_its_repository(page: str) -> None:
    assert place_at(f"https://github.com/acme/pay/{page}") == Place("acme/pay", Part.CHANGE)


@pytest.mark.parametrize("url", ["https://github.com/acme", "https://acme.example/a/b", "payments", "https://", "a@b:"])
def test_other_addresses_are_no_places(url: str) -> None:
    assert place_at(url) is None


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    place_at(text)
    place_at(f"https://github.com/{text}")
