"""What becomes of the catalog as repositories on GitHub come, change, move and go."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.adapters.github.discovery import Discovery
from tests.bot.adapters.github.conftest import Portal, component
from tests.support.github import GitHub

Describe = Callable[..., None]


def test_every_repository_with_a_descriptor_is_in_the_catalog(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay", private=True)
    describe("ship")
    github.repository("acme/plain", files={"README.md": "hello"})
    outcome = portal.read()
    assert (outcome.written.added, outcome.is_clean) == (2, True)
    known = portal.get("pay")
    assert known.provenance.location == f"url:{github.url}/acme/pay/blob/main/catalog-info.yaml"
    assert known.provenance.commit == github.find("acme/pay").head


def test_nothing_is_read_again_where_no_head_has_changed(github: GitHub, portal: Portal, describe: Describe) -> None:
    for number in range(30):
        describe(f"service-{number}")
    portal.read()
    outcome = portal.read()
    assert (outcome.files, outcome.unchanged, portal.requests) == (30, 30, 1)


def test_a_hundred_unchanged_repositories_cost_one_request(github: GitHub, portal: Portal, describe: Describe) -> None:
    for number in range(201):
        describe(f"service-{number}") if number < 2 else github.repository(f"acme/plain-{number}")
    portal.read()
    outcome = portal.read()
    assert (outcome.unchanged, portal.requests) == (2, 3)


def test_a_push_is_read_at_its_repository_alone(github: GitHub, portal: Portal, describe: Describe) -> None:
    for name in ("pay", "ship", "bill"):
        describe(name)
    portal.read()
    github.commit("acme/pay", {"catalog-info.yaml": component("pay", owner="team-b")})
    outcome = portal.read()
    assert (outcome.written.changed, outcome.unchanged, portal.requests) == (1, 2, 2)
    assert portal.get("pay").entity.spec["owner"] == "team-b"


def test_a_push_that_leaves_the_descriptor_alone_is_no_reason_to_read_it(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay")
    portal.read()
    github.commit("acme/pay", {"main.py": "print()"})
    assert portal.read().unchanged == 1


def test_descriptors_anywhere_are_found_by_a_pattern(github: GitHub, portal: Portal) -> None:
    files = {f"services/{name}/catalog-info.yaml": component(name) for name in ("a", "b", "c")}
    github.repository("acme/mono", files={**files, "catalog-info.yaml": component("mono"), "x/other.yaml": "a: 1"})
    portal.provider = replace(portal.provider, path="/**/catalog-info.yaml")
    assert portal.read().written.added == 4
    github.commit("acme/mono", {"services/b/catalog-info.yaml": component("b", owner="team-b")})
    outcome = portal.read()
    assert (outcome.unchanged, outcome.written.changed) == (3, 1)
    assert portal.requests == 4  # list, inside, tree, one file


def test_another_pattern_is_heeded_at_once(github: GitHub, portal: Portal) -> None:
    github.repository("acme/pay", files={"a.yaml": component("a"), "b.yaml": component("b")})
    portal.provider = replace(portal.provider, path="/a.yaml")
    portal.read()
    portal.provider = replace(portal.provider, path="/b.yaml")
    portal.read()
    assert portal.has("b")


def test_a_renamed_repository_keeps_its_entities_and_both_names(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("payments")
    describe("other")
    portal.read()
    before = portal.get("payments")
    github.rename("acme/payments", "pay")
    outcome = portal.read()
    after = portal.get("payments")
    assert (after.id, outcome.written.removed, outcome.written.added) == (before.id, 0, 0)
    assert after.provenance.location == f"url:{github.url}/acme/pay/blob/main/catalog-info.yaml"
    known = portal.repositories.find("acme/payments")
    assert known
    assert (known.repository.slug, known.former_slugs) == ("acme/pay", ("acme/payments",))
    assert portal.read().unchanged == 2


def test_another_default_branch_moves_the_files_and_nothing_else(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay")
    portal.read()
    before = portal.get("pay")
    github.set_default_branch("acme/pay", "trunk")
    portal.read()
    after = portal.get("pay")
    assert after.id == before.id
    assert after.provenance.location.endswith("/acme/pay/blob/trunk/catalog-info.yaml")


def test_a_force_push_is_only_another_head(github: GitHub, portal: Portal, describe: Describe) -> None:
    describe("pay")
    portal.read()
    before = portal.get("pay")
    github.force_push("acme/pay", {"catalog-info.yaml": component("pay", owner="team-b")})
    portal.read()
    assert portal.get("pay").id == before.id
    assert portal.get("pay").entity.spec["owner"] == "team-b"


def test_a_deleted_repository_takes_its_entity_along(github: GitHub, portal: Portal, describe: Describe) -> None:
    for number in range(12):
        describe(f"service-{number}")
    portal.read()
    github.delete("acme/service-3")
    assert portal.read().written.removed == 1
    known = portal.repositories.find("acme/service-3")
    assert known
    assert known.gone_at


def test_many_deleted_at_once_wait_for_a_person(github: GitHub, portal: Portal, describe: Describe) -> None:
    for number in range(24):
        describe(f"service-{number}")
    portal.read()
    for number in range(12):
        github.delete(f"acme/service-{number}")
    assert len(portal.read().written.waiting) == 12
    assert portal.find("service-3")
    assert portal.read(accept_removals=True).written.removed == 12


def test_a_transferred_repository_leaves_and_keeps_its_identity_when_it_returns(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay")
    describe("ship")
    portal.read()
    before = portal.get("pay")
    github.transfer("acme/pay", "umbrella")
    assert portal.read().written.removed == 1
    github.transfer("umbrella/pay", "acme")
    portal.read()
    assert portal.get("pay").id == before.id


def test_an_archived_repository_leaves_unless_it_is_wanted(github: GitHub, portal: Portal, describe: Describe) -> None:
    describe("pay")
    describe("ship")
    portal.read()
    before = portal.get("pay")
    github.archive("acme/pay")
    assert portal.read().written.removed == 1
    portal.only(with_archived=True)
    portal.read()
    assert portal.get("pay").id == before.id


def test_an_archived_repository_that_is_taken_up_again_comes_back(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    describe("pay")
    describe("ship")
    portal.read()
    github.archive("acme/pay")
    portal.read()
    github.archive("acme/pay", archived=False)
    portal.read()
    assert portal.has("pay")


def test_a_repository_that_is_hidden_from_us_is_as_good_as_gone(
    github: GitHub, portal: Portal, describe: Describe
) -> None:
    for number in range(12):
        describe(f"service-{number}")
    portal.token = github.token("stranger")
    portal.read()
    github.make_private("acme/service-3")
    assert portal.read().written.removed == 1
    github.make_private("acme/service-3", private=False)
    portal.read()
    assert portal.has("service-3")


def test_an_empty_repository_is_nothing_special(github: GitHub, portal: Portal) -> None:
    github.repository("acme/empty")
    outcome = portal.read()
    assert (outcome.files, outcome.is_clean) == (0, True)


def test_only_what_the_filters_let_through_is_read(github: GitHub, portal: Portal, describe: Describe) -> None:
    describe("service-a", topics=["backstage"])
    describe("service-b", topics=["backstage", "internal"])
    describe("service-c", fork=True, topics=["backstage"])
    describe("service-d", private=True, topics=["backstage"])
    describe("library", topics=["backstage"])
    describe("service-e")
    portal.only(
        name="service-.*",
        with_forks=False,
        topics=frozenset({"backstage"}),
        without_topics=frozenset({"internal"}),
        visibilities=frozenset({"public"}),
    )
    assert portal.read().written.added == 1
    assert portal.has("service-a")


def test_a_branch_of_ones_own_choice_is_read(github: GitHub, portal: Portal, describe: Describe) -> None:
    describe("pay")
    describe("ship")
    github.commit("acme/pay", {"catalog-info.yaml": component("pay", owner="team-b")}, branch="develop")
    portal.only(branch="develop")
    assert portal.read().written.added == 1
    assert portal.get("pay").entity.spec["owner"] == "team-b"
    assert portal.get("pay").provenance.location.endswith("/blob/develop/catalog-info.yaml")


def test_a_dry_run_leaves_no_trace(portal: Portal, describe: Describe) -> None:
    describe("pay")
    assert portal.read(dry_run=True).written.added == 1
    assert portal.find("pay") is None
    assert portal.repositories.find("acme/pay") is None
    assert portal.read().written.added == 1


def test_documents_are_read_with_their_repository_and_not_again(github: GitHub, portal: Portal) -> None:
    described = component("pay").replace(
        "  name: pay\n", "  name: pay\n  annotations: {backstage.io/techdocs-ref: 'dir:.'}\n"
    )
    files = {"catalog-info.yaml": described, "docs/index.md": "# Pay\n\nTakes money.\n"}
    github.repository("acme/pay", files=files, private=True)
    portal.read()
    with portal.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT text FROM documents").scalar_one() == "Takes money."
    portal.read()
    assert portal.requests == 1
    github.commit("acme/pay", {"docs/index.md": "# Pay\n\nTakes more money.\n"})
    portal.read()
    with portal.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT text FROM documents").scalar_one() == "Takes more money."


def test_a_crash_before_it_is_noted_what_was_read_costs_another_read_and_no_more(
    portal: Portal, describe: Describe, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe("pay")
    with monkeypatch.context() as patched:
        patched.setattr(Discovery, "finish", lambda _self: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            portal.read()
    assert portal.has("pay")
    outcome = portal.read()
    assert (outcome.unchanged, outcome.written.changed, portal.requests) == (1, 0, 2)
    assert portal.read().unchanged == 1
    assert portal.requests == 1
