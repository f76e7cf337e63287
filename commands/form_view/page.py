"""A page of a form as a Slack window, and its faults below its fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from commands import kit
from commands.ask import Block, Modal
from commands.form_view.ids import block_id
from commands.form_view.inputs import blocks_of
from golden_paths.form import HOST, PART, Answers, Field, FieldKind, Form, Page, value_at

_TITLE_LIMIT = 24
_DESCRIPTION_LIMIT = 2_500
_SEARCHED = ("external_select", "multi_external_select")


def modal_page(
    form: Form,
    page: Page,
    answers: Answers,
    *,
    metadata: str,
    position: str = "",
    callback_id: str = "",
    submit: str = "Next",
    notes: Sequence[str] = (),
    actions: Sequence[kit.Element] = (),
    called: Callable[[str], str | None] = lambda _ref: None,
) -> Modal:
    """The page with what was answered and the defaults in it.

    `position` says where one is (`Page 2 of 3`), `notes` are sentences above the fields, both ready to be shown; `actions`
    are buttons below them. `called` gives the title of an entity that is chosen already.
    """
    filled = form.filled(answers)
    drawn = [block for field in page.fields for block in blocks_of(field, value_at(filled, field.path))]
    fields = [_entitled(block, called) for block in drawn]
    return Modal(
        title=kit.bare(form.title, _TITLE_LIMIT),
        blocks=(*_head(page, position, notes), *fields, *kit.row(actions)),
        callback_id=callback_id,
        metadata=metadata,
        submit=submit,
    )


def _head(page: Page, position: str, notes: Sequence[str]) -> Iterator[Block]:
    yield kit.header(page.title or "Form")
    if page.description:
        yield kit.section(kit.mrkdwn_of(page.description, limit=_DESCRIPTION_LIMIT) or kit.shown(page.description))
    for note in notes:
        yield kit.section(note)
    if position:
        yield kit.context(position)


def _entitled(block: Block, called: Callable[[str], str | None]) -> Block:
    """A menu of entities with what people call those that are chosen."""
    element = block.get("element", {})
    chosen = [*filter(None, [element.get("initial_option")]), *element.get("initial_options", ())]
    titles = {option["value"]: called(option["value"]) for option in chosen} if element.get("type") in _SEARCHED else {}
    if not any(titles.values()):
        return block

    def named(option: kit.Element) -> kit.Element:
        title = titles[option["value"]]
        return {**option, "text": kit.plain_text(title)} if title else option

    if "initial_option" in element:
        return {**block, "element": {**element, "initial_option": named(element["initial_option"])}}
    return {**block, "element": {**element, "initial_options": [*map(named, element["initial_options"])]}}


def errors_of(page: Page, faults: Mapping[str, str]) -> dict[str, str]:
    """The sentences by block, so that Slack shows each below its field; what belongs to no field stands below the first.

    Slack shows them as they are, so they are without marks of code.
    """
    shown = _blocks(page)
    first = next(iter(shown.values()), "")
    errors: dict[str, str] = {}
    for name, marked in faults.items():
        sentence = marked.replace("`", "")
        block = shown.get(name) or shown.get(name.partition(PART)[0]) or first
        if block:
            errors[block] = f"{errors[block]} {sentence}" if block in errors else sentence
    return errors


def _blocks(page: Page) -> dict[str, str]:
    """Names of fields, and of parts of fields, to the blocks that hold them."""
    found: dict[str, str] = {}
    for field in page.fields:
        for name, block in _inputs(field):
            found.setdefault(name, block)
    return found


def _inputs(field: Field) -> Iterator[tuple[str, str]]:
    if not field.is_asked:
        return
    if field.kind is not FieldKind.REPO_URL or field.repo is None:
        yield field.name, block_id(field)
        return
    asks_host = len(field.repo.hosts) != 1
    keys = ((HOST,) if asks_host else ()) + ("owner", "workspace", "organization", "project", "repo")
    yield field.name, block_id(field, HOST if asks_host else "repo")
    for key in keys:
        yield f"{field.name}{PART}{key}", block_id(field, key)
