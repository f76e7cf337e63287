"""Which texts may stand where: the field formats of Backstage's catalog model."""

import re
from functools import lru_cache

_LONGEST = 63
_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?\Z")
_DNS_LABEL = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*\Z")
_TAG = re.compile(r"[a-z0-9:+#]+(?:-[a-z0-9:+#]+)*\Z")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)\Z", re.DOTALL)
#: Addresses of these schemes need a host.
_WITH_HOST = frozenset(("http", "https", "ftp", "ws", "wss"))
_AUTHORITY = re.compile(r"[/\\]*(?:[^/\\?#]*@)?([^/\\?#]*)")
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\x00-\x20#/:<>?@\[\\\]^|%\x7f]+)(?::([0-9]{0,5}))?\Z")
_HIGHEST_PORT = 65535
_IGNORED_IN_URLS = re.compile("[\t\n\r]")


def is_name(text: str) -> bool:
    """1 to 63 letters and digits, with `-`, `_` and `.` between them."""
    return len(text) <= _LONGEST and _NAME.match(text) is not None


def is_namespace(text: str) -> bool:
    """1 to 63 small letters and digits, with `-` between them."""
    return len(text) <= _LONGEST and _DNS_LABEL.match(text) is not None


@lru_cache(maxsize=4096)  # a company has few different tags
def is_tag(text: str) -> bool:
    """1 to 63 small letters, digits and `:+#`, with single `-` between them."""
    return len(text) <= _LONGEST and _TAG.match(text) is not None


def is_label_value(text: str) -> bool:
    return not text or is_name(text)


@lru_cache(maxsize=4096)  # nor many different annotations
def is_prefixed_name(text: str) -> bool:
    """The key of a label or an annotation: a name, or a DNS name, one `/` and a name."""
    prefix, slash, name = text.rpartition("/")
    return is_name(name) and (not slash or _is_dns_name(prefix))


def is_url(text: str) -> bool:
    """What browsers take for a complete address."""
    found = _SCHEME.match(_IGNORED_IN_URLS.sub("", text.strip()))
    if not found:
        return False
    if found[1].lower() not in _WITH_HOST:
        return True
    authority = _AUTHORITY.match(found[2])
    host = _HOST.match(authority[1]) if authority else None
    return host is not None and int(host[2] or 0) <= _HIGHEST_PORT and _is_plausible_host(host[1])


def _is_dns_name(text: str) -> bool:
    return len(text) <= 253 and all(map(is_namespace, text.split(".")))


def _is_plausible_host(host: str) -> bool:
    """A host whose last part is a number is an address, and its numbers have bounds."""
    parts = host.removesuffix(".").split(".")
    if not parts[-1].isdecimal():
        return True
    return (
        len(parts) <= 4
        and all(part.isdecimal() for part in parts)
        and all(int(part) <= 255 for part in parts[:-1])
        and int(parts[-1]) < 256 ** (5 - len(parts))
    )
