"""What is large and not needed yet is not loaded with the bot: it starts sooner and takes less memory."""

import subprocess
import sys

import pytest

from tests.bot.cli.conftest import ROOT

pytestmark = pytest.mark.more

#: What each is for: pictures, migrations, code hosts, clusters, typos, edits of descriptors, searches, descriptors.
LATE = "PIL alembic github kubernetes rapidfuzz ruamel whoosh yaml_rs"
_ASSEMBLED = f"""
import sys
from pathlib import Path
import bot.cli.serve
from bot import settings, wiring
from bot.cli.stated_people import StatedPeople
from catalog_store.database import Database
from catalog_store.store import Catalog
database = Database("postgresql://nobody@127.0.0.1:1/nowhere")
wiring.services(settings.load({{}}, Path("/")), database, StatedPeople(Catalog(database))).golden.listed
print(*sorted({{*{LATE!r}.split()}} & {{*sys.modules}}))
"""


def test_a_bot_that_is_put_together_has_loaded_nothing_large_that_may_never_be_needed() -> None:
    done = subprocess.run([sys.executable, "-c", _ASSEMBLED], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""
