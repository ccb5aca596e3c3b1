"""How much a file may hold before it is refused, and how long it has to rest.

Set in the environment, read once a process.
"""

import os

from ingestion.errors import SettingsError


def _setting(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or int(text) < 1:
        raise SettingsError(f"{name} is {text!r}: give a whole number above zero, or unset it.")
    return int(text)


MAX_BYTES = _setting("WAREHOUSE_MAX_FILE_MB", 50) * 2**20
# what is larger is not even fetched: it stays where it is, and its sender is told
MAX_FETCHED = _setting("WAREHOUSE_MAX_FETCH_MB", 1024) * 2**20
MAX_UNPACKED = _setting("WAREHOUSE_MAX_UNPACKED_MB", 400) * 2**20
MAX_RATIO = _setting("WAREHOUSE_MAX_RATIO", 200)
MAX_MEMBERS = _setting("WAREHOUSE_MAX_MEMBERS", 2000)
MAX_SHEETS = _setting("WAREHOUSE_MAX_SHEETS", 200)
MAX_ROWS = _setting("WAREHOUSE_MAX_ROWS", 200_000)
MAX_CELLS = _setting("WAREHOUSE_MAX_CELLS", 3_000_000)
MAX_CHARACTERS = _setting("WAREHOUSE_MAX_CHARACTERS", 50_000_000)
# how long a young file has to stay as it is before it is taken for complete
REST_SECONDS = _setting("WAREHOUSE_REST_SECONDS", 5)
