"""How long a whole small run takes, dry and as a preview: thirty files, four steps; beside copying the same files."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from golden_paths import actions, engine
from golden_paths.skeleton import copy_tree
from tests.benchmarks.harness import Figure, median, percentile, times
from tests.golden_paths.trying import Bench

_COUNT = 40
_REACH = 150.0
_TEXT = "".join(f"line {number} ${{{{ values.name }}}} {{% if values.flag %}}on{{% endif %}}\n" for number in range(40))
_STEPS = (
    {"id": "fetch", "action": "fetch:template", "input": {"url": "./s", "values": {"name": "shop", "flag": True}}},
    {
        "id": "write",
        "action": "catalog:write",
        "input": {"entity": {"kind": "Component", "metadata": {"name": "shop"}}},
    },
    {"id": "publish", "action": "publish:github", "input": {"repoUrl": "github.com?owner=acme&repo=shop"}},
    {"action": "catalog:register", "input": {"repoContentsUrl": "${{ steps.publish.output.repoContentsUrl }}"}},
)


def figures() -> Iterator[Figure]:
    """The engine in process, each time in an empty workspace."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.write({f"s/d{number % 6}/f{number}-${{{{ values.name }}}}.py": _TEXT for number in range(30)})
        template, known, places = bench.template(*_STEPS), actions.known(), itertools.count()
        skeleton = Path(folder, "path", "s")

        def run(engine_run: Callable[..., object]) -> Callable[[], object]:
            return lambda: engine_run(template, {}, bench.workshop(place=f"at-{next(places)}"), known)

        floor = median(times(lambda: copy_tree(skeleton, Path(folder, f"copy-{next(places)}")), count=_COUNT))
        dry, preview = (times(run(each), count=_COUNT) for each in (engine.dry_run, engine.preview))
    for name, taken in (("dry run", dry), ("preview", preview)):
        what = f"a whole small {name}"
        yield Figure(f"{what}, median", median(taken), "ms", _REACH, floor, "copying the 30 files")
        yield Figure(f"{what}, p99", percentile(taken, 0.99), "ms")
