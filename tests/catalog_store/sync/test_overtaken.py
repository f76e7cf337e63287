"""A read that somebody overtakes is begun anew: the catalog never goes back to an older state."""

from collections.abc import Callable, Iterator

import pytest

from bot.adapters.places import Places
from bot.adapters.web_pages import WebPages
from catalog_store.descriptors import BUILT_IN
from catalog_store.errors import OvertakenError
from catalog_store.reading import SourceFile, UnreadableError
from catalog_store.sync import Ingestion
from tests.catalog_store.sync.conftest import Source

Component = Callable[..., str]
Found = SourceFile | UnreadableError


class Slow(Places):
    """Places whose reader is held up after the files were read, until something else was done."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(WebPages())
        self.meanwhile = meanwhile

    def open(self, location: str) -> Iterator[Found]:
        yield from super().open(location)
        self.meanwhile()


def test_a_read_that_was_overtaken_does_not_bring_the_older_state_back(source: Source, component: Component) -> None:
    source.write("a.yaml", component("payments", owner="old"))

    def overtake() -> None:
        if source.find("orders"):
            return
        source.write("a.yaml", component("payments", owner="new"))
        source.write("b.yaml", component("orders"))
        source.read()

    slow = Ingestion(source.database, Slow(overtake), kinds=BUILT_IN, clock=lambda: source.now)
    slow.run(f"file:{source.folder}")
    assert source.get("payments").entity.spec["owner"] == "new"
    assert source.find("orders")


def test_a_file_that_was_away_during_an_overtaken_read_stays(source: Source, component: Component) -> None:
    source.write("a.yaml", component("payments"))
    source.write("b.yaml", component("orders"))
    source.read()
    (source.folder / "b.yaml").unlink()

    def overtake() -> None:
        if not (source.folder / "b.yaml").exists():
            source.write("b.yaml", component("orders"))
            source.read()

    slow = Ingestion(source.database, Slow(overtake), kinds=BUILT_IN, clock=lambda: source.now)
    slow.run(f"file:{source.folder}")
    assert source.find("orders")


def test_gives_up_when_it_is_overtaken_again_and_again(source: Source, component: Component) -> None:
    source.write("a.yaml", component("payments"))
    slow = Ingestion(source.database, Slow(source.read), kinds=BUILT_IN, clock=lambda: source.now)
    with pytest.raises(OvertakenError, match="is being read by others at the same time"):
        slow.run(f"file:{source.folder}")
    assert source.find("payments")
