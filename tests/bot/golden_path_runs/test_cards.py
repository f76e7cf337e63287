"""People follow a run in one message: posted once, edited in place, its log below it, one mention at the end."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from bot import wiring
from bot.golden_path_runs.cards import RunCards
from bot.sender import Sender
from bot.sender.door import web_client
from catalog_store.database import Database
from catalog_store.refs import EntityRef
from catalog_store.runs.drawing import RunDrawing
from catalog_store.runs.model import Run
from catalog_store.runs.store import By, Runs
from catalog_store.slack.account_links import Account, AccountLinks
from catalog_store.slack.outgoing import Outgoing
from tests.bot.golden_path_runs.conftest import MakeCompany
from tests.bot.golden_path_runs.scenes import Company, steps_of
from tests.support.catalog import entity, put, remove
from tests.support.processes import becomes_true
from tests.support.slack_api import Says, SlackApi

pytestmark = pytest.mark.more

LOG = {"id": "log", "name": "Say", "action": "debug:log", "input": {"message": "It is ${{ parameters.name }}."}}
AGAIN = {"id": "again", "name": "Say again", "action": "debug:log", "input": {"message": "Once more."}}


@pytest.fixture
def sender(slack: SlackApi, database: Database) -> Iterator[Sender]:
    """One that keeps what must not be lost."""
    made = Sender(web_client("xoxb-1", slack.url), store=Outgoing(database, replica="ours"))
    made.start()
    yield made
    made.stop(timeout=0.2)


@pytest.fixture
def company(company_with: MakeCompany, sender: Sender) -> Company:
    made = company_with(steps_of(LOG, AGAIN))
    made.sender = sender
    return made


def is_drawn(company: Company, run: Run) -> bool:
    with company.database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT drawn = version FROM golden_path_runs WHERE id = %(id)s", {"id": run.id}
        )
        return bool(found.scalar())


def caught_up(company: Company, run: Run) -> bool:
    company.parts.cards.look()
    return is_drawn(company, run)


def ended(company: Company) -> Run:
    run = company.carry_on(company.begin(name="shop"))
    assert becomes_true(lambda: is_drawn(company, run))
    return run


def posted(slack: SlackApi, *, below: bool) -> list[str]:
    return [each.text for each in slack.calls("chat.postMessage") if ("thread_ts" in each.payload) is below]


def test_there_is_one_message_and_it_ends_as_the_run_did(company: Company, slack: SlackApi) -> None:
    run = ended(company)
    assert len(posted(slack, below=False)) == 1
    last = slack.calls("chat.update")[-1]
    assert last.payload["ts"] == company.now(run).message_ts == "1700000001.000100"
    assert "Small service" in last.text


def test_the_log_stands_below_it_and_the_end_mentions_one_person(company: Company, slack: SlackApi) -> None:
    ended(company)
    slack.heard("chat.postMessage", count=4)
    below = posted(slack, below=True)
    assert [text.partition(":")[0] for text in below[:2]] == ["Step 1, Say", "Step 2, Say again"]
    assert [text for text in below if "<@UANA>" in text] == below[2:]


def test_edits_are_few(company: Company, slack: SlackApi) -> None:
    ended(company)
    edits = slack.calls("chat.update")
    gaps = [later.at - earlier.at for earlier, later in pairwise(edits)]
    assert all(gap >= 1.9 for gap in gaps), gaps


def test_many_who_draw_it_post_it_once(company: Company, slack: SlackApi, sender: Sender, database: Database) -> None:
    run = company.begin(name="shop")
    drawers = [RunCards(Runs(database), RunDrawing(database), lambda: sender, clock=wiring.now) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda cards: cards.draw(run.id), drawers))
    assert becomes_true(lambda: company.now(run).message_ts is not None)
    assert len(posted(slack, below=False)) == 1


def test_what_nobody_drew_is_caught_up_with(company: Company, slack: SlackApi, sender: Sender) -> None:
    company.sender = None
    run = company.carry_on(company.begin(name="shop"))
    company.sender = sender
    assert slack.calls("chat.postMessage") == []
    assert becomes_true(lambda: caught_up(company, run))
    slack.heard("chat.postMessage", count=4)


def test_slack_may_be_away_meanwhile(company: Company, slack: SlackApi) -> None:
    slack.will_say("chat.postMessage", *[Says(error="service_unavailable", status=503)] * 2)
    run = ended(company)
    assert company.now(run).message_ts
    slack.heard("chat.postMessage", count=6)


def test_a_message_that_somebody_removed_is_posted_anew(company: Company, slack: SlackApi) -> None:
    run = ended(company)
    slack.heard("chat.postMessage", count=4)
    slack.will_say("chat.update", Says(error="message_not_found"))
    slack.will_say("chat.postMessage", Says(body={"ts": "1700000009.000900"}))
    with company.database.changing() as connection:
        connection.exec_driver_sql("UPDATE golden_path_runs SET version = version + 1, drawing_until = NULL")
    company.parts.cards.look()
    assert becomes_true(lambda: company.now(run).message_ts == "1700000009.000900")


def test_a_run_that_was_cancelled_before_it_began_says_so(company: Company, slack: SlackApi) -> None:
    run = company.begin(name="shop")
    company.parts.cards.draw(run.id)
    company.runs.cancel(run.id, By("UANA", "Ana"))
    company.carry_on(run)
    assert becomes_true(lambda: is_drawn(company, run))
    assert "cancelled" in slack.calls("chat.update")[-1].text


class TestOnSomethingPrivate:
    @pytest.fixture
    def company(self, company_with: MakeCompany, sender: Sender) -> Company:
        log = {**LOG, "input": {"message": "It is ${{ parameters.entity }}."}}
        asked = {"title": "About", "properties": {"entity": {"type": "string"}}}
        made = company_with(steps_of(log, parameters=asked, callboard={"target": "entity"}))
        vault = entity("Component", "vault", owner="user:ana", annotations={"callboard.io/visibility": "private"})
        put(made.database, entity("User", "ana"), vault)
        ana = EntityRef.of("user", "ana")
        AccountLinks(made.database).save(Account("T1", made.user_id), ana, by=made.user_id, at=wiring.now())
        made.sender = sender
        return made

    def test_a_channel_is_told_neither_its_name_nor_the_log(self, company: Company, slack: SlackApi) -> None:
        run = company.carry_on(company.begin("C1", entity="component:default/vault"))
        assert becomes_true(lambda: is_drawn(company, run) and bool(posted(slack, below=True)))
        sent = [*slack.calls("chat.postMessage"), *slack.calls("chat.update")]
        assert all("something private" in each.text for each in sent)
        assert "vault" not in str([each.payload for each in sent])
        assert len(posted(slack, below=True)) == 1  # its end, and no line of its log

    def test_it_is_not_named_either_after_it_was_removed(self, company: Company, slack: SlackApi) -> None:
        run = company.begin("C1", entity="component:default/vault")
        remove(company.database, "component:default/vault")
        company.parts.cards.draw(run.id)
        company.carry_on(run)
        assert becomes_true(lambda: is_drawn(company, run))
        sent = [*slack.calls("chat.postMessage"), *slack.calls("chat.update")]
        assert all("something private" in each.text for each in sent)
        assert "vault" not in str([each.payload for each in sent])

    def test_whoever_asked_reads_all_in_the_direct_messages(self, company: Company, slack: SlackApi) -> None:
        run = company.carry_on(company.begin("UANA", entity="component:default/vault"))
        assert becomes_true(lambda: is_drawn(company, run))
        sent = slack.heard("chat.postMessage", count=3)
        assert "It is component:default/vault." in str([each.payload for each in sent])
