"""The pages hold together: links lead somewhere, commands exist, pictures are shown, every page is listed."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.__main__ import ALL as WORDS
from tests.company.files import load
from tests.pictures import ALL as PICTURES
from tests.pictures import LARGEST, Picture

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")), *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TARGETS = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def _prose(page: Path) -> str:
    """The page without its code."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def _links(page: Path) -> Iterator[tuple[Path, str]]:
    """The files and anchors of this repository that a page links to."""
    for _, target in LINK.findall(_prose(page)):
        if "://" not in target:
            place, _, anchor = target.partition("#")
            yield (page.parent / place).resolve() if place else page, anchor


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _commands(page: Path) -> Iterator[str]:
    """The lines of its blocks of commands."""
    for language, block in FENCED.findall(page.read_text(encoding="utf-8")):
        if language in ("", "sh"):
            yield from block.replace("\\\n", " ").splitlines()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in _links(page):
        assert target.exists(), target
        assert not anchor or anchor in _anchors(target), f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_exists(page: Path) -> None:
    words = {entry.words[0] for entry in WORDS}
    for line in _commands(page):
        called = re.search(r"(?:^|[ /])callboard +(?!callboard )([a-z][a-z-]*)", line.partition("docker build")[0])
        assert not called or called[1] in words, line
        made = re.match(r"make ([a-z-]+)", line)
        assert not made or made[1] in TARGETS, line


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_speaks_plainly(page: Path) -> None:
    assert not re.search(r"\w!(?:\s|$)", _prose(page))


@pytest.mark.parametrize("picture", PICTURES, ids=[picture.name for picture in PICTURES])
def test_every_picture_is_there_shown_and_small(picture: Picture) -> None:
    place = DOCS / "images" / f"{picture.name}.png"
    assert 0 < place.stat().st_size <= LARGEST
    assert any(place == target for page in PAGES for target, _ in _links(page))


def test_no_picture_is_left_over() -> None:
    assert {place.stem for place in (DOCS / "images").iterdir()} == {picture.name for picture in PICTURES}


def test_every_page_is_listed() -> None:
    listed = {target for index in (DOCS / "README.md", DOCS / "decisions" / "README.md") for target, _ in _links(index)}
    assert {_name(page) for page in DOCS.rglob("*.md")} - {
        _name(page) for page in listed if page.is_relative_to(ROOT)
    } == {"docs/README.md"}


def test_the_changelog_has_a_place_for_what_comes() -> None:
    assert "## Unreleased\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_first_screen_has_the_two_commands_and_an_answer() -> None:
    screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:16]
    assert any(line.startswith("make run ") for line in screen)
    assert any(line.startswith("make test ") for line in screen)
    assert any("docs/images/answer.png" in line for line in screen)


def test_the_answers_in_the_readme_are_real() -> None:
    known = {each["ask"]: each for each in load("questions.yaml")["questions"]}
    rows = re.findall(r"^\| .+? \| `/owner (.+?)` \| (.+?) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.M)
    assert len(rows) > 6
    for asked, answer in rows:
        owner, expect = known[asked].get("owner"), known[asked]["expect"]
        if owner and not expect.startswith("group:"):
            assert answer.startswith(owner.rpartition("/")[2].capitalize()), asked
