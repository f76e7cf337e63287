"""How faults of descriptors are printed: as compilers do, so that editors and pull-request checks find the place."""

from collections.abc import Iterable, Iterator

from catalog_store.entities import Fault


def fault_lines(path: str, faults: Iterable[Fault]) -> Iterator[str]:
    """One line each: path, line, column, severity, field, what is wrong, and what to do."""
    for fault in faults:
        place = ":".join([path, *(str(number) for number in (fault.line, fault.column) if number)])
        field = f"{fault.field}: " if fault.field else ""
        yield f"{place}: {fault.severity}: {field}{_sentence(fault.message)} {_sentence(fault.fix)} [{fault.code}]"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
