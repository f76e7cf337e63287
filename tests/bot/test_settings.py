"""What Callboard is told from outside is read once, strictly, and every fault is named."""

from pathlib import Path

import pytest

from bot.reading_rules import AllowedHost
from bot.settings import ListenAddress, LogFormat, Settings, SettingsError, load
from commands.slash import SLASH


def _configured(tmp_path: Path, text: str, **environ: str) -> Settings:
    (tmp_path / "app-config.yaml").write_text(text, encoding="utf-8")
    return load(environ, tmp_path)


def _faults(tmp_path: Path, text: str = "", **environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        _configured(tmp_path, text, **environ)
    return caught.value.faults


def test_starts_without_any_setting(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings.slack_bot_token is None
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.home == tmp_path / ".callboard"
    assert str(settings.listen) == "127.0.0.1:3000"
    assert settings.log_format is LogFormat.TEXT
    assert settings.config_file is None
    assert settings.commands == {
        "callboard": "/callboard",
        "owner": "/owner",
        "runbook": "/runbook",
        "deploys": "/deploys",
        "golden-path": "/golden-path",
        "scorecard": "/scorecard",
    }


def test_names_the_slash_commands_in_the_order_of_their_table(tmp_path: Path) -> None:
    assert tuple(load({}, tmp_path).commands.values()) == tuple(slash.name for slash in SLASH)


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    settings = load({"SLACK_BOT_TOKEN": "", "CALLBOARD_LISTEN": " ", "CALLBOARD_CONFIG": ""}, tmp_path)
    assert settings == load({}, tmp_path)


def test_the_configuration_in_the_home_counts_where_the_working_directory_has_none(tmp_path: Path) -> None:
    home, desk = tmp_path / "home", tmp_path / "desk"
    for folder, channel in ((home, "C0HOME"), (desk, "C0DESK")):
        folder.mkdir()
        (folder / "app-config.yaml").write_text(f"callboard: {{platformChannel: {channel}}}", encoding="utf-8")
    assert load({"CALLBOARD_HOME": str(home)}, tmp_path).platform_channel == "C0HOME"
    assert load({"CALLBOARD_HOME": str(home)}, desk).platform_channel == "C0DESK"


def test_never_shows_a_secret(tmp_path: Path) -> None:
    settings = load(
        {
            "SLACK_BOT_TOKEN": "xoxb-hidden-1",
            "SLACK_APP_TOKEN": "xapp-hidden-2",
            "SLACK_SIGNING_SECRET": "hidden-3",
            "DATABASE_URL": "postgresql://callboard:hidden-4@db/callboard",
        },
        tmp_path,
    )
    assert "hidden" not in f"{settings} {settings!r}"
    assert settings.secrets == ("xoxb-hidden-1", "xapp-hidden-2", "hidden-3", "hidden-4")


@pytest.mark.parametrize(
    "url, passwords",
    [
        ("postgres://db/callboard", ()),
        ("postgresql://me@db/callboard", ()),
        ("postgresql://me:p%40ss@db/callboard", ("p%40ss", "p@ss")),
        ("postgresql://db/callboard?user=me&password=word&sslmode=require", ("word",)),
    ],
)
def test_finds_the_password_in_the_databases_address(tmp_path: Path, url: str, passwords: tuple[str, ...]) -> None:
    assert load({"DATABASE_URL": url}, tmp_path).secrets == passwords


def test_names_all_faults_at_once(tmp_path: Path) -> None:
    faults = _faults(
        tmp_path,
        "catalog: {locations: [{type: ftp}]}",
        SLACK_BOT_TOKEN="xapp-1",
        DATABASE_URL="mysql://db",
        CALLBOARD_LISTEN="3000",
        LOG_FORMAT="xml",
        SLACK_API_URL="slack.com/api",
    )
    assert faults == (
        (
            "app-config.yaml: catalog.locations[0].type must be"
            " 'file', 'url', 'github-discovery', 'github-org' or 'github-multi-org'."
        ),
        "app-config.yaml: catalog.locations[0].target is missing.",
        "SLACK_BOT_TOKEN holds a token that begins with xapp-, which belongs in SLACK_APP_TOKEN.",
        "SLACK_API_URL must be a whole web address such as https://slack.com/api/",
        (
            "DATABASE_URL must begin with postgresql:// as in postgresql://user:password@host:5432/callboard."
            " Only Postgres will do."
        ),
        "CALLBOARD_LISTEN is '3000', but must be host:port, such as 127.0.0.1:3000 or [::]:3000.",
        "LOG_FORMAT is 'xml', but must be text or json.",
    )


def test_a_fault_never_repeats_a_secret(tmp_path: Path) -> None:
    faults = _faults(tmp_path, SLACK_APP_TOKEN="xoxb-hidden", SLACK_SIGNING_SECRET="xoxb-hidden", DATABASE_URL="hidden")
    assert len(faults) == 3
    assert "hidden" not in " ".join(faults)


def test_takes_tokens_of_another_shape(tmp_path: Path) -> None:
    settings = load({"SLACK_BOT_TOKEN": "test-token"}, tmp_path)
    assert settings.slack_bot_token is not None
    assert settings.slack_bot_token.get_secret_value() == "test-token"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("0.0.0.0:80", ListenAddress("0.0.0.0", 80)),
        ("[::]:3000", ListenAddress("::", 3000)),
        ("localhost:0", ListenAddress("localhost", 0)),
    ],
)
def test_listens_where_it_is_told(tmp_path: Path, text: str, expected: ListenAddress) -> None:
    listen = load({"CALLBOARD_LISTEN": text}, tmp_path).listen
    assert listen == expected
    assert str(listen) == text


