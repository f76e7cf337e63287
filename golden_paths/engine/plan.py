"""What a preview shows: the steps, the files, the changes of existing repositories, and the digest that Confirm carries."""

import hashlib
import json
from dataclasses import dataclass

from catalog_store.refs import EntityRef
from golden_paths.engine.fixing import Fixed
from golden_paths.ports import JsonObject


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file that will be there. `known_after`: what decides about its content later, in words; empty when all is known.

    `digest` is of its content, stand-ins left out.
    """

    path: str
    size: int
    is_executable: bool
    digest: str
    known_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """A file of an existing repository that will change. `kind` is added, changed, removed or unchanged.

    `text` is a unified diff, or a sentence where the file is binary or could not be read.
    """

    repository: str
    path: str
    kind: str
    text: str
    known_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step that will run, or will not. `effects` are sentences; `files` is what it sends away.

    `decided_after`: what decides later whether it runs, and for which items.
    """

    id: str
    name: str
    action: str
    input: object
    is_skipped: bool = False
    effects: tuple[str, ...] = ()
    files: tuple[PlannedFile, ...] = ()
    decided_after: tuple[str, ...] = ()
    swallowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that will run. The run has to be given the same `fixed`; `digest` names the whole.

    `obstacles` are sentences on what is not connected here, without which no run can work. `describes` are the entities
    that the descriptors of new repositories describe.
    """

    steps: tuple[PlannedStep, ...]
    files: tuple[PlannedFile, ...]
    diffs: tuple[Diff, ...]
    output: JsonObject
    log: tuple[str, ...]
    fixed: Fixed
    digest: str
    obstacles: tuple[str, ...] = ()
    describes: tuple[EntityRef, ...] = ()

    @property
    def effects(self) -> tuple[str, ...]:
        """What will change outside, in order."""
        return tuple(effect for step in self.steps for effect in step.effects)


def digest_of(*parts: object) -> str:
    """A fingerprint of JSON values, the same wherever it is taken."""
    written = json.dumps(parts, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(written.encode()).hexdigest()
