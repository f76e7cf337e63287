"""Each fault says where it is, what is wrong, and what to write instead."""

from collections.abc import Callable

import pytest

from catalog_store.entities import KINDS, Fault
from catalog_store.reading import Descriptor

Read = Callable[..., Descriptor]
BUILT_IN = ", ".join(f"`{kind}`" for kind in KINDS)


def fault_in(read: Read, text: str) -> Fault:
    descriptor = read(text)
    assert descriptor.entities == ()
    (fault,) = descriptor.faults
    return fault


@pytest.mark.parametrize(
    "written, place, message, fix",
    [
        ("description: Takes: the money", (5, 21), "The value holds a `: `, which begins a new field.",
         'Write `description: "Takes: the money"`.'),
        ("description: \"Takes\" money", (5, 24), "Text follows the closing quote.",
         "Write `description: '\"Takes\" money'`."),
        ('description: "Takes', (5, 16), "A text in quotes is not closed.",
         "Close it with the same quote on the same line."),
        ("description: @money # ours", (5, 16), "A value cannot begin with `@`.", 'Write `description: "@money"`.'),
        ("description: *money", (5, 16), "Here `*money` names an anchor that is not set before it.",
         'Write `description: "*money"`.'),
        ("description: &money; x", (5, 22), "A value that begins with `&` or `*` must stand in quotes.",
         'Write `description: "&money; x"`.'),
        ('description: "C:\\dir"', (5, 19), "In double quotes a backslash begins an escape, and this one is none.",
         "Double the backslash, or use 'single quotes', where it stands for itself."),
        ("description: [x", (5, 16), "A list or mapping in brackets is not closed.", "Close the bracket."),
        ('description: "x"#y', (5, 16), "A comment needs a space before its `#`.",
         "Put a space before the `#`, or the text into the quotes."),
        ("\tdescription: x", (5, 3), "The line is indented with a tab.", "Indent with spaces; YAML takes no tabs."),
        (" description: x", (5, 15), "A field cannot begin here.",
         "Indent it like the field above it, or put the value above in quotes if this line belongs to it."),
        ("description x", (5, 3), "The line is no `key: value`.",
         "Write `key: value`, or indent the line if it goes on with the text above it."),
        ("name: other", (5, 3), "Here `name` stands twice in the same mapping.",
         "Keep one of the two, or join what they hold."),
        ("{% if x %}", (5, 4), "This is a template's line, which is filled in when the template runs.",
         "Leave the files of a template's skeleton out of the catalog."),
    ],
)  # fmt: skip
def test_explains_what_is_not_yaml(
    read: Read, component: str, written: str, place: tuple[int, int], message: str, fix: str
) -> None:
    fault = fault_in(read, component.replace("description: Takes the money", written))

    assert ((fault.line, fault.column), fault.message, fault.fix) == (place, message, fix)


@pytest.mark.parametrize(
    "name, shown, fix",
    [
        ("Payments API", "`Payments API`", "Write `name: payments-api`."),
        ("<!channel>", "`<!channel>`", "Write `name: channel`."),
        ('"&amp;"', "`&amp;`", "Write `name: amp`."),
        ("שלום", "`שלום`", "Use 1 to 63 letters and digits, with `-`, `_` or `.` between them."),
        ("-a-", "`-a-`", "Write `name: a`."),
        ("A" * 64, f"`{'A' * 64}` (64 characters)", f"Write `name: {'A' * 63}`."),
    ],
)
def test_suggests_a_name(read: Read, component: str, name: str, shown: str, fix: str) -> None:
    fault = fault_in(read, component.replace("payments-api", name))

    assert (fault.code, fault.field, fault.line, fault.column) == ("invalid-name", "metadata.name", 4, 9)
    assert fault.message.startswith(f"metadata.name is {shown}; a name is 1 to 63 letters and digits")
    assert fault.fix == fix


def test_takes_a_name_of_63_characters(read: Read, component: str) -> None:
    assert read(component.replace("payments-api", "a" * 63)).is_whole


