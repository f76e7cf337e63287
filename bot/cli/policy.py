"""`callboard policy test`: whether the configured rules let in whom they should, and nobody else."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from bot import wiring
from bot.cli import session
from bot.cli.stated_people import StatedPeople
from bot.errors import NotTriedError
from bot.settings import Settings
from catalog_store.descriptors.exact import YamlError, read
from catalog_store.errors import InvalidRefError
from catalog_store.privacy import SEE
from catalog_store.refs import EntityRef
from catalog_store.store import Catalog
from commands import kit
from commands.ask import Person
from commands.permits import objection
from commands.services import Services

_SHAPE = "Write a list of {as: user:ana.duarte, may: golden-path/restart, on: component:ledger, expect: yes or no}."


class Case(BaseModel):
    """One line of the file: whether somebody may do something."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    who: str
    deed: str
    on: str | None = None
    expect: bool


@dataclass(frozen=True, slots=True)
class _Verdict:
    case: Case
    refusal: str | None

    @property
    def is_right(self) -> bool:
        return self.case.expect is (self.refusal is None)


def run(options: argparse.Namespace) -> int:
    """Try every case: 0 when all are as expected, 1 otherwise."""
    cases = tuple(_cases(options.file))
    settings = session.settings()
    with session.database(settings) as database:
        people = StatedPeople(Catalog(database))
        if unknown := [case.who for case in cases if not people.knows(case.who)]:
            raise NotTriedError(_nobody(unknown[0], settings))
        services = wiring.services(settings, database, people)
        verdicts = [_Verdict(case, _refusal(case, services)) for case in cases]
        user_groups = tuple(_user_groups(services))
    if options.json:
        session.say_json([_as_json(each) for each in verdicts])
    else:
        _tell(verdicts, user_groups)
    return 0 if all(each.is_right for each in verdicts) else 1


def _nobody(named: str, settings: Settings) -> str:
    where = "DATABASE_URL" if settings.database_url else session.shown(str(settings.home))
    return (
        f"The catalog of {where} has nobody called {named}, so nobody can tell what they may do."
        " Write a user of it or their e-mail address, or read the users in with `callboard ingest`."
    )


def _cases(file: Path) -> Iterator[Case]:
    try:
        written = read(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotTriedError(f"{file} could not be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise NotTriedError(f"{file} could not be read: it is not UTF-8.") from error
    except YamlError as error:
        raise NotTriedError(f"{file} is not YAML: {error}") from error
    if not isinstance(written, list):
        raise NotTriedError(f"{file} holds no list. {_SHAPE}")
    for number, each in enumerate(written, 1):
        try:
            yield Case.model_validate(_named(each))
        except ValidationError as error:
            raise NotTriedError(
                f"Case {number} of {file} cannot be understood ({error.errors()[0]['msg']}). {_SHAPE}"
            ) from error


def _named(written: object) -> object:
    """`as` and `may` are the file's words; the first is Python's own."""
    if not isinstance(written, dict):
        return written
    names = {"as": "who", "may": "deed"}
    return {names.get(key, key): value for key, value in written.items()}


def _refusal(case: Case, services: Services) -> str | None:
    try:
        target = EntityRef.parse(case.on, default_kind="component") if case.on else None
    except InvalidRefError as error:
        raise NotTriedError(str(error)) from error
    if target is not None and services.catalog.find(target) is None:
        raise NotTriedError(f"The catalog has no {target}, so nobody can tell who may do something to it.")
    person = Person(case.who)
    if case.deed == SEE and target is not None:
        return None if services.seen_by(person).catalog.find(target) else "It is private, and not for them."
    refused = objection(case.deed, target, person, services)
    return None if refused is None else kit.readable(refused)


def _user_groups(services: Services) -> Iterator[str]:
    """What is taken of each of Slack's user groups that the rules name."""
    for written in sorted(services.policies.user_groups):
        gap = services.user_groups.gap(written)
        taken = (
            f"is taken as empty: {gap}" if gap else "is taken as Slack last told it, people by e-mail address or link"
        )
        yield f"The user group {written} {taken}."


def _tell(verdicts: list[_Verdict], user_groups: tuple[str, ...]) -> None:
    for each in verdicts:
        on = f" on {each.case.on}" if each.case.on else ""
        may = "may" if each.refusal is None else "may not"
        wrong = "" if each.is_right else f"  (expected: {'may' if each.case.expect else 'may not'})"
        session.say(f"{'ok   ' if each.is_right else 'WRONG'}  {each.case.who} {may} {each.case.deed}{on}{wrong}")
        if each.refusal and not each.is_right:
            session.say(f"       {each.refusal}")
    for line in user_groups:
        session.say(line)
    right = sum(each.is_right for each in verdicts)
    session.say(f"{session.counted(len(verdicts), 'case')}: {right} as expected, {len(verdicts) - right} not.")


def _as_json(verdict: _Verdict) -> dict[str, object]:
    case = verdict.case
    return {
        "as": case.who,
        "may": case.deed,
        "on": case.on,
        "expected": case.expect,
        "allowed": verdict.refusal is None,
        "because": verdict.refusal,
    }
