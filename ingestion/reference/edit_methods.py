"""How a figure may be edited: the methods of the reference data.

An adjustment replaces a reported figure; an imputation stands in where nothing was reported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from ingestion.errors import ReferenceDataError
from ingestion.reading.cells import key
from ingestion.reference.seeds import read_optional_rows

Category = Literal["adjustment", "imputation"]
_CATEGORIES: dict[str, Category] = {"adjustment": "adjustment", "imputation": "imputation"}
_NAME = "edit_methods"


@dataclass(frozen=True, slots=True)
class Method:
    """One line of edit_methods.csv."""

    method: str
    category: Category
    label_zh: str


@dataclass(frozen=True, slots=True)
class Methods:
    """All methods; `find` takes a code or a Chinese label."""

    by_code: Mapping[str, Method] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "Methods":
        """The methods in `folder`; where it brings none, those of this repository, as dbt does."""
        found = {}
        for row in read_optional_rows(folder, _NAME):
            category = _CATEGORIES.get(row.text("category"))
            if category is None:
                raise ReferenceDataError(
                    f"{row.place}: write one of {', '.join(_CATEGORIES)} as category."
                )
            method = Method(row.text("method"), category, row.text("label_zh"))
            found[method.method] = method
        return cls(MappingProxyType(found))

    def find(self, text: str) -> Method | None:
        """The method that is called so."""
        word = key(text)
        return next(
            (m for m in self.by_code.values() if word in (key(m.method), key(m.label_zh))), None
        )

    @property
    def labels(self) -> str:
        """All labels in one line, for a finding."""
        return "、".join(method.label_zh for method in self.by_code.values())
