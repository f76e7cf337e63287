"""`callboard.recommendedPaths`: which teams see which golden paths first, also such as nobody here wrote."""

from typing import Annotated

from pydantic import AfterValidator

from bot.config_parts import Text
from bot.policy_config import Texts
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef


def _ref(written: str, kind: str) -> str:
    try:
        found = EntityRef.parse(written, default_kind=kind)
    except InvalidRefError:
        found = None
    if found is None or found.kind != kind:
        what = "golden path" if kind == "template" else "team"
        raise ValueError(f"names {written!r}, which is no {what}'s name") from None
    return str(found)


def _teams(written: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_ref(each, "group") for each in written)


def _by_path(written: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {_ref(path, "template"): teams for path, teams in written.items()}


#: Teams by golden path, all of them as full references.
RecommendedPaths = Annotated[dict[Text, Annotated[Texts, AfterValidator(_teams)]], AfterValidator(_by_path)]
