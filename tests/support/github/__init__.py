"""A GitHub for tests: stateful, over real HTTP, with real git behind clones and pushes, and as strict as GitHub.

    with GitHub() as github:
        token = github.owner_token("acme")
        github.repository("acme/payments-api", files={"catalog-info.yaml": "..."}, topics=["pci"], language="Go")
        github.team("acme/payments", members=["ana"], repositories={"payments-api": "push"})
        client = PyGithub(auth=Auth.Token(token), base_url=github.api_url)

What people do there is said as `github.commit(...)`, `rename`, `archive`, `merge`, and webhooks hear of it; what goes
wrong as `github.fail(...)`, `truncate`, `rate_limit`; what was asked is read from `github.requests` and `count(...)`.
"""

from tests.support.github.changing import Executable, Submodule, Symlink
from tests.support.github.happenings import Delivery, signature
from tests.support.github.running import GitHub, NeverHappenedError, Registered

__all__ = ["Delivery", "Executable", "GitHub", "NeverHappenedError", "Registered", "Submodule", "Symlink", "signature"]
