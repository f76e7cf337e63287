"""Whoever is in a Slack user group has the roles that are given to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot import wiring
from bot.workspace.local import LocalSlack
from bot.workspace.seed import SeedUserGroup, WorkspaceSeed
from catalog_store.slack.user_groups import UserGroups
from tests.acceptance.office import Office, company_app, read, running_bot
from tests.company.files import COMPANY

pytestmark = pytest.mark.more

CONFIG = """\
callboard:
  roles: {platform: ["slack:@platform-oncall"]}
  policies:
    - {deed: command/find, allow: role:platform}
    - {deed: command/deps, allow: "slack:@night-shift"}
"""


@contextmanager
def office_with_groups(url: str, home: Path, *, scopes: tuple[str, ...] = company_app().scopes) -> Iterator[Office]:
    """The company, whose Slack has two groups, one of which is disabled, and whose rules name both."""
    (home / "app-config.yaml").write_text(CONFIG)
    groups = (
        SeedUserGroup(handle="platform-oncall", members=("priya",)),
        SeedUserGroup(handle="night-shift", members=("priya",), disabled=True),
    )
    company = WorkspaceSeed.load(COMPANY / "slack.yaml").model_copy(update={"user_groups": groups})
    with (
        LocalSlack(company, app=replace(company_app(), scopes=scopes), patience=0.005) as slack,
        running_bot(slack.api_url, url, home, over="socket") as (bot, database),
    ):
        slack.wait_until_connected()
        slack.wait_for(lambda: slack.calls("usergroups.list"), timeout=30)
        yield Office(slack, bot, database, url)


def test_a_slash_command_is_for_those_who_are_in_the_group(company_copy: str, tmp_path: Path) -> None:
    with office_with_groups(company_copy, tmp_path) as office:
        groups = UserGroups(office.database, clock=wiring.now)
        office.slack.wait_for(lambda: groups.gap("slack:@platform-oncall") is None, timeout=30)

        assert "may do that" not in read(office.person("priya").types("/callboard", "find payments"))
        refused = read(office.person("sophie").types("/callboard", "find payments"))
        assert "nly people of the Slack user group `@platform-oncall` may do that" in refused
        refused = read(office.person("priya").types("/callboard", "deps payments-api"))
        assert "(empty for now: Slack has no such group, or it is disabled)" in refused


def test_without_the_scope_the_group_is_empty_and_all_else_goes_on(company_copy: str, tmp_path: Path) -> None:
    modest = tuple(scope for scope in company_app().scopes if scope != "usergroups:read")
    with office_with_groups(company_copy, tmp_path, scopes=modest) as office:
        refused = read(office.person("priya").types("/callboard", "find payments"))

        assert "(empty for now: Slack did not tell within the last day who is in it)" in refused
        assert "owned by" in office.person("sophie").types("/owner", "tide-tables").text
        [call] = office.slack.calls("usergroups.list")
        assert (call.answer["error"], call.answer["needed"]) == ("missing_scope", "usergroups:read")
