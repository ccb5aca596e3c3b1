"""A published night after a deadline: some reported, one was sent back, most are silent."""

import asyncore
import smtpd
import threading
from collections.abc import Iterator
from email import message_from_bytes

import pytest

from ingestion.settings import Settings
from tests.conftest import NewWarehouse
from tests.dags.conftest import airflow_home  # noqa: F401  a fixture
from tests.ingestion.files import cover, literacy, workbook
from tests.nights import at_work_on, published_night, put

NIGHT = "2025-02-20T01:30:00+08:00"  # six days after the deadline of 2024, within the late window
HEAVY, SENT_BACK, REPORTED = "420114", "420113", "420112"


def report(code: str, item: str, value: int, period: str) -> bytes:
    return workbook(cover(code, period), literacy((item, value)))


@pytest.fixture(scope="package")
def late(new_warehouse: NewWarehouse) -> Iterator[Settings]:
    """`ingestion.settings.load()` finds it too."""
    settings = new_warehouse()
    for code, value in ((REPORTED, 30), (HEAVY, 60), ("420111", 10), ("429004", 100)):
        put(
            settings, f"{code}/2023.xlsx", report(code, "科普活动场次", value, "2023"), "2024-01-20"
        )
    put(
        settings, f"{REPORTED}/2024.xlsx",
        report(REPORTED, "科普活动场次", 33, "2024"), "2025-01-20",
    )  # fmt: skip
    put(settings, f"{SENT_BACK}/坏.xlsx", report(SENT_BACK, "没有这一项", 5, "2024"), "2025-01-20")
    published_night(settings, "n1", NIGHT)
    with at_work_on(settings):
        yield settings


class Postbox(smtpd.SMTPServer):
    """A mail server on loopback that keeps what it takes in, and refuses one address if told to."""

    def __init__(self, refused: str = "") -> None:
        super().__init__(("127.0.0.1", 0), ("", 0))
        self.taken: list = []
        self.refused = refused

    def process_message(self, peer, sender, recipients, data, **_):
        if self.refused in recipients:
            return "550 no such box"
        self.taken.append((recipients, message_from_bytes(data)))
        return None

    @property
    def port(self) -> int:
        assert self.socket is not None
        return self.socket.getsockname()[1]


@pytest.fixture
def postbox():
    """It listens in a thread."""
    box = Postbox()
    thread = threading.Thread(target=asyncore.loop, kwargs={"timeout": 0.1}, daemon=True)
    thread.start()
    yield box
    box.close()
    thread.join()
