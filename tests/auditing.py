"""`make audit`: asks what is known against every version that we depend on, looks for secrets, and says what came of each.

It is run by a Python of its own, with nothing of ours installed: what audits is no part of what is audited. It ends with 1
where something was found, and with 2 where something could not be looked at, so that silence never passes for good news.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

WELL, FOUND, UNKNOWN = 0, 1, 2
_LOCK = "requirements.lock"
_BASELINE = ".secrets.baseline"
_MOST_NAMED = 5
#: What detect-secrets ends with where it has put right the lines of what is known.
_ONLY_MOVED = 3


@dataclass(frozen=True, slots=True)
class Weakness:
    """Something that is known against a version."""

    package: str
    version: str
    id: str
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        remedy = f"mended in {' and '.join(self.mended_in)}" if self.mended_in else "not mended in any version yet"
        return f"{self.package} {self.version} has {self.id}, {remedy}."


@dataclass(frozen=True, slots=True)
class Report:
    """What pip-audit found. `unknown` are packages of which nobody told anything, `asked` counts all."""

    asked: int
    weak: tuple[Weakness, ...]
    unknown: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> "Report":
        """From pip-audit's JSON.

        Raises:
            ValueError: it is none.
        """
        told = json.loads(text)["dependencies"]
        weak = (
            Weakness(each["name"], each["version"], found["id"], tuple(found.get("fix_versions") or ()))
            for each in told
            for found in each.get("vulns") or ()
        )
        return cls(len(told), tuple(weak), tuple(each["name"] for each in told if "skip_reason" in each))

    def lines(self, service: str) -> Iterator[str]:
        """The same for people."""
        yield from map(str, self.weak)
        looked_at = self.asked - len(self.unknown)
        if self.unknown:
            named = ", ".join(self.unknown[:_MOST_NAMED])
            rest = len(self.unknown) - _MOST_NAMED
            yield (
                f"NOT AUDITED: {service} told nothing about {len(self.unknown)} of {self.asked} packages"
                f" ({named}{f' and {rest} more' if rest > 0 else ''}). {_ADVICE}"
            )
        if not self.asked:
            yield f"NOT AUDITED: {_LOCK} names no package."
        known = f"{len(self.weak)} weaknesses are known in" if self.weak else "nothing is known against"
        if looked_at:
            yield f"Of {self.asked} packages {service} told about {looked_at}: {known} them."

    @property
    def status(self) -> int:
        """What to end with."""
        if self.weak:
            return FOUND
        return UNKNOWN if self.unknown or not self.asked else WELL


_ADVICE = (
    "Run it where pypi.org can be reached (a mirror does not tell of weaknesses), or ask another service:"
    " make audit AUDIT_SERVICE=osv needs api.osv.dev. There is no way without a network, as what is known changes every day."
)


def main(tools: Path, service: str) -> int:
    """Both looks; the worse of the two is what comes of it, a finding being the worst."""
    ends = (_dependencies(tools, service), _secrets(tools))
    return FOUND if FOUND in ends else max(ends)


def _dependencies(tools: Path, service: str) -> int:
    with tempfile.TemporaryDirectory(prefix="callboard-audit-") as folder:
        report = Path(folder, "report.json")
        ended = _run(
            [
                str(tools / "pip-audit"), "--requirement", _LOCK, "--require-hashes", "--disable-pip", "--progress-spinner",
                "off", "--vulnerability-service", service, "--format", "json", "--output", str(report),
            ]
        )  # fmt: skip
        try:
            found = Report.read(report.read_text())
        except (OSError, ValueError, KeyError):
            last = next(iter(reversed(ended.stderr.strip().splitlines())), "it said nothing")
            _say(f"NOT AUDITED: {service} did not answer: {last[:300]} {_ADVICE}")
            return UNKNOWN
    _say("\n".join(found.lines(service)))
    return found.status


def _secrets(tools: Path) -> int:
    kept = _run(["git", "ls-files", "-z", "--", ":!*.lock"])
    names = [name for name in kept.stdout.split("\0") if name != _BASELINE and Path(name).is_file()]
    if not names:
        _say("NOT AUDITED: git names no files here, so none was searched for secrets. Run it in a checkout.")
        return UNKNOWN
    with tempfile.TemporaryDirectory(prefix="callboard-audit-") as folder:
        # A copy, as it writes the lines into it to which known ones have moved.
        baseline = shutil.copy(_BASELINE, folder)
        ended = _run([str(tools / "detect-secrets-hook"), "--baseline", str(baseline), *names])
    if ended.returncode not in (0, _ONLY_MOVED):
        _say(f"{ended.stdout}{ended.stderr}".strip())
        _say(
            f"Take it out; or, if it opens nothing, have it known: .audit/bin/detect-secrets scan --baseline {_BASELINE}"
        )
        return FOUND
    _say(f"{len(names)} files were searched for secrets: there is none that {_BASELINE} does not know.")
    return WELL


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _run(words: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
