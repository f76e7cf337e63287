"""Mending by pull request: a press becomes a job, the job a pull request, and every message that shows it says what came of it."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import structlog

from bot.patient_host import GIVEN_UP_AFTER
from bot.reports import ALL as REPORTS
from bot.sender import Sender
from bot.sender.methods import RESPONSE_URL_HOLDS
from bot.settings import Settings
from bot.source_host import Amendment, FileChange, HostAwayError, NotProposedError, SourceHost
from catalog_store.entities import Entity, Known
from catalog_store.errors import NotEditableError
from catalog_store.job_queue import JobQueue
from catalog_store.reports.mendings import AskedMending, MendingState
from catalog_store.scorecards import Change, DescriptorField, Mending, Probes
from catalog_store.scorecards.mending import plain
from catalog_store.standings.judging import Explained
from catalog_store.vouching import CodePlace, Vouching
from commands import kit
from commands.ask import Answer, Person, Press
from commands.keeping import keep_refusal
from commands.mending import NOT_CONNECTED
from commands.pull_requests import put_off, state_words, told
from commands.services import Services
from commands.stale.report import DEPRECATE, MOVE

_log = structlog.get_logger()

MEND, LOOK, REDRAW = "mend", "look-at-pull-requests", "redraw-mended"
QUEUE = "reports"
_LOOKED_AT_EVERY = timedelta(minutes=10)
_LOCATION = re.compile(r"url:https?://[^/]+/(?P<slug>[^/]+/[^/]+)/(?:blob|tree|raw)/(?P<rest>.+)")
_TREE = re.compile(r"(?:url:)?https?://[^/]+/[^/]+/[^/]+/tree/[^/]+/(?P<folder>.*[^/])/?")
_PULL = re.compile(r"https?://(?P<host>[^/]+)/(?P<slug>[^/]+/[^/]+)/pull/.*")
#: What belongs to a whole repository stands at its root; all else beside the descriptor.
_OF_THE_WHOLE = re.compile(r"\.github/.*|SECURITY\.md|LICENSE|\.gitignore")
_BODY = """\
{reason}

It was asked for by {by} in Slack. Please read it before you merge: what is a guess may be wrong.

Nothing else is changed. Close this if it is not wanted; it is opened again only when somebody asks for it.
"""
_FIELDS = {MOVE: ("spec", "owner"), DEPRECATE: ("spec", "lifecycle")}
#: What was pressed to ask for it, as the log calls it; all else is asked for with *Fix it*.
_DEEDS = {MOVE: "press/stale.accept", DEPRECATE: "press/stale.menu"}
_TITLES = {MOVE: "Name {value} as the owner of {name}", DEPRECATE: "Deprecate {name}"}
_REASONS = {
    MOVE: "The team that owned it gives it away, and the other team has accepted it.",
    DEPRECATE: "The team that owns it says that nobody should build on it any more.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entity's file is: the path within the repository, and the folder that it stands in, with its slash."""

    host: str
    slug: str
    path: str

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0] + "/" if "/" in self.path else ""


