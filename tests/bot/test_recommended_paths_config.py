"""Which teams see which golden paths first, as `app-config.yaml` says it."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load


def configured(folder: Path, paths: str) -> Settings:
    (folder / "app-config.yaml").write_text(f"callboard: {{recommendedPaths: {paths}}}\n")
    return load({}, folder)


def test_a_path_is_recommended_to_teams_by_name_or_reference(tmp_path: Path) -> None:
    found = configured(tmp_path, "{python-service: [payments, 'group:ferry/Booking'], restart: platform}")
    assert found.recommended_paths == {
        "template:default/python-service": ("group:default/payments", "group:ferry/booking"),
        "template:default/restart": ("group:default/platform",),
    }


@pytest.mark.parametrize(
    ("paths", "fault"),
    [
        ("{python-service: ['user:ana']}", r"python-service names 'user:ana', which is no team's name"),
        ("{python-service: ['a:b:c']}", r"python-service names 'a:b:c', which is no team's name"),
        ("{'component:python-service': [payments]}", r"names 'component:python-service', which is no golden path's"),
    ],
)
def test_what_is_no_team_or_no_path_is_a_fault(tmp_path: Path, paths: str, fault: str) -> None:
    with pytest.raises(SettingsError, match=rf"callboard\.recommendedPaths.* ?{fault}"):
        configured(tmp_path, paths)
