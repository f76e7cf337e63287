"""How long a skeleton of thirty files takes to render, beside copying the same files."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from golden_paths.expressions.sandbox import forget_compiled
from golden_paths.skeleton import copy_tree, render_tree
from tests.benchmarks.harness import Figure, median, percentile, times

_FILES = 30
_COUNT = 60
_REACH = 50.0
_VALUES = {"name": "payments-api", "owner": "group:default/payments", "environments": ["Dev", "Prod"], "port": 8080}
#: About what files of real skeletons hold: mostly text, some values, here and there a condition or a loop.
_PLAIN = (
    "# ${{ values.name }}\n\nOwned by ${{ values.owner | dump }}, on port ${{ values.port }}.\n"
    + "A line of text.\n" * 60
)
_BRANCHED = (
    "{%- if values.owner %}\nowner: ${{ values.owner }}\n{%- endif %}\n"
    "{%- for environment in values.environments %}\n- ${{ environment | lower }}: ${{ loop.index }}\n{%- endfor %}\n"
)


def figures() -> Iterator[Figure]:
    """The first time, when every file is read and compiled, and each further time."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = _laid_out(Path(folder, "skeleton")), Path(folder, "workspace")
        floor = median(times(_into(target, lambda: copy_tree(source, target)), count=_COUNT))
        first = times(_into(target, lambda: _first(source, target)), count=_COUNT, warm_up=2)
        again = times(_into(target, lambda: render_tree(source, target, _VALUES)), count=_COUNT)
    name = f"skeleton of {_FILES} files"
    yield Figure(f"{name}, first time, median", median(first), "ms", None, floor, "copying the files")
    yield Figure(f"{name}, again, median", median(again), "ms", _REACH, floor, "copying the files")
    yield Figure(f"{name}, again, p99", percentile(again, 0.99), "ms", 2 * _REACH)


def _first(source: Path, target: Path) -> None:
    forget_compiled()
    render_tree(source, target, _VALUES)


def _laid_out(folder: Path) -> Path:
    for number in range(_FILES):
        place = folder / f"part-{number % 5}" / f"${{{{ values.name }}}}-{number}.md"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_PLAIN + (_BRANCHED if number % 3 == 0 else "") + f"File {number}.\n")
    return folder


def _into(target: Path, work: Callable[[], object]) -> Callable[[], None]:
    """The work, each time into an empty folder."""

    def run() -> None:
        shutil.rmtree(target, ignore_errors=True)
        work()

    return run
