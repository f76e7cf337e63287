"""What of all that can be pressed or submitted changes something, so that the log keeps who did it.

Confirming a golden path is not among it: what is kept is the path that began, by its name.
"""

CHANGES = frozenset(
    (
        "owner.claim",
        "owner.claim-words",
        "owner.share",
        "me.unlink",
        "status.announce",
        "status.live",
        "status.page",
        "status.quiet",
        "status.stop",
        "runs.cancel",
        "runs.retry",
        "runs.skip",
        "runs.clean-up",
        "approvals.yes",
        "approvals.reject",
        "scorecard.fix",
        "scorecard.exempted",
        "scorecard.allow",
        "scorecard.refuse",
        "stale.ours",
        "stale.menu",
        "stale.moved",
        "stale.accept",
        "stale.decline",
        "reports.menu",
        "reports.again",
        "reports.chosen",
        "here.announce",
        "here.bind",
        "here.clear",
        "here.forget",
        "here.form",
        "here.quiet",
        "undescribed.describe",
        "removals.apply",
        "removals.keep",
        "removals.undo",
        "sources.read-people",
    )
)
