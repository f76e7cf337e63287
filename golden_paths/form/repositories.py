"""The parts in which a repository's place is asked, and the one text that Backstage makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

from golden_paths.form.fields import RepoQuery

#: The key of a part that names the host.
HOST = "host"
#: As Backstage's own picker writes them.
_ORDER = ("owner", "repo", "organization", "workspace", "project")


@dataclass(frozen=True, slots=True)
class RepoPart:
    """One part: its key in the text (`owner`, `repo` …), what people call it, what it may be where that is limited,
    and what stands in it while it is empty."""

    key: str
    label: str
    choices: tuple[str, ...] = ()
    example: str = ""


def parts_of(query: RepoQuery, host: str) -> tuple[RepoPart, ...]:
    """The parts to ask for at this host, without the host itself."""
    repo = RepoPart("repo", "Repository", query.repos)
    project = RepoPart("project", "Project", query.projects)
    if host == "dev.azure.com" or host.endswith(".visualstudio.com"):
        return RepoPart("organization", "Organization", query.organizations or query.owners), project, repo
    if host == "bitbucket.org":
        return RepoPart("workspace", "Workspace", query.workspaces), project, repo
    if "bitbucket" in host:
        return project, repo
    if "gitlab" in host:
        return RepoPart("owner", "Group or user", query.owners), repo
    return RepoPart("owner", "Organisation", query.owners, f"Its name at {host}"), repo


def composed(parts: Mapping[str, str]) -> str | None:
    """`github.com?owner=acme&repo=payments`, with what there is of it; None when there is nothing."""
    given = {key: value.strip() for key, value in parts.items() if value.strip()}
    host = given.pop(HOST, "")
    if not given:
        return None
    query = "&".join(f"{key}={quote(value, safe='')}" for key in _ORDER if (value := given.get(key)))
    return f"{host}?{query}"


def in_words(text: object) -> str:
    """A repository's place as people say it: `acme/payments at github.com`."""
    given = parts_given(text)
    host = given.pop(HOST, "")
    names = "/".join(given[key] for key in ("organization", "workspace", "project", "owner", "repo") if key in given)
    return f"{names} at {host}" if names and host else str(text)


def parts_given(text: object) -> dict[str, str]:
    """The parts that such a text names; nothing of a text that is none."""
    if not isinstance(text, str) or not text.strip():
        return {}
    try:
        found = urlsplit(text if "://" in text else f"https://{text}")
        given = {key: values[0] for key, values in parse_qs(found.query).items()}
    except ValueError:
        return {}
    return {HOST: found.netloc, **given}
