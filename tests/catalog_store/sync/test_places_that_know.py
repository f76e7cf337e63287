"""What becomes of the catalog when a place can tell more than a folder can: what is unchanged, hidden or moved."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from catalog_store.database import Database
from catalog_store.descriptors import BUILT_IN
from catalog_store.entities import Known
from catalog_store.reading import Found, SourceFile, Unchanged, UnreadableError
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from catalog_store.sync import Ingestion, Outcome, Removals

Component = Callable[..., str]
ROOT = "url:https://github.com/acme/"


class Shelf:
    """A source that is told what it finds; it remembers which files were fetched."""

    def __init__(self, database: Database, now: datetime) -> None:
        self.database = database
        self.now = now
        self.found: list[Found] = []
        self.linked: dict[str, list[Found]] = {}
        self.bodies: dict[str, str] = {}
        self.fetched: list[str] = []

    def open(self, location: str) -> Iterator[Found]:
        return iter(self.found if location == "shelf" else self.linked.get(location, []))

    def fetch(self, location: str) -> bytes:
        self.fetched.append(location)
        if location not in self.bodies:
            raise UnreadableError(location, "it is gone")
        return self.bodies[location].encode()

    def read(self, *found: Found, scope: tuple[str, ...] = (), names: tuple[str, ...] = BUILT_IN.names) -> Outcome:
        self.now += timedelta(minutes=1)
        self.found, self.fetched = list(found), []
        kinds = BUILT_IN if names == BUILT_IN.names else type(BUILT_IN)(names)
        return Ingestion(self.database, self, kinds=kinds, clock=lambda: self.now).run("shelf", scope=scope)

    def find(self, name: str) -> Known | None:
        return Catalog(self.database).find(EntityRef.of("component", name))

    def get(self, name: str) -> Known:
        found = self.find(name)
        assert found, f"{name} is not in the catalog"
        return found

    def keys(self, name: str) -> set[str]:
        with self.database.reading() as connection:
            rows = connection.execute(
                text("SELECT key FROM aliases a JOIN entities e ON e.id = a.entity_id WHERE e.ref = :ref"),
                {"ref": f"component:default/{name}"},
            )
            return {row.key for row in rows}


@pytest.fixture
def shelf(database: Database, now: datetime) -> Shelf:
    return Shelf(database, now)


def at(repository: str, path: str = "catalog-info.yaml") -> str:
    return f"{ROOT}{repository}/blob/main/{path}"


def file(repository: str, body: str, *, former: str | None = None) -> SourceFile:
    return SourceFile(at(repository), body.encode(), commit="c0ffee", revision="b10b", former=former)


def test_what_is_known_to_be_unchanged_is_not_read(shelf: Shelf, component: Component) -> None:
    shelf.read(file("pay", component("pay")))
    outcome = shelf.read(Unchanged(at("pay")))
    known = shelf.get("pay")
    assert (outcome.unchanged, outcome.written.removed, shelf.fetched) == (1, 0, [])
    assert (known.provenance.read_at, known.provenance.commit) == (shelf.now, "c0ffee")


def test_what_is_said_to_be_unchanged_and_was_never_read_is_read(shelf: Shelf, component: Component) -> None:
    shelf.bodies[at("pay")] = component("pay")
    assert shelf.read(Unchanged(at("pay"), commit="c0ffee")).written.added == 1
    assert shelf.fetched == [at("pay")]


def test_an_unchanged_file_is_read_again_under_other_rules(shelf: Shelf, component: Component) -> None:
    shelf.bodies[at("pay")] = component("pay")
    shelf.read(file("pay", component("pay")))
    shelf.read(Unchanged(at("pay")), names=(*BUILT_IN.names, "Robot"))
    assert shelf.fetched == [at("pay")]


def test_what_an_unchanged_file_pulls_in_is_looked_at_unless_it_is_covered(shelf: Shelf, component: Component) -> None:
    shelf.bodies[at("pay", "notes.md")] = "old"
    text_of = component("pay").replace("  name: pay\n", "  name: pay\n  description:\n    $text: ./notes.md\n")
    shelf.read(file("pay", text_of))
    shelf.read(Unchanged(at("pay"), below=f"{ROOT}pay/blob/main/"))
    assert shelf.fetched == []
    shelf.bodies |= {at("pay", "notes.md"): "new", at("pay"): text_of}
    outcome = shelf.read(Unchanged(at("pay")))
    assert outcome.written.changed == 1


def test_an_unchanged_location_still_leads_where_it_led(shelf: Shelf, component: Component) -> None:
    location = "apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {name: all}\nspec: {target: ./pay.yaml}\n"
    shelf.linked[at("all", "pay.yaml")] = [SourceFile(at("all", "pay.yaml"), component("pay").encode())]
    shelf.read(file("all", location))
    assert shelf.read(Unchanged(at("all"))).written.removed == 0
    assert shelf.find("pay")


def test_a_repository_that_does_not_answer_hides_its_own_files_only(shelf: Shelf, component: Component) -> None:
    repositories = [f"service-{number}" for number in range(12)]
    shelf.read(*(file(name, component(name)) for name in repositories))
    away = UnreadableError(f"{ROOT}service-0", "its server has trouble (502)", hides=f"{ROOT}service-0/")
    outcome = shelf.read(away, *(Unchanged(at(name)) for name in repositories[2:]))
    assert (outcome.written.removed, outcome.is_clean) == (1, False)
    assert shelf.find("service-0")
    assert shelf.find("service-1") is None


def test_what_a_hidden_file_leads_to_is_kept_as_well(shelf: Shelf, component: Component) -> None:
    place = at("pay", "x.yaml")
    target = place.removeprefix("url:")
    location = (
        f"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: all}}\nspec: {{target: '{target}'}}\n"
    )
    shelf.linked[place] = [SourceFile(place, component("pay").encode())]
    shelf.read(file("all", location), file("other", component("other")))
    shelf.read(UnreadableError(f"{ROOT}all", "no", hides=f"{ROOT}all/"), Unchanged(at("other")))
    assert shelf.find("pay")


def test_a_place_that_cannot_tell_what_it_missed_removes_nothing(shelf: Shelf, component: Component) -> None:
    repositories = [f"service-{number}" for number in range(12)]
    shelf.read(*(file(name, component(name)) for name in repositories))
    outcome = shelf.read(UnreadableError(ROOT, "page 3 is empty"), Unchanged(at("service-1")))
    assert outcome.written.removed == 0
    assert shelf.find("service-5")


def test_a_file_that_moved_keeps_its_entity_and_both_addresses(shelf: Shelf, component: Component) -> None:
    shelf.read(file("old-pay", component("pay")))
    before = shelf.get("pay")
    outcome = shelf.read(file("pay", component("pay"), former=at("old-pay")))
    after = shelf.get("pay")
    assert (after.id, outcome.written.removed, outcome.written.added) == (before.id, 0, 0)
    assert after.provenance.location == at("pay")
    assert {"repo:acme/pay", "repo:acme/old-pay"} <= shelf.keys("pay")
    shelf.read(file("pay", component("pay", owner="team-b")))
    assert {"repo:acme/pay", "repo:acme/old-pay"} <= shelf.keys("pay")


def test_two_repositories_may_change_their_names(shelf: Shelf, component: Component) -> None:
    shelf.read(file("a", component("first")), file("b", component("second")))
    before = [shelf.get("first"), shelf.get("second")]
    shelf.read(
        file("b", component("first"), former=at("a")),
        file("a", component("second"), former=at("b")),
    )
    after = [shelf.get("first"), shelf.get("second")]
    assert [known.id for known in after] == [known.id for known in before]
    assert [known.provenance.location for known in after] == [at("b"), at("a")]


def test_a_repository_may_take_the_name_of_one_that_is_gone(shelf: Shelf, component: Component) -> None:
    others = [f"service-{number}" for number in range(12)]
    shelf.read(file("a", component("first")), file("b", component("second")), *(file(x, component(x)) for x in others))
    shelf.read(file("b", component("first"), former=at("a")), *(Unchanged(at(x)) for x in others))
    assert shelf.get("first").provenance.location == at("b")
    assert shelf.find("second") is None


def test_a_read_of_a_part_leaves_the_rest_alone(shelf: Shelf, component: Component) -> None:
    shelf.read(file("pay", component("pay")), file("bill", component("bill")))
    with shelf.database.reading() as connection:
        completed = connection.execute(text("SELECT completed_at FROM sources")).scalar_one()
    outcome = shelf.read(file("pay", component("pay", owner="team-b")), scope=(f"{ROOT}pay/",))
    assert (outcome.written.changed, outcome.written.removed) == (1, 0)
    assert shelf.find("bill")
    with shelf.database.reading() as connection:
        assert connection.execute(text("SELECT completed_at FROM sources")).scalar_one() == completed


def test_a_read_of_a_part_removes_what_is_gone_from_it(shelf: Shelf, component: Component) -> None:
    shelf.read(*(file(name, component(name)) for name in ("pay", "bill", "ship")))
    assert shelf.read(scope=(f"{ROOT}pay/",)).written.removed == 1
    assert shelf.find("pay") is None
    assert shelf.find("ship")


def test_what_is_gone_from_a_part_and_has_to_wait_is_asked_about_at_once(shelf: Shelf, component: Component) -> None:
    shelf.read(*(file(str(number), component(f"service-{number}")) for number in range(30)))
    for number in range(12):
        shelf.read(scope=(f"{ROOT}{number}/",))

    (waiting,) = Removals(shelf.database).waiting()
    assert waiting.refs == tuple(f"component:default/service-{number}" for number in (10, 11, 9))
    assert shelf.find("service-11")
    shelf.read(file("10", component("service-10")), scope=(f"{ROOT}10/",))
    (waiting,) = Removals(shelf.database).waiting()
    assert waiting.refs == ("component:default/service-11", "component:default/service-9")
