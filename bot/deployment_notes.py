"""Keeps what systems tell of deployments, so that it is known when they cannot be asked."""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from catalog_store.deployments import Deployments
from catalog_store.errors import CatalogError
from catalog_store.operations import Deployment, Reading
from catalog_store.refs import EntityRef

_log = structlog.get_logger()
#: So many things' deployments are remembered as written.
_MOST = 4_000


class DeploymentNotes:
    """To be told of every reading. What was written already is not written again."""

    def __init__(self, store: Deployments, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._written: dict[tuple[EntityRef, str], tuple[Deployment, ...]] = {}

    def __call__(self, read: Mapping[EntityRef, Reading]) -> None:
        new = {
            ref: reading.deployments
            for ref, reading in read.items()
            if reading.deployments and self._written.get((ref, reading.deployments[0].source)) != reading.deployments
        }
        if not new:
            return
        try:
            self._store.save(new, now=self._clock())
        except CatalogError as away:
            _log.info("deployments-not-kept", reason=str(away))
            return
        if len(self._written) > _MOST:
            self._written.clear()
        self._written |= {(ref, told[0].source): told for ref, told in new.items()}
