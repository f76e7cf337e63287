"""Pages come over real HTTP, and nobody reaches into our own network by naming an address."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from bot.adapters.web_pages import WebPages
from bot.reading_rules import AllowedHost
from catalog_store.reading import UnreadableError

Page = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """An HTTP server on loopback with the pages that a test puts on it."""

    def __init__(self, trust: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        if trust:
            self._server.socket = trust.wrap_socket(self._server.socket, server_side=True)
        self.port: int = self._server.server_address[1]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers.items())))
                site.pages.get(self.path, answering(404))(self)

            def log_message(self, *_: object) -> None:
                """Tests read what they asked for themselves."""

        return Handler

    @contextmanager
    def open(self) -> Iterator["Site"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


def answering(status: int, body: bytes = b"", **headers: str) -> Page:
    def page(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return page


def dripping(*pieces: bytes) -> Page:
    """Sends a piece every 50 ms for as long as somebody listens."""

    def page(handler: BaseHTTPRequestHandler) -> None:
        try:
            for piece in pieces:
                handler.wfile.write(piece)
                handler.wfile.flush()
                time.sleep(0.05)
        except ConnectionError:
            handler.close_connection = True

    return page


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().open() as opened:
        yield opened


class Names:
    """A resolver that knows a test's hosts, and remembers what it was asked."""

    def __init__(self, **addresses: tuple[str, ...]) -> None:
        self._addresses = {name.replace("_", "."): found for name, found in addresses.items()}
        self.asked: list[str] = []

    def __call__(self, host: str, _port: int) -> tuple[str, ...]:
        self.asked.append(host)
        if host not in self._addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return self._addresses[host]


def _pages(site: Site, *, timeout: float = 5.0, size_limit: int = 1000) -> WebPages:
    """A reader that may read this site under the name `pages.example`."""
    allow = (AllowedHost(f"pages.example:{site.port}"),)
    return WebPages(allow, timeout=timeout, size_limit=size_limit, resolve=Names(pages_example=("127.0.0.1",)))


def _reason(pages: WebPages, url: str) -> str:
    with pytest.raises(UnreadableError) as caught:
        pages.fetch(url)
    return caught.value.reason


def test_reads_a_page(site: Site) -> None:
    site.pages["/a%20b.yaml?x=1"] = answering(200, b"kind: Component\n")
    assert _pages(site).fetch(f"http://pages.example:{site.port}/a b.yaml?x=1#part") == b"kind: Component\n"
    ((_, headers),) = site.asked
    assert headers["Host"] == f"pages.example:{site.port}"
    assert headers["Accept-Encoding"] == "identity"


def test_says_which_address_could_not_be_read(site: Site) -> None:
    url = f"http://pages.example:{site.port}/gone.yaml"
    with pytest.raises(UnreadableError) as caught:
        _pages(site).fetch(url)
    assert caught.value.location == f"url:{url}"
    assert str(caught.value) == f"url:{url} could not be read: nothing is there, or it is private (404)"


@pytest.mark.parametrize(
    "status, words",
    [
        (401, "we are not allowed to read it (401)"),
        (403, "we are not allowed to read it (403)"),
        (410, "it is gone (410)"),
        (429, "we asked too often; it works again later (429)"),
        (503, "its server has trouble (503)"),
        (204, "its server gave an answer that is no page (204)"),
        (302, "its server gave an answer that is no page (302)"),
    ],
)
def test_puts_an_answer_without_a_page_in_words(site: Site, status: int, words: str) -> None:
    site.pages["/"] = answering(status)
    assert _reason(_pages(site), f"http://pages.example:{site.port}") == words


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
    ],
)
def test_keeps_out_of_our_own_network_however_it_is_spelled(site: Site, url: str) -> None:
    assert "is not on the public internet" in _reason(WebPages(), url.format(port=site.port))
    assert site.asked == []


def test_keeps_out_when_only_one_of_a_hosts_addresses_is_ours(site: Site) -> None:
    pages = WebPages(resolve=Names(pages_example=("8.8.8.8", "127.0.0.1")))
    assert _reason(pages, f"http://pages.example:{site.port}/") == (
        "pages.example is not on the public internet (this machine itself)."
        " An administrator can name it under backend.reading.allow"
    )


