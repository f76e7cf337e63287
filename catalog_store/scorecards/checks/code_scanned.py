"""A scanner looks for weaknesses in its code."""

from catalog_store.facts import Sheet
from catalog_store.scorecards.about import GOLD, WITH_REPOSITORY
from catalog_store.scorecards.conditions import fact_is
from catalog_store.scorecards.mending import scanned_languages, text_of
from catalog_store.scorecards.model import Check, Mending, NewFile


def _mend(sheet: Sheet) -> Mending:
    """CodeQL's workflow, for the languages of its that need no build to be scanned."""
    languages, branch = scanned_languages(sheet), text_of(sheet, "repository.defaultBranch")
    if not languages or not branch:
        return ()
    return (NewFile(".github/workflows/codeql.yml", _workflow(languages, branch)),)


def _workflow(languages: tuple[str, ...], branch: str) -> str:
    return f"""\
name: CodeQL
on:
  push:
    branches: ["{branch}"]
  pull_request:
    branches: ["{branch}"]
  schedule:
    - cron: "17 4 * * 1"
permissions:
  contents: read
  security-events: write
jobs:
  analyze:
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix:
        language: [{", ".join(languages)}]
    steps:
      - uses: actions/checkout@v4
      - uses: github/codeql-action/init@v3
        with:
          languages: ${{{{ matrix.language }}}}
          build-mode: none
      - uses: github/codeql-action/analyze@v3
"""


CHECK = Check(
    id="code-scanned",
    title="Has its code scanned for weaknesses",
    level=GOLD,
    reason="A scanner reads every line of every change, which no reviewer does.",
    fix="Add `.github/workflows/codeql.yml`, or switch on code scanning under Settings, Advanced Security.",
    rule=fact_is("code.isScanned"),
    applies=WITH_REPOSITORY,
    effort=1,
    mend=_mend,
)
