"""How repositories are made, filled and protected, so that a second try finds what the first one made."""

from golden_paths.errors import ActionError
from golden_paths.github_inputs import PushInputs
from golden_paths.ports import JsonObject, NotConnectedError, Repository, RepositorySettings, SourceHostError
from golden_paths.repo_url import RepoUrl
from golden_paths.workshop import Workshop


def made_repository(repo: RepoUrl, settings: RepositorySettings, workshop: Workshop) -> Repository:
    """The repository, made now or by an earlier try of this run.

    Raises:
        ActionError: there is one already that is somebody else's.
    """
    host, mark = workshop.outside.host, workshop.mark
    found = host.find_repository(repo)
    if found is None:
        workshop.log.say(f"Creating {repo.slug} at {repo.host}.")
        found = host.create_repository(repo, settings, mark)
    elif found.is_of(mark):
        workshop.log.say(f"{repo.slug} was created by an earlier try of this run.")
    else:
        raise _taken(repo)
    host.configure_repository(repo, settings)
    return found


def examine_name(repo: RepoUrl, workshop: Workshop) -> None:
    """See beforehand that the repository can be made.

    Raises:
        ActionError: there is one of that name already, or the code host does not let us look.
    """
    try:
        found = workshop.outside.host.find_repository(repo)
    except NotConnectedError:
        return
    except SourceHostError as error:
        if not error.is_retryable:
            raise
        workshop.log.say(f"Whether {repo.slug} is free could not be seen: {error}")
        return
    if found is not None and not found.is_of(workshop.mark):
        raise _taken(repo)


def _taken(repo: RepoUrl) -> ActionError:
    return ActionError(
        f"{repo.slug} exists already at {repo.host}, and this run did not make it. Begin again with another name."
    )


def pushed(inputs: PushInputs, found: Repository, workshop: Workshop) -> JsonObject:
    """Fill the repository with the workspace and protect it; the output of the step."""
    host, repo = workshop.outside.host, inputs.repo
    folder = workshop.workspace.path(inputs.source_path)
    if not folder.is_dir():
        raise ActionError(f"`sourcePath` is {inputs.source_path!r}, but there is no such folder in the workspace.")
    workshop.workspace.check()
    workshop.log.say(f"Pushing to `{inputs.default_branch}` of {repo.slug}.")
    commit = host.push(folder, repo, inputs.default_branch, inputs.git_commit_message, inputs.author, workshop.mark)
    if inputs.protect_default_branch:
        protection = inputs.protection(inputs.default_branch, enforce_admins=inputs.protect_enforce_admins)
        host.protect_branch(repo, protection)
    return {
        "remoteUrl": found.clone_url,
        "repoContentsUrl": f"{found.html_url}/blob/{inputs.default_branch}",
        "commitHash": commit,
    }


def creation_effects(repo: RepoUrl, visibility: str) -> tuple[str, ...]:
    """What will be there afterwards, in words."""
    return (f"Creates the {visibility} repository {repo.slug} at {repo.host}.",)


def push_effects(inputs: PushInputs) -> tuple[str, ...]:
    """What will be in it, in words."""
    pushing = f"Pushes the files to the branch {inputs.default_branch} of {inputs.repo.slug}."
    if not inputs.protect_default_branch:
        return (pushing,)
    count = int(inputs.required_approving_review_count)
    return pushing, f"Protects that branch: pull requests need {count} approval{'' if count == 1 else 's'}."


def removed(repo: RepoUrl, workshop: Workshop) -> str:
    """Take back what was made, and say so."""
    if workshop.outside.host.remove_repository(repo, workshop.mark):
        return f"The repository {repo.slug} was removed."
    return f"There was no repository {repo.slug} of this run to be removed."
