"""Skeletons that lie elsewhere in the template's own repository: `../../skeletons/service` becomes that folder's address.

Backstage does the same with a template that it reads from a code host; of one in a folder, only what lies beside that is read.
"""

import hashlib
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from golden_paths.shared import FETCHES
from golden_paths.template import JsonObject, Template, template_of


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a checkout comes from: its folder here, its address (`https://github.com/acme/paths.git`), its commit."""

    root: Path
    url: str
    commit: str

    def address_of(self, path: str) -> str:
        """The page of a folder or file at this very commit."""
        return f"{self.url.removesuffix('.git')}/tree/{self.commit}/{path}"


def with_addresses(template: Template, repository: Repository) -> Template:
    """The template with the addresses of what it fetches from beside its folder. Its version is then the commit's."""
    if not repository.url.startswith(("https://", "http://")):
        return template
    steps = template.entity["spec"]["steps"]
    inside = template.file.parent.resolve().relative_to(repository.root.resolve()).as_posix()
    rewritten = [_step(step, inside, repository) for step in steps]
    if rewritten == steps:
        return template
    entity = {**template.entity, "spec": {**template.entity["spec"], "steps": rewritten}}
    digest = hashlib.sha256(f"{template.digest} {repository.commit}".encode()).hexdigest()
    return template_of(entity, folder=template.folder, file=template.file, digest=digest)


def _step(step: JsonObject, inside: str, repository: Repository) -> JsonObject:
    given = step.get("input")
    url = given.get("url") if isinstance(given, Mapping) else None
    if step["action"] not in FETCHES or not isinstance(url, str) or not url.startswith("../") or "{" in url:
        return step
    target = posixpath.normpath(posixpath.join(inside, url))
    if target.startswith(".."):
        return step  # out of the repository: it is refused where it is read
    moved: dict[str, Any] = {**given, "url": repository.address_of(target)} if given else {}
    return {**step, "input": moved}
