"""Starting workflows: remembered, not run."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import not_found, unprocessable
from tests.support.github.history import read_commit
from tests.support.github.references import commit_of
from tests.support.github.routing import Route
from tests.support.github.state import WRITE, Check, Dispatch, Repository
from tests.support.github.trees import find

FOLDER = ".github/workflows"
MOST_INPUTS = 25


def workflow(call: Call) -> Reply:
    """Start a workflow by its file's name."""
    repository = call.repository(WRITE, "actions")
    body, name = call.need("ref"), call.params["workflow"]
    head = repository.head
    entry = find(repository.git, read_commit(repository.git, head).tree, f"{FOLDER}/{name}") if head else None
    if entry is None:
        raise not_found()
    if commit_of(repository, str(body["ref"])) is None:
        raise unprocessable(f"No ref found for: {body['ref']}")
    if b"workflow_dispatch" not in repository.git.read(entry.sha)[1]:
        raise unprocessable("Workflow does not have 'workflow_dispatch' trigger")
    inputs = body.get("inputs") or {}
    if len(inputs) > MOST_INPUTS or any(not isinstance(value, str) for value in inputs.values()):
        raise unprocessable("Invalid request.\n\nFor 'inputs', all values must be strings, 25 at most.")
    started = _start(call, repository, name, str(body["ref"]), dict(inputs))
    if not body.get("return_run_details"):
        return Reply(status=204)
    run = f"{repository.slug}/actions/runs/{started.run_id}"
    details = {"run_url": f"{call.links.api}/repos/{run}", "html_url": f"{call.links.web}/{run}"}
    return Reply({"workflow_run_id": started.run_id, **details})


def _start(call: Call, repository: Repository, name: str, ref: str, inputs: dict[str, object]) -> Dispatch:
    """The run that it becomes stands in line from then on."""
    sender, number, now = call.somebody(), call.state.new_id(), call.state.clock.now()
    branch = ref.removeprefix("refs/heads/")
    sha = commit_of(repository, ref) or ""
    kept = {"event": "workflow_dispatch", "workflow": name, "actor": sender.login}
    repository.checks.append(Check(number, name, branch, sha, "queued", None, now, None, **kept))
    made = Dispatch(name, ref, inputs, sender, number)
    repository.dispatches.append(made)
    return made


def repository_dispatch(call: Call) -> Reply:
    """Tell a repository's workflows something."""
    repository = call.repository(WRITE, "contents")
    body = call.need("event_type")
    event, payload = str(body["event_type"]), body.get("client_payload") or {}
    if len(payload) > 10:
        raise unprocessable("No more than 10 properties are allowed; " + f"{len(payload)} were supplied.")
    repository.dispatches.append(Dispatch(event, repository.default_branch, dict(payload), call.somebody()))
    told = {"action": event, "branch": repository.default_branch, "client_payload": payload}
    call.site.happenings.tell(
        "repository_dispatch", told, owner=repository.owner, repository=repository, sender=call.somebody()
    )
    return Reply(status=204)


ROUTES = (
    Route("POST", "/repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches", workflow),
    Route("POST", "/repos/{owner}/{repo}/dispatches", repository_dispatch),
)
