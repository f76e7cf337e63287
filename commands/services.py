"""Everything that a command may ask for."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol, Self, TypedDict

from catalog_store.attention import Attention
from catalog_store.audit import Audit
from catalog_store.claims import Claims
from catalog_store.database import Database
from catalog_store.deployments import Deployments
from catalog_store.documents import Documents
from catalog_store.entities import Known
from catalog_store.faulty_files import FaultyFiles
from catalog_store.health import Health
from catalog_store.names import NameIndex
from catalog_store.operating import Operating
from catalog_store.policies import Policies
from catalog_store.reports.attestations import Attestations
from catalog_store.reports.calendar import Usual
from catalog_store.reports.deliveries import Deliveries
from catalog_store.reports.mendings import Mendings
from catalog_store.reports.teams import ReportTeams
from catalog_store.resolver import Resolver
from catalog_store.runs.approvals import Approvals
from catalog_store.runs.drafts import Drafts
from catalog_store.runs.store import Runs
from catalog_store.search import Search
from catalog_store.slack.account_links import AccountLinks
from catalog_store.slack.announcements import Announcements
from catalog_store.slack.answers import RecentAnswers
from catalog_store.slack.bindings import Bindings
from catalog_store.slack.live_messages import LiveMessages
from catalog_store.slack.people import PeopleTable
from catalog_store.slack.user_groups import UserGroups
from catalog_store.sources import Sources
from catalog_store.standings.exemptions import Exemptions
from catalog_store.standings.judging import Judging
from catalog_store.store import Catalog
from catalog_store.surroundings import Connections
from catalog_store.sync import Removals
from catalog_store.typeahead import Typeahead
from catalog_store.undescribed.finding import Undescribed, UndescribedRepositories
from commands.ask import Person, Press
from commands.golden import GoldenPaths, NoGoldenPaths
from commands.mending import ByHand, MendingRequests, NoMending, OwnerChanges
from commands.operations import Channels, NoChannels, NoOperations, NoPaging, Operations, Paging
from commands.sent_files import NoSentFiles, SentFiles


class People(Protocol):
    """Who somebody in Slack is."""

    def find_email(self, person: Person) -> str | None:
        """Their e-mail address, or None when Slack does not tell. Never raises: an outage reads as unknown."""

    def find_name(self, person: Person) -> str | None:
        """Their name in Slack, or None when Slack does not tell. Never raises."""

    def is_awaited(self, person: Person) -> bool:
        """Whether Slack was asked who they are and has not told yet."""

    def when_told(self, person: Person, then: Callable[[], None]) -> None:
        """Calls `then`, which returns at once, when Slack has told what it was asked about them; never if it refuses."""


class Sight(Protocol):
    """Who may know of what."""

    def of(self, reader: Person | None, services: "Services") -> "Services":
        """The services as this person sees the catalog; without one, as everybody may."""

    def is_private(self, known: Known) -> bool:
        """Whether only some may know of it."""


class FullSight:
    """Where nothing is private."""

    def of(self, reader: Person | None, services: "Services") -> "Services":  # noqa: ARG002  # the same for everybody
        """All of it."""
        return services

    def is_private(self, known: Known) -> bool:  # noqa: ARG002  # the same for everything
        """Nothing is."""
        return False


class Describing(Protocol):
    """Has repositories described, by pull requests."""

    def is_possible(self, host: str) -> bool:
        """Whether there is somebody at this code host as whom we may try."""

    def request(self, found: Undescribed, press: Press, *, by: str) -> None:
        """Have one opened soon, for whoever pressed; the pressed message is changed when that is done.

        Raises:
            DatabaseAwayError: Postgres does not answer, so nothing will happen.
        """


class NoDescribing:
    """Where no code host is configured."""

    def is_possible(self, host: str) -> bool:  # noqa: ARG002  # the same everywhere
        """Nowhere."""
        return False

    def request(self, found: Undescribed, press: Press, *, by: str) -> None:
        """Nothing happens."""


class _Through(TypedDict):
    """The stores whose answers a veil has a part in."""

    catalog: Catalog
    resolver: Resolver
    typeahead: Typeahead
    claims: Claims
    answers: RecentAnswers
    bindings: Bindings
    attention: Attention
    connections: Connections
    health: Health
    faulty_files: FaultyFiles
    documents: Documents
    exemptions: Exemptions
    report_teams: ReportTeams
    deployments: Deployments
    announcements: Announcements


def _through(database: Database, names: NameIndex) -> _Through:
    """What is hidden from a reader is in no answer of any of these."""
    return {
        "catalog": Catalog(database),
        "resolver": Resolver(database, names),
        "typeahead": Typeahead(database, names),
        "claims": Claims(database),
        "answers": RecentAnswers(database),
        "bindings": Bindings(database),
        "attention": Attention(database),
        "connections": Connections(database),
        "health": Health(database),
        "faulty_files": FaultyFiles(database),
        "documents": Documents(database),
        "exemptions": Exemptions(database),
        "report_teams": ReportTeams(database),
        "deployments": Deployments(database),
        "announcements": Announcements(database),
    }


@dataclass(frozen=True, slots=True)
class Services:
    """The ports of the commands, plugged in by `bot.wiring`.

    Where something is hidden from whoever reads the answer, `unveiled` are the same without a veil, to decide about rights
    only, and `seen_by_whom` says who that is, as in "that you may see".
    """

    catalog: Catalog
    resolver: Resolver
    typeahead: Typeahead
    claims: Claims
    answers: RecentAnswers
    people: People
    slack_people: PeopleTable
    sources: Sources
    links: AccountLinks
    user_groups: UserGroups
    bindings: Bindings
    attention: Attention
    connections: Connections
    health: Health
    faulty_files: FaultyFiles
    removals: Removals
    search: Search
    documents: Documents
    undescribed: UndescribedRepositories
    judging: Judging
    exemptions: Exemptions
    mendings: Mendings
    deliveries: Deliveries
    report_teams: ReportTeams
    attestations: Attestations
    deployments: Deployments
    live_messages: LiveMessages
    announcements: Announcements
    drafts: Drafts
    runs: Runs
    approvals: Approvals
    audit: Audit
    operating: Operating
    clock: Callable[[], datetime]
    platform_channel: str | None = None
    describing: Describing = field(default_factory=NoDescribing)
    operations: Operations = field(default_factory=NoOperations)
    channels: Channels = field(default_factory=NoChannels)
    paging: Paging = field(default_factory=NoPaging)
    golden: GoldenPaths = field(default_factory=NoGoldenPaths)
    recommended_paths: Mapping[str, Collection[str]] = field(default_factory=dict)
    mending: MendingRequests = field(default_factory=NoMending)
    owner_changes: OwnerChanges = field(default_factory=ByHand)
    report_usual: Usual = field(default_factory=Usual)
    sent_files: SentFiles = field(default_factory=NoSentFiles)
    policies: Policies = field(default_factory=Policies)
    sight: Sight = field(default_factory=FullSight)
    unveiled: "Services | None" = None
    seen_by_whom: str = ""
    command_names: tuple[str, ...] = ("/callboard", "/owner", "/runbook", "/deploys", "/golden-path", "/scorecard")

    @classmethod
    def over(
        cls,
        database: Database,
        names: NameIndex,
        *,
        people: People,
        search: Search,
        judging: Judging,
        clock: Callable[[], datetime],
    ) -> Self:
        """Those of one database, and nothing outside of it yet."""
        return cls(
            **_through(database, names),
            people=people,
            slack_people=PeopleTable(database),
            sources=Sources(database),
            links=AccountLinks(database),
            user_groups=UserGroups(database, clock=clock),
            removals=Removals(database),
            search=search,
            undescribed=UndescribedRepositories(database),
            judging=judging,
            mendings=Mendings(database),
            deliveries=Deliveries(database),
            attestations=Attestations(database),
            live_messages=LiveMessages(database),
            drafts=Drafts(database),
            runs=Runs(database),
            approvals=Approvals(database),
            audit=Audit(database),
            operating=Operating(database),
            clock=clock,
        )

    def through(self, seen: Database, names: NameIndex) -> Self:
        """The same, as the catalog is seen through a veil."""
        return replace(
            self, **_through(seen, names), search=self.search.through(seen), judging=self.judging.through(seen)
        )

    @property
    def whole(self) -> "Services":
        """The same, seen by somebody from whom nothing is hidden."""
        return self.unveiled or self

    def seen_by(self, reader: Person | None) -> "Services":
        """The same as this person may see the catalog; without one, as everybody may who reads a channel.

        Raises:
            DatabaseAwayError: Postgres does not answer.
        """
        return self.whole.sight.of(reader, self.whole)
