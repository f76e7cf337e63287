"""What a dry run and a path's own tests share: values from files, a workshop that changes nothing, and copied files."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import wiring
from bot.cli import session
from bot.errors import NotTriedError
from bot.golden_library import tokens_of
from bot.golden_path_runs.fetching import RepositoryFetcher
from catalog_store.errors import InvalidRefError
from catalog_store.refs import EntityRef
from golden_paths.errors import ActionError
from golden_paths.form import FormRefusedError, form_of
from golden_paths.log import Log
from golden_paths.nowhere import FewEntities, NoCatalog
from golden_paths.ports import CatalogView, JsonObject, Mark
from golden_paths.structured import Value, read_json, read_yaml, read_yaml_documents
from golden_paths.template import Template
from golden_paths.workshop import Outside, Workshop
from golden_paths.workspace import Workspace, WorkspaceFile

#: Backstage names a dry run's template so.
DRY_RUN_REF = "template:default/dry-run"


def values(path: str | None, template: Template) -> JsonObject:
    """The answers in the file, taken as they are; without a file, what the form would give for none.

    Raises:
        NotTriedError: the file cannot be read, or there is none and the form cannot be made either.
    """
    if path is not None:
        return mapping(path, "--values")
    try:
        return form_of(template).values({})
    except FormRefusedError as error:
        raise NotTriedError(f"Name a file with --values: the form has no defaults to begin with. {error}") from error


def secrets(path: str | None) -> Mapping[str, str]:
    """The secrets in the file, none without one.

    Raises:
        NotTriedError: the file cannot be read.
    """
    given = mapping(path, "--secrets") if path else {}
    return {name: str(value) for name, value in given.items()}


def catalog(path: str | None) -> CatalogView:
    """The entities in the file, as descriptors have them; none without one.

    Raises:
        NotTriedError: the file cannot be read, or holds something else.
    """
    if path is None:
        return NoCatalog()
    wanted = "--catalog wants entities as in descriptors, with `---` between them."
    try:
        return FewEntities(_mappings(read_yaml_documents(Path(path).read_text(encoding="utf-8"), path)))
    except OSError as error:
        raise NotTriedError(f"{path} cannot be read: {error.strerror}. {wanted}") from error
    except UnicodeDecodeError as error:
        raise NotTriedError(f"{path} is no text. {wanted}") from error
    except ActionError as error:
        raise NotTriedError(str(error)) from error
    except ValueError as error:
        raise NotTriedError(f"{path} holds something else: {error} {wanted}") from error


def _mappings(found: Iterable[Value]) -> list[JsonObject]:
    entities = [each for each in found if each is not None]
    if odd := next((each for each in entities if not isinstance(each, dict)), None):
        raise ValueError(f"{odd!r:.40} is no entity.")
    return [each for each in entities if isinstance(each, dict)]


def mapping(path: str, option: str) -> dict[str, Any]:  # Any: JSON
    """A mapping in a YAML or JSON file.

    Raises:
        NotTriedError: it cannot be read, or is something else.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        found = read_json(text, path) if path.endswith(".json") else read_yaml(text, path)
    except OSError as error:
        raise NotTriedError(f"{path} cannot be read: {error.strerror}. {option} wants a YAML or JSON file.") from error
    except UnicodeDecodeError as error:
        raise NotTriedError(f"{path} is no text. {option} wants a YAML or JSON file.") from error
    except ActionError as error:
        raise NotTriedError(str(error)) from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise NotTriedError(f"{path} holds no mapping. {option} wants names with values.")
    return found


def _outside(catalog: CatalogView) -> Outside:
    """Folders of other repositories can be read, with what is configured; nothing else is there but this catalog."""
    try:
        settings = session.settings()
    except NotTriedError:
        return Outside(catalog=catalog)
    checkouts = settings.home / "golden-paths" / "checkouts"
    fetcher = RepositoryFetcher(checkouts, tokens_of(settings), wiring.places(settings).fetch, _may_read)
    return Outside(catalog=catalog, fetcher=fetcher)


def _may_read(_url: str) -> tuple[str, ...]:
    """Whoever types the command may have git read whatever this machine may."""
    return ()


def workshop(
    template: Template,
    folder: Path,
    *,
    now: datetime,
    user: str | None = None,
    secrets: Mapping[str, str] | None = None,
    catalog: CatalogView | None = None,
) -> Workshop:
    """An empty workspace in the folder, and nothing outside but other repositories to be read, and this catalog.

    Raises:
        NotTriedError: the user is no reference.
    """
    known, seen = secrets or {}, catalog or NoCatalog()
    return Workshop(
        workspace=Workspace(folder),
        template_folder=template.folder,
        mark=Mark("dry-run", "", now),
        now=now,
        log=Log(known.values()),
        outside=_outside(seen),
        user=_user(user, seen),
        secrets=known,
        template_ref=DRY_RUN_REF,
        is_extended=template.is_extended,
        shared=template.shared,
    )


def _user(text: str | None, seen: CatalogView) -> JsonObject:
    """Who asks, as the catalog has them; with nothing but their name where it does not."""
    if text is None:
        return {}
    try:
        ref = EntityRef.parse(text, default_kind="user")
    except InvalidRefError as error:
        raise NotTriedError(f"--user is {text!r}. {error}") from error
    metadata = {"name": ref.name, "namespace": ref.namespace}
    return {"ref": str(ref), "entity": seen.find(str(ref)) or {"kind": "User", "metadata": metadata, "spec": {}}}


def copy(files: Iterable[WorkspaceFile], source: Path, target: Path) -> None:
    """Copy the files with their modes.

    Raises:
        NotTriedError: the target cannot be written.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        for file in files:
            place = target / file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / file.path, place)
    except OSError as error:
        raise NotTriedError(f"{target} cannot be written: {error.strerror}.") from error
