"""Somebody who begins golden paths that stand on a shelf."""

from dataclasses import replace
from pathlib import Path

import pytest

from catalog_store.database import Database
from tests.commands.asking import Somebody
from tests.commands.create.paths import PYTHON, ROTATE
from tests.commands.filling import Window, opens
from tests.commands.shelf import Shelf


@pytest.fixture
def shelf(filled: Database, owner: Somebody, tmp_path: Path) -> Shelf:
    found = Shelf(tmp_path, owner.services.drafts, owner.services.runs)
    found.put("python-service", PYTHON)
    found.put("rotate", ROTATE)
    return found


@pytest.fixture
def ana(owner: Somebody, shelf: Shelf) -> Somebody:
    """Somebody of the team Payments who begins golden paths."""
    return replace(owner, services=replace(owner.services, golden=shelf))


@pytest.fixture
def previewed(ana: Somebody) -> Window:
    """The preview of a filled-in form."""
    return opens(ana, "create python-service").with_(Name="orders-api").goes_on().goes_on()