class MendingByPullRequest:
    """Takes the presses."""

    def __init__(self, settings: Settings, queue: JobQueue, services: Services, vouching: Vouching) -> None:
        self._hosts = frozenset(host.host for host in settings.github.hosts if not host.is_anonymous)
        self._queue = queue
        self._services = services
        self._vouching = vouching

    def is_possible(self, found: Explained) -> bool:
        """Whether its file is in a repository at a host as whom we may try."""
        known = self._services.catalog.by_id(found.standing.entity_id)
        return known is not None and self._is_within_reach(known)

    @property
    def is_connected(self) -> bool:
        """Whether we are somebody at any code host."""
        return bool(self._hosts)

    def request(self, asked: AskedMending, press: Press, *, by: str) -> None:
        """Have the pull request opened soon."""
        self._defer(asked, "", press, by)

    def propose(self, known: Known, what: str, value: str, press: Press, *, by: str) -> str:
        """Have an owner or a lifecycle changed where it is written."""
        label = kit.shown(known.entity.label)
        if not self._is_within_reach(known):
            field = ".".join(_FIELDS[what])
            reason = f"{label} is in no repository that I may write to" if self.is_connected else NOT_CONNECTED
            return f"{reason}: please set `{field}` to {kit.quoted(value)} in its file."
        message = (press.channel.id, press.message_ts) if press.channel and press.message_ts else None
        asked = self._services.mendings.ask(
            known.id, what, by=press.person.user_id, at=press.pressed_at, message=message
        )
        if asked.url:
            return f"{state_words(asked)}, so no second one is made."
        self._defer(asked, value, press, by)
        return f"A pull request for {label} is being opened."

    def _is_within_reach(self, known: Known) -> bool:
        place = place_of(known, self._vouching)
        return place is not None and place.host in self._hosts

    def _defer(self, asked: AskedMending, value: str, press: Press, by: str) -> None:
        arguments = {
            "mending": asked.id,
            "value": value,
            "by": by,
            "team": press.person.team_id,
            "person": press.person.user_id,
            "pressed_at": press.pressed_at.isoformat(),
            "change_url": press.change_url,
        }
        self._queue.defer(MEND, arguments, lock=f"mend {asked.entity_id}", queue=QUEUE)


