"""GitHub calls when something has changed: it is looked at within seconds, and nobody else can make us do anything."""

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot import jobs
from bot.catalog_sources import RepositoryChange
from bot.github_calls import github_calls
from bot.jobs import Bench
from bot.settings import load
from bot.web import Site, WebServer
from bot.workers import Job, Workers
from catalog_store.database import Database
from catalog_store.entities import Known
from catalog_store.job_queue import JobQueue
from catalog_store.refs import EntityRef
from catalog_store.repositories_store import Repositories
from catalog_store.store import Catalog
from catalog_store.sync import Removals
from tests.support.github import GitHub, signature

SECRET = "whisper"
CONFIG = """
catalog:
  providers:
    github: {acme: {organization: acme}, harbour: {organization: harbour}}
    githubOrg: {id: acme, orgs: [acme]}
"""


def component(name: str, owner: str = "team-a") -> str:
    return (
        f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\n"
        f"spec: {{type: service, lifecycle: production, owner: {owner}}}\n"
    )


@dataclass
class Hooked:
    """A Callboard that GitHub calls."""

    github: GitHub
    bench: Bench
    queue: JobQueue
    web: WebServer

    @property
    def address(self) -> str:
        return f"http://{self.web.host}:{self.web.port}/webhooks/github"

    def read(self) -> None:
        for source in self.bench.sources.configured:
            source.read()

    def find(self, name: str, kind: str = "component") -> Known | None:
        return Catalog(self.bench.database).find(EntityRef.of(kind, name))

    def owner(self, name: str) -> str | None:
        found = self.find(name)
        return str(found.entity.spec["owner"]) if found else None

    def post(self, body: bytes, **headers: str) -> tuple[int, str]:
        with closing(HTTPConnection(self.web.host, self.web.port)) as connection:
            return self._answered(connection, body, headers)

    def _answered(self, connection: HTTPConnection, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        sent = {"Content-Type": "application/json", "X-GitHub-Event": "push", "X-GitHub-Delivery": str(uuid.uuid4())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("POST", "/webhooks/github", body, sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode().strip()

    def waiting(self) -> int:
        return self.queue.condition().waiting

    def delete(self, slug: str) -> None:
        """A repository goes, and we look at once, as a worker would."""
        known = Repositories(self.bench.database).find(slug)
        assert known
        self.github.delete(slug)
        change = RepositoryChange(known.repository.host, known.repository.number, slug, is_deleted=True)
        hosts = self.bench.sources.hosts
        assert hosts
        for source in hosts.sources_with(change):
            jobs.refresh_repository(self.bench, Job({"source": source, "change": asdict(change)}, lambda: False))


@pytest.fixture
def hooked(database: Database, tmp_path: Path) -> Iterator[Hooked]:
    """Without workers: what is to be done waits in the queue."""
    with GitHub() as github:
        github.team("acme/payments", members=["ana"])
        for name in ("pay", "ship", "bill"):
            github.repository(f"acme/{name}", files={"catalog-info.yaml": component(name)})
        github.repository("harbour/quay", files={"README.md": "# Quay"})
        (tmp_path / "app-config.yaml").write_text(CONFIG)
        environ = {
            "GITHUB_API_URL": github.api_url,
            "GITHUB_TOKEN": github.owner_token("acme"),
            "GITHUB_WEBHOOK_SECRET": SECRET,
        }
        bench, queue = Bench(load(environ, tmp_path), database), JobQueue(database)
        web = WebServer(Site(github_calls(bench, queue)), host="127.0.0.1", port=0, threads=2)
        web.start()
        hooked = Hooked(github, bench, queue, web)
        hooked.read()
        events = ["push", "repository", "team", "membership", "organization"]
        for organisation in ("acme", "harbour"):
            github.webhook(organisation, hooked.address, events=events, secret=SECRET)
        yield hooked
        web.stop()


@contextmanager
def at_work(hooked: Hooked) -> Iterator[None]:
    """What is to be done is done."""
    tasks, url = jobs.tasks(hooked.bench), hooked.bench.database.libpq_url
    workers = Workers(tasks, hooked.queue, url=url, wait_until_ready=lambda: True, grace=1.0)
    workers.start()
    try:
        yield
    finally:
        workers.stop()


@pytest.fixture
def working(hooked: Hooked) -> Iterator[Hooked]:
    """With workers."""
    with at_work(hooked):
        yield hooked


def test_a_push_is_seen_within_seconds(working: Hooked) -> None:
    working.github.forget_requests()
    working.github.commit("acme/pay", {"catalog-info.yaml": component("pay", "team-b")})
    working.github.wait_for(lambda: working.owner("pay") == "team-b", 10.0)
    assert len(working.github.requests) <= 3


def test_a_new_repository_is_seen_too(working: Hooked) -> None:
    working.github.repository("acme/new", files={"catalog-info.yaml": component("new")})
    working.github.wait_for(lambda: working.find("new"), 10.0)


def test_a_renamed_repository_keeps_its_entity(working: Hooked) -> None:
    before = working.find("pay")
    working.github.rename("acme/pay", "payments")
    working.github.wait_for(
        lambda: (found := working.find("pay")) and "/acme/payments/" in found.provenance.location, 10.0
    )
    after = working.find("pay")
    assert before
    assert after
    assert after.id == before.id


def test_a_deleted_repository_goes(working: Hooked) -> None:
    working.github.delete("acme/pay")
    working.github.wait_for(lambda: working.find("pay") is None, 10.0)
    assert working.find("ship")


def test_an_archived_repository_goes(working: Hooked) -> None:
    working.github.archive("acme/pay")
    working.github.wait_for(lambda: working.find("pay") is None, 10.0)


def test_a_repository_that_somebody_may_not_see_any_more_stays_what_it_is(working: Hooked) -> None:
    working.github.make_private("acme/pay")
    working.github.commit("acme/pay", {"catalog-info.yaml": component("pay", "team-b")})
    working.github.wait_for(lambda: working.owner("pay") == "team-b", 20.0)


def test_another_default_branch_is_read_from_then_on(working: Hooked) -> None:
    before = working.find("pay")
    working.github.commit("acme/pay", {"catalog-info.yaml": component("pay", "team-b")}, branch="trunk")
    working.github.set_default_branch("acme/pay", "trunk")
    working.github.wait_for(lambda: working.owner("pay") == "team-b", 20.0)
    after = working.find("pay")
    assert before
    assert after
    assert (after.id, "/blob/trunk/" in after.provenance.location) == (before.id, True)


def test_a_repository_that_goes_to_somebody_else_leaves(working: Hooked) -> None:
    working.github.organisation("elsewhere", owners=["octocat"])
    working.github.webhook("elsewhere", working.address, events=["repository"], secret=SECRET)
    working.github.transfer("acme/pay", "elsewhere")
    working.github.wait_for(lambda: working.find("pay") is None, 20.0)


def test_between_two_organisations_of_ours_a_repository_stays_the_same(working: Hooked) -> None:
    before = working.find("pay")
    working.github.transfer("acme/pay", "harbour")
    working.github.wait_for(
        lambda: (found := working.find("pay")) and "/harbour/pay/" in found.provenance.location, 20.0
    )
    after = working.find("pay")
    assert before
    assert after
    assert after.id == before.id


def test_who_joins_a_team_is_in_it(working: Hooked) -> None:
    team = working.github.team("acme/payments")
    working.github.join_team(team, "zoe")
    working.github.wait_for(lambda: working.find("zoe", "user"), 10.0)


def test_events_in_any_order_lead_to_what_is_true_now(working: Hooked) -> None:
    working.github.hold_deliveries()
    for owner in ("team-b", "team-c", "team-d"):
        working.github.commit("acme/pay", {"catalog-info.yaml": component("pay", owner)})
    working.github.release_deliveries(reverse=True)
    working.github.wait_for(lambda: working.owner("pay") == "team-d", 10.0)


def test_a_repository_that_hides_from_us_is_not_believed_to_be_gone(working: Hooked) -> None:
    """Only GitHub's own word that it is deleted counts; a full read finds out the rest, and guards it."""
    working.github.fail("/graphql", 200, {"data": {"repository": None}}, times=1)
    working.github.commit("acme/pay", {"main.py": "1"})
    working.github.wait_for(lambda: working.waiting() == 0 and working.github.count("POST /graphql") > 0, 10.0)
    assert working.find("pay")


def test_many_pushes_to_one_repository_are_one_job(hooked: Hooked) -> None:
    for number in range(5):
        hooked.github.commit("acme/pay", {"main.py": str(number)})
    hooked.github.wait_for_deliveries()
    assert hooked.waiting() == 1


def test_pushes_that_wait_are_read_together(hooked: Hooked) -> None:
    for name in ("pay", "ship", "bill"):
        hooked.github.commit(f"acme/{name}", {"catalog-info.yaml": component(name, "team-b")})
    hooked.github.wait_for_deliveries()
    assert hooked.waiting() == 3
    hooked.github.forget_requests()
    with at_work(hooked):
        hooked.github.wait_for(lambda: all(hooked.owner(each) == "team-b" for each in ("pay", "ship", "bill")), 20.0)
    assert hooked.waiting() == 0
    assert len(hooked.github.requests) <= 3


def test_many_deleted_one_after_another_wait_for_a_person_as_together(hooked: Hooked) -> None:
    for number in range(20):
        hooked.github.repository(f"acme/s{number}", files={"catalog-info.yaml": component(f"s{number}")})
    hooked.read()
    for number in range(12):
        hooked.delete(f"acme/s{number}")
    assert [number for number in range(12) if hooked.find(f"s{number}")] == [9, 10, 11]
    for source in hooked.bench.sources.configured:
        source.read()
    assert [len(each.refs) for each in Removals(hooked.bench.database).waiting()] == [3]


def test_a_replayed_delivery_is_heard_once(hooked: Hooked) -> None:
    hooked.github.commit("acme/pay", {"main.py": "1"})
    (delivery,) = [each for each in hooked.github.wait_for_deliveries() if each.event == "push"]
    headers = {name.replace("-", "_"): value for name, value in delivery.headers.items()}
    assert hooked.post(delivery.body, **headers) == (200, "This was heard before.")
    assert hooked.waiting() == 1


def _push() -> bytes:
    repository = {"id": 1, "full_name": "acme/pay", "html_url": "https://github.com/acme/pay"}
    return json.dumps({"ref": "refs/heads/main", "repository": repository}).encode()


@pytest.mark.parametrize("given", ["", "sha256=", "sha256=00", "sha1=00", "sha256=\xe4", signature("another", _push())])
def test_a_forged_call_is_refused(hooked: Hooked, given: str) -> None:
    assert hooked.post(_push(), X_Hub_Signature_256=given)[0] == 401
    assert hooked.waiting() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_signed_nonsense_is_refused_without_a_fuss(hooked: Hooked, body: bytes) -> None:
    assert hooked.post(body, X_Hub_Signature_256=signature(SECRET, body))[0] == 400


@pytest.mark.parametrize(
    "repository", [None, 1, {}, {"id": "1", "full_name": "acme/pay"}, {"id": 1, "full_name": "pay"}]
)
def test_an_event_without_its_parts_is_no_news(hooked: Hooked, repository: object) -> None:
    body = json.dumps({"repository": repository}).encode()
    assert hooked.post(body, X_Hub_Signature_256=signature(SECRET, body))[0] == 200
    assert hooked.waiting() == 0


def test_a_delivery_needs_a_name(hooked: Hooked) -> None:
    signed = signature(SECRET, _push())
    assert hooked.post(_push(), X_Hub_Signature_256=signed, X_GitHub_Delivery="../../etc")[0] == 400


def test_a_repository_of_strangers_is_no_business_of_ours(hooked: Hooked) -> None:
    body = _push().replace(b"acme/pay", b"umbrella/pay")
    assert hooked.post(body, X_Hub_Signature_256=signature(SECRET, body))[0] == 202
    assert hooked.waiting() == 0


def test_a_ping_is_answered(hooked: Hooked) -> None:
    signed = signature(SECRET, b"{}")
    assert hooked.post(b"{}", X_Hub_Signature_256=signed, X_GitHub_Event="ping") == (200, "pong")


def test_more_than_anybody_needs_is_not_even_read(hooked: Hooked) -> None:
    connection = HTTPConnection(hooked.web.host, hooked.web.port)
    connection.putrequest("POST", "/webhooks/github")
    connection.putheader("Content-Length", "2000000")
    connection.endheaders()
    # The answer comes before the body: whoever sends it all the same may find the connection closed.
    assert connection.getresponse().status == 413
    connection.close()


def test_without_a_secret_nobody_is_heard(database: Database, tmp_path: Path) -> None:
    (tmp_path / "app-config.yaml").write_text(CONFIG)
    bench = Bench(load({"GITHUB_TOKEN": "t"}, tmp_path), database)
    assert list(github_calls(bench, JobQueue(database))) == []
