"""How faults of templates are printed: as those of descriptors are, with file, line and what to write instead."""

from collections.abc import Iterable, Iterator

from bot.cli import session
from bot.cli.faults import fault_json, fault_lines
from catalog_store.entities import Fault as FileFault
from golden_paths.template import Fault


def lines(faults: Iterable[Fault]) -> Iterator[str]:
    """One line each."""
    for fault in faults:
        yield from fault_lines(session.shown(str(fault.path)), [_of_file(fault)])


def as_json(fault: Fault) -> dict[str, object]:
    """The fault for programs."""
    return fault_json(session.shown(str(fault.path)), _of_file(fault))


def is_unread(faults: Iterable[Fault]) -> bool:
    """Whether the path that was named could not be read at all."""
    return any(fault.code == "unreadable" and not fault.field for fault in faults)


def _of_file(fault: Fault) -> FileFault:
    return FileFault(fault.code, fault.problem, fault.fix, fault.line, fault.column, fault.field, fault.severity)
