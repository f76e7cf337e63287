"""How much memory messages cost that wait because Slack is away: rows in Postgres, and no more in memory than there is room for."""

import logging
import subprocess
import sys
from collections.abc import Iterator

from bot import logs
from bot.sender import Sender
from bot.sender.door import web_client
from bot.settings import LogFormat
from catalog_store.database import Database
from catalog_store.slack.outgoing import Outgoing
from commands.ask import Answer
from tests.benchmarks.harness import Figure, resident_megabytes
from tests.support.databases import copied_database

_REPORTS, _ANSWERS = 1_000, 10_000
#: As long as a usual answer.
_ANSWER = Answer("payments-api is owned by payments. " * 20)
#: Megabytes. The outbox holds two thousand.
_FEW, _BOUNDED = 3.0, 40.0
_NOBODY = "http://127.0.0.1:9/"


def figures(template: str) -> Iterator[Figure]:
    """What a thousand reports and ten thousand answers cost a process that can send none of them."""
    with copied_database(template) as url, _process(url) as process:
        before = _told(process, "warm")
        reports = _told(process, "reports") - before
        answers = _told(process, "answers") - before
        yield Figure(f"{_REPORTS:,} reports that wait for Slack, memory", reports, "MB", _FEW)
        yield Figure(f"{_ANSWERS:,} answers that wait for Slack, memory", answers, "MB", _BOUNDED)


def _process(url: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.benchmarks.queueing", url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _told(process: "subprocess.Popen[str]", word: str) -> float:
    """Have it do that, and weigh it."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{word}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "done\n"
    return resident_megabytes(process.pid)


def main(url: str) -> None:
    """Do what is asked for, until nothing more is."""
    logs.configure(LogFormat.TEXT, (), level=logging.CRITICAL)
    database = Database(url)
    sender = Sender(web_client("xoxb-test", _NOBODY), store=Outgoing(database, replica="one"))
    sender.start()
    for line in sys.stdin:
        _WORK[line.strip()](sender)
        sys.stdout.write("done\n")
        sys.stdout.flush()
    sender.stop(timeout=0)
    database.close()


def _warm(sender: Sender) -> None:
    sender.post_in_time("C0", _ANSWER)
    _answer(sender, -1)


def _reports(sender: Sender) -> None:
    for number in range(_REPORTS):
        sender.post_in_time(f"C{number % 500}", _ANSWER)


def _answers(sender: Sender) -> None:
    for number in range(_ANSWERS):
        _answer(sender, number)


def _answer(sender: Sender, number: int) -> None:
    channel = f"C{number % 500}"
    call = sender.keep_answer(
        channel, _ANSWER, thread_ts=None, keys=[f"event:Ev{number}"], asker=f"T1:{channel}:U{number}"
    )
    assert call is not None
    sender.send_kept(call)


_WORK = {"warm": _warm, "reports": _reports, "answers": _answers}


if __name__ == "__main__":
    main(sys.argv[1])
