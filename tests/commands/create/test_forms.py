"""`create`: the list of golden paths, and their forms page by page."""

import re
from dataclasses import replace

import pytest

from catalog_store.refs import EntityRef
from catalog_store.slack.bindings import Place
from commands import dispatch
from commands.ask import Outcome, Surface, Typing
from tests.commands.asking import NOW, STRANGER, Somebody, buttons, read, replaced, replied
from tests.commands.create.paths import PYTHON, SIMPLE
from tests.commands.filling import Window, opens
from tests.commands.shelf import Shelf


def test_lists_what_is_recommended_to_my_teams_first(ana: Somebody) -> None:
    listed = ana.asks("create")

    assert listed.text == "2 golden paths, those recommended to your teams first: Python service and Rotate a secret."
    assert "Python service  ·  A FastAPI service that deploys.  ·  recommended to Payments" in read(listed)


def test_whoever_set_it_up_may_recommend_paths_of_others(ana: Somebody) -> None:
    said = {"template:default/zebra": ["group:default/payments"], "template:default/apple": ["group:default/booking"]}
    shelf = ana.services.golden
    assert isinstance(shelf, Shelf)
    for name in ("apple", "zebra"):
        shelf.put(name, SIMPLE.replace("NAME", name).replace("TITLE", name.title()))

    listed = replace(ana, services=replace(ana.services, recommended_paths=said)).asks("create")

    assert listed.text.endswith("first: Python service, Zebra, Apple and Rotate a secret.")
    assert "Zebra  ·  recommended to Payments" in read(listed)


def test_the_word_that_the_list_gives_as_an_example_finds_something(ana: Somebody) -> None:
    (example,) = re.findall(r"(find \S+?)`? looks for some", read(ana.asks("create")))
    assert ana.asks(f"create {example}").outcome is Outcome.ANSWERED


def test_looks_for_paths_by_words(ana: Somebody) -> None:
    assert ana.asks("create find fastapi").text == "1 golden path for `fastapi`: Python service."
    assert ana.asks("create find pyhton").text == "1 golden path for `pyhton`: Python service."
    assert ana.asks("create find cobol").outcome is Outcome.NOT_FOUND


@pytest.mark.parametrize(
    "words", ["create find", "create list", "create all", "create?", "which golden paths are there?", "paths", "new"]
)
def test_words_that_name_no_path_list_them(ana: Somebody, words: str) -> None:
    assert ana.asks(words).text == ana.asks("create").text


def test_a_menu_has_all_of_many(ana: Somebody, shelf: Shelf) -> None:
    for number in range(12):
        shelf.put(f"path-{number}", SIMPLE.replace("NAME", f"path-{number}").replace("TITLE", f"Path {number}"))

    listed = ana.asks("create")

    (menu,) = [
        each for block in listed.blocks for each in block.get("elements", ()) if each["type"] == "external_select"
    ]
    assert menu["placeholder"]["text"] == "All 14 golden paths"
    offered = dispatch.options(Typing(menu["action_id"], "path 7", ana.person), ana.services)
    assert [each.text for each in offered] == ["Path 7"]
    opened = ana.presses_id(menu["action_id"], offered[0].value).modal
    assert opened is not None
    assert opened.title == "Path 7"


def test_says_which_cannot_run_here_and_why(ana: Somebody, shelf: Shelf) -> None:
    shelf.refused["legacy"] = "Step `x` uses the action `acme:deploy`, which Callboard does not have."

    listed = replied(ana.presses(ana.asks("create"), "1 path cannot run here"))

    assert "legacy: Step `x` uses the action `acme:deploy`" in read(listed)
    assert "cannot run here: Step `x`" in opens(ana, "create legacy").text


def test_without_any_it_says_so(owner: Somebody) -> None:
    assert owner.asks("create").outcome is Outcome.NOT_FOUND


def test_a_name_opens_the_form(ana: Somebody) -> None:
    window = opens(ana, "create python-service")

    assert window.modal.title == "Python service"
    assert window.labels == ["Name", "Owner", "System"]
    assert window.modal.submit == "Next"


def test_a_part_of_a_name_opens_the_one_that_fits(ana: Somebody) -> None:
    assert opens(ana, "create python").modal.title == "Python service"


@pytest.mark.parametrize(
    "words", ["create a new python service", "I want to start a new python-service", "scaffold the Python Service"]
)
def test_a_name_may_be_said_in_a_sentence(ana: Somebody, words: str) -> None:
    assert opens(ana, words).modal.title == "Python service"


def test_several_that_fit_are_asked_back(ana: Somebody, shelf: Shelf) -> None:
    shelf.put("python-job", SIMPLE.replace("NAME", "python-job").replace("TITLE", "Python job"))

    choice = opens(ana, "create python", channel="C0PAYMENT1")

    assert "2 golden paths fit `python`. Which one?" in choice.text
    assert choice.buttons == ["Start", "Start"]


def test_elsewhere_a_button_opens_the_form(ana: Somebody) -> None:
    asked = ana.asks("create python-service", surface=Surface.MENTION)

    assert "Open the form" in buttons(asked)


