"""Templates written in a test, and what becomes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from golden_paths import actions, engine
from golden_paths.engine import Outcome, StepResult
from golden_paths.log import Log
from golden_paths.ports import Mark
from golden_paths.template import Template, template_of
from golden_paths.workshop import Outside, Workshop
from golden_paths.workspace import Workspace

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
NAME = {"title": "About it", "required": ["name"], "properties": {"name": {"type": "string"}}}

Json = Mapping[str, Any]  # Any: JSON


@dataclass(frozen=True)
class Bench:
    """A folder with a template in it, and an empty workspace beside it."""

    folder: Path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Files beside the template."""
        for name, content in files.items():
            place = self.folder / "path" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.encode() if isinstance(content, str) else content)

    def template(self, *steps: Json, output: Json | None = None, parameters: Any = (), **own: Any) -> Template:
        """With these steps."""
        (self.folder / "path").mkdir(exist_ok=True)
        metadata = {"name": "example", "annotations": own.pop("annotations", {})}
        spec = {"type": "service", "steps": list(steps), "output": output or {}, "parameters": parameters, **own}
        document = {"kind": "Template", "metadata": metadata, "spec": spec}
        folder = self.folder / "path"
        return template_of(document, folder=folder, file=folder / "template.yaml", digest="d1")

    def workshop(
        self, secrets: Mapping[str, str] | None = None, outside: Outside | None = None, **own: Any
    ) -> Workshop:
        """An empty workspace; nothing outside unless it is given."""
        place = self.folder / own.pop("place", "workspace")
        place.mkdir(exist_ok=True)
        known = secrets or {}
        return Workshop(
            workspace=Workspace(place),
            template_folder=self.folder / "path",
            mark=Mark("run-1", "", NOW),
            now=NOW,
            log=Log(known.values()),
            outside=outside or Outside(),
            secrets=known,
            sleep=lambda _seconds: None,
            **own,
        )

    def dry(self, *steps: Json, values: Json | None = None, output: Json | None = None, **own: Any) -> Outcome:
        """What a dry run of these steps gives."""
        known = actions.known()
        stubs = own.pop("stubs_unknown", False)
        template = self.template(*steps, output=output, parameters=own.pop("parameters", ()))
        return engine.dry_run(template, values or {}, self.workshop(**own), known, stubs_unknown=stubs)

    @property
    def files(self) -> dict[str, str]:
        """What is in the workspace."""
        place = Workspace(self.folder / "workspace")
        return {file.path: place.read_text(file.path) for file in place.files()}


def log(message: Any, **own: Any) -> dict[str, Any]:
    """A step that says something."""
    return {"action": "debug:log", "input": {"message": message}, **own}


def write(path: str, content: Any, **own: Any) -> dict[str, Any]:
    """A step that writes a file."""
    return {"action": "roadiehq:utils:fs:write", "input": {"path": path, "content": content}, **own}


def skipped(results: Sequence[StepResult]) -> list[str]:
    """The steps that were not carried out."""
    return [result.id for result in results if result.is_skipped]
