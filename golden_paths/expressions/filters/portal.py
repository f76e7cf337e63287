"""Backstage's own filters: addresses of repositories, and references to entities."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from golden_paths.expressions.coercion import text_of
from golden_paths.expressions.errors import ExpressionError
from golden_paths.expressions.filters.filter import Filter, Given, argument
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.members import described, own
from golden_paths.expressions.values import UNDEFINED, Value

#: What a repository's address must say, by its host. Other hosts are refused, as Backstage refuses what it has no integration for.
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    "github.com": ("repo", "owner"),
    "gitlab.com": ("owner", "repo"),
    "bitbucket.org": ("workspace", "project", "repo"),
    "dev.azure.com": ("project", "repo"),
}
_PARTS = ("owner", "repo", "organization", "workspace", "project")
_EXAMPLE = "It looks like `github.com?owner=acme&repo=payments-api`."


def repository_parts(value: Value) -> dict[str, Value]:
    """Host, owner, repo, organization, workspace and project of an address as the form's picker gives it.

    Raises:
        ExpressionError: it is no such address.
    """
    if not isinstance(value, str):
        raise ExpressionError(
            f"`parseRepoUrl` takes the address of a repository, and this is {described(value)}.", _EXAMPLE
        )
    host, query = _host_and_query(value)
    if host not in _REQUIRED:
        raise ExpressionError(f"`parseRepoUrl` does not know the host {host!r:.80}.", f"Known: {', '.join(_REQUIRED)}.")
    required = () if host == "gitlab.com" and query.get("project") else _REQUIRED[host]
    for name in required:
        if not query.get(name):
            raise ExpressionError(f"The address {value!r:.120} does not say its {name}.", _EXAMPLE)
    return {"host": host} | {name: query[name].strip("/") if name in query else UNDEFINED for name in _PARTS}


def _host_and_query(address: str) -> tuple[str, Mapping[str, str]]:
    try:
        parsed = urlsplit(f"https://{address.strip()}")
        host = (parsed.hostname or "") + (f":{parsed.port}" if parsed.port not in (None, 443) else "")
    except ValueError as error:
        raise ExpressionError(f"{address!r:.120} is no address of a repository.", _EXAMPLE) from error
    return host, {name: values[0] for name, values in parse_qs(parsed.query, keep_blank_values=True).items()}


def _parse_repo_url(value: Value, _: Given, __: Meter) -> Value:
    return repository_parts(value)


def _project_slug(value: Value, _: Given, meter: Meter) -> Value:
    parts = repository_parts(value)
    return f"{text_of(parts['owner'], meter)}/{text_of(parts['repo'], meter)}"


def _parse_entity_ref(value: Value, given: Given, meter: Meter) -> Value:
    defaults = argument(given, 0)
    parts = (
        _text_parts(value)
        if isinstance(value, str)
        else {name: own(value, name) for name in ("kind", "namespace", "name")}
    )
    kind = _first(parts["kind"], own(defaults, "defaultKind"))
    namespace = _first(parts["namespace"], own(defaults, "defaultNamespace") or "default")
    if not kind:
        raise ExpressionError(
            f"The reference {text_of(value, meter)!r:.80} has no kind.",
            "Write `| parseEntityRef({defaultKind: 'Component'})`.",
        )
    if not parts["name"] or not namespace:
        raise ExpressionError(f"{text_of(value, meter)!r:.80} is no reference.", "Write `kind:namespace/name`.")
    return {"kind": kind, "namespace": namespace, "name": parts["name"]}


def _first(value: Value, default: Value) -> Value:
    return default if value is UNDEFINED or value is None else value


def _text_parts(ref: str) -> dict[str, Value]:
    slash = ref.find("/")
    colon = ref.find(":")
    if -1 < slash < colon:
        colon = -1
    kind: Value = ref[:colon] if colon > -1 else UNDEFINED
    namespace: Value = ref[colon + 1 : slash] if slash > -1 else UNDEFINED
    parts = {"kind": kind, "namespace": namespace, "name": ref[max(colon, slash) + 1 :]}
    if "" in parts.values():
        raise ExpressionError(f"{ref!r:.80} is no reference to an entity.", "Write `kind:namespace/name`.")
    return parts


def _pick(value: Value, given: Given, meter: Meter) -> Value:
    path = text_of(argument(given, 0), meter)
    whole = own(value, path)
    if whole is not UNDEFINED:
        return whole
    for name in path.replace("[", ".").replace("]", "").split("."):
        value = own(value, name)
    return value if value is not UNDEFINED else argument(given, 1)


PORTAL_FILTERS = (
    Filter(
        "parseEntityRef",
        "Kind, namespace and name of a reference; `{defaultKind: …}` where it has none",
        _parse_entity_ref,
    ),
    Filter("parseRepoUrl", "Host, owner, repo and so on of a repository's address", _parse_repo_url),
    Filter("pick", "What an object has under a name or path", _pick),
    Filter("projectSlug", "`owner/repo` of a repository's address", _project_slug),
)
