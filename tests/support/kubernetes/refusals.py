"""What a kube-apiserver says when it does not do what it is asked, in its own words."""

from tests.support.kubernetes.objects import Json

_REASONS = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 410: "Expired"}
#: What it says where no group of that name is: no JSON.
NO_PAGE = b"404 page not found\n"


def refusal(code: int, message: str) -> tuple[int, Json]:
    """Any."""
    reason = _REASONS.get(code, "Unknown")
    said = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message}
    return code, {**said, "reason": reason, "code": code}


def forbidden(verb: str, plural: str, group: str, namespace: str | None) -> tuple[int, Json]:
    """A right is missing. Whether there is such a resource at all is not told to whoever lacks the right."""
    name = f"{plural}.{group}" if group else plural
    where = f'in the namespace "{namespace}"' if namespace else "at the cluster scope"
    code, said = refusal(
        403,
        f'{name} is forbidden: User "reader" cannot {verb} resource "{plural}" in API group "{group}" {where}',
    )
    return code, {**said, "details": {**({"group": group} if group else {}), "kind": plural}}


def not_served(*, is_group_known: bool) -> tuple[int, Json | bytes]:
    """There is no such resource."""
    if not is_group_known:
        return 404, NO_PAGE
    code, said = refusal(404, "the server could not find the requested resource")
    return code, {**said, "details": {}}


def too_old(since: int, oldest: int) -> Json:
    """Of a watch; it comes as an event, the answer has begun already."""
    return {"type": "ERROR", "object": refusal(410, f"too old resource version: {since} ({oldest})")[1]}


def rest_forgotten(again: str) -> tuple[int, Json]:
    """Of a list that came in pages."""
    code, said = refusal(410, "The provided continue parameter is too old to display a consistent list result.")
    return code, {**said, "metadata": {"continue": again}}