@dataclass(frozen=True, slots=True)
class Mender:
    """Does the jobs."""

    services: Services
    host: SourceHost | None
    sender: Sender
    vouching: Vouching

    def mend(self, arguments: Mapping[str, Any]) -> bool:  # Any: JSON
        """Open the pull request, or find it, and tell those who look at it. It is safe to do twice.

        False where the code host is away: then it is to be done again later, with `is_put_off`.
        """
        asked = self.services.mendings.find(int(arguments["mending"]))
        known = self.services.catalog.by_id(asked.entity_id) if asked else None
        if asked is None or known is None or asked.state not in (MendingState.ASKED, MendingState.OPEN):
            return True
        try:
            settled = self._proposed(asked, known, str(arguments["value"]), str(arguments["by"]))
        except HostAwayError as error:
            if self.services.clock() - asked.asked_at < GIVEN_UP_AFTER:
                self._put_off(known, arguments, error)
                return False
            settled = self.services.mendings.refused(asked.id, str(error))
        if settled:
            self._tell(settled, known, arguments)
        return True

    def _tell(self, settled: AskedMending, known: Known, arguments: Mapping[str, Any]) -> None:  # Any: as above
        _log.info("mended", entity=str(known.ref), what=settled.what, state=settled.state.value, reason=settled.reason)
        if settled.state is MendingState.REFUSED:
            self._keep_refusal(settled, known, str(arguments.get("team", "")))
        self._reply(arguments, told(settled, known.entity.label, self._title(settled.what)))
        self._redraw(settled)

    def _reply(self, arguments: Mapping[str, Any], answer: Answer) -> None:  # Any: as above
        """Where it was pressed, as long as that has an address; later in a direct message."""
        pressed_at = arguments.get("pressed_at")  # jobs of the version before do not say
        if pressed_at and self.services.clock() - datetime.fromisoformat(pressed_at) > RESPONSE_URL_HOLDS:
            self.sender.post(str(arguments["person"]), answer)
        elif url := arguments["change_url"]:
            self.sender.respond(url, answer)

    def _keep_refusal(self, settled: AskedMending, known: Known, team: str) -> None:
        """Whoever reads in the log that it was asked for also reads that it came to nothing."""
        deed, by = _DEEDS.get(settled.what, "press/scorecard.fix"), Person(settled.asked_by, team)
        because = f"{settled.what}: no pull request could be opened, {settled.reason or 'for a reason unknown'}"
        keep_refusal(deed, by, self.services, because=because, on=str(known.ref))

    def _put_off(self, known: Known, arguments: Mapping[str, Any], error: HostAwayError) -> None:  # Any: as above
        _log.info("mending-put-off", entity=str(known.ref), reason=str(error))
        if not arguments.get("is_put_off"):
            self._reply(arguments, put_off(known.entity.label))

    def look(self) -> tuple[int, ...]:
        """See what became of open pull requests, a few at a time. Those that were merged; what they mend is read later."""
        merged: list[int] = []
        mendings = self.services.mendings
        for asked in mendings.to_look_at(now=self.services.clock(), every=_LOOKED_AT_EVERY):
            known = self.services.catalog.by_id(asked.entity_id)
            place = place_of(known, self.vouching) if known else None
            if self.host is None or place is None or asked.number is None:
                continue
            try:
                at = self._asked_at(asked) or place
                state = MendingState(self.host.state(at.host, at.slug, asked.number).value)
            except NotProposedError as error:
                _log.info("pull-request-not-seen", entity=asked.entity_id, number=asked.number, reason=str(error))
                continue
            if state is not MendingState.OPEN:
                settled = mendings.settled(asked.id, state, at=self.services.clock())
                if settled:
                    self._redraw(settled)
                    merged += [settled.id] if state is MendingState.MERGED else []
        return tuple(merged)

    def redraw(self, arguments: Mapping[str, Any]) -> None:  # Any: JSON
        """Show once more what one mended, as the catalog knows it now. It is safe to do twice."""
        asked = self.services.mendings.find(int(arguments["mending"]))
        if asked:
            self._redraw(asked)

    def _proposed(self, asked: AskedMending, known: Known, value: str, by: str) -> AskedMending | None:
        mendings = self.services.mendings
        place = place_of(known, self.vouching)
        try:
            if place is None or self.host is None:
                raise NotProposedError("its file is in no repository that I may write to")
            place, amendment = self._amendment(asked, known, place, value, by)
            made = self.host.amend(place.host, place.slug, amendment)
        except HostAwayError:
            raise
        except NotProposedError as error:
            return mendings.refused(asked.id, str(error))
        return mendings.opened(asked.id, number=made.number, url=made.url, at=self.services.clock())

    def _asked_at(self, asked: AskedMending) -> CodePlace | None:
        """The repository of the pull request, which its address names."""
        found = _PULL.fullmatch(asked.url or "")
        return self.vouching.place(found["host"], found["slug"]) if found else None

    def _amendment(
        self, asked: AskedMending, known: Known, place: Place, value: str, by: str
    ) -> tuple[Place, Amendment]:
        """What is proposed, and where."""
        if asked.what in _FIELDS:
            changes: Mending = (DescriptorField(_FIELDS[asked.what], value),)
            title = _TITLES[asked.what].format(name=known.entity.name, value=value)
            reason = _REASONS[asked.what]
        else:
            found = self.services.judging.explain(known.id)
            check = self.services.judging.scorecard.find(asked.what)
            changes = check.mend(found.sheet) if found and check and check.mend else ()
            title = f"{check.title if check else asked.what}: {known.entity.name}"
            reason = f"{check.reason} {check.fix}" if check else ""
        if not changes:
            raise NotProposedError("there is nothing to propose any more")
        if not any(isinstance(change, DescriptorField) for change in changes):
            place = _beside_the_code(known, place, self.vouching)
        body = _BODY.format(reason=reason, by=plain(kit.unescape(by)))
        files = tuple(each for change in changes for each in _file_changes(change, known.entity, place))
        return place, Amendment(files, _branch(asked.what, known.entity), title, body)

    def _redraw(self, asked: AskedMending) -> None:
        """Every message that shows it, as it stands now."""
        for channel, ts in dict.fromkeys((*asked.messages, *self._reports_about(asked))):
            answer = self._redrawn(asked, ts)
            if answer:
                self.sender.update(channel, ts, answer)

    def _reports_about(self, asked: AskedMending) -> Iterator[tuple[str, str]]:
        """The report that asked whose it is: what comes of that is pressed in another team's channel."""
        delivery = self.services.deliveries.about(asked.entity_id) if asked.what in _FIELDS else None
        if delivery and delivery.channel and delivery.ts:
            yield delivery.channel, delivery.ts

    def _redrawn(self, asked: AskedMending, ts: str) -> Answer | None:
        """A report, or the question to a team whether it takes a thing."""
        seen = self.services.seen_by(None)  # whoever is in the channel reads it
        delivery = self.services.deliveries.by_message(ts)
        report = next((each for each in REPORTS if delivery and each.name == delivery.report), None)
        if report and report.redraw and delivery:
            return report.redraw(delivery, seen)
        known = seen.catalog.by_id(asked.entity_id) if delivery is None and asked.what == MOVE else None
        return told(asked, known.entity.label, self._title(asked.what)) if known else None

    def _title(self, what: str) -> str:
        check = self.services.judging.scorecard.find(what)
        return check.title if check else {MOVE: "another owner", DEPRECATE: "to be deprecated"}.get(what, what)


