"""Reading documents and runbooks, as a person in Slack would."""

from pathlib import Path

import pytest

from catalog_store.database import Database
from commands.ask import Outcome, Surface
from commands.operations import ChannelFacts
from tests.commands.asking import Somebody, buttons, read, replaced, replied
from tests.commands.channels import in_channel
from tests.commands.conftest import ingest, services_on
from tests.support.catalog import entity, put

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  annotations: {{backstage.io/techdocs-ref: "dir:."}}
  links: [{{url: "https://runbooks.orchard.example/x", title: Runbook}}]
spec: {{type: service, lifecycle: production, owner: shop}}
"""
FILES = {
    "orders/mkdocs.yml": "nav:\n- Home: index.md\n- Runbook: runbook.md\n",
    "orders/docs/index.md": "# Orders\n\nTakes orders and **keeps** them.\n\n## Who calls it\n\nThe shop.\n",
    "orders/docs/runbook.md": (
        "# Runbook: Orders\n\nBreathe first.\n\n## The queue is full\n\n1. Look at the dashboard.\n2. Empty it.\n\n"
        "## Payments time out\n\nCall <!channel> and [the bank](https://bank.example).\n"
    ),
    "stock/README.md": "# Stock\n\nCounts boxes.\n",
    "plain/other.txt": "",
}


@pytest.fixture
def reader(database: Database, tmp_path: Path) -> Somebody:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name in ("orders", "stock", "plain"):
        (tmp_path / name / "catalog-info.yaml").write_text(COMPONENT.format(name=name))
    ingest(database, tmp_path)
    return Somebody(services_on(database))


def test_docs_shows_the_first_section_and_offers_the_others(reader: Somebody) -> None:
    answer = reader.asks("docs orders")

    assert "Takes orders and keeps them." in read(answer)
    assert list(buttons(answer)) == ["Who calls it", "Runbook: Orders", "The queue is full", "Payments time out"]
    assert "The shop." in read(replaced(reader.presses(answer, "Who calls it")))


def test_words_choose_the_section(reader: Somebody) -> None:
    assert "The shop." in read(reader.asks("docs orders who calls"))
    assert "1. Look at the dashboard." in read(reader.asks("runbook orders queue full"))


def test_runbook_looks_in_runbooks_only(reader: Somebody) -> None:
    assert "Breathe first." in read(reader.asks("runbook orders"))
    assert "nothing there fits `boxes`" in read(reader.asks("runbook orders boxes")).lower()


def test_says_so_where_there_is_no_runbook(reader: Somebody) -> None:
    said = read(reader.asks("runbook stock"))

    assert "Counts boxes." in said
    assert "no runbook" in said


def test_without_documents_the_links_may_help(reader: Somebody) -> None:
    answer = reader.asks("docs plain")

    assert answer.outcome is Outcome.NOT_FOUND
    assert "The catalog has no documents of plain" in read(answer)
    assert "https://runbooks.orchard.example/x" in read(answer)


def test_of_a_team_without_documents_it_asks_which_of_its_things(reader: Somebody, database: Database) -> None:
    put(database, entity("Group", "shop", type="team", children=[]))
    answer = reader.asks("runbook shop")

    assert "shop has no documents of its own, but these of its things have. Which one?" in read(answer)
    assert list(buttons(answer)) == ["orders", "stock"]
    assert "Breathe first." in read(replaced(reader.presses(answer, "orders")))


def test_words_without_a_thing_are_looked_for_everywhere(reader: Somebody) -> None:
    assert "Counts boxes." in read(reader.asks("docs counts boxes"))


def test_an_unknown_thing_is_asked_back(reader: Somebody) -> None:
    assert "I know nothing called `nosuchthing`" in read(reader.asks("docs nosuchthing"))


def test_what_is_written_there_pings_nobody(reader: Somebody) -> None:
    answer = reader.asks("runbook orders time out")

    assert "&lt;!channel&gt;" in str(answer.blocks)
    assert "<!channel>" not in f"{answer.blocks} {answer.text}"
    assert "the bank (https://bank.example)" in read(answer)


def test_in_a_channel_a_section_is_for_the_presser_alone(reader: Somebody) -> None:
    answer = reader.asks("docs orders", Surface.MENTION)

    assert "The shop." in read(replied(reader.presses(answer, "Who calls it", surface=Surface.MENTION)))


@pytest.mark.parametrize(
    "value", ["", "x", "component:default/orders", "component:default/orders 99 docs/index.md", ": 0 a"]
)
def test_a_section_that_is_gone_is_told(reader: Somebody, value: str) -> None:
    assert "no longer there" in read(replaced(reader.presses_id("docs.section#0", value)))


def test_find_shows_documents_below_things(reader: Somebody) -> None:
    answer = reader.asks("find boxes")

    assert "Only documents fit `boxes`" in read(answer)
    assert "Counts boxes." in read(replied(reader.presses(answer, "Read")))


def test_words_without_a_thing_are_looked_for_in_what_the_channel_is_about_first(reader: Somebody) -> None:
    reader.presses(reader.asks("here orders"), "Bind")
    answer = reader.asks("runbook queue full")
    assert "1. Look at the dashboard." in read(answer)
    assert "from this channel" in read(answer).lower()
    assert "Counts boxes." in read(reader.asks("docs boxes"))


def test_in_an_incidents_channel_it_is_the_runbook_of_what_broke(reader: Somebody) -> None:
    there = in_channel(reader, ChannelFacts("inc-2041-shop", "Nobody can pay", "Service: orders"))

    assert "Breathe first." in read(there.asks("runbook"))
    assert "From the channel's topic and purpose" in read(there.asks("runbook"))
    assert "1. Look at the dashboard." in read(there.asks("runbook queue full"))


@pytest.mark.parametrize("purpose", ["", "Services: orders, stock"])
def test_of_a_channel_about_nothing_or_about_several_things_it_asks_which_one(reader: Somebody, purpose: str) -> None:
    assert in_channel(reader, ChannelFacts("inc-2041", "", purpose)).asks("runbook").outcome is Outcome.USAGE
