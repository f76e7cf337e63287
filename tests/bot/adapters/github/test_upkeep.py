"""Who looks after a repository: read with it, asked about by its files, and guessed where nothing is described."""

from dataclasses import replace
from datetime import timedelta

from catalog_store.database import Database
from catalog_store.names import NameIndex
from catalog_store.resolver import Resolver
from catalog_store.undescribed.finding import UndescribedRepositories
from tests.bot.adapters.github.conftest import Portal, component
from tests.bot.adapters.github.test_people import Staff, staff
from tests.support.github import GitHub

__all__ = ["staff"]

OWNERS = "* @acme/platform\n/services/pay/ @acme/payments # money\n/old/ @acme/gone\n"


def test_what_is_in_a_repository_is_known_afterwards(github: GitHub, portal: Portal) -> None:
    long_ago = portal.now() - timedelta(days=200)
    files = {".github/CODEOWNERS": OWNERS, "README.md": "hi"}
    github.user("ana", "Ana", "ana@acme.example")
    github.repository("acme/plain", files=files, when=long_ago, topics=["go"], language="Go", private=True)
    github.commit("acme/plain", {"a.txt": "1"}, author="Ana <ana@acme.example>")
    github.commit("acme/plain", {"a.txt": "2"}, author="Ana <ana@acme.example>")
    github.commit("acme/plain", {"a.txt": "3"}, author="Somebody Else <else@example.org>")
    portal.read()
    known = portal.repositories.find("Acme/Plain")
    assert known
    assert (known.upkeep.codeowners_path, known.upkeep.codeowners) == (".github/CODEOWNERS", OWNERS)
    assert known.upkeep.committers == (("ana", 2), ("Somebody Else", 1))
    found = known.repository
    assert (found.committed_by, found.head) == ("Somebody Else", github.find("acme/plain").head)
    assert (found.topics, found.language, found.visibility) == (("go",), "Go", "private")


def test_a_file_belongs_to_whom_the_last_fitting_line_names(
    github: GitHub, portal: Portal, staff: Staff, database: Database
) -> None:
    staff.read()
    files = {"CODEOWNERS": OWNERS, "catalog-info.yaml": component("mono")}
    github.repository("acme/mono", files=files)
    portal.read()
    resolver = Resolver(database, NameIndex(database))
    file = resolver.resolve("https://github.com/acme/mono/blob/main/services/pay/main.go").candidates[0]
    assert str(file.ref) == "group:default/payments"
    assert file.because == "CODEOWNERS line 2 names @acme/payments, which is its annotation `github.com/team-slug`"
    # What is said of everything says no more than the component's own description.
    assert str(resolver.resolve("https://github.com/acme/mono/blob/main/README.md").candidates[0].ref).endswith("/mono")
    assert str(resolver.resolve("https://github.com/acme/mono/blob/main/old/x").candidates[0].ref).endswith("/mono")


def test_the_component_of_a_folder_knows_better(
    github: GitHub, portal: Portal, staff: Staff, database: Database
) -> None:
    staff.read()
    files = {"CODEOWNERS": "/services/ @acme/payments", "services/pay/catalog-info.yaml": component("pay")}
    github.repository("acme/mono", files=files)
    portal.provider = replace(portal.provider, path="/**/catalog-info.yaml")
    portal.read()
    found = Resolver(database, NameIndex(database)).resolve("https://github.com/acme/mono/blob/main/services/pay/x.go")
    assert str(found.candidates[0].ref) == "component:default/pay"


def test_what_nobody_described_has_a_guess_whose_it_is(
    github: GitHub, portal: Portal, staff: Staff, database: Database
) -> None:
    staff.read()
    github.repository("acme/described", files={"catalog-info.yaml": component("described")})
    github.repository("acme/owned", files={"CODEOWNERS": "# x\n* @octocat @acme/platform\n"})
    github.repository("acme/worked-on", files={"a": "1"}, author="Ana <ana@acme.example>")
    github.repository("acme/nobodys", files={"a": "1"}, author="Stranger <x@example.org>")
    github.repository("acme/old", files={"a": "1"}, archived=True)
    github.repository("acme/copy", files={"a": "1"}, fork=True)
    github.repository("acme/empty")
    portal.read()
    found = {each.known.repository.slug: each.guess for each in UndescribedRepositories(database).all()}
    assert set(found) == {"acme/owned", "acme/worked-on", "acme/nobodys"}
    told = {slug: (str(guess.owner), guess.because) for slug, guess in found.items() if guess}
    assert told == {
        "acme/owned": ("group:default/platform", "CODEOWNERS line 2 names @acme/platform"),
        "acme/worked-on": ("group:default/payments", "all commits of the last 90 days are theirs"),
    }


def test_a_repository_with_a_faulty_descriptor_is_not_undescribed(
    github: GitHub, portal: Portal, database: Database
) -> None:
    github.repository("acme/plain", files={"README.md": "hi"})
    github.repository("acme/faulty", files={"catalog-info.yaml": "kind: ["})
    portal.read()
    repositories = UndescribedRepositories(database)

    assert [each.known.repository.slug for each in repositories.all()] == ["acme/plain"]
    assert repositories.find_to_describe("acme/plain")
    assert repositories.find_to_describe("acme/faulty") is None
