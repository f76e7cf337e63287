"""What is hidden from somebody: a question that is asked through a veil does not find it, whatever it asks."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

#: Before a question, these stand in for the tables of their names: a name that is defined so is meant in all of the
#: question, and the tables themselves only in its definition. Postgres plans as if the conditions stood in the question.
#: It is not to look into what is hidden while it plans, which would cost more than the answer: hence the sub-selects.
_BEFORE = """
WITH relations AS NOT MATERIALIZED (
    SELECT * FROM relations WHERE source_ref <> ALL({refs}) AND target_ref <> ALL({refs})
), files AS NOT MATERIALIZED (
    SELECT * FROM files WHERE id <> ALL({files})
), claims AS NOT MATERIALIZED (
    SELECT * FROM claims WHERE entity_id IS NULL OR entity_id <> ALL({ids})
), entities AS NOT MATERIALIZED (
    SELECT * FROM entities WHERE id <> ALL({ids})
) (
""".format(  # noqa: S608  # constants
    refs="CAST((SELECT CAST(%(veiled_refs)s AS text[])) AS text[])",
    ids="CAST((SELECT CAST(%(veiled_ids)s AS bigint[])) AS bigint[])",
    files="CAST((SELECT CAST(%(veiled_files)s AS bigint[])) AS bigint[])",
)


@dataclass(frozen=True)
class Veil:
    """Entities by their ids, each with its reference, and the files in which nothing else stands.

    Without any, it hides nothing and costs nothing.
    """

    hidden: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    files: Collection[int] = ()

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def over(self, question: str) -> str:
        """The question, in the driver's own words, as somebody asks it who does not see them."""
        return _veiled(question)

    def values(self, values: Any) -> dict[str, Any]:  # Any: values of a question, as the driver takes them
        """What belongs to the veiled question."""
        return {**(values or {}), **self._own}

    @cached_property
    def _own(self) -> Mapping[str, object]:
        refs = list(self.hidden.values())
        return {"veiled_ids": list(self.hidden), "veiled_refs": refs, "veiled_files": list(self.files)}


NO_VEIL = Veil()


@lru_cache(maxsize=1_000)
def _veiled(question: str) -> str:
    begins = question.lstrip()[:6].upper()
    if begins.startswith("WITH"):  # no question has two of these; as a part of another it keeps its order
        return f"{_BEFORE}SELECT * FROM ({question}\n) AS asked)"  # noqa: S608  # a question of ours
    return f"{_BEFORE}{question}\n)" if begins == "SELECT" else question
