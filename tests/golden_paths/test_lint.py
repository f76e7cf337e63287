"""Linting: every fault of a template with its place and what to write instead."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from golden_paths.actions import known
from golden_paths.approval_rules import ApprovalRule, approval_rules
from golden_paths.library import FATAL
from golden_paths.lint import lint, lint_file
from golden_paths.template import Severity, read_template

HEAD = """apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: service
spec:
  owner: group:default/platform
  type: service
"""
ASKED = """  parameters:
    - title: About it
      required: [name]
      properties:
        name: {type: string}
        size: {enum: [S, M], default: S}
"""
STEPS = """  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
        values: {name: "${{ parameters.name }}"}
    - id: say
      action: debug:log
      input: {message: "${{ parameters.size }}"}
"""


@dataclass(frozen=True)
class Author:
    """Somebody who writes a template and has it looked at."""

    folder: Path

    def lints(self, text: str) -> list[tuple[str, int, str, str]]:
        (self.folder / "template.yaml").write_text(text)
        faults = lint_file(self.folder, known())
        return [(fault.code, fault.line, fault.field, f"{fault.problem} {fault.fix}") for fault in faults]

    def writes(self, name: str, text: str) -> None:
        place = self.folder / "skeleton" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    found = Author(tmp_path)
    found.writes("README.md", "# ${{ values.name }}\n")
    return found


def test_has_nothing_to_say_of_a_good_template(author: Author) -> None:
    assert author.lints(HEAD + ASKED + STEPS) == []


@pytest.mark.parametrize(
    ("wrong", "right", "code", "line", "words"),
    [
        ("action: debug:log", "action: debug:lgo", "unknown-action", 21, "`debug:log`"),
        ("action: debug:log", "action: fetch:cookiecutter", "unknown-action", 21, "cookiecutterCompat"),
        ("{message: ", "{mesage: ", "bad-input", 22, "did you mean `message`"),
        ("url: ./skeleton", "url: ./skeleton\n        targetPath: 5", "bad-input", 19, "must be a text"),
        ("parameters.size }}", "parameters.size && 1 }}", "bad-expression", 22, "Write `and`"),
        ("parameters.size }}", "parameters.size | nope }}", "bad-expression", 22, "no filter `nope`"),
        ("parameters.size }}", "parameters.sice }}", "unknown-parameter", 22, "Write `size`"),
        ("parameters.size }}", "steps.fetsh.output }}", "unknown-step", 22, "Write `fetch`"),
        ("parameters.size }}", "steps['say'].output }}", "unknown-step", 22, "Move that step"),
        ("parameters.size }}", "steps.fetch.files }}", "unknown-output", 22, "steps.fetch.output"),
        ("parameters.size }}", "each.value }}", "unknown-reference", 22, "each"),
        ("\"${{ parameters.size }}\"", "\"{{ parameters.size }}\"", "no-dollar", 22, "${{ parameters.size }}"),
        ("url: ./skeleton", "url: ./skelton", "no-skeleton", 18, "Write `./skeleton`"),
        ("url: ./skeleton", "url: ../skeleton", "outside", 18, "leads out"),
        ("url: ./skeleton", "url: ./template.yaml", "wrong-kind", 18, "is a file"),
        ("url: ./skeleton", "url: ./skeleton\n        copyWithoutRender: ['*']", "no-effect", 19, "copyWithoutTemplating"),
        ("required: [name]", "required: [nam]", "unknown-parameter", 10, "Write `name`"),
        ("default: S", "default: XL", "bad-default", 13, "none of the choices"),
        ("enum: [S, M]", "enumNames: [Small], enum: [S, M]", "enum-names", 13, "2 values and 1 names"),
        ("{type: string}", "{type: strng}", "bad-schema", 12, "cannot be used"),
        ("{type: string}", "{type: string, ui:widget: password}", "no-form", 12, "secret store"),
        ("        name: {", "        api_token: {type: string}\n        name: {", "looks-like-a-secret", 12, "ui:field: Secret"),
        ("{type: string}", "{type: string, backstage:featureFlag: x}", "feature-flag", 12, "left out"),
        ("  name: service", "  name: My Service", "invalid-name", 4, "my-service"),
        ("  type: service", "  type: service\n  callboard: {aprovals: []}", "unknown-key", 8, "`approvals`"),
        ("    - id: say", "    - id: say\n      when: x", "unknown-key", 21, "There are: `name`, `if`"),
        ("      input: {message", "      inputs: {message", "unknown-key", 22, "Write `input`"),
        ("  type: service", "  type: service\n  outputs: {}", "unknown-key", 8, "Write `output`"),
        ("  type: service", "  type: service\n  approvals: []", "unknown-key", 8, "callboard: {approvals: …}"),
        ("{enum: [S, M], default: S}", "{<<: {type: string}}", "merge", 13, "Write out"),
        ("    - id: say", "    - id: fetch", "duplicate-step", 20, "id of its own"),
    ],
)  # fmt: skip
def test_tells_the_fault_its_place_and_what_to_write(
    author: Author, wrong: str, right: str, code: str, line: int, words: str
) -> None:
    text = HEAD + ASKED + STEPS
    assert text.count(wrong) == 1
    found = [fault for fault in author.lints(text.replace(wrong, right)) if fault[0] == code]
    assert [(fault[0], fault[1]) for fault in found] == [(code, line)]
    assert words in found[0][3]


def test_looks_into_texts_of_several_lines(author: Author) -> None:
    message = "        message: |\n          one\n          ${{ parameters.nme }}\n"
    steps = f"  steps:\n    - id: say\n      action: debug:log\n      input:\n{message}"
    assert [(code, line) for code, line, *_ in author.lints(HEAD + ASKED + steps)] == [("unknown-parameter", 20)]


def test_looks_into_the_output(author: Author) -> None:
    output = "  output:\n    links:\n      - title: x\n        url: ${{ steps.publish.output.remoteUrl }}\n"
    assert [(code, line) for code, line, *_ in author.lints(HEAD + ASKED + STEPS + output)] == [("unknown-step", 26)]


def test_says_where_a_step_gives_no_such_output(author: Author) -> None:
    steps = (
        "  steps:\n    - id: publish\n      action: publish:github\n      input: {repoUrl: 'github.com?owner=a&repo=b'}\n"
        "    - action: debug:log\n      input: {message: '${{ steps.publish.output.remoteURL }}'}\n"
    )
    ((code, line, _, words),) = author.lints(HEAD + ASKED + steps)
    assert (code, line) == ("unknown-output", 19)
    assert "Write `remoteUrl`" in words


def test_looks_into_the_files_of_the_skeleton(author: Author) -> None:
    author.writes(".github/workflows/ci.yml", "name: CI\nrun: ${{ a && b }}\n")
    (fault,) = lint_file(_written(author), known())
    assert (fault.path.name, fault.line, fault.code) == ("ci.yml", 2, "bad-expression")


def test_leaves_alone_what_is_copied_as_it_is(author: Author) -> None:
    author.writes(".github/workflows/ci.yml", "run: ${{ github.sha && b }}\n")
    author.writes("logo.png", "\x89PNG\0${{ nonsense")
    text = STEPS.replace("url: ./skeleton", "url: ./skeleton\n        copyWithoutTemplating: ['.github/workflows/*']")
    assert author.lints(HEAD + ASKED + text) == []


def test_looks_into_the_names_of_files(author: Author) -> None:
    author.writes("${{ values.name | nope }}.txt", "x")
    (fault,) = lint_file(_written(author), known())
    assert "no filter `nope`" in fault.problem


def test_says_which_value_a_file_waits_for(author: Author) -> None:
    author.writes("README.md", "one\n${{ values.title }}\n")
    (fault,) = lint_file(_written(author), known())
    assert (fault.path.name, fault.line, fault.code, fault.severity) == (
        "README.md",
        2,
        "missing-value",
        Severity.WARNING,
    )


def test_an_input_that_is_known_later_is_not_judged(author: Author) -> None:
    steps = STEPS.replace('{name: "${{ parameters.name }}"}', '"${{ parameters }}"')
    assert author.lints(HEAD + ASKED + steps) == []


def test_a_secret_is_no_parameter(author: Author) -> None:
    asked = ASKED + "        token: {type: string, ui:field: Secret, ui:options: {secret: TOKEN}}\n"
    steps = STEPS.replace("parameters.size", "parameters.token")
    ((code, _, _, words),) = author.lints(HEAD + asked + steps)
    assert code == "secret-as-parameter"
    assert "Write `secrets.token`" in words


def test_tells_all_faults_of_an_outline_at_once(author: Author) -> None:
    found = author.lints(HEAD + "  parameters: 5\n  steps: 5\n")
    assert [fault[1] for fault in found] == [8, 9]


def test_misspelt_steps_are_said_to_be_that(author: Author) -> None:
    ((code, line, field, words),) = author.lints(HEAD + ASKED + STEPS.replace("  steps:", "  step:"))
    assert (code, line, field) == ("missing-field", 14, "spec.step")
    assert "Write `steps:` instead of `step:`." in words


def test_what_other_portals_keep_there_is_left_alone(author: Author) -> None:
    kept = "  system: shop\n  lifecycle: production\n  presentation: {}\n  EXPERIMENTAL_recovery: {}\n"
    assert author.lints(HEAD + kept + ASKED + STEPS) == []


def test_an_input_that_is_not_known_is_mended_in_one_word(author: Author) -> None:
    ((_, _, _, words),) = author.lints(HEAD + ASKED + STEPS.replace("{message: ", "{mesage: "))
    assert words == "`mesage` is not known; did you mean `message`. Write `message`."


def test_of_many_inputs_only_some_are_named(author: Author) -> None:
    steps = "  steps:\n    - action: github:repo:create\n      input: {repoUrl: 'github.com?owner=a&repo=b', zz: 1}\n"
    ((_, _, _, words),) = author.lints(HEAD + ASKED + steps)
    assert words.count("`,") < 12
    assert " more." in words


def test_judges_a_template_that_was_read_already(author: Author) -> None:
    (author.folder / "template.yaml").write_text(HEAD + ASKED + STEPS.replace("debug:log", "debug:lgo"))
    (fault,) = lint(read_template(author.folder), known())
    assert (fault.code, fault.line) == ("unknown-action", 21)


def _written(author: Author) -> Path:
    (author.folder / "template.yaml").write_text(HEAD + ASKED + STEPS)
    return author.folder


@pytest.mark.parametrize(
    "written, field, problem",
    [
        ("owner", "spec.callboard.approvals", "`approvals` must be a list of rules."),
        ("[owner]", "spec.callboard.approvals[0]", "A rule must be a mapping."),
        ("[{count: 1}]", "spec.callboard.approvals[0]", "The rule does not say who has to approve."),
        ("[{from: owner, count: 0}]", "spec.callboard.approvals[0].count", "`count` must be a whole number"),
        ("[{from: owner, count: all}]", "spec.callboard.approvals[0].count", "`count` must be a whole number"),
        ("[{from: owner, within: soon}]", "spec.callboard.approvals[0].within", "`within` must be a number of minutes"),
        ("[{from: owner, requesterMay: 1}]", "spec.callboard.approvals[0].requesterMay", "must be true or false"),
        ("[{from: owner, form: x}]", "spec.callboard.approvals[0].form", "`form` means nothing in a rule."),
    ],
)
def test_a_rule_of_approval_that_cannot_be_read_is_refused(
    author: Author, written: str, field: str, problem: str
) -> None:
    own = f"  callboard: {{approvals: {written}}}\n"

    ((code, line, found, said),) = author.lints(HEAD + own + ASKED + STEPS)

    assert (code, line, found) == ("bad-approval", 8, field)
    assert problem in said
    assert "bad-approval" in FATAL


def test_rules_of_approval_are_read_with_what_is_usual(author: Author) -> None:
    own = "  callboard: {approvals: [{from: owner, within: 4h, count: 2}, {from: platform, requesterMay: true}]}\n"
    assert author.lints(HEAD + own + ASKED + STEPS) == []

    first, second = approval_rules(read_template(author.folder).own)

    assert first == ApprovalRule("owner", 2, timedelta(hours=4))
    assert second == ApprovalRule("platform", 1, timedelta(days=2), requester_may=True)


LOOKED_UP = """    - id: service
      action: catalog:fetch
      input: {entityRef: "component:default/${{ parameters.name }}"}
    - id: run
      action: github:actions:dispatch
      input:
        workflowId: build.yml
        branchOrTagName: main
        repoUrl: %s
"""
NAMED = "github.com?owner=acme&repo=${{ steps.service.output.entity.metadata.annotations['github.com/project-slug'] }}"


def test_warns_of_acting_on_whatever_repository_an_annotation_names(author: Author) -> None:
    [(code, line, field, said)] = author.lints(HEAD + ASKED + STEPS + LOOKED_UP % NAMED)
    assert (code, line, field) == ("unbound-repository", 31, "spec.steps[3].input.repoUrl")
    assert "Whoever may write a descriptor may write any repository there" in said
    assert said.endswith("the steps then act on that thing's own repository, and on no other.")


@pytest.mark.parametrize(
    "bound, named",
    [
        ("  callboard: {target: entity}\n", NAMED),
        ("", "github.com?owner=acme&repo=${{ parameters.name }}"),
        ("", "github.com?owner=${{ user.entity.metadata.annotations['acme.example/owner'] }}&repo=x"),
    ],
)
def test_does_not_where_the_thing_binds_it_or_whoever_begins_it_chose(author: Author, bound: str, named: str) -> None:
    assert author.lints(HEAD + bound + ASKED + STEPS + LOOKED_UP % named) == []
