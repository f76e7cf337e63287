"""The filters that templates may use: Nunjucks' and Backstage's, by what they work on."""

from golden_paths.expressions.filters.filter import Filter
from golden_paths.expressions.filters.links import LINK_FILTERS
from golden_paths.expressions.filters.lists import LIST_FILTERS
from golden_paths.expressions.filters.numbers import VALUE_FILTERS
from golden_paths.expressions.filters.portal import PORTAL_FILTERS
from golden_paths.expressions.filters.texts import TEXT_FILTERS

ALL: tuple[Filter, ...] = tuple(
    sorted((*LINK_FILTERS, *LIST_FILTERS, *PORTAL_FILTERS, *TEXT_FILTERS, *VALUE_FILTERS), key=lambda each: each.name)
)

BY_NAME = {each.name: each for each in ALL}

__all__ = ["ALL", "BY_NAME", "Filter"]
