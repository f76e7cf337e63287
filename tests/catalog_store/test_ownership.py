"""Who owns a thing by the facts, judged without a database."""

from datetime import UTC, datetime, timedelta
from typing import Any

from catalog_store.entities import Fault, Known, Provenance
from catalog_store.ownership import OwnershipFacts, StandIn, Standing, judge, on_call_ref, owner_ref
from tests.support.catalog import entity

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def known(kind: str, name: str, *, age: timedelta = timedelta(), faults: tuple[Fault, ...] = (), **spec: Any) -> Known:
    provenance = Provenance("file:/c", f"file:/c/{name}/catalog-info.yaml", 1, None, NOW - age)
    return Known(1, entity(kind, name, **spec), provenance, faults)


TEAM = known("Group", "payments", type="team", children=[])
API = known("Component", "payments-api", owner="payments", type="service")
LOST = known("Component", "fax", owner="ghosts", type="service")
SYSTEM = known("System", "money", owner="payments")


def test_the_declared_owner_is_the_owner_when_it_exists() -> None:
    judged = judge(OwnershipFacts(API, TEAM, member_count=3), now=NOW)
    assert (judged.standing, judged.owner, judged.warnings) == (Standing.DECLARED, TEAM, ())
    assert judged.because == "`spec.owner` in catalog-info.yaml"


def test_says_so_when_the_declared_owner_does_not_exist() -> None:
    judged = judge(OwnershipFacts(LOST), now=NOW)
    assert (judged.standing, judged.named) == (Standing.MISSING, "ghosts")
    assert "the catalog has nobody of that name" in judged.because


def test_inherits_from_the_system_and_says_that_it_does() -> None:
    judged = judge(OwnershipFacts(LOST, ancestors=((SYSTEM, TEAM),)), now=NOW)
    assert (judged.standing, judged.owner, judged.inherited_from) == (Standing.INHERITED, TEAM, SYSTEM)
    assert judged.warnings == ("Its own file names ghosts as owner, and the catalog has nobody of that name.",)


def test_inherits_from_the_nearest_that_has_an_owner() -> None:
    domain = known("Domain", "finance", owner="payments")
    judged = judge(OwnershipFacts(LOST, ancestors=((SYSTEM, None), (domain, TEAM))), now=NOW)
    assert judged.inherited_from == domain


def test_says_so_when_nobody_owns_it() -> None:
    judged = judge(OwnershipFacts(known("Location", "all", targets=[])), now=NOW)
    assert (judged.standing, judged.owner) == (Standing.NOBODY, None)


def test_a_team_owns_itself() -> None:
    assert judge(OwnershipFacts(TEAM), now=NOW).owner == TEAM


def test_knowledge_older_than_a_day_is_stale() -> None:
    fresh, stale = (known("Component", "x", owner="payments", age=timedelta(hours=hours)) for hours in (23, 25))
    assert not judge(OwnershipFacts(fresh, TEAM, member_count=1), now=NOW).is_stale
    assert judge(OwnershipFacts(stale, TEAM, member_count=1), now=NOW).is_stale


def test_warns_of_a_team_without_members() -> None:
    assert judge(OwnershipFacts(API, TEAM), now=NOW).warnings == ("The catalog knows no members of payments.",)


def test_warns_of_a_newer_version_that_is_broken() -> None:
    broken = known(
        "Component", "x", owner="payments", faults=(Fault("syntax", "a bracket is not closed", "close it", 7),)
    )
    (warning,) = judge(OwnershipFacts(broken, TEAM, member_count=1), now=NOW).warnings
    assert "line 7: a bracket is not closed" in warning
    assert "this is the last good one" in warning


def test_owners_are_groups_of_the_same_namespace_unless_they_say_otherwise() -> None:
    def owner(text: str) -> str:
        return str(owner_ref(entity("Component", "x", namespace="desk", owner=text)))

    assert owner("payments") == "group:desk/payments"
    assert owner("user:default/ana") == "user:default/ana"
    assert owner("a:b:c") == "None"


def test_on_call_is_a_person_by_default() -> None:
    annotated = entity("Component", "x", annotations={"callboard.io/on-call": "ana"})
    assert str(on_call_ref(annotated)) == "user:default/ana"


BEN = known("User", "ben", memberOf=["payments"])
REFUNDS = known("Component", "refunds", owner="user:ben", type="service")


def test_an_owner_who_left_has_somebody_to_stand_in() -> None:
    left = frozenset({BEN.ref})
    above = judge(OwnershipFacts(REFUNDS, BEN, ancestors=((SYSTEM, TEAM),), left=left), now=NOW)
    team = judge(OwnershipFacts(REFUNDS, BEN, left=left, teams=(TEAM,)), now=NOW)

    assert (above.standing, above.owner) == (Standing.LEFT, BEN)
    assert above.stand_in == StandIn(TEAM, "who own the system money, which it is part of")
    assert team.stand_in == StandIn(TEAM, "the team that they were in")


def test_whoever_is_there_is_inherited_before_somebody_who_left() -> None:
    domain = known("Domain", "trade", owner="payments")
    facts = OwnershipFacts(LOST, ancestors=((SYSTEM, BEN), (domain, TEAM)), left=frozenset({BEN.ref}))
    judged = judge(facts, now=NOW)

    assert (judged.standing, judged.owner, judged.inherited_from) == (Standing.INHERITED, TEAM, domain)
