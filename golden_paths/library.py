"""All golden paths that there are here: built in, from folders, from Git; each runnable, or with the reason why not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from catalog_store.errors import InvalidRefError
from catalog_store.reading import Fetch
from catalog_store.refs import EntityRef
from golden_paths.actions import Actions, known
from golden_paths.beyond import Repository, with_addresses
from golden_paths.checkouts import CheckoutError, Tokens, checked_out, no_token
from golden_paths.faults import Fault, TemplateError
from golden_paths.form_fields import FormFields, with_menus
from golden_paths.lint import lint
from golden_paths.places import Place
from golden_paths.template import Template, read_template
from golden_paths.template_files import template_files
from golden_paths.versions import Versions

#: Where our own golden paths lie.
BUILT_IN = Path(__file__).parent / "paths"
#: Faults with which a run would fail, or not do what is written. With others of lint's it runs, and may disappoint.
FATAL = frozenset(
    {"bad-approval", "bad-expression", "bad-input", "no-form", "no-skeleton", "outside", "unknown-action", "wrong-kind"}
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One golden path. `template` is None where it cannot run here, and `reason` then says why in sentences.

    `origin` is where it comes from, as people would write it.
    """

    ref: str
    name: str
    title: str
    template: Template | None
    reason: str = ""
    origin: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How golden paths are read: where copies are kept, with which tokens, and what their steps may use."""

    home: Path
    actions: Actions
    tokens: Tokens = no_token
    fetch: Fetch | None = None
    fields: FormFields = field(default_factory=dict)

    @classmethod
    def below(
        cls, home: Path, *, tokens: Tokens = no_token, fetch: Fetch | None = None, fields: FormFields | None = None
    ) -> "Reading":
        """With all known actions, and copies below the folder. `fields` are menus for fields of other portals."""
        return cls(home, known(), tokens, fetch, fields or {})

    @property
    def versions(self) -> Versions:
        """Where versions are kept."""
        return Versions(self.home / "versions")


class Library:
    """Golden paths as they were when they were read."""

    def __init__(self, listed: Iterable[Listed], versions: Versions) -> None:
        self._listed = tuple(listed)
        self._versions = versions
        self._by_digest = {each.template.digest: each.template for each in self._listed if each.template}

    @classmethod
    def load(cls, places: Sequence[Place], reading: Reading, *, built_in: Path = BUILT_IN) -> "Library":
        """Read all of them. A broken one is listed with its reason and stops no other."""
        own = (built_in,) if built_in.is_dir() else ()
        found = [each for place in (*own, *places) for each in _read(place, reading)]
        reading.versions.forget_old()
        return cls(_once_each(found), reading.versions)

    def all(self) -> tuple[Listed, ...]:
        """Every path, ours first."""
        return self._listed

    def find(self, name_or_ref: str) -> Listed | None:
        """The path of this name or reference, one that can run here before one that cannot."""
        try:
            wanted = str(EntityRef.parse(name_or_ref, default_kind="template"))
        except InvalidRefError:
            return None
        found = [each for each in self._listed if each.ref == wanted]
        return next((each for each in found if each.template), found[0] if found else None)

    def version(self, digest: str) -> Template | None:
        """Exactly this version, also when a newer one has come."""
        return self._by_digest.get(digest) or self._versions.find(digest)


def _read(place: Place, reading: Reading) -> Iterator[Listed]:
    if isinstance(place, Path):
        yield from _in_folder(place, None, str(place), reading)
        return
    try:
        root = checked_out(place, reading.home / "checkouts", reading.tokens)
    except CheckoutError as error:
        yield _unread(str(place), str(error))
        return
    target = root / place.path
    if not target.resolve().is_relative_to(root.resolve()):
        yield _unread(str(place), f"{place} leads out of its repository. Write a path within it.")
        return
    yield from _in_folder(target, Repository(root, place.url, root.name), str(place), reading)


def _in_folder(place: Path, repository: Repository | None, origin: str, reading: Reading) -> Iterator[Listed]:
    if not place.is_dir():
        yield _one(place, repository, origin, reading)
        return
    try:
        files = list(template_files(place))
    except OSError as error:
        yield _unread(origin, f"{origin} could not be read: {error.strerror}.")
        return
    if not files and place != BUILT_IN:
        yield _unread(origin, f"There is no `kind: Template` in {origin}.")
    for file in files:
        inside = file.relative_to(place).as_posix()
        yield _one(file, repository, origin if len(files) == 1 else f"{origin}/{inside}", reading)


def _one(file: Path, repository: Repository | None, origin: str, reading: Reading) -> Listed:
    try:
        kept = reading.versions.keep(with_menus(_template(file, repository, reading), reading.fields))
    except TemplateError as error:
        return _broken(file, origin, error.faults)
    except OSError as error:
        return _unread(origin, f"{origin} could not be kept on this disk: {error.strerror}.")
    # Our tests look through ours, which takes most of the time of reading them; whoever asks at the start waits for that.
    reason = "" if file.is_relative_to(BUILT_IN) else _reason(_Version(kept.digest, kept), reading.actions)
    return Listed(kept.ref, kept.name, kept.title, None if reason else kept, reason, origin)


def _template(file: Path, repository: Repository | None, reading: Reading) -> Template:
    if repository is None:
        return read_template(file, fetch=reading.fetch)
    return with_addresses(read_template(file, root=repository.root, fetch=reading.fetch), repository)


@dataclass(frozen=True, slots=True)
class _Version:
    """A template that is the same as another one when its digest is."""

    digest: str
    template: Template = field(compare=False)


@lru_cache(maxsize=2_000)  # looking through a skeleton takes a while, and a version never changes
def _reason(version: _Version, actions: Actions) -> str:
    """Why it cannot run here; empty when it can."""
    faults = [fault for fault in lint(version.template, actions) if fault.code in FATAL]
    return _told(tuple(faults)) if faults else ""


def _told(faults: tuple[Fault, ...]) -> str:
    first = faults[0]
    more = f" ({len(faults) - 1} more like it.)" if len(faults) > 1 else ""
    at = f"{first.path.name}:{first.line}: " if first.line else ""
    field_of_it = f"{first.field}: " if first.field else ""
    return f"{at}{field_of_it}{first.problem} {first.fix}{more}"


def _broken(file: Path, origin: str, faults: tuple[Fault, ...]) -> Listed:
    name = file.parent.name if file.stem == "template" else file.stem
    return Listed(f"template:default/{name.lower()}", name, name, None, _told(faults), origin, faults)


def _unread(origin: str, reason: str) -> Listed:
    name = origin.rstrip("/").rpartition("/")[2] or origin
    return Listed(f"template:default/{name.lower()}", name, origin, None, reason, origin)


def _once_each(found: Sequence[Listed]) -> Iterator[Listed]:
    """Of two with one name the first counts; the other is told."""
    taken: dict[str, str] = {}
    for each in found:
        if each.template and each.ref in taken:
            reason = f"{taken[each.ref]} has a path of the same name. Rename one of them under `metadata.name`."
            yield Listed(each.ref, each.name, each.title, None, reason, each.origin)
            continue
        if each.template:
            taken[each.ref] = each.origin
        yield each