def test_allows_only_the_paths_that_the_configuration_names(site: Site) -> None:
    site.pages["/catalog/a.yaml"] = answering(200, b"a")
    allow = (AllowedHost(f"pages.example:{site.port}", ("/catalog/",)),)
    pages = WebPages(allow, resolve=Names(pages_example=("127.0.0.1",)))
    assert pages.fetch(f"http://pages.example:{site.port}/catalog/a.yaml") == b"a"
    for path in ("/admin", "/catalog/../admin", "/catalog/%2e%2e/admin"):
        assert "is not on the public internet" in _reason(pages, f"http://pages.example:{site.port}{path}")


def test_connects_to_the_address_that_was_checked_and_asks_for_it_once(site: Site) -> None:
    site.pages["/"] = answering(200, b"a")
    names = Names(pages_example=("127.0.0.1",))
    WebPages((AllowedHost(f"pages.example:{site.port}"),), resolve=names).fetch(f"http://pages.example:{site.port}/")
    assert names.asked == ["pages.example"]


def test_tries_the_next_address_when_one_is_dead(site: Site) -> None:
    site.pages["/"] = answering(200, b"a")
    allow = (AllowedHost(f"pages.example:{site.port}"),)
    pages = WebPages(allow, resolve=Names(pages_example=("::1", "127.0.0.1")))
    assert pages.fetch(f"http://pages.example:{site.port}/") == b"a"


def test_follows_a_redirect(site: Site) -> None:
    site.pages["/old"] = answering(301, Location="new")
    site.pages["/new"] = answering(200, b"a")
    assert _pages(site).fetch(f"http://pages.example:{site.port}/old") == b"a"


@pytest.mark.parametrize(
    "location, words",
    [
        ("http://127.0.0.1:{port}/new", "127.0.0.1 is not on the public internet"),
        ("//localhost:{port}/new", "no address is known for localhost"),
        ("file:///etc/passwd", "only http:// and https:// addresses"),
        ("http://me:word@pages.example:{port}/new", "it holds a user name or a password"),
        ("http://[::1/", "it redirects to what is not a web address"),
    ],
)
def test_checks_where_a_redirect_leads(site: Site, location: str, words: str) -> None:
    site.pages["/old"] = answering(302, Location=location.format(port=site.port))
    allow = (AllowedHost(f"pages.example:{site.port}"),)
    names = Names(pages_example=("127.0.0.1",), **{"127_0_0_1": ("127.0.0.1",)})
    assert words in _reason(WebPages(allow, resolve=names), f"http://pages.example:{site.port}/old")
    assert [path for path, _ in site.asked] == ["/old"]


def test_gives_up_on_a_circle_of_redirects(site: Site) -> None:
    site.pages["/"] = answering(302, Location="/")
    assert _reason(_pages(site), f"http://pages.example:{site.port}/") == "it redirects more than 5 times"
    assert len(site.asked) == 6


def test_reads_up_to_the_limit_and_no_further(site: Site) -> None:
    site.pages["/fits"] = answering(200, b"x" * 1000)
    site.pages["/big"] = answering(200, b"x" * 1001)
    assert len(_pages(site).fetch(f"http://pages.example:{site.port}/fits")) == 1000
    assert _reason(_pages(site), f"http://pages.example:{site.port}/big") == "it is larger than 1,000 bytes"


def test_takes_nothing_compressed(site: Site) -> None:
    site.pages["/"] = answering(200, b"x", Content_Encoding="gzip")
    assert _reason(_pages(site), f"http://pages.example:{site.port}/") == "it came compressed, which was not asked for"


@pytest.mark.parametrize(
    "page",
    [
        dripping(b"HTTP/1.1 200 OK\r\n\r\n", *[b"x"] * 1_000),
        dripping(b"HTTP/1.1 200 OK\r\n", *[b"X-A: b\r\n"] * 1_000),
    ],
    ids=["body", "headers"],
)
def test_ends_in_time_though_something_keeps_coming(site: Site, page: Page) -> None:
    site.pages["/"] = page
    begun = time.monotonic()
    reason = _reason(_pages(site, timeout=0.3), f"http://pages.example:{site.port}/")
    assert reason == "it did not answer in full within 0.3 seconds"
    assert time.monotonic() - begun < 30  # it keeps coming for 50