@pytest.mark.parametrize(
    "text", [":3000", "::1:3000", "localhost:", "localhost:70000", "localhost:http", "[]:1", "[::1:3000"]
)
def test_refuses_a_place_to_listen_that_is_none(tmp_path: Path, text: str) -> None:
    assert _faults(tmp_path, CALLBOARD_LISTEN=text)[0].startswith("CALLBOARD_LISTEN is")


def test_paths_begin_at_the_working_directory(tmp_path: Path) -> None:
    (tmp_path / "here.yaml").write_text("{}", encoding="utf-8")
    settings = load({"CALLBOARD_CONFIG": "here.yaml", "CALLBOARD_HOME": "~kept"}, tmp_path)
    assert settings.config_file == tmp_path / "here.yaml"
    assert settings.home == tmp_path / "~kept"
    assert load({"CALLBOARD_HOME": "/var/lib/callboard"}, tmp_path).home == Path("/var/lib/callboard")


def test_adds_the_slash_that_slacks_address_lacks(tmp_path: Path) -> None:
    assert load({"SLACK_API_URL": "http://127.0.0.1:8080/api"}, tmp_path).slack_api_url == "http://127.0.0.1:8080/api/"


def test_says_what_talking_to_slack_still_needs(tmp_path: Path) -> None:
    assert [fault.split(" is ")[0] for fault in load({}, tmp_path).missing_for_slack()] == [
        "SLACK_BOT_TOKEN",
        "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET",
    ]
    assert load({"SLACK_BOT_TOKEN": "t", "SLACK_APP_TOKEN": "t"}, tmp_path).missing_for_slack() == ()
    assert load({"SLACK_BOT_TOKEN": "t", "SLACK_SIGNING_SECRET": "t"}, tmp_path).missing_for_slack() == ()


def test_a_named_file_must_be_there_and_the_usual_one_need_not(tmp_path: Path) -> None:
    faults = _faults(tmp_path, CALLBOARD_CONFIG="other.yaml")
    assert faults == (
        (
            f"CALLBOARD_CONFIG names {tmp_path / 'other.yaml'}, which is not there or no file."
            " Correct the path, or leave the variable out."
        ),
    )


