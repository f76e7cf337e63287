"""Filters: Nunjucks' and Backstage's, on what people give them."""

import pytest

from golden_paths.expressions.filters import BY_NAME
from tests.golden_paths.expressions.rendering import SAMPLE, fault, shown, template, value

REPOSITORY = {"url": "github.com?owner=acme&repo=payments-api", "name": "payments"}


@pytest.mark.parametrize(
    "expression, text",
    [
        ("{a: 1, b: [1, 2]} | dump", '{"a":1,"b":[1,2]}'),
        ("{a: 1} | dump(2)", '{\n  "a": 1\n}'),
        ("'</ü' | dump", '"</ü"'),
        ("nope | dump", ""),
        ("nothing | dump", "null"),
        ("[nope, 1] | dump", "[null,1]"),
        ("{a: nope} | dump", "{}"),
        ("[1.0, 1/3, 0/0] | dump", "[1,0.3333333333333333,null]"),
        ("'a\n\"\\\\' | dump", '"a\\n\\"\\\\"'),
    ],
)
def test_dump_writes_json_as_javascript_does(expression: str, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    "expression, text",
    [
        ("nope | default('d')", "d"),
        ("nothing | default('d') | dump", "null"),
        ("'' | default('d') | dump", '""'),
        ("'' | default('d', true)", "d"),
        ("0 | d('x', true)", "x"),
    ],
)
def test_default_stands_in_for_what_is_undefined_and_for_what_is_empty_only_when_told(
    expression: str, text: str
) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    "expression, text",
    [
        ("text | replace('o', '0')", "Hell0 W0rld"),
        ("text | replace('o', '0', 1)", "Hell0 World"),
        ("text | replace(r/l/g, 'L')", "HeLLo WorLd"),
        ("text | replace(r/(W)or/, '<$1>')", "Hello <W>ld"),
        ("number | replace(5, 6)", "6"),
        ("text.replace('o', '0')", "Hell0 World"),
        ("text.replace(r/o/g, '0')", "Hell0 W0rld"),
    ],
)
def test_the_filter_replaces_all_and_the_method_only_the_first(expression: str, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    "expression, text",
    [
        ("'foo-bar baz_qux' | title", "Foo-bar Baz_qux"),
        ("'fOO bAR' | capitalize", "Foo bar"),
        ("text | upper", "HELLO WORLD"),
        ("nope | lower", ""),
        ("nothing | upper", ""),
        ("'  x ' | trim", "x"),
        ("'a\nb' | indent(2)", "a\n  b"),
        ("'a\nb' | indent(2, true)", "  a\n  b"),
        ('"a/b c\'ü" | urlencode', "a%2Fb%20c'%C3%BC"),
        ("'<b>a</b>  c' | striptags", "a c"),
        ("text | truncate(8)", "Hello..."),
        ("'<&>' | escape | escape", "&lt;&amp;&gt;"),
        ("'a' | center(5) | dump", '"  a  "'),
        ("'see www.x.org now' | urlize", 'see <a href="http://www.x.org">www.x.org</a> now'),
        ("text | wordcount", "2"),
        ("'a\nb' | nl2br", "a<br />\nb"),
    ],
)
def test_filters_on_text(expression: str, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize(
    "expression", ["yes | lower", "number | upper", "list | lower", "nope | trim", "nope | join", "nope | first"]
)
def test_filters_refuse_what_is_of_another_kind(expression: str) -> None:
    assert "The filter `" in fault(f"${{{{ {expression} }}}}")


@pytest.mark.parametrize(
    "expression, result",
    [
        ("list | join", "312"),
        ("list | join('-')", "3-1-2"),
        ("people | join(', ', 'name')", "Ada, Bo"),
        ("list | sort", [1, 2, 3]),
        ("[10, 9, 1] | sort", [1, 9, 10]),
        ("list | sort(true)", [3, 2, 1]),
        ("people | sort(attribute='age') | first | pick('name')", "Bo"),
        ("thing | list | first", {"key": "name", "value": "payments"}),
        ("list | sum", 6),
        ("people | sum('age')", 43),
        ("list | reverse", [2, 1, 3]),
        ("list | batch(2)", [[3, 1], [2]]),
        ("list | slice(2)", [[3, 1], [2]]),
        ("[0, 1, 2] | select('odd')", [1]),
        ("[0, 1, 2] | reject", [0]),
        ("people | selectattr('name') | length", 2),
        ("people | groupby('name') | list | length", 2),
        ("{b: 1, a: 2} | dictsort", [["a", 2], ["b", 1]]),
        ("list | first", 3),
        ("list | last", 2),
        ("text | length", 11),
        ("thing | length", 2),
        ("3.14159 | round(2)", 3.14),
        ("2.5 | round", 3),
        ("'12px' | int", 12),
        ("'ff' | int(base=16)", 255),
        ("'1.5x' | float", 1.5),
        ("-3 | abs", 3),
    ],
)
def test_filters_on_lists_objects_and_numbers(expression: str, result: object) -> None:
    assert value(expression) == result


def test_random_gives_one_of_the_items() -> None:
    assert value("list | random") in [1, 2, 3]


@pytest.mark.parametrize(
    "name",
    ["map", "min", "max", "unique", "tojson", "json", "yaml", "wordwrap", "format", "items", "attr", "count", "pprint", "now",
     "regex_replace"],
)  # fmt: skip
def test_filters_that_nunjucks_has_not_fail_only_when_they_are_reached(name: str) -> None:
    assert name not in BY_NAME
    assert fault(f"${{{{ text | {name} }}}}").startswith(f"Line 1: There is no filter `{name}`.")
    assert template(f"{{% if no %}}${{{{ text | {name} }}}}{{% endif %}}ok", SAMPLE) == "ok"


def test_an_address_of_a_repository_is_taken_apart_in_order() -> None:
    assert (
        shown("url | parseRepoUrl | dump", REPOSITORY) == '{"host":"github.com","owner":"acme","repo":"payments-api"}'
    )
    assert shown("(url | parseRepoUrl).repo", REPOSITORY) == "payments-api"
    assert shown("url | parseRepoUrl | pick('owner')", REPOSITORY) == "acme"
    assert shown("url | projectSlug", REPOSITORY) == "acme/payments-api"


@pytest.mark.parametrize(
    "url, parts",
    [
        ("gitlab.com?project=42", '{"host":"gitlab.com","project":"42"}'),
        (
            "bitbucket.org?workspace=w&project=p&repo=r",
            '{"host":"bitbucket.org","repo":"r","workspace":"w","project":"p"}',
        ),
        (
            "dev.azure.com?organization=o&project=p&repo=r",
            '{"host":"dev.azure.com","repo":"r","organization":"o","project":"p"}',
        ),
    ],
)
def test_other_known_hosts_need_what_they_need(url: str, parts: str) -> None:
    assert shown("url | parseRepoUrl | dump", {"url": url}) == parts


@pytest.mark.parametrize(
    "url", ["git.acme.example?owner=a&repo=b", "github.com?owner=a", "github.com", "", "dev.azure.com?repo=r", None]
)
def test_an_address_that_names_no_known_repository_fails(url: str | None) -> None:
    assert "Line 1: " in fault("${{ url | parseRepoUrl }}", {"url": url})


@pytest.mark.parametrize(
    "expression, text",
    [
        ("'component:web' | parseEntityRef | dump", '{"kind":"component","namespace":"default","name":"web"}'),
        ("'group:acme/web' | parseEntityRef | pick('namespace')", "acme"),
        (
            "'web' | parseEntityRef({defaultKind: 'Group', defaultNamespace: 'x'}) | dump",
            '{"kind":"Group","namespace":"x","name":"web"}',
        ),
        ("{kind: 'a', name: 'b'} | parseEntityRef | dump", '{"kind":"a","namespace":"default","name":"b"}'),
    ],
)
def test_a_reference_is_taken_apart(expression: str, text: str) -> None:
    assert shown(expression) == text


@pytest.mark.parametrize("ref", ["web", "", ":web", "a:/b", "a:b/"])
def test_a_reference_without_a_kind_or_name_fails(ref: str) -> None:
    assert fault("${{ ref | parseEntityRef }}", {"ref": ref})


THERE = """
abs batch capitalize center d default dictsort dump e escape first float forceescape groupby indent int join last length list
lower nl2br random reject rejectattr replace reverse round safe select selectattr slice sort string striptags sum title trim
truncate upper urlencode urlize wordcount parseEntityRef parseRepoUrl pick projectSlug
"""


def test_the_filters_are_those_of_the_template_engine() -> None:
    assert set(BY_NAME) == set(THERE.split())
