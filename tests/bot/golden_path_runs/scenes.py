"""A company with a GitHub, a catalog, and golden paths of its own."""

import itertools
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot import settings as settings_module
from bot import wiring
from bot.cli.stated_people import StatedPeople
from bot.golden_path_runs.assembling import GoldenPathParts
from bot.golden_path_runs.carrying import RunCarrier
from bot.golden_path_runs.desk import GoldenPathDesk
from bot.sender import Sender
from bot.settings import Settings
from catalog_store.database import Database
from catalog_store.runs.drafts import Draft, Drafts
from catalog_store.runs.model import Run, RunStep, StepState
from catalog_store.runs.store import By, Runs
from catalog_store.store import Catalog
from commands.services import Services
from golden_paths.template import Template
from tests.support.github import GitHub

#: Makes a repository, proposes a change to another one, and registers what it made.
SERVICE = """\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: small-service
  title: Small service
spec:
  owner: group:default/platform
  type: service
  parameters:
    - title: About
      required: [name]
      properties:
        name: {type: string, title: Name}
        owner: {type: string, title: Owner, default: "group:default/payments"}
  steps:
    - id: fetch
      name: Fetch the skeleton
      action: fetch:template
      input:
        url: ./skeleton
        values: {name: "${{ parameters.name }}", owner: "${{ parameters.owner }}"}
    - id: publish
      name: Publish
      action: publish:github
      input:
        repoUrl: github.com?owner=acme&repo=${{ parameters.name }}
        description: Made by a golden path
        defaultBranch: main
        protectDefaultBranch: false
    - id: propose
      name: Tell the platform
      action: publish:github:pull-request
      input:
        repoUrl: github.com?owner=acme&repo=platform
        branchName: add-${{ parameters.name }}
        title: Add ${{ parameters.name }}
        description: It is new.
        targetPath: services/${{ parameters.name }}
    - id: register
      name: Register
      action: catalog:register
      input:
        repoContentsUrl: ${{ steps.publish.output.repoContentsUrl }}
        catalogInfoPath: /catalog-info.yaml
    - id: wait
      name: Wait
      action: debug:wait
      input: {seconds: 0}
  output:
    links:
      - title: Repository
        url: ${{ steps.publish.output.remoteUrl }}
      - title: Open in the catalog
        entityRef: ${{ steps.register.output.entityRef }}
"""
SKELETON = {
    "README.md": "# ${{ values.name }}\n",
    "catalog-info.yaml": (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\n"
        "spec:\n  type: service\n  lifecycle: experimental\n  owner: ${{ values.owner }}\n"
    ),
    "bin/run": "#!/bin/sh\necho ${{ values.name }}\n",
}


#: Somebody who steers a run, and steps to make paths of.
ANA = By("UANA", "Ana")
WAIT = {"id": "wait", "name": "Wait", "action": "debug:wait", "input": {"seconds": 30}}
LOG = {"id": "log", "name": "Say", "action": "debug:log", "input": {"message": "It is ${{ parameters.name }}."}}
FETCH = {"id": "fetch", "name": "Fetch", "action": "fetch:template", "input": {"url": "./skeleton", "values": {}}}


def write_path(folder: Path, template: str = SERVICE, skeleton: Mapping[str, str] = SKELETON) -> Path:
    """A golden path in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "template.yaml").write_text(template)
    for name, text in skeleton.items():
        place = folder / "skeleton" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    return folder


def steps_of(*steps: Mapping[str, object], **spec: object) -> str:
    """A template with these steps, one text parameter, and more under `spec`."""
    document = {
        "apiVersion": "scaffolder.backstage.io/v1beta3",
        "kind": "Template",
        "metadata": {"name": "small-service", "title": "Small service"},
        "spec": {
            "type": "service",
            "parameters": {"title": "About", "properties": {"name": {"type": "string"}}},
            "steps": list(steps),
            **spec,
        },
    }
    return yaml.safe_dump(document, sort_keys=False)


@dataclass
class Company:
    """What the tests work with. Nobody is in Slack unless there is a `sender`."""

    github: GitHub
    database: Database
    folder: Path
    sender: Sender | None = None
    user_id: str = "UANA"

    def __post_init__(self) -> None:
        self._replicas = itertools.count()
        self.settings = self._settings()
        self.parts = self.another()

    def another(self) -> GoldenPathParts:
        """A replica of its own, with files of its own."""
        home = replace(self.settings, home=Path(self.settings.home) / f"replica-{next(self._replicas)}")
        return wiring.golden_paths(home, self.database, sender=lambda: self.sender)

    @property
    def runs(self) -> Runs:
        return Runs(self.database)

    @property
    def carrier(self) -> RunCarrier:
        return self.parts.carrier

    @property
    def desk(self) -> GoldenPathDesk:
        return self.parts.desk(self.services)

    @property
    def services(self) -> Services:
        people = StatedPeople(Catalog(self.database))
        return wiring.services(self.settings, self.database, people, self.parts)

    @property
    def template(self) -> Template:
        found = self.parts.library.find("small-service")
        assert found
        assert found.template, found.reason
        return found.template

    def begin(self, channel: str = "C1", **answers: object) -> Run:
        """Somebody fills in the form, looks at the preview and confirms."""
        draft = self.draft(**answers)
        found = self.desk.preview(draft)
        return self.desk.start(draft, found.digest, channel=channel, title="Small service")

    def draft(self, **answers: object) -> Draft:
        template = self.template
        number = len(Drafts(self.database).latest("T1", self.user_id, limit=100))
        made = Draft(
            f"d{number}",
            template.ref,
            template.digest,
            answers or {"name": "shop"},
            0,
            self.user_id,
            "T1",
            "C1",
            wiring.now(),
        )
        Drafts(self.database).save(made)
        return made

    def carry_on(self, run: Run) -> Run:
        """As the workers do, until nothing is left to do now."""
        assert self.carrier.carry_on(run.id, is_to_end=lambda: False)
        return self.now(run)

    def now(self, run: Run) -> Run:
        found = self.runs.find(run.id)
        assert found
        return found

    def steps(self, run: Run) -> tuple[RunStep, ...]:
        return self.runs.steps(run.id)

    def _settings(self) -> Settings:
        environment = {"GITHUB_TOKEN": self.github.owner_token("acme"), "GITHUB_API_URL": self.github.api_url}
        path = self.folder / "paths" / "small-service"
        (self.folder / "app-config.yaml").write_text(json.dumps({"callboard": {"goldenPaths": [str(path)]}}))
        secrets = {name: value for name, value in os.environ.items() if name.startswith("CALLBOARD_SECRET_")}
        return settings_module.load({**environment, **secrets}, self.folder)


def states(company: Company, run: Run) -> list[StepState]:
    return [step.state for step in company.steps(run)]