def test_begins_with_my_team_as_owner(ana: Somebody) -> None:
    window = opens(ana, "create python-service")

    assert window.holds("Owner") == {
        "text": {"type": "plain_text", "text": "Payments", "emoji": False},
        "value": "group:default/payments",
    }


REPOSITORY = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: library, title: Library}
spec:
  type: library
  parameters:
    - {title: What, required: [name], properties: {name: {title: Name, type: string}}}
    - title: Where
      required: [repoUrl]
      properties:
        repoUrl: {title: Repository, type: string, ui:field: RepoUrlPicker, ui:options: {allowedHosts: [github.com]}}
  steps: [{id: a, name: Do it, action: 'debug:log', input: {message: x}}]
"""


def test_the_repository_begins_with_my_teams_organisation_and_the_name_that_was_given(
    ana: Somebody, shelf: Shelf
) -> None:
    shelf.put("library", REPOSITORY)

    page = opens(ana, "create library").with_(Name="money").goes_on()

    assert page.labels == ["Repository: organisation", "Repository: repository"]
    assert page.holds("Repository: organisation") == "orchard"
    assert page.holds("Repository: repository") == "money"


def test_begins_with_what_the_channel_is_about(ana: Somebody) -> None:
    ana.services.bindings.save(
        Place("T1", "C1", None), EntityRef.parse("component:default/payments-api"), by="U1", at=NOW
    )

    assert "system:default/checkout" in str(opens(ana, "create python-service").holds("System"))


def test_menus_search_the_catalog(ana: Somebody) -> None:
    first, *_ = opens(ana, "create python-service").offers("System", "check")

    assert first.value == "system:default/checkout"


def test_faults_stand_under_their_fields(ana: Somebody) -> None:
    window = opens(ana, "create python-service").with_(Name="Orders API!")

    errors = window.submits().errors

    assert len(errors) == 1
    assert next(iter(errors)).startswith("f:name")


def test_goes_from_page_to_page_and_back(ana: Somebody) -> None:
    second = opens(ana, "create python-service").with_(Name="orders-api").goes_on()
    assert second.labels == ["Database"]
    assert "Page 2 of 2" in second.text
    assert second.modal.submit == "Preview"

    first = second.presses("Back")

    assert first.holds("Name") == "orders-api"


def test_an_answer_shows_further_fields(ana: Somebody) -> None:
    second = opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    grown = second.changes("Database", "postgres")

    assert grown.labels == ["Database", "Size"]
    assert grown.changes("Database", "none").labels == ["Database"]


def test_what_i_began_waits_for_me(ana: Somebody) -> None:
    opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    listed = ana.asks("create")
    assert "You began Python service and left it just now." in read(listed)
    reaction = ana.presses(listed, "Continue where you left")

    assert reaction.modal is not None
    again = Window(ana, reaction.modal)
    assert again.labels == ["Database"]
    assert again.presses("Back").holds("Name") == "orders-api"


def test_what_i_began_can_be_discarded(ana: Somebody) -> None:
    opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    listed = replaced(ana.presses(ana.asks("create"), "Discard"))

    assert "You began" not in read(listed)


def test_opening_alone_leaves_nothing_behind(ana: Somebody) -> None:
    opens(ana, "create python-service")

    assert "You began" not in read(ana.asks("create"))


def test_nobody_else_goes_on_with_my_form(ana: Somebody) -> None:
    second = opens(ana, "create python-service").with_(Name="orders-api").goes_on()

    theirs = Window(ana.as_(STRANGER), second.modal)

    assert "somebody else's" in theirs.goes_on().text


def test_a_newer_version_is_said_when_going_on(ana: Somebody, shelf: Shelf) -> None:
    opens(ana, "create python-service").with_(Name="orders-api").goes_on()
    shelf.put("python-service", PYTHON.replace("title: Storage", "title: Where data is kept"))

    reaction = ana.presses(ana.asks("create"), "Continue where you left")

    assert reaction.modal is not None
    assert "This path has changed since you began." in Window(ana, reaction.modal).text


def test_where_no_code_host_is_connected_the_list_and_the_first_page_say_it_first(ana: Somebody, shelf: Shelf) -> None:
    shelf.hostless = ("python-service", "rotate")
    missing = "begin before whoever runs Callboard has connected a code host (`GITHUB_TOKEN`, or `GITHUB_APP_ID`"

    assert f"You can look at forms and previews, but nothing here can {missing}" in read(ana.asks("create"))
    first = opens(ana, "create python-service")
    assert f"You can look at this form and its preview, but nothing can {missing}" in first.text
    assert missing not in first.with_(Name="orders-api").goes_on().text


def test_only_paths_that_need_a_code_host_are_said_to_miss_it(ana: Somebody, shelf: Shelf) -> None:
    shelf.hostless = ("rotate",)

    assert "but 1 of these 2 cannot begin before" in read(ana.asks("create"))
    assert "code host" not in opens(ana, "create python-service").text
    assert "code host" not in read(ana.asks("create find fastapi"))


def test_the_home_tab_says_that_no_code_host_is_connected(ana: Somebody, shelf: Shelf) -> None:
    shelf.hostless = ("python-service", "rotate")

    assert "nothing here can begin before" in read(ana.opens_home())
