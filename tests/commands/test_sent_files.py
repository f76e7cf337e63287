"""Files become part of a form's answers, as Backstage's forms send them."""

from dataclasses import dataclass, field
from pathlib import Path

from commands.create.files import with_contents
from commands.sent_files import FileNotReadError, NoSentFiles, SentFile
from golden_paths.form import Page, form_of
from golden_paths.template import read_template

TEMPLATE = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: badge}
spec:
  type: service
  owner: payments
  parameters:
    - title: Badge
      properties:
        logo: {type: string, format: data-url}
        others: {type: array, items: {type: string, format: data-url}}
        name: {type: string}
  steps:
    - {id: log, action: "debug:log", input: {message: hello}}
"""


@dataclass
class Brought:
    """Files by their id, and which were read."""

    files: dict[str, SentFile]
    read_ids: list[str] = field(default_factory=list)

    def read(self, file_id: str) -> SentFile:
        self.read_ids.append(file_id)
        if file_id not in self.files:
            raise FileNotReadError("That file is gone. Bring it again.")
        return self.files[file_id]


LOGO = SentFile("a logo.png", "image/png", b"PNG")


def _page(folder: Path) -> Page:
    (folder / "template.yaml").write_text(TEMPLATE)
    return form_of(read_template(folder / "template.yaml")).pages({})[0]


def test_a_file_becomes_an_address_with_all_that_is_in_it(tmp_path: Path) -> None:
    answers, faults = with_contents(_page(tmp_path), {"logo": "F1", "name": "x"}, Brought({"F1": LOGO}))
    assert answers == {"logo": "data:image/png;name=a%20logo.png;base64,UE5H", "name": "x"}
    assert faults == {}


def test_several_become_several(tmp_path: Path) -> None:
    answers, _ = with_contents(_page(tmp_path), {"others": ["F1", "F1"]}, Brought({"F1": LOGO}))
    assert answers == {"others": ["data:image/png;name=a%20logo.png;base64,UE5H"] * 2}


def test_what_was_read_before_is_not_read_again(tmp_path: Path) -> None:
    files = Brought({"F1": LOGO})
    once, _ = with_contents(_page(tmp_path), {"logo": "F1"}, files)
    with_contents(_page(tmp_path), once, files)
    assert files.read_ids == ["F1"]


def test_what_cannot_be_read_is_said_of_its_field(tmp_path: Path) -> None:
    assert with_contents(_page(tmp_path), {"logo": "F2"}, Brought({}))[1] == {
        "logo": "That file is gone. Bring it again."
    }
    assert with_contents(_page(tmp_path), {"logo": "F2"}, NoSentFiles())[1] == {
        "logo": "Files can only be brought in Slack."
    }
