"""GraphQL over HTTP, with GitHub's errors, costs and bounds."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    build_schema,
    execute_sync,
    parse,
    validate,
)

from tests.support.github.actors import Kind
from tests.support.github.call import Call, Reply
from tests.support.github.errors import GitHubError, Json
from tests.support.github.graph.account_nodes import OrganisationNode, TeamNode, UserNode
from tests.support.github.graph.connections import Info, RefusedError
from tests.support.github.graph.cost import MOST_NODES, Cost, cost_of
from tests.support.github.graph.repository_nodes import RepositoryNode
from tests.support.github.routing import Route
from tests.support.github.state import Account, Repository, Team
from tests.support.github.views.links import timestamp

SCHEMA = build_schema((Path(__file__).parent / "schema.graphql").read_text())
HELP = "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql"
NAMES = {"object": "git_object"}
TAKES_INFO = frozenset(
    [
        "repositories",
        "refs",
        "languages",
        "repository_topics",
        "history",
        "teams",
        "members_with_role",
        "child_teams",
        "members",
    ]
)


@dataclass(frozen=True, slots=True)
class Root:
    """Where every query begins."""

    call: Call
    cost: Cost

    def viewer(self) -> Account:
        """Whose token it is."""
        return self.call.somebody()

    def organization(self, login: str) -> Account:
        """An organisation by login."""
        return self._account(login, "Organization", "an Organization")

    def user(self, login: str) -> Account:
        """A user by login."""
        return self._account(login, "User", "a User")

    def repository_owner(self, login: str) -> Account | None:
        """A user or an organisation."""
        return self.call.state.account(login)

    def repository(self, owner: str, name: str, follow_renames: bool = True) -> Repository:
        """A repository; renamed ones are found by their old name too."""
        state, slug = self.call.state, f"{owner}/{name}"
        found = state.repository(slug)
        if found is None and follow_renames and slug.lower() in state.former:
            found = state.repositories[state.former[slug.lower()]]
        if found is None or self.call.level(found) == "none":
            raise RefusedError("NOT_FOUND", f"Could not resolve to a Repository with the name '{slug}'.")
        return found

    def node(self, id: str) -> object:  # noqa: A002 - GitHub's name for it
        """Anything by its global id."""
        wrapped = (wrap(self.call, one) for one in self._everything())
        found = next((node for node in wrapped if getattr(node, "id", None) == id), None)
        if found is None:
            raise RefusedError("NOT_FOUND", f"Could not resolve to a node with the global id of '{id}'")
        return found

    def nodes(self, ids: list[str]) -> list[object]:
        """Several by their global ids."""
        return [self.node(one) for one in ids]

    def rate_limit(self, **_dry_run: bool) -> Json:
        """What is left once this query is paid."""
        left = self.call.rates.allowance(self.call.actor, "graphql")
        return {
            "cost": self.cost.points,
            "limit": left.limit,
            "nodeCount": self.cost.nodes,
            "remaining": max(left.remaining - self.cost.points, 0),
            "resetAt": timestamp(left.reset),
            "used": left.used + self.cost.points,
        }

    def _account(self, login: str, kind: str, words: str) -> Account:
        account = self.call.state.account(login)
        if account is None or account.type != kind:
            raise RefusedError("NOT_FOUND", f"Could not resolve to {words} with the login of '{login}'.")
        return account

    def _everything(self) -> list[object]:
        state = self.call.state
        repositories = self.call.visible(list(state.repositories.values()))
        return [*repositories, *state.accounts.values(), *state.teams]


def wrap(call: Call, value: object) -> object:
    """What our GitHub knows, as GraphQL asks it."""
    if isinstance(value, Account):
        return OrganisationNode(call, value) if value.type == "Organization" else UserNode(call, value)
    if isinstance(value, Repository):
        return RepositoryNode(call, value)
    if isinstance(value, Team):
        return TeamNode(call, value)
    return [wrap(call, item) for item in value] if isinstance(value, (list, tuple)) else value


def graphql(call: Call) -> Reply:
    """A query with its variables."""
    if call.actor.kind is Kind.NOBODY:
        raise GitHubError(401, "This endpoint requires you to be authenticated.", documentation=HELP)
    body = call.body()
    query, variables = body.get("query"), body.get("variables") or {}
    if not isinstance(query, str) or not query:
        raise GitHubError(400, "A query attribute must be specified and must be a string.", documentation=HELP)
    try:
        document = parse(query)
    except GraphQLError as error:
        return Reply({"errors": [_shown(error, "")]})
    faults = validate(SCHEMA, document)
    if faults:
        return Reply({"errors": [_shown(error, "undefinedField") for error in faults]})
    return _run(call, document, variables, body.get("operationName"))


def _run(call: Call, document: DocumentNode, variables: Json, operation: str | None) -> Reply:
    cost = cost_of(document, variables)
    if cost.nodes > MOST_NODES:
        message = f"This query requests up to {cost.nodes:,} possible nodes which exceeds the maximum limit of {MOST_NODES:,}."
        return Reply({"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}]})
    result = execute_sync(
        SCHEMA,
        document,
        Root(call, cost),
        call,
        variables,
        operation,
        field_resolver=_resolve,
        type_resolver=_type_of,
    )
    return Reply(_body(result), cost=cost.points)


def _body(result: ExecutionResult) -> Json:
    body: Json = {"data": result.data}
    if result.errors:
        body["errors"] = [_shown(error, "") for error in result.errors]
    return body


def _shown(error: GraphQLError, code: str) -> Json:
    shown: Json = {"message": error.message}
    if isinstance(error.original_error, RefusedError):
        shown = {"type": error.original_error.kind, **shown}
    elif isinstance(error, RefusedError):
        shown = {"type": error.kind, **shown}
    if error.path:
        shown["path"] = error.path
    if code:
        shown["extensions"] = {"code": code}
    shown["locations"] = [{"line": place.line, "column": place.column} for place in error.locations or ()]
    return shown


def _resolve(source: Any, info: Info, **arguments: Any) -> object:
    """A field by its name: an item, an attribute, or a method's answer."""
    call: Call = info.context
    if isinstance(source, dict):
        return source.get(info.field_name)
    name = NAMES.get(info.field_name) if isinstance(source, Repository | RepositoryNode) else None
    name = name or _snake(info.field_name)
    value = getattr(wrap(call, source), name)
    if callable(value):
        given = {_snake(key): item for key, item in arguments.items()}
        value = value(info, **given) if name in TAKES_INFO else value(**given)
    return wrap(call, value)


def _type_of(value: Any, info: Info, _kind: object) -> str | None:
    return getattr(wrap(info.context, value), "graphql_type", None)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower()


ROUTES = (Route("POST", "/graphql", graphql),)
