"""What a workspace starts with is read strictly and says what is wrong."""

from pathlib import Path

import pytest

from bot.workspace.seed import SeedError, WorkspaceSeed

GOOD = """
team: {name: Northwind, domain: northwind, id: T0NORTHWND}
people:
  - {name: ana, real_name: Ana Sousa, email: ana@northwind.example, tz: Europe/Lisbon}
  - {name: ben, deleted: true}
channels:
  - name: payments
    members: [ana]
    history:
      - {by: ana, text: slow again, minutes_ago: 42, replies: [{by: ben, text: Better now.}]}
user_groups:
  - {handle: payments-team, members: [ana]}
"""


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "slack.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_a_company_and_makes_the_ids_that_are_not_given(tmp_path: Path) -> None:
    seed = WorkspaceSeed.load(_written(tmp_path, GOOD))
    assert [person.real_name for person in seed.people] == ["Ana Sousa", "ben"]
    assert seed.people[0].id.startswith("U0")
    assert seed.channels[0].id.startswith("C0")
    assert seed.user_groups[0].name == "payments-team"
    assert seed == WorkspaceSeed.load(_written(tmp_path, GOOD))


@pytest.mark.parametrize(
    "change, complaint",
    [
        (("name: ben", "name: ana"), "`ana` is there twice"),
        (("members: [ana]", "members: [zoe]"), "#payments speaks of `zoe`"),
        (("tz: Europe/Lisbon", "timezone: Europe/Lisbon"), "people.0.timezone"),
        (("id: T0NORTHWND", "id: northwind"), "team.id"),
        (("people:", "people: ]"), "is not YAML"),
    ],
)
def test_says_what_is_wrong_with_the_file(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    with pytest.raises(SeedError, match=complaint):
        WorkspaceSeed.load(_written(tmp_path, GOOD.replace(*change, 1)))


def test_says_that_the_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="cannot be read"):
        WorkspaceSeed.load(tmp_path / "slack.yaml")
