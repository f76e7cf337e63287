"""What every report ends with: all of it, when it comes, and why one gets it."""

from commands import kit
from commands.ask import Block

MENU = "reports.menu"
#: What can be said about whose a thing is; its value is `move 12`, for example.
OWNERSHIP = "stale.menu"


def ending(report: str, team: str, *, words: str = "", is_daily: bool = False) -> tuple[Block, ...]:
    """A button for all that was left out, and a menu about the report itself. What comes daily has no day, and never says
    that all is well.
    """
    value = f"{report} {team}".strip()
    weekly = (
        ("Change day and hour…", f"when {value}"),
        ("When all is well: say nothing", f"silent {value}"),
        ("When all is well: one line", f"line {value}"),
    )
    when = (("Change the hour…", f"when {value}"),) if is_daily else weekly
    about = kit.overflow(
        MENU, (("Snooze for two weeks", f"snooze {value}"), *when, ("Why do I get this?", f"why {value}"))
    )
    whole = [kit.button("All of it", kit.numbered(kit.ASK_ACTION, 99), words)] if words else []
    return kit.row([*whole, about])
