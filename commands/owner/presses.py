"""What the buttons under an answer about an owner do."""

from collections.abc import Callable

from catalog_store.errors import InvalidRefError
from catalog_store.ownership import Standing
from catalog_store.refs import EntityRef
from commands import kit
from commands.ask import Answer, Outcome, Press, Reaction, Surface
from commands.command import Pressing
from commands.owner.card import CLAIM, LESS, MORE, SHARE, SHARED, Frame, owner_card
from commands.owner.choices import CLAIM_WORDS, PICK
from commands.owner.sheet import Sheet, find_sheet, with_relations
from commands.services import Services
from commands.slash import typed
from commands.who import who

_Seen = Callable[[Sheet, Press, Services], Reaction]


def _pressed_on(react: _Seen) -> Pressing:
    """The press of a button whose value names an entity, which may be gone or called otherwise by now."""

    def pressing(press: Press, services: Services) -> Reaction:
        sheet = _sheet_behind(press.value, services)
        if sheet is None:
            return _in_place(press, _gone(press))
        return react(sheet, press, services)

    return pressing


def _pick(sheet: Sheet, press: Press, services: Services) -> Reaction:
    note = () if _is_private(press) else (f"picked by {who(press.person, services)}",)
    return Reaction(replace=owner_card(sheet, _frame(press, *note)))


def _more(sheet: Sheet, press: Press, services: Services) -> Reaction:
    return _in_place(press, owner_card(with_relations(sheet, services), _frame(press, is_long=True)))


def _less(sheet: Sheet, press: Press, _services: Services) -> Reaction:
    return _in_place(press, owner_card(sheet, _frame(press)))


def _share(sheet: Sheet, press: Press, services: Services) -> Reaction:
    # What only some may know of is shared by whoever says so; what it has to do with is nobody else's.
    openly = sheet if sheet.is_private else find_sheet(sheet.ref, services.seen_by(None)) or sheet
    shared = Frame(is_public=True, notes=(f"shared by {who(press.person, services)}",))
    return Reaction(
        replace=owner_card(sheet, Frame(is_shared=True, notes=("you shared this here",))),
        reply=owner_card(openly, shared),
    )


def _claim(sheet: Sheet, press: Press, services: Services) -> Reaction:
    if sheet.ownership.standing in (Standing.DECLARED, Standing.ITSELF):
        return Reaction(replace=owner_card(sheet, _frame(press, "it has an owner by now, so nothing was claimed")))
    is_new = _save(str(sheet.ref), sheet.ref, press, services)
    note = _claimed(press, services, is_new=is_new)
    return Reaction(replace=owner_card(sheet, _frame(press, note, can_claim=False)))


def claim_words(press: Press, services: Services) -> Reaction:
    """Somebody says that words which found nothing name a thing of theirs."""
    is_new = _save(press.value, None, press, services)
    sentence = f"{kit.quoted(press.value, 200)} is not in the catalog. {kit.capitalized(_claimed(press, services, is_new=is_new))}."
    advice = "It appears here as soon as a `catalog-info.yaml` describes it."
    answer = Answer(f"{sentence} {advice}", (kit.section(sentence), kit.context(advice)), Outcome.NOT_FOUND)
    return Reaction(replace=answer)


PRESSES = {
    PICK: _pressed_on(_pick),
    MORE: _pressed_on(_more),
    LESS: _pressed_on(_less),
    SHARE: _pressed_on(_share),
    CLAIM: _pressed_on(_claim),
    CLAIM_WORDS: claim_words,
}


def _sheet_behind(value: str, services: Services) -> Sheet | None:
    try:
        ref = EntityRef.parse(value)
    except InvalidRefError:
        return None
    sheet = find_sheet(ref, services)
    if sheet:
        return sheet
    resolution = services.resolver.resolve(ref.name)  # it may have been renamed since
    if not resolution.is_clear or resolution.candidates[0].ref.kind != ref.kind:
        return None
    return find_sheet(resolution.candidates[0].ref, services, why=resolution.candidates[0])


def _gone(press: Press) -> Answer:
    sentence = f"{kit.quoted(press.value, 200)} is no longer in the catalog. It was when this message was written."
    return Answer(sentence, (kit.section(sentence),), Outcome.NOT_FOUND)


def _in_place(press: Press, answer: Answer) -> Reaction:
    """In the message that was pressed, if nobody else reads it; else as a further one for the presser alone."""
    return Reaction(replace=answer) if _is_private(press) else Reaction(reply=answer)


def _is_private(press: Press) -> bool:
    return press.is_ephemeral or press.surface is Surface.DIRECT


def _frame(press: Press, *notes: str, is_long: bool = False, can_claim: bool = True) -> Frame:
    is_shared = press.action_id.endswith(SHARED)
    return Frame(press.is_ephemeral, is_shared, can_claim=can_claim, is_long=is_long, notes=notes)


def _save(asked: str, ref: EntityRef | None, press: Press, services: Services) -> bool:
    return services.claims.save(asked=asked, entity=ref, team=press.person.team_id, user=press.person.user_id)


def _claimed(press: Press, services: Services, *, is_new: bool) -> str:
    private = _is_private(press)
    doer = "you" if private else who(press.person, services)
    listed = f"it stands in {kit.quoted(typed('health', services))} for the platform team"
    if not is_new:
        return f"{doer} {'have' if private else 'has'} claimed it already; {listed}"
    return f"{doer} claimed it; {listed}"
