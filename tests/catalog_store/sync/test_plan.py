"""What a read of a source changes, decided without a database."""

from hypothesis import given
from hypothesis import strategies as st

from catalog_store.entities import Entity, Fault
from catalog_store.reading import Described, Descriptor
from catalog_store.refs import EntityRef
from catalog_store.sync.plan import Held, Holdings, Plan, ReadFile, Reading, RemovalLimits, plan_merge

SOURCE = "file:/catalog"
BROKEN = Fault("bad-yaml", "not YAML", "mend it")


def described(name: str, kind: str = "Component") -> Described:
    document = {"kind": kind, "metadata": {"name": name}, "spec": {}}
    return Described(Entity(EntityRef.of(kind, name), kind, name, "default", document), 1)


def file(location: str, *names: str, kind: str = "Component", faults: tuple[Fault, ...] = ()) -> ReadFile:
    return ReadFile(location, b"", None, Descriptor(tuple(described(name, kind) for name in names), faults))


def held(number: int, name: str, location: str, *, kind: str = "component", source: str = SOURCE) -> Held:
    return Held(number, f"{kind}:default/{name}", kind, b"", 1, source, location, is_broken=False)


def plan(reading: Reading, *entities: Held, total: int | None = None, accept: bool = False) -> Plan:
    size = sum(each.source == SOURCE for each in entities) if total is None else total
    return plan_merge(reading, Holdings(entities, size), accept_removals=accept)


def refs(entities: tuple[Held, ...]) -> list[str]:
    return [each.ref.rpartition("/")[2] for each in entities]


def test_takes_a_new_entity_in() -> None:
    (settled,) = plan(Reading(SOURCE, (file("a", "new"),))).settled
    assert (settled.ref, settled.id) == ("component:default/new", None)


def test_keeps_the_row_of_an_entity_that_it_knows() -> None:
    (settled,) = plan(Reading(SOURCE, (file("a", "same"),)), held(7, "same", "a")).settled
    assert (settled.id, settled.former) == (7, None)


def test_a_single_entity_under_a_new_name_in_its_file_is_the_same_one_renamed() -> None:
    decided = plan(Reading(SOURCE, (file("a", "billing"),)), held(7, "payments", "a"), total=20)
    (settled,) = decided.settled
    assert (settled.id, settled.former) == (7, "component:default/payments")
    assert decided.removed == ()


def test_does_not_guess_which_of_two_was_renamed() -> None:
    decided = plan(Reading(SOURCE, (file("a", "x", "y"),)), held(1, "u", "a"), held(2, "v", "a"), total=100)
    assert [settled.id for settled in decided.settled] == [None, None]
    assert refs(decided.removed) == ["u", "v"]


def test_an_entity_that_moves_to_another_file_keeps_its_row() -> None:
    reading = Reading(SOURCE, (file("b", "mover"),), vanished=frozenset({"a"}))
    decided = plan(reading, held(7, "mover", "a"))
    assert [settled.id for settled in decided.settled] == [7]
    assert (decided.removed, decided.waiting) == ((), ())


def test_the_first_file_to_claim_a_name_has_it() -> None:
    decided = plan(Reading(SOURCE, (file("b", "taken"),)), held(7, "taken", "a"))
    assert decided.settled == ()
    (fault,) = decided.taken["b"]
    assert "described in a already" in fault.message
    assert decided.reread == {"b"}


def test_another_source_s_entity_stays_its_own() -> None:
    decided = plan(Reading(SOURCE, (file("b", "taken"),)), held(7, "taken", "a", source="url:https://elsewhere"))
    assert list(decided.taken) == ["b"]


def test_a_name_is_free_again_when_its_file_lets_go_of_it_in_the_same_read() -> None:
    reading = Reading(SOURCE, (file("b", "wanted"), file("a", "other")))
    decided = plan(reading, held(7, "wanted", "a"), total=50)
    assert {settled.ref: settled.id for settled in decided.settled} == {
        "component:default/wanted": 7,
        "component:default/other": None,
    }


def test_of_two_new_files_with_one_name_the_first_wins_and_the_other_is_told() -> None:
    decided = plan(Reading(SOURCE, (file("a", "twin"), file("b", "twin"))))
    assert [settled.location for settled in decided.settled] == ["a"]
    assert list(decided.taken) == ["b"]


def test_removes_what_a_whole_file_no_longer_says() -> None:
    decided = plan(Reading(SOURCE, (file("a", "stays"),)), held(1, "stays", "a"), held(2, "goes", "a"), total=50)
    assert refs(decided.removed) == ["goes"]


def test_a_broken_file_removes_nothing_and_its_entities_are_marked() -> None:
    reading = Reading(SOURCE, (file("a", "good", faults=(BROKEN,)),))
    decided = plan(reading, held(1, "good", "a"), held(2, "broken", "a"))
    assert (decided.removed, refs(decided.broken)) == ((), ["broken"])


def test_an_unreadable_file_removes_nothing_and_its_entities_are_marked() -> None:
    reading = Reading(SOURCE, (), unreadable={"a": "this user may not read it"})
    decided = plan(reading, held(1, "there", "a"))
    assert (decided.removed, decided.waiting, refs(decided.broken)) == ((), (), ["there"])


def test_after_an_incomplete_read_nothing_counts_as_gone() -> None:
    reading = Reading(SOURCE, (), unreadable={"b": "timed out"}, vanished=frozenset({"a"}))
    decided = plan(reading, held(1, "unseen", "a"), total=50)
    assert (decided.removed, decided.waiting) == ((), ())


def vanished(count: int, total: int, *, kind: str = "component", accept: bool = False) -> Plan:
    entities = [held(number, f"e{number}", f"f{number}", kind=kind) for number in range(count)]
    reading = Reading(SOURCE, (), vanished=frozenset(f"f{number}" for number in range(count)))
    return plan(reading, *entities, total=total, accept=accept)


