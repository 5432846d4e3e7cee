"""How the data standard is written down: one declaration per column, read by everything else.

The validation, the mapping suggestions, the warehouse tables and the printed data dictionary are all made from
the records in :mod:`frostier.sources.records`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from frostier.kernel.errors import NotFound
from frostier.kernel.text import Text

ColumnType = Literal[
    "code",  # an identifier: trimmed text, upper/lower case kept, never a number
    "text",  # free text
    "choice",  # one of `choices`
    "phone",  # digits; Chinese mobiles normalised to 11 digits
    "bool",
    "int",
    "quantity",  # DECIMAL(18,3)
    "money",  # DECIMAL(18,2), the company's currency
    "unit_price",  # DECIMAL(18,4), the company's currency per sales unit
    "rate",  # DECIMAL(9,6), 0.05 means 5 %
    "date",  # a business day
    "timestamp",  # stored as naive UTC
]

DUCKDB_TYPE: dict[ColumnType, str] = {
    "code": "VARCHAR",
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "phone": "VARCHAR",
    "bool": "BOOLEAN",
    "int": "BIGINT",
    "quantity": "DECIMAL(18,3)",
    "money": "DECIMAL(18,2)",
    "unit_price": "DECIMAL(18,4)",
    "rate": "DECIMAL(9,6)",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}

LONGEST_TEXT = 400
"""Characters of a code or text, unless the column says otherwise in ``high``."""

# Beyond these a figure is a slip of the pen, and sums of it would not fit the facts.
LARGEST: dict[ColumnType, Decimal] = {
    "quantity": Decimal(10**7), "money": Decimal(10**10), "unit_price": Decimal(10**7), "int": Decimal(10**9),
}  # fmt: skip
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2100, 1, 1)
"""Days before the first, and from the last on, are slips of the pen too."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value of a choice column, with the words that mean it in files."""

    value: str
    name: Text
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the data standard.

    ``low``/``high`` are inclusive bounds, of a text of its length; a value outside is quarantined. ``synonyms`` are
    header words (any language, lower case) that propose this column. ``personal`` marks personal data. ``fallback``
    is the choice that an unknown word becomes (flagged ``unmapped_value``); without one it is quarantined.
    """

    name: str
    type: ColumnType
    label: Text
    meaning: Text
    unit: Text | None = None
    required: bool = False
    key: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    fallback: str | None = None
    synonyms: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """The data standard of one entity: what one row means (``grain``) and its columns."""

    entity: str
    label: Text
    grain: Text
    owner: Text
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the columns that identify a row within one source."""
        return tuple(c.name for c in self.columns if c.key)

    def column(self, name: str) -> Column:
        """The column of that name; raises ``NotFound``."""
        for column in self.columns:
            if column.name == name:
                return column
        raise NotFound(
            Text(f"{self.label.zh}没有字段 {name}。", f"{self.label.en} has no column {name}."),
            next_step=Text(
                "可用字段：" + "、".join(c.name for c in self.columns),
                "Columns: " + ", ".join(c.name for c in self.columns),
            ),
        )


def column(
    type: ColumnType, zh: str, en: str, meaning_zh: str, meaning_en: str, *, default: Any = None, **rest: Any
) -> Any:
    """Declare a column on a record class; ``rest`` are the further fields of :class:`Column`.

    Records are built by keyword, so that a required column may stand after an optional one.
    """
    if isinstance(rest.get("unit"), tuple):
        rest["unit"] = Text(*rest["unit"])
    for bound in ("low", "high"):
        if rest.get(bound) is not None:
            rest[bound] = Decimal(str(rest[bound]))
    meta = {"type": type, "label": Text(zh, en), "meaning": Text(meaning_zh, meaning_en), **rest}
    if rest.get("required"):
        return field(kw_only=True, metadata={"column": meta})
    return field(default=default, kw_only=True, metadata={"column": meta})


def standard_of(record: type, *, entity: str, label: Text, grain: Text, owner: Text) -> Standard:
    """The standard that a record class declares."""
    columns = tuple(
        Column(name=f.name, **f.metadata["column"]) for f in dataclasses.fields(record) if "column" in f.metadata
    )
    return Standard(entity, label, grain, owner, columns)
