"""Which addresses belong to the public internet, and which hosts the configuration opens."""

import pytest

from bot.reading_rules import AllowedHost, find_objection


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "140.82.121.4", "2606:50c0:8000::154", "2a00:1450:4001::200e", "64:ff9b::808:808", "::ffff:8.8.8.8"],
)
def test_takes_public_addresses(address: str) -> None:
    assert find_objection(address) is None


@pytest.mark.parametrize(
    "address, objection",
    [
        ("127.0.0.1", "this machine itself"),
        ("127.8.8.8", "this machine itself"),
        ("0.0.0.0", "this machine itself"),
        ("::1", "this machine itself"),
        ("::", "this machine itself"),
        ("::ffff:127.0.0.1", "this machine itself"),
        ("64:ff9b::7f00:1", "this machine itself"),
        ("169.254.169.254", "link-local, or a cloud's metadata service"),
        ("::ffff:169.254.169.254", "link-local, or a cloud's metadata service"),
        ("168.63.129.16", "link-local, or a cloud's metadata service"),
        ("fe80::1%eth0", "link-local, or a cloud's metadata service"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("10.0.0.1", "private or reserved"),
        ("172.16.0.1", "private or reserved"),
        ("192.168.1.1", "private or reserved"),
        ("0.1.2.3", "private or reserved"),
        ("100.64.0.1", "private or reserved"),
        ("100.100.100.200", "private or reserved"),
        ("192.0.0.192", "private or reserved"),
        ("198.18.0.1", "private or reserved"),
        ("203.0.113.1", "private or reserved"),
        ("240.0.0.1", "private or reserved"),
        ("255.255.255.255", "private or reserved"),
        ("64:ff9b::a00:1", "private or reserved"),
        ("64:ff9b:1::808:808", "private or reserved"),
        ("::8.8.8.8", "private or reserved"),
        ("fd00:ec2::254", "private or reserved"),
        ("fec0::1", "private or reserved"),
        ("2001:db8::1", "private or reserved"),
        ("2002:7f00:1::", "private or reserved"),
        ("2002:808:808::", "private or reserved"),
        ("2001:0:808:808::", "private or reserved"),
    ],
)
def test_objects_to_everything_else(address: str, objection: str) -> None:
    assert find_objection(address) == objection


@pytest.mark.parametrize(
    "allowed, host, path, covered",
    [
        (AllowedHost("wiki.example"), "wiki.example", "/any", True),
        (AllowedHost("Wiki.example"), "WIKI.example", "/any", True),
        (AllowedHost("wiki.example"), "wiki.example:8443", "/any", False),
        (AllowedHost("wiki.example:8443"), "wiki.example:8443", "/any", True),
        (AllowedHost("wiki.example"), "evil-wiki.example", "/any", False),
        (AllowedHost("*.corp.example"), "git.corp.example", "/any", True),
        (AllowedHost("*.corp.example"), "a.git.corp.example", "/any", True),
        (AllowedHost("*.corp.example"), "corp.example", "/any", False),
        (AllowedHost("*.corp.example"), "evilcorp.example", "/any", False),
        (AllowedHost("wiki.example", ("/catalog/",)), "wiki.example", "/catalog/a.yaml", True),
        (AllowedHost("wiki.example", ("/catalog/",)), "wiki.example", "/admin", False),
    ],
)
def test_covers_hosts_as_backstage_does(allowed: AllowedHost, host: str, path: str, covered: bool) -> None:
    assert allowed.covers(host, path) is covered
