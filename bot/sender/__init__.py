"""The only way out to Slack: paced, patient, and never silent when Slack says no."""

from bot.sender.calls import Delivered, Urgency
from bot.sender.outbox import OutboxFullError
from bot.sender.sender import Sender

__all__ = ["Delivered", "OutboxFullError", "Sender", "Urgency"]
