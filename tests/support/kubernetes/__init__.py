"""A small Kubernetes API over HTTPS, with state, rights and faults, for the official client to talk to."""

from tests.support.kubernetes.cluster import TestCluster
from tests.support.kubernetes.objects import Deployed, Json

__all__ = ["Deployed", "Json", "TestCluster"]
