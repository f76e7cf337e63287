"""The clusters that the same tests are about."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.kubernetes.clusters import Tried, local, real

#: A kubeconfig whose current context may make namespaces, accounts and Deployments.
VARIABLE = "CALLBOARD_TEST_KUBECONFIG"


@pytest.fixture(params=["local", pytest.param("real", marks=pytest.mark.more)])
def cluster(request: pytest.FixtureRequest) -> Iterator[Tried]:
    """Ours, and a real one where the environment names it."""
    if request.param == "local":
        with local() as ours:
            yield ours
        return
    if VARIABLE not in os.environ:
        pytest.skip(f"{VARIABLE} names no kubeconfig of a cluster that may be tried")
    with real(Path(os.environ[VARIABLE])) as found:
        yield found
