"""A bench to try templates on."""

from pathlib import Path

import pytest

from tests.golden_paths.trying import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)
