"""What the parts of app-config.yaml are made of: mappings that keep what they do not know, and texts."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

Text = Annotated[str, Field(min_length=1)]

_ISO = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_UNITS = ("weeks", "days", "hours", "minutes", "seconds", "milliseconds")


class Part(BaseModel):
    """A mapping of the file. Keys without a meaning are kept apart, to be listed."""

    model_config = ConfigDict(frozen=True, extra="allow", alias_generator=to_camel)

    def ignored(self) -> Iterator[str]:
        """Paths of the keys that mean nothing to Callboard."""
        yield from self.model_extra or ()
        for name, declared in type(self).model_fields.items():
            for path in _ignored_below(getattr(self, name)):
                yield f"{declared.alias}{path}"


def _ignored_below(value: object) -> Iterator[str]:
    if isinstance(value, Part):
        yield from (f".{path}" for path in value.ignored())
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from (f"[{index}]{path}" for path in _ignored_below(item))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from (f".{key}{path}" for path in _ignored_below(item))


def _duration(value: object) -> object:
    """Backstage's durations: `{minutes: 30}` or `PT30M`."""
    found = _of_mapping(value) if isinstance(value, Mapping) else _of_text(value) if isinstance(value, str) else None
    if not found:
        raise ValueError("must be a duration such as {minutes: 30} or PT30M; times of the day are not supported")
    return found


def _of_mapping(value: Mapping[str, object]) -> timedelta | None:
    amounts = {unit: amount for unit, amount in value.items() if unit in _UNITS and isinstance(amount, int | float)}
    return timedelta(**amounts) if amounts and len(amounts) == len(value) else None


def _of_text(text: str) -> timedelta | None:
    found = _ISO.fullmatch(text.strip())
    return timedelta(**{unit: float(amount) for unit, amount in found.groupdict().items() if amount}) if found else None


Duration = Annotated[timedelta, BeforeValidator(_duration)]