def test_reads_what_backstage_calls_its_configuration(tmp_path: Path) -> None:
    settings = _configured(
        tmp_path,
        """
        app: {title: Portal}
        backend:
          listen: 7007
          reading:
            allow:
              - {host: "*.corp.example"}
              - {host: "wiki.example:8443", paths: [/catalog/]}
        catalog:
          rules: [{allow: [Component, API]}]
          locations:
            - {type: file, target: ../all.yaml, rules: [{allow: [User]}]}
            - {type: url, target: "https://github.com/o/r/blob/main/all.yaml", presence: optional}
        callboard:
          platformChannel: C0PLATFORM
          commands: {owner: /svc-owner}
        """,
    )
    assert settings.config_file == tmp_path / "app-config.yaml"
    assert [location.target for location in settings.locations] == [
        str(tmp_path.parent / "all.yaml"),
        "https://github.com/o/r/blob/main/all.yaml",
    ]
    assert settings.locations[0].rules[0].allow == ("User",)
    assert settings.rules[0].allow == ("Component", "API")
    assert settings.readable_hosts == (AllowedHost("*.corp.example"), AllowedHost("wiki.example:8443", ("/catalog/",)))
    assert settings.platform_channel == "C0PLATFORM"
    assert settings.commands == {
        "callboard": "/callboard",
        "owner": "/svc-owner",
        "runbook": "/runbook",
        "deploys": "/deploys",
        "golden-path": "/golden-path",
        "scorecard": "/scorecard",
    }
    assert settings.ignored_keys == ("app", "catalog.locations[1].presence", "backend.listen")


RULES = """
catalog:
  rules:
    - allow: [Component, API]
    - allow: [Group]
      locations: [{type: url, pattern: "https://git.example/people/*/*.yaml"}, {type: file, exact: /srv/groups.yaml}]
    - allow: [Template]
      locations: [{type: url, pattern: "https://git.example/**"}]
  locations:
    - {type: file, target: users.yaml, rules: [{allow: [User]}]}
"""


@pytest.mark.parametrize(
    "kind, location, let_in",
    [
        ("component", "url:https://anywhere.example/a.yaml", True),
        ("System", "url:https://anywhere.example/a.yaml", False),
        ("Group", "url:https://git.example/people/hr/all.yaml", True),
        ("Group", "url:https://git.example/people/hr/deep/all.yaml", False),
        ("Group", "file:/srv/groups.yaml", True),
        ("Group", "file:/srv/groups.yaml.old", False),
        ("Template", "url:https://git.example/any/where.yaml", True),
        ("Template", "file:/srv/groups.yaml", False),
        ("User", "file:{cwd}/users.yaml", True),
        ("API", "file:{cwd}/users.yaml", True),
        ("User", "file:{cwd}/others.yaml", False),
    ],
)
def test_lets_in_what_the_rules_allow(tmp_path: Path, kind: str, location: str, let_in: bool) -> None:
    assert _configured(tmp_path, RULES).lets_in(kind, location.format(cwd=tmp_path)) is let_in


def test_lets_everything_in_without_rules(tmp_path: Path) -> None:
    assert load({}, tmp_path).lets_in("User", "url:https://anywhere.example/a.yaml")


@pytest.mark.parametrize(
    "written, read",
    [
        ("${CHANNEL}", "C1"),
        ("<${CHANNEL}>", "<C1>"),
        ("$${CHANNEL}", "${CHANNEL}"),
        ("${NOWHERE:-C2}", "C2"),
        ("${CHANNEL:-C2}", "C1"),
        ("${ CHANNEL }", "C1"),
        ("$CHANNEL", "$CHANNEL"),
        ("a${NOWHERE}", None),
        ("${NOWHERE:-}", None),
    ],
)
def test_puts_variables_in_as_backstage_does(tmp_path: Path, written: str, read: str | None) -> None:
    settings = _configured(tmp_path, f'callboard: {{platformChannel: "{written}"}}', CHANNEL="C1\n")
    assert settings.platform_channel == read


def test_says_which_variable_a_needed_value_lacks(tmp_path: Path) -> None:
    faults = _faults(tmp_path, "catalog: {locations: [{type: url, target: '${CATALOG_URL}'}]}")
    assert faults == (
        (
            "app-config.yaml: catalog.locations[0].target has no value, because the variable CATALOG_URL is not set."
            " Set it, or write the value here."
        ),
    )


