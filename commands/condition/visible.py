"""What of the things that run everybody may see: all but private ones, and but what a rule about `see/status` leaves to some."""

from catalog_store.entities import Known
from catalog_store.policies import ANYONE, Deed
from commands.services import Services

SEE = "see/status"


def is_for_all(known: Known, services: Services) -> bool:
    """Whether its state may stand where anybody reads it. Asks nobody."""
    if services.sight.is_private(known):
        return False
    policy = services.policies.find(Deed(SEE, known.entity))
    return policy is None or ANYONE in policy.allow
