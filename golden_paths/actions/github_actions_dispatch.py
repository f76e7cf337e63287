"""`github:actions:dispatch`: starts a workflow."""

from dataclasses import replace
from typing import Any

from pydantic import Field

from golden_paths.action import Action, Example, outputs
from golden_paths.errors import UnsureError
from golden_paths.github_inputs import RepoInputs
from golden_paths.ports import Dispatch, Dispatched, JsonObject, MaybeDoneError
from golden_paths.workshop import Workshop

#: Seconds before each look for a run that may have been started.
_LOOKS = (0.0, 2.0, 4.0, 8.0)


class DispatchInputs(RepoInputs):
    """Which workflow, where, with what."""

    workflow_id: str = Field(min_length=1, description="The workflow's file name, or its number.")
    branch_or_tag_name: str = Field(min_length=1, description="The branch or tag that it runs on.")
    workflow_inputs: dict[str, Any] = Field({}, description="Its inputs, ten at most.")  # Any: JSON
    return_workflow_run_details: bool = Field(False, description="Not needed: details are always given.")

    @property
    def dispatch(self) -> Dispatch:
        """The same for the code host, which takes texts only."""
        given = {name: _text(value) for name, value in self.workflow_inputs.items()}
        return Dispatch(self.workflow_id, self.branch_or_tag_name, given)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _perform(inputs: DispatchInputs, workshop: Workshop) -> JsonObject:
    inputs.say_about_token(workshop)
    workshop.log.say(f"Starting {inputs.workflow_id} of {inputs.repo.slug} on {inputs.branch_or_tag_name}.")
    try:
        return _output(workshop.outside.host.dispatch_workflow(inputs.repo, inputs.dispatch, workshop.mark))
    except MaybeDoneError as error:
        workshop.log.say(f"{error} Looking for it.")
        return _find_earlier(inputs, workshop)


def _find_earlier(inputs: DispatchInputs, workshop: Workshop) -> JsonObject:
    """What was started a moment ago is not listed at once.

    Raises:
        UnsureError: it is not there. It may still come, so nobody starts it again unasked.
    """
    others = frozenset(each["workflowRunId"] for each in workshop.rounds if "workflowRunId" in each)
    wanted = replace(inputs.dispatch, others=others)
    for pause in _LOOKS:
        workshop.wait(pause)
        found = workshop.outside.host.find_dispatched(inputs.repo, wanted, workshop.mark)
        if found:
            return _output(found)
    raise UnsureError(f"the request to start {inputs.workflow_id} of {inputs.repo.slug}")


def _output(found: Dispatched) -> JsonObject:
    given = {
        "workflowRunId": found.run_id,
        "workflowRunUrl": found.run_url,
        "workflowRunHtmlUrl": found.html_url,
    }
    return {name: value for name, value in given.items() if value is not None}


def _effects(inputs: DispatchInputs, _workshop: Workshop) -> tuple[str, ...]:
    return (f"Starts the workflow {inputs.workflow_id} of {inputs.repo.slug} on {inputs.branch_or_tag_name}.",)


ACTION = Action(
    id="github:actions:dispatch",
    description="Starts a workflow of GitHub Actions.",
    inputs=DispatchInputs,
    perform=_perform,
    outputs=outputs(workflowRunId="number?", workflowRunUrl="string?", workflowRunHtmlUrl="string?"),
    examples=(
        Example(
            "Deploy",
            {
                "repoUrl": "${{ parameters.repoUrl }}",
                "workflowId": "deploy.yml",
                "branchOrTagName": "main",
                "workflowInputs": {"environment": "staging"},
            },
        ),
    ),
    is_repeatable=False,
    find_earlier=_find_earlier,
    effects=_effects,
)
