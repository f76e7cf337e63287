"""Values that stand in files of their own are read in, and remembered as what the file depends on."""

from collections.abc import Callable
from typing import Any

import pytest

from catalog_store.reading import Dependency, Descriptor

Read = Callable[..., Descriptor]


def with_extra(component: str, placeholder: str) -> str:
    return f"{component}  extra: {placeholder}\n"


@pytest.mark.parametrize(
    "placeholder, target, content, value",
    [
        ("{$text: ./notes.txt}", "file:/shop/notes.txt", "a\nb\n", "a\nb\n"),
        ("{$text: ../notes.txt}", "file:/notes.txt", "a", "a"),
        ("{$text: /etc/notes.txt}", "file:/etc/notes.txt", "a", "a"),
        ("{$json: sub/x.json}", "file:/shop/sub/x.json", '{"a": [1, null]}', {"a": [1, None]}),
        ("{$yaml: x.yaml}", "file:/shop/x.yaml", "---\na: yes\n", {"a": "yes"}),
        ("{$openapi: 'https://example.com/o.yaml'}", "url:https://example.com/o.yaml", "openapi: 3", "openapi: 3"),
        ("{$asyncapi: a.yaml}", "file:/shop/a.yaml", "asyncapi: 3", "asyncapi: 3"),
        ("[{deep: {$text: n}}]", "file:/shop/n", "x", [{"deep": "x"}]),
    ],
)
def test_reads_the_target_in(
    read: Read, component: str, placeholder: str, target: str, content: str, value: Any
) -> None:
    descriptor = read(with_extra(component, placeholder), {target: content})

    assert descriptor.entities[0].entity.spec["extra"] == value
    assert [dependency.location for dependency in descriptor.dependencies] == [target]


@pytest.mark.parametrize("left", ["{$ref: '#/a'}", "{$text: a, more: b}", "{$text: [a]}", "{$unknown: a}"])
def test_leaves_other_dollars_alone(read: Read, component: str, left: str) -> None:
    descriptor = read(with_extra(component, left))

    assert descriptor.is_whole
    assert descriptor.dependencies == ()


def test_says_which_target_cannot_be_read(read: Read) -> None:
    api = """apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: orders}
spec:
  type: openapi
  lifecycle: production
  owner: team-a
  definition:
    $text: ./openapi.yaml
"""
    descriptor = read(api)

    (fault,) = descriptor.faults
    assert (fault.code, fault.line, fault.field) == ("unreadable-placeholder", 9, "spec.definition.$text")
    assert fault.message == (
        "spec.definition: $text target `./openapi.yaml`:"
        " file:/shop/openapi.yaml could not be read: there is no such file"
    )
    # Remembered all the same, so that the file is read again once its target is there.
    assert descriptor.dependencies == (Dependency("file:/shop/openapi.yaml", b""),)


@pytest.mark.parametrize(
    "key, content, reason",
    [
        ("$json", "{", "is no JSON"),
        ("$json", "[NaN]", "NaN is not JSON"),
        ("$json", "[" * 200 + "]" * 200, "nested more than 100 levels deep"),
        ("$json", "[" * 100_000, "is no JSON"),
        ("$yaml", "a: [", "is no YAML"),
        ("$yaml", "a: 1\n---\nb: 2\n", "it holds 2 documents; a placeholder needs one"),
        ("$text", "a\x00b", "holds a zero byte"),
    ],
)
def test_says_why_a_target_cannot_be_used(read: Read, component: str, key: str, content: str, reason: str) -> None:
    (fault,) = read(with_extra(component, f"{{{key}: x}}"), {"file:/shop/x": content}).faults

    assert reason in fault.message


def test_refuses_half_signs_from_json(read: Read, component: str) -> None:
    (fault,) = read(with_extra(component, "{$json: x}"), {"file:/shop/x": '"\\ud800"'}).faults

    assert (fault.code, fault.field) == ("unstorable-text", "spec.extra")


def test_tells_the_other_faults_beside_an_unreadable_target(read: Read, component: str) -> None:
    faults = read(with_extra(component.replace("payments-api", "A B"), "{$text: gone}")).faults

    assert [fault.code for fault in faults] == ["unreadable-placeholder", "invalid-name"]
