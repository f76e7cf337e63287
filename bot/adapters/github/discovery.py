"""One read of an organisation's repositories: what changed is opened, what did not is only named, nothing is guessed."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.adapters.github.client import Client
from bot.adapters.github.contents import LARGEST, Entry, blobs, file_at, too_large, tree
from bot.adapters.github.errors import GithubError, LimitedError, NotAllowedError, NotThereError, TooLateError
from bot.adapters.github.inside import AT_ONCE, Inside, look_inside
from bot.adapters.github.listing import Listed, find_by_name, is_wanted, listed
from bot.adapters.github.pages import location_of, path_below
from bot.adapters.github.patterns import expression, is_pattern
from bot.adapters.github.renames import SEVERAL, shown_to, with_advice
from bot.github_settings import RepositoryProvider
from catalog_store.reading import Found, SourceFile, Unchanged, UnreadableError
from catalog_store.repositories_store import Read, Repositories

_log = structlog.get_logger()

#: More descriptors than this in one repository are not read.
MOST_FILES = 1_000
_MOST_CHECKED = 20
#: After so many failures in a row there is no use in asking on.
_MOST_FAILURES = 3
_HOPELESS = (LimitedError, TooLateError, NotAllowedError)


@dataclass(slots=True)
class Discovery:
    """One read. Make a new one for the next. A trial notes nothing."""

    provider: RepositoryProvider
    client: Client
    store: Repositories
    clock: Callable[[], datetime]
    is_trial: bool = False
    before: Mapping[int, Read] = field(init=False)
    known: Mapping[str, str | None] = field(init=False)
    roots: dict[str, Listed] = field(default_factory=dict)
    unchanged: set[int] = field(default_factory=set)
    failed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    unwanted: set[int] = field(default_factory=set)
    _places: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.before = self.store.reads(self.provider.source, self.provider.host)
        self.known = self.store.revisions(self.provider.source)
        self._places = sorted(self.known)

    def all(self) -> Iterator[Found]:
        """Everything that the organisation describes, and an error for whatever could not be read."""
        found: list[Listed] = []
        fault: GithubError | None = None
        try:
            for page in listed(
                self.client, self.provider.host, self.provider.organization, self.provider.filter.branch
            ):
                self._note(page)
                found.extend(page)
        except GithubError as error:
            fault = error
        yield from self._read(self._wanted(found))
        if fault:
            yield UnreadableError(self._organization, self._explained(fault))
        else:
            yield from self._missing({each.number for each in found})

    def some(self, found: Sequence[Listed]) -> Iterator[Found]:
        """What these repositories describe."""
        self._note(found)
        yield from self._read(self._wanted(found))

    def look_up(self, slugs: Sequence[str]) -> Mapping[str, Listed | None]:
        """The repositories of these names, as `find_by_name`. Raises `GithubError`."""
        return find_by_name(self.client, self.provider.host, slugs, self.provider.filter.branch)

    def finish(self) -> None:
        """Note what has been read. To be called when it has been merged, and not before."""
        reads = {
            each.number: self._reading(each)
            for each in self.roots.values()
            if each.number not in self.failed and each.number not in self.unchanged
        }
        self.store.save_reads(self.provider.source, self.provider.host, reads, forgotten=self.gone | self.unwanted)
        self.store.mark_gone(self.provider.host, self.gone, now=self.clock())

    def at(self, location: str) -> Listed | None:
        """The repository in which a location lies, at the branch that is being read."""
        start = 0
        while (start := location.find("/", start + 1)) >= 0:
            if found := self.roots.get(location[: start + 1]):
                return found
        return None

    def open_below(self, found: Listed, path: str) -> Iterator[Found]:
        """What a path or a pattern in a repository of this read names."""
        if found.number in self.unchanged and (is_pattern(path) or location_of(found.root, path) in self.known):
            yield from self._unchanged(found, path)
            return
        yield from self._watched(found, self._opened(found, path))

    def fetch_below(self, found: Listed, path: str) -> bytes:
        """The bytes of one file in a repository of this read. Raises `GithubError`."""
        return file_at(self.client, found.slug, path, str(found.head))

    def _explained(self, fault: GithubError) -> str:
        if not isinstance(fault, NotThereError):
            return str(fault)
        login = self.provider.organization
        slugs = self.store.slugs_of(login, host=self.provider.host, limit=SEVERAL)
        return with_advice(str(fault), login, slugs, shown_to(self.client))

    @property
    def _organization(self) -> str:
        return f"{self.provider.host}/{self.provider.organization}"

    def _note(self, found: Sequence[Listed]) -> None:
        if not self.is_trial:
            self.store.save([each.repository for each in found], now=self.clock())

    def _wanted(self, found: Sequence[Listed]) -> list[Listed]:
        wanted = [each for each in found if is_wanted(each, self.provider.filter)]
        self.unwanted.update({each.number for each in found} - {each.number for each in wanted})
        return wanted

    def _reading(self, found: Listed) -> Read:
        return Read(found.root, found.head, self.provider.path)

    def _former_root(self, found: Listed) -> str:
        """Where its files were when they were read last."""
        before = self.before.get(found.number)
        return before.root if before else found.root

    def _former(self, found: Listed, path: str) -> str | None:
        root = self._former_root(found)
        return location_of(root, path) if root != found.root else None

    def _read(self, wanted: Sequence[Listed]) -> Iterator[Found]:
        changed: list[Listed] = []
        for each in wanted:
            if each.head is None:
                yield from self._without_commits(each)
                continue
            self.roots[each.root] = each
            if self.before.get(each.number) == self._reading(each):
                self.unchanged.add(each.number)
                yield from self._unchanged(each, self.provider.path)
            else:
                changed.append(each)
        yield from self._changed(changed)

    def _without_commits(self, found: Listed) -> Iterator[Found]:
        """Nothing was ever pushed there; or something was, and it is gone, which is too odd to be believed."""
        before = self.before.get(found.number)
        if before and self._below(before.root):
            branch = self.provider.filter.branch or "default branch"
            reason = f"it has no commits on its {branch} any more; what it described is kept"
            yield UnreadableError(found.place, reason, hides=before.root)

    def _unchanged(self, found: Listed, pattern: str) -> Iterator[Found]:
        matches = expression(pattern).fullmatch
        for location in self._below(found.root):
            if matches(path_below(found.root, location)):
                yield Unchanged(location, found.head, self.known[location], below=found.root)

    def _below(self, root: str) -> Sequence[str]:
        start = bisect_left(self._places, root)
        return self._places[start : bisect_left(self._places, root + "\U0010ffff", start)]

    def _changed(self, changed: Sequence[Listed]) -> Iterator[Found]:
        """What is in these repositories. When GitHub wants no more, the rest is left for the next read."""
        failures = 0
        for start in range(0, len(changed), AT_ONCE):
            batch = changed[start : start + AT_ONCE]
            try:
                insides = list(look_inside(self.client, batch, self._fixed_path(), now=self.clock()))
                failures = 0
                for inside in insides:
                    yield from self._watched(inside.listed, self._one(inside))
            except GithubError as error:
                failures += 1
                if isinstance(error, _HOPELESS) or failures == _MOST_FAILURES:
                    yield from self._left(changed[start:], error)
                    return
                yield from (self._unread(each, error) for each in batch)

    def _fixed_path(self) -> str | None:
        return None if is_pattern(self.provider.path) else self.provider.path.lstrip("/")

    def _left(self, rest: Sequence[Listed], error: GithubError) -> Iterator[Found]:
        self.failed.update(each.number for each in rest)
        counted = f"{len(rest)} repositories were" if len(rest) > 1 else f"{rest[0].slug} was"
        yield UnreadableError(self._organization, f"{counted} not read: {error}")

    def _watched(self, found: Listed, opened: Iterator[Found]) -> Iterator[Found]:
        """The same, noting whether everything could be read."""
        try:
            for each in opened:
                if isinstance(each, UnreadableError):
                    self.failed.add(found.number)
                yield each
        except _HOPELESS:
            self.failed.add(found.number)
            raise
        except GithubError as error:
            yield self._unread(found, error)

    def _unread(self, found: Listed, error: GithubError | str) -> UnreadableError:
        self.failed.add(found.number)
        return UnreadableError(found.place, str(error), hides=self._former_root(found))

    def _one(self, inside: Inside) -> Iterator[Found]:
        found = inside.listed
        if inside.failed:
            yield self._unread(found, inside.failed)
            return
        if not self.is_trial:
            self.store.save_upkeep(found.repository, inside.upkeep)
        if self._fixed_path() is None:
            yield from self._opened(found, self.provider.path)
        elif inside.entry:
            yield from self._files(found, [inside.entry])

    def _opened(self, found: Listed, path: str) -> Iterator[Found]:
        if is_pattern(path):
            matches = expression(path).fullmatch
            entries = tree(self.client, found.slug, str(found.head))
            yield from self._files(found, [each for each in entries if matches(each.path)])
        else:
            yield self._at_path(found, path.lstrip("/"))

    def _at_path(self, found: Listed, path: str) -> Found:
        location = location_of(found.root, path)
        try:
            body = self.fetch_below(found, path)
        except _HOPELESS:
            raise
        except GithubError as error:
            return UnreadableError(location, str(error), hides=location)
        return SourceFile(location, body, found.head, former=self._former(found, path))

    def _files(self, found: Listed, entries: Sequence[Entry]) -> Iterator[Found]:
        if len(entries) > MOST_FILES:
            reason = f"{len(entries):,} of its files match {self.provider.path}, and only {MOST_FILES:,} are read"
            yield self._unread(found, f"{reason}: name the descriptors' place in catalogPath more closely")
        wanted: list[Entry] = []
        for entry in entries[:MOST_FILES]:
            location = location_of(found.root, entry.path)
            if entry.is_link:
                yield self._at_path(found, entry.path)
            elif not entry.is_file:
                yield UnreadableError(
                    location, "it is a submodule, whose files lie in another repository", hides=location
                )
            elif entry.size > LARGEST:
                yield UnreadableError(location, too_large(entry.size), hides=location)
            elif self.known.get(location) == entry.sha:
                yield Unchanged(location, found.head, entry.sha)
            else:
                wanted.append(entry)
        yield from self._contents(found, wanted)

    def _contents(self, found: Listed, entries: Sequence[Entry]) -> Iterator[Found]:
        for entry, body in blobs(self.client, found.slug, entries):
            location = location_of(found.root, entry.path)
            if isinstance(body, GithubError):
                yield UnreadableError(location, str(body), hides=location)
            else:
                yield SourceFile(location, body, found.head, entry.sha, self._former(found, entry.path))

    def _missing(self, listed_now: set[int]) -> Iterator[Found]:
        """Repositories that were read before and that the list leaves out: gone for certain, or not?"""
        missing = [(number, read) for number, read in self.before.items() if number not in listed_now]
        for number, read in missing[:_MOST_CHECKED]:
            try:
                slug = str(self.client.get(f"/repositories/{number}").get("full_name", ""))
            except NotThereError:
                _log.info("repository-gone", source=self.provider.source, root=read.root)
                self.gone.add(number)
            except GithubError as error:
                yield UnreadableError(read.root.rstrip("/"), str(error), hides=read.root)
            else:
                yield from self._still_there(number, read, slug)
        self.gone.update(number for number, _ in missing[_MOST_CHECKED:])

    def _still_there(self, number: int, read: Read, slug: str) -> Iterator[Found]:
        if slug.partition("/")[0].casefold() == self.provider.organization.casefold():
            yield UnreadableError(
                read.root.rstrip("/"), "GitHub's list leaves it out, though it is there", hides=read.root
            )
        else:
            _log.info("repository-transferred", source=self.provider.source, root=read.root, to=slug)
            self.gone.add(number)
