"""What a single word of a text can be: a reference, an address, a pod, an image, an id of some tool, a name."""

import re
from collections.abc import Callable, Iterator

from catalog_store.aliases import name_key
from catalog_store.entities import KINDS
from catalog_store.refs import EntityRef
from catalog_store.resolver.addresses import address_leads, path_leads
from catalog_store.resolver.clues import KIND_WORDS, Lead
from catalog_store.resolver.kubernetes import image_leads, in_cluster_leads, made_from, workload_leads

_REF = re.compile(r"([a-z][a-z0-9-]*):(?:([a-z0-9][\w.-]*)/)?([a-z0-9][\w.-]*)", re.IGNORECASE)
#: How people write of an issue or of a request: `acme/payments-api#481`, `acme/payments-api!12`.
_ISSUE = re.compile(r"([a-z0-9][\w.-]*/[a-z0-9][\w./-]*)[#!]\d+", re.IGNORECASE)
_PAIR = re.compile(r"@?([a-z0-9][\w.-]*)/([a-z0-9][\w.-]*)", re.IGNORECASE)
_EMAIL = re.compile(r"(?:mailto:)?([^\s@:/<>|]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.IGNORECASE)
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^>]*))?>|#([\w.-]{1,80})|([CG][A-Z0-9]{8,})", re.IGNORECASE)
_PERSON = re.compile(r"@([\w.-]{1,80})")
#: What Slack's groups are called beside their team: `@payments-team`, `@team-payments`.
_OF_TEAM = re.compile(
    r"^(?:team|squad|crew)[-_.]|[-_.](?:team|squad|crew|guild|devs?|engineers?|eng|oncall|on-call)$", re.IGNORECASE
)
_PAGER_ID = re.compile(r"P[A-Z0-9]{5,13}")
_TICKET = re.compile(r"([A-Z][A-Z0-9_]{1,9})-\d{1,6}")
_PROJECT = re.compile(r"[A-Z][A-Z0-9_]{1,9}")
_ARN = re.compile(r"arn:[\w-]*:[\w-]*:[\w-]*:\d*:([\w./:*-]+)", re.IGNORECASE)
_PEOPLE = frozenset(("user", "group"))
_GROUPS = frozenset(("group",))


def leads_of(token: str) -> Iterator[Lead]:
    """Everything that this word may be. Names are among it."""
    for shape in _PLAIN_SHAPES if _PLAIN.fullmatch(token) else _SHAPES:
        yield from shape(token)


def phrase_leads(words: str, tier: int = 100) -> Iterator[Lead]:
    """`Payments API`, `payments team`: a name, or a name and the word for its kind."""
    key = name_key(words)
    if key:
        yield Lead(f"name:{key}", tier)
    parts = words.lower().split()
    if len(parts) > 1:
        yield from _with_kind(parts[-1], " ".join(parts[:-1]), tier + 1)
        yield from _with_kind(parts[0], " ".join(parts[1:]), tier + 1)


def base_name(token: str) -> str:
    """The part of the word that a typo is most likely in: the last of a path, without what machines added."""
    last = re.split(r"[?#]", token)[0].rstrip("/").rpartition("/")[2].removesuffix(".git").partition("@sha256")[0]
    name = last.partition(":")[2] if ":" in last and last.partition(":")[0] in KIND_WORDS else last.partition(":")[0]
    return next((base for base, _ in made_from(name.lower())), name)


def _with_kind(word: str, name: str, tier: int) -> Iterator[Lead]:
    if word == "namespace":
        yield Lead(f"ns:{name}", tier, is_exact=False, reading="the namespace")
    kinds = KIND_WORDS.get(word)
    key = name_key(name)
    if kinds and key:
        yield Lead(f"name:{key}", tier, is_exact=False, reading=f"that without the word “{word}”", kinds=kinds)


