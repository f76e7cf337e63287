"""`docs` and `runbook`: what the documents of a thing say, section by section."""

from commands.command import Command
from commands.docs.answers import SECTION, docs, docs_examples, open_section, runbook, runbook_examples

DOCS = Command(
    words=("docs", "doc", "documentation", "documents"),
    summary="what the documents of something say",
    answer=docs,
    examples=docs_examples,
    presses={SECTION: open_section},
)
RUNBOOK = Command(
    words=("runbook", "runbooks", "playbook"),
    summary="what to do when something is broken",
    answer=runbook,
    examples=runbook_examples,
)
