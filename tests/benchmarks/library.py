"""A large company with documents, and what is asked about it."""

import random
from collections.abc import Iterator

from catalog_store.reading import SourceFile, UnreadableError
from tests.benchmarks.company import Company, component

ENTITIES, DOCUMENTS = 50_000, 5_000
#: What made-up words consist of.
_SYLLABLES = ("ka", "fi", "ro", "ten", "mul", "ba", "si", "dor", "ven", "pal", "tu", "ger", "lin", "os", "ma", "qui")


class Library(Company):
    """The company, every tenth component of which has documents: a page of two sections."""

    def open(self, location: str) -> Iterator[SourceFile | UnreadableError]:
        for file in super().open(location):
            number = file.location.rpartition("/")[2].partition(".")[0] if isinstance(file, SourceFile) else ""
            if isinstance(file, SourceFile) and number.isdecimal() and int(number) < DOCUMENTS:
                yield SourceFile(file.location.replace(".yaml", "/info.yaml"), _documented(file.body))
            else:
                yield file

    def fetch(self, location: str) -> bytes:
        *_, folder, name = location.split("/")
        if name != "README.md" or not folder.isdecimal():
            raise UnreadableError(location, "there is no such file")
        return _page(int(folder)).encode()


def asked(number: int) -> str:
    """One of many ways to look for things."""
    name = component(number).partition("  name: ")[2].partition("\n")[0]
    area, role, _ = name.split("-")
    return (
        name,
        name.replace("-", " "),
        area,
        f"{area} {role}",
        f"{role} owner:team-{number % 200}",
        f"{area[:4]} {number}",
        f"region {number % 97} lifecycle:production",
        f"{area[:3]}{area[4:]} {role} {number}",
        f"kind:component tag:{area} system:system-{number % 500}",
        _made_up(number),
    )[number % 10]


def asked_of_documents(number: int) -> str:
    """Words that documents have, frequent and rare ones."""
    words = random.Random(number)  # noqa: S311  # reproducible, not secret
    first, second = (_made_up(min(int(words.paretovariate(0.6)), 15_000)) for _ in range(2))
    return (first, f"{first} {second}", f"runbook {first}", f"{first} owner:team-{number % 200}")[number % 4]


def _documented(body: bytes) -> bytes:
    return body.replace(b"  annotations:\n", b"  annotations:\n    backstage.io/techdocs-ref: dir:.\n")


def _page(number: int) -> str:
    """Some four hundred words, rare ones and frequent ones as in a language."""
    words = random.Random(number)  # noqa: S311  # reproducible, not secret
    chosen = [_made_up(min(int(words.paretovariate(0.6)), 15_000)) for _ in range(400)]
    return f"# Page {number}\n\n{' '.join(chosen[:200])}\n\n## Runbook {chosen[7]}\n\n{' '.join(chosen[200:])}\n"


def _made_up(number: int) -> str:
    base = len(_SYLLABLES)
    return "".join(_SYLLABLES[number // base**place % base] for place in range(4))
