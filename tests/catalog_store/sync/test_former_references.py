"""What still says the old name of a renamed thing means the thing, until something else is called so."""

from collections.abc import Callable

from catalog_store.entities import RelationType
from catalog_store.health import Check, Health
from catalog_store.names import NameIndex
from catalog_store.refs import EntityRef
from catalog_store.resolver import Resolver
from tests.catalog_store.sync.conftest import Source

Component = Callable[..., str]

USER = "  dependsOn: [component:ledger]\n"
GROUP = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {{name: {}}}\nspec: {{type: team, children: []}}\n"


def needs(source: Source, name: str) -> set[str]:
    relations = source.catalog.relations(EntityRef.of("component", name))
    return {str(each.target) for each in relations if each.type is RelationType.DEPENDS_ON and each.source.name == name}


def renamed(source: Source, component: Component) -> None:
    source.write("ledger.yaml", component("ledger"))
    source.write("user.yaml", component("invoices", extra=USER))
    source.read()
    source.write("ledger.yaml", component("general-ledger"))
    source.read()


def test_who_needs_it_needs_it_under_its_new_name(source: Source, component: Component) -> None:
    renamed(source, component)
    assert needs(source, "invoices") == {"component:default/general-ledger"}
    assert Health(source.database).look(Check.DANGLING).total == 0


def test_a_file_that_says_the_old_name_later_on_is_understood_too(source: Source, component: Component) -> None:
    renamed(source, component)
    source.write("late.yaml", component("refunds", extra=USER))
    source.write("user.yaml", component("invoices", owner="team-b", extra=USER))
    source.read()
    assert needs(source, "refunds") == needs(source, "invoices") == {"component:default/general-ledger"}


def test_who_needs_it_by_both_names_needs_it_once(source: Source, component: Component) -> None:
    both = "  dependsOn: [component:ledger, component:general-ledger]\n"
    source.write("ledger.yaml", component("ledger"))
    source.write("user.yaml", component("invoices", extra=both))
    source.read()
    source.write("ledger.yaml", component("general-ledger"))
    source.read()
    assert needs(source, "invoices") == {"component:default/general-ledger"}


def test_a_renamed_team_still_owns_what_names_it(source: Source, component: Component) -> None:
    source.write("team.yaml", GROUP.format("team-a"))
    source.write("ledger.yaml", component("ledger"))
    source.read()
    source.write("team.yaml", GROUP.format("accounting"))
    source.read()
    facts = source.catalog.ownership_facts(EntityRef.of("component", "ledger"))
    assert facts
    assert facts.owner
    assert facts.owner.ref.name == "accounting"


def test_its_old_reference_finds_it(source: Source, component: Component) -> None:
    renamed(source, component)
    found = Resolver(source.database, NameIndex(source.database)).resolve("component:default/ledger")
    assert [each.ref.name for each in found.candidates] == ["general-ledger"]
    assert found.candidates[0].because == "that is its former reference"


def test_whoever_is_called_so_next_is_meant_from_then_on(source: Source, component: Component) -> None:
    renamed(source, component)
    source.write("new.yaml", component("ledger", owner="team-c"))
    source.read()
    source.read()
    assert needs(source, "invoices") == {"component:default/ledger"}
    assert Health(source.database).look(Check.DANGLING).total == 0


def test_a_thing_that_takes_its_old_name_back_is_itself_again(source: Source, component: Component) -> None:
    renamed(source, component)
    source.write("ledger.yaml", component("ledger"))
    source.read()
    source.read()
    assert needs(source, "invoices") == {"component:default/ledger"}