def test_ends_in_time_though_the_look_up_hangs() -> None:
    done = threading.Event()

    def hanging(host: str, port: int) -> tuple[str, ...]:
        done.wait(60)
        return ()

    reason = _reason(WebPages(timeout=0.1, resolve=hanging), "http://pages.example/")
    done.set()
    assert reason == "it did not answer in full within 0.1 seconds"


@pytest.mark.parametrize(
    "page, words",
    [
        (dripping(b"SSH-2.0-OpenSSH_9.2\r\n"), "pages.example broke off, or does not speak HTTP"),
        (dripping(), "pages.example broke off, or does not speak HTTP"),
        (answering(200, b"x", Content_Length="5"), "pages.example broke off, or does not speak HTTP"),
    ],
    ids=["another protocol", "nothing", "too little"],
)
def test_says_when_no_whole_answer_came(site: Site, page: Page, words: str) -> None:
    site.pages["/"] = page
    assert _reason(_pages(site), f"http://pages.example:{site.port}/") == words


def test_says_when_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        pages = WebPages((AllowedHost(f"pages.example:{port}"),), resolve=Names(pages_example=("127.0.0.1",)))
        reason = _reason(pages, f"http://pages.example:{port}/")
    assert reason == "there is no connection to pages.example (Connection refused)"


@pytest.mark.parametrize(
    "url, words",
    [
        ("ftp://pages.example/", "only http:// and https:// addresses with a host are read"),
        ("pages.example/a", "only http:// and https:// addresses with a host are read"),
        ("http:///a", "only http:// and https:// addresses with a host are read"),
        ("http://pages.example:99999/", "it is not a web address"),
        ("http://a..example/", "it is not a web address"),
        (f"http://{'a' * 64}.example/", "it is not a web address"),
        ("http://nowhere.example/", "no address is known for nowhere.example"),
    ],
)
def test_refuses_what_is_no_readable_address(url: str, words: str) -> None:
    assert _reason(WebPages(resolve=Names()), url) == words


def test_never_repeats_a_password_from_an_address() -> None:
    with pytest.raises(UnreadableError) as caught:
        WebPages(resolve=Names()).fetch("https://me:hidden@pages.example/a")
    assert "hidden" not in str(caught.value)
    assert caught.value.location == "url:https://***@pages.example/a"


def test_a_file_shown_on_github_is_read_raw() -> None:
    names = Names()
    reason = _reason(WebPages(resolve=names), "https://github.com/acme/shop/blob/main/a/catalog-info.yaml?plain=1#L3")
    assert reason == "no address is known for raw.githubusercontent.com"
    assert names.asked == ["raw.githubusercontent.com"]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def _secure_site(authority: trustme.CA, name: str) -> Site:
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(server_side)
    return Site(server_side)


def _trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def test_checks_the_certificate_against_the_name_and_not_the_address(authority: trustme.CA) -> None:
    with _secure_site(authority, "pages.example").open() as site:
        site.pages["/"] = answering(200, b"a")
        pages = WebPages(
            (AllowedHost(f"*.example:{site.port}"),),
            resolve=Names(pages_example=("127.0.0.1",), other_example=("127.0.0.1",)),
            trust=_trusting(authority),
        )
        assert pages.fetch(f"https://pages.example:{site.port}/") == b"a"
        reason = _reason(pages, f"https://other.example:{site.port}/")
    assert reason.startswith("the certificate of other.example is not to be trusted: Hostname mismatch")


def test_refuses_a_certificate_of_an_unknown_authority(authority: trustme.CA) -> None:
    with _secure_site(authority, "pages.example").open() as site:
        reason = _reason(_pages(site), f"https://pages.example:{site.port}/")
    assert reason.startswith("the certificate of pages.example is not to be trusted: unable to get local issuer")
