"""The pieces that proposals are made of: names made fit to stand in files, and the files themselves."""

import re

from catalog_store.facts import Sheet
from catalog_store.facts.collectors.documents import TECHDOCS_ANNOTATION
from catalog_store.scorecards.model import DescriptorField, NewFile

TECHDOCS = TECHDOCS_ANNOTATION

#: Which files of a repository tell what Dependabot is to look after.
_ECOSYSTEMS = (
    ("gomod", r"go\.mod"),
    ("npm", r"package\.json"),
    ("pip", r"pyproject\.toml|requirements[\w.-]*\.txt|setup\.py|pipfile"),
    ("maven", r"pom\.xml"),
    ("gradle", r"build\.gradle(\.kts)?"),
    ("cargo", r"cargo\.toml"),
    ("bundler", r"gemfile"),
    ("composer", r"composer\.json"),
    ("docker", r"dockerfile"),
    ("terraform", r"[^/]+\.tf"),
    ("github-actions", r"\.github/workflows/[^/]+\.ya?ml"),
)


def text_of(sheet: Sheet, name: str) -> str | None:
    """A fact that is a text and says something, on one line and without what could format or ping."""
    value = sheet.values.get(name)
    words = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(sign for sign in words if sign.isprintable()) or None


def plain(text: str) -> str:
    """Words that are nothing but words in Markdown."""
    return re.sub(r"[^\w\s.,:/()-]", "", text).strip() or "this"


def annotation(name: str, value: str) -> DescriptorField:
    """An annotation in the entity's file."""
    return DescriptorField(("metadata", "annotations", name), value)


def documents(sheet: Sheet) -> tuple[NewFile | DescriptorField, ...]:
    """A first page of documents, named in the entity's file and in its navigation."""
    name = plain(sheet.label)
    owner = plain(sheet.owner.name) if sheet.owner else "Nobody is named as its owner yet"
    about = text_of(sheet, "entity.description")
    page = f"# {name}\n\n{plain(about) if about else 'Say in two sentences what it is for.'}\n\n## Who looks after it\n\n{owner}\n"
    navigation = f"site_name: {name}\ndocs_dir: docs\nnav:\n  - Home: index.md\n"
    return NewFile("mkdocs.yml", navigation), NewFile("docs/index.md", page)


def ecosystems(sheet: Sheet) -> tuple[str, ...]:
    """What Dependabot calls the things that the repository's root has manifests of."""
    paths = sheet.values.get("files.paths")
    listed = paths if isinstance(paths, tuple) else ()
    return tuple(name for name, pattern in _ECOSYSTEMS if any(re.fullmatch(pattern, path) for path in listed))


#: What CodeQL scans without building it first, by GitHub's names of languages.
_SCANNED = {
    "Python": "python",
    "JavaScript": "javascript-typescript",
    "TypeScript": "javascript-typescript",
    "Ruby": "ruby",
    "Java": "java-kotlin",
    "C#": "csharp",
    "Rust": "rust",
}


def scanned_languages(sheet: Sheet) -> tuple[str, ...]:
    """What CodeQL calls the languages that it is written in."""
    written = sheet.values.get("languages.all")
    listed = written if isinstance(written, tuple) else ()
    return tuple(dict.fromkeys(_SCANNED[each] for each in listed if each in _SCANNED))


#: Where people keep what they give to Kubernetes as it is; what Helm makes is no YAML before it is made.
_MANIFESTS = re.compile(
    r"(.*/)?((k8s|kube|kubernetes|deploy|deployments?|manifests?|kustomize|gitops)/(.*/)?[^/]+|[^/]*deployment[^/]*)\.ya?ml"
)
_NO_MANIFESTS = re.compile(r"(.*/)?(templates|charts?|node_modules|vendor|tests?|\.github)/.*")
_MOST_MANIFESTS = 8


def manifests(sheet: Sheet) -> tuple[str, ...]:
    """The files that most likely describe a Deployment, those nearest to the root and named so first."""
    paths = sheet.values.get("files.paths")
    listed = paths if isinstance(paths, tuple) else ()
    found = [each for each in listed if _MANIFESTS.fullmatch(each) and not _NO_MANIFESTS.fullmatch(each)]
    return tuple(sorted(found, key=lambda path: ("deployment" not in path, path.count("/"), path))[:_MOST_MANIFESTS])
