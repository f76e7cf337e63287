"""Where a repository is, as Backstage's forms write it: `github.com?owner=acme&repo=payments`."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qs, urlsplit

from golden_paths.errors import InvalidRepoUrlError


@dataclass(frozen=True, slots=True)
class RepoUrl:
    """A repository at a code host, whether it exists or not."""

    host: str
    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.host}?owner={self.owner}&repo={self.name}"

    @property
    def slug(self) -> str:
        """`owner/name`, as people know it."""
        return f"{self.owner}/{self.name}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The repository that a form or a template wrote.

        Raises:
            InvalidRepoUrlError: host, owner or name is missing, or holds what no name may hold.
        """
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
            given = parse_qs(parts.query)
        except ValueError as error:
            raise InvalidRepoUrlError(text, "is not the address of a repository") from error
        found = cls(parts.netloc.lower(), _one(given, "owner"), _one(given, "repo"))
        for label, value in (("host", found.host), ("owner", found.owner), ("repository name", found.name)):
            if not value:
                raise InvalidRepoUrlError(text, f"has no {label}")
            if not _is_plain(value):
                raise InvalidRepoUrlError(text, f"has signs in its {label} that cannot be there")
        return found


def _one(given: dict[str, list[str]], key: str) -> str:
    return given.get(key, [""])[0].strip()


def _is_plain(value: str) -> bool:
    return all(sign.isalnum() or sign in "-_.:" for sign in value) and value not in (".", "..")
