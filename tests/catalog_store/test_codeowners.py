"""CODEOWNERS is read as GitHub reads it."""

import time

import pytest

from catalog_store.codeowners import rule_for, rules

#: What GitHub's own page about the format explains, in our words.
FILE = """
# everything, unless a later line says otherwise
*       @acme/all   @ana

*.js    @acme/web # a remark
*.go docs@acme.example

/build/logs/ @ana
docs/*  @acme/docs
apps/ @acme/apps
/docs/ @ana
/scripts/ @ana @ben
**/logs @acme/logs
/apps/github
/ünï/a\\ b.txt @acme/odd
"""


@pytest.mark.parametrize(
    "path, line",
    [
        ("README.md", 3),
        ("web/index.js", 5),
        ("web/deep/index.JS", 5),
        ("main.go", 6),
        ("build/logs/today/a.txt", 13),
        ("other/build/logs/a.txt", 13),
        ("other/docs/a.txt", 3),
        ("docs/a.txt", 11),
        ("docs/deep/a.txt", 11),
        ("web/apps/a.txt", 10),
        ("apps/github/a.txt", 14),
        ("apps/gitlab/a.txt", 10),
        ("ünï/a b.txt", 15),
    ],
)
def test_the_last_line_that_fits_counts(path: str, line: int) -> None:
    rule = rule_for(FILE, path)
    assert rule
    assert rule.line == line


def test_a_star_below_a_folder_stays_in_it() -> None:
    text = "docs/* @acme/docs"
    assert rule_for(text, "docs/a.txt")
    assert rule_for(text, "docs/deep/a.txt") is None


def test_names_of_folders_and_files_match_anywhere() -> None:
    assert rule_for("apps @a", "x/apps/y/z.txt")
    assert rule_for("apps/ @a", "x/apps") is None
    assert rule_for("/apps @a", "x/apps/y") is None


def test_a_line_without_owners_takes_them_away() -> None:
    rule = rule_for(FILE, "apps/github/main.py")
    assert rule
    assert rule.owners == ()


def test_owners_are_people_teams_and_addresses() -> None:
    assert [rule.owners for rule in rules(FILE)][:3] == [("@acme/all", "@ana"), ("@acme/web",), ("docs@acme.example",)]


@pytest.mark.parametrize("line", ["!docs @ana", "docs[1] @ana", "[Section] @ana", "docs ana", "/ @ana", "# x", "\\"])
def test_lines_that_github_does_not_understand_are_left_out(line: str) -> None:
    assert [rule.line for rule in rules(f"{line}\n* @ben") if rule.owners] == [2]


def test_a_hostile_file_costs_no_time() -> None:
    begun = time.thread_time()
    rule_for("/".join(["**"] * 200 + ["x"]) + " @ana\n" + "*a" * 30 + "b @ana", "/".join(["a" * 50] * 100))
    assert time.thread_time() - begun < 2
