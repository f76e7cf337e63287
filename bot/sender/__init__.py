"""The only way out to Slack: paced, patient, and never silent when Slack says no."""

from bot.sender.calls import Call, Delivered, UndeliveredError, Urgency
from bot.sender.outbox import OutboxFullError
from bot.sender.sender import Sender

__all__ = ["Call", "Delivered", "OutboxFullError", "Sender", "UndeliveredError", "Urgency"]
