"""`callboard ingest` as a person at a terminal meets it, on a real database."""

import os
import subprocess
import sys

import pytest

from catalog_store.database import Database
from catalog_store.store import Catalog
from tests.bot.cli.conftest import Terminal


def component(name: str) -> str:
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\n"
        "spec: {type: service, lifecycle: production, owner: team-a}\n"
    )


BROKEN = component("'not a name'")


def test_reads_a_folder_and_says_what_came_in(with_database: Terminal) -> None:
    with_database.write("catalog/a/catalog-info.yaml", component("a"))
    with_database.write("catalog/b/catalog-info.yaml", component("b"))
    printed = with_database.types("ingest", "catalog")
    assert (printed.status, printed.out, printed.err) == (0, "catalog: 2 files read. 2 added.\n", "")


def test_reading_it_again_changes_nothing(with_database: Terminal) -> None:
    with_database.write("catalog-info.yaml", component("a"))
    with_database.types("ingest", "catalog-info.yaml")
    printed = with_database.types("ingest", "./catalog-info.yaml")
    assert printed.out == "catalog-info.yaml: 1 file read (1 unchanged). Nothing changed.\n"


def test_a_place_whose_name_is_no_utf_8_is_not_taken(with_database: Terminal) -> None:
    printed = with_database.types("ingest", "caf\udce9")
    assert (printed.status, printed.out) == (2, "")
    assert "is not UTF-8" in printed.err


def test_a_broken_file_is_told_each_time(with_database: Terminal) -> None:
    with_database.write("catalog-info.yaml", BROKEN)
    first = with_database.types("ingest", "catalog-info.yaml")
    assert first.status == 1
    assert first.out.startswith("catalog-info.yaml:3:18: error: metadata.name is `not a name`; a name is 1 to 63")
    again = with_database.types("ingest", "catalog-info.yaml")
    assert again.status == 1
    assert again.out.splitlines()[0] == first.out.splitlines()[0]


def test_a_dry_run_says_what_would_be_and_changes_nothing(with_database: Terminal, database: Database) -> None:
    with_database.write("catalog-info.yaml", component("a"))
    printed = with_database.types("ingest", "--dry-run", "catalog-info.yaml")
    assert printed.out == "catalog-info.yaml: 1 file read. Would be 1 added.\n"
    assert Catalog(database).is_empty()


def test_tells_programs_in_json(with_database: Terminal) -> None:
    with_database.write("catalog-info.yaml", f"{component('a')}---\n{BROKEN}")
    printed = with_database.types("ingest", "catalog-info.yaml", "--dry-run", "--json")
    [outcome] = printed.json
    assert printed.status == 1
    assert (outcome["source"], outcome["added"]) == (f"file:{with_database.folder}/catalog-info.yaml", 1)
    assert (outcome["faults"][0]["file"], outcome["faults"][0]["line"]) == ("catalog-info.yaml", 8)


@pytest.mark.parametrize("spelling", ["file:catalog", "file:./catalog/", "file:{}/catalog", "file://{}/catalog"])
def test_a_path_may_be_written_as_in_app_config(with_database: Terminal, spelling: str) -> None:
    with_database.write("catalog/catalog-info.yaml", component("a"))
    with_database.types("ingest", "catalog")
    printed = with_database.types("ingest", spelling.format(with_database.folder))
    assert printed.out == "catalog: 1 file read (1 unchanged). Nothing changed.\n"


def test_reads_what_a_pattern_names(with_database: Terminal) -> None:
    with_database.write("one.yaml", component("a"))
    with_database.write("two.yaml", component("b"))
    assert with_database.types("ingest", "./*.yaml").out == "*.yaml: 2 files read. 2 added.\n"


def test_reads_the_configured_locations_by_their_rules(with_database: Terminal) -> None:
    with_database.write("catalog/catalog-info.yaml", component("a"))
    with_database.write(
        "app-config.yaml",
        "catalog:\n  rules: [{allow: [Group]}]\n  locations: [{type: file, target: ./catalog}]\n",
    )
    printed = with_database.types("ingest")
    assert printed.status == 1
    assert printed.out.startswith(
        "catalog/catalog-info.yaml:1: error: kind: The rules of the catalog let no Component in from here, so"
        " component:default/a stays out. From here come Group only. Have Component allowed"
    )


def test_nothing_to_read_is_a_wrong_use(with_database: Terminal) -> None:
    printed = with_database.types("ingest")
    assert (printed.status, printed.out) == (2, "")
    assert "Name a file, a folder or a URL" in printed.err


def test_a_path_without_anything_is_told_before_anything_is_read(with_database: Terminal, database: Database) -> None:
    with_database.write("catalog-info.yaml", component("a"))
    printed = with_database.types("ingest", "catalog-info.yaml", "gone.yaml")
    assert (printed.status, printed.err) == (
        2,
        "callboard: There is nothing at gone.yaml. Check the path, or write a URL with https://.\n",
    )
    assert Catalog(database).is_empty()


