"""Lint tells the faults and, as warnings, what comes in but will disappoint."""

from collections.abc import Callable

import pytest

from catalog_store.descriptors import lint
from catalog_store.entities import Fault, Severity
from catalog_store.reading import SourceFile, UnreadableError
from catalog_store.refs import EntityRef


def linted(text: str, known: Callable[[EntityRef], bool] | None = None) -> tuple[Fault, ...]:
    def fetch(location: str) -> bytes:
        raise UnreadableError(location, "there is no such file")

    return lint(SourceFile("file:/shop/catalog-info.yaml", text.encode()), fetch=fetch, known=known)


def test_a_good_file_passes(component: str) -> None:
    assert linted(component) == ()


def test_faults_and_warnings_come_by_line(component: str) -> None:
    text = f"{component.replace('production', 'live')}---\n{component.replace('payments-api', 'A B')}"

    assert [(fault.line, fault.severity) for fault in linted(text)] == [(8, Severity.WARNING), (14, Severity.ERROR)]


@pytest.mark.parametrize(
    "meant, written, line",
    [("lifecycle:", "lifecyle:", 8), ("owner:", "owners:", 9), ("name:", "nmae:", 4)],
)
def test_what_is_missing_may_be_misspelt(component: str, meant: str, written: str, line: int) -> None:
    (fault,) = linted(component.replace(f" {meant}", f" {written}"))
    assert (fault.code, fault.line) == ("missing-field", line)
    assert fault.fix == f"Write `{meant}` instead of `{written}`."


@pytest.mark.parametrize(
    "before, after, line, message, fix",
    [
        ("team-a", "jo@shop.example", 9, "The owner `jo@shop.example` is an e-mail address, so nobody will be found.",
         "Name a Group or User of the catalog, such as `owner: user:jo`."),
        ("team-a", "Team A", 9, "The owner `Team A` is no reference to a team or a person, so nobody will be found.",
         "Name a Group or User of the catalog, such as `owner: group:team-a`."),
        ("production", "Production", 8,
         "The lifecycle `Production` is not one of `experimental`, `production`, `deprecated`.",
         "Write `lifecycle: production`."),
        ("  description: Takes the money\n", "", 3, "There is no description.",
         "Add `description:` under `metadata:`, one line that says what payments-api is for."),
        ("spec:\n", "spec:\n  consumesApi: [x]\n", 7,
         "`spec.consumesApi` means nothing to the catalog; it is kept as it is.",
         "If `consumesApis` is meant, write `consumesApis:`."),
        ("spec:\n", "spec:\n  dependsOn: [a, 'b c']\n", 7,
         "spec.dependsOn[1] is `b c`, which is no reference to an entity.",
         "Write `name`, `kind:name` or `kind:namespace/name`, such as `b-c`."),
    ],
)  # fmt: skip
def test_warns_of_what_will_disappoint(
    component: str, before: str, after: str, line: int, message: str, fix: str
) -> None:
    (warning,) = linted(component.replace(before, after))

    assert (warning.severity, warning.line) == (Severity.WARNING, line)
    assert (warning.message, warning.fix) == (message, fix)


def test_asks_whether_the_owner_is_known(component: str) -> None:
    (warning,) = linted(component, known=lambda _: False)

    assert (warning.code, warning.field) == ("unknown-owner", "spec.owner")
    assert warning.message == "The owner `team-a` is not in the catalog; it would be group:default/team-a."


def test_tells_references_that_lead_nowhere(component: str) -> None:
    text = f"{component}  dependsOn: [resource:db, resource:queue]\n"

    (warning,) = linted(text, known=lambda ref: ref.name != "queue")

    assert (warning.code, warning.field, warning.line) == ("dangling-reference", "spec.dependsOn[1]", 10)
    assert warning.message == "spec.dependsOn[1] points at resource:default/queue, which is not in the catalog."


def test_entities_of_the_same_file_are_known(component: str) -> None:
    group = (
        "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: team-a}\nspec: {type: team, children: []}\n"
    )

    assert linted(f"{component}---\n{group}", known=lambda _: False) == ()
