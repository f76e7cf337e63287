"""The first `catalog-info.yaml` of a repository: filled in as far as can be known, and plain about what is guessed."""

import json
import re
from collections.abc import Callable, Iterator

from catalog_store.descriptors.formats import is_name, is_tag
from catalog_store.refs import EntityRef
from catalog_store.repositories_store import Repository
from catalog_store.undescribed.finding import OwnerGuess

FILE = "catalog-info.yaml"
_LONGEST = 63
_MOST_TAGS = 20

#: What topics, the language and words in the name say about the type; the first that fits counts.
_TYPES = (
    ("website", frozenset(("website", "frontend", "webapp", "web-app", "spa", "ui", "site", "storefront"))),
    ("library", frozenset(("library", "lib", "sdk", "package", "plugin", "framework", "cli"))),
    ("documentation", frozenset(("documentation", "docs", "handbook", "runbooks"))),
    ("infrastructure", frozenset(("infrastructure", "infra", "terraform", "hcl", "helm", "ansible"))),
)
_TRIALS = frozenset(("experimental", "experiment", "poc", "prototype", "sandbox", "playground", "demo", "spike"))
_RETIRED = frozenset(("deprecated", "legacy", "unmaintained", "sunset"))


def first_descriptor(repository: Repository, guess: OwnerGuess | None, *, is_taken: Callable[[str], bool]) -> str:
    """The text of the file. `is_taken` says whether another component has that name."""
    return "\n".join(
        [*_head(repository, is_taken), *_tags(repository), *_links(repository), *_spec(repository, guess), ""]
    )


def _head(repository: Repository, is_taken: Callable[[str], bool]) -> Iterator[str]:
    yield "apiVersion: backstage.io/v1alpha1"
    yield "kind: Component"
    yield "metadata:"
    yield f"  name: {_quoted(_name(repository, is_taken))}"
    description = _one_line(repository.description or "")
    if description:
        yield f"  description: {_quoted(description)}"
    else:
        yield "  # GitHub has no description: say in one line what it is for."
        yield f"  description: {_quoted(repository.slug)}"
    yield "  annotations:"
    yield f"    github.com/project-slug: {_quoted(repository.slug)}"


def _tags(repository: Repository) -> Iterator[str]:
    found = filter(is_tag, map(_tag, (*repository.topics, repository.language or "")))
    tags = list(dict.fromkeys(found))[:_MOST_TAGS]
    if tags:
        yield "  tags:"
        yield from (f"    - {_quoted(tag)}" for tag in tags)


def _links(repository: Repository) -> Iterator[str]:
    yield "  links:"
    yield f"    - url: {_quoted(repository.url)}"
    yield "      title: Repository"


def _spec(repository: Repository, guess: OwnerGuess | None) -> Iterator[str]:
    words = _words(repository)
    kind = next((name for name, signs in _TYPES if words & signs), "service")
    yield "spec:"
    yield "  # A guess: service, website, library, or what your company calls it."
    yield f"  type: {kind}"
    yield "  # A guess: experimental, production or deprecated."
    yield f"  lifecycle: {_lifecycle(words)}"
    if guess:
        yield f"  # A guess: {_one_line(guess.because)}."
        yield f"  owner: {_quoted(_owner(guess.owner))}"
    else:
        yield "  # Nobody is known who looks after it: name the team here."
        yield "  owner: unknown"


def _lifecycle(words: frozenset[str]) -> str:
    if words & _RETIRED:
        return "deprecated"
    return "experimental" if words & _TRIALS else "production"


def _words(repository: Repository) -> frozenset[str]:
    name = repository.slug.partition("/")[2].lower()
    topics = (topic.lower() for topic in repository.topics)
    return frozenset((*re.split(r"[-_.]", name), *topics, (repository.language or "").lower()))


def _owner(ref: EntityRef) -> str:
    """As short as it is clear: a bare name means a group in the default namespace."""
    return ref.name if (ref.kind, ref.namespace) == ("group", "default") else str(ref)


def _name(repository: Repository, is_taken: Callable[[str], bool]) -> str:
    owner, _, own = repository.slug.partition("/")
    numbered = f"repository-{repository.number}"
    wanted = (_as_name(own), _as_name(f"{owner}-{own}"), numbered)
    return next((name for name in wanted if is_name(name) and not is_taken(name)), numbered)


def _as_name(text: str) -> str:
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-_.")
    return cleaned[:_LONGEST].rstrip("-_.")


def _tag(topic: str) -> str:
    cleaned = re.sub(r"[^a-z0-9:+#]+", "-", topic.lower()).strip("-")
    return cleaned[:_LONGEST].rstrip("-")


def _one_line(text: str) -> str:
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _quoted(text: str) -> str:
    """As YAML reads it back, whatever it is: bare where that is plain, else as JSON writes it."""
    return (
        text
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9/:.-]*[A-Za-z0-9]", text) and not _is_special(text)
        else json.dumps(text, ensure_ascii=False)
    )


def _is_special(text: str) -> bool:
    return text.lower() in ("true", "false", "yes", "no", "on", "off", "null", "nan", "inf")
