"""Compound files (.xls, .doc, encrypted workbooks): the streams that they hold, by name.

Only what telling them apart and reading an .xls needs. Damage raises ValueError; chains that run
in circles end.
"""

import struct
from collections.abc import Iterator
from itertools import islice

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # this and above are no sectors
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The directory of a compound file. Raises ValueError where there is none."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(MAGIC) or len(data) < 512:
            raise ValueError("no compound file")
        self._data = data
        shift, mini = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini != 6:
            raise ValueError("sector size")
        self._size, self._mini_size = 1 << shift, 1 << mini
        most = len(data) // self._size + 1  # a list that names sectors again and again ends here
        self._fat = self._table(islice(self._fat_sectors(most), most))
        (directory, self._cutoff) = struct.unpack_from("<I4xI", data, 48)
        (mini_fat,) = struct.unpack_from("<I", data, 60)
        self._mini_fat = self._table(self._chain(mini_fat, self._fat))
        self._entries = dict(self._directory(directory))
        self._ministream = b""
        if "" in self._entries:
            self._ministream = self._joined(self._entries[""][1])

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams and storages."""
        return frozenset(name for name in self._entries if name)

    def read(self, name: str) -> bytes:
        """The bytes of a stream."""
        _, start, size = self._entries[name]
        if size >= self._cutoff:
            return self._joined(start)[:size]
        step = self._mini_size
        sectors = self._chain(start, self._mini_fat)
        return b"".join(self._ministream[s * step : (s + 1) * step] for s in sectors)[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._data[start : start + self._size]

    def _joined(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(start, self._fat))

    def _chain(self, start: int, table: list[int]) -> Iterator[int]:
        """The sectors from `start` on, no more of them than there are."""
        for _ in range(len(table)):
            if start >= _FREE:
                return
            if start >= len(table):
                raise ValueError("broken chain")
            yield start
            start = table[start]
        if start < _FREE and table:
            raise ValueError("circular chain")

    def _table(self, sectors: Iterator[int]) -> list[int]:
        raw = b"".join(self._sector(number) for number in sectors)
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))

    def _fat_sectors(self, most: int) -> Iterator[int]:
        yield from (n for n in struct.unpack_from("<109I", self._data, 76) if n < most)
        (number,) = struct.unpack_from("<I", self._data, 68)
        for _ in range(most):
            if number >= most:
                return
            raw = self._sector(number)
            *listed, number = struct.unpack(f"<{len(raw) // 4}I", raw)
            yield from (n for n in listed if n < most)

    def _directory(self, start: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """(name, (kind, first sector, size)); the root's name is empty: it holds small streams."""
        raw = self._joined(start)
        for at in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", raw, at + 64)
            if not kind or length > 64:
                continue
            first, size = struct.unpack_from("<II", raw, at + 116)
            name = raw[at : at + max(length - 2, 0)].decode("utf-16-le", errors="replace")
            yield "" if kind == _ROOT else name, (kind, first, size)


def names(data: bytes) -> frozenset[str]:
    """The names in a compound file; none where it is damaged."""
    try:
        return CompoundFile(data).names
    except (ValueError, struct.error, IndexError):
        return frozenset()