def _reference_leads(token: str) -> Iterator[Lead]:
    match = _REF.fullmatch(token)
    if match:
        kind, namespace, name = match[1].lower(), match[2] or "default", match[3]
        yield Lead(f"ref:{EntityRef.of(kind, name, namespace)}", 0)
        if kind in KIND_WORDS and not match[2]:
            yield Lead(f"name:{name_key(name)}", 1, kinds=KIND_WORDS[kind], reading="the part after the kind")
    pair = _PAIR.fullmatch(token)
    if pair:
        for kind in KINDS:
            yield Lead(f"ref:{EntityRef.of(kind, pair[2], pair[1])}", 0)
        yield Lead(f"path:{pair[1]}/{pair[2]}".lower(), 1, reading="the repository")
        yield Lead(f"repo:{pair[1]}/{pair[2]}".lower(), 2, reading="the repository")
        yield Lead(f"id:{pair[1]}/{pair[2]}".lower(), 3)


def _issue_leads(token: str) -> Iterator[Lead]:
    match = _ISSUE.fullmatch(token)
    if match:
        yield Lead(f"repo:{match[1]}".lower(), 2, is_exact=False, reading="the repository")


def _email_leads(token: str) -> Iterator[Lead]:
    match = _EMAIL.fullmatch(token)
    if match:
        yield Lead(f"email:{match[1].lower()}", 0)


def _channel_leads(token: str) -> Iterator[Lead]:
    match = _CHANNEL.fullmatch(token)
    if not match:
        return
    channel_id, name = match[1] or match[4], match[2] or match[3]
    if channel_id:
        yield Lead(f"slack:{channel_id.lower()}", 0)
    if name:
        yield Lead(f"slack:#{name.lower()}", 1)
        yield Lead(f"name:{name_key(name)}", 2, is_exact=False, reading="the channel's name", kinds=_GROUPS)
        bare = re.sub(r"^(?:team|squad|ask|help)-|-(?:team|squad|help)$", "", name.lower())
        if bare != name.lower():
            reading = "the channel's name without what channels add"
            yield Lead(f"name:{name_key(bare)}", 3, is_exact=False, reading=reading, kinds=_GROUPS)


def _person_leads(token: str) -> Iterator[Lead]:
    match = _PERSON.fullmatch(token)
    if match:
        yield Lead(f"name:{name_key(match[1])}", 0, kinds=_PEOPLE, reading="that without its @")
        yield Lead(f"id:{match[1].lower()}", 1, kinds=_PEOPLE, reading="that without its @")
        team = _OF_TEAM.sub("", match[1])
        if team not in ("", match[1]):
            yield Lead(f"name:{name_key(team)}", 2, is_exact=False, kinds=_GROUPS, reading=f"{team} in that handle")


def _id_leads(token: str) -> Iterator[Lead]:
    if _PAGER_ID.fullmatch(token):
        yield Lead(f"pd:{token.lower()}", 50)
    if _PROJECT.fullmatch(token):
        yield Lead(f"jira:{token.lower()}", 200)
    ticket = _TICKET.fullmatch(token)
    if ticket:
        yield Lead(f"jira:{ticket[1].lower()}", 250, is_exact=False, reading="the ticket's project")
    arn = _ARN.fullmatch(token)
    if arn:
        for part in reversed(re.split(r"[/:]", arn[1])):
            yield Lead(f"name:{name_key(part)}", 0, is_exact=False, reading="the end of that ARN")


def _name_leads(token: str) -> Iterator[Lead]:
    if "/" in token or "://" in token or token[0] in "@#<":
        return
    yield from phrase_leads(token)
    lowered = token.lower()
    if lowered.isascii() and " " not in lowered:
        yield Lead(f"id:{lowered}", 110)
        yield Lead(f"ns:{lowered}", 120, reading="the namespace")


def _path_leads(token: str) -> Iterator[Lead]:
    if token.count("/") >= 2 and "://" not in token and token[0] not in "@#<":
        yield from path_leads(token, 240)


_SHAPES: tuple[Callable[[str], Iterator[Lead]], ...] = (
    _reference_leads,
    _issue_leads,
    _email_leads,
    _channel_leads,
    _person_leads,
    _id_leads,
    _name_leads,
    in_cluster_leads,
    address_leads,
    workload_leads,
    image_leads,
    _path_leads,
)
#: Most words are made of letters and dashes only, and can be only these.
_PLAIN = re.compile(r"[\w-]+")
_PLAIN_SHAPES = (_name_leads, _id_leads, _channel_leads, workload_leads)
