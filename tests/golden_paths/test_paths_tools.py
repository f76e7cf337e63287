"""What the built-in golden paths write, as the tools of those who will own it judge it."""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import hcl2
import kubernetes_validate
import pytest
import yaml
from yamllint import linter
from yamllint.config import YamlLintConfig

from tests.golden_paths.built_in import TRIALS, Made, made

pytestmark = pytest.mark.more

STYLE = YamlLintConfig(
    """
    extends: default
    rules:
      braces: disable
      brackets: disable
      comments: {min-spaces-from-content: 1}
      document-start: disable
      line-length: disable
      truthy: {check-keys: false}
    """
)
#: Kinds that are not Kubernetes' own, for which there is no published schema.
_OTHERS = {"Kustomization", "ServiceMonitor", "PrometheusRule"}
_BIN = Path(sys.executable).parent
_MAVEN = "{http://maven.apache.org/POM/4.0.0}"


@pytest.fixture(scope="module", params=TRIALS)
def result(request: pytest.FixtureRequest) -> Iterator[Made]:
    """What one of the paths' own tests made."""
    with made(request.param) as found:
        yield found


def _documents(result: Made, *patterns: str) -> Iterator[dict[str, object]]:
    for file in result.files(*patterns):
        yield from yaml.safe_load_all(file.read_text(encoding="utf-8"))


def _program(name: str) -> str:
    """A program that came with our own environment, or that the machine has."""
    found = shutil.which(name, path=_BIN) or shutil.which(name)
    if found is None:
        pytest.skip(f"There is no {name} on this machine.")
    return found


def _run(*words: str | Path, folder: Path, given: str = "") -> str:
    """What it prints when it is not content."""
    done = subprocess.run(words, cwd=folder, input=given, capture_output=True, text=True, check=False, timeout=60)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_yaml_is_well_written(result: Made) -> None:
    for file in result.files("**/*.yaml", "**/*.yml", ".github/**/*.yml"):
        problems = linter.run(io.StringIO(file.read_text(encoding="utf-8")), STYLE)
        assert [f"{file.name}:{problem.line}: {problem.desc}" for problem in problems] == []


def test_manifests_are_those_of_kubernetes(result: Made) -> None:
    for document in _documents(result, "deploy/*.yaml"):
        if document["kind"] not in _OTHERS:
            kubernetes_validate.validate(document, "1.37", strict=True)


def test_manifests_belong_together(result: Made) -> None:
    if (result.folder / "deploy" / "kustomization.yaml").is_file():
        assert _run(_program("kubectl"), "kustomize", "deploy", folder=result.folder) == ""


def test_alerts_lead_to_a_section_of_the_runbook(result: Made) -> None:
    for document in _documents(result, "deploy/*.yaml"):
        for address in re.findall(r"'runbook_url': '([^']+)'", repr(document)):
            page, _, anchor = address.rpartition("/blob/main/")[2].partition("#")
            headings = re.findall(r"^## (.+)$", (result.folder / page).read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}


def test_workflows_and_dependabot_fit_their_published_schemas(result: Made) -> None:
    schemas = {".github/workflows/*.yml": "vendor.github-workflows", ".github/dependabot.yml": "vendor.dependabot"}
    for pattern, schema in schemas.items():
        if files := result.files(pattern):
            checker = _program("check-jsonschema")
            assert _run(checker, "--builtin-schema", schema, *files, folder=result.folder) == ""


def test_workflows_have_no_known_holes(result: Made) -> None:
    if result.files(".github/workflows/*.yml"):
        flags = ("--offline", "--no-progress", "--no-config", "--min-severity", "medium")
        assert _run(_program("zizmor"), *flags, result.folder / ".github", folder=result.folder) == ""


def test_workflows_name_actions_by_commit_and_run_as_long_as_they_say(result: Made) -> None:
    for workflow in _documents(result, ".github/workflows/*.yml"):
        assert workflow["permissions"] == {}
        jobs = workflow["jobs"]
        assert isinstance(jobs, dict)
        for job in jobs.values():
            assert "timeout-minutes" in job or job["uses"].startswith("./")
            used = [step["uses"] for step in job.get("steps", []) if "uses" in step]
            assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each)] == []


def test_the_shell_in_workflows_is_sound(result: Made) -> None:
    for workflow in _documents(result, ".github/workflows/*.yml"):
        jobs = workflow["jobs"]
        assert isinstance(jobs, dict)
        for step in (step for job in jobs.values() for step in job.get("steps", []) if "run" in step):
            assert "${{" not in step["run"]  # what others wrote comes by the environment, never as code
            assert _run(_program("shellcheck"), "--shell", "bash", "-", folder=result.folder, given=step["run"]) == ""


def test_scripts_are_sound(result: Made) -> None:
    for file in result.files("**/*.sh", ".github/*.sh"):
        assert _run(_program("shellcheck"), file, folder=result.folder) == ""


def test_the_dockerfile_is_without_fault_and_does_not_run_as_root(result: Made) -> None:
    for file in result.files("Dockerfile"):
        assert _run(_program("hadolint"), "--no-color", file, folder=result.folder) == ""
        text = file.read_text(encoding="utf-8")
        assert re.findall(r"^USER (\d+)", text, re.MULTILINE)[-1] != "0"
        assert "HEALTHCHECK" in text


def test_terraform_can_be_read_and_is_formatted(result: Made) -> None:
    files = result.files("**/*.tf", "**/*.tftest.hcl")
    for file in files:
        assert hcl2.loads(file.read_text(encoding="utf-8"))
    if files and shutil.which("terraform"):
        assert _run(_program("terraform"), "fmt", "-check", "-diff", "-recursive", folder=result.folder) == ""


def test_java_can_be_read(result: Made) -> None:
    if files := result.files("**/*.java"):
        only_parse = ("-XDshould-stop.ifNoError=PARSE", "-d", "target")
        assert _run(_program("javac"), *only_parse, *files, folder=result.folder) == ""
    for file in result.files("pom.xml"):
        versions = [each.text or "" for each in ElementTree.parse(file).iter(f"{_MAVEN}version")]  # noqa: S314  # ours
        assert [each for each in versions if not re.fullmatch(r"\d[\d.]*", each)] == []