def place_of(known: Known, vouching: Vouching) -> Place | None:
    """Where its file is, if it is in a repository. A branch's name may hold slashes, so the repository's own is asked for."""
    found, home = _LOCATION.fullmatch(known.provenance.location), vouching.home(known)
    if found is None or home is None:
        return None
    kept = vouching.repository(home)
    branch = f"{kept.default_branch}/" if kept and kept.default_branch else ""
    rest = found["rest"]
    path = rest.removeprefix(branch) if branch and rest.startswith(branch) else rest.partition("/")[2]
    return Place(home.host, kept.slug if kept else found["slug"], path) if path else None


def _beside_the_code(known: Known, place: Place, vouching: Vouching) -> Place:
    """What a repository lacks is meant for the one that was looked at, which is what the thing names.

    Raises:
        NotProposedError: its file does not speak for that one.
    """
    named = vouching.named(known)
    if named is None or vouching.are_same(named, vouching.place(place.host, place.slug)):
        return place
    if vouching.objection(known, named.host, named.slug):
        raise NotProposedError(
            f"its file is in {place.slug}, which speaks for {named} only if callboard.trustedCatalogs says so"
        )
    found = _TREE.fullmatch(str(known.entity.annotations.get("backstage.io/source-location") or ""))
    return Place(named.host, named.slug, f"{found['folder']}/." if found else ".")


def _file_changes(change: Change, entity: Entity, place: Place) -> Iterator[FileChange]:
    if isinstance(change, DescriptorField):
        yield FileChange(place.path, partial(_with_field, entity, change))
    elif isinstance(change, Probes):
        probing = _Probing(change)
        yield from (FileChange(path, partial(probing.changed, path)) for path in change.paths)
    else:
        path = change.path if _OF_THE_WHOLE.fullmatch(change.path) else place.folder + change.path
        yield FileChange(path, lambda current: change.content if current is None else None)


class _Probing:
    """Looks through manifests one after the other, and says after the last one why none is to be changed."""

    def __init__(self, wanted: Probes) -> None:
        self._wanted = wanted
        self._is_changed = False
        self._faults: list[str] = []

    def changed(self, path: str, current: str | None) -> str | None:
        written = self._written(path, current)
        self._is_changed |= written is not None
        if path == self._wanted.paths[-1] and not self._is_changed:
            raise NotProposedError(self._reason())
        return written

    def _written(self, path: str, current: str | None) -> str | None:
        with_probes: Callable[..., str | None] = import_module("catalog_store.descriptors.edits").with_probes
        try:
            written = with_probes(current, self._wanted.name) if current else None
        except NotEditableError as error:
            self._faults.append(f"{path}: {error}")
            return None
        if written is not None and written == current:
            self._faults.append(f"{path} has them already, so that they are there with the next rollout")
            return None
        return written

    def _reason(self) -> str:
        if self._faults:
            return "; ".join(self._faults[:2])
        looked = ", ".join(self._wanted.paths[:3])
        return (
            f"no Deployment called {self._wanted.name} is in {looked}, so please add the probes where it is described"
        )


def _with_field(entity: Entity, change: DescriptorField, current: str | None) -> str:
    if current is None:
        raise NotProposedError("its file is not there any more")
    with_field: Callable[..., str] = import_module("catalog_store.descriptors.edits").with_field
    try:
        return with_field(current, entity.ref, change.path, change.value)
    except NotEditableError as error:
        raise NotProposedError(str(error)) from error


def _branch(what: str, entity: Entity) -> str:
    """Ours alone, and the same for the same thing."""
    name = re.sub(r"[^a-z0-9-]+", "-", f"{entity.ref.kind}-{entity.ref.namespace}-{entity.ref.name}")
    return f"callboard/{what}/{name.strip('-')}"
