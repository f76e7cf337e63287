"""How faults of descriptors are printed: as compilers do, so that editors and pull-request checks find the place."""

from collections.abc import Iterable, Iterator

from catalog_store.entities import Fault


def fault_lines(path: str, faults: Iterable[Fault]) -> Iterator[str]:
    """One line each: path, line, column, severity, field, what is wrong, and what to do."""
    for fault in faults:
        place = ":".join([path, *(str(number) for number in (fault.line, fault.column) if number)])
        yield f"{place}: {fault.severity}: {_sentences(fault)} [{fault.code}]"


def github_lines(path: str, faults: Iterable[Fault]) -> Iterator[str]:
    """One workflow command each, which GitHub shows beside the line of the pull request.

    From https://docs.github.com/actions/reference/workflow-commands-for-github-actions.
    """
    for fault in faults:
        at = {"file": path, "line": fault.line or 1, "col": fault.column or 1, "title": fault.code}
        properties = ",".join(f"{name}={_property(str(value))}" for name, value in at.items())
        yield f"::{fault.severity} {properties}::{_data(_sentences(fault))}"


def fault_json(path: str, fault: Fault) -> dict[str, object]:
    """The fault for programs."""
    return {
        "file": path,
        "line": fault.line,
        "column": fault.column,
        "field": fault.field,
        "code": fault.code,
        "severity": str(fault.severity),
        "message": fault.message,
        "fix": fault.fix,
    }


def _sentences(fault: Fault) -> str:
    field = f"{fault.field}: " if fault.field and not _names_its_field(fault) else ""
    return f"{field}{_sentence(fault.message)} {_sentence(fault.fix)}"


def _names_its_field(fault: Fault) -> bool:
    """Many messages say in their own words where they are about, or begin with a field that this one is part of."""
    first = fault.message.partition(" ")[0].strip("`:")
    return fault.field in fault.message or (bool(first) and fault.field.startswith((f"{first}.", f"{first}[")))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
