"""How an answer about an owner looks, whatever the catalog says."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_store.candidates import Candidate, Certainty, Resolution
from catalog_store.entities import Entity, Fault, Known, Provenance, Relation, RelationType
from catalog_store.ownership import OwnershipFacts, judge
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Answer
from commands.owner.card import Frame, owner_card
from commands.owner.choices import which_of_message, which_one
from commands.owner.sheet import Sheet
from tests.commands.asking import NOW, buttons, read

SHORT, LONG = Frame(can_share=True), Frame(can_share=True, is_long=True)


def known(
    kind: str = "Component",
    name: str = "payments-api",
    *,
    read_at: datetime = NOW,
    faults: tuple[Fault, ...] = (),
    spec: Mapping[str, object] | None = None,
    **metadata: object,
) -> Known:
    document = {"kind": kind, "metadata": {"name": name, **metadata}, "spec": dict(spec or {})}
    entity = Entity(EntityRef.of(kind, name), kind, name, "default", document)
    return Known(1, entity, Provenance("catalog", "file:/catalog/catalog-info.yaml", 1, None, read_at), faults)


def sheet(facts: OwnershipFacts, why: Candidate | None = None) -> Sheet:
    return Sheet(facts, judge(facts, now=NOW), NOW, why)


TEAM = known("Group", "payments", spec={"profile": {"email": "payments@orchard.example"}})


def test_fits_in_eight_lines() -> None:
    thing = known(
        title="Payments API",
        description="Charges cards. " * 30,
        links=[{"url": f"https://x.example/{n}", "title": f"Link {n}"} for n in range(9)],
        spec={"type": "service", "lifecycle": "production", "owner": "payments", "system": "checkout"},
    )

    section, actions, context = owner_card(sheet(OwnershipFacts(thing, TEAM, member_count=2)), SHORT).blocks

    assert len(section["text"]["text"].splitlines()) == 2
    assert [len(field["text"].splitlines()) for field in section["fields"]] == [2, 2, 2, 2]
    assert section["text"]["text"].count("|Link ") == 3
    assert (actions["type"], context["type"]) == ("actions", "context")
    assert len(context["elements"]) == 1


def test_says_that_old_knowledge_is_stale() -> None:
    old = known(spec={"owner": "payments"}, read_at=NOW - timedelta(days=3))

    answer = owner_card(sheet(OwnershipFacts(old, TEAM, member_count=2)), SHORT)

    assert answer.text.endswith("This may be out of date: it was last read 3 days ago.")
    assert "⚠ stale, last read 3 days ago (Feb 27, 09:00 UTC)" in read(answer)


def test_says_that_a_newer_version_of_the_file_is_broken() -> None:
    fault = Fault("invalid-name", "the name has a space", "write payments-api", line=4)
    broken = known(spec={"owner": "payments"}, faults=(fault,), description="Charges cards.")

    lines = read(owner_card(sheet(OwnershipFacts(broken, TEAM, member_count=2)), SHORT)).splitlines()

    assert lines[1] == (
        "⚠ A newer version of catalog-info.yaml has a fault (line 4: the name has a space); this is the last good one."
    )


def test_says_that_an_owner_has_no_members() -> None:
    answer = owner_card(sheet(OwnershipFacts(known(spec={"owner": "payments"}), TEAM)), SHORT)

    assert "⚠ The catalog knows no members of payments." in read(answer)
    assert answer.text.endswith(" The catalog knows no members of payments.")


def test_a_person_may_own_a_thing() -> None:
    person = known("User", "ana", spec={"profile": {"displayName": "Ana Lima", "email": "ana@orchard.example"}})

    answer = owner_card(sheet(OwnershipFacts(known(spec={"owner": "user:ana"}), person)), SHORT)

    assert "Owner: Ana Lima (ana@orchard.example)" in read(answer)


def test_points_at_the_paging_tool_when_nobody_is_named() -> None:
    paged = known(
        annotations={"pagerduty.com/service-id": "PX4T7QA"},
        links=[{"url": "https://orchard.pagerduty.com/services/PX4T7QA"}],
    )
    unlinked = known(annotations={"pagerduty.com/service-id": "PX4T7QA"})

    assert "On call: PagerDuty (https://orchard.pagerduty.com/services/PX4T7QA)" in _read(OwnershipFacts(paged, TEAM))
    assert "On call: PagerDuty `PX4T7QA`" in _read(OwnershipFacts(unlinked, TEAM))


def test_says_when_the_person_on_call_is_not_in_the_catalog() -> None:
    thing = known(annotations={"callboard.io/on-call": "user:gone"})

    assert "On call: `user:gone` (not in the catalog)" in _read(OwnershipFacts(thing, TEAM))


def test_a_channel_of_its_own_serves_when_the_owner_has_none() -> None:
    thing = known(annotations={"slack.com/channel-id": "#payments-help"})

    assert "Owner: payments · #payments-help" in _read(OwnershipFacts(thing, TEAM))
    assert "Owner: ⚠ no owner known · #payments-help" in _read(OwnershipFacts(thing))


def test_custom_kinds_are_shown_like_the_others() -> None:
    answer = owner_card(sheet(OwnershipFacts(known("DataPipeline", "nightly"), TEAM)), SHORT)

    assert read(answer).startswith("nightly  ·  datapipeline")


def test_labels_tell_choices_apart() -> None:
    answer = which_one(
        "notifier",
        (choice("component:default/notifier"), choice("api:default/notifier"), choice("system:a/n", "Other")),
    )

    assert list(buttons(answer)) == ["Notifier (component)", "Notifier (API)", "Other"]


def test_labels_that_are_alike_when_shortened_still_differ() -> None:
    long = "x" * 90

    answer = which_one("x", (choice("component:default/a", long + "1"), choice("component:default/b", long + "2")))

    assert len(buttons(answer)) == 2


def test_says_how_many_more_there_are() -> None:
    choices = tuple(choice(f"component:default/n{number}", f"n{number}") for number in range(7))

    assert "+2 more. Add a word, or write `kind:namespace/name`." in read(which_one("n", choices))


def choice(ref: str, label: str = "Notifier") -> Candidate:
    return Candidate(1, EntityRef.parse(ref), label, Certainty.EXACT, "notifier", "that is its name")


def _read(facts: OwnershipFacts) -> str:
    return read(owner_card(sheet(facts), SHORT))


# Whatever anybody writes into a file, Slack takes the answer and nobody is pinged.

FOREIGN = st.one_of(
    st.text(max_size=40),
    st.text("<>&!@#|`*_~\n\u202eא", max_size=400),
    st.sampled_from(("<!channel>", "<@U1>", "<!subteam^S1|@all>", "@here", "&amp;", "x" * 5000, "&" * 5000, "א" * 300)),
)
ADDRESSES = (
    FOREIGN | FOREIGN.map("https://x.example/{}".format) | st.sampled_from(("https://x.example/?" + "a&" * 190,))
)
ANNOTATIONS = st.dictionaries(
    st.sampled_from(
        (
            *("slack.com/channel-id", "pagerduty.com/service-id", "callboard.io/on-call", "backstage.io/view-url"),
            *("github.com/project-slug", "backstage.io/kubernetes-id", "backstage.io/source-location"),
        )
    ),
    ADDRESSES,
)
LINKS = st.lists(st.fixed_dictionaries({"url": ADDRESSES, "title": FOREIGN, "type": FOREIGN}), max_size=20)
SPECS = st.fixed_dictionaries(
    {
        **dict.fromkeys(("type", "lifecycle", "owner", "system", "domain", "target"), FOREIGN),
        "targets": st.lists(FOREIGN, max_size=5),
        "profile": st.fixed_dictionaries({"displayName": FOREIGN, "email": FOREIGN}),
    }
)
KINDS = st.sampled_from(
    ("Component", "API", "System", "Domain", "Resource", "Group", "User", "Template", "Location", "X")
)


@st.composite
def knowns(draw: st.DrawFn, kinds: st.SearchStrategy[str] = KINDS) -> Known:
    return known(
        draw(kinds),
        read_at=NOW - timedelta(hours=draw(st.integers(0, 100))),
        title=draw(FOREIGN),
        description=draw(FOREIGN),
        annotations=draw(ANNOTATIONS),
        links=draw(LINKS),
        tags=draw(st.lists(FOREIGN, max_size=12)),
        spec=draw(SPECS),
    )


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    groups = knowns(st.just("Group"))
    facts = OwnershipFacts(
        subject=draw(knowns()),
        owner=draw(st.none() | groups | knowns(st.just("User"))),
        ancestors=draw(st.lists(st.tuples(knowns(st.just("System")), st.none() | groups), max_size=1).map(tuple)),
        on_call=draw(st.none() | knowns(st.just("User"))),
    )
    words = draw(FOREIGN)
    why = Candidate(1, facts.subject.ref, words, Certainty.LIKELY, words, words)
    related = tuple(
        Relation(kind, facts.subject.ref, EntityRef("component", "default", f"{'n' * 60}{number}"))
        for kind in RelationType
        for number in range(draw(st.integers(0, 12)))
    )
    people = tuple(draw(st.lists(knowns(st.just("User")), max_size=3)))
    teams = tuple(draw(st.lists(groups, max_size=3)))
    return Sheet(facts, judge(facts, now=NOW), NOW, why, related, teams, people * 8, {words: 3, "api": 1})


@settings(max_examples=60, deadline=None)
@given(sheets())
def test_whatever_the_files_say_slack_takes_it_and_nobody_is_pinged(sheet: Sheet) -> None:
    for frame in (SHORT, LONG):
        assert_harmless(owner_card(sheet, frame))


@settings(max_examples=60, deadline=None)
@given(FOREIGN, st.lists(FOREIGN, min_size=1, max_size=7))
def test_whatever_is_asked_choices_are_harmless(asked: str, labels: list[str]) -> None:
    candidates = tuple(
        Candidate(number, EntityRef("component", "default", f"n{number}"), label, Certainty.GUESS, asked, label)
        for number, label in enumerate(labels)
    )
    resolution = Resolution(asked, candidates)
    assert_harmless(which_one(resolution.asked, resolution.candidates))
    assert_harmless(which_of_message(candidates))


ALLOWED = re.compile(r"<(?:(?:https?://|mailto:)[^<>|]+\|[^<>|]*|#[CG][A-Z0-9]+|!date\^\d+\^[^<>|]+\|[^<>|]+)>")


def assert_harmless(answer: Answer) -> None:
    assert kit.faults(answer.blocks) == []
    assert len(answer.text) < 4000
    for text in (answer.text, *texts(answer.blocks)):
        assert "<" not in ALLOWED.sub("", text)
        text.encode()


def texts(node: object) -> list[str]:
    """Every text that is shown."""
    if isinstance(node, dict):
        own = node.get("text")
        return [*([own] if isinstance(own, str) else []), *(text for each in node.values() for text in texts(each))]
    return [text for each in node for text in texts(each)] if isinstance(node, list | tuple) else []
