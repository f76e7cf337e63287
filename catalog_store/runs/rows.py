"""How rows of the database become runs and their steps."""

from typing import Any

from sqlalchemy import Row

from catalog_store.runs.model import Run, RunState, RunStep, StepState

#: What every question about runs selects.
RUN_COLUMNS = (
    "id, template_ref, template_title, template_digest, plan_digest, parameters, fixed, slack_team, slack_user, user_ref,"
    " team_ref, target_ref, is_private, channel, card_ts, state, error, note, output, cancel_by, made_at, begun_at, ended_at,"
    " version, fence, (SELECT label FROM entities WHERE ref = user_ref AND removed_at IS NULL) AS user_label"
)


def as_run(row: Row[Any]) -> Run:  # Any: the columns' types
    """A run from its row."""
    return Run(
        id=row.id,
        template=row.template_ref,
        title=row.template_title,
        digest=row.template_digest,
        plan_digest=row.plan_digest,
        values=row.parameters,
        fixed=row.fixed,
        team_id=row.slack_team,
        user_id=row.slack_user,
        requester=row.user_ref,
        team=row.team_ref,
        target=row.target_ref,
        is_private=row.is_private,
        channel=row.channel,
        message_ts=row.card_ts,
        state=RunState(row.state),
        error=row.error,
        note=row.note,
        output=row.output,
        cancel_by=row.cancel_by,
        created_at=row.made_at,
        started_at=row.begun_at,
        ended_at=row.ended_at,
        version=row.version,
        fence=row.fence,
        requester_name=row.user_label,
    )


def as_step(row: Row[Any]) -> RunStep:  # Any: the columns' types
    """A step from its row."""
    return RunStep(
        number=row.number,
        id=row.step_id,
        name=row.name,
        action=row.action,
        state=StepState(row.state),
        is_skippable=row.is_skippable,
        started_at=row.begun_at,
        ended_at=row.ended_at,
        error=row.error,
        has_left=row.has_left,
        begun=row.begun,
        input=row.input,
        output=row.output,
    )
