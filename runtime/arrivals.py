"""The watch over the landing, as a trigger of Airflow: it lives in the triggerer and fires an event
whenever something new has come to rest there. What then happens is the DAG `answer`."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from ingestion import settings
from ingestion.arrival.watch import EVERY_SECONDS, Watch
from ingestion.errors import WarehouseError

_LARGEST_SHARE = 0.1  # of the time: looking at a large landing must not fill it
_LONGEST_SECONDS = 15  # and two looks fit into the minute that an office waits
_TROUBLES = 3  # so many looks in vain are told


class Arrivals(BaseEventTrigger):
    """Fires when new files lie still in the landing, and once when it cannot be looked at."""

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Nothing to keep: which landing is watched is a setting of the triggerer."""
        return "runtime.arrivals.Arrivals", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look for ever. After a restart it fires once for what lies there; that harms nobody."""
        landing = settings.load().arrivals
        watch, in_vain = Watch(landing), 0
        clock = asyncio.get_running_loop().time
        while True:
            begun = clock()
            try:
                # in a thread, where a slow server holds up no other trigger
                arrived = await asyncio.to_thread(watch.look)
                in_vain = 0
            except WarehouseError as error:
                self.log.warning("%s", error)
                arrived, in_vain = False, in_vain + 1
            if arrived or in_vain == _TROUBLES:  # the task that follows fails with the reason
                yield TriggerEvent({"landing": landing})
            pause = (clock() - begun) / _LARGEST_SHARE
            await asyncio.sleep(min(max(EVERY_SECONDS, pause), _LONGEST_SECONDS))
