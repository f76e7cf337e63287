"""From what the catalog holds to the sheet of facts."""

from itertools import chain

from catalog_store.facts.collectors import ALL, kind_of
from catalog_store.facts.model import Sheet, Value
from catalog_store.facts.subject import Subject
from catalog_store.ownership import owner_ref


def sheet_of(subject: Subject) -> Sheet:
    """All facts of an entity. One of the wrong type is left out: it is not known what it means."""
    collected = (collector.collect(subject) for collector in ALL)
    readings = tuple(chain((each for each in collected if each), subject.kept))
    values: dict[str, Value] = {}
    for reading in readings:
        for name, value in reading.values.items():
            kind = kind_of(name)
            if name not in values and (kind is None or kind.takes(value)):
                values[name] = value
    entity = subject.known.entity
    known = subject.known
    return Sheet(known.id, entity.ref, entity.label, owner_ref(entity), readings, values, known.provenance.location)
