"""All repositories of an organisation with their heads: a hundred to a request."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.adapters.github.client import Client, Json, items
from bot.adapters.github.errors import GithubError, NotThereError, UnwellError
from bot.github_settings import RepositoryFilter
from catalog_store.repositories_store import Repository

_FIELDS = """
  id databaseId nameWithOwner url description isArchived isFork isDisabled visibility pushedAt
  primaryLanguage { name }
  repositoryTopics(first: 20) { nodes { topic { name } } }
  defaultBranchRef { name target { oid ... on Commit { committedDate author { name user { login } } } } }
"""
_BRANCH = "wanted: ref(qualifiedName: $branch) { name target { oid } }"
_LIST = """
query($login: String!, $after: String%(declared)s) {
  repositoryOwner(login: $login) {
    repositories(first: 100, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
      totalCount pageInfo { hasNextPage endCursor } nodes { %(fields)s }
    }
  }
}
"""
_BY_NAME_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Listed:
    """A repository, and the branch of it that is to be read. `node` is what GraphQL calls it; `head` None: nothing to read."""

    repository: Repository
    node: str
    branch: str | None
    head: str | None

    @property
    def number(self) -> int:
        """GitHub's own id."""
        return self.repository.number

    @property
    def slug(self) -> str:
        """`owner/name`."""
        return self.repository.slug

    @property
    def root(self) -> str:
        """The beginning of its files' locations."""
        return f"url:{self.repository.url}/blob/{self.branch}/"

    @property
    def place(self) -> str:
        """Its own location, to speak of it."""
        return f"url:{self.repository.url}"


class ListError(GithubError):
    """The list of repositories is not whole."""


def listed(client: Client, host: str, organization: str, branch: str | None) -> Iterator[tuple[Listed, ...]]:
    """The repositories of an organisation or a person, page by page, oldest first.

    Raises:
        GithubError: a page did not come, or they are fewer than GitHub counts.
    """
    fields, variables = _fields(branch)
    query = _LIST % {"declared": ", $branch: String!" if variables else "", "fields": fields}
    seen: set[int] = set()
    after, total = None, 0
    while True:
        data = client.query(query, {**variables, "login": organization, "after": after}).data
        if data.get("repositoryOwner") is None:
            raise NotThereError(f"organisation {organization}")
        found = _connection(data["repositoryOwner"])
        page = tuple(_listed(node, host) for node in items(found["nodes"]))
        seen.update(each.number for each in page)
        total = found["totalCount"]
        yield page
        if not found["pageInfo"]["hasNextPage"]:
            break
        if not page:
            raise ListError(f"the list of {organization}'s repositories has an empty page in the middle")
        after = found["pageInfo"]["endCursor"]
    if len(seen) < total:
        raise ListError(f"GitHub counts {total} repositories of {organization} and lists {len(seen)}")


def find_by_name(client: Client, host: str, slugs: Sequence[str], branch: str | None) -> Mapping[str, Listed | None]:
    """Repositories by their names or former ones; None where there is none that we may see.

    What GitHub fails to tell of one of them is left out.

    Raises:
        GithubError: GitHub tells nothing.
    """
    fields, variables = _fields(branch)
    declared = "($branch: String!)" if variables else ""
    found: dict[str, Listed | None] = {}
    wanted = list(dict.fromkeys(slugs))
    for start in range(0, len(wanted), _BY_NAME_AT_ONCE):
        batch = wanted[start : start + _BY_NAME_AT_ONCE]
        parts = " ".join(_by_name(number, slug, fields) for number, slug in enumerate(batch))
        # A second field lets one of them fail alone even when it is the only one.
        graph = client.query(f"query{declared} {{ rateLimit {{ remaining }} {parts} }}", variables)
        for number, slug in enumerate(batch):
            node = graph.data.get(f"r{number}")
            if node or f"r{number}" not in graph.failed or f"r{number}" in graph.missing:
                found[slug] = _listed(node, host) if node else None
    return found


def _by_name(number: int, slug: str, fields: str) -> str:
    owner, _, name = slug.partition("/")
    return f"r{number}: repository(owner: {json.dumps(owner)}, name: {json.dumps(name)}) {{ {fields} }}"


def is_wanted(listed: Listed, only: RepositoryFilter) -> bool:
    """Whether the filter lets it through."""
    each = listed.repository
    topics = frozenset(each.topics)
    return (
        (only.with_archived or not each.is_archived)
        and (only.with_forks or not each.is_fork)
        and (not only.name or re.fullmatch(only.name, each.slug.partition("/")[2]) is not None)
        and (not only.topics or bool(topics & only.topics))
        and not topics & only.without_topics
        and (not only.visibilities or each.visibility in only.visibilities)
    )


def _fields(branch: str | None) -> tuple[str, dict[str, object]]:
    """What is asked of each repository, and the variables of that."""
    return (_FIELDS + _BRANCH, {"branch": f"refs/heads/{branch}"}) if branch else (_FIELDS, {})


def _connection(owner: Json) -> Json:
    found = owner.get("repositories")
    if not isinstance(found, dict) or not {"nodes", "totalCount", "pageInfo"} <= found.keys():
        raise UnwellError("GitHub's answer makes no sense")
    return found


def _listed(node: Json, host: str) -> Listed:
    default, wanted = node["defaultBranchRef"], node.get("wanted", node["defaultBranchRef"])
    target = (default or {}).get("target") or {}
    author = target.get("author") or {}
    repository = Repository(
        host=host,
        number=node["databaseId"],
        slug=node["nameWithOwner"],
        url=node["url"],
        default_branch=default["name"] if default else None,
        head=target.get("oid"),
        is_archived=node["isArchived"],
        is_fork=node["isFork"],
        visibility=node["visibility"].lower(),
        topics=tuple(each["topic"]["name"] for each in items(node["repositoryTopics"]["nodes"])),
        language=(node["primaryLanguage"] or {}).get("name"),
        description=node["description"],
        pushed_at=moment(node["pushedAt"]),
        committed_at=moment(target.get("committedDate")),
        committed_by=(author.get("user") or {}).get("login") or author.get("name"),
    )
    head = (wanted["target"] or {}).get("oid") if wanted else None
    return Listed(repository, node["id"], wanted["name"] if wanted else None, head)


def moment(text: str | None) -> datetime | None:
    """A time as GitHub writes it."""
    return datetime.fromisoformat(text) if text else None
