"""Which web addresses Callboard reads when a file or a person names them."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

#: Today's global unicast. Whatever lies outside reaches no public host.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
#: An IPv6-only network reaches IPv4 through these; the last four bytes are the address that counts.
_NAT64 = IPv6Network("64:ff9b::/96")
#: Azure's metadata service answers at an address that looks public. The other clouds' are link-local or private.
_METADATA = ip_address("168.63.129.16")
#: Networks with a purpose of their own, tunnels above all, that Python's older versions or all of them count as public.
_NOT_PUBLIC = tuple(
    map(ip_network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2002::/16", "2001::/32", "3fff::/20"))
)


@dataclass(frozen=True, slots=True)
class AllowedHost:
    """A host that may be read although its address is private.

    `host` is as in Backstage's `backend.reading.allow`: `wiki.example.com`, `wiki.example.com:8443`, or `*.example.com` for every
    name below it. `paths` are beginnings; without any, every path is allowed.
    """

    host: str
    paths: tuple[str, ...] = ()

    def covers(self, host: str, path: str) -> bool:
        """`host` carries its port when that is not the scheme's own."""
        return self._names(host.lower()) and (not self.paths or path.startswith(self.paths))

    def _names(self, host: str) -> bool:
        wanted = self.host.lower()
        return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted


def find_objection(address: str) -> str | None:
    """Why this IP address is none of the public internet's, or None when it is one."""
    found = _carried(ip_address(address))
    if found == _METADATA or found.is_link_local:
        return "link-local, or a cloud's metadata service"
    if found.is_loopback or found.is_unspecified:
        return "this machine itself"
    if found.is_multicast:
        return "multicast"
    return None if _is_public(found) else "private or reserved"


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_reserved and not any(address in network for network in _NOT_PUBLIC)
