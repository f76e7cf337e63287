"""What pull requests share with issues: comments and labels."""

from tests.support.github.call import Call, Reply
from tests.support.github.errors import Json, check_length, invalid
from tests.support.github.rest.pulls import found_pull
from tests.support.github.routing import Route
from tests.support.github.state import WRITE, Comment
from tests.support.github.views import pulls

LONGEST = 65_536


def show(call: Call) -> Reply:
    """The issue that a pull request also is."""
    repository, pull = found_pull(call)
    return Reply(pulls.issue(call.links, repository, pull))


def comments(call: Call) -> Reply:
    """What was said, oldest first."""
    repository, pull = found_pull(call)
    return call.page(pull.comments, lambda one: pulls.comment(call.links, repository, pull, one))


def say(call: Call) -> Reply:
    """A new comment."""
    repository, pull = found_pull(call)
    call.check(repository, WRITE, "pull_requests")
    body = call.need("body")
    if not str(body["body"]).strip():
        raise invalid("IssueComment", "body", "missing_field")
    check_length("IssueComment", "body", body["body"], LONGEST)
    said = Comment(call.state.new_id(), call.somebody(), str(body["body"]), call.state.clock.now())
    pull.comments.append(said)
    shown = pulls.comment(call.links, repository, pull, said)
    payload: Json = {"action": "created", "issue": pulls.issue(call.links, repository, pull), "comment": shown}
    call.site.happenings.tell(
        "issue_comment", payload, owner=repository.owner, repository=repository, sender=call.somebody()
    )
    return Reply(shown, status=201, headers={"Location": shown["url"]})


def add_labels(call: Call) -> Reply:
    """More labels; new ones are made."""
    repository, pull = found_pull(call, WRITE)
    pull.labels += [str(name) for name in call.need("labels")["labels"] if name not in pull.labels]
    return Reply(pulls.issue(call.links, repository, pull)["labels"])


def assign(call: Call) -> Reply:
    """Who takes care of it; strangers are left out without a word."""
    repository, pull = found_pull(call, WRITE)
    for login in call.need("assignees")["assignees"]:
        account = call.state.account(str(login))
        is_known = account is not None and call.state.level(account, repository) != "none"
        if account and is_known and account.login not in pull.assignees:
            pull.assignees.append(account.login)
    return Reply(pulls.issue(call.links, repository, pull), status=201)


ROUTES = (
    Route("GET", "/repos/{owner}/{repo}/issues/{number}", show),
    Route("GET", "/repos/{owner}/{repo}/issues/{number}/comments", comments),
    Route("POST", "/repos/{owner}/{repo}/issues/{number}/comments", say),
    Route("POST", "/repos/{owner}/{repo}/issues/{number}/labels", add_labels),
    Route("POST", "/repos/{owner}/{repo}/issues/{number}/assignees", assign),
)
