"""A GitHub for tests: stateful, over real HTTP, with real git behind clones and pushes, and as strict as GitHub."""

from tests.support.github.changing import Executable, Submodule, Symlink
from tests.support.github.happenings import Delivery, signature
from tests.support.github.running import GitHub, Registered

__all__ = ["Delivery", "Executable", "GitHub", "Registered", "Submodule", "Symlink", "signature"]
