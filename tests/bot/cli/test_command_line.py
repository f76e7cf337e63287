"""The command line as a whole: help, words that are none, and failures that nobody foresaw."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import ALL
from bot.cli import arguments
from bot.reports import ALL as REPORTS
from catalog_store.audit import AuditOutcome
from tests.bot.cli.conftest import ROOT, Terminal

SECRET = "xoxb-very-secret-token"


def test_help_lists_every_command(terminal: Terminal) -> None:
    printed = terminal.types("--help")
    assert printed.status == 0
    assert all(f"  {entry.name} " in printed.out and entry.summary in printed.out for entry in ALL)


def test_help_loads_nothing_but_the_command_line() -> None:
    code = """
import sys
from contextlib import suppress
before = set(sys.modules)
from bot.__main__ import ALL, main
for entry in ALL:
    with suppress(SystemExit):
        main([*entry.words, "--help"])
loaded = sorted(name for name in {*sys.modules} - before if name.partition(".")[0] not in sys.stdlib_module_names)
print(*loaded)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "bot bot.__main__ bot.cli bot.cli.arguments bot.errors"


def test_offers_every_report_and_every_outcome() -> None:
    assert list(arguments.REPORTS) == [report.name for report in REPORTS]
    assert list(arguments.OUTCOMES) == list(AuditOutcome)


@pytest.mark.parametrize("name", [entry.name for entry in ALL])
def test_help_of_a_command_shows_an_example(terminal: Terminal, name: str) -> None:
    printed = terminal.types(*name.split(), "--help")
    assert printed.status == 0
    assert f"Example:  callboard {name}" in printed.out


def test_help_can_also_be_asked_for_by_word(terminal: Terminal) -> None:
    assert terminal.types("help", "lint").out == terminal.types("lint", "--help").out
    assert terminal.types("help").out == terminal.types("--help").out


def test_tells_its_version(terminal: Terminal) -> None:
    assert re.fullmatch(r"callboard \d+\.\d+\.\d+\n", terminal.types("--version").out)


def test_nothing_at_all_shows_the_help_and_fails(terminal: Terminal) -> None:
    printed = terminal.types()
    assert printed.status == 2
    assert "commands:" in printed.err


def test_a_misspelt_command_is_corrected(terminal: Terminal) -> None:
    printed = terminal.types("ingst", ".")
    assert printed.status == 2
    assert "Did you mean `callboard ingest`?" in printed.err


def test_a_question_without_ask_is_understood(terminal: Terminal) -> None:
    assert "Did you mean `callboard ask owner payments-api`?" in terminal.types("owner", "payments-api").err


@pytest.mark.parametrize("words", [("--nope",), ("lint",), ("lint", "--js", "x"), ("serve", "now")])
def test_wrong_arguments_exit_with_2(terminal: Terminal, words: tuple[str, ...]) -> None:
    printed = terminal.types(*words)
    assert printed.status == 2
    assert printed.out == ""


def test_all_faults_of_the_settings_are_told(terminal: Terminal) -> None:
    terminal.set(LOG_FORMAT="loud", CALLBOARD_LISTEN="here")
    printed = terminal.types("migrate")
    assert printed.status == 2
    assert [line.split()[1] for line in printed.err.splitlines()] == ["CALLBOARD_LISTEN", "LOG_FORMAT"]


def test_a_bug_is_told_in_one_sentence_and_its_traceback_kept_without_secrets(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_options: object) -> int:
        raise ZeroDivisionError(f"in the middle of {SECRET}")

    monkeypatch.setattr("bot.cli.migrate.run", break_down)
    terminal.set(SLACK_BOT_TOKEN=SECRET)
    printed = terminal.types("migrate")
    assert printed.status == 1
    assert len(printed.err.splitlines()) == 1
    assert "Traceback" not in printed.err
    kept = Path(re.findall(r"\S+\.log", printed.err)[0])
    log = kept.read_text()
    kept.unlink()
    assert "ZeroDivisionError: in the middle of ***" in log
    assert SECRET not in log


def test_a_reader_that_has_seen_enough_is_no_failure(terminal: Terminal) -> None:
    for number in range(10):  # far more faults than a pipe holds
        terminal.write(f"{number}/catalog-info.yaml", "---\nkind: Nothing\n" * 150)
    command = f"{sys.executable} -m bot lint . | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command], cwd=terminal.folder, env=terminal.environment({}), capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_signs_that_the_terminal_cannot_show_are_spelled_out(terminal: Terminal) -> None:
    terminal.write("catalog-info.yaml", 'kind: "\\e[31mÄ"\n')
    printed = terminal.runs("lint", "catalog-info.yaml", PYTHONIOENCODING="ascii")
    assert printed.status == 1
    assert "\x1b" not in printed.out
    assert r"\x1b[31m\xc4" in printed.out


def test_can_be_run_from_its_sources() -> None:
    done = subprocess.run([sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, env=os.environ.copy())
    assert done.returncode == 0
