"""The secrets of golden paths: taken by name from the environment, never asked in Slack, never kept."""

import re
from collections.abc import Mapping

from pydantic import SecretStr

from bot.settings import SECRET_PREFIX
from golden_paths.errors import GoldenPathError
from golden_paths.form import form_of
from golden_paths.template import Template


class MissingSecretError(GoldenPathError):
    """A secret that the path needs is not set."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The path needs the secret `{name}`, which is not set."
            f" Whoever runs Callboard sets it as {variable_of(name)}; it is never typed into Slack."
        )


class SecretStore:
    """Gives each path those secrets that its form names, and no others."""

    def __init__(self, held: Mapping[str, SecretStr]) -> None:
        """`held` are the values by the names of their variables."""
        self._held = held

    def of(self, template: Template) -> Mapping[str, str]:
        """The values by parameter.

        Raises:
            MissingSecretError: one is not set.
        """
        return {parameter: self._value(name) for parameter, name in form_of(template).secrets.items()}

    def _value(self, name: str) -> str:
        value = self._held.get(variable_of(name))
        if value is None:
            raise MissingSecretError(name)
        return value.get_secret_value()


def variable_of(secret: str) -> str:
    """The environment's name for a secret."""
    return SECRET_PREFIX + re.sub(r"\W", "_", secret).upper()
