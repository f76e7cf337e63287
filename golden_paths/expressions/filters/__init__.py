"""The filters that templates may use: Nunjucks' and Backstage's, by what they work on."""

from collections.abc import Mapping

from golden_paths.expressions.dialect import Dialect
from golden_paths.expressions.filters.additions import COOKIECUTTER_FILTERS, EXTENDED_FILTERS
from golden_paths.expressions.filters.filter import Filter
from golden_paths.expressions.filters.links import LINK_FILTERS
from golden_paths.expressions.filters.lists import LIST_FILTERS
from golden_paths.expressions.filters.numbers import VALUE_FILTERS
from golden_paths.expressions.filters.portal import PORTAL_FILTERS
from golden_paths.expressions.filters.texts import TEXT_FILTERS

ALL: tuple[Filter, ...] = tuple(
    sorted((*LINK_FILTERS, *LIST_FILTERS, *PORTAL_FILTERS, *TEXT_FILTERS, *VALUE_FILTERS), key=lambda each: each.name)
)

BY_NAME: Mapping[str, Filter] = {each.name: each for each in ALL}
_IN_COOKIECUTTER = {**BY_NAME, **{each.name: each for each in COOKIECUTTER_FILTERS}}
_EXTENDED = {**_IN_COOKIECUTTER, **{each.name: each for each in EXTENDED_FILTERS}}

__all__ = ["ALL", "BY_NAME", "EXTENDED_FILTERS", "Filter", "filters_of"]


def filters_of(dialect: Dialect) -> Mapping[str, Filter]:
    """The filters that a template of the dialect may use."""
    if dialect.extended:
        return _EXTENDED
    return _IN_COOKIECUTTER if dialect.cookiecutter else BY_NAME