def test_a_removal_of_more_than_a_tenth_and_ten_waits_for_a_person() -> None:
    assert len(vanished(10, 99).waiting) == 10
    assert len(vanished(10, 100).removed) == 10
    assert len(vanished(9, 50).removed) == 9


def test_five_groups_wait_even_among_thousands() -> None:
    assert len(vanished(5, 10_000, kind="group").waiting) == 5
    assert len(vanished(4, 10_000, kind="group").removed) == 4


def test_the_last_entity_of_a_source_waits() -> None:
    assert refs(vanished(1, 1).waiting) == ["e0"]


def gone_after(
    number: int, *, kind: str = "component", lately: int = 0, groups: int = 0, waiting: frozenset[str] = frozenset()
) -> Plan:
    entities = tuple(held(each, f"e{each}", f"f{each}", kind=kind) for each in range(number))
    reading = Reading(SOURCE, (), vanished=frozenset(each.location for each in entities))
    return plan_merge(reading, Holdings(entities, 80, lately=lately, groups_lately=groups, waiting=waiting))


def test_small_removals_one_after_another_count_as_one() -> None:
    assert len(gone_after(1, lately=8).removed) == 1
    assert len(gone_after(1, lately=9).waiting) == 1
    assert len(gone_after(1, kind="group", groups=3).removed) == 1
    assert len(gone_after(1, kind="group", groups=4).waiting) == 1
    assert len(gone_after(1, groups=4).removed) == 1


def test_what_somebody_is_asked_about_waits_for_the_answer() -> None:
    asked = frozenset({"component:default/e0", "component:default/e1"})
    assert len(gone_after(3, waiting=asked).waiting) == 3
    assert refs(gone_after(1, waiting=asked).removed) == ["e0"]


def of_a_part(*names: str, waiting: frozenset[str], back: tuple[str, ...] = ()) -> Plan:
    """These are gone from a part of the source, and those are there again."""
    gone = [held(number, name, f"at-{name}") for number, name in enumerate(names)]
    there = [held(100 + number, name, f"at-{name}") for number, name in enumerate(back)]
    vanished = frozenset(each.location for each in gone)
    read = tuple(file(each.location, name) for each, name in zip(there, back, strict=True))
    reading = Reading(SOURCE, read, vanished=vanished, is_part=True)
    return plan_merge(reading, Holdings((*gone, *there), 80, waiting=waiting))


def test_a_part_says_nothing_of_what_waits_elsewhere() -> None:
    asked = frozenset({"component:default/e0", "component:default/e1"})
    assert of_a_part(waiting=asked).still_waiting == asked
    assert of_a_part(waiting=asked, back=("e1",)).still_waiting == {"component:default/e0"}
    assert vanished(1, 50).still_waiting == frozenset()


def test_what_goes_from_a_part_while_somebody_is_asked_waits_with_the_rest() -> None:
    asked = frozenset({"component:default/e0"})
    decided = of_a_part("e5", waiting=asked)
    assert (refs(decided.waiting), decided.still_waiting) == (["e5"], asked)


def test_a_read_with_gaps_does_not_take_back_what_is_asked() -> None:
    asked = frozenset({"component:default/e0"})
    reading = Reading(SOURCE, (), unreadable={"b": "timed out"})
    assert plan_merge(reading, Holdings((), 80, waiting=asked)).still_waiting == asked


def test_what_waits_is_read_again_until_somebody_decides() -> None:
    assert vanished(1, 1).reread == {"f0"}


def test_a_person_s_word_lets_any_removal_through() -> None:
    assert len(vanished(10, 10, accept=True).removed) == 10


def test_a_removed_entity_that_comes_back_is_the_same_one() -> None:
    reading = Reading(SOURCE, (file("a", "back"),))
    (settled,) = plan_merge(reading, Holdings((), 0, {"component:default/back": 7})).settled
    assert (settled.id, settled.revived) == (7, True)


names = st.sampled_from(["a", "b", "c", "d", "e"])
files_read = st.dictionaries(st.sampled_from(["f1", "f2", "f3"]), st.tuples(st.sets(names), st.booleans()), max_size=3)


@given(
    before=st.dictionaries(names, st.sampled_from(["f1", "f2", "f3"])),
    after=files_read,
    unreadable=st.sets(st.sampled_from(["f1", "f2", "f3"])),
    accept=st.booleans(),
)
def test_nothing_is_lost_without_a_whole_file_that_lets_go(
    before: dict[str, str], after: dict[str, tuple[set[str], bool]], unreadable: set[str], *, accept: bool
) -> None:
    read = tuple(
        file(place, *sorted(said), faults=() if whole else (BROKEN,))
        for place, (said, whole) in after.items()
        if place not in unreadable
    )
    met = {each.location for each in read} | unreadable
    reading = Reading(
        SOURCE, read, unreadable=dict.fromkeys(unreadable, "away"), vanished=frozenset(set(before.values()) - met)
    )
    entities = [held(number, name, place) for number, (name, place) in enumerate(sorted(before.items()))]
    decided = plan_merge(
        reading, Holdings(tuple(entities), len(entities)), limits=RemovalLimits(), accept_removals=accept
    )

    settled_ids = [each.id for each in decided.settled if each.id is not None]
    removed_ids = {each.id for each in decided.removed}
    assert len(settled_ids) == len(set(settled_ids))
    assert not removed_ids & set(settled_ids)
    assert len({each.ref for each in decided.settled}) == len(decided.settled)
    whole = {each.location for each in read if each.descriptor.is_whole}
    for gone in decided.removed:
        assert gone.location in whole or (gone.location in reading.vanished and reading.is_complete)
