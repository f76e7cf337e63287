"""Small stand-ins for the systems that know of alerts and of who is on call, made from their published API documents."""

from tests.support.systems.stand_in import Asked, StandIn

__all__ = ["Asked", "StandIn"]
