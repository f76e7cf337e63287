"""What the names of the files in the entity's repository tell. The list itself is brought by whoever can see the repository."""

import re
from collections.abc import Mapping

from catalog_store.facts.collector import Collector
from catalog_store.facts.model import FactKind, FactType, Reading
from catalog_store.facts.subject import Subject

#: The fact that holds the list: paths from the root on, in lower case.
PATHS = "files.paths"
#: … and the commit that it is of.
COMMIT = "files.commit"
SOURCE = "files"

_SIGNS: Mapping[str, tuple[str, str]] = {
    "files.hasReadme": (r"readme(\.\w+)?", "there is a README at the root"),
    "files.hasLicense": (r"(license|licence|copying)(\.\w+)?", "there is a license at the root"),
    "files.hasCi": (
        r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml|jenkinsfile|\.circleci/config\.yml|azure-pipelines\.yml",
        "something is built or tested at each push",
    ),
    "files.hasDependencyUpdates": (
        r"\.github/dependabot\.ya?ml|(\.github/)?renovate\.json5?|\.renovaterc(\.json)?",
        "Dependabot or Renovate is set up",
    ),
    "files.hasTests": (
        r"(.*/)?(tests?|spec|__tests__)/.+|.*_test\.(go|py)|.*(/|^)test_[^/]+\.py|.*\.(test|spec)\.[jt]sx?",
        "there are tests",
    ),
    "files.hasDockerfile": (r"(.*/)?(dockerfile|containerfile)(\.\w+)?", "there is a Dockerfile"),
    "files.hasGitignore": (r"\.gitignore", "there is a .gitignore"),
    "files.hasSecurityPolicy": (r"(\.github/|docs/)?security\.md", "it says how to report a weakness"),
    "files.hasLockFile": (
        (
            r"(.*/)?(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|requirements[\w.-]*\.(txt|lock)"
            r"|go\.sum|cargo\.lock|gemfile\.lock|composer\.lock|gradle\.lockfile|pipfile\.lock)"
        ),
        "the versions of what it needs are written down",
    ),
    "files.hasChangelog": (r"(changelog|changes|history)(\.\w+)?", "there is a change log"),
}
_PATTERNS = {name: re.compile(pattern) for name, (pattern, _) in _SIGNS.items()}


def _collect(subject: Subject) -> Reading | None:
    kept = next((each for each in subject.kept if PATHS in each.values), None)
    paths = kept.values[PATHS] if kept else None
    if kept is None or not isinstance(paths, tuple):
        return None
    values = {name: any(map(pattern.fullmatch, paths)) for name, pattern in _PATTERNS.items()}
    return Reading(kept.source, kept.read_at, kept.time_to_live, values, kept.fault)


COLLECTOR = Collector(
    name="files",
    facts=(
        FactKind(PATHS, FactType.LIST, "the paths of all files in the repository, in lower case"),
        FactKind(COMMIT, FactType.TEXT, "the commit that has these files"),
        *(FactKind(name, FactType.YES_OR_NO, about) for name, (_, about) in _SIGNS.items()),
    ),
    collect=_collect,
    source=SOURCE,
)
