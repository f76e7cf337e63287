"""What `cookiecutterCompat` adds."""

from golden_paths.expressions.filters.filter import Filter, Given
from golden_paths.expressions.json_text import dumped
from golden_paths.expressions.limits import Meter
from golden_paths.expressions.values import UNDEFINED, Value


def _jsonify(value: Value, _: Given, meter: Meter) -> Value:
    return UNDEFINED if value is UNDEFINED else dumped(value, "", meter)


COOKIECUTTER_FILTERS = {"jsonify": Filter("jsonify", "As JSON", _jsonify)}