def test_a_url_that_cannot_be_read_is_told(with_database: Terminal) -> None:
    printed = with_database.types("ingest", "http://127.0.0.1:9/catalog-info.yaml")
    assert printed.status == 2
    assert printed.out.startswith(
        "http://127.0.0.1:9/catalog-info.yaml: could not be read: 127.0.0.1 is not on the public internet"
    )


def test_a_folder_without_descriptors_is_said_to_have_none(with_database: Terminal) -> None:
    with_database.write("docs/README.md", "hello")
    assert with_database.types("ingest", "docs").out == "docs: no descriptor was found. Nothing changed.\n"


def test_a_large_removal_waits_and_can_be_carried_out(with_database: Terminal) -> None:
    for number in range(12):
        with_database.write(f"catalog/{number}/catalog-info.yaml", component(f"service-{number}"))
    with_database.types("ingest", "catalog")
    for number in range(1, 12):
        (with_database.folder / f"catalog/{number}/catalog-info.yaml").unlink()
    waiting = with_database.types("ingest", "catalog")
    assert waiting.status == 0
    assert "11 removals would be so much at once that it waits for you: component:default/service-1" in waiting.out
    accepted = with_database.types("ingest", "catalog", "--accept-removals")
    assert accepted.out == "catalog: 1 file read (1 unchanged). 11 removed.\n"
    assert "done     operator  ingest/accept-removals on catalog (11 removed)" in with_database.types("audit").out


def test_a_file_of_a_folder_that_came_in_already_says_how_to_go_on(with_database: Terminal) -> None:
    with_database.write("catalog/catalog-info.yaml", component("a"))
    with_database.types("ingest", "catalog")
    printed = with_database.types("ingest", "catalog/catalog-info.yaml")
    assert printed.status == 1
    assert f"Ingest {with_database.folder}/catalog instead, which holds this file. [read-twice]" in printed.out


def test_says_when_the_database_is_away(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", component("a"))
    terminal.set(DATABASE_URL="postgresql://callboard@127.0.0.1:9/callboard")
    printed = terminal.types("ingest", "catalog-info.yaml")
    assert (printed.status, printed.out) == (2, "")
    assert printed.err.startswith("callboard: The catalog's database does not answer right now")


def test_does_not_touch_an_older_database_when_told_so(terminal: Terminal, empty_database_url: str) -> None:
    terminal.set(DATABASE_URL=empty_database_url)
    terminal.write("catalog-info.yaml", component("a"))
    printed = terminal.types("ingest", "--no-migrate", "catalog-info.yaml")
    assert printed.status == 2
    assert "Run `callboard migrate`." in printed.err
    assert terminal.types("ingest", "catalog-info.yaml").status == 0


def test_who_watches_sees_the_files_being_counted(with_database: Terminal) -> None:
    for number in range(120):
        with_database.write(f"catalog/{number}/catalog-info.yaml", component(f"service-{number}"))
    watching, terminal_end = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ingest", "catalog"],
        cwd=with_database.folder,
        env=with_database.environment({}),
        stdout=subprocess.PIPE,
        stderr=terminal_end,
        text=True,
    )
    os.close(terminal_end)
    assert done.stdout == "catalog: 120 files read. 120 added.\n"
    assert os.read(watching, 1000) == b"\r\x1b[K100 files\r\x1b[K"
    os.close(watching)


def test_who_watches_a_second_read_sees_how_far_it_is(with_database: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(200):
        with_database.write(f"catalog/{number}.yaml", component(f"service-{number}"))
    with_database.types("ingest", "catalog")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    shown = with_database.types("ingest", "catalog").err
    assert f"[{'#' * 15}{'.' * 15}] 100 of 200 files" in shown


def test_credentials_in_an_address_are_not_shown(with_database: Terminal) -> None:
    printed = with_database.types("ingest", "https://me:hush@example.org/catalog-info.yaml")
    assert printed.status == 2
    assert printed.out.startswith("https://***@example.org/catalog-info.yaml: could not be read: it holds a user name")
    assert "hush" not in printed.out + printed.err


def test_a_source_that_is_not_read_any_more_can_be_forgotten(with_database: Terminal) -> None:
    with_database.write("catalog-info.yaml", component("a"))
    with_database.types("ingest", "catalog-info.yaml")
    printed = with_database.types("ingest", "--forget", "catalog-info.yaml")
    assert (printed.status, printed.out) == (0, "catalog-info.yaml: forgotten. 1 description removed.\n")
    assert "operator  ingest/forget on catalog-info.yaml (1 removed)" in with_database.types("audit").out


def test_forgetting_what_is_no_source_lists_those_there_are(with_database: Terminal) -> None:
    printed = with_database.types("ingest", "--forget", "nowhere")
    assert printed.status == 2
    assert "nowhere is no source of this catalog. Its sources: none was ever read." in printed.err
