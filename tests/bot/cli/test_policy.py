"""`callboard policy test` tries out the configured rules, and `callboard audit` prints who did what."""

import csv
import io
import json

import pytest
from sqlalchemy import text

from bot import wiring
from catalog_store.audit import Audit, AuditOutcome, Doing
from catalog_store.database import Database
from catalog_store.slack.user_groups import UserGroup, UserGroups
from tests.bot.cli.conftest import Terminal

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [payments], profile: {email: ana@example.org}}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [], profile: {email: ben@example.org}}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: ledger}
spec: {type: service, lifecycle: production, owner: payments}
"""
USER_EVE = """\
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: eve}
spec: {memberOf: [], profile: {email: eve@example.org}}
"""
CONFIG = """\
callboard:
  roles: {platform: [user:ben]}
  policies:
    - {deed: "golden-path/scale", allow: anyone}
"""
CASES = """\
- {as: user:ana, may: golden-path/rollback, on: component:ledger, expect: true}
- {as: user:ben, may: golden-path/rollback, on: component:ledger, expect: true}
- {as: user:ana, may: golden-path/scale, on: component:ledger, expect: true}
- {as: user:ana, may: command/audit, expect: false}
"""


@pytest.fixture
def ruled(with_database: Terminal) -> Terminal:
    """A terminal with a small catalog and rules."""
    with_database.write("catalog-info.yaml", CATALOG)
    with_database.write("app-config.yaml", CONFIG)
    assert with_database.types("ingest", "catalog-info.yaml").status == 0
    return with_database


def test_who_may_know_of_what_is_tried_as_well(ruled: Terminal) -> None:
    private = CATALOG.replace("{name: ledger}", "{name: ledger, annotations: {callboard.io/visibility: private}}")
    ruled.write("catalog-info.yaml", private + "---\n" + USER_EVE)
    assert ruled.types("ingest", "catalog-info.yaml").status == 0
    ruled.write(
        "cases.yaml",
        "- {as: user:ana, may: see/entity, on: ledger, expect: true}\n"
        "- {as: user:ben, may: see/entity, on: ledger, expect: true}\n"
        "- {as: user:eve, may: see/entity, on: ledger, expect: false}\n",
    )
    printed = ruled.types("policy", "test", "cases.yaml")
    assert (printed.status, printed.err) == (0, "")


def test_all_as_expected(ruled: Terminal) -> None:
    ruled.write("cases.yaml", CASES)
    printed = ruled.types("policy", "test", "cases.yaml")
    assert (printed.status, printed.err) == (0, "")
    assert printed.out.splitlines()[0] == "ok     user:ana may golden-path/rollback on component:ledger"
    assert printed.out.splitlines()[-1] == "4 cases: 4 as expected, 0 not."


def test_slacks_user_groups_are_taken_as_the_bot_read_them(ruled: Terminal, database: Database) -> None:
    ruled.write("app-config.yaml", 'callboard: {roles: {platform: ["slack:@platform-oncall"]}}')
    ruled.write("cases.yaml", "- {as: user:ana, may: command/audit, expect: true}")
    printed = ruled.types("policy", "test", "cases.yaml")
    told = (
        "The user group slack:@platform-oncall is taken as empty: Slack did not tell within the last day who is in it."
    )
    assert (printed.status, printed.out.splitlines()[-2]) == (1, told)

    with database.changing() as connection:
        connection.execute(
            text(
                "INSERT INTO people (slack_team, slack_user, name, email, read_at)"
                " VALUES ('T1', 'U0ANA', 'Ana', 'ana@example.org', now())"
            )
        )
    UserGroups(database, clock=wiring.now).save([UserGroup("S0PLATFORM", "T1", "platform-oncall", ("U0ANA",))])
    printed = ruled.types("policy", "test", "cases.yaml")
    told = "The user group slack:@platform-oncall is taken as Slack last told it, people by e-mail address or link."
    assert (printed.status, printed.out.splitlines()[-2]) == (0, told)


def test_what_is_not_as_expected_is_told_with_the_reason(ruled: Terminal) -> None:
    ruled.write("cases.yaml", "- {as: user:ana, may: command/audit, expect: true}")
    printed = ruled.types("policy", "test", "cases.yaml")
    assert printed.status == 1
    assert printed.out.splitlines()[:2] == [
        "WRONG  user:ana may not command/audit  (expected: may)",
        "       Only ben may do that (it concerns everybody's catalog).",
    ]


@pytest.mark.parametrize(
    "written, told",
    [
        ("[", "is not YAML"),
        ("{as: user:ana}", "holds no list. Write a list of {as: user:ana.duarte"),
        ("- {as: user:ana, may: x}", "Case 1 of cases.yaml cannot be understood"),
        (
            "- {as: user:ana, may: x, on: component:nowhere, expect: true}",
            "The catalog has no component:default/nowhere",
        ),
        ("- {as: user:nosuchperson, may: x, expect: false}", "has nobody called user:nosuchperson, so nobody can tell"),
        ("- {as: nobody@example.org, may: x, expect: false}", "has nobody called nobody@example.org"),
    ],
)
def test_cases_that_cannot_be_tried_are_refused(ruled: Terminal, written: str, told: str) -> None:
    ruled.write("cases.yaml", written)
    printed = ruled.types("policy", "test", "cases.yaml")
    assert printed.status == 2
    assert told in printed.err


def test_a_rule_for_a_role_that_nobody_defined_is_a_fault(ruled: Terminal) -> None:
    ruled.write("app-config.yaml", "callboard: {policies: [{deed: x, allow: 'role:sre'}]}")
    printed = ruled.types("doctor")
    assert "callboard.policies allow role:sre, which callboard.roles does not define." in printed.out + printed.err


def test_a_rule_that_names_nobody_we_know_is_a_fault(ruled: Terminal) -> None:
    ruled.write("app-config.yaml", "callboard: {policies: [{deed: x, allow: 'a b c/d/e'}]}")
    printed = ruled.types("doctor")
    assert (
        "none of anyone, nobody, owner, on-call, role:NAME, slack:@HANDLE, a group or a user"
        in printed.out + printed.err
    )


def test_the_log_is_printed_as_lines_as_json_and_as_a_table(ruled: Terminal, database_url: str) -> None:
    database = Database(database_url)
    Audit(database).save(Doing("T1", "U1", "user:default/ana", "press/removals.apply", AuditOutcome.DONE, "=1+1"))
    database.close()
    assert "done     user:default/ana  press/removals.apply on =1+1" in ruled.types("audit").out
    assert json.loads(ruled.types("audit", "--json").out)[0]["deed"] == "press/removals.apply"
    (row,) = csv.DictReader(io.StringIO(ruled.types("audit", "--csv", "--since", "1h").out))
    assert row["target"] == "'=1+1"
    assert ruled.types("audit", "--outcome", "refused").out == "Nothing like that is in the log.\n"
    assert "--since yesterday is no span of time." in ruled.types("audit", "--since", "yesterday").err
