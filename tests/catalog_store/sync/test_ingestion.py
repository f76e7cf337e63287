"""What becomes of the catalog when its files change, break, move and vanish."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.sync import Outcome, forget
from tests.catalog_store.sync.conftest import Source

Component = Callable[..., str]


def keys(database: Database, name: str) -> set[str]:
    with database.reading() as connection:
        rows = connection.execute(
            text("SELECT key FROM aliases a JOIN entities e ON e.id = a.entity_id WHERE e.ref = :ref"),
            {"ref": f"component:default/{name}"},
        )
        return {row.key for row in rows}


def latest_change(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT coalesce(max(change), 0) FROM entities")).scalar_one())


def test_what_a_folder_describes_is_in_the_catalog(source: Source, component: Component) -> None:
    source.write("a/catalog-info.yaml", component("payments"))
    outcome = source.read()
    known = source.get("payments")
    assert (outcome.written.added, outcome.files, outcome.is_clean) == (1, 1, True)
    assert known.entity.lifecycle == "production"
    assert known.provenance.location == f"file:{source.folder}/a/catalog-info.yaml"
    assert known.provenance.read_at == source.now


def test_other_yaml_in_the_folder_is_left_alone(source: Source) -> None:
    source.write("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\n")
    source.write("ci.yml", "on: push\n")
    outcome = source.read()
    assert (outcome.files, outcome.is_clean) == (0, True)


def test_reading_again_changes_nothing_but_how_fresh_it_is(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("payments"))
    source.read()
    before = latest_change(source.database)
    outcome = source.read()
    assert (outcome.unchanged, outcome.written.changed) == (1, 0)
    assert latest_change(source.database) == before
    assert source.get("payments").provenance.read_at == source.now


def test_a_change_keeps_the_identity_and_counts_up(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("payments"))
    source.read()
    before, change = source.get("payments").id, latest_change(source.database)
    source.write("catalog-info.yaml", component("payments", owner="team-b"))
    assert source.read().written.changed == 1
    assert source.get("payments").id == before
    assert source.get("payments").entity.spec["owner"] == "team-b"
    assert latest_change(source.database) > change


def test_a_renamed_component_answers_to_both_names(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("old-payments"))
    source.write("other.yaml", component("other"))
    source.read()
    before = source.get("old-payments").id
    source.write("catalog-info.yaml", component("payments"))
    assert source.read().written.renames == (("component:default/old-payments", "component:default/payments"),)
    assert source.get("payments").id == before
    assert source.find("old-payments") is None
    assert {"name:payments", "name:oldpayments"} <= keys(source.database, "payments")
    source.write("catalog-info.yaml", component("payments", owner="team-c"))
    source.read()
    assert "name:oldpayments" in keys(source.database, "payments")


def test_a_broken_new_version_leaves_the_last_good_one_with_the_fault_beside_it(
    source: Source, component: Component
) -> None:
    source.write("catalog-info.yaml", component("payments"))
    source.read()
    source.write("catalog-info.yaml", component("payments").replace("owner: team-a", "owner: [team-a"))
    outcome = source.read()
    known = source.get("payments")
    assert not outcome.is_clean
    assert known.entity.spec["owner"] == "team-a"
    assert known.faults
    source.write("catalog-info.yaml", component("payments"))
    source.read()
    assert source.get("payments").faults == ()


def test_the_good_documents_of_a_half_broken_file_come_in(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("good") + "---\n" + component("Not A Name"))
    outcome = source.read()
    assert not outcome.is_clean
    assert source.get("good").faults == ()


def test_a_single_vanished_file_of_many_takes_its_entity_along(source: Source, component: Component) -> None:
    for number in range(12):
        source.write(f"{number}.yaml", component(f"service-{number}"))
    source.read()
    (source.folder / "3.yaml").unlink()
    assert source.read().written.removed == 1
    assert source.find("service-3") is None
    assert source.find("service-4")


def test_a_wiped_folder_waits_for_a_person_and_then_obeys(source: Source, component: Component) -> None:
    for number in range(12):
        source.write(f"{number}.yaml", component(f"service-{number}"))
    source.read()
    for path in source.folder.iterdir():
        path.unlink()
    for _ in range(2):
        outcome = source.read()
        assert (len(outcome.written.waiting), outcome.written.removed) == (12, 0)
        assert source.find("service-3")
    assert source.read(accept_removals=True).written.removed == 12
    assert source.find("service-3") is None


def test_an_unreadable_source_removes_nothing(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("payments"))
    source.read()
    moved = source.folder.rename(source.folder.with_name("away"))
    outcome = source.read()
    moved.rename(source.folder)
    assert outcome.unreadable
    assert source.find("payments")
    assert source.get("payments").provenance.read_at < source.now


def test_what_comes_back_is_the_same_thing(source: Source, component: Component) -> None:
    source.write("stays.yaml", component("stays"))
    path = source.write("goes.yaml", component("goes"))
    source.read()
    before = source.get("goes").id
    body = path.read_text()
    path.unlink()
    source.read()
    path.write_text(body)
    assert source.read().written.added == 1
    assert source.get("goes").id == before


def test_two_files_with_one_name_the_first_stays_and_the_second_is_told(source: Source, component: Component) -> None:
    source.write("a.yaml", component("twin", owner="team-a"))
    source.read()
    source.write("b.yaml", component("twin", owner="team-b"))
    outcome = source.read()
    (fault,) = outcome.faults[f"file:{source.folder}/b.yaml"]
    assert "described in" in fault.message
    assert source.get("twin").entity.spec["owner"] == "team-a"
    (source.folder / "a.yaml").unlink()
    source.read()
    assert source.get("twin").entity.spec["owner"] == "team-b"


def test_a_location_leads_to_the_files_that_it_names(source: Source, component: Component) -> None:
    target = source.folder.parent / "elsewhere.yaml"
    target.write_text(component("far"))
    source.write(
        "all.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: all\nspec:\n"
        "  type: file\n  targets: [../elsewhere.yaml, ./all.yaml]\n",
    )
    assert source.read().written.added == 2
    assert source.find("far")


def test_locations_that_lead_to_each_other_are_read_once(source: Source, component: Component) -> None:
    location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata:\n  name: {}\nspec:\n  targets: [./{}]\n"
    source.write("one.yaml", location.format("one", "two.yaml"))
    source.write("two.yaml", f"{location.format('two', 'one.yaml')}---\n{component('pay')}")

    outcome = source.read()

    assert (outcome.files, outcome.written.added, outcome.is_clean) == (2, 3, True)


def test_a_changed_placeholder_target_counts_as_a_change(source: Source) -> None:
    source.write(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: rates\nspec:\n"
        "  type: openapi\n  lifecycle: production\n  owner: team-a\n  definition:\n    $text: ./openapi.txt\n",
    )
    source.write("openapi.txt", "one")
    source.read()
    source.write("openapi.txt", "two")
    assert source.read().written.changed == 1
    assert source.read().unchanged == 1


def test_a_dry_run_tells_what_would_be_and_leaves_no_trace(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("payments"))
    assert source.read(dry_run=True).written.added == 1
    assert source.catalog.is_empty()
    assert source.read().written.added == 1


def test_relations_are_kept_from_either_side_s_file_and_may_dangle(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("payments", extra="  dependsOn: [resource:db, resource:ghost]\n"))
    source.write("b.yaml", component("web", extra="  dependencyOf: [component:payments]\n"))
    source.read()
    targets = {str(each.target) for each in source.catalog.relations(EntityRef.of("component", "payments"))}
    assert {"resource:default/db", "resource:default/ghost", "component:default/web", "group:default/team-a"} <= targets


def test_two_replicas_reading_at_once_leave_each_entity_once(source: Source, component: Component) -> None:
    for number in range(30):
        source.write(f"{number}.yaml", component(f"service-{number}"))
    outcomes: list[Outcome] = []
    threads = [threading.Thread(target=lambda: outcomes.append(source.read())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(outcome.written.added for outcome in outcomes) == 30
    assert all(source.find(f"service-{number}") for number in range(30))


def test_hostile_names_and_texts_arrive_as_they_are(source: Source) -> None:
    title = 'a\ttab "quotes" \\ back <!channel> &amp; \u202eright'
    source.write(
        "catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: team\n"
        f"  title: {json.dumps(title)}\nspec:\n  type: team\n  children: []\n",
    )
    source.read()
    assert source.get("team", "group").entity.title == title


def test_knowledge_of_a_broken_file_ages_from_the_day_it_broke(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("payments"))
    source.read()
    source.write("catalog-info.yaml", "kind: [")
    source.read()
    broke = source.now
    source.read()
    assert source.get("payments").provenance.read_at == broke
    assert source.now - broke == timedelta(minutes=1)


def test_a_forgotten_source_leaves_its_names_to_others(source: Source, component: Component) -> None:
    source.write("catalog-info.yaml", component("payments"))
    source.read()
    before = source.get("payments").id
    moved = source.folder.rename(source.folder.with_name("moved"))
    assert forget(source.database, f"file:{source.folder}", now=source.now) == 1
    assert source.find("payments") is None
    source.folder = moved
    assert source.read().written.added == 1
    assert source.get("payments").id == before


def test_only_a_source_can_be_forgotten(source: Source) -> None:
    assert forget(source.database, "file:/never/read", now=source.now) is None
