"""Whatever a cluster tells, also what no cluster should: there is a sentence, escaped and of bounded length."""

import re
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_store.entities import Known
from catalog_store.operations import Alert, Reading, Told
from catalog_store.workloads import (
    Autoscaler,
    Container,
    Exit,
    Kind,
    Pod,
    Revision,
    Run,
    Site,
    Standing,
    Usage,
    Workload,
    stand,
)
from commands import kit
from commands.condition.glance import glance_at
from commands.condition.rollouts import rollout_sentence
from commands.condition.troubles import trouble_sentence
from commands.condition.view import judged
from commands.status.card import state, status_card
from commands.status.details import details_card
from commands.status.frame import Frame
from commands.status.subject import Subject
from commands.status.table import status_table
from tests.commands.asking import NOW, Somebody
from tests.commands.status.towers import PAYMENTS, seeing

pytestmark = pytest.mark.more

_HOSTILE = ("<!channel>", "<@U0ANA00001>", "<https://evil.example|ok>", "`*_~", "&lt;", "\n\n", "\u202e", "x" * 5_000)
_REASONS = ("CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "CreateContainerConfigError", "ContainerCreating",
            "OOMKilled", "Error", "Completed", "Evicted", "Unschedulable", "PodInitializing", "")  # fmt: skip
#: A page, a link or a mention that we have not written ourselves.
_LIVE = re.compile(r"<(?:!(?!date\^)|@|#|https://evil)")

words = st.one_of(st.sampled_from((*_HOSTILE, *_REASONS)), st.text(max_size=40))
counts = st.integers(min_value=-1, max_value=5_000)
times = st.integers(min_value=-3_600, max_value=10**7).map(lambda seconds: NOW - timedelta(seconds=seconds))
maybe_time: st.SearchStrategy[datetime | None] = st.none() | times
exits = st.none() | st.builds(Exit, words, st.integers(-1, 300), maybe_time)
usages = st.none() | st.builds(Usage, st.floats(0, 1e12), st.floats(0, 1e3), st.none() | st.floats(0, 9), st.none())
containers = st.builds(
    Container, name=words, image=words, is_init=st.booleans(), is_ready=st.booleans(), restarts=counts,
    waiting=st.none() | words, message=words, ended=exits, last_exit=exits, memory_limit=st.none() | words,
    cpu_limit=st.none() | words, usage=usages,
)  # fmt: skip
pods = st.builds(
    Pod, name=words, phase=st.sampled_from(("Running", "Pending", "Failed", "Succeeded", "Unknown", "")),
    created_at=times, containers=st.lists(containers, max_size=3).map(tuple), is_ready=st.booleans(),
    unready_since=maybe_time, leaves_at=maybe_time, reason=words, message=words, unschedulable=st.none() | words,
    template=words,
)  # fmt: skip
workloads = st.builds(
    Workload, site=st.builds(Site, words, words, words, st.none() | words), kind=st.sampled_from(Kind), name=words,
    image=words, wanted=counts, updated=counts, total=counts, ready=counts, is_observed=st.booleans(),
    is_complete=st.booleans(), is_paused=st.booleans(), is_past_deadline=st.booleans(), refusal=words,
    progress=st.tuples(words, words), deployed_at=maybe_time,
    revisions=st.lists(st.builds(Revision, counts, words, times, words, st.booleans(), words), max_size=3).map(tuple),
    autoscaler=st.none() | st.builds(Autoscaler, counts, counts, counts, st.booleans(), st.none() | words),
    pods=st.lists(pods, max_size=4).map(tuple), schedule=st.just("") | words, is_suspended=st.booleans(),
    runs=st.lists(st.builds(Run, words, times, maybe_time, st.booleans(), words), max_size=2).map(tuple),
)  # fmt: skip
alerts = st.builds(Alert, words, words, times, words, st.none() | words, st.booleans())
readings = st.builds(
    Reading, workloads=st.lists(workloads, max_size=3).map(tuple), alerts=st.lists(alerts, max_size=3).map(tuple),
    gaps=st.lists(words, max_size=2).map(tuple),
)  # fmt: skip


def the_known(somebody: Somebody) -> Known:
    found = somebody.services.catalog.find(PAYMENTS)
    assert found is not None
    return found


def sentences(standing: Standing) -> list[str]:
    return [rollout_sentence(standing, NOW), *(trouble_sentence(each, NOW) for each in standing.troubles)]


@settings(max_examples=150, deadline=None)
@given(workloads)
def test_everything_that_runs_has_a_sentence(workload: Workload) -> None:
    for sentence in sentences(stand(workload, NOW)):
        assert sentence.strip()
        assert len(sentence) < 1_200
        assert not _LIVE.search(sentence)


@settings(max_examples=60, deadline=None)
@given(readings)
def test_every_answer_is_one_that_slack_takes(ana: Somebody, reading: Reading) -> None:
    known = the_known(ana)
    view = judged(known, (Told("cluster <!here>", reading, NOW, "<!here> away"),), (), NOW)
    frame = Frame(refs=(PAYMENTS,))

    for answer in (status_card(view, frame), details_card(view), status_table(Subject((known,), known), [view], frame)):
        assert kit.faults(answer.blocks) == []
        assert not _LIVE.search(str(answer.blocks))
        assert not _LIVE.search(answer.text)
        assert len(answer.text) < 3_000
    assert len(state(view)) < 3_000


@settings(max_examples=20, deadline=None)
@given(readings)
def test_every_glance_is_one_line(ana: Somebody, reading: Reading) -> None:
    for glance in glance_at([the_known(ana)], seeing(ana, reading).services).values():
        assert "\n" not in (glance.line or "")
        assert not _LIVE.search(glance.line or "")
