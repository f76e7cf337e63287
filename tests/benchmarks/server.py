"""A bot on a catalog's database for a load test, with one more command that does nothing: `python -m tests.benchmarks.server`."""

import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from slack_bolt import Ack

from bot import logs, wiring
from bot.__main__ import collect_less, take_turns_often
from bot.serving import Bot
from bot.settings import load
from catalog_store.search.following import Following
from catalog_store.standings.judging import Judging
from commands.ask import Answer, Ask
from commands.dispatch import Switchboard
from commands.services import Services

_Answering = Callable[[Switchboard, Ask, Services], Answer]

SECRET = "a-benchmark-s-signing-secret"  # signs requests to this machine
NOTHING = "/nothing"
#: What to ask `/owner` for an answer that takes ten seconds.
SLOW = "something that takes ten seconds"


class Slack(BaseHTTPRequestHandler):
    """Answers every method of the Web API with a yes."""

    def do_POST(self) -> None:  # the standard library's name
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b'{"ok": true, "user_id": "U0BOT", "bot_id": "B0BOT", "team_id": "T0BENCHMARK"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the standard library's name
        """Say nothing."""


def main() -> None:
    """Serve until killed, having printed the address."""
    collect_less()  # as the command line does
    take_turns_often()  # the same
    slack = ThreadingHTTPServer(("127.0.0.1", 0), Slack)
    threading.Thread(target=slack.serve_forever, daemon=True).start()
    environment: Mapping[str, str] = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": f"http://127.0.0.1:{slack.server_port}/api/",
        "CALLBOARD_LISTEN": "127.0.0.1:0",
    }
    # One person asks everything there.
    settings = replace(load(environment, Path.cwd()), questions_per_minute=0)
    logs.configure(settings.log_format, settings.secrets, level=30)
    setattr(Switchboard, "takes_long", _takes_long)  # noqa: B010  # mypy knows no other way to replace a method
    setattr(Switchboard, "answer", _slow_if_told_so(Switchboard.answer))  # noqa: B010  # the same
    # The first build of the search index takes minutes and half the processor; here it would be measured instead.
    setattr(Following, "start", _stay_idle)  # noqa: B010  # the same
    setattr(Following, "stop", _stay_idle)  # noqa: B010  # the same
    # So does the first judging of so many things, which begins after twenty seconds.
    setattr(Judging, "keep_up", _judge_nothing)  # noqa: B010  # the same
    with wiring.connect(settings) as database:
        bot = Bot.start(settings, database)
        listeners = bot.app._listeners  # one more in front of the one that takes every command
        bot.app.command(NOTHING)(_do_nothing)
        listeners.insert(0, listeners.pop())
        bot.database.wait()
        sys.stdout.write(f"http://{bot.web.host}:{bot.web.port}\n")
        sys.stdout.flush()
        threading.Event().wait()


def _takes_long(_switchboard: Switchboard, ask: Ask) -> bool:
    return SLOW in ask.words


def _slow_if_told_so(answer: _Answering) -> _Answering:
    def answer_in_time(switchboard: Switchboard, ask: Ask, services: Services) -> Answer:
        if SLOW in ask.words:
            time.sleep(10)
        return answer(switchboard, ask, services)

    return answer_in_time


def _judge_nothing(_judging: Judging, **_pause: object) -> int:
    return 0


def _stay_idle(following: Following) -> None:
    del following


def _do_nothing(ack: Ack) -> None:
    ack()


if __name__ == "__main__":
    main()
