"""`callboard try` from the terminal: what it prints, what stops it from beginning, and how it ends."""

import http.client
import re
import signal
import socket
from contextlib import ExitStack, suppress

import pytest

from tests.bot.cli.conftest import Terminal
from tests.bot.cli.served import serving
from tests.support.processes import becomes_true

GROUP = "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata: {name: real}\nspec: {type: team, children: []}\n"


@pytest.mark.more
def test_prints_where_the_page_is_and_ends_in_order(with_database: Terminal) -> None:
    with serving(with_database, "try", "--port", "0") as tried:
        assert becomes_true(lambda: "type /owner payments-api in a channel" in tried.log, within=40)
        host, port = re.findall(r"Open http://([\d.]+):(\d+)/", tried.log)[0]
        page = http.client.HTTPConnection(host, int(port), timeout=60)
        page.request("GET", "/")
        assert page.getresponse().status == 200
        page.close()
        assert tried.says("ready\n")
        tried.send(signal.SIGTERM)
        assert tried.ends() == 0
    assert "Traceback" not in tried.log
    with_database.set(CALLBOARD_HOME=".callboard/try")
    assert "Nobody may do that" not in with_database.types("ask", "--as", "sam.achterberg", "audit").out
    assert "Only people of Platform" in with_database.types("ask", "--as", "ana.duarte", "audit").out
    assert with_database.types("ask", "--channel", "payments", "owner").out.startswith("Payments")


@pytest.mark.more
def test_listens_elsewhere_where_another_program_has_the_usual_port(with_database: Terminal) -> None:
    with ExitStack() as others:
        with suppress(OSError):  # somebody else has it already
            others.enter_context(socket.create_server(("127.0.0.1", 3000)))
        with serving(with_database, "try", "--port", "0", CALLBOARD_LISTEN="") as tried:
            assert becomes_true(lambda: "The bot listens on" in tried.log, within=40)
            assert "http://127.0.0.1:3000 " not in tried.log


@pytest.mark.more
def test_says_that_the_port_is_taken(with_database: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        printed = with_database.runs("try", "--port", port)
    assert printed.status == 2
    assert printed.err == (
        f"callboard: Port {port} is taken, perhaps by another workspace. `callboard try --port 0` takes any free one.\n"
    )


@pytest.mark.more
def test_keeps_away_from_a_real_catalog(with_database: Terminal) -> None:
    with_database.write("real.yaml", GROUP)
    with_database.types("ingest", "real.yaml")
    printed = with_database.runs("try", "--port", "0")
    assert printed.status == 2
    assert "holds a real catalog" in printed.err
    assert "Unset DATABASE_URL" in printed.err
