"""A whole small run is over before anybody notices. The processor's time is counted, as tests share a machine."""

import time

from golden_paths import actions, engine
from tests.golden_paths.trying import Bench

SECONDS = 0.15
TEXT = "".join(f"line {number} ${{{{ values.name }}}} {{% if values.flag %}}on{{% endif %}}\n" for number in range(40))
STEPS = (
    {"id": "fetch", "action": "fetch:template", "input": {"url": "./s", "values": {"name": "shop", "flag": True}}},
    {
        "id": "write",
        "action": "catalog:write",
        "input": {"entity": {"kind": "Component", "metadata": {"name": "shop"}}},
    },
    {"id": "publish", "action": "publish:github", "input": {"repoUrl": "github.com?owner=acme&repo=shop"}},
    {"action": "catalog:register", "input": {"repoContentsUrl": "${{ steps.publish.output.repoContentsUrl }}"}},
)


def test_a_dry_run_and_a_preview_of_thirty_files_are_quick(bench: Bench) -> None:
    bench.write({f"s/d{number % 6}/f{number}-${{{{ values.name }}}}.py": TEXT for number in range(30)})
    template, known = bench.template(*STEPS), actions.known()

    def best(run: object) -> float:
        return min(_took(run, bench, f"{run}-{number}") for number in range(5))

    def _took(run: object, bench: Bench, place: str) -> float:
        workshop = bench.workshop(place=place)
        begun = time.thread_time()
        outcome = (engine.dry_run if run == "dry" else engine.preview)(template, {}, workshop, known)
        assert len(outcome.files) == 31
        return time.thread_time() - begun

    assert best("dry") < SECONDS
    assert best("preview") < SECONDS
