"""What to say about a thing that the catalog would know, if the file that seems to describe it had no fault."""

from collections.abc import Sequence
from dataclasses import replace

from catalog_store.faulty_files import FaultyFile
from commands import kit
from commands.ask import Answer, Block
from commands.services import Services

_FAULT_LIMIT = 300


def with_faulty_file(nothing_found: Answer, asked: str, services: Services) -> Answer:
    """The same, with the fault that may be why nothing was found."""
    faulty = services.faulty_files.find(asked)
    if faulty is None:
        return nothing_found
    sentence = f"A file that seems to describe {kit.quoted(asked)} has a fault, so I cannot read it: {_fault(faulty)}"
    blocks: Sequence[Block] = (kit.section(f":warning: {sentence}"), *nothing_found.blocks)
    return replace(nothing_found, text=f"{sentence} {nothing_found.text}", blocks=blocks)


def _fault(faulty: FaultyFile) -> str:
    line = f"line {faulty.line}, " if faulty.line else ""
    told = kit.shown(faulty.fault, _FAULT_LIMIT)
    return f"{line}{told}{'' if told.endswith('.') else '.'} It is {kit.place(faulty.location)}."
