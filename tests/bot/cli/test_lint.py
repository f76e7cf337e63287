"""`callboard lint` as a person, an editor and a pull-request check meet it."""

import pytest

from tests.bot.cli.conftest import Terminal

GOOD = (
    "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: payments-api\n  description: Takes money.\n"
    "spec:\n  type: service\n  lifecycle: production\n  owner: payments\n"
)
GROUP = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: payments}\nspec: {type: team, children: []}\n"


def test_a_good_file_has_no_faults(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", GOOD)
    printed = terminal.types("lint", "catalog-info.yaml")
    assert (printed.status, printed.out) == (0, "1 file: no faults.\n")


def test_a_fault_is_told_with_its_place_and_its_mending(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", GOOD.replace("payments-api", "payments api"))
    printed = terminal.types("lint", "catalog-info.yaml")
    assert printed.status == 1
    assert printed.out == (
        "catalog-info.yaml:4:9: error: metadata.name is `payments api`; a name is 1 to 63 letters and digits, with `-`,"
        " `_` or `.` between them. Write `name: payments-api`. [invalid-name]\n1 file: 1 error, 0 warnings.\n"
    )


def test_warnings_alone_are_no_failure(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", GOOD.replace("production", "live"))
    printed = terminal.types("lint", "catalog-info.yaml")
    assert printed.status == 0
    assert "warning: spec.lifecycle: The lifecycle `live` is not one of" in printed.out


def test_declared_kinds_are_known_and_judged(terminal: Terminal) -> None:
    terminal.write("app-config.yaml", "callboard: {kinds: {Dataset: {schema: {required: [spec]}}}}\n")
    terminal.write("catalog-info.yaml", "apiVersion: data.acme.example/v1\nkind: Dataset\nmetadata: {name: bookings}\n")
    printed = terminal.types("lint", "catalog-info.yaml")
    assert "A Dataset must have spec. Add `spec:` to the entity. [against-schema]" in printed.out


def test_programs_get_a_list(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", GOOD.replace("payments-api", "payments api"))
    [fault] = terminal.types("lint", "--json", "catalog-info.yaml").json
    assert list(fault) == ["file", "line", "column", "field", "code", "severity", "message", "fix"]
    assert (fault["file"], fault["line"], fault["field"]) == ("catalog-info.yaml", 4, "metadata.name")
    terminal.write("catalog-info.yaml", GOOD)
    assert terminal.types("lint", "--json", "catalog-info.yaml").json == []


def test_github_gets_annotations(terminal: Terminal) -> None:
    terminal.write("a,b/catalog-info.yaml", GOOD.replace("payments-api", "100%\\n"))
    printed = terminal.types("lint", "--github", "a,b")
    assert printed.status == 1
    assert printed.out.startswith("::error file=a%2Cb/catalog-info.yaml,line=4,col=9,title=invalid-name::metadata.name")
    assert "100%25" in printed.out


def test_references_among_several_files_are_looked_up(terminal: Terminal) -> None:
    terminal.write("one/catalog-info.yaml", GOOD)
    printed = terminal.types("lint", "one")
    assert printed.status == 0
    assert "The owner `payments` is not in the catalog" in printed.out
    assert printed.out.endswith("References were looked up among these files only.\n")
    terminal.write("one/org.yaml", GROUP)
    assert terminal.types("lint", "one").out == "2 files: no faults.\n"
    assert terminal.types("lint", "one/org.yaml", "one/catalog-info.yaml").out == "2 files: no faults.\n"


def test_a_single_file_may_refer_to_anything(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", GOOD)
    assert "owner" not in terminal.types("lint", "catalog-info.yaml").out


def test_what_cannot_be_read_is_told_beside_the_faults_of_the_rest(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", "kind: [")
    printed = terminal.types("lint", "gone.yaml", "catalog-info.yaml")
    assert printed.status == 2
    assert "catalog-info.yaml:1" in printed.out
    assert printed.err == "callboard: gone.yaml could not be read: there is no such file.\n"


def test_a_folder_without_descriptors_is_said_to_have_none(terminal: Terminal) -> None:
    assert terminal.types("lint", ".").out == "There is no descriptor there.\n"


def test_needs_no_database_and_no_good_configuration(terminal: Terminal) -> None:
    terminal.set(DATABASE_URL="nonsense", LOG_FORMAT="loud")
    terminal.write("app-config.yaml", "catalog: 7\n")
    terminal.write("catalog-info.yaml", GOOD)
    assert terminal.types("lint", "catalog-info.yaml").status == 0
    assert not (terminal.folder / ".callboard").exists()


def test_a_template_is_judged_by_its_envelope(terminal: Terminal) -> None:
    template = (
        "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: new-service}\n"
        "spec:\n  type: service\n  steps:\n    - id: fetch\n      action: unheard:of\n      input: {url: '${{ parameters.url }}'}\n"
    )
    terminal.write("template.yaml", template)
    assert terminal.types("lint", "template.yaml").status == 0


@pytest.mark.parametrize("text", ["", "a: 1\na: 2\n", "\tkind: x\n", "just words\n", "%PDF-1.4\n\0"])
def test_what_is_no_descriptor_is_refused(terminal: Terminal, text: str) -> None:
    terminal.write("catalog-info.yaml", text)
    printed = terminal.types("lint", "catalog-info.yaml")
    assert printed.status == 1
    assert printed.out.startswith(("catalog-info.yaml:1:", "catalog-info.yaml:2:"))


def test_a_skeleton_is_said_to_be_one(terminal: Terminal) -> None:
    terminal.write("skeleton/catalog-info.yaml", GOOD.replace("payments-api", '"${{ values.name }}"'))
    assert "Leave the files of a template's skeleton out of the catalog." in terminal.types("lint", ".").out


@pytest.mark.parametrize("name", ['"\\ud800"', '"\\x9b31m"', '"\\e]0;title\\a"', "<!channel>"])
def test_strange_names_neither_break_json_nor_reach_the_terminal(terminal: Terminal, name: str) -> None:
    terminal.write("catalog-info.yaml", GOOD.replace("payments-api", name))
    printed = terminal.types("lint", "catalog-info.yaml")
    assert printed.status == 1
    assert not set(printed.out) & {"\x1b", "\x07", "\x9b", "\ud800"}
    assert terminal.types("lint", "--json", "catalog-info.yaml").json[0]["severity"] == "error"
