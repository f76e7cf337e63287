"""`callboard scorecard test` as whoever writes a rule meets it."""

from tests.bot.cli.conftest import Terminal

RULE = """\
callboard:
  scorecards:
    checks:
      - id: on-python-3-13
        title: Runs on Python 3.13
        level: Silver
        filter: {language: Python}
        pass: {fact: "label:python", versionAtLeast: "3.13"}
        tests:
          - facts: {repository.language: Python, "label:python": "3.13"}
            result: passed
"""


def test_good_rules_are_counted(terminal: Terminal) -> None:
    terminal.write("app-config.yaml", RULE)
    printed = terminal.types("scorecard", "test")
    assert (printed.status, printed.out) == (0, "50 checks, 0 faults; 1 test, 0 failed.\n")


def test_a_fault_is_told_with_its_place_and_its_mending(terminal: Terminal) -> None:
    terminal.write("app-config.yaml", RULE.replace("versionAtLeast", "versionAtLest"))
    printed = terminal.types("scorecard", "test")
    assert printed.status == 1
    assert printed.out.startswith("callboard.scorecards.checks[0].pass: compares with nothing. Write one of ")


def test_a_test_that_fails_says_what_came_out(terminal: Terminal) -> None:
    terminal.write("app-config.yaml", RULE.replace("result: passed", "result: failed"))
    printed = terminal.types("scorecard", "test")
    assert printed.status == 1
    told = (
        "callboard.scorecards.checks[0].tests[0]: the check on-python-3-13 says `passed` where `failed` is expected.\n"
    )
    assert printed.out.startswith(told)


def test_a_file_of_rules_alone_is_read_too(terminal: Terminal) -> None:
    terminal.write("rules.yaml", "levels: [Ready]\nbuiltIn: {only: [has-owner]}\n")
    printed = terminal.types("scorecard", "test", "rules.yaml", "--json")
    assert (printed.status, printed.json) == (0, {"checks": ["has-owner"], "faults": [], "tests": []})


def test_variables_in_a_named_file_are_replaced_as_in_the_configured_one(terminal: Terminal) -> None:
    terminal.write("rules.yaml", RULE.replace('"3.13"}\n        tests', '"${WANTED:-3.13}"}\n        tests'))
    printed = terminal.types("scorecard", "test", "rules.yaml")
    assert (printed.status, printed.out) == (0, "50 checks, 0 faults; 1 test, 0 failed.\n")
    terminal.set(WANTED="3.14")
    assert terminal.types("scorecard", "test", "rules.yaml").status == 1


def test_a_file_that_is_not_there_is_not_tried(terminal: Terminal) -> None:
    printed = terminal.types("scorecard", "test", "nowhere.yaml")
    assert printed.status == 2
    assert "nowhere.yaml cannot be read: No such file or directory." in printed.err


def test_what_is_not_yaml_is_not_tried(terminal: Terminal) -> None:
    terminal.write("rules.yaml", "checks: [")
    assert "is not YAML on line" in terminal.types("scorecard", "test", "rules.yaml").err
