"""What Backstage's dry run gives for actions that Callboard does not have, for `--stub-unknown-actions`."""

from pydantic import ConfigDict

from golden_paths.action import Action, Inputs, outputs
from golden_paths.errors import UnknownActionError
from golden_paths.ports import JsonObject
from golden_paths.workshop import Workshop

_PUBLISHED = {"remoteUrl": "string", "repoContentsUrl": "string", "commitHash": "string"}
_OUTPUTS = {
    "publish:azure": outputs(**_PUBLISHED, repositoryId="string"),
    "publish:bitbucket": outputs(**_PUBLISHED),
    "publish:bitbucketCloud": outputs(**_PUBLISHED),
    "publish:bitbucketServer": outputs(**_PUBLISHED),
    "publish:gerrit": outputs(**_PUBLISHED),
    "publish:gitea": outputs(**_PUBLISHED),
    "publish:gitlab": outputs(**_PUBLISHED, projectId="number", created="boolean"),
    "publish:gitlab:merge-request": outputs(
        targetBranchName="string", projectid="string", projectPath="string", mergeRequestUrl="string"
    ),
    "gitlab:pipeline:trigger": outputs(pipelineUrl="string"),
}


class Anything(Inputs):
    """Nobody knows what it takes."""

    model_config = ConfigDict(extra="allow")


def stub_action(action_id: str) -> Action[Anything]:
    """An action of that id that can only be skipped."""

    def perform(_inputs: Anything, workshop: Workshop) -> JsonObject:
        raise UnknownActionError(workshop.mark.step_id, action_id, None)

    return Action(
        id=action_id,
        description="Stands for an action that is not here.",
        inputs=Anything,
        perform=perform,
        outputs=_OUTPUTS.get(action_id, {}),
        examples=(),
    )
