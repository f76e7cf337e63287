"""Postgres fails over: the primary dies, the standby is promoted, and the replicas go on with it by themselves."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.acceptance.load import Load
from tests.acceptance.replicas import running_replicas
from tests.support.cable import Cable, cable_to
from tests.support.standby import Pair, copy_database, running_pair

pytestmark = pytest.mark.soak

#: Writes the counts down, to be shown at the end of the run.
Count = Callable[[str, object], None]
#: Seconds of questions before the failure, until somebody notices it, and after it.
_BEFORE, _UNNOTICED, _AFTER = 5.0, 3.0, 10.0


@pytest.fixture
def pair(company: str, tmp_path: Path) -> Iterator[Pair]:
    """Two servers with the sample company in them."""
    with running_pair(tmp_path) as both:
        copy_database(company, both.primary, "company")
        yield both


@pytest.fixture
def address(pair: Pair) -> Iterator[Cable]:
    """The one address under which the bot knows the database, wherever it is."""
    with cable_to(pair.primary.url("company")) as cable:
        cable.mend()
        yield cable


def test_every_question_is_answered_once(pair: Pair, address: Cable, tmp_path: Path, record_property: Count) -> None:
    """What was answered while the primary died is known to the standby or to the process that answered it."""
    with running_replicas(address.url, tmp_path, connections=2) as replicas:
        replicas.start(2)
        load = Load(replicas)
        with load.going_on(asking=0.2, clicking=0.4):
            time.sleep(_BEFORE)
            address.cut()
            pair.primary.kill()
            time.sleep(_UNNOTICED)
            pair.standby.promote()
            address.lead_to(pair.standby.url("company"))
            address.mend()
            time.sleep(_AFTER)
        settled = load.settles()
        record_property("counted", f"The database failed over: {load.told()}")
        assert settled, (load.told(), replicas.store.backlog(), replicas.logs[-4_000:])
        assert (load.repeated(), load.lost_clicks()) == ([], [])
        assert len(load.unanswered()) <= replicas.store.backlog().unsure
        assert "question-failed" not in replicas.logs