@pytest.mark.parametrize(
    "text, fault",
    [
        ("- a\n", "the file must be a mapping of names to values."),
        ("catalog: 5", "catalog must be a mapping of names to values."),
        ("catalog: {locations: {a: b}}", "catalog.locations must be a list."),
        ("catalog: {locations: [{type: url, target: 5}]}", "catalog.locations[0].target must be a text."),
        ("callboard: {platformChannel: ''}", "callboard.platformChannel must not be empty."),
        (
            "callboard: {channels: {payments: '#payments'}}",
            "callboard.channels.payments must be a channel's id such as C07M3HV2QXD; its details in Slack show it.",
        ),
        (
            "callboard: {commands: {owner: svc owner}}",
            (
                "callboard.commands.owner must be a slash and up to 31 small letters, digits,"
                ' "-" or "_", such as "/svc-owner".'
            ),
        ),
        (
            "callboard: {commands: {owners: /o}}",
            (
                "callboard.commands.owners is none of Callboard's commands."
                " They are callboard, owner, runbook, deploys, golden-path and scorecard."
            ),
        ),
        ("callboard: {commands: {owner: /callboard}}", "callboard.commands gives two commands the same name."),
    ],
)
def test_explains_a_value_that_it_cannot_use(tmp_path: Path, text: str, fault: str) -> None:
    assert _faults(tmp_path, text) == (f"app-config.yaml: {fault}",)


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert _configured(tmp_path, "# later\n").locations == ()
    assert _configured(tmp_path, "catalog:\n").locations == ()


@pytest.mark.parametrize("text", ["a: [", "\tcatalog: {}", "a: 1\n---\nb: 2\n", "a: 1\na: 2\n"])
def test_says_on_which_line_the_file_is_not_yaml(tmp_path: Path, text: str) -> None:
    (fault,) = _faults(tmp_path, text)
    assert fault.startswith(f"{tmp_path / 'app-config.yaml'} is not YAML on line ")


def test_reads_words_as_yaml_1_2_does(tmp_path: Path) -> None:
    assert _configured(tmp_path, "callboard: {platformChannel: on}").platform_channel == "on"


def test_says_when_the_file_is_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "app-config.yaml").write_bytes("callboard: {platformChannel: café}".encode("latin-1"))
    with pytest.raises(SettingsError, match="is not UTF-8"):
        load({}, tmp_path)


def test_says_when_the_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "app-config.yaml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load({}, tmp_path)


def test_services_that_golden_paths_may_call_are_named_as_backstage_names_them(tmp_path: Path) -> None:
    (tmp_path / "app-config.yaml").write_text(
        "proxy:\n  endpoints:\n    /tickets: https://tickets.example.com/\n"
        "    /tickets/old:\n      target: https://old.example.com/v1\n      headers: {Authorization: Bearer hunter2}\n"
        "      allowedMethods: [get]\n"
    )
    found = load({}, tmp_path)
    assert [(proxy.prefix, proxy.target, proxy.methods) for proxy in found.proxies] == [
        ("/tickets/old", "https://old.example.com/v1", ("GET",)),
        ("/tickets", "https://tickets.example.com", ()),
    ]
    assert "Bearer hunter2" in found.secrets


def test_a_service_without_a_web_address_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "app-config.yaml").write_text("proxy: {endpoints: {/tickets: tickets.example.com}}\n")
    with pytest.raises(SettingsError, match=r"proxy\.endpoints\./tickets\.target must be a whole web address"):
        load({}, tmp_path)


@pytest.mark.parametrize(
    "address", ["https://github.com/acme/catalog/tree/main", "https://files.acme.example/catalog/all.yaml"]
)
def test_a_trusted_catalog_is_an_address_with_its_branch_or_a_file(tmp_path: Path, address: str) -> None:
    (tmp_path / "app-config.yaml").write_text(f"callboard: {{trustedCatalogs: [{address}]}}\n")
    assert load({}, tmp_path).trusted_catalogs == (address,)


@pytest.mark.parametrize(
    "written, fault",
    [
        ("https://github.com/acme/catalog", r"must also say which branch: https://github.com/acme/catalog/tree/main"),
        (
            "https://github.com/acme/catalog/tree/",
            "must also say which branch: https://github.com/acme/catalog/tree/main,",
        ),
        ("https://github.com/acme", "must also say which branch"),
        ("acme/catalog", "must be a web address"),
    ],
)
def test_a_trusted_catalog_that_says_too_little_is_a_fault(tmp_path: Path, written: str, fault: str) -> None:
    (tmp_path / "app-config.yaml").write_text(f"callboard: {{trustedCatalogs: [{written}]}}\n")
    with pytest.raises(SettingsError, match=rf"callboard\.trustedCatalogs\[0\] {fault}"):
        load({}, tmp_path)