@pytest.mark.parametrize(
    "metadata, field, fix",
    [
        ("tags: [Java]", "metadata.tags[0]", "Write `- java`."),
        ("tags: [a--b]", "metadata.tags[0]", "Write `- a-b`."),
        ("tags: [2026]", "metadata.tags[0]", 'Put it in quotes: `- "2026"`.'),
        ("tags: java", "metadata.tags", "Write `tags: [java]`."),
        ("tags:", "metadata.tags", "Remove the line, or write `tags: []`."),
        ("namespace: Team_A", "metadata.namespace", "Write `namespace: team-a`."),
        ("title: 12", "metadata.title", 'Put it in quotes: `title: "12"`.'),
        ("title: true", "metadata.title", 'Put it in quotes: `title: "true"`.'),
        ("title:", "metadata.title", "Remove the line, or give it a value."),
        ("title: [a]", "metadata.title", "Write one text after `title:`."),
        ("title: {{ x }}", "metadata.title", "Leave the files of a template's skeleton out of the catalog."),
        ("labels: {tier: a b}", "metadata.labels.tier", "Write `tier: a-b`."),
        ("labels: text", "metadata.labels", "Write `key: value` lines under `labels:`, indented by two spaces."),
        ("annotations: {sync: true}", "metadata.annotations.sync", 'Put it in quotes: `sync: "true"`.'),
        ("annotations: {Example.com/a b: x}", "metadata.annotations.Example.com/a b", "Write `example.com/a-b:`."),
        ("links: [{url: example.com/x}]", "metadata.links[0].url",
         "Write the complete address, such as `url: https://example.com/x`."),
        ("links: [{title: Board}]", "metadata.links[0].url", "Add `url: https://…` to it."),
        ("links: [{url: 'https://x', title: ' '}]", "metadata.links[0].title", "Remove the line, or give it a value."),
        ("links: ['https://x']", "metadata.links[0]",
         "Write `url: https://…` and, if you like, `title:` on the line below."),
    ],
)  # fmt: skip
def test_judges_metadata_as_backstage_does(read: Read, component: str, metadata: str, field: str, fix: str) -> None:
    fault = fault_in(read, component.replace("spec:", f"  {metadata}\nspec:"))

    assert (fault.line, fault.field, fault.fix) == (6, field, fix)
    assert fault.message.startswith(("metadata.", "`metadata."))


@pytest.mark.parametrize(
    "line, fault_at, fix",
    [
        ("  system: null", "spec.system", "Remove the line, or give it a value."),
        ("  system:", "spec.system", "Remove the line, or give it a value."),
        ("  dependsOn: resource:db", "spec.dependsOn", "Write `dependsOn: [resource:db]`."),
        ("  dependsOn: [resource:db, 7]", "spec.dependsOn[1]", 'Put it in quotes: `- "7"`.'),
        ("owner: team-a", "owner", "Move `owner` under `spec:`, indented by two spaces."),
        ("tags: [java]", "tags", "Move `tags` under `metadata:`, indented by two spaces."),
        ("specs: {}", "specs", "Write `spec:`."),
        ("status: {}", "status", "Remove `status`, or move it under `spec:` to keep it."),
    ],
)
def test_judges_the_rest_as_backstage_does(read: Read, component: str, line: str, fault_at: str, fix: str) -> None:
    fault = fault_in(read, f"{component}{line}\n")

    assert (fault.line, fault.field, fault.fix) == (10, fault_at, fix)


@pytest.mark.parametrize(
    "kind, fix",
    [
        ("component", "Write `kind: Component`."),
        ("Componnent", "Write `kind: Component`."),
        ("Service", f"Use one of {BUILT_IN}, or have this kind declared in the configuration."),
    ],
)
def test_refuses_unknown_kinds_by_name(read: Read, component: str, kind: str, fix: str) -> None:
    fault = fault_in(read, component.replace("Component", kind))

    assert (fault.code, fault.line, fault.column) == ("unknown-kind", 2, 7)
    assert fault.message == f"The kind `{kind}` is unknown to this catalog."
    assert fault.fix == fix


def test_knows_the_files_of_other_systems(read: Read) -> None:
    fault = fault_in(read, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: payments\n")

    assert fault.message == "`apps/v1 Deployment` is a kind of another system."


def test_refuses_an_unknown_version(read: Read, component: str) -> None:
    fault = fault_in(read, component.replace("v1alpha1", "v2"))

    assert (fault.code, fault.line, fault.fix) == ("unknown-version", 1, "Write `apiVersion: backstage.io/v1alpha1`.")


@pytest.mark.parametrize("text", ["version: 3\nservices: {}\n", "- a\n", "Hello\n"])
def test_says_that_a_file_describes_nothing(read: Read, text: str) -> None:
    assert fault_in(read, text).code == "not-an-entity"


def test_all_faults_of_an_entity_are_told_at_once(read: Read, component: str) -> None:
    faults = read(component.replace("payments-api", "Payments API").replace("  owner: team-a\n", "")).faults

    assert [(fault.field, fault.code) for fault in faults] == [
        ("metadata.name", "invalid-name"),
        ("spec.owner", "missing-field"),
    ]


def test_refuses_text_that_no_database_takes(read: Read, component: str) -> None:
    fault = fault_in(read, component.replace("Takes the money", '"Takes\\0"'))

    assert (fault.code, fault.field) == ("unstorable-text", "metadata.description")


def test_lines_count_in_the_file_not_in_the_document(read: Read, component: str) -> None:
    faults = read(f"# ours\n---\n{component}---\n{component.replace('payments-api', 'A B')}").faults

    assert [fault.line for fault in faults] == [16]
